package timeline

import (
	"testing"

	"github.com/pes-dev/pes/event"
)

func TestFindsCause(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"Cause recognised: the table space of the session database is full", true},
		{"The reason is clear: the licence of the gateway has run out", true},
		{"found the leak: a new codec build never frees its buffers", true},
		{"found: intermediate on the second host is from last year", true},
		{"it's the spam filter nodes, two of six have a corrupt database", true},
		{"confirmed: it is the new ranking model, it loads the whole index", true},
		{"it's 5.2.0: the session cookie changed its name", true},

		{"it's the weekend, so nobody is here to help with it", false},
		{"it's the same for me, I get a blank page as well", false},
		{"it's the checkout", false},
		{"found a workaround: clear the cookies and log in again", false},
		{"it isn't the driver, that one is the same on all hosts", false},
		{"the reason is still unknown to all of us here", false},
		{"it might be the load balancer, it might be something else", false},
		{"is it the load balancer, the one that was changed?", false},
	} {
		if got := oneSentence(t, tt.text).findsCause() != nil; got != tt.want {
			t.Errorf("%q names a cause: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func TestUnderstood(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"got it. gateway is out of file descriptors since the upgrade", true},
		{"AH. vlan 40 is missing from the trunk to rack b", true},
		{"certificate on both hosts ran out at nine. that's it", true},
		{"the policy was cut down by the cleanup job. that's what broke it", true},
		{"found it", true},

		{"got it", false},
		{"got it, thanks, will have a look in a minute", false},
		{"that's it", false},
		{"have you found it? no, not yet", false},
	} {
		e := &event.Event{Kind: event.Chat, Text: tt.text}
		got := false
		for _, s := range new(cutter).sentences(tt.text, newLexicon(defaultLexicon), nil) {
			got = got || (!s.question && understood(e, s) != nil)
		}
		if got != tt.want {
			t.Errorf("%q is understood: %v, want %v", tt.text, got, tt.want)
		}
	}
}

// Where nobody names a cause, what is said to be wrong with a part stands in; what was done to mend it does not.
func TestFault(t *testing.T) {
	for _, tt := range []struct {
		kind event.Kind
		text string
		want bool
	}{
		{event.Note, "LDAP bind account locked, by the password policy", true},
		{event.Chat, "chiller 1 tripped, chiller 2 did not take over", true},
		{event.Note, "removed the node", false},
		{event.Chat, "killed it, removed the lock file", false},
		{event.Chat, "is the disk full?", false},
		{event.Chat, "the disk is not full", false},
		{event.Status, "A host is broken", false},
	} {
		if got := oneSentence(t, tt.text).fault(&event.Event{Kind: tt.kind}) != nil; got != tt.want {
			t.Errorf("%q tells a fault: %v, want %v", tt.text, got, tt.want)
		}
	}
}
