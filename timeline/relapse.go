package timeline

import (
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// This file reads that impact is there again, "calls dropping again", "down again", and what waves that makes of an incident.

// fallsBack is the word by which a sentence says that impact is there again; nil where it does not. What works again is the opposite; what must not
// happen again is a wish.
func fallsBack(e *event.Event, s *sentence) *hit {
	if e.Kind == event.Status || s.question || len(s.mentions) > 0 || s.has(cueImproved) || s.has(cueHedge) || s.has(cuePlan) {
		return nil
	}
	for i, w := range s.words {
		switch {
		case strings.HasPrefix(w.text, "prevent"), strings.HasPrefix(w.text, "avoid"), w.text == "never", w.text == "ensure", w.text == "so":
			return nil
		case w.text == "again" && s.impactNear(i):
			if h := s.hit(cueOver, w.clause); h != nil {
				return nil // "up again"
			}
			return &hit{cueImpact, i, i + 1}
		}
	}
	return nil
}

// impactNear says whether a word at most two words before index i, or right behind it, speaks of impact and is not denied.
func (s *sentence) impactNear(i int) bool {
	return s.anyWord(i-1, i, "broke", "breaks", "breaking") || slices.ContainsFunc(s.cues, func(h hit) bool {
		return (h.cue == cueImpact || h.cue == cueRelapse) && (h.to <= i && i-h.to <= 2 || h.from == i+1 && s.words[i+1].text != "incident" && s.words[i+1].text != "event") && !s.before(cueNot, h.from, 3)
	})
}

// maxWaves keeps a room in which everything fails again and again in bounds.
const maxWaves = 100

// ownWaves are the periods of an incident of which no service is told: one, or more where it is said to have ended and, after a quiet time, to
// be there again.
func (b *builder) ownWaves() []Impact {
	onset, recovered := b.milestones[Onset], b.milestones[Recovered]
	if onset.State != Known {
		return nil
	}
	wave := Impact{Wave: 1, From: onset.At, FromWhy: onset.Reason, Evidence: slices.Clone(onset.Evidence)}
	var out []Impact
	var end *Claim // the last statement of an end, at its own time, since the wave began
	for _, c := range b.claims {
		switch {
		case recovered.State == Known && !c.From.Before(recovered.At):
			continue
		case c.Role == RoleOver && c.Own && c.Service == "" && !c.Hedged && !c.Part && c.From.After(wave.From):
			end = c
		case c.Role == RoleRelapse && c.again && c.Own && end != nil && c.From.Sub(end.From) >= newWave && len(out) < maxWaves:
			wave.To, wave.Evidence = end.From, union(wave.Evidence, []string{end.Event.ID})
			wave.ToWhy = Reason{Rule: "noted-end", Source: end.Event.Source, Kind: end.Event.Kind, Words: quoteOf(end.Sentence)}
			out = append(out, wave)
			wave, end = Impact{
				Wave: wave.Wave + 1, From: c.From, Evidence: []string{c.Event.ID},
				FromWhy: Reason{Rule: "said-again", Source: c.Event.Source, Kind: c.Event.Kind, Words: quoteOf(c.Sentence)},
			}, nil
		}
	}
	if recovered.State == Known && !recovered.At.Before(wave.From) {
		wave.To, wave.ToWhy, wave.Evidence = recovered.At, recovered.Reason, union(wave.Evidence, recovered.Evidence)
	}
	return append(out, wave)
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
