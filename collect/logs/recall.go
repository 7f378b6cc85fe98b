package logs

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// recall reads again the lines whose message a finding shows and the tally did not keep: a tally keeps the first line of each pattern, and a
// burst may begin with a later one. A line that cannot be read again leaves the pattern's first line in place.
func recall(ctx context.Context, found []finding, t *tally) {
	wanted := map[uint16][]int{}
	for i, f := range found {
		if f.text.line > 0 {
			wanted[f.text.file] = append(wanted[f.text.file], i)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(wanted)) {
		of := wanted[n]
		slices.SortFunc(of, func(i, j int) int { return cmp.Compare(found[i].text.line, found[j].text.line) })
		r := recalling{source: t.files[n], found: found, of: of}
		r.read(ctx)
	}
}

// recalling is one file being read again.
type recalling struct {
	*source
	scanner scanner
	block   block
	found   []finding
	of      []int // the findings whose lines are still to be read, in order
}

func (r *recalling) read(ctx context.Context) {
	h, err := r.file.Head()
	if err != nil {
		return
	}
	r.first = firstLines(h)
	defer func() { r.first = nil }()
	r.scanner.open(r.source)
	r.scanner.clock.begin(0, false)
	if len(r.starts) > 0 {
		r.random(ctx)
		return
	}
	r.stream(ctx)
}

// random reads the blocks that hold a line, and no others.
func (r *recalling) random(ctx context.Context) {
	text, _, ok, err := r.file.At()
	if err != nil || !ok {
		return
	}
	defer text.Close() //nolint:errcheck // nothing was written
	part := r.readable(r.size)
	for len(r.of) > 0 && ctx.Err() == nil {
		line := int64(r.found[r.of[0]].text.line)
		i, _ := slices.BinarySearch(r.starts, line) // of the blocks that begin before the line, which is numbered from 1, the last
		from := part.from + int64(i-1)*r.stride
		to := min(from+r.stride, part.to)
		r.block.lines = 0
		for ; from < to && r.block.err == nil; from += pieceSize {
			r.block.read(text, from, min(from+pieceSize, to), r.size)
			r.take(r.starts[i-1])
		}
		if len(r.of) > 0 && int64(r.found[r.of[0]].text.line) == line {
			return // the file has changed
		}
	}
}

func (r *recalling) stream(ctx context.Context) {
	text, err := r.file.Open()
	if err != nil {
		return
	}
	defer text.Close() //nolint:errcheck // nothing was written
	lines := stream{r: text, block: streamSize}
	before := int64(0)
	for more := true; more && len(r.of) > 0 && ctx.Err() == nil; {
		r.block.lines = 0
		more = lines.next(&r.block)
		r.take(before)
		before += int64(r.block.lines)
	}
}

// take reads the block's lines that are wanted; before is how many stand before the block.
func (r *recalling) take(before int64) {
	for rest := r.block.data; len(rest) > 0 && len(r.of) > 0; {
		var line []byte
		line, rest = r.block.cutLine(rest)
		for len(r.of) > 0 && r.found[r.of[0]].text.line == lineNumber(before+int64(r.block.lines)) {
			rec := record{}
			if ok, _ := r.scanner.parse(line, &rec); ok {
				r.found[r.of[0]].event.Text = shown(rec.message)
			}
			r.of = r.of[1:]
		}
	}
}
