package pes

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
)

// DoctorOptions says how to show what was found.
type DoctorOptions struct {
	Format string // one of DoctorFormats; "" is the first
	Width  int    // of the terminal, for a table; 0 if it is not known
	Colour bool   // whether a table may have colours
}

// DoctorFormats lists the formats, the default first.
func DoctorFormats() []string { return []string{"table", "json"} }

// checkTime is how long a look at one system may take.
const checkTime = 30 * time.Second

// maxSkew is what a clock may be off before it is a finding: the Date of an answer is in whole seconds, and a minute is what the timeline tells.
const maxSkew = 30 * time.Second

// skewGrain is what a clock is told to: what is measured varies by a second or two, and what is told should not.
const skewGrain = 5 * time.Second

// sightGrain is what a system may begin to see after the window begins before that is a finding: the first line of a log is never of the very instant.
const sightGrain = time.Minute

// ErrFindings says that something is to be mended. The result that comes with it tells what.
var ErrFindings = errors.New("something is to be mended")

// Doctor looks at each live system of the folder and of the request: whether it can be reached, accepts the credentials, has the time, and sees far
// enough back. It collects nothing and writes nothing. With findings the error is ErrFindings, beside the result.
func Doctor(ctx context.Context, r Request, o DoctorOptions) (*Result, error) {
	if o.Format == "" {
		o.Format = DoctorFormats()[0]
	}
	if !slices.Contains(DoctorFormats(), o.Format) {
		return nil, &Error{Err: fmt.Errorf("no format %q: there are %s", o.Format, strings.Join(DoctorFormats(), ", ")), Usage: true}
	}
	j, err := open(r)
	if err != nil {
		return nil, err
	}
	systems, err := j.chosen()
	if err != nil {
		return nil, err
	}
	if len(systems) == 0 {
		return nil, &Error{
			Err: errors.New("there is nothing to look at: no live system is named"), Usage: true,
			Hint: "name some in sources: of incident.yaml, or by flags such as --prometheus URL; \"pes sources\" lists the kinds",
		}
	}
	d, err := j.examine(ctx, systems)
	if err != nil {
		return nil, err
	}
	result := &Result{}
	if result.Text, err = o.show(d, j.zone); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(d.Sources, func(s summary.Checked) bool { return len(s.Findings) > 0 }) {
		return result, ErrFindings
	}
	return result, nil
}

func (o DoctorOptions) show(d *summary.Doctor, zone *time.Location) ([]byte, error) {
	var b bytes.Buffer
	if o.Format == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		err := enc.Encode(d)
		return b.Bytes(), err
	}
	err := render.DoctorTable(&b, d, render.DoctorOptions{TerminalOptions: render.TerminalOptions{Width: o.Width, Color: o.Colour}, Zone: zone})
	return b.Bytes(), err
}

// examine looks at systems side by side.
func (j *job) examine(ctx context.Context, systems []*system) (*summary.Doctor, error) {
	w, err := j.doctorWindow()
	if err != nil {
		return nil, err
	}
	d := &summary.Doctor{Schema: summary.DoctorSchema, Window: w, Assumed: j.window.From.IsZero(), Sources: make([]summary.Checked, len(systems))}
	sources := make([]live.Source, len(systems))
	for i, s := range systems {
		src, err := j.openSystem(s)
		if err != nil {
			return nil, err
		}
		sources[i] = src
	}
	var wg sync.WaitGroup
	for i, s := range systems {
		wg.Go(func() { d.Sources[i] = j.examineOne(ctx, s, sources[i], w) })
	}
	wg.Wait()
	return d, ctx.Err()
}

// doctorWindow is the window that a look is about: what would be asked now; if nobody says since when, the last hour.
func (j *job) doctorWindow() (event.Window, error) {
	if !j.window.From.IsZero() {
		return j.asked()
	}
	to := j.window.To
	if j.Now != nil && (to.IsZero() || to.After(j.Now())) {
		to = j.Now().UTC().Truncate(time.Second)
	}
	return event.Window{From: to.Add(-time.Hour), To: to}, nil
}

func (j *job) examineOne(ctx context.Context, s *system, src live.Source, w event.Window) summary.Checked {
	ctx, cancel := context.WithTimeoutCause(ctx, checkTime, &errSlow{checkTime})
	defer cancel()
	done := make(chan live.Health, 1)
	go func() { done <- src.Check(ctx, w) }()
	var h live.Health
	select {
	case h = <-done:
	case <-ctx.Done():
		h.Err = context.Cause(ctx)
	}
	c := summary.Checked{
		Name: j.told(s.name), System: s.kind.Name, Kind: string(s.kind.Event), Version: j.told(h.Version),
		Asks: each(h.Asks, j.told), Notes: each(h.Notes, j.told),
	}
	_, uncredited := errors.AsType[*live.CredentialError](h.Err)
	if !uncredited {
		c.Reachable = &h.Reachable
	}
	if uncredited || h.Reachable {
		c.Authorized = &h.Authorized
	}
	if !h.Since.IsZero() {
		since := h.Since.UTC().Truncate(time.Second)
		c.Since = &since
	}
	if h.Clock {
		skew := h.Skew.Round(time.Second).Seconds()
		c.Skew = &skew
	}
	c.Findings = j.findings(h, s, w)
	return c
}

// findings is what is to be mended, each with what to do.
func (j *job) findings(h live.Health, s *system, w event.Window) []summary.Finding {
	found := []summary.Finding{}
	if h.Err != nil {
		found = append(found, summary.Finding{Text: j.told(h.Err.Error()), Fix: j.told(live.Fix(h.Err))})
	}
	if skew := h.Skew.Round(skewGrain); h.Clock && skew.Abs() > maxSkew {
		found = append(found, summary.Finding{
			Text: "its clock is about " + offBy(skew),
			Fix:  fmt.Sprintf("set whichever is wrong; until then clocks: in %s corrects its stamps (%s: %+ds)", incident.ConfigName, s.name, -int(skew.Seconds())),
		})
	}
	if !h.Since.IsZero() && !w.From.IsZero() && w.From.Add(sightGrain).Before(h.Since) {
		found = append(found, summary.Finding{
			Text: fmt.Sprintf("it sees back to %s only, and the window begins at %s", j.local(h.Since), j.local(w.From)),
			Fix:  "what is older must come from an export or a backup: put it into the folder",
		})
	}
	return found
}

// local is an instant in the zone of the incident, as the table has it.
func (j *job) local(t time.Time) string {
	return t.In(cmp.Or(j.zone, time.UTC)).Format("2006-01-02 15:04:05 MST")
}

// told is a text of a system as people may see it: harmless, and without secrets.
func (j *job) told(s string) string {
	s, _ = j.rules.String(plain.Line(s, 0))
	return plain.Line(s, maxErrorLine)
}
