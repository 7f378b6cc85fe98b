package summary

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// maxChapter is how many rows of a phase are told in "what happened"; the timeline has them all. Five or six points are what a reader keeps
// of a phase.
const maxChapter = 6

// maxLogs is how many of them may be measurements: a story is told by what people and their rules noticed and did.
const maxLogs = 2

// story tells the rows that the document rests on, by phase.
func story(s *Summary) []Chapter {
	weights := weigh(s)
	var out []Chapter
	for _, r := range s.Rows {
		name := chapterOf(s, r)
		if len(out) == 0 || out[len(out)-1].Phase != name {
			c := Chapter{Phase: name}
			for _, p := range s.Phases {
				if p.Name == name {
					c.From, c.To, c.Evidence, c.Decided = p.From, p.To, p.Evidence, p.Decided
				}
			}
			out = append(out, c)
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, r)
	}
	for i := range out {
		out[i].Rows = pick(out[i].Rows, weights)
		for j := range out[i].Rows {
			mark(s, &out[i].Rows[j])
		}
	}
	return slices.DeleteFunc(out, func(c Chapter) bool { return len(c.Rows) == 0 })
}

// mark names the milestones that rest on a row first of all.
func mark(s *Summary, r *Row) {
	for _, m := range s.Milestones {
		if m.State != timeline.Known || m.Name == timeline.Mitigated && m.Reason.Rule == "log-rate-half" || !slices.Equal(firstOf(m.Evidence), []string{r.ID}) {
			continue
		}
		x := Mark{Name: m.Name}
		if m.At.Sub(r.At).Abs() >= sameTime {
			x.At = m.At
		}
		r.Marks = append(r.Marks, x)
		words := m.Reason.Words
		if r.Words == "" && strings.Contains(shorter(r.Text, 0), strings.TrimRight(words, " …")) {
			r.Words = words // its own; a reason may rest on what another entry says
		}
	}
}

// chapterOf is the phase of a row; outside all phases, whether it was before, during or after the impact, as far as that is known.
func chapterOf(s *Summary, r Row) string {
	on, re := s.Timeline.Milestones[timeline.Onset], s.Timeline.Milestones[timeline.Recovered]
	ended := slices.IndexFunc(s.Phases, func(p Phase) bool { return p.Done && p.Ends == timeline.Recovered && p.To.Equal(r.At) })
	switch {
	case r.Phase != "":
		return r.Phase
	case ended >= 0:
		return s.Phases[ended].Name // the phase ends with this row
	case on.State == timeline.Known && r.At.Before(on.At):
		return "before"
	case re.State == timeline.Known && r.At.After(re.At):
		return "after"
	case on.State == timeline.Known || re.State == timeline.Known:
		return "during"
	}
	return "all"
}

// pick keeps the heaviest rows in their order, without those that only repeat another.
func pick(rs []Row, weights map[string]int) []Row {
	heavy := slices.DeleteFunc(slices.Clone(rs), func(r Row) bool { return weights[r.ID] <= 0 })
	slices.SortStableFunc(heavy, func(a, b Row) int { return weights[b.ID] - weights[a.ID] })
	var kept []Row
	logs := 0
	for _, r := range heavy {
		if r.Kind == event.Log && logs == maxLogs {
			continue
		}
		if len(kept) < maxChapter && !slices.ContainsFunc(rs, func(o Row) bool { return repeats(r, o, weights) }) {
			kept = append(kept, r)
			if r.Kind == event.Log {
				logs++
			}
		}
	}
	slices.SortStableFunc(kept, func(a, b Row) int { return a.At.Compare(b.At) })
	return kept
}

// sameTime is how near two rows are that tell of one moment: most clocks of people and rules go by the minute.
const sameTime = time.Minute

// repeats says whether a row tells, of a service and a moment, what another tells better: a measurement beside what people or rules say of it,
// a message beside the note that somebody took of it, a note beside its alert.
func repeats(r, o Row, weights map[string]int) bool {
	if r.ID == o.ID || weights[o.ID] <= 0 || r.At.Sub(o.At).Abs() > sameTime {
		return false
	}
	if r.Kind == event.Log {
		return r.Service != "" && strings.EqualFold(r.Service, o.Service) && (o.Kind == event.Alert || o.Kind == event.Note)
	}
	if r.Kind == o.Kind || (r.Service != "" && o.Service != "" && !strings.EqualFold(r.Service, o.Service)) {
		return false
	}
	heavier := weights[o.ID] > weights[r.ID] || (weights[o.ID] == weights[r.ID] && o.ID < r.ID)
	return heavier && o.Kind != event.Log && alike(r.Text, o.Text)
}

// alike says whether half of the long words of the shorter text stand in the other.
func alike(a, b string) bool {
	x, y := longWords(a), longWords(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return common > 0 && 2*common >= len(x)
}

// longWords are the words of a text that carry meaning: of four letters or more, cut to six, so that "declared" and "declaring" are one.
func longWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s[:min(len(s), maxQuote)]), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) >= 4 {
			out[w[:min(len(w), 6)]] = true
		}
	}
	return out
}

// weigh says how much of the document rests on each entry: milestones most, then periods, attempts and causes, then disagreements.
func weigh(s *Summary) map[string]int {
	w := map[string]int{}
	for _, r := range s.Rows {
		if r.Kind == event.Status || r.Kind == event.Note {
			w[r.ID]++ // written to tell what happened
		}
	}
	add := func(n int, ids []string) {
		for _, id := range ids {
			w[id] += n
		}
	}
	for _, m := range s.Milestones {
		if m.State == timeline.Known {
			add(8, firstOf(m.Evidence))
			add(2, m.Evidence[len(firstOf(m.Evidence)):])
		}
	}
	for _, i := range s.Impacts {
		add(4, i.Evidence)
		add(2, i.EndedBy)
		for _, m := range i.Milestones {
			add(1, m.Evidence)
		}
	}
	for _, a := range s.Timeline.Attempts {
		add(4, a.Evidence)
	}
	for _, r := range s.Timeline.Remainders {
		add(4, r.Evidence)
	}
	for _, c := range s.Causes {
		add(3, c.Evidence)
	}
	for _, d := range s.Disagree {
		add(2, d.Evidence)
	}
	return w
}

// lessons are observations that people judge by: none says by itself that something was good or bad, save that an attempt failed.
func lessons(s *Summary) (well, hard, luck []Sentence) {
	t := s.Timeline
	for _, d := range durationLabels {
		v := durationOf(t.Durations, d.name)
		if v.State != timeline.Known && v.State != timeline.Bounded {
			continue
		}
		if d.name == "ttm" || d.name == "ttr" {
			continue // how long it lasted is a key fact; which phase took longest is told under what was hard
		}
		x := Sentence{Rule: "observed-" + d.name, Args: Args{Name: string(v.State), Length: v.Value, Min: v.Min, Max: v.Max}, Evidence: endsFirst(t, v), Decided: decided(t, v.From, v.To)}
		well = append(well, x)
	}
	hard = append(hard, slowest(s)...)
	for _, a := range t.Attempts {
		x := Sentence{Rule: "observed-attempt", Args: Args{From: a.At, Text: a.Text, Name: a.Outcome, Who: a.Service}, Evidence: a.Evidence}
		switch a.Outcome {
		case "worked":
			well = append(well, x)
		case "failed":
			hard = append(hard, x)
		}
	}
	hard = append(hard, cameBack(t)...)
	for _, c := range t.Contradictions {
		if falseFixes[c.Subject] && len(c.Values) > 0 {
			v, ids := c.Values[0], []string{}
			for _, side := range c.Values {
				ids = union(ids, firstOf(side.Evidence))
			}
			hard = append(hard, Sentence{Rule: "observed-false-fix", Args: Args{From: v.At, Text: v.Text}, Evidence: ids})
		}
	}
	mi, id := t.Milestones[timeline.Mitigated], t.Milestones[timeline.Identified]
	if mi.State == timeline.Known && id.State == timeline.Known && mi.At.Before(id.At) {
		x := Sentence{Rule: "observed-late-cause", Args: Args{From: mi.At, To: id.At, Length: id.At.Sub(mi.At)}}
		x.Evidence = union(mi.Evidence, id.Evidence)
		hard = append(hard, x)
	}
	if on := t.Milestones[timeline.Onset]; on.State == timeline.Known {
		luck = append(luck, Sentence{Rule: "observed-hour", Args: Args{From: on.At}, Evidence: firstOf(on.Evidence), Decided: on.ByPerson})
	}
	return well, hard, luck
}

// slowest is where time went: the longest phase, and the longest silence between two public posts.
func slowest(s *Summary) []Sentence {
	var out []Sentence
	longest := Phase{}
	for _, p := range s.Phases {
		if p.Done && p.Length > longest.Length {
			longest = p
		}
	}
	if longest.Done {
		out = append(out, Sentence{
			Rule:     "observed-longest",
			Args:     Args{Name: longest.Name, From: longest.From, To: longest.To, Length: longest.Length},
			Evidence: longest.Evidence,
			Decided:  longest.Decided,
		})
	}
	for _, n := range s.Notices {
		if n.Rule == "notice-silence" {
			n.Rule = "observed-silence"
			out = append(out, n)
		}
	}
	return out
}

// cameBack tells in one sentence for which services there was a second period of impact after a first.
func cameBack(t *timeline.Timeline) []Sentence {
	seen := map[string]bool{}
	x := Sentence{Rule: "observed-waves"}
	for _, i := range slices.SortedStableFunc(slices.Values(t.Impacts), func(a, b timeline.Impact) int { return a.From.Compare(b.From) }) {
		if again := seen[i.Service] && !i.From.IsZero(); again && len(x.Args.More) == maxCited {
			x.Args.Count++
		} else if again {
			wave := Sentence{Rule: "observed-wave", Args: Args{From: i.From, Who: i.Service}, Evidence: firstOf(i.Evidence)}
			x.Args.More = append(x.Args.More, wave)
			x.Evidence = union(x.Evidence, wave.Evidence)
		}
		seen[i.Service] = true
	}
	if len(x.Args.More) == 0 {
		return nil
	}
	return []Sentence{x}
}
