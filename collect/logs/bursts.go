package logs

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

const (
	// maxPatternBins is how many bins that hold a line a pattern has at most, maxChatterBins one that is neither an error nor a warning: finding
	// change points is quadratic in them, and there are thousands of patterns.
	maxPatternBins, maxChatterBins = 128, 64
	// minBurst is the least number of lines of a pattern that is an error or a warning and was not there before; minChatter that of others, of
	// which a deploy alone brings dozens.
	minBurst, minChatter = 5, 20
	// chatterRatio is how many times as frequent a pattern must become that is neither an error nor a warning: threefold is a day against a night.
	chatterRatio = 10
	// minSilence is the least number of lines of a pattern whose silence says something; see changepoint.Gone.
	minSilence = 20
	// warmUp is how long a log must have been running before a single critical line is news.
	warmUp = 10 * time.Minute
)

// bursts finds the patterns whose rate changed in a service that changed itself, and what is grave by its own word in any (see changed.go).
func (b *board) bursts(episodes map[string][]episode) []finding {
	var found []finding
	for _, r := range b.rates {
		of := episodes[r.name]
		switch {
		case len(of) > 0:
			found = append(found, b.burstsOf(r, b.statements.patterns(r.service), of)...)
		case grave(b.statements.shapes[r.service]):
			found = append(found, b.burstsOf(r, b.statements.which(r.service, (*pattern).grave), nil)...)
		}
	}
	return foldSilent(found)
}

func (b *board) burstsOf(r rates, patterns []*pattern, episodes []episode) []finding {
	fromStart := slices.ContainsFunc(episodes, func(e episode) bool { return e.fromStart })
	var found []finding
	for _, p := range patterns {
		p.counts.cells = within(p.counts.cells, b.at(r.from), b.at(r.to))
		for _, f := range b.changes(p, r, len(b.patterns), fromStart) {
			f.bad, f.grave = p.bad(), p.grave()
			found = append(found, f)
		}
	}
	return found
}

// sequence is a pattern's counts on a grid as coarse as its frequency asks for.
type sequence struct {
	count, exposure []uint32
	step            int64
}

func (b *board) sequence(p *pattern, r rates) sequence {
	grouped := counts{step: max(b.step, p.counts.step), cells: slices.Clone(p.counts.cells)}
	if p.bad() {
		grouped.limit(maxPatternBins)
	} else {
		grouped.limit(maxChatterBins)
	}
	first, last := b.at(r.from)/grouped.step, b.at(r.to-1)/grouped.step
	q := sequence{step: grouped.step, count: make([]uint32, last-first+1), exposure: make([]uint32, last-first+1)}
	for _, x := range grouped.cells {
		i := x.first/grouped.step - first
		q.count[i] = plus(q.count[i], x.n)
	}
	for i, n := range b.exposure(r)[r.from:r.to] {
		j := b.at(r.from+i)/grouped.step - first
		q.exposure[j] = plus(q.exposure[j], n)
	}
	return q
}

// changes is the findings about one pattern. One that was there from the start is no change, unless its service was in trouble from the start.
func (b *board) changes(p *pattern, r rates, tests int, fromStart bool) []finding {
	total := p.counts.total()
	least := uint64(minChatter)
	if p.bad() {
		least = minBurst
	}
	if total < least {
		return b.single(p, r)
	}
	q := b.sequence(p, r)
	offset := floor(b.at(r.from), q.step)
	segments := changepoint.Detect(q.count, q.exposure, tests)
	o := changeOptions(q.step, tests)
	o.MinCount = least
	raised := changepoint.Elevated(segments, q.count, q.exposure, o)
	var found []finding
	for _, v := range raised {
		s, ok := locate(v, p.counts.cells, offset, q.step, float64(v.Exposure)/float64(v.To-v.From))
		if !ok || v.FromStart && !fromStart || s.count < least {
			continue
		}
		if !p.bad() && s.first.first != p.counts.cells[0].first && v.During < chatterRatio*v.Before {
			continue
		}
		found = append(found, b.burst(p, r, s))
	}
	if total < minSilence {
		return found
	}
	for _, v := range changepoint.Gone(segments, raised) {
		if f, ok := b.gone(p, r, v, offset, q.step); ok {
			found = append(found, f)
		}
	}
	return found
}

// burst is a pattern that appeared or rose.
func (b *board) burst(p *pattern, r rates, s stretch) finding {
	change := changeRose
	if s.first.first == p.counts.cells[0].first && !s.FromStart {
		change = changeAppeared
	}
	during := time.Duration(s.last.last - s.first.first)
	before := float64(sumBefore(p.counts.cells, s.first.first)) / minutes(time.Duration(s.first.first-b.at(r.from)))
	f := b.finding(p, s.first, change)
	f.event.Until, f.event.Open = instant(s.last.last), s.ToEnd
	f.event.Count = int(s.count) //nolint:gosec // lines of files
	f.places = s.places()
	f.event.Labels["before"], f.event.Labels["during"] = short(before), short(float64(s.count)/minutes(during))
	if s.FromStart {
		f.event.Labels["from_start"] = "true"
	}
	f.score = float64(s.count)
	if n, at := perMinute(p.counts, s.first.first, s.last.last); n > 0 {
		f.event.Labels["peak"], f.event.Labels["peak_at"] = short(n), instant(at).Format(time.RFC3339)
	}
	return f
}

func sumBefore(cells []cell, at int64) (n uint64) {
	for _, x := range cells {
		if x.first < at {
			n += uint64(x.n)
		}
	}
	return n
}

// minutes is a duration in minutes, at least one: a burst of a second has no rate of thousands a minute.
func minutes(d time.Duration) float64 { return max(d.Minutes(), 1) }

// finding is what all events of a pattern have in common. at is the cell whose first line the event begins with.
func (b *board) finding(p *pattern, at cell, change string) finding {
	severity := p.level.severity()
	if p.errors && p.level < erroneous {
		severity = event.Error
	}
	f := finding{event: event.Event{
		Kind: event.Log, Service: p.service.name, Severity: severity, At: instant(at.first), Count: 1,
		Labels: map[string]string{"change": change, "unit": "per-minute"},
	}}
	if at.first == p.first && !p.made {
		f.event.Text = p.sample
		return f
	}
	f.text, f.event.Text = at.begin(), p.sample
	return f
}

// gone is a pattern that stopped while its service went on.
func (b *board) gone(p *pattern, r rates, v changepoint.Interval, offset, step int64) (finding, bool) {
	before, after := neighbours(p.counts.cells, offset+int64(v.From)*step, offset+int64(v.To)*step)
	if before.n == 0 {
		return finding{}, false
	}
	rate := float64(sumBefore(p.counts.cells, before.last+1)) / minutes(time.Duration(before.last-b.at(r.from)))
	f := b.finding(p, before, changeFellSilent)
	f.event.At = instant(before.last)
	f.text = before.end()
	if p.first == before.last && !p.made {
		f.text = place{}
	}
	f.event.Open = v.ToEnd
	f.places = []place{before.end(), after.begin()}
	if after.n > 0 {
		f.event.Until = instant(after.first)
	}
	f.event.Severity = event.Unsaid // the line that stopped was no error, and its silence is not rated by its source
	f.event.Labels["before"], f.event.Labels["during"] = short(rate), "0"
	f.score = rate
	return f, true
}

// single is the few lines of a pattern that is grave by its own word: those are news even alone, in a log that was running before.
func (b *board) single(p *pattern, r rates) []finding {
	cells := p.counts.cells
	if !p.grave() || len(cells) == 0 || cells[0].first < b.at(r.from)+int64(warmUp) {
		return nil
	}
	last := cells[len(cells)-1]
	f := b.finding(p, cells[0], changeAppeared)
	f.event.Until, f.event.Count = instant(last.last), int(p.counts.total()) //nolint:gosec // fewer than minBurst
	f.places = []place{cells[0].begin(), last.end()}
	f.event.Labels["before"], f.event.Labels["during"] = "0", short(float64(f.event.Count)/minutes(f.event.Until.Sub(f.event.At)))
	f.score = float64(f.event.Count)
	return []finding{f}
}

// foldSilent keeps of the patterns of one service that fell silent at about the same time the most frequent one: when a service stops, all of
// its patterns do. What was kept is looked up by the time, since thousands of patterns may stop at a thousand times.
func foldSilent(found []finding) []finding {
	const near = 2 * pause
	type slot struct {
		service string
		at      int64
	}
	order := slices.Clone(found)
	slices.SortStableFunc(order, func(x, y finding) int { return cmp.Compare(y.score, x.score) })
	var out, silent []finding
	kept := map[slot][]int{}
	for _, f := range order {
		if f.event.Labels["change"] != changeFellSilent {
			out = append(out, f)
			continue
		}
		at := f.event.At.UnixNano() / int64(near)
		i := -1
		for s := at - 1; s <= at+1 && i < 0; s++ {
			for _, k := range kept[slot{f.event.Service, s}] {
				if silent[k].event.At.Sub(f.event.At).Abs() <= near {
					i = k
				}
			}
		}
		if i < 0 {
			kept[slot{f.event.Service, at}] = append(kept[slot{f.event.Service, at}], len(silent))
			silent = append(silent, f)
			continue
		}
		n, _ := strconv.Atoi(silent[i].event.Labels["also_silent"])
		silent[i].event.Labels["also_silent"] = strconv.Itoa(n + 1)
	}
	return append(out, silent...)
}
