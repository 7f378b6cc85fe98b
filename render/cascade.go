package render

import (
	"cmp"
	"io"
	"time"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// maxCascade is how many services a document puts in order: a reader follows a dozen, the JSON has them all.
const maxCascade = 12

// Cascade is the order in which services were hit, as far as it is shown.
func (d *document) Cascade() []timeline.Onward {
	all := d.Timeline.Cascade
	return all[:min(len(all), maxCascade)]
}

// CascadeLeft is how many services the order leaves out.
func (d *document) CascadeLeft() int { return len(d.Timeline.Cascade) - len(d.Cascade()) }

// CascadeTimes is the clock of the table of the order.
func (d *document) CascadeTimes() times {
	var all []time.Time
	for _, o := range d.Cascade() {
		all = append(all, o.At)
	}
	return d.timesOf(all)
}

// behind is how long after the first a service was hit. One that was hit before it was so within a minute, in which clocks do not tell who was
// first.
func behind(o timeline.Onward) string {
	switch {
	case o.After < 0:
		return summary.Length(-o.After) + " before, too near to tell"
	case o.After == 0:
		return "–"
	}
	return summary.Length(o.After)
}

func knownBy(o timeline.Onward) string { return cmp.Or(summary.Briefly(o.Why), "–") }

// cascade writes the order in which services were hit, if there is one.
func (t terminal) cascade(w io.Writer) error {
	if len(t.Cascade()) == 0 {
		return nil
	}
	clock := t.CascadeTimes()
	var rows [][]string
	for _, o := range t.Cascade() {
		via := plain.Line(summary.List(o.Via), maxBrief)
		rows = append(rows, []string{plain.Line(o.Service, maxService), clock.At(o.At), behind(o), cmp.Or(via, "–"), knownBy(o)})
	}
	if more := t.CascadeLeft(); more > 0 {
		rows = append(rows, []string{"and " + summary.Number(more) + " more", "", "", "", ""})
	}
	if err := t.table(w, []string{"Impact on", clock.Head, "After the first", "By way of", "How it is known"}, rows); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
