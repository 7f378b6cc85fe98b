package outward_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/redact/outward"
)

func TestText(t *testing.T) {
	n := outward.New(
		[]string{"Between 14:04 UTC and 14:49 UTC calls to api.shop.example failed, see https://status.shop.example/i/7. Use 203.0.113.9. Mail help@shop.example, not db.shop.internal (10.1.2.3)."},
		[]string{"us-east-1", "checkout-2"},
	)
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "Card payments failed from 14:04 to 14:49 UTC, 71% of them; 1,200 customers and/or shops.", "Card payments failed from 14:04 to 14:49 UTC, 71% of them; 1,200 customers and/or shops."},
		{"no form of ours", "v2, 4.18.0, HTTP/2, TCP/IP, UTF-8, SEV-1, S3, EC2, us-west-2, eu-central-1a, 24/7, 2025/10/20, p99, e.g. a.m. IPv6, Node.js, CVE-2024-3094", "v2, 4.18.0, HTTP/2, TCP/IP, UTF-8, SEV-1, S3, EC2, us-west-2, eu-central-1a, 24/7, 2025/10/20, p99, e.g. a.m. IPv6, Node.js, CVE-2024-3094"},
		{"published", "calls to api.shop.example, https://status.shop.example/i/7, 203.0.113.9 in us-east-1 of checkout-2", "calls to api.shop.example, https://status.shop.example/i/7, 203.0.113.9 in us-east-1 of checkout-2"},
		{"published by mistake", "help@shop.example, db.shop.internal and 10.1.2.3", "an e-mail address, a server and a network address"},
		{"e-mail address", "ask bob.roe@corp.example or <mailto:x@y.example>.", "ask an e-mail address or <an e-mail address>."},
		{"addresses", "from 10.0.3.17:5432 to 192.168.0.0/16, ::1, fe80::1 and 198.51.100.7", "from a network address to a network address and a network address"},
		{"article", "the 10.0.3.17 node", "the network address node"},
		{"hosts", "db-01 and web03, ip-10-0-0-1, checkout-7d9f8b6c5d-x2x9z; payments.prod.svc.cluster.local", "a server and a server; a server"},
		{"begins", "DB.corp.local failed over", "A server failed over"},
		{"host with a label", "host=db-01 failed, peer:10.0.0.1", "host=a server failed, peer:a network address"},
		{"link", "see https://grafana.corp.example/d/1?x=y, please", "see a link, please"},
		{"paths", "in /var/log/app.log and C:\\logs\\a.txt, at app/main.go:12 or notes.md", "in an internal path and an internal path, at an internal path or a file"},
		{"channel and tickets", "in #inc-payments, INC-123 and #4711", "in a channel, a ticket and a ticket"},
		{"mention", "@dana is on it", "a responder is on it"},
		{"ids", "arn:aws:lambda:us-east-1:123456789012:function:x by 7d444840-9dc0-11d1-b245-5ffdce74fad2, i-0abc1234def567890, 9fceb02d0ae598e95dc970b74767f19372d61af8", "an id by an id"},
		{"evidence", "it began then (E-7k2q4m1x) and ended E-aaaaaaaa.", "it began then and ended."},
		{"script without blanks", "服务器db-01坏了", "服务器a server坏了"},
		{"more hosts", "root@db, localhost:8080, web3, Shop.Prod.Example.com, api.corp.example, worker-12a", "a server"},
		{"more hosts in a sentence", "root@db or localhost or web3 or Shop.Prod.Example.com or worker-12", "a server or a server or a server or a server or a server"},
		{"interface", "GET /healthz of it, a/b-c/d", "GET an internal path of it, an internal path"},
		{"two words", "Failed.Then and e.g. this", "Failed.Then and e.g. this"},
		{"too long", strings.Repeat("x", 400), "an id"},
		{"removed", "mail [redacted:email] with password=[redacted:password].", "mail an e-mail address with password=a secret."},
		{"several", "peers=10.0.0.1,10.0.0.2", "peers=a network address"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := n.Text(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if again := n.Text(got); again != got {
				t.Errorf("again: %q", again)
			}
		})
	}
}

// FuzzText: no private address and no e-mail address that blanks part from other words is left, and a second pass finds nothing more.
func FuzzText(f *testing.F) {
	for _, s := range []string{"host=db-01 peer:10.0.0.1", "(see a@b.example)", "x/y/z.log ()", "#a @b E-7k2q4m1x", "服务器db-01坏了", strings.Repeat("=/", 200)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := outward.New(nil, nil)
		got := n.Text(s + " 10.9.8.7 bob@corp.example db-77.corp.internal")
		for _, left := range []string{"10.9.8.7", "bob@corp", "db-77"} {
			if strings.Contains(got, left) && !strings.Contains(s, left) {
				t.Errorf("%q leaves %s: %q", s, left, got)
			}
		}
	})
}

// TestWritten: whatever the way in which the house's people and vendors write them, machines, tickets and numbers to call are not told outside; what
// is written like them is.
func TestWritten(t *testing.T) {
	n := outward.New([]string{"Call our hotline: +49 30 5550100."}, []string{"edge-router"})
	for in, want := range map[string]string{
		"at DB-PROD-03 and PRODSQL01":             "at a server and a server",
		"at jgrossmann-laptop":                    "at a server",
		"at gke-prod-pool-1-abc12345-x9z1":        "at a server",
		"of Gi1/0/24 and ge-0/0/3.100":            "of an internal path and an internal path",
		"from 10.0.0.1-10.0.0.9 to 10.1.x.x":      "from a network address to a network address",
		"by 001a.2b3c.4d5e":                       "by a network address",
		"by AS64512":                              "by an id",
		"in INC0012345 and PR#4711":               "in a ticket and a ticket",
		"in go/runbook-ledger":                    "in a link",
		"call +49 171 5505337 or (415) 555-0186":  "call a phone number or a phone number",
		"call +81-90-5555-1234 or 415-555-0186":   "call a phone number or a phone number",
		"call the hotline +49 30 5550100":         "call the hotline +49 30 5550100",
		"edge-router, COVID-19, SHA256 and UTF-8": "edge-router, COVID-19, SHA256 and UTF-8",
		"and/or 24/7, 1/2 of HTTP/2, 99.95 %":     "and/or 24/7, 1/2 of HTTP/2, 99.95 %",
		"2026-04-14 09:00 +02:00, +12 % to 1,200": "2026-04-14 09:00 +02:00, +12 % to 1,200",
		"TLS 1.3, v4.2.1, IPv6, EC2, SEV2":        "TLS 1.3, v4.2.1, IPv6, EC2, SEV2",
	} {
		if got := n.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}
