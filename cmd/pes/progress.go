package main

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/pes-dev/pes"
)

// patience is how long nothing need move on a terminal. Most folders are read before, and a bar that flashes up tells nobody anything.
const patience = 400 * time.Millisecond

// bars shows on a terminal how far a command is: a bar for the files, and one for each live system, in the order in which they first told something.
type bars struct {
	mu      sync.Mutex
	w       io.Writer
	all     *mpb.Progress // nil before the first, and when they are taken away
	of      map[string]*bar
	pending []pes.Asking // what was told before anything is shown
	due     bool         // whether it is time to show something
}

type bar struct {
	*mpb.Bar
	mu   sync.Mutex
	what string
}

// watched is where bars are shown; nil where nobody watches.
func (s *streams) watched() *bars {
	if _, ok := terminal(s.err); !ok || s.env("TERM") == "dumb" {
		return nil
	}
	if s.bars == nil {
		s.bars = &bars{w: s.err, of: map[string]*bar{}}
		time.AfterFunc(patience, s.bars.show)
	}
	return s.bars
}

// progress is what shows that done of total bytes were read; nil where nobody watches.
func (s *streams) progress() func(done, total int64) {
	b := s.watched()
	if b == nil {
		return nil
	}
	return func(done, total int64) { b.tell(pes.Asking{Source: "reading", Done: done, Total: total}) }
}

// asking is what shows how far asking each live system is; nil where nobody watches.
func (s *streams) asking() func(pes.Asking) {
	b := s.watched()
	if b == nil {
		return nil
	}
	return b.tell
}

// show shows what was told so far, and from now on what is told.
func (b *bars) show() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.due = true
	for _, a := range b.pending {
		b.draw(a)
	}
	b.pending = nil
}

// tell moves a bar, once it is time.
func (b *bars) tell(a pes.Asking) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.due {
		b.draw(a)
		return
	}
	i := slices.IndexFunc(b.pending, func(p pes.Asking) bool { return p.Source == a.Source })
	if i < 0 {
		b.pending = append(b.pending, a)
		return
	}
	b.pending[i] = a
}

// draw moves a bar. One whose total is not known shows how much there is so far.
func (b *bars) draw(a pes.Asking) {
	if b.all == nil {
		b.all = mpb.New(mpb.WithOutput(b.w), mpb.WithWidth(40), mpb.WithRefreshRate(100*time.Millisecond))
	}
	one := b.of[a.Source]
	if one == nil {
		one = b.add(a)
		b.of[a.Source] = one
	}
	one.mu.Lock()
	one.what = a.What
	one.mu.Unlock()
	total := a.Total
	if total == 0 {
		total = a.Done + 1 // not known
	}
	one.SetTotal(total, false) // never done by itself: it is when all is
	one.SetCurrent(a.Done)
}

// add adds a bar: of bytes, if it is not told of what.
func (b *bars) add(a pes.Asking) *bar {
	one := &bar{}
	count := decor.Any(func(st decor.Statistics) string { return one.count(st.Current) })
	if a.What == "" {
		count = decor.CountersKibiByte("% .0f / % .0f")
	}
	one.Bar = b.all.AddBar(0, mpb.PrependDecorators(decor.Name(pes.Plain(a.Source), decor.WCSyncSpaceR)), mpb.AppendDecorators(count))
	return one
}

func (b *bar) count(n int64) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n == 0 || b.what == "done" || b.what == "incomplete" {
		return pes.Plain(b.what)
	}
	return pes.Plain(fmt.Sprintf("%d %s", n, b.what))
}

// progressDone takes the bars away.
func (s *streams) progressDone() {
	b := s.bars
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = nil
	if b.all == nil {
		return
	}
	for _, one := range b.of {
		one.Abort(true)
	}
	b.all.Wait()
	b.all, b.of = nil, map[string]*bar{}
}
