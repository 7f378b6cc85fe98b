package render

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
)

// DoctorOptions says how a look at live systems is shown.
type DoctorOptions struct {
	TerminalOptions
	Zone *time.Location // of the times; nil is UTC
}

// DoctorTable writes what a look at live systems found for a terminal: a row a system, then what each would be asked, then what is to be mended.
func DoctorTable(w io.Writer, d *summary.Doctor, o DoctorOptions) error {
	t := terminal{o: o.TerminalOptions}
	if err := t.doctor(w, d, cmp.Or(o.Zone, time.UTC)); err != nil {
		return fmt.Errorf("writing what was found: %w", err)
	}
	return nil
}

func (t terminal) doctor(w io.Writer, d *summary.Doctor, zone *time.Location) error {
	if _, err := fmt.Fprintln(w, asksFor(d, zone)); err != nil {
		return err
	}
	head := []string{"Source", "Kind", "Reachable", "Credentials", "Clock", "Sees back to", "Version"}
	var rows [][]string
	for _, s := range d.Sources {
		rows = append(rows, []string{
			plain.Line(s.Name, maxService), s.System, t.yes(s.Reachable), t.yes(s.Authorized), skewed(s.Skew), seesBack(s.Since, zone), cmp.Or(plain.Line(s.Version, maxService), "–"),
		})
	}
	if err := t.table(w, head, rows); err != nil {
		return err
	}
	for _, s := range d.Sources {
		if err := t.checked(w, s); err != nil {
			return err
		}
	}
	return nil
}

// asksFor says which window a look is about.
func asksFor(d *summary.Doctor, zone *time.Location) string {
	const layout = "2006-01-02 15:04"
	text := fmt.Sprintf("The window: %s to %s", d.Window.From.In(zone).Format(layout), d.Window.To.In(zone).Format(layout+" MST"))
	if d.Assumed {
		text += ", the last hour. To collect, give one: --from and --to, or window: in incident.yaml"
	}
	return text + "\n"
}

// checked writes what is to be said of one system in lines of its own.
func (t terminal) checked(w io.Writer, s summary.Checked) error {
	if len(s.Asks)+len(s.Notes)+len(s.Findings) == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "\n%s\n", t.paint(colorHead, plain.Line(s.Name, maxBrief))); err != nil {
		return err
	}
	lines := []string{}
	for _, f := range s.Findings {
		lines = append(lines, t.paint(colorWrong, "wrong: ")+f.Text)
		if f.Fix != "" {
			lines = append(lines, "  fix: "+f.Fix)
		}
	}
	for _, ask := range s.Asks {
		lines = append(lines, t.paint(colorMissing, " asks: ")+ask)
	}
	for _, n := range s.Notes {
		lines = append(lines, t.paint(colorMissing, " note: ")+n)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, " "+line); err != nil {
			return err
		}
	}
	return nil
}

func (t terminal) yes(b *bool) string {
	switch {
	case b == nil:
		return t.paint(colorMissing, "–")
	case *b:
		return t.paint(colorSure, "yes")
	}
	return t.paint(colorWrong, "no")
}

// skewed is how a clock is. The Date of an answer is in whole seconds.
func skewed(seconds *float64) string {
	if seconds == nil {
		return "–"
	}
	d := time.Duration(*seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d.Abs() <= time.Second:
		return "right"
	case d > 0:
		return d.String() + " ahead"
	}
	return (-d).String() + " behind"
}

func seesBack(since *time.Time, zone *time.Location) string {
	if since == nil {
		return "–"
	}
	return since.In(zone).Format("2006-01-02 15:04 MST")
}
