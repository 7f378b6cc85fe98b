package column

import (
	"fmt"
	"strings"
	"testing"
)

// TestKeeps has logs whose messages have columns: what tells one statement from another must stay in the message, however regular it stands.
func TestKeeps(t *testing.T) {
	f := fmt.Sprintf
	stamp := func(i int) string { return f("2031-03-04 10:%02d:01", i%60) }
	names := []string{"alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "mallory", "niaj", "olivia", "peggy"}
	name := func(i int) string { return names[i*5%len(names)] }
	for _, c := range []struct {
		name  string
		write func(i int) string
		keeps []string
	}{
		{"capitals", func(i int) string { return f("%s %s job %d queue %s", stamp(i), pick(i, "START", "STOP"), i, name(i)) }, []string{"START", "STOP"}},
		{"events", func(i int) string {
			return f("%s %s %d EUR by %s", stamp(i), pick(i, "payment.accepted", "payment.refused"), i, name(i))
		}, []string{"payment.accepted", "payment.refused"}},
		{"one statement", func(i int) string {
			return f("%s %s password for %s from 10.0.0.%d port 22", stamp(i), pick(i, "Accepted", "Failed"), name(i), i)
		}, []string{"Accepted", "Failed"}},
		{"outcome with a colon", func(i int) string { return f("%s %s: deploy of %s", stamp(i), pick(i, "ok", "failed"), name(i)) }, []string{"ok", "failed"}},
		{"outcome in brackets", func(i int) string {
			return f("[%s] %s %s", pick(i, "  OK  ", "FAILED"), pick(i, "unit", "mount"), name(i))
		}, []string{"OK", "FAILED"}},
		{"outcome behind a stamp", func(i int) string { return f("%s [%s] %s", stamp(i), pick(i, "ok", "fail"), name(i)) }, []string{"ok", "fail"}},
		{"verbs", func(i int) string {
			return f("%s %s %s 10.0.0.%d", stamp(i), pick(i, "connect", "disconnect"), name(i), i)
		}, []string{"connect", "disconnect"}},
		{"methods", func(i int) string {
			return f("%s %s /%s %d", stamp(i), pick(i, "GET", "POST", "DELETE"), name(i), 200+i)
		}, []string{"GET", "POST", "DELETE"}},
		{"keys", func(i int) string { return f("%s %s=%d %s", stamp(i), pick(i, "cpu", "mem"), i, name(i)) }, []string{"cpu", "mem"}},
		{"no stamp", func(i int) string { return f("%s %s at %d", pick(i, "opened", "closed"), name(i), i) }, []string{"opened", "closed"}},
		{"dash in the sentence", func(i int) string { return f("%s %s - %s", stamp(i), pick(i, "accepted", "refused"), name(i)) }, []string{"accepted", "refused"}},
		{"stamp in the sentence", func(i int) string {
			return f("%s %s of %s %s", pick(i, "begin", "end"), pick(i, "backup", "sync"), name(i), stamp(i))
		}, []string{"begin", "end"}},
		{"stamp amid the sentence", func(i int) string {
			return f("backup %s at %s by %s", pick(i, "started", "finished"), stamp(i), name(i))
		}, []string{"started", "finished"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var head [][]byte
			for i := range 200 {
				head = append(head, []byte(c.write(i)))
			}
			l := Learn(head)
			for _, line := range head {
				for _, w := range c.keeps {
					if message := string(line[l.Message(line):]); strings.Contains(string(line), w+" ") && !strings.Contains(message, w) {
						t.Fatalf("line %q: %q is not in the message %q", line, w, message)
					}
				}
			}
		})
	}
}
