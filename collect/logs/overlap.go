package logs

import (
	"bytes"
	"context"
	"io"
	"math"

	"github.com/pes-dev/pes/collect/file"
)

const (
	// maxOverlapping is up to how many logs each is held against each other. An incident's folder with the last hour of a log, fetched again and
	// again, has a dozen; of more, only those of one rotated log are held against each other.
	maxOverlapping = 16
	// maxOverlap is how much of a log is searched for the beginning of another: what a busy log writes in the minutes of the slack.
	maxOverlap = 256 << 20
	// maxTries is at how many places a log is compared with the beginning of another: where a line stands more often, it has too little to say.
	maxTries = 16
)

// findOverlaps finds the logs that end with what another begins with, since a log was fetched again while it went on, and those that stand in
// another as a whole. What two have in common is counted in the later one. It has to be the same byte by byte, up to the end of either, and
// to have records of several instants.
func findOverlaps(ctx context.Context, all []candidate) error {
	var logs []*source
	for _, c := range all {
		if c.copyOf == nil && c.spans {
			logs = append(logs, c.source)
		}
	}
	for _, b := range logs {
		others := logs
		if len(logs) > maxOverlapping {
			others = nil
			if b.after != nil {
				others = []*source{b.after}
			}
		}
		for _, a := range others {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if a != b && a.size >= 0 && a.copyOf == nil && b.copyOf == nil && a.format == b.format && a.earliest <= b.latest {
				a.overlap(ctx, b)
			}
		}
	}
	return nil
}

// overlap looks for the beginning of b in a. What cannot be read has no overlap; that it cannot comes again when it is read.
func (s *source) overlap(ctx context.Context, b *source) {
	h, err := b.file.Head()
	if err != nil {
		return
	}
	line, _, whole := bytes.Cut(h.Data, []byte("\n"))
	r, size, ok, err := s.file.At()
	if err != nil || !ok {
		return
	}
	defer r.Close() //nolint:errcheck // nothing was written
	in, ok := s.around(r, size, b)
	if !ok || !whole || len(line) == 0 {
		return
	}
	needle := append(append([]byte("\n"), line...), '\n')
	for at, tries := in.from, 0; tries < maxTries && ctx.Err() == nil; tries++ {
		at, ok = find(r, needle, at, in.to)
		if !ok {
			return
		}
		l := compareAt(r, at, size, b.file)
		if at == 0 || l.differ || !s.several(r, section{at, at + l.shared}) {
			at++
			continue
		}
		if at+l.shared < size {
			b.copyOf, b.within = s, true
			return
		}
		if s.goesOn == nil || at < s.ends {
			s.goesOn, s.ends = b, at
		}
		return
	}
}

// around is where in a file another may begin.
func (s *source) around(r io.ReaderAt, size int64, b *source) (section, bool) {
	if size < seekSize {
		return section{0, size}, true
	}
	h, err := s.file.Head()
	if err != nil {
		return section{}, false
	}
	in, sorted := newSeeker(s, firstLines(h), r, size).find(bounds{b.earliest, b.latest + 1})
	return in, sorted && in.to-in.from <= maxOverlap
}

// find is where a line begins in a stretch of a text, given with the newlines around it.
func find(r io.ReaderAt, needle []byte, from, to int64) (at int64, ok bool) {
	if from == 0 { // there is no newline before the first line
		first := make([]byte, len(needle)-1)
		if n, _ := r.ReadAt(first, 0); n == len(first) && bytes.Equal(first, needle[1:]) {
			return 0, true
		}
	}
	buf := make([]byte, max(streamSize, 2*len(needle)))
	for begin := max(from-1, 0); begin < to; begin += int64(len(buf) - len(needle) + 1) {
		n, _ := r.ReadAt(buf, begin)
		if i := bytes.Index(buf[:n], needle); i >= 0 {
			return begin + int64(i) + 1, true
		}
		if n < len(buf) {
			break
		}
	}
	return 0, false
}

// shared is how a text from some place on compares with a file.
type shared struct {
	differ bool
	shared int64 // bytes that are the same, if one ends before they differ
}

func compareAt(r io.ReaderAt, at, size int64, b *file.File) shared {
	in, err := b.Open()
	if err != nil {
		return shared{differ: true}
	}
	defer in.Close() //nolint:errcheck // nothing was written
	const piece = 64 << 10
	ours, theirs := make([]byte, piece), make([]byte, piece)
	a := io.NewSectionReader(r, at, size-at)
	for n := int64(0); ; n += piece {
		na, errA := io.ReadFull(a, ours)
		nb, errB := io.ReadFull(in, theirs)
		if broken(errA) != nil || broken(errB) != nil || !bytes.Equal(ours[:min(na, nb)], theirs[:min(na, nb)]) {
			return shared{differ: true}
		}
		if errA != nil || errB != nil {
			return shared{shared: n + int64(min(na, nb))}
		}
	}
}

// several says whether the first records of a piece of the file are of several instants: one line may be written twice.
func (s *source) several(r io.ReaderAt, p section) bool {
	h, err := s.file.Head()
	if err != nil {
		return false
	}
	k := newSeeker(s, firstLines(h), r, p.to)
	buf := make([]byte, min(p.to-p.from, file.HeadSize))
	n, _ := r.ReadAt(buf, p.from)
	from, to := int64(math.MaxInt64), int64(0)
	for line := range bytes.Lines(buf[:n]) {
		if earliest, _, ok := k.instants(bytes.TrimSuffix(line, []byte("\n"))); ok {
			from, to = min(from, earliest), max(to, earliest)
		}
	}
	return from < to
}
