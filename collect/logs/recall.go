package logs

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/pes-dev/pes/collect/file"
)

// recall reads again the lines whose message a finding shows and the tally did not keep: a tally keeps the first line of each pattern, and a
// burst may begin with a later one. A line that cannot be read again leaves the pattern's first line in place.
func recall(ctx context.Context, found []finding, t *tally, o file.Options) {
	wanted := map[uint16][]int{}
	for i, f := range found {
		if f.text.line > 0 {
			wanted[f.text.file] = append(wanted[f.text.file], i)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(wanted)) {
		of := wanted[n]
		slices.SortFunc(of, func(i, j int) int { return cmp.Compare(found[i].text.line, found[j].text.line) })
		t.files[n].recall(ctx, found, of, o)
	}
}

func (s *source) recall(ctx context.Context, found []finding, of []int, o file.Options) {
	stream, err := s.file.Open()
	if err != nil {
		return
	}
	defer stream.Close() //nolint:errcheck // nothing was written
	again := newSource(s.file, o)
	lines := newLineReader(stream)
	again.open(lines.sample(sampleLines))
	for len(of) > 0 {
		line, err := lines.next()
		if err != nil || lines.number%4096 == 0 && ctx.Err() != nil {
			return
		}
		for len(of) > 0 && found[of[0]].text.line == lineNumber(lines.number) {
			var r record
			if again.parse(trim(line), &r) {
				found[of[0]].event.Text = shown(r.message)
			}
			of = of[1:]
		}
	}
}
