// Package notes reads what people wrote down: a timeline kept in Markdown or plain text, a transcript, an account written later. A line that
// begins with a time is one event. What has no time of its own is kept where it says something that a summary needs: a marked measure, or a
// paragraph that states times in its sentences.
package notes

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Caps on untrusted input. The longest hand-kept timeline among public incident archives has some 300 lines; a busy channel's transcript of a
// day some 10,000.
const (
	maxFile   = 8 << 20
	maxText   = 64 << 10 // a note, or a line
	maxLabel  = 1 << 10
	maxEvents = 20_000 // a file
	maxNotes  = 20     // a report
)

// format is one way in which notes come. A new one is a file and a line in formats.
type format struct {
	name  string
	match func(file.Head) file.Match
	// read reads a whole file. It fills in what it can even when the file is cut or broken.
	read func(data []byte, o file.Options) reading
}

func formats() []format {
	return []format{
		{"notes", matchText, readText},
	}
}

// reading is what one file came to. Its events have no ids yet.
type reading struct {
	events  []event.Event
	records int
	dropped int
	notes   []string
	err     error
}

// note adds a note to the report, unless there are many.
func (r *reading) note(format string, args ...any) {
	if len(r.notes) < maxNotes {
		r.notes = append(r.notes, fmt.Sprintf(format, args...))
	}
}

// Family is the notes family.
func Family() file.Family {
	return file.Family{Kind: event.Note, Match: match, Collect: collect}
}

// match asks every format and takes the surest.
func match(h file.Head) file.Match {
	var best file.Match
	for _, f := range formats() {
		if m := f.match(h); m.Score > best.Score {
			best = m
			best.Format = f.name
		}
	}
	return best
}

func collect(ctx context.Context, files []*file.File, w event.Window, o file.Options) (event.Batch, error) {
	var b event.Batch
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return event.Batch{}, err
		}
		r, format := readFile(f, o)
		inOrder(r.events)
		kept := slices.DeleteFunc(r.events, func(e event.Event) bool { return !w.Overlaps(e.At, e.Until) })
		if out := len(r.events) - len(kept); out > 0 {
			r.note("%d notes outside of the window left out", out)
		}
		for i := range kept {
			kept[i].Source = f.Path
			for j := range kept[i].Refs {
				if kept[i].Refs[j].Line > 0 {
					kept[i].Refs[j].File = f.Path
				}
			}
		}
		b.Events = append(b.Events, kept...)
		b.Reports = append(b.Reports, report(f.Path, format, r))
	}
	identify(b.Events)
	slices.SortFunc(b.Reports, func(a, b event.Report) int { return strings.Compare(a.Name, b.Name) })
	return b, nil
}

// inOrder keeps the order of the lines among the notes of one minute: "is it back?" comes before its answer.
func inOrder(events []event.Event) {
	seen := map[int64]int{}
	count := func(e *event.Event) {
		if e.Precision >= event.Duration(time.Minute) {
			seen[e.At.UnixNano()]++
			e.Seq = seen[e.At.UnixNano()]
		}
	}
	newestFirst := len(events) > 1 && events[0].At.After(events[len(events)-1].At)
	for i := range events {
		if newestFirst {
			i = len(events) - 1 - i
		}
		count(&events[i])
	}
	for i := range events {
		if seen[events[i].At.UnixNano()] == 1 {
			events[i].Seq = 0
		}
	}
}

// readFile reads a file in the format that its head speaks for.
func readFile(f *file.File, o file.Options) (reading, string) {
	head, err := f.Head()
	if err != nil {
		return reading{err: fmt.Errorf("%s: %w", f.Path, err)}, ""
	}
	name := match(head).Format
	i := slices.IndexFunc(formats(), func(f format) bool { return f.name == name })
	if i < 0 {
		return reading{err: fmt.Errorf("%s: holds no notes", f.Path)}, ""
	}
	data, err := f.ReadAll(maxFile)
	r := formats()[i].read(data, o)
	if r.err = cmp.Or(err, r.err); r.err != nil {
		r.err = fmt.Errorf("%s: %w", f.Path, r.err)
	}
	return r, name
}

func report(path, format string, r reading) event.Report {
	rep := event.Report{Name: path, Kind: event.Note, Format: format, Records: r.records, Dropped: r.dropped, Notes: r.notes}
	if r.err != nil {
		rep.Error = r.err.Error()
	}
	return rep
}

// identify gives ids to the notes of all files. Notes that differ only in what an id does not look at are numbered in an order that hangs on
// their words, and on a file's name only when nothing else tells them apart.
func identify(events []event.Event) {
	slices.SortFunc(events, func(a, b event.Event) int {
		if c := cmp.Or(a.At.Compare(b.At), strings.Compare(a.Text, b.Text)); c != 0 {
			return c
		}
		return cmp.Or(
			strings.Compare(a.Actor.Name, b.Actor.Name),
			strings.Compare(fmt.Sprint(a.Labels), fmt.Sprint(b.Labels)), // fmt sorts a map's keys
			cmp.Compare(a.Seq, b.Seq),
			strings.Compare(a.Refs[0].File, b.Refs[0].File),
			cmp.Compare(a.Refs[0].Line, b.Refs[0].Line),
		)
	})
	var ordinals event.Ordinals
	for i := range events {
		events[i].ID = ordinals.ID(event.Note, events[i].At, events[i].Text)
	}
	slices.SortFunc(events, event.Compare)
}
