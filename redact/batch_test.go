package redact_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/redact/redacttest"
)

// TestKeysAcross: a private key that a log has line by line, or a room in several messages, is gone from all of them.
func TestKeysAcross(t *testing.T) {
	d := redacttest.New(31)
	const gone = "[redacted:private-key]"
	at := time.Date(2025, 10, 20, 13, 42, 0, 0, time.UTC)
	line := func(n int, text string) event.Event {
		return event.Event{Source: "a.log", At: at.Add(time.Duration(n) * time.Millisecond), Text: text, Refs: []event.Ref{{File: "a.log", Line: n}}}
	}
	other := func(n int, text string) event.Event {
		e := line(n, text)
		e.Source, e.Refs = "chat", []event.Ref{{URL: "https://x.example/"}}
		return e
	}
	body := d.Base64(48)
	b := event.Batch{Events: []event.Event{
		line(6, "-----END RSA PRIVATE KEY-----"), // in any order
		line(1, "loaded -----BEGIN RSA PRIVATE KEY-----"),
		line(2, "Proc-Type: 4,ENCRYPTED"),
		line(3, body),
		line(4, "another thread speaks"),
		line(5, "c2hvcnRlciBvbmU="),
		line(7, "ABCD"),
		other(3, "YWJj"),
		other(8, "PuTTY-User-Key-File-3: ssh-rsa"),
		other(9, "Private-Lines: 1\n"+body),
		other(10, "Private-MAC: 0a1b2c3d"),
		other(11, "Comment: mine"),
		other(12, "-----BEGIN EC PRIVATE KEY-----"),
		other(13, body),
	}}
	for i := range 21 {
		b.Events = append(b.Events, other(14+i, "somebody else speaks"))
	}
	b.Events = append(b.Events, other(40, "YWJj"))
	redact.Batch(&b, redact.Options{})
	var got []string
	for _, e := range b.Events {
		got = append(got, e.Text)
	}
	want := []string{gone, "loaded " + gone, gone, gone, "another thread speaks", gone, "ABCD", "YWJj", "PuTTY-User-Key-File-3: ssh-rsa", gone, gone, "Comment: mine", gone, gone}
	for range 21 {
		want = append(want, "somebody else speaks")
	}
	want = append(want, "YWJj") // too long after
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEncodings(t *testing.T) {
	const pw = "Tr0ub4dor"
	b64 := base64.StdEncoding.EncodeToString
	for _, tt := range []struct{ name, text, left string }{
		{"percent", "GET /x?q=password%3D" + pw + "%26a%3Db", "Tr0"},
		{"percent, twice", "GET /x?q=password%253D" + pw, "Tr0"},
		{"JSON's letters", `{"m":"{\"\u0070assword\":\"` + pw + `\"}"}`, "Tr0"},
		{"JSON's slashes", `https:\/\/app:` + pw + `@db.example\/x`, "Tr0"},
		{"HTML", "&lt;a password=&quot;" + pw + "&quot;&gt;", "Tr0"},
		{"HTML's numbers", "password&#61;" + pw, "Tr0"},
		{"the next line", "curl -H 'Authorization: Bearer \\\n   " + pw + "Xy12' x", "Tr0"},
		{"base64", "data: " + b64([]byte("user=app password="+pw)), "dXNlcj"},
		{"base64 of base64", "x: " + b64([]byte(b64([]byte("user=app password="+pw)))), "ZFhObG"},
		{"percent, in a name of base64", "x=" + strings.ReplaceAll(b64([]byte("password="+pw+"12")), "=", "%3D"), "cGFzc3"},
		{"zero width", "pass\u200bword=Tr0\u200bub4dor", "Tr0"},
		{"colours", "\x1b[31mpassword\x1b[0m=\x1b[1m" + pw, "Tr0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := event.Batch{Events: []event.Event{{Text: tt.text}}}
			redact.Batch(&b, redact.Options{})
			if got := b.Events[0].Text; strings.Contains(got, tt.left) || !strings.Contains(got, "[redacted:") {
				t.Errorf("%q became %q", tt.text, got)
			}
		})
	}
	for _, s := range []string{"100%25 of it", "50% done", `C:\new\table`, "a &amp; b", "caf%C3%A9", b64([]byte("the quick brown fox jumps")), "%", "%zz", `\u12`, "&;", "&nosuch;"} {
		if got, n := redact.String(s); n > 0 {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestNames(t *testing.T) {
	r := redact.New(redact.Options{
		Names:    []string{"Acme", "Acme Labs", "Müller", "Jo", "7 Eleven", "Straße", "東京電力"},
		Patterns: []*regexp.Regexp{regexp.MustCompile(`ACCT-\d+`), regexp.MustCompile(`(?i)order (\d+)`), regexp.MustCompile(`x*?y?`)},
	})
	const n, p = "[redacted:name]", "[redacted:pattern]"
	for in, want := range map[string]string{
		"Acme is down":               n + " is down",
		"ACME's and acmes' and Acme": n + " and " + n + " and " + n,
		"acme-labs.example, ACME_LABS, AcmeLabs, acme%20labs, Acme  Labs": n + ".example, " + n + ", " + n + ", " + n + ", " + n,
		"acme1 acme_checkout acmeCheckout prod-acme":                      n + "1 " + n + "_checkout " + n + "Checkout prod-" + n,
		"acmecorp, macme, Acmé":                                           "acmecorp, macme, Acmé",
		"Mu\u0308ller MÜLLER Müllers Müllerin":                            n + " " + n + " " + n + " Müllerin",
		"Jo joined John":         n + " joined John",
		"7-eleven 17-eleven":     n + " 17-eleven",
		"straße 東京電力 東京電力の":      n + " " + n + " 東京電力の",
		"ACCT-12, Order 99":      p + ", Order " + p,
		"password=acme-x9Z/acme": "password=[redacted:password]",
		"[redacted:acme] acme":   "[redacted:acme] " + n,
		"":                       "",
	} {
		if got, _ := r.String(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// TestOff: what is kept is harmless to look at all the same.
func TestOff(t *testing.T) {
	b := event.Batch{Events: []event.Event{{Text: "password=Tr0ub4dor\x1b[31m of bob@example.com", Labels: map[string]string{"api_key": "Tr0ub4dor\x00"}, Actor: event.Actor{Name: "bob@example.com"}}}}
	if n := redact.Batch(&b, redact.Options{Off: true, Names: []string{"bob"}}); n != nil {
		t.Errorf("%v", n)
	}
	want := event.Event{Text: "password=Tr0ub4dor of bob@example.com", Labels: map[string]string{"api_key": "Tr0ub4dor"}, Actor: event.Actor{Name: "bob@example.com"}}
	if diff := cmp.Diff(want, b.Events[0]); diff != "" {
		t.Error(diff)
	}
}

// TestActors: an actor stays who it is, and is called by what stands before the "@" where that is all the name there is.
func TestActors(t *testing.T) {
	b := event.Batch{Events: []event.Event{
		{Actor: event.Actor{ID: "bob@example.com", Name: "bob@example.com"}},
		{Actor: event.Actor{ID: "token=abc123def456", Name: "Bob B <bob@example.com>"}},
	}}
	redact.Batch(&b, redact.Options{})
	want := []event.Actor{{ID: "bob@example.com", Name: "bob"}, {ID: "token=[redacted:token]", Name: "Bob B <[redacted:email]>"}}
	if diff := cmp.Diff(want, []event.Actor{b.Events[0].Actor, b.Events[1].Actor}); diff != "" {
		t.Error(diff)
	}
}

// TestLabels: the value of a label is seen with its key.
func TestLabels(t *testing.T) {
	d := redacttest.New(32)
	key, hash, uuid := d.Of(redacttest.Lower36, 24), d.Hex(40), d.UUID()
	b := event.Batch{Events: []event.Event{{Labels: map[string]string{"zephyr_key": key, "commit": hash, "pod_uid": uuid, "note": "nothing", "client_secret": uuid}}}}
	redact.Batch(&b, redact.Options{})
	want := map[string]string{"zephyr_key": "[redacted:api-key]", "commit": hash, "pod_uid": uuid, "note": "nothing", "client_secret": "[redacted:secret]"}
	if diff := cmp.Diff(want, b.Events[0].Labels); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkBatch(b *testing.B) {
	d := redacttest.New(33)
	events := make([]event.Event, 100_000)
	for i := range events {
		events[i] = event.Event{
			Source: "a.log", Service: "checkout", Text: fmt.Sprintf("connection refused by 10.0.3.%d:5432 trace_id=%s after %d ms, status 503", i%250, d.Hex(32), i),
			Labels: map[string]string{"pod": "checkout-7d9f8b6c5-x2x4z", "region": "eu-west-1"}, Refs: []event.Ref{{File: "logs/a.log", Line: i + 1}},
		}
	}
	for name, o := range map[string]redact.Options{"default": {}, "names": {Names: []string{"Acme Corp", "Example Ltd", "Müller"}, Patterns: []*regexp.Regexp{regexp.MustCompile(`ACCT-\d+`)}}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				redact.Batch(&event.Batch{Events: events}, o)
			}
		})
	}
}
