package logs

import (
	"bytes"
	"errors"
	"hash"
	"io"

	"github.com/cespare/xxhash/v2"
)

const (
	// maxLine is how much of a line is looked at. Longer lines are dumps; their beginning has all that is asked of a line.
	maxLine = 1 << 20
	// blockSize is how much is read at once: enough for a read's cost to vanish, little enough to stay in a core's cache.
	blockSize = 256 << 10
)

// lineReader cuts a stream into lines. It holds one block, or the one line that is longer.
type lineReader struct {
	r     io.Reader
	buf   []byte
	start int // of what has not been returned yet, in buf
	end   int // of what has been read, in buf
	err   error

	number int         // of the line returned last, from 1
	cut    int         // lines of which the end was passed over
	open   bool        // the line returned last has no newline: the stream ended, perhaps in the middle of it
	digest hash.Hash64 // of all bytes read
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: r, buf: make([]byte, blockSize), digest: xxhash.New()}
}

// next returns the next line without its newline; it holds until the next call. After the last line it returns nil and the error that ended
// the stream, io.EOF included; a last line without a newline is a line.
func (l *lineReader) next() ([]byte, error) {
	searched := 0
	for {
		if i := bytes.IndexByte(l.buf[l.start+searched:l.end], '\n'); i >= 0 {
			return l.take(searched+i, 1), nil
		}
		searched = l.end - l.start
		if searched >= maxLine {
			return l.long(), nil
		}
		if l.err != nil {
			if searched > 0 {
				return l.take(searched, 0), nil
			}
			return nil, l.err
		}
		l.fill()
	}
}

func (l *lineReader) take(n, newline int) []byte {
	line := l.buf[l.start : l.start+n]
	l.start += n + newline
	l.number++
	l.open = newline == 0
	return line
}

// fill reads on. The rest of the block moves to its beginning, and the block grows up to the longest line.
func (l *lineReader) fill() {
	if l.start > 0 {
		copy(l.buf, l.buf[l.start:l.end])
		l.start, l.end = 0, l.end-l.start
	}
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, len(l.buf))...)
	}
	const patience = 100 // reads that yield nothing, as in bufio
	for range patience {
		n, err := l.r.Read(l.buf[l.end:])
		_, _ = l.digest.Write(l.buf[l.end : l.end+n]) // a hash never fails
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}

// long returns the beginning of a line that is too long, and passes over the rest of it.
func (l *lineReader) long() []byte {
	line := bytes.Clone(l.buf[l.start : l.start+maxLine])
	l.cut++
	l.number++
	for {
		if i := bytes.IndexByte(l.buf[l.start:l.end], '\n'); i >= 0 {
			l.start += i + 1
			return line
		}
		l.start, l.end = 0, 0
		if l.err != nil {
			return line
		}
		l.fill()
	}
}

// sample is the first whole lines of what follows, up to n and to one block, without taking them.
func (l *lineReader) sample(n int) [][]byte {
	for l.end-l.start < blockSize/4 && l.err == nil {
		l.fill()
	}
	var lines [][]byte
	for rest := l.buf[l.start:l.end]; len(rest) > 0 && len(lines) < n; {
		line, tail, ended := bytes.Cut(rest, []byte("\n"))
		if !ended && l.err == nil && len(lines) > 0 {
			break
		}
		if line = trim(line); len(line) > 0 {
			lines = append(lines, line)
		}
		rest = tail
	}
	return lines
}

// ended says why a stream ended before its end; nil if it did not.
func ended(err error) error {
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}
