package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// slack is how far before a stated onset something may be noticed and still belong to the incident: people round the onset, and monitors
// sometimes see trouble before users do.
const slack = time.Hour

// within says whether t lies between the onset, with slack, and the recovery; an unknown end is open.
func within(t time.Time, onset, recovered *Milestone) bool {
	if onset.State == Known && t.Before(onset.At.Add(-slack)) {
		return false
	}
	return recovered.State != Known || !t.After(recovered.At)
}

// detected: the first moment that a monitor or a person noticed. Nobody declares or takes up what nobody has noticed, so that what was noticed
// only after that is no detection; then it stays bounded.
func (b *builder) detected(onset, recovered *Milestone) []Candidate {
	var out []Candidate
	latest := b.actedOn(onset, recovered)
	add := func(c Candidate) {
		if within(c.At, onset, recovered) && (latest.IsZero() || !c.At.After(latest.Add(c.Precision))) {
			out = keep(out, c)
		}
	}
	for _, c := range b.claims {
		switch {
		case c.Role == RoleNoticed && !c.Own && (c.Hindsight || spoken(c.Event)):
			cand := b.candidateOf(c, c.From, "stated-detection", scoreStated)
			if strings.Contains(strings.ToLower(c.Event.Labels["section"]), "detect") {
				cand.Score += lossProvisional + gainAll // the section is on how it was detected: other sections tell what else was seen
			}
			add(cand)
		case (c.Role == RoleNoticed || c.Role == RoleReported) && c.Own && written(c.Event):
			add(b.candidateOf(c, c.From, "first-report", scoreNoted))
		case (c.Role == RoleReported || c.Role == RoleNoticed) && c.Own && spoken(c.Event):
			add(b.candidateOf(c, c.From, "first-report", scoreSaid))
		}
	}
	for _, e := range b.alerts {
		if onset.State != Known || !e.At.Before(onset.At) {
			add(eventCandidate(e, e.At, "alert-start", scoreAlert))
		}
	}
	if c, ok := b.countedFrom(onset, Detected, "stated-detection"); len(out) == 0 && ok {
		add(c)
	}
	if len(out) == 0 {
		out = b.noticedAfterwards(recovered)
	}
	if len(out) == 0 && b.firstSign != nil {
		add(eventCandidate(b.firstSign, b.firstSign.At, "first-sign", scoreSigned))
	}
	if e := b.beforeResponse(onset, recovered); len(out) == 0 && e != nil {
		add(eventCandidate(e, e.At, "before-response", scoreSigned))
	}
	if len(out) == 0 {
		out = b.noticedAfter(onset, recovered)
	}
	return firstMoment(rank(out))
}

// noticedAfterwards are the first signs that somebody noticed an incident which, by an account of it, was already over. A recovery that was only said at
// its own time was noticed by whoever said it.
func (b *builder) noticedAfterwards(recovered *Milestone) []Candidate {
	if recovered.State != Known || (recovered.Reason.Rule != "stated-window" && recovered.Reason.Rule != "stated-end") {
		return nil
	}
	const late = 7 * 24 * time.Hour // what is noticed after a week is found in a review
	for _, c := range b.claims {
		if (c.Role != RoleNoticed && c.Role != RoleReported) || c.Hedged || c.From.Before(recovered.At) || c.From.Sub(recovered.At) > late || c.Event.Kind == event.Status {
			continue
		}
		if !c.Own {
			return []Candidate{b.candidateOf(c, c.From, "stated-detection", scoreStated)}
		}
		if c.order > 0 && written(c.Event) {
			continue // an account, in which a report of the time is told
		}
		return []Candidate{b.candidateOf(c, c.From, "first-report", scoreSaid)}
	}
	return nil
}

// actedOn is when somebody first declared the incident or took it up, as notes and messages tell; zero if none does.
func (b *builder) actedOn(onset, recovered *Milestone) time.Time {
	for _, c := range b.claims {
		if (c.Role == RoleDeclared || c.Role == RoleEngaged) && c.Own && c.Precision < 24*time.Hour && c.Event.Kind != event.Status && within(c.From, onset, recovered) {
			return c.From // claims are in order of time
		}
	}
	return time.Time{}
}

// noteSign keeps the first note or message that speaks of impact: whoever wrote it had noticed.
func (b *builder) noteSign(e *event.Event, sents []*sentence) {
	if b.firstSign != nil || (e.Kind != event.Note && e.Kind != event.Chat) || e.Labels["undated"] == "true" || time.Duration(e.Precision) >= time.Hour {
		return
	}
	if b.ofRole(e.ID, RoleWindow) != nil {
		return // whoever tells its end looks back
	}
	if slices.ContainsFunc(sents, func(s *sentence) bool {
		h := cmp.Or(s.hit(cueImpact, -1), s.hit(cueWorsened, -1))
		if trouble := s.hit(cueTrouble, -1); h == nil && trouble != nil && !s.namesOnly(trouble) {
			h = trouble
		}
		if s.has(cuePast) || s.afterTheFact() {
			return false // last month's outage
		}
		return h != nil && !s.question && s.standing().condition != well && !s.before(cueNot, h.from, 4) && s.words[h.from].text != "event"
	}) {
		b.firstSign = e
	}
}

// firstMoment puts the earliest of the good candidates first: detection is the first moment, whoever saw it. A candidate whose score lies far
// below the best is not good enough to be first.
func firstMoment(cs []Candidate) []Candidate {
	best := 0
	for i, c := range cs {
		if c.At.Before(cs[best].At) && c.Score >= cs[0].Score-lossProvisional {
			best = i
		}
	}
	if best > 0 {
		first := cs[best]
		copy(cs[1:best+1], cs[:best])
		cs[0] = first
	}
	return cs
}

// notified: the first status post of the incident.
func (b *builder) notified(onset *Milestone) []Candidate {
	for i := range b.events {
		e := &b.events[i]
		if isNotice(e) && (onset.State != Known || !e.At.Before(onset.At)) {
			return rank([]Candidate{eventCandidate(e, e.At, "first-notice", scoreStated)})
		}
	}
	return nil
}

// declared: somebody called it an incident.
func (b *builder) declared() []Candidate {
	var out []Candidate
	for _, c := range b.claims {
		if c.Role != RoleDeclared {
			continue
		}
		base := float64(scoreSaid)
		if c.Hindsight {
			base = scoreStated
		}
		out = keep(out, b.candidateOf(c, c.From, "declared-words", base))
	}
	return firstMoment(rank(out))
}

// engaged: an acknowledgement, or the first responder's message after detection.
func (b *builder) engaged(detected, onset, recovered *Milestone) []Candidate {
	var out []Candidate
	after := func(t time.Time) bool {
		if !within(t, onset, recovered) {
			return false
		}
		return detected.State != Known || !t.Before(detected.At)
	}
	for _, c := range b.claims {
		if c.Role != RoleEngaged || !after(c.From) || c.Event.Kind == event.Status {
			continue
		}
		base := float64(scoreSaid)
		if c.Hindsight {
			base = scoreNoted
		}
		out = keep(out, b.candidateOf(c, c.From, "ack-words", base))
	}
	if detected.State == Known {
		for i := range b.events {
			e := &b.events[i]
			if spoken(e) && !e.Actor.Bot && e.Actor != (event.Actor{}) && !e.Deleted && after(e.At) && !slices.Contains(detected.Evidence, e.ID) {
				out = keep(out, eventCandidate(e, e.At, "first-responder", scoreSigned))
				break
			}
		}
	}
	return firstMoment(rank(out))
}

// mitigated: stated to have been, or the last thing said to be restored before the recovery.
func (b *builder) mitigated(onset, recovered *Milestone) []Candidate {
	var out []Candidate
	for _, c := range b.claims {
		if !within(c.From, onset, recovered) || (onset.State == Known && c.From.Before(onset.At)) {
			continue
		}
		var cand Candidate
		switch {
		case c.Role == RoleLessened && !c.Own && c.Hindsight:
			cand = b.candidateOf(c, c.From, "stated-mitigation", scoreStated)
		case c.Role == RoleLessened && c.Own && written(c.Event):
			cand = b.candidateOf(c, c.From, "noted-mitigation", scoreNoted)
		case c.Role == RoleLessened && c.Own && !c.Hindsight:
			cand = b.candidateOf(c, c.From, "mitigated-words", scoreSaid-5)
		case c.Role == RoleOver && c.Own && !c.Lone && written(c.Event) && b.wholly(c) && !b.undone(c) && recovered.State == Known && c.From.Before(recovered.At):
			cand = b.candidateOf(c, c.From, "restored-words", scoreSigned)
		case !c.Whole && !c.Brief && b.turns(c, recovered):
			cand = b.candidateOf(c, c.From, "restored-words", scoreSigned-1)
		default:
			continue
		}
		b.looksQuiet(&cand)
		if cand.Score > 40 { // a mitigation after which impact began again is an attempt
			out = keep(out, cand)
		}
	}
	if cand, ok := b.belowHalf(onset, recovered, b.rises, event.Window{}); ok {
		out = keep(out, cand)
	}
	return rank(out)
}

// wholly says whether a line of notes speaks of the incident as a whole. In notes whose lines name a service each, a line that names none
// that is known speaks of some other part.
func (b *builder) wholly(c *Claim) bool {
	if c.Service != "" || c.Whole || c.All {
		return c.Service == ""
	}
	return !b.tagged[c.Event.Source]
}

// closed: declared over, in words or by the status page.
func (b *builder) closed(recovered *Milestone) []Candidate {
	var out []Candidate
	after := func(t time.Time) bool { return recovered.State != Known || !t.Before(recovered.At) }
	for _, c := range b.claims {
		if c.Role == RoleClosed && c.Own && after(c.From) {
			out = keep(out, b.candidateOf(c, c.From, "closed-words", scoreNoted))
		}
		if c.Role == RoleOver && c.Own && c.Whole && c.Service == "" && c.Event.Kind != event.Status && after(c.From) {
			out = keep(out, b.candidateOf(c, c.From, "resolved-words", scoreSaid))
		}
	}
	for i := range b.events {
		e := &b.events[i]
		if e.Kind == event.Status && (e.Labels["status"] == "resolved" || e.Labels["status"] == "completed") && after(e.At) {
			out = keep(out, eventCandidate(e, e.At, "status-resolved", scorePost))
		}
	}
	return rank(out)
}
