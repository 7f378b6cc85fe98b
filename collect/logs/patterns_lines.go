package logs

import (
	"context"

	"github.com/pes-dev/pes/event"
)

// EachLine reads the files of a set twice, first to find the patterns and then to give every line to take, with the id of its pattern, in the
// order of the files as they are given and of the lines in them. The line has no end, is as it stands in the file, and holds until take
// returns; its error ends the reading. A file that cannot be read to its end is named in its report.
func EachLine(ctx context.Context, set Set, o PatternOptions, take func(id string, line []byte) error) ([]event.Report, error) {
	all, err := readEvery(ctx, set, o.Options)
	if err != nil {
		return nil, err
	}
	f := finder{options: o, sets: []*every{all}}
	f.mine()
	ids := make([]string, len(f.mined))
	for i, t := range f.mined {
		ids[i] = patternID(t.Text)
	}
	reports := f.patterns().Reports
	for _, file := range set.Files {
		var failed error
		s := newSource(file, o.Options)
		lines := newLineReader(nil)
		err := eachLine(ctx, s, lines, func(line []byte, r *record, _ bool) {
			i, ok := f.of[shapeOf(r.message)]
			id := ""
			if ok {
				id = ids[i]
			} else {
				id = patternID(event.Shape(f.clean(shown(r.message))))
			}
			if failed == nil {
				failed = take(id, line)
			}
		})
		if failed != nil {
			return nil, failed
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		_ = err // the first reading met it, too
	}
	return reports, nil
}
