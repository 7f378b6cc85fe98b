package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Folder collects what lies in an incident folder, and files that were named one by one. Every file is recognised by its content. A file that
// is no evidence (empty, a picture, in no known format) is a report with a note and without a Kind; one that is damaged or cannot be read has
// an Error in its report, beside the events of its good part.
type Folder struct {
	Dir   string                 // the folder; "" is none
	Named []Named                // further files, whose family somebody has told
	Skip  func(path string) bool // what of Dir is not evidence, by its path; nil is nothing but dotfiles
	Ours  func(file.Head) bool   // what is not evidence by its content: pes's own documents; nil is nothing
	Zone  *time.Location         // the zone of stamps that have none; nil is UTC
	About event.Window           // when the incident was, as far as its name tells; for what nothing else dates

	// Progress is told how many of the bytes to be read have been read, as they lie on the disk. It is called by one goroutine at a time; nil
	// is no one to tell.
	Progress func(done, total int64)

	families []file.Family // nil is all; tests put theirs here
}

var _ Collector = (*Folder)(nil)

// Collect reads the files. Its error is not nil only if Dir cannot be read, or ctx is done.
func (f *Folder) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	r := reading{Folder: f, families: f.families}
	if r.families == nil {
		r.families = families()
	}
	if err := r.find(ctx); err != nil {
		return event.Batch{Reports: r.reports}, err
	}
	if err := r.dropCopies(ctx); err != nil {
		return event.Batch{Reports: r.reports}, err
	}
	r.watch()
	batch, err := r.collect(ctx, w)
	batch.Reports = append(batch.Reports, r.reports...)
	return finish(batch), err
}

// reading is one run of Folder.Collect.
type reading struct {
	*Folder
	families []file.Family
	sources  []source
	reports  []event.Report
}

// source is a file and what it was recognised as.
type source struct {
	*file.File
	family int // index into the families
	match  file.Match
}

// find lists the files and recognises them.
func (r *reading) find(ctx context.Context) error {
	if r.Dir != "" {
		files, reports, err := file.Walk(ctx, r.Dir, file.WalkOptions{Skip: r.Skip})
		if err != nil {
			return err
		}
		r.reports = append(r.reports, reports...)
		for _, f := range files {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.recognise(f)
		}
	}
	for _, n := range r.Named {
		if err := r.findNamed(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// collect has every family read its files. Files whose stamps lack the year or the date are read when it is known where the others stand:
// in the window, if that is given; else where the evidence of the families without such files stands; else where their own dated files do.
func (r *reading) collect(ctx context.Context, w event.Window) (event.Batch, error) {
	near := w
	if !w.From.IsZero() && !w.To.IsZero() {
		return r.collectAll(ctx, w, near, everything)
	}
	needy := map[int]bool{} // families that have undated files
	for _, s := range r.sources {
		needy[s.family] = needy[s.family] || s.match.Undated
	}
	batch, err := r.collectAll(ctx, w, near, func(s source) bool { return !needy[s.family] })
	if err != nil {
		return batch, err
	}
	if about, ok := span(batch.Events, telling); ok {
		return r.and(ctx, w, within(near, about), batch, func(s source) bool { return needy[s.family] })
	}
	dated, err := r.collectAll(ctx, w, near, func(s source) bool { return needy[s.family] && !s.match.Undated })
	batch.Add(dated)
	if err != nil {
		return batch, err
	}
	about, ok := span(batch.Events, telling)
	if !ok {
		about, ok = span(batch.Events, event.Kinds())
	}
	if !ok {
		about = r.About
	}
	near = within(near, about)
	return r.and(ctx, w, near, batch, func(s source) bool { return s.match.Undated })
}

// and adds a further part to a batch.
func (r *reading) and(ctx context.Context, w, near event.Window, batch event.Batch, part func(source) bool) (event.Batch, error) {
	more, err := r.collectAll(ctx, w, near, part)
	batch.Add(more)
	return batch, err
}

func everything(source) bool { return true }

// collectAll has the families read a part of the files, side by side. The result is in the order of the families.
func (r *reading) collectAll(ctx context.Context, w, near event.Window, part func(source) bool) (event.Batch, error) {
	files := make([][]*file.File, len(r.families))
	for _, s := range r.sources {
		if part(s) {
			files[s.family] = append(files[s.family], s.File)
		}
	}
	var readers []Collector
	for i, family := range r.families {
		if len(files[i]) > 0 {
			readers = append(readers, reader{family, files[i], file.Options{Zone: r.Zone, Near: near}})
		}
	}
	return side(ctx, w, readers)
}

// reader is a family with its files.
type reader struct {
	file.Family
	files   []*file.File
	options file.Options
}

func (r reader) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	b, err := r.Family.Collect(ctx, r.files, w, r.options)
	if err != nil {
		err = fmt.Errorf("reading files of kind %s: %w", r.Kind, err)
	}
	return b, err
}

// watch has the files tell how far they have been read.
func (r *reading) watch() {
	files := make([]*file.File, len(r.sources))
	for i, s := range r.sources {
		files[i] = s.File
	}
	Watch(files, r.Progress)
}

// Watch has files tell progress how many of their bytes have been read, as they lie on the disk. It is called by one goroutine at a time; nil
// is no one to tell.
func Watch(files []*file.File, progress func(done, total int64)) {
	if progress == nil {
		return
	}
	var mu sync.Mutex
	var done, total int64
	for _, f := range files {
		total += f.Size
	}
	for _, f := range files {
		f.OnRead(func(n int64) {
			mu.Lock()
			defer mu.Unlock()
			done += n
			progress(done, total)
		})
	}
}

// finish makes one list of the events, all in UTC, and one of the reports. An event of a year that cannot be written is dropped and counted.
func finish(b event.Batch) event.Batch {
	dropped := map[string]int{}
	kept := b.Events[:0]
	for _, e := range b.Events {
		e.At, e.Until, e.Reported, e.Revised = e.At.UTC(), e.Until.UTC(), e.Reported.UTC(), e.Revised.UTC()
		if writable(e.At) && writable(e.Until) && writable(e.Reported) && writable(e.Revised) && !e.At.IsZero() {
			kept = append(kept, e)
			continue
		}
		dropped[e.Source]++
	}
	b.Events = event.Merge(kept)
	for i := range b.Reports {
		r := &b.Reports[i]
		if n := dropped[r.Name]; n > 0 {
			r.Dropped += n
			r.Notes = append(slices.Clone(r.Notes), fmt.Sprintf("%d records without a time, or with one in no year of four digits, were dropped", n))
			delete(dropped, r.Name)
		}
	}
	slices.SortStableFunc(b.Reports, func(x, y event.Report) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Kind, y.Kind)) })
	slices.SortStableFunc(b.Series, func(x, y event.Series) int {
		return cmp.Or(cmp.Compare(x.Service, y.Service), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Unit, y.Unit), x.Start.Compare(y.Start))
	})
	return b
}

func writable(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }
