package logs

import (
	"cmp"
	"context"
)

// eachLine reads a file of the tally again and calls visit for every line, in order, with the key of the line's pattern in t.patterns, as
// scanFiles counts it with everyLine (tally.fold changes the keys). The line has lost its newline, the blanks and zeros before it, and what is
// beyond maxLine; it holds until visit returns. The error is that of visit, or says why the file could not be read to its end.
func (t *tally) eachLine(ctx context.Context, s *source, o options, visit func(key patternKey, line []byte) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	again := *s
	again.err, again.copyOf, again.starts, again.goesOn = nil, nil, nil, nil
	o.block = cmp.Or(o.block, streamSize)
	o.piece = o.block // a block's lines are still there when it is visited
	newPipeline([]*source{&again}, o).run(ctx, (*scanner).name, func(b *block) {
		again.err = b.err
		rest := b.data
		for _, key := range b.keys {
			var line []byte
			line, rest = b.cutLine(rest)
			if err := visit(t.key(b, key), line); err != nil {
				stop(err)
				return
			}
		}
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return again.err
}

// key is the key in the tally of a pattern in a block.
func (t *tally) key(b *block, k inLine) patternKey {
	s := &b.services[k.service]
	if s.to == nil {
		s.to = t.services[s.name]
	}
	if s.to == nil {
		s.to = t.services[""] // one too many
	}
	if s.to == nil {
		return patternKey{shape: k.shape}
	}
	return patternKey{s.to.index, k.shape}
}
