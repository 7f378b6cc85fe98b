package stamped

import (
	"fmt"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// Entry is a stamped line with what the headings above it state. Resolve fills in At and Until, or Problem.
type Entry struct {
	Stamp Stamp
	Line  int            // in its file, from 1
	Group int            // the number of the heading it stands under, whatever that states
	Day   Day            // the date which the nearest heading with one above it states; the zero Day if none does
	From  int            // the line of that heading
	Zone  *time.Location // the zone which a heading states; nil if none does

	At, Until time.Time
	Problem   string // why At is zero; an entry that comes with one is refused
}

// ZoneLabel is the name of the zone in which the entry's author writes, for reading times without one in its text: its stamp's, else its
// heading's; "" where neither states one. incident settles an ambiguous abbreviation.
func (e Entry) ZoneLabel(incident *time.Location) string {
	z := e.Stamp.Location(e.At, incident)
	if z == nil {
		z = e.Zone
	}
	if z == nil {
		return ""
	}
	return z.String()
}

// Options is what the text does not say.
type Options struct {
	Zone  *time.Location // of times without one; nil is UTC
	Near  when.Span      // when the incident was; zero if unknown
	Order when.Order     // of dates in numbers, as the text as a whole tells it (see Order)

	// FromStart says that a date which heads a whole text is the day on which what it tells began, even where the newest stand first: pages of
	// incidents are headed so, the logs that people keep by the day of the newest.
	FromStart bool
}

// overnight is the step back from which on a time of day belongs to the next day: 17:54 and then 10:30 are an evening and a morning, 14:05
// and then 13:50 were noted out of order. A line noted six hours late is rarer in the logs that people keep than a night between two lines.
const overnight = 6 * time.Hour

// Resolve dates entries, which stand in the order of their lines. It returns what it had to assume, in words, sorted by line.
func Resolve(entries []Entry, o Options) []string {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	d := dating{entries: entries, zone: o.Zone, near: o.Near, fromStart: o.FromStart, order: o.Order}
	d.settle()
	d.stateYears()
	d.dated()
	d.newest = newestFirst(entries)
	d.undated()
	d.repeated()
	d.ends()
	d.seasons()
	d.assumptions()
	d.outliers()
	return d.notes
}

// Undated says whether entries can be resolved only near something: a line has no date, or no year, and nothing in the text supplies it.
func Undated(entries []Entry) bool {
	for _, e := range entries {
		if (e.hasYear() && !e.Stamp.unsettled()) || e.Day.Year != 0 {
			return false // the rest takes its date from there
		}
	}
	return len(entries) > 0
}

type dating struct {
	entries   []Entry
	zone      *time.Location
	near      when.Span
	fromStart bool
	order     when.Order // as the whole text tells it
	newest    bool       // whether the newest stand first
	notes     []string

	years   map[int]int // a year that was inferred: the line it was first used in
	swapped bool        // dates were read in the order of other lines
	placed  bool        // the dates themselves come from Near

	rolls     int // midnights that the times went over
	rollNotes []string

	toldFirst, toldSecond bool // an hour that clocks showed twice
}

func (d *dating) note(format string, args ...any) {
	d.notes = append(d.notes, fmt.Sprintf(format, args...))
}

func (e Entry) hasYear() bool { return e.Stamp.HasYear() }

// zoneOf is the zone of a stamp that states none.
func (d *dating) zoneOf(e Entry) *time.Location {
	if e.Zone != nil {
		return e.Zone
	}
	return d.zone
}

// settle reads dates such as 10/11/2025 in the order that another line of the text leaves no doubt about, if all such lines agree.
func (d *dating) settle() {
	order := when.Unsettled
	for _, e := range d.entries {
		o := e.Stamp.layout.Order()
		if o <= when.Unsettled || o == order {
			continue
		}
		if order != when.Unsettled {
			return
		}
		order = o
	}
	told := "on other lines"
	if order == when.Unsettled {
		order, told = d.order, "its dates lie together, or as is usual in its zone"
	}
	if order <= when.Unsettled {
		return
	}
	for i, e := range d.entries {
		if !e.Stamp.unsettled() {
			continue
		}
		d.entries[i].Stamp = e.Stamp.settle(order)
		if !d.swapped {
			d.swapped = true
			d.note("line %d: %s read as %s, as %s", e.Line, e.Stamp.Words, order, told)
		}
	}
}

// stateYears gives headings without a year the one that brings them nearest to a year stated in the text, else to the incident. A heading
// that stays without one is as if it were not there.
func (d *dating) stateYears() {
	ref := d.statedNear()
	for i := range d.entries {
		e := &d.entries[i]
		if e.Day.IsZero() || e.Day.Year != 0 {
			continue
		}
		near := ref[i]
		if near.IsZero() {
			e.Day = Day{}
			continue
		}
		e.Day = nearestYear(e.Day, near, d.zone)
		d.inferred(e.Day.Year, e.Line)
	}
}

func (d *dating) inferred(year, line int) {
	if d.years == nil {
		d.years = map[int]int{}
	}
	if _, ok := d.years[year]; !ok {
		d.years[year] = line
	}
}

// statedNear is, for each entry, the nearest entry or heading that states its year, as a span; without any, the incident's own.
func (d *dating) statedNear() []when.Span {
	spans := make([]when.Span, len(d.entries))
	distance := make([]int, len(d.entries))
	last, since := when.Span{}, 0
	for i, e := range d.entries {
		last, since = d.stated(e, last, since)
		spans[i], distance[i] = last, since
	}
	last = when.Span{}
	for i := len(d.entries) - 1; i >= 0; i-- {
		last, since = d.stated(d.entries[i], last, since)
		if spans[i].IsZero() || (!last.IsZero() && since < distance[i]) {
			spans[i] = last
		}
		if spans[i].IsZero() {
			spans[i] = d.near
		}
	}
	return spans
}

func (d *dating) stated(e Entry, last when.Span, since int) (when.Span, int) {
	day := e.Day
	if e.hasYear() && e.Stamp.HasDate() && !e.Stamp.unsettled() {
		y, m, dom := e.Stamp.Date()
		day = Day{y, m, dom}
	}
	if day.Year == 0 {
		return last, since + 1
	}
	noon := day.noon(d.zone)
	return when.Span{From: noon, To: noon}, 0
}

// dated resolves the stamps that state a date of their own.
func (d *dating) dated() {
	ref := d.statedNear()
	for i := range d.entries {
		e := &d.entries[i]
		if e.Problem != "" || (!e.Stamp.HasDate() && !e.hasYear()) {
			continue
		}
		at, err := e.Stamp.Resolve(d.zoneOf(*e), ref[i])
		if err != nil {
			e.Problem = d.problem(err)
			continue
		}
		e.At = at
		if e.Stamp.unsettled() {
			d.note("line %d: %s read as %s, near the incident", e.Line, e.Stamp.Words, wallDay(*e, d.zoneOf(*e)))
		}
		if !e.hasYear() {
			d.inferred(wallDay(*e, d.zoneOf(*e)).Year, e.Line)
		}
	}
}

// newestFirst says whether the newest entries stand first: whether most steps from one entry to the next go back. A long step between two
// times of day tells nothing, since it may go over midnight.
func newestFirst(entries []Entry) bool {
	forward, back := 0, 0
	for i := 1; i < len(entries); i++ {
		switch step := step(entries[i-1], entries[i]); {
		case step > 0:
			forward++
		case step < 0:
			back++
		}
	}
	return back > forward
}

// step is how far it is from a to b, as far as that can be told before the dates are: 0 if it cannot.
func step(a, b Entry) time.Duration {
	if !a.At.IsZero() && !b.At.IsZero() {
		return b.At.Sub(a.At)
	}
	if a.Stamp.HasDate() != b.Stamp.HasDate() {
		return 0
	}
	if !a.Day.IsZero() && !b.Day.IsZero() && a.Day != b.Day {
		return b.Day.noon(time.UTC).Sub(a.Day.noon(time.UTC))
	}
	between := timeOfDay(b.Stamp.Stamp) - timeOfDay(a.Stamp.Stamp)
	if between < -overnight || between > 12*time.Hour {
		return 0
	}
	return between
}

// wallDay is the date that a dated entry's own clock shows. A stamp that states its zone does not say its offset, but its time of day does,
// up to half a day: New Zealand's summer comes out a day early, which is what overMidnight mends.
func wallDay(e Entry, zone *time.Location) Day {
	if !e.Stamp.HasZone() {
		return dayOf(e.At, zone)
	}
	const day = 24 * time.Hour
	at := e.At.UTC()
	shown := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute + time.Duration(at.Second())*time.Second
	offset := (timeOfDay(e.Stamp.Stamp)-shown+3*day/2)%day - day/2
	return dayOf(at.Add(offset), time.UTC)
}

func timeOfDay(s when.Stamp) time.Duration {
	h, m, sec := s.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second
}
