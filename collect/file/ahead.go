package file

import (
	"io"
	"io/fs"
	"sync"
)

const (
	// aheadSize is how much is handed over at once: a tenth of a millisecond of inflating, beside which handing over costs nothing.
	aheadSize = 256 << 10
	// aheadBuffers is how many such pieces there are: one is read, one is filled, and one waits, so that neither side waits for the other
	// where both are as fast.
	aheadBuffers = 3
)

// OpenAhead is Open for a reader who has work of his own to do with the text: a packed file is unpacked by another goroutine meanwhile, some
// hundred kilobytes ahead. It ends when the stream is closed, which must be done, or has come to its end. Progress is told from there.
func (f *File) OpenAhead() (io.ReadCloser, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	if u, ok := r.(*unpacked); !ok || !u.packed {
		return r, nil // the kernel reads ahead
	}
	return newAhead(r), nil
}

// ahead is a stream that another goroutine reads ahead.
type ahead struct {
	r    io.ReadCloser // the other goroutine's, until full is closed
	full <-chan piece
	free chan<- []byte
	stop func()

	last piece  // as it was handed over
	rest []byte // of last, what was not returned yet
}

// piece is what was read, and the error that came behind it.
type piece struct {
	data []byte
	err  error
}

func newAhead(r io.ReadCloser) *ahead {
	full, free, stop := make(chan piece, aheadBuffers), make(chan []byte, aheadBuffers), make(chan struct{})
	for range aheadBuffers {
		free <- make([]byte, aheadSize)
	}
	go fill(r, free, full, stop)
	return &ahead{r: r, full: full, free: free, stop: sync.OnceFunc(func() { close(stop) })}
}

// fill reads pieces until the stream ends or nobody wants more. No send blocks: there are no more pieces than fit.
func fill(r io.Reader, free <-chan []byte, full chan<- piece, stop <-chan struct{}) {
	defer close(full)
	for {
		var p piece
		select {
		case <-stop:
			return
		case p.data = <-free:
		}
		n := 0
		for n < len(p.data) && p.err == nil {
			var m int
			m, p.err = r.Read(p.data[n:])
			n += m
		}
		p.data = p.data[:n]
		full <- p
		if p.err != nil {
			return
		}
	}
}

// Read returns what was read ahead, and the stream's error behind all of it.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.last.err != nil {
			return 0, a.last.err
		}
		if a.last.data != nil {
			a.free <- a.last.data[:aheadSize]
		}
		next, open := <-a.full
		if !open {
			return 0, fs.ErrClosed
		}
		a.last, a.rest = next, next.data
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close stops the other goroutine, waits until it is done, and closes the stream.
func (a *ahead) Close() error {
	a.stop()
	for range a.full { // it may be in the middle of a piece
	}
	a.last, a.rest = piece{}, nil
	return a.r.Close()
}
