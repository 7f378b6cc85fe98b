package logs

import (
	"bytes"
	"context"
	"io"

	"github.com/pes-dev/pes/collect/file"
)

// maxAlike is how many files that begin with one line are compared with each other. Of more, only those are whose heads are all the same: a
// banner that every program of a host prints first says nothing.
const maxAlike = 8

// findCopies finds the files whose content is that of another, or the beginning of it as far as it can be read: rotated logs are copied
// together with their originals, packed or not; a log goes on after it was copied; a copy breaks off. Nothing is a copy unless each of its
// bytes stands in the other at the same place. Only files that begin alike are read for it, as far as they are.
func findCopies(ctx context.Context, all []candidate) error {
	type start struct{ line, head uint64 }
	alike := map[uint64]int{}
	for _, c := range all {
		alike[c.line]++
	}
	originals := map[start][]candidate{}
	for _, c := range all {
		key := start{line: c.line}
		if alike[c.line] > maxAlike {
			key.head = c.hash
		}
		if alike[c.line] < 2 || c.n == 0 {
			continue
		}
		var err error
		if originals[key], err = c.among(ctx, originals[key]); err != nil {
			return err
		}
	}
	for _, c := range all {
		for c.copyOf != nil && c.copyOf.copyOf != nil {
			c.copyOf = c.copyOf.copyOf
		}
	}
	return nil
}

// among compares a file with those that begin alike and are no copies, and returns which are none then.
func (c candidate) among(ctx context.Context, originals []candidate) ([]candidate, error) {
	var rest []candidate
	for i, o := range originals {
		l, err := compareText(ctx, o.file, c.file)
		switch {
		case err != nil:
			return nil, err
		case l.differ, l.first.shorter && !o.spans, l.second.shorter && !c.spans:
			rest = append(rest, o)
		case l.second.shorter, l.same() && !l.first.damaged():
			c.copyOf, c.begins, c.err = o.source, l.second.part(), l.second.err
			return append(rest, originals[i:]...), nil
		default:
			o.copyOf, o.begins, o.err = c.source, l.first.part(), l.first.err
		}
	}
	if len(rest) == maxAlike {
		return rest, nil
	}
	return append(rest, c), nil
}

// likeness is how the texts of two files compare.
type likeness struct {
	differ        bool
	first, second ending // if they do not differ
}

// ending is how a text ended, as far as it was read.
type ending struct {
	shorter bool  // than the other
	err     error // why it ended before its end
}

func (e ending) damaged() bool { return e.err != nil }

// part says that the text may be part of what it was.
func (e ending) part() bool { return e.shorter || e.damaged() }

func (l likeness) same() bool { return !l.differ && !l.first.shorter && !l.second.shorter }

// compareText reads two files until they differ or one ends. Its error is not nil only if ctx is done: files that cannot be opened differ.
func compareText(ctx context.Context, a, b *file.File) (likeness, error) {
	const piece = 256 << 10
	ra, err := a.Open()
	if err != nil {
		return likeness{differ: true}, nil //nolint:nilerr // it will come again when the file is read
	}
	defer ra.Close() //nolint:errcheck // nothing was written
	rb, err := b.Open()
	if err != nil {
		return likeness{differ: true}, nil //nolint:nilerr // as above
	}
	defer rb.Close() //nolint:errcheck // nothing was written
	bufA, bufB := make([]byte, piece), make([]byte, piece)
	for ctx.Err() == nil {
		na, errA := io.ReadFull(ra, bufA)
		nb, errB := io.ReadFull(rb, bufB)
		n := min(na, nb)
		if !bytes.Equal(bufA[:n], bufB[:n]) {
			return likeness{differ: true}, nil
		}
		if errA != nil || errB != nil {
			return likeness{
				first:  ending{shorter: na < nb, err: broken(errA)},
				second: ending{shorter: nb < na, err: broken(errB)},
			}, nil
		}
	}
	return likeness{}, ctx.Err()
}

// broken is the error of a text that ended before its end; io.ReadFull gives io.ErrUnexpectedEOF where a text ends as it should.
func broken(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF { //nolint:errorlint // file wraps what is wrong with a stream
		return nil
	}
	return err
}

// beCopy makes what is said about a copy that of its original, whose content it has. Of the beginning of a file nothing was counted.
func (s *source) beCopy() {
	o := s.copyOf
	if o == nil || s.begins || s.within {
		return
	}
	s.records, s.outside, s.mixed, s.dropped, s.cut, s.remarks, s.err = o.records, o.outside, o.mixed, o.dropped, o.cut, o.remarks, o.err
	s.part, s.before, s.unsorted = o.part, o.before, o.unsorted
	if s.records == 0 {
		s.copyOf = nil
	}
}
