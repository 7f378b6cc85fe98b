package logs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/pes-dev/pes/event"
)

// EachLine reads the files of a set twice, first to find the patterns and then to give every line to take, with the id of its pattern, in the
// order of the files as they are given and of the lines in them. The line has no end, is as it stands in the file but for blanks at its end and
// for what is beyond maxLine, and holds until take returns. Lines that were added between the readings are not given. An error of take ends it
// and is returned; a file that cannot be read to its end is named in its report. Nothing is asked of Set.Window and PatternOptions.Service:
// every line is given.
func EachLine(ctx context.Context, set Set, o PatternOptions, take func(id string, line []byte) error) ([]event.Report, error) {
	t, err := readSet(ctx, Set{Files: set.Files}, o.Options)
	if err != nil {
		return nil, err
	}
	g := giver{tally: t, options: options{Options: o.Options, everyLine: true}, ids: newIDs(t, o), take: take}
	var reports []event.Report
	for _, f := range set.Files {
		i := slices.IndexFunc(t.files, func(s *source) bool { return s.file == f })
		if i < 0 {
			reports = append(reports, event.Report{Name: f.Path, Kind: event.Log, Error: "not read: more than " + group(maxFiles) + " logs"})
			continue
		}
		r, err := g.give(ctx, t.files[i])
		if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
	return reports, nil
}

// ids is the id of each shape's pattern.
type ids map[uint64]string

func newIDs(t *tally, o PatternOptions) ids {
	f := finder{options: o, sets: []*tally{t}}
	f.mine()
	templates := make([]string, len(f.mined))
	for i, t := range f.mined {
		templates[i] = patternID(t.Text)
	}
	of := make(ids, len(f.of))
	for shape, i := range f.of {
		of[shape] = templates[i]
	}
	return of
}

// of is the id of a shape. One that was not kept, because there are too many, is a pattern by itself.
func (i ids) of(shape uint64) string {
	if id, ok := i[shape]; ok {
		return id
	}
	return patternID("\x00" + strconv.FormatUint(shape, 16))
}

// giver gives the lines of files.
type giver struct {
	*tally
	options
	ids
	take func(id string, line []byte) error
}

// errEnough ends a reading at the line at which the one before ended.
var errEnough = errors.New("all lines were given")

// give reads a file again, gives as many of its lines as there were, and reports how that went.
func (g *giver) give(ctx context.Context, s *source) (event.Report, error) {
	lines := s.lines
	switch {
	case s.begins, s.within, s.goesOn != nil, s.copyOf != nil && s.copyOf.goesOn != nil:
		lines = -1 // all there are: some were counted in another file
	case s.copyOf != nil:
		lines = s.copyOf.lines
	}
	var given int64
	var failed error
	err := g.eachLine(ctx, s, g.options, func(key patternKey, line []byte) error {
		if given == lines {
			return errEnough
		}
		given++
		failed = g.take(g.of(key.shape), line)
		return failed
	})
	r := s.patternReport()
	switch {
	case failed != nil:
		return r, failed
	case ctx.Err() != nil:
		return r, ctx.Err()
	case given < lines:
		r.Error = fmt.Sprintf("changed while it was read: %s of its %s lines could not be read again", group(int(lines-given)), group(int(lines)))
	case err != nil && !errors.Is(err, errEnough) && r.Error == "":
		r.Error = err.Error()
	}
	return r, nil
}
