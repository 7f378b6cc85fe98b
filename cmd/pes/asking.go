package main

import (
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/pes-dev/pes"
)

// asking is what shows how far asking each live system is, a bar each; nil where nobody watches.
func (s *streams) asking() func(pes.Asking) {
	if _, ok := terminal(s.err); !ok || s.env("TERM") == "dumb" {
		return nil
	}
	b := &bars{all: mpb.New(mpb.WithOutput(s.err), mpb.WithWidth(40), mpb.WithRefreshRate(100*time.Millisecond)), of: map[string]*bar{}}
	s.bars = b
	return b.tell
}

// bars are the bars of live systems, in the order in which they first told something.
type bars struct {
	mu  sync.Mutex
	all *mpb.Progress
	of  map[string]*bar
}

type bar struct {
	*mpb.Bar
	mu   sync.Mutex
	what string
}

// tell moves a system's bar. One whose total is not known shows how much there is so far.
func (b *bars) tell(a pes.Asking) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		return
	}
	one := b.of[a.Source]
	if one == nil {
		one = &bar{what: a.What}
		one.Bar = b.all.AddBar(0,
			mpb.PrependDecorators(decor.Name(pes.Plain(a.Source), decor.WCSyncSpaceR)),
			mpb.AppendDecorators(decor.CurrentNoUnit("%d "), decor.Any(func(decor.Statistics) string { return one.unit() })),
		)
		b.of[a.Source] = one
	}
	one.mu.Lock()
	one.what = a.What
	one.mu.Unlock()
	one.SetTotal(max(a.Total, a.Done+1), false) // never done by itself: it is when all is
	one.SetCurrent(a.Done)
}

func (b *bar) unit() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return pes.Plain(b.what)
}

// done takes the bars away.
func (b *bars) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		return
	}
	for _, one := range b.of {
		one.Abort(true)
	}
	b.all.Wait()
	b.all = nil
}
