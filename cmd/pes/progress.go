package main

import (
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long nothing need move on a terminal. Most folders are read before, and a bar that flashes up tells nobody anything.
const patience = 400 * time.Millisecond

// progress is what shows that done of total bytes were read; nil where nobody watches.
func (s *streams) progress() func(done, total int64) {
	if _, ok := terminal(s.err); !ok || s.env("TERM") == "dumb" {
		return nil
	}
	var due atomic.Bool
	time.AfterFunc(patience, func() { due.Store(true) })
	return func(done, total int64) {
		if total <= 0 || !due.Load() {
			return
		}
		if s.bar == nil {
			if s.bars != nil {
				s.bars.done()
			}
			s.bar = progressbar.NewOptions64(total,
				progressbar.OptionSetWriter(s.err),
				progressbar.OptionSetDescription("reading"),
				progressbar.OptionClearOnFinish(),
				progressbar.OptionThrottle(100*time.Millisecond),
				progressbar.OptionSetRenderBlankState(false),
				progressbar.OptionFullWidth(),
			)
		}
		s.bar.Set64(done) //nolint:errcheck,gosec // a bar that cannot be drawn is no reason to stop
	}
}

// progressDone takes the bars away.
func (s *streams) progressDone() {
	if s.bars != nil {
		s.bars.done()
	}
	if s.bar != nil {
		s.bar.Clear() //nolint:errcheck,gosec // as above
		s.bar = nil
	}
}
