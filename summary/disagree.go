package summary

import "github.com/pes-dev/pes/timeline"

// disagreements puts the words of the subject beside each contradiction.
func disagreements(t *timeline.Timeline) []Disagreement {
	var out []Disagreement
	for _, c := range t.Contradictions {
		if len(c.Values) == 0 {
			continue
		}
		if c.Used >= len(c.Values) {
			c.Used = -1
		}
		out = append(out, Disagreement{
			Contradiction: c,
			About:         Sentence{Rule: "about", Args: Args{Name: c.Subject, Who: c.Service}, Evidence: allEvidence(c)},
		})
	}
	return out
}

// FalseFix says whether the contradiction is between a claim that all was well, its first value, and what came of it.
func (d Disagreement) FalseFix() bool { return falseFixes[d.Subject] }

func allEvidence(c timeline.Contradiction) []string {
	ids := c.Evidence
	for _, v := range c.Values {
		ids = union(ids, v.Evidence)
	}
	return ids
}

// onSubject is the first contradiction on a subject that concerns the whole incident, else the first on it at all.
func onSubject(s *Summary, subject string) (Disagreement, bool) {
	var found *Disagreement
	for i, d := range s.Disagree {
		if d.Subject != subject {
			continue
		}
		if d.Service == "" {
			return d, true
		}
		if found == nil {
			found = &s.Disagree[i]
		}
	}
	if found == nil {
		return Disagreement{}, false
	}
	return *found, true
}
