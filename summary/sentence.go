package summary

import "time"

// Sentence is a statement of the document as data: a rule, what the rule is applied to, and the evidence that it rests on. Words finds its
// words, in the zone of the reader; another language or genre may find others.
type Sentence struct {
	Rule     string
	Args     Args
	Evidence []string
	Decided  bool // it also rests on what people decided in incident.yaml
}

// Args is what a rule is applied to. Each rule says which of them it reads; texts are untrusted.
type Args struct {
	Who    string        // a service, a source, an actor
	Text   string        // words of the evidence, quoted
	Name   string        // a name of ours: a milestone, a kind, a state
	List   []string      // several of those
	From   time.Time     // an instant, or the start of a span
	To     time.Time     // its end
	Length time.Duration // a time between two instants that the sentence or its evidence names
	Min    *time.Duration
	Max    *time.Duration
	Count  int
	Of     int
	More   []Sentence // sentences that it is put together from
}
