package pes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
)

// kept is what live systems said in earlier runs, as evidence.jsonl holds it. Every source of it is kept until it is asked again, or forgotten.
func (j *job) kept() (known, error) {
	all := known{}
	b, err := readEvidence(j.folder)
	if err != nil {
		return nil, err
	}
	for _, r := range b.Reports {
		if r.Asked != nil {
			all[r.Name] = &said{report: r}
		}
	}
	for _, e := range b.Events {
		if s := all[e.Source]; s != nil {
			s.events = append(s.events, e)
		}
	}
	for _, x := range b.Series {
		if s := all[x.Source]; s != nil {
			s.series = append(s.series, x)
		}
	}
	return all, nil
}

// readEvidence reads evidence.jsonl; a folder without one, and no folder, hold nothing.
func readEvidence(folder *incident.Folder) (event.Batch, error) {
	if folder.Dir == "" {
		return event.Batch{}, nil
	}
	name := folder.Path(incident.EvidenceName)
	f, err := incident.OpenFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return event.Batch{}, nil
	}
	if err != nil {
		return event.Batch{}, fmt.Errorf("reading what was collected before: %w", err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	b, err := event.Read(f, name)
	if err != nil {
		return event.Batch{}, &Error{
			Err:  fmt.Errorf("reading what was collected before: %w", err),
			Hint: "it holds what live sources said, and is not overwritten while it is damaged: mend it, or move it away to collect anew",
		}
	}
	return b, nil
}

// with is what a source said, renewed by its answer for a window. The receiver may be nil, and is left as it is.
func (s *said) with(k live.Kind, w event.Window, b event.Batch, err error) *said {
	now := &said{events: b.Events, series: b.Series, report: b.Reports[0]}
	if now.report.Asked == nil {
		now.report.Asked = &event.Asked{System: k.Name}
	}
	switch {
	case s == nil:
		return now
	case k.Apart:
		return s.joined(k, w, now)
	case err == nil && k.Forgets:
		return s.remembered(now)
	case err == nil && len(now.events)+len(now.series) == 0 && slices.ContainsFunc(s.events, func(e event.Event) bool { return in(w, e) }):
		return s.outlasting(now)
	case err == nil:
		return now
	}
	// Rates that are cut off and alerts whose ends are missing tell less than what was whole.
	return s.failed(now.report)
}

// failed is what a source said before, with what went wrong now.
func (s *said) failed(now event.Report) *said {
	kept := *s
	kept.report.Error, kept.report.Fix = now.Error, now.Fix
	if len(s.events)+len(s.series)+len(s.report.Asked.Covered) > 0 {
		kept.report.Error += "; what it said before is kept"
	}
	return &kept
}

// remembered is what a system says now, with what it said before and does not tell any more.
func (s *said) remembered(now *said) *said {
	all := *now
	all.events = slices.Clone(now.events)
	told := map[string]bool{}
	for _, e := range now.events {
		told[e.ID] = true
	}
	for _, e := range s.events {
		if !told[e.ID] {
			all.events = append(all.events, e)
		}
	}
	slices.SortFunc(all.events, event.Compare)
	return &all
}

// gone is what is noted of a system that has nothing any more of what it once told.
const gone = "it tells nothing of the window any more, as after its retention: what it said before is kept"

// outlasting is what a system said before, where it tells nothing any more: it has deleted its data, or was made anew. Nothing but this is left of it.
func (s *said) outlasting(now *said) *said {
	kept := *s
	kept.report.Asked = now.report.Asked
	kept.report.Error, kept.report.Fix = "", ""
	kept.report.Notes = union(s.report.Notes, []string{gone})
	return &kept
}

// joined puts records together that stand each for itself. Within what the answer covers the answer alone counts: a record that is not in it is gone,
// and if people can delete such records, it is one that was deleted.
func (s *said) joined(k live.Kind, w event.Window, now *said) *said {
	fresh := map[string]bool{}
	for _, e := range now.events {
		fresh[e.ID] = true
	}
	events := slices.Clone(now.events)
	covered := now.report.Asked.Covered
	again := len(event.Without(w, s.report.Asked.Covered)) == 0 || inside(w, s.report.Asked.Covered) // and not for more
	for _, e := range s.events {
		if fresh[e.ID] {
			continue
		}
		if slices.ContainsFunc(covered, func(c event.Window) bool { return c.Contains(e.At) }) {
			if !k.Revised {
				continue
			}
			e = deleted(e)
		}
		events = append(events, e)
	}
	report := now.report
	if !again {
		report.Records += s.report.Records
		report.Dropped += s.report.Dropped
		report.Notes = union(s.report.Notes, report.Notes)
	}
	asked := *report.Asked
	asked.Covered = event.Joined(append(slices.Clone(s.report.Asked.Covered), covered...))
	if !again {
		asked.Queries = union(s.report.Asked.Queries, asked.Queries)
	}
	report.Asked = &asked
	return &said{events: event.Merge(events), series: append(slices.Clone(s.series), now.series...), report: report}
}

// inside says whether nothing of some stretches is outside of a window; of none there is nothing.
func inside(w event.Window, stretches []event.Window) bool {
	return !slices.ContainsFunc(stretches, func(s event.Window) bool { return len(event.Without(s, []event.Window{w})) > 0 })
}

// deleted is a record that its author took back: that it was there stays, what it said does not.
func deleted(e event.Event) event.Event {
	e.Deleted, e.Text = true, ""
	e.Labels = maps.Clone(e.Labels)
	for _, k := range []string{"reactions", "files"} { // they could tell what was taken back
		delete(e.Labels, k)
	}
	return e
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// names are those of the sources, in order.
func (k known) names() []string { return slices.Sorted(maps.Keys(k)) }

// Collect is what is known, as far as it lies in the window.
func (k known) Collect(_ context.Context, w event.Window) (event.Batch, error) {
	var b event.Batch
	for _, name := range k.names() {
		s := k[name]
		inside, _ := s.split(w)
		b.Events = append(b.Events, inside...)
		b.Series = append(b.Series, s.series...)
		b.Reports = append(b.Reports, s.report)
	}
	return b, nil
}

// split tells the events that belong to a window from the others: those that lie in it or go on in it, and the messages that such ones answer.
func (s *said) split(w event.Window) (inside, others []event.Event) {
	answered := map[string]bool{}
	for _, e := range s.events {
		if in(w, e) {
			answered[chat.Thread(e)] = true
		}
	}
	for _, e := range s.events {
		if in(w, e) || e.Kind == event.Chat && answered[chat.TS(e.At)] {
			inside = append(inside, e)
			continue
		}
		others = append(others, e)
	}
	return inside, others
}

func in(w event.Window, e event.Event) bool {
	return w.Overlaps(e.At, e.Until) || e.Open && (w.To.IsZero() || e.At.Before(w.To))
}

// beyond is what is known of other times than a window: no evidence now, but kept.
func (k known) beyond(w event.Window) []event.Event {
	var out []event.Event
	for _, name := range k.names() {
		_, others := k[name].split(w)
		out = append(out, others...)
	}
	return out
}

// claim names the live source as that of each event that it knows, though an export of it may hold the same: what is read from files is not kept.
func (k known) claim(events []event.Event) {
	sources := map[string]string{}
	for _, name := range k.names() {
		for _, e := range k[name].events {
			sources[e.ID] = name
		}
	}
	for i := range events {
		if name := sources[events[i].ID]; name != "" {
			events[i].Source = name
		}
	}
}

// salvage keeps what came before somebody interrupted the run: evidence.jsonl has what it had, and of the live systems what is known now. The error
// is that of ctx.
func (j *job) salvage(ctx context.Context, k known) error {
	interrupted := context.Cause(ctx)
	if !j.stores || j.Ask == AskNobody || len(j.systems) == 0 {
		return interrupted
	}
	before, err := readEvidence(j.folder)
	if err != nil {
		return err
	}
	var b event.Batch
	asked := map[string]bool{}
	for _, r := range before.Reports {
		if r.Asked == nil {
			b.Reports = append(b.Reports, r)
			continue
		}
		asked[r.Name] = true // k has it, or it is to be forgotten
	}
	for _, x := range before.Series {
		if !asked[x.Source] {
			b.Series = append(b.Series, x)
		}
	}
	for _, e := range before.Events {
		if !asked[e.Source] {
			b.Events = append(b.Events, e)
		}
	}
	all, err := k.Collect(ctx, event.Window{})
	if err != nil {
		return err
	}
	b.Add(all)
	b.Events = event.Merge(b.Events)
	k.claim(b.Events)
	j.cleanse(&b)
	var out bytes.Buffer
	if err := event.Write(&out, b); err != nil {
		return err
	}
	if err := j.folder.WriteEvidence(out.Bytes()); err != nil {
		return explained(err)
	}
	return &Error{Err: interrupted, Hint: "what came is kept in " + incident.EvidenceName + ": run it again for the rest"}
}
