package logs

import (
	"bytes"
	"errors"
	"io"
)

// maxLine is how much of a line is looked at. Longer lines are dumps; their beginning has all that is asked of a line.
const maxLine = 1 << 20

// overlap is how much more than a block is read at once, for the end of the block's last line.
const overlap = 4 << 10

// errShrunk is why a file ends before it should.
var errShrunk = errors.New("the file became shorter while it was read: what came before was kept")

// read reads the lines that begin in [from, to) of a text of size bytes. A line begins at the text's start and behind every newline. If the text
// breaks off, what there is of it is kept, and b.err says why.
func (b *block) read(r io.ReaderAt, from, to, size int64) {
	b.buf, b.data = b.buf[:0], nil
	start := max(from-1, 0) // a newline there says that a line begins at from
	own := int(to - start)
	b.load(r, start, min(to+overlap, size))
	begin := 0
	if from > 0 {
		begin = bytes.IndexByte(b.buf, '\n') + 1
		if begin == 0 || begin >= own {
			return
		}
	}
	for searched := own - 1; ; {
		if i := bytes.IndexByte(b.buf[min(searched, len(b.buf)):], '\n'); i >= 0 {
			b.data = b.buf[begin : searched+i+1]
			b.err = nil // it is for those who need what stands behind
			return
		}
		searched = max(len(b.buf), own-1)
		if at := start + int64(len(b.buf)); at == size || b.err != nil {
			b.data, b.torn = b.buf[begin:], true
			return
		}
		line := max(bytes.LastIndexByte(b.buf[:own], '\n')+1, begin)
		if len(b.buf)-line > maxLine {
			b.data = b.buf[begin : line+maxLine+1]
			return
		}
		b.load(r, start, min(start+int64(line+maxLine+1), start+int64(len(b.buf))+maxLine/4, size))
	}
}

// load reads on until the block's buffer holds what stands in [start, end).
func (b *block) load(r io.ReaderAt, start, end int64) {
	have := len(b.buf)
	b.buf = sized(b.buf, int(end-start))
	n, err := r.ReadAt(b.buf[have:], start+int64(have))
	if n < len(b.buf)-have {
		b.buf = b.buf[:have+n]
		b.err = err
		if errors.Is(err, io.EOF) {
			b.err = errShrunk
		}
	}
}

// sized is a buffer with n bytes, the first of which are those of buf, and room behind them.
func sized(buf []byte, n int) []byte {
	if n+room <= cap(buf) {
		return buf[:n]
	}
	return append(make([]byte, 0, n+room), buf...)[:n]
}

// stream cuts what cannot be read at random into blocks.
type stream struct {
	r     io.Reader
	rest  []byte // what was read behind the last newline that was given out
	err   error
	block int // bytes read at once
}

// next fills a block with whole lines, and says whether another may follow.
func (s *stream) next(b *block) (more bool) {
	b.buf = append(b.buf[:0], s.rest...)
	s.rest = s.rest[:0]
	for searched := 0; ; {
		if i := bytes.LastIndexByte(b.buf[searched:], '\n'); i >= 0 {
			i += searched + 1
			b.data, s.rest = b.buf[:i], append(s.rest, b.buf[i:]...)
			return true
		}
		searched = len(b.buf)
		if s.err != nil {
			b.data, b.err = b.buf, ended(s.err)
			b.torn = len(b.data) > 0
			return false
		}
		if len(b.buf) > maxLine {
			b.data = b.buf[:maxLine+1]
			s.skip(b.buf[maxLine+1 : cap(b.buf)])
			return true
		}
		b.buf = s.fill(b.buf)
	}
}

// fill reads another block's worth behind buf.
func (s *stream) fill(buf []byte) []byte {
	n := len(buf)
	end := n - n%s.block + s.block
	buf = sized(buf, end)
	const patience = 100 // reads that yield nothing, as in bufio
	for idle := 0; n < end && s.err == nil; {
		m, err := s.r.Read(buf[n:end])
		n += m
		s.err = err
		if idle++; m > 0 {
			idle = 0
		}
		if idle == patience {
			s.err = io.ErrNoProgress
		}
	}
	return buf[:n]
}

// skip passes over the rest of a line that is too long.
func (s *stream) skip(scratch []byte) {
	if len(scratch) < overlap {
		scratch = make([]byte, overlap)
	}
	for s.err == nil {
		var n int
		n, s.err = s.r.Read(scratch)
		if i := bytes.IndexByte(scratch[:n], '\n'); i >= 0 {
			s.rest = append(s.rest, scratch[i+1:n]...)
			return
		}
	}
}

// ended says why a stream ended before its end; nil if it did not.
func ended(err error) error {
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
