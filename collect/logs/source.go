package logs

import (
	"math"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// source is one file while it is read, and what is said about it afterwards.
type source struct {
	file  *file.File
	index uint16 // in the tally's files
	zone  *time.Location
	near  when.Span

	format int       // index into formats
	size   int64     // of its text, if it can be read at random; else -1
	head   file.Head // what it begins with, while it is read
	first  [][]byte  // its first lines, while it is read
	stride int64     // from block to block
	starts []int64   // of a file that is read at random, how many of the lines that are read stand before each block

	part     *section // what of its text is read for the window; nil is all of it
	before   int64    // lines before the part, once they are counted; -1 if that failed
	unsorted bool     // the window was sought in vain, since its records are not in the order of time

	earliest, latest int64   // between which its first record is, as far as that record tells; the largest number if there is none
	after, next      *source // the files before it and behind it of a rotated log; nil if there is none, or it is of none

	services []string // whose lines are in it
	copyOf   *source  // the file whose content is the same, which was counted instead
	begins   bool     // of which only the beginning is the same
	within   bool     // of which it is a piece
	goesOn   *source  // the file that begins with what this one ends with
	ends     int64    // where this one ends then

	lines     int64 // read
	records   int   // of those
	outside   int   // of those, outside the window
	mixed     int   // of those, in another format than the file's own
	dropped   int   // lines that are nothing
	following int   // bytes of the lines that follow the last record
	cut       int   // lines that were too long
	remarks   remarks
	last      int64 // the instant of the last stamp
	at        int64 // the instant of the last record; 0 before the first
	grew      bool  // while it was read
	err       error
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

// bounds is a window in nanoseconds since 1970.
type bounds struct{ from, to int64 }

func (b bounds) contains(at int64) bool { return at >= b.from && at < b.to }

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

func newSource(f *file.File, o file.Options) *source {
	return &source{file: f, zone: o.Zone, near: when.Span{From: o.Near.From, To: o.Near.To}, size: -1, format: plainFormat()}
}

// recognise chooses the format that fits the first lines best.
func (s *source) recognise(first [][]byte) {
	s.format, _ = recognised(first)
	s.first = first
}

// firstLines is the lines that a file is recognised by.
func firstLines(h file.Head) [][]byte { return firstOf(h, sampleLines) }

// firstOf is the first lines of a head that are not empty, up to n of them.
func firstOf(h file.Head, n int) [][]byte {
	var lines [][]byte
	for line := range h.Lines() {
		if line = trim(line); len(line) > 0 {
			lines = append(lines, line)
		}
		if len(lines) == n {
			break
		}
	}
	return lines
}

func (s *source) isJSON() bool { return s.format == 0 }

// take adds what a block says about the file as a whole, and returns how many lines stand before it.
func (s *source) take(b *block) (before int64) {
	before = s.lines
	s.lead(b)
	s.lines += int64(b.lines)
	s.records += b.records
	s.outside += b.outside
	s.mixed += b.mixed
	s.dropped += b.dropped
	s.cut += b.cut
	s.remarks.and(b.remarks)
	if b.clock != 0 {
		s.last = b.clock
	}
	if b.at != 0 {
		s.at = b.at
	}
	s.err = b.err
	if b.broken == b.lines && b.broken > 0 && s.err == nil && !s.grew {
		s.err = &tornError{s.lines}
	}
	return before
}

// lead judges the lines before a block's first record, which belong to the last record before the block, if there is one.
func (s *source) lead(b *block) {
	l := &b.lead
	if s.records == 0 && s.after == nil {
		s.dropped += l.lines
	} else {
		s.dropped += l.late
		follow := s.following
		for _, n := range l.lengths {
			if follow += int(n >> 1); follow > maxRecord || n&1 > 0 {
				s.dropped++
			}
		}
	}
	if b.records == 0 && !l.record {
		s.following += b.following
		return
	}
	s.following = b.following
}

// lineNumber is a line's number as cells keep it.
func lineNumber(n int64) uint32 { return uint32(min(n, math.MaxUint32)) } //nolint:gosec // just bounded, and never negative
