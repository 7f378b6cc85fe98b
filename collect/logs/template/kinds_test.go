package template

import (
	"slices"
	"testing"
)

// A log is messages of one kind of program, by the statement that wrote them.
type log struct {
	name       string
	statements [][]string
}

func logs() []log {
	return []log{
		{"sshd", [][]string{
			{"Accepted password for alice from 203.0.113.7 port 50022 ssh2", "Accepted password for bob from 203.0.113.9 port 50100 ssh2", "Accepted password for root from 2001:db8::1 port 22 ssh2", "Accepted password for carol from 203.0.113.9 port 50101 ssh2"},
			{"Accepted publickey for deploy from 203.0.113.8 port 50023 ssh2: ED25519 SHA256:Yw4Zx"},
			{
				"Failed password for invalid user admin from 198.51.100.4 port 41000 ssh2", "Failed password for invalid user oracle from 198.51.100.4 port 41002 ssh2",
				"Failed password for invalid user ftp from 198.51.100.4 port 41003 ssh2", "Failed password for invalid user test from 198.51.100.5 port 41002 ssh2",
			},
			{"Invalid user admin from 198.51.100.4", "Invalid user oracle from 198.51.100.4", "Invalid user ftp from 198.51.100.4", "Invalid user test from 198.51.100.5", "Invalid user pi from 198.51.100.5"},
			{"Connection closed by 198.51.100.4 [preauth]", "Connection closed by 198.51.100.5 [preauth]"},
			{"Connection reset by 198.51.100.4 port 41000 [preauth]"},
			{"Received disconnect from 198.51.100.4: 11: Bye Bye [preauth]"},
			{"Received disconnect from 198.51.100.4: 11: disconnected by user"},
			{"reverse mapping checking getaddrinfo for mail.shop.example [198.51.100.4] failed - POSSIBLE BREAK-IN ATTEMPT!", "reverse mapping checking getaddrinfo for a-b.dyn.isp.example [198.51.100.99] failed - POSSIBLE BREAK-IN ATTEMPT!"},
			{"Server listening on 0.0.0.0 port 22."},
		}},
		{"kernel", [][]string{
			{"usb 1-1: new high-speed USB device number 4 using xhci_hcd", "usb 2-1: new high-speed USB device number 5 using xhci_hcd"},
			{"usb 1-1: USB disconnect, device number 4"},
			{"eth0: link up, 1000 Mbps, full duplex"},
			{"eth0: link down"},
			{"EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: (null)", "EXT4-fs (sdb1): mounted filesystem with ordered data mode. Opts: (null)"},
			{"EXT4-fs error (device sda1): ext4_find_entry: reading directory lblock 0"},
			{"Out of memory: Killed process 4711 (java), UID 1000", "Out of memory: Killed process 4712 (python), UID 1000", "Out of memory: Killed process 99 (node), UID 0", "Out of memory: Killed process 99 (postgres), UID 0"},
			{"audit: backlog limit exceeded"},
		}},
		{"bars", [][]string{
			{"onStep 3579", "onStep 3580"},
			{"calories totalCalories=126775", "calories totalCalories=126797"},
			{"flush 5 records"},
			{"screen off"},
			{"screen on"},
			{"getTotals = 1514038440000##6993##548365", "getTotals = 1514038460000##7007##549320"},
		}},
		{"keys", [][]string{
			{`msg="order placed" order=17 user=alice total=12.50`, `msg="order placed" order=18 user=bob total=7`, `msg="order placed" order=19 user=carol total=99`, `msg="order placed" order=19 user=dave total=99`},
			{`msg="order refused" order=17 user=alice reason=stock`},
			{"cpu=17 mem=40 disk=80", "cpu=18 mem=41 disk=81"},
			{"action=login account=17"},
			{"action=logout account=17"},
			{"action=update account=17"},
			{"action=delete account=17"},
			{"action=list account=17"},
			{"op=read path=/var/lib/a.db took=3ms", "op=read path=/var/lib/b.db took=4ms"},
			{"op=write path=/var/lib/a.db took=3ms", "op=write path=/var/lib/b.db took=4ms"},
		}},
		{"klog", [][]string{
			{`Starting reflector *v1.Pod (30s) from k8s.example/client/informer.go:134`},
			{`"Pod has been scheduled" pod="shop/web-7d4b9-x2x" node="node-17"`, `"Pod has been scheduled" pod="shop/cart-7d4b9-y2x" node="node-18"`},
			{`Failed to pull image "registry.example/shop:1.2.3": not found`, `Failed to pull image "registry.example/cart:1.2.4": not found`},
			{`Successfully pulled image "registry.example/shop:1.2.3" in 3.1s`, `Successfully pulled image "registry.example/cart:1.2.4" in 2s`},
			{`Readiness probe failed: HTTP probe failed with statuscode: 503`},
			{`Back-off restarting failed container`},
		}},
		{"PostgreSQL", [][]string{
			{"connection received: host=10.0.0.7 port=40022", "connection received: host=db-client.shop.example port=40022"},
			{"connection authorized: user=alice database=shop", "connection authorized: user=bob database=shop", "connection authorized: user=carol database=ledger", "connection authorized: user=dave database=shop"},
			{"checkpoint starting: time"},
			{"checkpoint complete: wrote 17 buffers (0.1%); 0 WAL file(s) added", "checkpoint complete: wrote 4711 buffers (28.7%); 1 WAL file(s) added"},
			{`relation "carts" does not exist at character 15`, `relation "orders" does not exist at character 17`, `relation "users" does not exist at character 17`, `relation "stock" does not exist at character 17`},
			{"deadlock detected"},
			{"database system is ready to accept connections"},
			{"database system is shut down"},
			{"could not receive data from client: Connection reset by peer"},
			{"could not send data to client: Broken pipe"},
		}},
		{"systemd", [][]string{
			{"Started Session 17 of user alice.", "Started Session 18 of user bob.", "Started Session 19 of user carol."},
			{"shop.service: Main process exited, code=exited, status=1/FAILURE", "cart.service: Main process exited, code=exited, status=1/FAILURE", "mail.service: Main process exited, code=exited, status=1/FAILURE"},
			{"shop.service: Succeeded.", "cart.service: Succeeded.", "mail.service: Succeeded."},
			{"Reached target Timers."},
			{"Stopped target Timers."},
		}},
		{"cron and dhcpd", [][]string{
			{"(root) CMD (run-parts /etc/cron.hourly)"},
			{"DHCPDISCOVER from 00:16:3e:aa:bb:01 via eth0", "DHCPDISCOVER from ff:ee:dd:aa:bb:cc via eth1"},
			{"DHCPREQUEST for 10.0.0.17 from 00:16:3e:aa:bb:01 via eth0"},
			{
				"DHCPACK on 10.0.0.17 to 00:16:3e:aa:bb:01 (laptop) via eth0", "DHCPACK on 10.0.0.18 to 00:16:3e:aa:bb:02 (phone) via eth0",
				"DHCPACK on 10.0.0.18 to 00:16:3e:aa:bb:02 (tablet) via eth0", "DHCPACK on 10.0.0.19 to 00:16:3e:aa:bb:03 (printer) via eth0", "DHCPACK on 10.0.0.19 to 00:16:3e:aa:bb:03 (tv) via eth0",
			},
			{"DHCPNAK on 10.0.0.17 to 00:16:3e:aa:bb:01 via eth0"},
		}},
		{"databases", [][]string{
			{"end connection 10.0.0.7:40022 (3 connections now open)", "end connection 10.0.0.8:40023 (1 connection now open)"},
			{"connection accepted from 10.0.0.7:40022 #17 (4 connections now open)"},
			{"DB saved on disk"},
			{"Background saving started by pid 17"},
			{"Background saving terminated with success"},
			{"Background saving error"},
			{"10 changes in 300 seconds. Saving...", "1 changes in 900 seconds. Saving..."},
			{"RDB: 4 MB of memory used by copy-on-write", "RDB: 512 KB of memory used by copy-on-write"},
		}},
		{"Java", [][]string{
			{"Registering bean 'orderService' of class com.acme.shop.OrderService", "Registering bean 'cart' of class com.acme.shop.Cart", "Registering bean 'mailer' of class com.acme.shop.mail.Mailer", "Registering bean 'ledger' of class com.acme.shop.Ledger"},
			{"Tomcat started on port(s): 8080 (http)"},
			{"HikariPool-1 - Connection is not available, request timed out after 30000ms."},
			{"HikariPool-1 - Start completed."},
			{"Servlet.service() for servlet [dispatcher] threw exception"},
		}},
		{"states", [][]string{
			{"feature checkout enabled: true"},
			{"feature checkout enabled: false"},
			{"node gate is up"},
			{"node gate is down"},
			{"job nightly succeeded"},
			{"job nightly failed"},
			{"volume alpha attached"},
			{"volume alpha detached"},
			{"failed to open store"},
			{"failed to close store"},
			{"failed to read store"},
			{"failed to write store"},
			{"failed to lock store"},
		}},
		{"Chinese", [][]string{
			{"订单12345支付成功", "订单99支付成功"}, {"订单12345支付失败"}, {"库存不足，商品17"}, {"用户登录 user=alice ip=10.0.0.1"},
		}},
		{"paths and addresses", [][]string{
			{"opened /var/log/shop/a.log", "opened C:\\logs\\b.log", "opened ./c"},
			{"removed /var/log/shop/a.log", "removed /tmp/x"},
			{"mail from alice@shop.example to bob@mail.example queued", "mail from carol@shop.example to dave@x.example queued"},
			{"fetch https://shop.example/cart?id=a&b=c failed", "fetch http://shop.example:8080/order failed"},
			{"proxy shop.example:443 open", "proxy b.example:443 open", "proxy cart.shop.example:443 open", "proxy wpad:80 open", "proxy a.b.c.example:80 open", "proxy 10.0.0.7:80 open"},
		}},
		{"lists", [][]string{
			{"partitions [1, 2, 3] assigned", "partitions [4] assigned", "partitions [5, 6] assigned"},
			{"partitions [1, 2, 3] revoked"},
			{"lifetime <1 sec", "lifetime 00:12"},
			{"read 10 bytes (0.1 KB) in 3 ms", "read 7 bytes in 1 ms"},
			{"backup of Mon Mar 3 10:00:01 2031 kept", "backup of Tue Apr 1 10:00:01 2031 kept"},
		}},
	}
}

func TestLogs(t *testing.T) {
	for _, l := range logs() {
		t.Run(l.name, func(t *testing.T) {
			var lines []Line
			var want []int
			for s, messages := range l.statements {
				for _, m := range messages {
					lines, want = append(lines, Line{Text: m, Count: 3}), append(want, s)
				}
			}
			templates, of := Mine(lines)
			for s, messages := range l.statements {
				i := slices.Index(want, s)
				for j := i; j < i+len(messages); j++ {
					if of[j] != of[i] {
						t.Errorf("apart: %q\n       %q", templates[of[i]].Text, templates[of[j]].Text)
					}
				}
			}
			for i, a := range of {
				for j, b := range of[:i] {
					if a == b && want[i] != want[j] {
						t.Errorf("one, %q: %q and %q", templates[a].Text, lines[j].Text, lines[i].Text)
					}
				}
			}
		})
	}
}
