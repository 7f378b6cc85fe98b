package timeline

import (
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// This file reads times that are told by how long after another they came: "within one minute all was normal", "it lasted 43 minutes".

// following are the claims of times that a sentence counts from one that it states: "reverted at 14:33, and within one minute all traffic was back to
// normal". What was done then mitigated it.
func (r *reader) following(e *event.Event, s *sentence) []*Claim {
	if len(s.mentions) != 1 || s.question || s.has(cueHedge) || spoken(e) {
		return nil
	}
	m := s.mentions[0]
	if !m.Clock || m.Ago || m.From.IsZero() || !m.To.IsZero() {
		return nil
	}
	st := s.standing()
	if st.condition != well || s.words[st.at.from].start < m.End-s.at {
		return nil
	}
	behind := e.Text[m.End : s.at+len(s.text)]
	for _, l := range when.Lengths(behind, 4) {
		before, after := strings.ToLower(strings.TrimSpace(behind[:l.Start])), strings.ToLower(strings.TrimSpace(behind[l.End:]))
		if !strings.HasSuffix(before, "within") && !strings.HasPrefix(after, "later") && !strings.HasPrefix(after, "afterwards") {
			continue
		}
		over := r.statedClaim(e, s, m, act{role: RoleOver, clause: s.words[st.at.from].clause})
		over.From, over.Precision = m.From.Add(l.Value), max(m.Precision, l.Unit)
		out := []*Claim{over}
		if clause, at := s.clauseOf(m); at >= 0 && tries(s, clause) != nil {
			out = append(out, r.statedClaim(e, s, m, act{role: RoleLessened, clause: clause}))
		}
		return out
	}
	return nil
}

// withLength gives a beginning that an account states its end where the account says how long it lasted, and states no end: "it began at 10:02 and lasted
// 43 minutes", "Duration: 43 minutes".
func withLength(e *event.Event, sents []*sentence, claims []*Claim) []*Claim {
	if spoken(e) {
		return claims
	}
	var began *Claim
	for _, c := range claims {
		switch {
		case c.Own:
		case c.Role == RoleBegan && began != nil && c.Lone:
			continue // what turned bad later
		case c.Role == RoleBegan && (c.Service == "" || c.Whole):
			if began != nil && !began.From.Equal(c.From) {
				return claims
			}
			began = c
		case c.Role == RoleOver || c.Role == RoleWindow || c.Role == RoleRemains:
			return claims
		}
	}
	if began == nil {
		return claims
	}
	for _, s := range sents {
		if s.question || s.has(cuePlan) || s.has(cueNot) || s.has(cueRemain) {
			continue
		}
		l, ok := lasted(s)
		if !ok {
			continue
		}
		end := *began
		end.From, end.Role, end.Lone, end.Sentence = began.From.Add(l.Value), RoleOver, true, s.text
		end.Precision, end.Approx, end.order = max(began.Precision, l.Unit), true, len(claims)
		return append(claims, &end)
	}
	return claims
}

// lasted is how long a sentence says that the incident lasted.
func lasted(s *sentence) (when.Length, bool) {
	lengths := when.Lengths(s.text, 2)
	if len(lengths) != 1 || lengths[0].Unit > time.Hour || lengths[0].Value > 72*time.Hour {
		return when.Length{}, false
	}
	before := strings.ToLower(s.text[:lengths[0].Start])
	behind := strings.ToLower(strings.TrimLeft(s.text[lengths[0].End:], " -"))
	switch {
	case strings.HasPrefix(behind, "outage"), strings.HasPrefix(behind, "disruption"), strings.HasPrefix(behind, "interruption"), strings.HasPrefix(behind, "downtime"),
		strings.HasPrefix(behind, "of downtime"), strings.HasPrefix(behind, "of outage"), strings.HasPrefix(behind, "of disruption"):
		return lengths[0], true // "a 34 minute outage"
	case strings.Contains(before, "lasted"), strings.Contains(before, "lasting"), strings.Contains(before, "duration"), strings.Contains(before, "down for"),
		strings.Contains(before, "unavailable for"), strings.Contains(before, "downtime"):
		return lengths[0], !strings.Contains(before, "monitor") && !strings.Contains(before, "investigat")
	}
	return when.Length{}, false
}

// took is how long after the beginning something is said to have come: a text, and its words.
type took struct {
	after    time.Duration
	unit     time.Duration
	event    *event.Event
	sentence string
}

// How accounts say how long it took to notice, and to find the cause. The length stands behind the first group of words, or before the second.
var (
	toDetect   = regexp.MustCompile(`(?i)\b(?:time[- ]to[- ]detect(?:ion)?|m?ttd)\b[^.\d\n]{0,24}$`)
	detectIn   = regexp.MustCompile(`(?i)^[- ]*to (?:detect|notice|be (?:detected|noticed))\b`)
	toIdentify = regexp.MustCompile(`(?i)\b(?:time[- ]to[- ](?:identify|identification|diagnos\w+)|m?tti)\b[^.\d\n]{0,24}$`)
	identifyIn = regexp.MustCompile(`(?i)^[- ]*to (?:identify|find|determine|diagnose|locate|pinpoint)\b`)
)

// noteTook keeps how long after the beginning an account says that it was noticed, and that the cause was found.
func (b *builder) noteTook(e *event.Event, sents []*sentence) {
	if spoken(e) {
		return
	}
	for _, s := range sents {
		if s.question || s.has(cuePlan) || s.has(cueNot) || s.rambles() {
			continue
		}
		for _, l := range when.Lengths(s.text, 4) {
			if l.Unit > time.Hour || l.Value <= 0 {
				continue
			}
			t := took{l.Value, l.Unit, e, s.text}
			before, behind := s.text[:l.Start], s.text[l.End:]
			switch {
			case b.took[Detected].event == nil && (toDetect.MatchString(before) || (detectIn.MatchString(behind) && strings.Contains(strings.ToLower(before), "took"))):
				b.took[Detected] = t
			case b.took[Identified].event == nil && (toIdentify.MatchString(before) || (identifyIn.MatchString(behind) && strings.Contains(strings.ToLower(before), "took"))):
				b.took[Identified] = t
			}
		}
	}
}

// countedFrom is the time that an account counts from a stated beginning.
func (b *builder) countedFrom(onset *Milestone, n Name, rule string) (Candidate, bool) {
	t := b.took[n]
	if t.event == nil || onset.State != Known || (onset.Reason.Rule != "stated-start" && onset.Reason.Rule != "stated-window") {
		return Candidate{}, false
	}
	return Candidate{
		At: onset.At.Add(t.after), Precision: max(onset.Precision, t.unit), Evidence: []string{t.event.ID}, Score: scoreNoted - lossApprox,
		Reason: Reason{Rule: rule, Source: t.event.Source, Kind: t.event.Kind, Words: quoteOf(t.sentence)},
	}, true
}
