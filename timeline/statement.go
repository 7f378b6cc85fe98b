package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pes-dev/pes/event"
)

// remainders are what outlasted the recovery by what accounts say: a backlog, the last clusters of a service.
func (b *builder) remainders() []Remainder {
	recovered := b.milestones[Recovered]
	if recovered.State != Known {
		return nil
	}
	var out []Remainder
	for _, c := range b.claims {
		if !c.Hindsight || c.Hedged || !c.end().After(recovered.At) {
			continue
		}
		if c.Role != RoleRemains && (c.Role != RoleOver || (c.Service == "" && !c.Part)) {
			continue
		}
		out = append(out, Remainder{Text: quoteOf(c.Sentence), Service: c.Service, Until: c.end(), Evidence: []string{c.Event.ID}})
	}
	slices.SortStableFunc(out, func(x, y Remainder) int { return x.Until.Compare(y.Until) })
	return slices.CompactFunc(out, func(x, y Remainder) bool { return x.Until.Equal(y.Until) && x.Service == y.Service })
}

// maxAttempts keeps a chatty incident's list readable.
const maxAttempts = 20

// attempts are what was tried between onset and recovery, by notes, accounts and messages, with what is said to have come of it.
func (b *builder) attempts() []Attempt {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	var out []Attempt
	for _, c := range b.claims {
		if c.Role != RoleTried || c.Hedged || !within(c.From, onset, recovered) || (onset.State == Known && c.From.Before(onset.At)) {
			continue
		}
		if c.Own && c.Event.Kind == event.Status {
			continue // a post tells of an attempt, not when it was made
		}
		if n := len(out); n > 0 && c.From.Equal(out[n-1].At) && c.Event.ID == out[n-1].Evidence[0] {
			continue // a message's further sentences on one time are about the same attempt
		}
		if len(out) == maxAttempts {
			break
		}
		out = append(out, Attempt{At: c.From, Text: quoteOf(c.Sentence), Service: c.Service, Outcome: b.outcome(c), Evidence: []string{c.Event.ID}})
	}
	return out
}

// watched is how long after an attempt what is said next still tells what came of it.
const watched = 30 * time.Minute

// outcome is what the rest of the message, or what is said next in the same place before the next attempt, tells of an attempt. What ended the
// trouble of one service while the incident went on helped in part.
func (b *builder) outcome(c *Claim) string {
	first, ok := slices.BinarySearchFunc(b.verdicts, c, func(v verdict, c *Claim) int { return event.Compare(*v.event, *c.Event) })
	if !ok {
		return "unknown"
	}
	for i := first; i < len(b.verdicts); i++ {
		v := b.verdicts[i]
		if v.event.Source != c.Event.Source || v.event.Kind != c.Event.Kind {
			continue
		}
		if v.event.At.Sub(c.Event.At) > watched || (i > first && v.tries && v.outcome == "") {
			break
		}
		switch {
		case v.outcome == "worked" && b.wentOn(c):
			return "partial"
		case v.outcome != "":
			return v.outcome
		}
	}
	return "unknown"
}

// wentOn says whether the incident lasted well beyond a claim.
func (b *builder) wentOn(c *Claim) bool {
	r := b.milestones[Recovered]
	return r.State == Known && r.At.After(c.From.Add(10*time.Minute))
}

// verdict is what an event's text says of how attempts turned out, and whether it tells of one.
type verdict struct {
	event   *event.Event
	outcome string // failed, partial, worked; "" if it does not say
	tries   bool
}

// came is what came of an attempt, by how things stand after it.
var came = map[condition]string{bad: "failed", better: "partial", well: "worked"}

// noteVerdict keeps what an event says of attempts.
func (b *builder) noteVerdict(e *event.Event, sents []*sentence) {
	v := verdict{event: e}
	for _, s := range sents {
		over := s.hit(cueOver, -1)
		switch {
		case s.question || v.outcome != "":
		case s.has(cueFailed):
			v.outcome = "failed"
		case s.has(cueImproved):
			v.outcome = "partial"
		case over != nil && !s.before(cueNot, over.from, 4) && !future(s, over):
			v.outcome = "worked"
		case s.has(cueHedge) || s.has(cuePlan):
		default:
			v.outcome = came[s.standing().condition]
		}
		v.tries = v.tries || tries(s, -1) != nil
	}
	if v.outcome != "" || v.tries {
		b.verdicts = append(b.verdicts, v)
	}
}

// maxCauses is how many sentences on the cause are shown: enough for a mechanism, few enough to be read.
const maxCauses = 8

// statement is a sentence on the cause, with how well it tells.
type statement struct {
	Statement
	score float64
	at    time.Time
}

// noteCauses keeps the sentences of an event that name the cause or describe the mechanism.
func (b *builder) noteCauses(e *event.Event, sents []*sentence) {
	for k, s := range sents {
		score, ok := causeScore(e, s)
		if !ok {
			continue
		}
		score -= 0.05 * float64(min(k, 20)) // what a text says first matters more
		b.said = append(b.said, statement{
			Statement{Text: clip(s.text, 400), Service: b.services.of(e, s), Source: e.Source, Hedged: s.has(cueHedge), Evidence: []string{e.ID}},
			score, e.At,
		})
	}
}

// causes are the sentences on the cause, the most telling first. They are quoted, never concluded.
func (b *builder) causes() []Statement {
	if origin := b.origin(b.milestones[Onset]); origin != "" {
		for i := range b.said {
			switch b.said[i].Service {
			case origin:
				b.said[i].score += 2
			case "":
			default:
				b.said[i].score -= 2 // why another service failed too is not why it began
			}
		}
	}
	slices.SortStableFunc(b.said, func(x, y statement) int { return cmp.Or(cmp.Compare(y.score, x.score), x.at.Compare(y.at)) })
	var out []Statement
	seen := map[string]bool{}
	for _, s := range b.said {
		if b.refuted(s.Text, s.at) {
			continue
		}
		if key := strings.ToLower(s.Text); !seen[key] && len(out) < maxCauses {
			seen[key] = true
			out = append(out, s.Statement)
		}
	}
	if id := b.milestones[Identified]; len(out) == 0 && id.State == Known && id.Reason.Words != "" {
		out = append(out, Statement{Text: id.Reason.Words, Service: id.Reason.Service, Source: id.Reason.Source, Evidence: id.Evidence})
	}
	return out
}

// noteRefutations keeps what the sentences speak of that take a cause back, "replication was ruled out", and when that was said last.
func (b *builder) noteRefutations(e *event.Event, sents []*sentence) {
	for _, s := range sents {
		if !s.has(cueRefute) || s.question {
			continue
		}
		for w := range contentWords(s.text) {
			if e.At.After(b.refutedAt[w]) {
				b.refutedAt[w] = e.At
			}
		}
	}
}

// refuted says whether a later sentence takes back what a text holds to be the cause: it speaks of the same thing.
func (b *builder) refuted(text string, at time.Time) bool {
	if len(b.refutedAt) == 0 {
		return false
	}
	for w := range contentWords(text) {
		if b.refutedAt[w].After(at) {
			return true
		}
	}
	return false
}

// withdrawn says whether a claim on the cause was taken back later.
func (b *builder) withdrawn(c *Claim) bool { return b.refuted(c.Sentence, c.Event.At) }

// contentWords are the words of a text that say what it is about: of five letters or more, and not of those that every statement of a cause
// holds.
func contentWords(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !wordRune(r) }) {
		switch w {
		case "cause", "causes", "caused", "because", "problem", "issue", "incident", "outage", "error", "errors", "service", "which", "there", "their", "after",
			"before", "since", "about", "ruled", "refuted", "found", "identified", "could", "would", "should", "again", "where", "while", "think":
			continue
		}
		if len(w) >= 5 {
			out[w] = true
		}
	}
	return out
}

// causeScore says how well a sentence tells why: an account's beats a message's, a mechanism told in a full sentence beats "found it". A
// sentence that only says that the cause is looked for tells nothing.
func causeScore(e *event.Event, s *sentence) (float64, bool) {
	h, how := s.hit(cueCause, -1), s.hit(cueMechanism, -1)
	if (h == nil && how == nil) || s.question || s.has(cueSearch) || s.has(cueRefute) || len(s.words) < 6 {
		return 0, false
	}
	if h != nil && (future(s, h) || s.hit(cueNot, s.words[h.from].clause) != nil) {
		return 0, false
	}
	if h == nil && (future(s, how) || s.has(cueReport) || s.has(cueDetect)) {
		return 0, false // what was seen is no cause
	}
	score := 0.0
	if h != nil {
		switch s.words[h.from].text {
		case "root", "root-caused", "cause", "caused", "causes", "culprit", "explanation":
			score += 3
		case "due", "because", "triggered", "trigger", "faulty", "originated", "reason", "turns", "turned":
			score += 2
		default:
			score++
		}
	}
	if how != nil {
		score += 3.5
	}
	if h == nil && (e.Kind == event.Chat || s.has(cueOver) || s.has(cueImproved)) {
		return 0, false // in chat a mechanism without "because" is a remark, and what works again fails no more
	}
	if e.Kind == event.Chat && how == nil && s.findsCause() == nil && !s.has(cueHedge) {
		return 0, false
	}
	if e.Kind == event.Note || e.Labels["status"] == "resolved" || e.Labels["status"] == "postmortem" {
		score += 3
	}
	if e.Kind == event.Chat {
		score--
	}
	if s.has(cueHedge) {
		score -= 4
	}
	if s.has(cueImpact) {
		score++
	}
	if s.has(cueName) {
		score += 0.5
	}
	return score, score > 0
}

// clip shortens a text at a word, marked.
func clip(s string, limit int) string {
	if !singleSpaced(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	if len(s) <= limit {
		return s
	}
	cut := strings.LastIndexByte(s[:limit], ' ')
	if cut < limit/2 {
		cut = limit
		for cut > 0 && s[cut]&0xc0 == 0x80 {
			cut--
		}
	}
	return s[:cut] + " …"
}

// singleSpaced says that a text's words are parted by one blank each already, which spares most a copy.
func singleSpaced(s string) bool {
	blank := true // a blank must not begin it
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && blank, c < ' ', c >= 0x80 && strings.ContainsFunc(s[i:], wideBlank):
			return false
		case c >= 0x80:
			return !strings.Contains(s[i:], "  ") && !strings.ContainsAny(s[i:], "\t\n\v\f\r") && !strings.HasSuffix(s, " ")
		default:
			blank = c == ' '
		}
	}
	return !blank || s == ""
}

func wideBlank(r rune) bool { return r >= 0x80 && unicode.IsSpace(r) }
