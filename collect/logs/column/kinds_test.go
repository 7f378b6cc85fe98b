package column

import (
	"fmt"
	"testing"
)

// says is what the lines of the tests say: two dozen statements of a shop, with numbers, names, keys, brackets and colons in the places where sentences
// have them.
func says() []string {
	return []string{
		"order 4711 placed by user alice", "order 4712 placed by user bob", "cannot reach warehouse: connection refused", "stock of item 17 is low (3 left)",
		"START job nightly-17", "STOP job nightly-17", "payment failed: card expired", "payment took 45 ms", "Retrying call to ledger, attempt 2 of 5",
		"listening on port 8080", "cache miss for key cart:99", "shutting down", "GET /cart/17 200", "session opened for user carol",
		"session closed for user carol", "config loaded from /etc/shop/shop.yaml", "[retry 3] giving up", "17 carts expired", "queue depth=12 limit=10",
		"worker ready", "Unhandled exception in handler", "printer: out of paper", "the doors are open", "mail to dave@shop.example bounced",
	}
}

// A kind is a way of writing lines: i counts them.
type kind struct {
	name  string
	write func(i int, say string) string
	whole bool // no header is to be found: the message is the whole line
}

func pick(i int, words ...string) string { return words[i*7%len(words)] }

func kinds() []kind {
	f := fmt.Sprintf
	levels := func(i int) string { return pick(i, "INFO", "WARN", "ERROR", "DEBUG", "INFO") }
	return []kind{
		{name: "log4j", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01,%03d %-5s [pool-1-thread-%d] c.a.shop.%s - %s", i%60, i, levels(i), i%9, pick(i, "Orders", "Cart", "Ledger"), say)
		}},
		{name: "logback", write: func(i int, say string) string {
			return f("10:%02d:01.%03d [%s] %-5s com.acme.%s - %s", i%60, i, pick(i, "main", "worker 7", "exec-12"), levels(i), pick(i, "Shop", "Cart"), say)
		}},
		{name: "Spring Boot", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01.%03dZ %5s 1234 --- [%15s] %-25s : %s", i%60, i, levels(i), pick(i, "main", "nio-8080-exec-1"), pick(i, "c.a.shop.OrderController", "o.s.b.Shop"), say)
		}},
		{name: "Python", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01,%03d - acme.%s - %s - %s", i%60, i, pick(i, "shop", "cart"), levels(i), say)
		}},
		{name: "Go", write: func(i int, say string) string {
			return f("2031/03/04 10:%02d:01 %s.go:%d: %s", i%60, pick(i, "server", "main"), i, say)
		}},
		{name: "Go without files", write: func(i int, say string) string { return f("2031/03/04 10:%02d:01 %s", i%60, say) }},
		{name: "klog", write: func(i int, say string) string {
			return f("%s0304 10:%02d:01.%06d    1234 %s.go:%d] %s", pick(i, "I", "W", "E"), i%60, i, pick(i, "reflector", "pods"), i, say)
		}},
		{name: "zap", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01.%03dZ\t%s\tshop/%s.go:%d\t%s", i%60, i, levels(i), pick(i, "order", "cart"), i, say)
		}},
		{name: "bars", write: func(i int, say string) string {
			return f("20310304-10:%02d:01:%03d|Shop_%s|3000%d|%s", i%60, i, pick(i, "Order", "Cart", "Util"), i, say)
		}},
		{name: "NLog", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%04d|%s|Shop.%s|%s", i%60, i, levels(i), pick(i, "Orders", "Cart"), say)
		}},
		{name: "loguru", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%03d | %-8s | shop.%s:%d - %s", i%60, i, levels(i), pick(i, "order:place", "cart:add"), i, say)
		}},
		{name: "nginx", write: func(i int, say string) string {
			return f("2031/03/04 10:%02d:01 [%s] %d#%d: %s", i%60, pick(i, "error", "warn", "notice"), i%4+100, i%4, say)
		}},
		{name: "PostgreSQL", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%03d UTC [%d] %s:  %s", i%60, i, i+100, pick(i, "LOG", "ERROR", "STATEMENT"), say)
		}},
		{name: "PostgreSQL with users", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%03d UTC [%d] %s %s:  %s", i%60, i, i+100, pick(i, "alice@shop", "bob@ledger", "[unknown]@[unknown]"), pick(i, "LOG", "ERROR", "FATAL"), say)
		}},
		{name: "MySQL", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01.%06dZ %d [%s] [MY-0%d] [%s] %s", i%60, i, i, pick(i, "Warning", "Note", "ERROR"), 10000+i, pick(i, "Server", "InnoDB"), say)
		}},
		{name: "MongoDB", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01.%03d+0000 %s %-8s [%s] %s", i%60, i, pick(i, "I", "W", "E"), pick(i, "NETWORK", "STORAGE", "REPL"), pick(i, "conn12", "initandlisten"), say)
		}},
		{name: "Redis", write: func(i int, say string) string {
			return f("%d:%s 04 Mar 2031 10:%02d:01.%03d %s %s", 1000+i%3, pick(i, "M", "S", "C"), i%60, i, pick(i, "*", "#", "-"), say)
		}},
		{name: "supercomputer", write: func(i int, say string) string {
			return f("%s %d 2031.03.04 %s 2031-03-04-10.%02d.01.%06d %s SYS %s %s %s", pick(i, "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "DISKERR"), 1930000000+i, pick(i, "r1-n2", "r2-n3"), i%60, i,
				pick(i, "r1-n2", "r2-n3"), pick(i, "KERNEL", "APP"), levels(i), say)
		}},
		{name: "supercomputer's syslog", write: func(i int, say string) string {
			return f("- %d 2031.03.04 node%d Mar 4 10:%02d:01 %s/%s %s: %s", 1930000000+i, i%7, i%60, pick(i, "node1", "local@admin"), pick(i, "node1", "node2", "admin"), pick(i, "crond[17]", "kernel", "sshd[99]"), say)
		}},
		{name: "job log", write: func(i int, say string) string {
			return f("%d %s %s %d 1 %s", 1000+i, pick(i, "node-17", "node-3", "gate"), pick(i, "power.psu", "net.nic", "boot_cmd.new"), 1930000000+i, say)
		}},
		{name: "file before the stamp", write: func(i int, say string) string {
			return f("%s.log.3 2031-03-04 10:%02d:01.%03d 2931 %s shop.%s.manager [%s] %s", pick(i, "shop", "cart"), i%60, i, levels(i), pick(i, "orders", "cart"), pick(i, "req-17 alice - -", "-"), say)
		}},
		{name: "grep", write: func(i int, say string) string {
			return f("%s.log:2031-03-04 10:%02d:01,%03d %s orders: %s", pick(i, "shop", "cart"), i%60, i, levels(i), say)
		}},
		{name: "compose", write: func(i int, say string) string {
			return f("%-8s | 2031-03-04 10:%02d:01 %s %s", pick(i, "shop_1", "cart_1"), i%60, levels(i), say)
		}},
		{name: "compose without digits", write: func(i int, say string) string {
			return f("%-8s | 2031-03-04 10:%02d:01 %s %s", pick(i, "shop", "cart"), i%60, levels(i), say)
		}},
		{name: "logcat", write: func(i int, say string) string {
			return f("03-04 10:%02d:01.%03d  1702  %d %s %s: %s", i%60, i, 2000+i, pick(i, "D", "I", "V", "W"), pick(i, "OrderManager", "Cart"), say)
		}},
		{name: "commas", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01,%s,%s,%d,%s", i%60, levels(i), pick(i, "shop", "cart"), i, say)
		}},
		{name: "semicolons", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01Z;%s;%s;%d;%s", i%60, levels(i), pick(i, "shop", "cart"), i, say)
		}},
		{name: "Apache", write: func(i int, say string) string {
			return f("[Tue Mar 04 10:%02d:01.%06d 2031] [%s] [pid %d:tid 17] %s", i%60, i, pick(i, "core:error", "ssl:warn", "mpm_event:notice"), i, say)
		}},
		{name: "padded", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01, %-20s  %-6s %s", i%60, pick(i, "Info", "Error", "Warning"), pick(i, "SHOP", "CART"), say)
		}},
		{name: "kernel", write: func(i int, say string) string { return f("[%12.6f] %s", float64(i)*1.7, say) }},
		{name: "syslog", write: func(i int, say string) string {
			return f("Mar %2d 10:%02d:01 %s %s: %s", i%28+1, i%60, "gate", pick(i, "shopd[17]", "kernel", "sshd(pam)[99]"), say)
		}},
		{name: "syslog of several machines", write: func(i int, say string) string {
			return f("2031-03-04T10:%02d:01.%06d+00:00 %s %s: %s", i%60, i, pick(i, "gate", "web-1", "web-2"), pick(i, "shopd[17]", "kernel", "sshd[99]"), say)
		}},
		{name: "Ruby", write: func(i int, say string) string {
			return f("%s, [2031-03-04T10:%02d:01.%06d #1234] %5s -- : %s", pick(i, "I", "W", "E"), i%60, i, pick(i, "INFO", "WARN", "ERROR"), say)
		}},
		{name: "Elixir", write: func(i int, say string) string {
			return f("10:%02d:01.%03d [%s] %s", i%60, i, pick(i, "info", "error"), say)
		}},
		{name: "RabbitMQ", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%03d [%s] <0.%d.0> %s", i%60, i, pick(i, "info", "error"), i, say)
		}},
		{name: "Serilog", write: func(i int, say string) string { return f("[10:%02d:01 %s] %s", i%60, pick(i, "INF", "ERR"), say) }},
		{name: "Serilog with dates", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01.%03d +00:00 [%s] %s", i%60, i, pick(i, "INF", "ERR", "WRN"), say)
		}},
		{name: "Elasticsearch", write: func(i int, say string) string {
			return f("[2031-03-04T10:%02d:01,%03d][%-5s][%-25s] [node-1] %s", i%60, i, levels(i), pick(i, "o.e.n.Node", "o.e.c.s.ClusterService"), say)
		}},
		{name: "proxy", write: func(i int, say string) string {
			return f("[03.04 10:%02d:01] %s - %s", i%60, pick(i, "shop.exe", "cart.exe *64", "mail.exe"), say)
		}},
		{name: "seconds since 1970", write: func(i int, say string) string { return f("%d.%03d %s", 1930000000+i, i, say) }},
		{name: "Chinese level", write: func(i int, say string) string {
			return f("2031-03-04 10:%02d:01 [%s] %s", i%60, pick(i, "错误", "信息"), say)
		}},
		{name: "two stamps", write: func(i int, say string) string {
			return f("Mar %2d 10:%02d:01 gate shopd[17]: 2031-03-04 10:%02d:01 %s %s", i%28+1, i%60, i%60, levels(i), say)
		}},
		{name: "no header", whole: true, write: func(_ int, say string) string { return say }},
	}
}

func TestKinds(t *testing.T) {
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			says := says()
			var head [][]byte
			for i := range 200 {
				head = append(head, []byte(k.write(i, says[i%len(says)])))
			}
			l := Learn(head)
			for i, line := range head {
				want := says[i%len(says)]
				if got := string(line[l.Message(line):]); got != want {
					t.Errorf("line %q: message is %q", line, got)
					break
				}
			}
		})
	}
}

// TestBare has lines among the others that have nothing of the header but the stamp.
func TestBare(t *testing.T) {
	bare := 0
	for _, k := range kinds() {
		if k.name != "log4j" && k.name != "logcat" && k.name != "PostgreSQL" && k.name != "NLog" && k.name != "Apache" {
			continue
		}
		says := says()
		var head [][]byte
		var want []string
		for i := range 300 {
			line, say := k.write(i, says[i%len(says)]), says[i%len(says)]
			if i%7 == 3 && k.name == "log4j" {
				line = line[:len("2031-03-04 10:00:01,000 ")] + say
				bare++
			}
			head, want = append(head, []byte(line)), append(want, say)
		}
		l := Learn(head)
		for i, line := range head {
			if got := string(line[l.Message(line):]); got != want[i] {
				t.Errorf("%s: line %q: message is %q", k.name, line, got)
				break
			}
		}
	}
	if bare == 0 {
		t.Error("no line was bare")
	}
}
