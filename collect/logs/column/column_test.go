package column

import (
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(`
2031-03-04 10:00:01,250 INFO [worker-1] billing: invoice 17 was sent
2031-03-04 10:00:02,010 ERROR [worker-2] billing: the printer is on fire
2031-03-04 10:00:02,999 INFO [main] shop: the doors are open
2031-03-04 10:00:03,000 WARN [main] shop: 3 guests wait
`), "\n")
	var head [][]byte
	for _, l := range lines {
		head = append(head, []byte(l))
	}
	l := Learn(head)
	for i, want := range []string{"invoice 17 was sent", "the printer is on fire", "the doors are open", "3 guests wait"} {
		if got := lines[i][l.Message(head[i]):]; got != want {
			t.Errorf("message of line %d is %q, want %q", i, got, want)
		}
	}
	var h Header
	if !l.Read(head[1], &h) {
		t.Fatal("a line of the head does not fit")
	}
	if got := lines[1][h.Stamp.From:h.Stamp.To] + "|" + lines[1][h.Level.From:h.Level.To] + "|" + lines[1][h.Service.From:h.Service.To]; got != "2031-03-04 10:00:02,010|ERROR|billing" {
		t.Errorf("stamp, level and service are %q", got)
	}
	if got := l.Message([]byte("\tat shop.Door.open(Door.java:17)")); got != 0 {
		t.Errorf("the message of a stack trace begins at %d, want 0", got)
	}
}
