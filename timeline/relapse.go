package timeline

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// A relapse is a line of notes or a message that says at its own time that impact is there again: "calls dropping again", "down again".
type relapse struct {
	at    time.Time
	event *event.Event
	words string
}

// maxRelapses keeps a room in which everything fails again and again in bounds.
const maxRelapses = 100

// noteRelapse keeps what an event says of impact that is there again.
func (b *builder) noteRelapse(e *event.Event, sents []*sentence) {
	if (e.Kind != event.Note && e.Kind != event.Chat) || time.Duration(e.Precision) >= time.Hour || len(b.returns) == maxRelapses {
		return
	}
	if i := slices.IndexFunc(sents, fallsBack); i >= 0 {
		b.returns = append(b.returns, relapse{e.At, e, sents[i].text})
	}
}

// fallsBack says whether a sentence says that impact is there again. What works again is the opposite; what must not happen again is a wish.
func fallsBack(s *sentence) bool {
	if s.question || len(s.mentions) > 0 || s.has(cueOver) || s.has(cueImproved) || s.has(cueHedge) || s.has(cuePlan) {
		return false
	}
	for i, w := range s.words {
		switch {
		case strings.HasPrefix(w.text, "prevent"), strings.HasPrefix(w.text, "avoid"), w.text == "never", w.text == "ensure", w.text == "so":
			return false
		case w.text == "again" && s.impactNear(i):
			return true
		}
	}
	return false
}

// impactNear says whether a word at most two words before index i, or right behind it, speaks of impact and is not denied.
func (s *sentence) impactNear(i int) bool {
	return slices.ContainsFunc(s.cues, func(h hit) bool {
		return h.cue == cueImpact && (h.to <= i && i-h.to <= 2 || h.from == i+1 && s.words[i+1].text != "incident" && s.words[i+1].text != "event") && !s.before(cueNot, h.from, 3)
	})
}

// relapsed says whether somebody says, after a declared end and within the incident, that impact is there again.
func (b *builder) relapsed(c *Candidate) bool {
	switch c.Reason.Rule {
	case "status-resolved", "resolved-words", "noted-end", "restored-words":
		return slices.ContainsFunc(b.returns, func(r relapse) bool { return r.at.After(c.At) && r.at.Sub(c.At) < sameIncident })
	}
	return false // measured, or told with hindsight
}

// ownWaves are the periods of an incident of which no service is told: one, or more where it is said to have ended and, after a quiet time, to
// be there again.
func (b *builder) ownWaves() []Impact {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	if onset.State != Known {
		return nil
	}
	wave := Impact{Wave: 1, From: onset.At, FromWhy: onset.Reason, Evidence: slices.Clone(onset.Evidence)}
	var out []Impact
	for _, r := range b.returns {
		end := b.lastEnd(wave.From, r.at)
		if end == nil || r.at.Sub(end.From) < newWave || (recovered.State == Known && !r.at.Before(recovered.At)) {
			continue
		}
		wave.To, wave.Evidence = end.From, union(wave.Evidence, []string{end.Event.ID})
		wave.ToWhy = Reason{Rule: "noted-end", Source: end.Event.Source, Kind: end.Event.Kind, Words: quoteOf(end.Sentence)}
		out = append(out, wave)
		wave = Impact{
			Wave: wave.Wave + 1, From: r.at, Evidence: []string{r.event.ID},
			FromWhy: Reason{Rule: "said-again", Source: r.event.Source, Kind: r.event.Kind, Words: quoteOf(r.words)},
		}
	}
	if recovered.State == Known && !recovered.At.Before(wave.From) {
		wave.To, wave.ToWhy, wave.Evidence = recovered.At, recovered.Reason, union(wave.Evidence, recovered.Evidence)
	}
	return append(out, wave)
}

// lastEnd is the last statement of an end, at its own time, between two instants; nil if there is none.
func (b *builder) lastEnd(from, to time.Time) *Claim {
	var last *Claim
	for _, c := range b.claims {
		if c.Role == RoleOver && c.Own && c.Service == "" && !c.Hedged && !c.Part && c.From.After(from) && c.From.Before(to) {
			last = c // claims are in order of time
		}
	}
	return last
}

// withinWave are the incident's milestones that lie in one of its waves, and the wave's own ends.
func (b *builder) withinWave(i *Impact) Milestones {
	ms := Milestones{Onset: periodEnd(Onset, i.From, i.FromWhy, i.Evidence), Recovered: periodEnd(Recovered, i.To, i.ToWhy, i.Evidence)}
	for _, n := range []Name{Detected, Engaged, Identified, Mitigated, Notified} {
		ms[n] = &Milestone{Name: n, State: Unknown}
		if m := b.milestones[n]; m.State == Known && i.holds(m.At) {
			ms[n] = m
		}
	}
	return ms
}
