package logs

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/changepoint"
)

// The values of the label "change".
const (
	changeErrorRate  = "error-rate-rise" // a service's errors stood out for a while
	changeErrorBlip  = "error-rate-blip" // they did so for less than a minute
	changeSilent     = "silent"          // a service stopped logging
	changeAppeared   = "appeared"        // a pattern that was not there before
	changeRose       = "rose"            // a pattern that became frequent
	changeFellSilent = "fell-silent"     // a pattern that stopped
)

// finding is an event in the making: its text may have to be read again from the file.
type finding struct {
	event  event.Event
	places []place // of its first line, its peak and its last line; the event's references are made of them
	text   place   // of the line whose message becomes the text; zero if the text is there
	key    string  // what the id hangs on besides the service and the minute; "" until the text is there
	score  float64
	bad    bool   // it tells of a pattern of errors or warnings
	grave  bool   // it is news by its own word
	beside cohort // of the findings about patterns that it is told among
}

// place is a line of a file of the tally; line 0 is none.
type place struct {
	file uint16
	line uint32
}

const (
	// minRise is the least increase of the share of errors among a service's lines, one in a hundred, and serious the share that is never normal where
	// there is a much lower one; see changepoint.Options.
	minRise, serious = 0.01, 0.05
	// minRiseLasts is how long a rise must last that is more than a blip: a minute, the shortest "for" of alert rules in the field. A restart and a
	// failover err for less. A blip is told, but no time of an incident is taken from it.
	minRiseLasts = time.Minute
)

// intervals finds the stretches in which a service's errors stood out, and its silences. Where a program logs its failures as warnings, their
// stretches are found alike.
func (b *board) intervals() []finding {
	var found, silences []finding
	for _, r := range b.rates {
		errors := kind{r.service.errors, func(p *pattern) bool { return p.errors }}
		rises := b.rises(r, errors, event.Error, b.options(r))
		found = append(found, rises...)
		found = append(found, apart(b.rises(r, b.kind(r.service, (*pattern).failsMildly), event.Warning, b.options(r)), rises)...)
		for _, v := range changepoint.Silences(r.lines[r.from:r.to]) {
			if f, ok := b.silence(r, v); ok {
				silences = append(silences, f)
			}
		}
	}
	return append(found, b.withoutEnd(silences)...)
}

// withoutEnd leaves out the silences with which the log ends: those of more than half of all services, and of three at least, that began together
// and did not end. One host whose clock is ahead, or one file that was copied later, makes a log go on without the rest.
func (b *board) withoutEnd(silences []finding) []finding {
	ending := func(f finding, at time.Time) bool { return f.event.Open && f.event.At.Sub(at).Abs() <= pause }
	return slices.DeleteFunc(slices.Clone(silences), func(f finding) bool {
		n := 0
		for _, g := range silences {
			if ending(g, f.event.At) {
				n++
			}
		}
		return f.event.Open && n >= 3 && 2*n > len(b.rates)
	})
}

// rises is the stretches in which a service's errors, or its failures of another severity, stood out.
func (b *board) rises(r rates, of kind, severity event.Severity, o changepoint.Options) []finding {
	if len(of.cells) == 0 {
		return nil
	}
	o.Dispersion = clumps(of.cells, of.step)
	count, exposure := b.spread(of.counts)[r.from:r.to], b.exposure(r)[r.from:r.to]
	var found []finding
	for _, v := range changepoint.Intervals(count, exposure, o) {
		if r.sporadic && !unlike(v, count, r.lines[r.from:r.to]) {
			continue
		}
		perBin := float64(v.Exposure) / float64(v.To-v.From)
		s, ok := locate(v, of.cells, b.at(r.from), b.step, perBin)
		if !ok {
			continue
		}
		of.trim(&s, b.statements.which(r.service, of.holds))
		if moments(within(of.cells, s.first.first, s.last.last+1)) >= minMoments(v, r.sporadic) {
			found = append(found, b.interval(r, s, severity))
		}
	}
	return found
}

// unlike says whether the lines of a stretch of a sporadic service, which stood out against the clock, are errors more often than its other lines
// are, or mostly. A job that runs once a night, or a service that is busy for once, logs many errors because it logs many lines.
func unlike(v changepoint.Interval, count, lines []uint32) bool {
	const (
		most   = 0.5
		ratio  = 3  // as in changepoint
		enough = 20 // errors that its other lines would hold at the same share, below which their share is not known
	)
	var in, all, errors, total float64
	for i := range count {
		if i >= v.From && i < v.To {
			in, all = in+float64(count[i]), all+float64(lines[i])
			continue
		}
		errors, total = errors+float64(count[i]), total+float64(lines[i])
	}
	share := in / max(all, 1)
	return share >= most || share*total >= enough && share >= minRise+ratio*errors/total
}

// minMoments is in how many seconds the errors of a stretch must have come, as many as they must be (see changepoint.Elevated): a batch that fails
// as a whole, or one request that is tried again at once, is one event whatever the number of its lines. What a service does is known less well
// where it says little.
func minMoments(v changepoint.Interval, sporadic bool) int64 {
	if v.Before == 0 || sporadic {
		return 10
	}
	return 5
}

// clumps is by how much the variance of records exceeds a Poisson's because several come at once: of clumps of n it is n. It looks at seconds that
// stand alone, in which no outage is, and leaves the greatest tenth of them out: one batch tells nothing of the rest. 1 is none, or not known.
func clumps(cells []cell, step int64) float64 {
	const (
		alone = int64(5 * time.Second)
		few   = 5
	)
	if step > int64(time.Second) {
		return 1
	}
	var sizes []float64
	for i, x := range cells {
		if (i == 0 || x.first-cells[i-1].last >= alone) && (i+1 == len(cells) || cells[i+1].first-x.last >= alone) {
			sizes = append(sizes, float64(x.n))
		}
	}
	if len(sizes) < few {
		return 1
	}
	slices.Sort(sizes)
	var sum, squares float64
	for _, n := range sizes[:len(sizes)-len(sizes)/10-1] {
		sum, squares = sum+n, squares+n*n
	}
	return squares / sum
}

// moments is in about how many seconds records came.
func moments(cells []cell) (n int64) {
	for _, x := range cells {
		n += min(int64(x.n), (x.last-x.first)/int64(time.Second)+1)
	}
	return n
}

// options is what counts as a change of a service.
func (b *board) options(r rates) changepoint.Options {
	o := changeOptions(b.step, len(b.rates))
	if !r.sporadic {
		o.MinRise, o.Serious = minRise, serious
	}
	return o
}

// failsMildly says whether a pattern's lines speak of a failure, though they are logged as warnings: the program found a way around, or its author
// was mild. It is read from the first of them.
func (p *pattern) failsMildly() bool {
	return p.level == warning && !p.errors && failing([]byte(p.sample))
}

// warns says whether a pattern's lines are other warnings.
func (p *pattern) warns() bool { return p.level == warning && !p.errors && !p.failsMildly() }

// kind adds up the patterns of a service of which something holds.
func (b *board) kind(of *service, holds func(*pattern) bool) kind {
	var shapes []*pattern
	for _, p := range b.statements.shapes[of] {
		if holds(p) {
			shapes = append(shapes, p)
		}
	}
	k := kind{holds: holds}
	for _, p := range together(shapes, func(*pattern) bool { return true }) { // one, or none
		k.counts = p.counts
	}
	return k
}

// apart is the findings that lie apart from all others of their service.
func apart(found, others []finding) []finding {
	return slices.DeleteFunc(found, func(f finding) bool {
		return slices.ContainsFunc(others, func(o finding) bool {
			return f.event.Service == o.event.Service && f.event.At.Before(o.event.Until.Add(pause)) && o.event.At.Before(f.event.Until.Add(pause))
		})
	})
}

func (b *board) interval(r rates, s stretch, severity event.Severity) finding {
	e := event.Event{
		Kind: event.Log, Service: r.name, Severity: severity, At: instant(s.first.first), Until: instant(s.last.last), Open: s.ToEnd,
		Count: int(s.count), //nolint:gosec // lines of files
	}
	e.Labels = map[string]string{
		"change":  changeErrorRate,
		"peak_at": instant(b.at(r.from + s.PeakBin)).Format(time.RFC3339),
	}
	before, during, peak := s.Before, s.During, s.Peak
	if s.last.last-s.first.first < int64(minRiseLasts) && !s.FromStart && !s.ToEnd {
		e.Labels["change"] = changeErrorBlip
	}
	unit := "share"
	if r.sporadic {
		unit = "per-minute"
		before, during, peak = before*60, during*60, peak*60
	}
	e.Labels["unit"] = unit
	e.Labels["before"], e.Labels["during"], e.Labels["peak"] = short(before), short(during), short(peak)
	e.Text = called(severity) + " " + risen(before, during, r.sporadic)
	if s.FromStart {
		e.Labels["from_start"] = "true"
		e.Text = called(severity) + " from the first line on: " + amount(during, r.sporadic)
	}
	if s.Waves > 1 {
		e.Labels["waves"] = strconv.Itoa(s.Waves)
		e.Text += ", in " + strconv.Itoa(s.Waves) + " waves"
	}
	if e.Labels["change"] == changeErrorBlip {
		e.Text += " for " + lasting(max(e.Until.Sub(e.At), time.Second))
	}
	return finding{event: e, key: "interval", places: s.places()}
}

func risen(before, during float64, sporadic bool) string {
	if sporadic {
		return fmt.Sprintf("rose from %s to %s", short(before), amount(during, true))
	}
	return fmt.Sprintf("rose from %s to %s", percent(before), amount(during, false))
}

// called is what records of a severity are called, errors or not quite.
func called(severity event.Severity) string {
	if severity == event.Error {
		return "errors"
	}
	return "failures logged as warnings"
}

func amount(x float64, sporadic bool) string {
	if sporadic {
		return short(x) + " a minute"
	}
	return percent(x) + " of lines"
}

func percent(x float64) string { return short(100*x) + " %" }

// short writes a number with two significant digits, but no fraction from 10 on.
func short(x float64) string {
	if x >= 10 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	s := strconv.FormatFloat(x, 'g', 2, 64)
	f, _ := strconv.ParseFloat(s, 64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// silence is a service that said nothing for a while, from its last line before to its first after.
func (b *board) silence(r rates, v changepoint.Interval) (finding, bool) {
	before, after := neighbours(r.service.lines.cells, b.at(r.from+v.From), b.at(r.from+v.To))
	end := b.at(r.to)
	if after.n > 0 {
		end = after.first
	}
	quiet := time.Duration(end - before.last)
	if before.n == 0 || quiet < pause {
		return finding{}, false
	}
	usual := v.Before / (float64(b.step) / float64(time.Minute))
	e := event.Event{
		Kind: event.Log, Service: r.name, Severity: event.Warning, At: instant(before.last), Open: v.ToEnd, Count: 1,
		Text: fmt.Sprintf("no lines for %s, %s a minute before", lasting(quiet), short(usual)),
		Labels: map[string]string{
			"change": changeSilent, "unit": "per-minute", "before": short(usual), "during": "0",
		},
	}
	if after.n > 0 {
		e.Until = instant(after.first)
	}
	return finding{event: e, key: "silence", places: []place{before.end(), after.begin()}}, true
}

// neighbours is the last cell that begins before an instant, and the first that begins at another or later.
func neighbours(cells []cell, from, to int64) (before, after cell) {
	for _, x := range cells {
		if x.first < from {
			before = x
		}
		if x.first >= to {
			return before, x
		}
	}
	return before, after
}

// lasting writes a duration in minutes, or in seconds if it is short.
func lasting(d time.Duration) string {
	if d < 2*time.Minute {
		return strconv.Itoa(int(d.Seconds())) + " s"
	}
	return strconv.Itoa(int(d.Minutes())) + " min"
}
