package timeline

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// This file says of milestones that they cannot be: nobody mitigates what heals itself, and nobody responds to what was noticed when it was over.

// notNeeded marks the milestones that nobody could reach because impact ended without them.
func (b *builder) notNeeded() {
	onset, recovered, detected := b.milestones[Onset], b.milestones[Recovered], b.milestones[Detected]
	if recovered.State != Known {
		return
	}
	if detected.State == Known && detected.At.After(recovered.At.Add(recovered.Precision)) && onset.State == Known {
		for _, n := range []Name{Engaged, Mitigated} {
			b.needless(n, detected.Evidence, Reason{Rule: "noticed-after"}, Medium)
		}
		return
	}
	if b.statedMitigation() {
		return
	}
	if e, words := b.healedItself(recovered); e != nil {
		b.needless(Mitigated, []string{e.ID}, Reason{Rule: "self-healed", Source: e.Source, Kind: e.Kind, Words: quoteOf(words)}, Medium)
		return
	}
	if first := b.nobodyActed(onset, recovered); first != nil {
		b.needless(Mitigated, []string{first.ID}, Reason{Rule: "nobody-acted"}, Low) // somebody may have acted off the record
	}
}

// needless says of a milestone that it does not apply. What was measured in its place stays an alternative.
func (b *builder) needless(n Name, evidence []string, why Reason, sure Confidence) {
	was := b.milestones[n]
	if was.ByPerson && was.Machine != nil {
		was = was.Machine
	}
	m := &Milestone{Name: n, State: NotApplicable, Evidence: slices.Clone(evidence), Reason: why, Confidence: sure, Alternatives: was.Alternatives}
	if was.State == Known {
		best := Candidate{At: was.At, Precision: was.Precision, Evidence: was.Evidence, Reason: was.Reason, Score: was.Score, Confidence: was.Confidence}
		m.Alternatives = append([]Candidate{best}, was.Alternatives...)
	}
	b.replace(m)
}

// statedMitigation says whether somebody says when it was mitigated, or that an attempt worked: then it did not heal by itself.
func (b *builder) statedMitigation() bool {
	m := b.milestones[Mitigated]
	if m.ByPerson && m.Machine != nil {
		m = m.Machine
	}
	if m.State == Known && m.Reason.Rule != "log-rate-half" {
		return true
	}
	return slices.ContainsFunc(b.attempts(), func(a Attempt) bool { return a.Outcome == "worked" || a.Outcome == "partial" })
}

// byItself are the ways in which people say that something recovered without them.
var byItself = regexp.MustCompile(`(?i)\b(?:` + strings.Join([]string{
	`(?:recover|resolv|clear|heal|restor|return|subsid|stabili[sz]|stopp|correct)\w*\b[^.!?;\n]{0,60}\b(?:by (?:it|them)sel(?:f|ves)|(?:on|of) (?:its|their) own(?: accord)?|without (?:\w+ ){0,2}(?:intervention|action|involvement)|spontaneously|alone)`,
	`(?:came|come|comes|went|gone) (?:back|away)\b[^.!?;\n]{0,40}\b(?:by (?:it|them)sel(?:f|ves)|(?:on|of) (?:its|their) own(?: accord)?|without (?:\w+ ){0,2}(?:intervention|action|involvement)|alone)`,
	`(?:resolv|clear|fix|correct|heal|sort|right)\w* (?:it|them)sel(?:f|ves)`,
	`self[- ]?(?:healed|recovered|resolved|corrected)`,
	`no (?:\w+ )?intervention (?:was |were )?(?:needed|required|necessary)`,
	`no action (?:was |were )?(?:needed|required|necessary) to (?:stop|end|resolve|fix|recover|restore|mitigate)`,
}, "|") + `)\b`)

// unsure are the words that make a guess, a plan, a part or a denial of what follows them.
var unsure = regexp.MustCompile(`(?i)\b(?:not|never|no longer|\w+n't|may|might|maybe|perhaps|should|will|would|could|can|cannot|if|unless|until|hop\w+|expect\w*|probably|likely|seems?|seemingly|appears?|apparently|looks? like|think|some|most|many|few|several|one of|part|partly|partially|usually|normally|designed|wait\w*)\b`)

// healedItself is who says, when it was over, that it had recovered by itself, and the sentence; nil if nobody does.
func (b *builder) healedItself(recovered *Milestone) (*event.Event, string) {
	for i := range b.events {
		e := &b.events[i]
		written := e.At.Add(max(time.Duration(e.Precision), time.Minute))
		if e.Deleted || e.Actor.Bot || (e.Kind != event.Chat && e.Kind != event.Note && e.Kind != event.Status) || written.Before(recovered.At) {
			continue
		}
		if e.At.Sub(recovered.At) > 24*time.Hour && e.Kind == event.Chat {
			break // talk of another day is of something else
		}
		if s := saysByItself(e.Text[:min(len(e.Text), maxText)]); s != "" {
			return e, s
		}
	}
	return nil, ""
}

// saysByItself is the sentence of a text that says, without a doubt, that it recovered by itself; "" if none does.
func saysByItself(text string) string {
	if !strings.Contains(text, "itself") && !strings.Contains(text, "themsel") && !strings.Contains(text, " own") &&
		!strings.Contains(text, "interven") && !strings.Contains(text, "elf") && !strings.Contains(text, "without") && !strings.Contains(text, "spontan") &&
		!strings.Contains(text, " alone") && !strings.Contains(text, "action") {
		return "" // nearly all texts: the pattern is slow
	}
	for _, at := range byItself.FindAllStringIndex(text, 8) {
		from := strings.LastIndexAny(text[:at[0]], ".!?;\n") + 1
		end := len(text)
		if n := strings.IndexAny(text[at[1]:], ".!?;\n"); n >= 0 {
			end = at[1] + n
		}
		if unsure.MatchString(text[from:at[0]]) || (end < len(text) && text[end] == '?') {
			continue
		}
		return strings.TrimSpace(text[from:end])
	}
	return ""
}

// nobodyActed is the first person's message after an incident in which nobody is on record before it was over: nothing was said, tried, taken up
// or changed. Without people's own talk afterwards nothing can be said of them, and an account written later does not show when they acted.
func (b *builder) nobodyActed(onset, recovered *Milestone) *event.Event {
	if onset.State != Known {
		return nil
	}
	for i := range b.events {
		e := &b.events[i]
		switch {
		case e.Kind == event.Note, e.Kind == event.Status:
			return nil
		case e.At.Before(onset.At) || (e.Kind != event.Chat && e.Kind != event.Change) || (e.Kind == event.Chat && e.Actor.Bot):
			continue
		case e.Kind == event.Change && e.Labels["trouble"] == "true":
			continue // a cluster tells of trouble among its changes
		case e.At.Before(recovered.At):
			return nil
		case e.At.Sub(recovered.At) > sameIncident:
			return nil
		case e.Kind == event.Chat && len(b.ofEvent[e.ID]) > 0:
			return b.noLaterAct(e)
		}
	}
	return nil
}

// noLaterAct is a message, unless anybody tells of having acted.
func (b *builder) noLaterAct(e *event.Event) *event.Event {
	if slices.ContainsFunc(b.claims, func(c *Claim) bool { return c.Role == RoleTried || c.Role == RoleLessened }) {
		return nil
	}
	return e
}

// noticedAfter are the first signs that somebody noticed an incident only when it was over: nothing and nobody shows that it was noticed while
// it lasted. A message after the end that speaks of noticing looks back; one that passes a report on is the noticing.
func (b *builder) noticedAfter(onset, recovered *Milestone) []Candidate {
	if onset.State != Known || recovered.State != Known || b.attended(onset, recovered) {
		return nil
	}
	var out []Candidate
	after := func(t time.Time) bool { return t.After(recovered.At) }
	for _, c := range b.claims {
		if (c.Role != RoleNoticed && c.Role != RoleReported) || !after(c.From) || c.Hedged {
			continue
		}
		switch {
		case !c.Own && c.Hindsight:
			out = append(out, b.candidateOf(c, c.From, "stated-detection", scoreStated))
		case c.Own && (c.Event.Kind == event.Note || (c.Event.Kind == event.Chat && c.Role == RoleReported)):
			out = append(out, b.candidateOf(c, c.From, "first-report", scoreSaid))
		}
	}
	return rank(out)
}

// attended says whether anything shows that the incident was noticed while it lasted.
func (b *builder) attended(onset, recovered *Milestone) bool {
	during := func(t time.Time) bool { return !t.Before(onset.At.Add(-slack)) && !t.After(recovered.At) }
	for i := range b.events {
		e := &b.events[i]
		if (isAlert(e) || (e.Kind == event.Status && !e.Deleted)) && during(e.At) {
			return true
		}
	}
	return slices.ContainsFunc(b.claims, func(c *Claim) bool {
		switch c.Role {
		case RoleNoticed, RoleReported, RoleEngaged, RoleDeclared, RoleTried, RoleSuspected, RoleFound, RoleImproved, RoleLessened:
			return during(c.From)
		}
		return false
	})
}
