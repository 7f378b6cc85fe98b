package logs

import (
	"cmp"
	"context"
	"runtime"
	"sync"

	"github.com/pes-dev/pes/collect/file"
)

// options is how files are scanned. The zero value reads everything, by as many workers as there are cores.
type options struct {
	file.Options
	within    bounds // only records from these instants count; the zero value is no bound
	everyLine bool   // count lines that are no record, and records without an instant, by their patterns alone

	block   int // bytes that a worker takes at once; 0 is blockSize
	piece   int // bytes of it that are read at once; 0 is pieceSize
	workers int // 0 is one a core
}

// scanFiles counts what stands in files, which are opened one after another and read side by side. Its error is not nil only if ctx is done: a
// file that breaks off is told of in its source, and what came before is kept. The patterns are those of shapeHash; see tally.fold.
func scanFiles(ctx context.Context, sources []*source, o options) (*tally, error) {
	p := newPipeline(sources, o)
	t := newTally(sources, p.within)
	if o.everyLine { // which is for trends: no bin of theirs is finer than the steps of so many cells, and holds whole ones
		t.cells = maxTrend
	}
	again := p.scanner()
	first := func(s *scanner, b *block) { s.scan(b, 0, true) }
	p.run(ctx, first, func(b *block) {
		if b.again {
			b.clear()
			again.scan(b, b.source.lastStamp(), false)
		}
		t.take(b)
	})
	t.close()
	return t, ctx.Err()
}

// pipeline is a scan of some files: a feed cuts them into blocks, workers scan the blocks, and the caller merges them in the order in which
// they were cut. The blocks are few, and go round.
type pipeline struct {
	options
	sources []*source
	free    chan *block // to be filled
	work    chan *block // to be scanned
	cut     chan *block // in order
}

func newPipeline(sources []*source, o options) *pipeline {
	o.block = cmp.Or(o.block, blockSize)
	o.piece = min(cmp.Or(o.piece, pieceSize), o.block)
	o.workers = cmp.Or(o.workers, runtime.GOMAXPROCS(0))
	if o.within == (bounds{}) {
		o.within.to = 1<<63 - 1
	}
	const ahead = 2 // blocks that wait, cut or scanned, so that nobody waits for another
	n := o.workers + ahead
	p := &pipeline{options: o, sources: sources, free: make(chan *block, n), work: make(chan *block, n), cut: make(chan *block, n)}
	hash := newHashing()
	for range n {
		p.free <- &block{ready: make(chan struct{}, 1), tables: tables{hash: hash}}
	}
	return p
}

func (p *pipeline) scanner() *scanner {
	return &scanner{within: p.within, every: p.everyLine, piece: int64(p.piece)}
}

// run has every block scanned by a worker and then taken, in order, by the calling goroutine. It returns when all of that has ended.
func (p *pipeline) run(ctx context.Context, scan func(*scanner, *block), take func(*block)) {
	var wg sync.WaitGroup
	wg.Go(func() { p.feed(ctx) })
	for range p.workers {
		wg.Go(func() {
			s := p.scanner()
			for b := range p.work {
				b.clear()
				b.open()
				scan(s, b)
				b.ready <- struct{}{}
			}
		})
	}
	for b := range p.cut {
		<-b.ready
		b.watch()
		if b.source.err == nil && ctx.Err() == nil {
			take(b)
		}
		b.release()
		p.free <- b
	}
	wg.Wait()
}

// open opens the file of a block that is all of its file: side by side with other blocks.
func (b *block) open() {
	if !b.whole {
		return
	}
	r, _, ok, err := b.source.file.At()
	if err == nil && !ok {
		err = errShrunk // another file, packed, has taken its place
	}
	if err != nil {
		b.err = err
		return
	}
	b.reader = r
	h, err := b.source.file.Head()
	b.err = err
	b.source.begin(h)
}

// watch tells how far the reading has come, and looks whether the file has grown meanwhile.
func (b *block) watch() {
	if b.reader == nil {
		return
	}
	b.reader.Passed(b.to)
	if b.last { // what lies outside of the window is done with, too
		b.reader.Passed(b.source.size)
	}
	if now, err := b.reader.Size(); b.last && err == nil && now > b.source.size {
		b.source.grew = true
	}
}

// release ends the block's use.
func (b *block) release() {
	if b.last {
		b.source.first, b.source.head = nil, file.Head{}
		if b.reader != nil {
			_ = b.reader.Close() // nothing was written
		}
	}
	*b = block{buf: b.buf[:0], ready: b.ready, result: b.result, tables: b.tables}
}

// feed cuts the files into blocks.
func (p *pipeline) feed(ctx context.Context) {
	defer close(p.cut)
	defer close(p.work)
	for _, s := range p.sources {
		if ctx.Err() != nil {
			return
		}
		s.stride = int64(p.block)
		switch {
		case s.copyOf != nil, s.size < 0 && s.part != nil: // counted elsewhere, or passed over
		case s.size >= 0 && s.size <= s.stride:
			b, part := p.take(s), s.readable(s.size)
			b.whole, b.from, b.to, b.last = true, part.from, part.to, true
			p.send(b)
		case s.size >= 0:
			p.random(ctx, s)
		default:
			p.stream(ctx, s)
		}
	}
}

// take is a block to be filled.
func (p *pipeline) take(s *source) *block {
	b := <-p.free
	b.source = s
	return b
}

func (p *pipeline) send(b *block) {
	p.work <- b
	p.cut <- b
}

// fail ends a file that cannot be read.
func (p *pipeline) fail(s *source, err error) {
	b := p.take(s)
	b.err, b.last = err, true
	p.send(b)
}

// random cuts a file that is read at random: what is read is a snapshot of the file, of the size that it has now.
func (p *pipeline) random(ctx context.Context, s *source) {
	r, size, ok, err := s.file.At()
	if err == nil && !ok {
		err = errShrunk // as in block.open
	}
	if err != nil {
		p.fail(s, err)
		return
	}
	h, err := s.file.Head()
	if err != nil {
		_ = r.Close() // nothing was written
		p.fail(s, err)
		return
	}
	part, shrunk := s.readable(size), size < s.size
	s.size = size
	s.begin(h)
	for from := part.from; ; from += s.stride {
		if ctx.Err() != nil {
			from = part.to
		}
		b := p.take(s)
		b.reader, b.from, b.to = r, from, min(from+s.stride, part.to)
		last := b.to == part.to
		if last && shrunk {
			b.err = errShrunk
		}
		b.last = last
		p.send(b)
		if last {
			return
		}
	}
}

// stream cuts a file that can be read only from its beginning on.
func (p *pipeline) stream(ctx context.Context, s *source) {
	r, err := s.file.Open()
	if err != nil {
		p.fail(s, err)
		return
	}
	defer r.Close() //nolint:errcheck // nothing was written
	h, err := s.file.Head()
	if err != nil {
		p.fail(s, err)
		return
	}
	s.begin(h)
	lines := stream{r: r, block: min(p.block, streamSize)}
	for more := true; more && ctx.Err() == nil; {
		b := p.take(s)
		more = lines.next(b)
		b.last = !more
		p.send(b)
	}
}
