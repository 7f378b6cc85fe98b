package logs

import (
	"context"
	"math"
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// readSet counts all lines of a set of files.
func readSet(ctx context.Context, set Set, o file.Options) (*tally, error) {
	sources, err := prepareSet(ctx, set.Files, o)
	if err != nil {
		return nil, err
	}
	within := nanos(set.Window)
	if err := seekWindow(ctx, sources, within); err != nil {
		return nil, err
	}
	t, err := scanFiles(ctx, sources, options{Options: o, within: within, everyLine: true})
	for _, s := range sources {
		if s.part != nil {
			s.before = s.linesBefore(ctx)
		}
	}
	t.trim()
	return t, err
}

// trim gives back the room that counts took while they grew: they are kept while the next set is read.
func (t *tally) trim() {
	for _, p := range t.patterns {
		p.counts.cells = slices.Clone(p.counts.cells)
	}
}

// prepareSet is prepare for files some of which lack the year or the date in their stamps: if nobody has said when it was, they are of the time
// at which the others begin.
func prepareSet(ctx context.Context, files []*file.File, o file.Options) ([]*source, error) {
	if len(files) > maxFiles {
		files = files[:maxFiles] // what follows has a report without lines
	}
	var dated, undated []*file.File
	for _, f := range files {
		if h, err := f.Head(); err == nil && match(h).Undated {
			undated = append(undated, f)
			continue
		}
		dated = append(dated, f)
	}
	sources, err := prepare(ctx, dated, o)
	if err != nil {
		return nil, err
	}
	if o.Near.IsZero() {
		o.Near = beginnings(dated, o)
	}
	more, err := prepare(ctx, undated, o)
	return append(sources, more...), err
}

// beginnings is from the first to the last of the instants at which files begin; zero if none says.
func beginnings(files []*file.File, o file.Options) event.Window {
	first, last := int64(math.MaxInt64), int64(0)
	var s scanner
	for _, f := range files {
		if at := look(f, o, &s).at; at < math.MaxInt64 {
			first, last = min(first, at), max(last, at)
		}
	}
	if last == 0 {
		return event.Window{}
	}
	return event.Window{From: instant(first), To: instant(last)}
}

// setLines is the lines of a tally that count, of all services.
func (t *tally) setLines() SetLines {
	s := SetLines{Unkept: t.forgotten, Lines: t.forgotten}
	for _, p := range t.patterns {
		s.Lines += p.lines()
		s.Undated += int(p.loose.n)
	}
	if t.first != 0 {
		s.First, s.Last = instant(t.first), instant(t.last)
	}
	return s
}

// allLines is how many lines the files of a tally have, whether they count or not.
func (t *tally) allLines() (n int) {
	for _, s := range t.files {
		if s.copyOf == nil {
			n += int(s.lines)
		}
	}
	return n
}

// lines is how many lines a pattern has.
func (p *pattern) lines() int { return int(p.counts.total()) + int(p.loose.n) } //nolint:gosec // lines of files

// beginning is where the earliest of a pattern's lines is, else the first that was read.
func (p *pattern) beginning() place {
	if len(p.counts.cells) > 0 {
		return p.counts.cells[0].begin()
	}
	return p.loose.begin()
}

// Timeless is what the note begins with that says why no stamp of a log could be understood.
const Timeless = "its times are not known: "

// patternReport is how the reading of a file went for whoever counts every line and can do without times: a line that is no record counts, and
// a stamp that was not understood is no failure. What lies outside of the window was not asked for.
func (s *source) patternReport() event.Report {
	lines := *s
	lines.dropped, lines.outside, lines.part = s.remarks.counted, 0, nil
	r := lines.report()
	if s.err == nil && r.Error != "" {
		r.Notes, r.Error = append(r.Notes, Timeless+r.Error), ""
	}
	return r
}
