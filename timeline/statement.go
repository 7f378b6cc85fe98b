package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

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
		out = append(out, Attempt{At: c.From, Text: quoteOf(c.Sentence), Service: c.Service, Outcome: b.outcome(c), Evidence: []string{c.Event.ID}})
	}
	out = onePerMessage(out)
	if len(out) > maxAttempts {
		out = out[:maxAttempts]
	}
	return out
}

// onePerMessage keeps the first attempt that a message tells of at one time: its further sentences are about the same.
func onePerMessage(list []Attempt) []Attempt {
	return slices.CompactFunc(list, func(x, y Attempt) bool { return x.At.Equal(y.At) && x.Evidence[0] == y.Evidence[0] })
}

// outcome is what the rest of the message, or the next thing said in its thread, says came of an attempt. What ended the trouble of one
// service while the incident went on helped in part.
func (b *builder) outcome(c *Claim) string {
	text := strings.ToLower(c.Event.Text)
	for _, s := range sentences(text, b.lex, nil) {
		switch {
		case s.has(cueFailed):
			return "failed"
		case s.has(cueImproved):
			return "partial"
		case s.has(cueOver) && !s.before(cueNot, s.hit(cueOver, -1).from, 4) && !future(s, s.hit(cueOver, -1)):
			if r := b.milestones[Recovered]; r.State == Known && r.At.After(c.From.Add(10*time.Minute)) {
				return "partial"
			}
			return "worked"
		}
	}
	return "unknown"
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
			if b.said[i].Service == origin {
				b.said[i].score += 2
			}
		}
	}
	slices.SortStableFunc(b.said, func(x, y statement) int { return cmp.Or(cmp.Compare(y.score, x.score), x.at.Compare(y.at)) })
	var out []Statement
	seen := map[string]bool{}
	for _, s := range b.said {
		if key := strings.ToLower(s.Text); !seen[key] && len(out) < maxCauses {
			seen[key] = true
			out = append(out, s.Statement)
		}
	}
	return out
}

// causeScore says how well a sentence tells why: an account's beats a message's, a mechanism told in a full sentence beats "found it". A
// sentence that only says that the cause is looked for tells nothing.
func causeScore(e *event.Event, s *sentence) (float64, bool) {
	h, how := s.hit(cueCause, -1), s.hit(cueMechanism, -1)
	if (h == nil && how == nil) || s.question || s.has(cuePlan) || s.has(cueSearch) || len(s.words) < 6 {
		return 0, false
	}
	if h != nil && s.before(cueNot, h.from, 4) {
		return 0, false
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
	s = strings.Join(strings.Fields(s), " ")
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
