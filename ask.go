package pes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/clip"
)

// Ask says which live systems are asked; what they said before is kept in evidence.jsonl.
type Ask int

// Whom to ask.
const (
	AskNobody  Ask = iota
	AskMissing     // for what is not kept yet, and what may have been edited or deleted since
	AskAll         // for the whole window
)

// Asking is how far asking a live system is: Done of Total, which is 0 if it is not known, and of what.
type Asking struct {
	Source      string
	Done, Total int64
	What        string
}

// settle is how long ago something must have happened to be complete in the systems that know it: agents send in batches, and rules are evaluated
// every minute.
const settle = 2 * time.Minute

// grace is how long a source may take to end after its time is over. What does not end then is left alone.
const grace = 10 * time.Second

// known is what live systems said, by the name of the source.
type known map[string]*said

// said is what one source said.
type said struct {
	events []event.Event
	series []event.Series
	report event.Report
}

// ask returns what live systems said: what was kept of earlier runs, renewed by what they say now. A system that fails is a report with an error.
// The error is that the settings make no sense, or that what is kept cannot be read.
func (j *job) ask(ctx context.Context) (known, error) {
	before, err := j.kept()
	if err != nil {
		return nil, err
	}
	for _, name := range j.Forget {
		if before[name] == nil && j.system(name) == nil {
			return nil, &Error{Err: fmt.Errorf("--forget %s: nothing is kept of such a source", name), Usage: true, Hint: "the document's Sources part names them"}
		}
		delete(before, name)
	}
	if j.Ask == AskNobody {
		j.unasked(before)
		return before, nil
	}
	systems, err := j.chosen()
	if err != nil || len(systems) == 0 {
		return before, err
	}
	w, err := j.asked()
	if err != nil {
		return nil, err
	}
	sources := make([]live.Source, len(systems))
	for i, s := range systems {
		if sources[i], err = j.openSystem(s); err != nil {
			return nil, err
		}
	}
	results := make([]*said, len(systems))
	var wg sync.WaitGroup
	for i, s := range systems {
		wg.Go(func() { results[i] = j.renew(ctx, s, sources[i], before[s.name], w) })
	}
	wg.Wait()
	for i, s := range systems {
		j.answers = append(j.answers, j.told(answer(s.name, results[i], results[i] == before[s.name])))
		before[s.name] = results[i]
	}
	j.unasked(before)
	return before, nil
}

// unasked reports the systems that nobody has asked so far: what they know is missing.
func (j *job) unasked(k known) {
	for _, s := range j.systems {
		if k[s.name] == nil {
			k[s.name] = &said{report: event.Report{Name: s.name, Kind: s.kind.Event, Error: "not asked yet", Fix: "run \"pes collect\""}}
		}
	}
}

// answer says what a system said, in a line.
func answer(name string, s *said, same bool) string {
	what := clip.Count(len(s.events), "event", "events")
	if n := len(s.series); n > 0 {
		what += " and " + clip.Count(n, "series", "series")
	}
	line := fmt.Sprintf("%s: %s of %s", name, what, clip.Count(s.report.Records, "record", "records"))
	switch {
	case same:
		return line + ", kept: nothing was missing"
	case s.report.Error != "":
		return line + ", incomplete"
	}
	return line
}

// chosen are the systems that are to be asked.
func (j *job) chosen() ([]*system, error) {
	for _, name := range j.Only {
		if j.system(name) == nil {
			err := fmt.Errorf("--only %s: no source is called so", name)
			if len(j.systems) == 0 {
				return nil, &Error{Err: err, Usage: true, Hint: "name live systems in sources: of incident.yaml, or by a flag such as --prometheus URL"}
			}
			return nil, &Error{Err: err, Usage: true, Hint: "there are " + strings.Join(each(j.systems, func(s system) string { return s.name }), ", ")}
		}
	}
	var all []*system
	for i, s := range j.systems {
		if len(j.Only) == 0 || slices.Contains(j.Only, s.name) {
			all = append(all, &j.systems[i])
		}
	}
	return all, nil
}

// asked is the window that systems are asked for. An end that is not given is now: nothing has happened later.
func (j *job) asked() (event.Window, error) {
	w := j.window
	if w.From.IsZero() {
		return w, &Error{
			Err:   errors.New("live systems hold years: it is not said from when on to ask them"),
			Usage: true, Hint: "give --from and --to, or window: in incident.yaml",
		}
	}
	if j.Now == nil {
		return w, nil
	}
	now := j.Now().UTC()
	if w.To.IsZero() || w.To.After(now) {
		w.To = now.Truncate(time.Second)
	}
	if !w.From.Before(w.To) {
		return w, &Error{Err: fmt.Errorf("the window begins at %s, which has not come yet", bound(w.From)), Usage: true, Hint: "see --from, --timezone and window: in incident.yaml"}
	}
	return w, nil
}

// renew asks one system for what is missing, and puts it together with what was kept.
func (j *job) renew(ctx context.Context, s *system, src live.Source, before *said, w event.Window) *said {
	var other *said // what it said when it was asked something else
	if before != nil && (before.report.Asked.Key != s.key() || before.report.Asked.System != s.kind.Name) {
		before, other = nil, before
	}
	windows := j.missing(s.kind, before, w)
	if len(windows) > 0 {
		j.progress(s.name, 0, 0, "no answer yet")
	}
	now := before
	for _, one := range windows {
		b, err := j.askOne(ctx, s, src, one)
		now = now.with(s.kind, one, b, err)
		now.report.Asked.Key = s.key()
		if err != nil {
			break
		}
	}
	if now != before {
		n := max(int64(len(now.events)), 1) // a full bar
		end := "done"
		if now.report.Error != "" {
			end = "incomplete"
		}
		j.progress(s.name, n, n, end)
	}
	switch {
	case now == before:
		return before
	case other != nil && now.report.Error != "" && len(now.events) == 0:
		return other.failed(now.report)
	}
	now.report.Asked.Covered = j.settled(now.report.Asked.Covered)
	if note := s.clockNote(); note != "" {
		now.report.Notes = union(now.report.Notes, []string{note})
	}
	return now
}

// clockNote is what is to be said of a system whose clock is off: its stamps may be, too. Nothing is corrected but by people.
func (s *system) clockNote() string {
	if s.skew == nil {
		return ""
	}
	skew := time.Duration(s.skew.Load()).Round(skewGrain)
	if skew.Abs() <= maxSkew {
		return ""
	}
	return fmt.Sprintf("its clock is about %s: if it stamps by that clock, correct it by clocks: in %s (%s: %+ds)", offBy(skew), incident.ConfigName, s.name, -int(skew.Seconds()))
}

// offBy is how a clock is off, against this machine's.
func offBy(skew time.Duration) string {
	if skew < 0 {
		return fmt.Sprintf("%s behind this machine's", -skew)
	}
	return fmt.Sprintf("%s ahead of this machine's", skew)
}

// missing is what a system is to be asked for.
func (j *job) missing(k live.Kind, before *said, w event.Window) []event.Window {
	if before == nil || j.Ask == AskAll {
		return []event.Window{w}
	}
	gaps := event.Without(w, before.report.Asked.Covered)
	switch {
	case len(gaps) == 0 && !k.Revised && before.report.Error == "":
		return nil
	case len(gaps) == 0 || !k.Apart:
		return []event.Window{w}
	}
	return gaps
}

// settled is what is covered for good: of the last minutes something may still come.
func (j *job) settled(covered []event.Window) []event.Window {
	if j.Now == nil {
		return covered
	}
	last := j.Now().Add(-settle)
	var out []event.Window
	for _, c := range covered {
		if c.To.After(last) {
			c.To = last.UTC().Truncate(time.Second)
		}
		if c.From.Before(c.To) {
			out = append(out, c)
		}
	}
	return out
}

// errSlow ends a source that takes too long.
type errSlow struct{ limit time.Duration }

func (e *errSlow) Error() string { return fmt.Sprintf("not done within %s", e.limit) }

// askOne asks a system for one window, within its time. The batch has one report, with an error if there is one.
func (j *job) askOne(ctx context.Context, s *system, src live.Source, w event.Window) (event.Batch, error) {
	slow := &errSlow{s.limit()}
	limited, cancel := context.WithTimeoutCause(ctx, slow.limit, slow)
	defer cancel()
	type answer struct {
		batch event.Batch
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		b, err := src.Collect(limited, w)
		done <- answer{b, err}
	}()
	var a answer
	select {
	case a = <-done:
	case <-limited.Done():
		select {
		case a = <-done:
		case <-time.After(grace):
			a.err = limited.Err()
		}
	}
	if a.err == nil {
		return a.batch, nil
	}
	b := live.Failed(a.batch, s.name, s.kind.Event, a.err)
	r := &b.Reports[0]
	switch {
	case ctx.Err() != nil:
		r.Error, r.Fix = "interrupted", "run it again: what came is kept"
	case limited.Err() != nil:
		r.Error, r.Fix = slow.Error(), "give it longer by timeout:, or ask for a shorter window; what came is kept"
	}
	return b, a.err
}
