package logs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// maxRecord is how many bytes of following lines belong to a record: a deep stack trace. More is a dump, and counted as dropped.
const maxRecord = 64 << 10

// source is one file while it is read, and what is said about it afterwards.
type source struct {
	file   *file.File
	digest uint64 // of its content

	format string
	main   parser
	others []parser
	clock  *clock

	services []string // whose lines are in it
	copyOf   *source  // the file whose content is the same, which was counted instead

	records   int // read
	outside   int // of those, outside the window
	mixed     int // of those, in another format than the file's own
	dropped   int // lines that are nothing
	following int // bytes of the lines that follow the last record
	cut       int // lines that were too long
	err       error

	here  bool // the line with a stamp that was read last lies in the window
	lines int  // that were read
}

// span is what counts: from as long before the window as it lasts, at least an hour and at most a day, because without the quiet before it a
// rise has nothing to rise from.
func span(w event.Window) event.Window {
	if w.From.IsZero() {
		return w
	}
	before := 24 * time.Hour
	if !w.To.IsZero() {
		before = min(max(w.To.Sub(w.From), time.Hour), before)
	}
	w.From = w.From.Add(-before)
	return w
}

func newSource(f *file.File, o file.Options) *source {
	return &source{file: f, clock: &clock{zone: o.Zone, near: when.Span{From: o.Near.From, To: o.Near.To}}}
}

// read tallies a file. What was read of a file that breaks off is kept.
func read(ctx context.Context, f *file.File, w event.Window, o file.Options) *tally {
	s := newSource(f, o)
	t := newTally()
	t.files = []*source{s}
	stream, err := f.Open()
	if err != nil {
		s.err = err
		return t
	}
	defer stream.Close() //nolint:errcheck // nothing was written
	lines := newLineReader(stream)
	s.open(lines.sample(sampleLines))
	s.err = s.tally(ctx, lines, t, nanos(span(w)))
	s.cut, s.digest = lines.cut, lines.digest.Sum64()
	t.close()
	return t
}

// bounds is a window in nanoseconds since 1970.
type bounds struct{ from, to int64 }

func nanos(w event.Window) bounds {
	b := bounds{from: 0, to: 1<<63 - 1}
	if !w.From.IsZero() {
		b.from = w.From.UnixNano()
	}
	if !w.To.IsZero() {
		b.to = w.To.UnixNano()
	}
	return b
}

// open chooses the format that fits the first lines best, and keeps the others at hand for lines that are of none.
func (s *source) open(first [][]byte) {
	all := formats()
	best, main := 0, len(all)-1
	for i, f := range all {
		if m := f.match(first); m.Score > best {
			best, main = m.Score, i
		}
	}
	for i, f := range all {
		if i == main {
			s.format, s.main = f.name, f.open(s.clock, first)
			continue
		}
		s.others = append(s.others, f.open(s.clock, first))
	}
	s.clock.counted = 0 // the first lines were looked at twice
}

func (s *source) tally(ctx context.Context, lines *lineReader, t *tally, w bounds) error {
	var r record // one for all lines: it escapes into the parsers
	for {
		line, err := lines.next()
		if err != nil {
			return ended(err)
		}
		if lines.number%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r = record{}
		if line = trim(line); !s.parse(line, &r) {
			s.follow(line)
			if lines.open && ended(lines.err) == nil && torn(line) {
				return fmt.Errorf("line %d: JSON ends in the middle: what came before was kept", lines.number)
			}
			continue
		}
		s.following = 0
		if r.undated != nil {
			s.dropped++
			continue
		}
		s.records++
		if r.at < w.from || r.at >= w.to {
			s.outside++
			continue
		}
		t.add(&r, lineNumber(lines.number))
	}
}

// torn says of a file's last line, which has no end, that it is the beginning of a JSON object.
func torn(line []byte) bool { return len(line) > 0 && line[0] == '{' && !json.Valid(line) }

func lineNumber(n int) uint32 { return uint32(min(uint64(n), 1<<32-1)) } //nolint:gosec // just bounded, and never negative

// parse reads a line in the file's own format, else in any.
func (s *source) parse(line []byte, r *record) bool {
	if s.main.parse(line, r) {
		return true
	}
	if len(line) == 0 || blank(line[0]) { // what is indented continues what is above it
		return false
	}
	for _, p := range s.others {
		*r = record{}
		if p.parse(line, r) {
			s.mixed++
			return true
		}
	}
	return false
}

// follow takes a line that is no record: it belongs to the record above it, if there is one and it is not too long already.
func (s *source) follow(line []byte) {
	if len(line) == 0 {
		return
	}
	s.following += len(line)
	if s.records == 0 || s.following > maxRecord || s.format == "json-lines" && line[0] == '{' {
		s.dropped++
	}
}
