package summary

import (
	"cmp"
	"slices"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// MaxLede is how many sentences the opening has at most: what somebody reads who has two minutes.
const MaxLede = 10

// A weighed sentence is dropped from a crowded opening before heavier ones; its place among the others stays.
type weighed struct {
	Sentence
	weight int
}

// lede is the opening: what, from when to when, how many and who, why, when that was named, what came back, what ended it, when it was noticed
// and told, what the sources disagree on, what is unknown, what will be done.
func lede(s *Summary) []Sentence {
	var all []weighed
	add := func(weight int, list ...Sentence) {
		for _, x := range list {
			all = append(all, weighed{x, weight})
		}
	}
	add(9, ledeSpan(s))
	add(6, ledeStated(s)...)
	add(5, ledeTrigger(s)...)
	add(8, ledeCause(s))
	add(7, ledeIdentified(s)...)
	add(6, ledeReturned(s)...)
	add(5, ledeFalseFix(s)...)
	add(6, ledeHelped(s)...)
	add(6, ledeHealed(s)...)
	add(3, ledeEnded(s)...)
	add(4, ledeRemainder(s)...)
	add(8, ledeNoticed(s)...)
	add(6, ledeDisagree(s)...)
	add(6, ledeUnknown(s)...)
	add(8, ledeItems(s))
	for len(all) > MaxLede {
		light := 0
		for i := range all {
			if all[i].weight < all[light].weight {
				light = i
			}
		}
		all = slices.Delete(all, light, light+1)
	}
	out := make([]Sentence, len(all))
	for i := range all {
		out[i] = all[i].Sentence
	}
	return out
}

// ledeSpan is the first sentence: from when to when, who, where, in how many periods.
func ledeSpan(s *Summary) Sentence {
	v := impactSpan(s.Timeline)
	ends := []string{}
	for _, n := range []timeline.Name{timeline.Onset, timeline.Recovered} {
		ends = union(ends, firstOf(s.Timeline.Milestones[n].Evidence))
	}
	v.Rule, v.Args.List = "lede-span", s.Meta.Regions
	untold := v.Args.From.IsZero() && v.Args.To.IsZero() && len(v.Args.More) == 0
	if f, ok := widest(s.Timeline); ok {
		v.Args.Count, v.Args.Who = int(f.Value), f.Unit
		v.Evidence = union(ends, firstOf(f.Evidence), v.Evidence, f.Evidence) // what each part rests on, before what agrees with it
	} else if w, ok := services(s); ok {
		v.Args.More = append(v.Args.More, w)
		v.Evidence = union(ends, firstOf(w.Evidence), v.Evidence, w.Evidence)
	} else if k := s.Meta.Kind; k == "near-miss" || k == "false-alarm" {
		return Sentence{Rule: "lede-no-impact", Args: Args{Name: k}, Evidence: v.Evidence}
	} else if untold && v.Args.Name != string(timeline.Pending) {
		v.Rule = "lede-span-unknown"
	}
	if longest := longestPeriods(s); len(longest) > 1 {
		name := ""
		if !longestOf(longest, periods(s)) {
			name = someOf
		}
		for _, p := range longest {
			v.Args.More = append(v.Args.More, Sentence{Rule: "period", Args: Args{Who: p.Service, Name: name}, Evidence: p.Evidence})
		}
		v.Args.Of = len(periods(s))
	}
	return v
}

// LedeClock is the clock for the opening: where its first sentence names the one day on which all happened, the others need not.
func (s *Summary) LedeClock() Clock {
	on, re := s.Timeline.Milestones[timeline.Onset], s.Timeline.Milestones[timeline.Recovered]
	told := len(s.Lede) > 0 && s.Lede[0].Rule == "lede-span" && on.State == timeline.Known && re.State == timeline.Known
	if !told || s.Clock.Day(on.At) != s.Clock.Day(re.At) || s.Clock.Zone(on.At) != s.Clock.Zone(re.At) {
		return s.Clock
	}
	return s.Clock.On(on.At)
}

// maxPeriods is how many periods one sentence can hold.
const maxPeriods = 3

// someOf names periods of impact that a source chose to tell of, while others were as long or longer.
const someOf = "some"

// longestOf says whether some of all periods are the longest of them: none of the others was longer, or not seen to end.
func longestOf(some, all []timeline.Impact) bool {
	shortest := slices.MinFunc(some, func(a, b timeline.Impact) int { return cmp.Compare(a.To.Sub(a.From), b.To.Sub(b.From)) })
	longer := 0
	for _, p := range all {
		if p.To.IsZero() || p.To.Sub(p.From) > shortest.To.Sub(shortest.From) {
			longer++
		}
	}
	return longer < len(some)
}

// longestPeriods are the longest periods of impact, in order of time: those that a source states, where one does, since it chose what to tell;
// else those that were measured.
func longestPeriods(s *Summary) []timeline.Impact {
	all := periods(s)
	stated := slices.DeleteFunc(slices.Clone(all), func(p timeline.Impact) bool { return p.FromWhy.Rule != "stated-window" || p.To.IsZero() })
	if len(stated) == 0 {
		stated = all
	}
	slices.SortStableFunc(stated, func(a, b timeline.Impact) int { return cmp.Compare(b.To.Sub(b.From), a.To.Sub(a.From)) })
	stated = stated[:min(len(stated), maxPeriods)]
	slices.SortStableFunc(stated, func(a, b timeline.Impact) int { return a.From.Compare(b.From) })
	return stated
}

func bound(rule string, m *timeline.Milestone) Sentence {
	return Sentence{Rule: rule, Args: Args{Name: string(m.Name), From: m.NotBefore, To: m.NotAfter}, Evidence: m.Evidence}
}

// periods are the periods of impact of services; one of the whole incident is not told apart from the incident.
func periods(s *Summary) []timeline.Impact {
	var out []timeline.Impact
	for _, i := range s.Impacts {
		if !i.From.IsZero() && (i.Service != "" || i.Wave > 1) {
			out = append(out, i)
		}
	}
	return out
}

// ledeStated is what people state of the impact in incident.yaml, which is no evidence and is said to be theirs.
func ledeStated(s *Summary) []Sentence {
	i := s.Meta.Impact
	var list []string
	for _, x := range []struct{ name, value string }{
		{"requests failed", i.RequestsFailed},
		{"customers", i.Customers},
		{"support tickets", i.Tickets},
		{"data lost", i.DataLost},
	} {
		if x.value != "" {
			list = append(list, x.name+": "+x.value)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []Sentence{{Rule: "lede-stated", Args: Args{List: list}}}
}

func ledeTrigger(s *Summary) []Sentence {
	m := s.Timeline.Milestones[timeline.Triggered]
	on := s.Timeline.Milestones[timeline.Onset]
	if m.State != timeline.Known || (on.State == timeline.Known && on.At.Equal(m.At)) {
		return nil
	}
	x := Sentence{Rule: "lede-trigger", Args: Args{From: m.At, Text: triggerText(s.Timeline, m)}, Evidence: m.Evidence, Decided: decided(s.Timeline, m.Name, timeline.Onset)}
	if on.State == timeline.Known && m.At.Before(on.At) {
		x.Args.Name, x.Args.Length = "before", on.At.Sub(m.At)
		x.Evidence = union(x.Evidence, on.Evidence)
	}
	return []Sentence{x}
}

// triggerText is what set it off, in a source's words: the change, where it is one that was made. What names it as the cause was said later, and read
// beside the time of the change as if it had been said then; the opening quotes that of the cause.
func triggerText(t *timeline.Timeline, m *timeline.Milestone) string {
	if m.ByPerson || len(m.Evidence) == 0 {
		return m.Reason.Words
	}
	for _, e := range t.Entries {
		if e.ID == m.Evidence[0] && e.Kind == event.Change && e.At.Equal(m.At) {
			return e.Text
		}
	}
	return m.Reason.Words
}

// ledeCause quotes the most telling statement of a cause; it never words one itself.
func ledeCause(s *Summary) Sentence {
	if len(s.Causes) == 0 {
		return Sentence{Rule: "lede-no-cause"}
	}
	best := slices.MinFunc(s.Causes, func(a, b timeline.Statement) int { return cmp.Compare(remote(s, a), remote(s, b)) })
	rule := "lede-cause"
	if best.Hedged {
		rule = "lede-cause-hedged"
	}
	return Sentence{Rule: rule, Args: Args{Text: best.Text, Who: best.Source}, Evidence: best.Evidence}
}

// remote ranks a statement of a cause for the opening: one that stands where the onset is told is about what began, and not about a
// consequence; one without a hedge comes before one with. Among equals the order of the timeline holds.
func remote(s *Summary, c timeline.Statement) int {
	n := 1
	for _, id := range s.Timeline.Milestones[timeline.Onset].Evidence {
		if slices.Contains(c.Evidence, id) {
			n = 0
		}
	}
	if c.Hedged {
		n += 2
	}
	return n
}

// ledeIdentified says when the cause was named, by every account of it where accounts differ.
func ledeIdentified(s *Summary) []Sentence {
	if d, ok := onSubject(s, string(timeline.Identified)); ok && timed(d.Values) {
		x := Sentence{Rule: "lede-identified-by", Evidence: allEvidence(d.Contradiction)}
		for _, v := range d.Values {
			x.Args.More = append(x.Args.More, Sentence{Rule: "by", Args: Args{From: v.At, Who: v.Source}, Evidence: v.Evidence})
		}
		return []Sentence{x}
	}
	m := s.Timeline.Milestones[timeline.Identified]
	if m.State != timeline.Known {
		return nil
	}
	return []Sentence{sinceOnset(s, "lede-identified", m)}
}

func sinceOnset(s *Summary, rule string, m *timeline.Milestone) Sentence {
	x := Sentence{Rule: rule, Args: Args{From: m.At}, Evidence: firstOf(m.Evidence), Decided: decided(s.Timeline, m.Name, timeline.Onset)}
	if d, ok := since(s.Timeline, m.At); ok {
		x.Args.Name, x.Args.Length = "after", d
		x.Evidence = union(x.Evidence, firstOf(s.Timeline.Milestones[timeline.Onset].Evidence))
	}
	return x
}

func timed(vs []timeline.Value) bool {
	return !slices.ContainsFunc(vs, func(v timeline.Value) bool { return v.At.IsZero() })
}

// ledeReturned tells of a period of impact that began after an earlier one had ended: the incident was not one slope down and one up.
func ledeReturned(s *Summary) []Sentence {
	ps := slices.DeleteFunc(periods(s), func(p timeline.Impact) bool {
		return !slices.ContainsFunc(s.Impacts, func(o timeline.Impact) bool { return !o.To.IsZero() && !o.To.After(p.From) })
	})
	if len(ps) == 0 {
		return nil
	}
	p := tellingReturn(s, ps)
	d, ok := since(s.Timeline, p.From)
	if !ok || d == 0 {
		return nil
	}
	x := Sentence{Rule: "lede-returned", Args: Args{From: p.From, Who: p.Service}, Evidence: firstOf(p.Evidence)}
	if m := p.Milestones[timeline.Detected]; m != nil && m.State == timeline.Known && m.At.After(p.From) {
		x.Args.To = m.At
		x.Evidence = union(x.Evidence, firstOf(m.Evidence))
	}
	for _, f := range s.Disagree {
		if f.tells(p) {
			v := f.Values[0]
			x.Args.More = []Sentence{{Rule: "called-over", Args: Args{From: v.At, Text: v.Text}, Evidence: v.Evidence}}
			x.Evidence = union(x.Evidence, firstOf(v.Evidence))
			break
		}
	}
	return []Sentence{x}
}

// firstOf is the first of several pieces of evidence: the one that a finding was made from. The others agree with it.
func firstOf(ids []string) []string { return ids[:min(len(ids), 1)] }

// tells says whether the contradiction is between a claim that all was well and a period of impact that followed it.
func (d Disagreement) tells(p timeline.Impact) bool {
	return falseFixes[d.Subject] && len(d.Values) > 1 && d.Values[1].At.Equal(p.From) && d.Service == p.Service && d.Values[0].At.Before(p.From)
}

// tellingReturn is the period that shows a claim of an end to have been too early; else the longest.
func tellingReturn(s *Summary, ps []timeline.Impact) timeline.Impact {
	for _, d := range s.Disagree {
		for _, p := range ps {
			if d.tells(p) {
				return p
			}
		}
	}
	return slices.MaxFunc(ps, func(a, b timeline.Impact) int {
		return cmp.Or(cmp.Compare(a.To.Sub(a.From), b.To.Sub(b.From)), b.From.Compare(a.From))
	})
}

// falseFixes are the subjects of contradictions in which somebody held it to be over, first, and what came of it, second.
var falseFixes = map[string]bool{
	"called-over-too-early": true, "fixed-while-firing": true, "fixed-while-failing": true, "resolved-before-recovery": true,
}

// ledeFalseFix quotes a claim that all was well which later evidence contradicts, unless the sentence on what came back has done so.
func ledeFalseFix(s *Summary) []Sentence {
	if told := ledeReturned(s); len(told) > 0 && len(told[0].Args.More) > 0 {
		return nil
	}
	for _, d := range s.Disagree {
		if !falseFixes[d.Subject] || len(d.Values) < 2 {
			continue
		}
		v, w := d.Values[0], d.Values[1]
		return []Sentence{{
			Rule:     "lede-false-fix",
			Args:     Args{Name: d.Subject, Who: d.Service, From: v.At, Text: v.Text, To: w.At, List: []string{w.Text}},
			Evidence: union(firstOf(v.Evidence), firstOf(w.Evidence)),
		}}
	}
	return nil
}

// ledeEnded quotes what a source says of the end of impact, for the period that ended last of those; else the last attempt, if none helped.
func ledeEnded(s *Summary) []Sentence {
	var last *timeline.Impact
	for i, p := range s.Impacts {
		if p.Ended != "" && !p.To.IsZero() && (last == nil || p.To.After(last.To)) {
			last = &s.Impacts[i]
		}
	}
	if last != nil {
		ids := union(firstOf(last.EndedBy), firstOf(last.Evidence))
		return []Sentence{{Rule: "lede-ended", Args: Args{Text: last.Ended, Who: last.Service, To: last.To}, Evidence: ids}}
	}
	if as := s.Timeline.Attempts; len(as) > 0 && len(ledeHelped(s)) == 0 {
		a := as[len(as)-1]
		return []Sentence{{Rule: "lede-tried", Args: Args{Count: len(as), From: a.At, Text: a.Text, Name: a.Outcome}, Evidence: a.Evidence}}
	}
	return nil
}

// ledeHealed quotes who says that it recovered by itself.
func ledeHealed(s *Summary) []Sentence {
	m := s.Timeline.Milestones[timeline.Mitigated]
	if m.State != timeline.NotApplicable || m.Reason.Rule != "self-healed" {
		return nil
	}
	return []Sentence{{Rule: "lede-healed", Args: Args{Text: m.Reason.Words, Who: m.Reason.Source}, Evidence: m.Evidence}}
}

// maxHelped is how many attempts one sentence can hold.
const maxHelped = 3

// ledeHelped tells the attempts that helped, the last of them where there are many: these are nearest to the end.
func ledeHelped(s *Summary) []Sentence {
	x := Sentence{Rule: "lede-helped"}
	for _, a := range s.Timeline.Attempts {
		if a.Outcome == "worked" || a.Outcome == "partial" {
			x.Args.More = append(x.Args.More, Sentence{Rule: "helped", Args: Args{From: a.At, Text: a.Text, Name: a.Outcome}, Evidence: firstOf(a.Evidence)})
		}
	}
	if len(x.Args.More) == 0 {
		return nil
	}
	x.Args.More = x.Args.More[max(0, len(x.Args.More)-maxHelped):]
	for _, m := range x.Args.More {
		x.Evidence = union(x.Evidence, m.Evidence)
	}
	return []Sentence{x}
}

// ledeNoticed says how long it took to notice, and to tell.
func ledeNoticed(s *Summary) []Sentence {
	var out []Sentence
	x := Sentence{Rule: "lede-noticed"}
	for _, n := range []timeline.Name{timeline.Detected, timeline.Notified} {
		m := s.Timeline.Milestones[n]
		part := Sentence{Rule: "noticed-" + string(n), Args: Args{Name: string(m.State), From: m.At}, Evidence: m.Evidence}
		switch m.State {
		case timeline.Known:
			part = sinceOnset(s, part.Rule, m)
		case timeline.Bounded:
			part.Args.From, part.Args.To = m.NotBefore, m.NotAfter
		}
		if re := s.Timeline.Milestones[timeline.Recovered]; m.State == timeline.Known && re.State == timeline.Known && m.At.After(re.At) {
			part.Args.Text = "over"
			part.Evidence = union(part.Evidence, firstOf(re.Evidence))
		}
		x.Args.More = append(x.Args.More, part)
		x.Evidence = union(x.Evidence, part.Evidence)
		x.Decided = x.Decided || part.Decided
	}
	return append(out, x)
}

// ledeRemainder tells of what outlasted the recovery longest.
func ledeRemainder(s *Summary) []Sentence {
	rs := s.Timeline.Remainders
	if len(rs) == 0 {
		return nil
	}
	r := slices.MaxFunc(rs, func(a, b timeline.Remainder) int { return a.Until.Compare(b.Until) })
	return []Sentence{{Rule: "lede-remainder", Args: Args{Text: r.Text, Who: r.Service, To: r.Until, Count: len(rs)}, Evidence: r.Evidence}}
}
