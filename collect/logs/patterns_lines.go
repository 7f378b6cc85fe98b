package logs

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// EachLine reads the files of a set twice, first to find the patterns and then to give every line to take, with the id of its pattern, in the
// order of the files as they are given and of the lines in them. The line has no newline, is as it stands in the file but for what is beyond
// maxLine, and holds until take returns. Lines that were added between the readings are not given. An error of take ends it and is returned; a
// file that cannot be read to its end is named in its report. Nothing is asked of Set.Window and PatternOptions.Service: every line is given.
func EachLine(ctx context.Context, set Set, o PatternOptions, take func(id string, line []byte) error) ([]event.Report, error) {
	all, err := readEvery(ctx, Set{Files: set.Files}, o.Options)
	if err != nil {
		return nil, err
	}
	n := newNames(all, o)
	var reports []event.Report
	for _, f := range set.Files {
		s := all.files[slices.IndexFunc(all.files, func(s *source) bool { return s.file == f })]
		report := s.patternReport()
		given, err := n.give(ctx, f, s.lines, take)
		if err != nil {
			return nil, err
		}
		if given < s.lines {
			report.Error = fmt.Sprintf("changed while it was read: %d of its %d lines could not be read again", s.lines-given, s.lines)
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// names is the ids of shapes.
type names struct {
	options PatternOptions
	ids     map[uint64]string
}

func newNames(all *every, o PatternOptions) names {
	f := finder{options: o, sets: []*every{all}}
	f.mine()
	n := names{options: o, ids: make(map[uint64]string, len(f.of))}
	ids := make([]string, len(f.mined))
	for i, t := range f.mined {
		ids[i] = patternID(t.Text)
	}
	for shape, i := range f.of {
		n.ids[shape] = ids[i]
	}
	return n
}

// of is the id of a message. One whose shape was not kept, because there are too many, is a pattern by itself.
func (n names) of(message []byte) string {
	if id, ok := n.ids[shapeOf(message)]; ok {
		return id
	}
	text := shown(message)
	if n.options.Clean != nil {
		text = n.options.Clean(text)
	}
	return patternID(event.Shape(text))
}

// errEnough ends a reading at the line at which the one before ended.
var errEnough = errors.New("all lines were given")

// give reads a file again, and gives as many of its lines as there were.
func (n names) give(ctx context.Context, f *file.File, most int, take func(id string, line []byte) error) (given int, err error) {
	var failed error
	err = eachLine(ctx, newSource(f, n.options.Options), newLineReader(nil), func(line []byte, r *record, _ bool) error {
		if given == most {
			return errEnough
		}
		given++
		failed = take(n.of(r.message), line)
		return failed
	})
	if failed != nil || ctx.Err() != nil {
		return given, err
	}
	return given, nil // the first reading met what ends it, too
}
