package jsonstream

import (
	"bytes"
	"errors"
	"io"
)

// tape keeps the bytes that the decoder has read but that belong to no finished element, to count their lines, to bound them, and to go on
// behind a damaged line.
type tape struct {
	r    io.Reader
	base []byte // the array that held is a part of, for use again
	held []byte
	next int   // index in held of the next byte for the decoder
	from int64 // offset of held[0] in the stream
	line int   // line of held[0], from 1
	err  error // what ended the reading, other than the end of the stream: sticky
}

// Read hands bytes to the decoder. It refuses once the decoder holds more than an element may take.
func (t *tape) Read(p []byte) (int, error) {
	if t.next < len(t.held) {
		n := copy(p, t.held[t.next:])
		t.next += n
		return n, nil
	}
	if t.err == nil && len(t.held) > MaxElement {
		t.err = ErrTooLarge
	}
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.r.Read(p[:min(len(p), maxRead)])
	t.hold(p[:n])
	t.next += n
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n, err
}

// maxRead bounds what is read ahead of the decoder's needs: its buffer stays as large as the largest element was.
const maxRead = 64 << 10

// hold adds what was read. Room at the front of the array is used again only when there is none at its end, so that every byte is moved a
// bounded number of times, however small the elements are.
func (t *tape) hold(b []byte) {
	if len(t.held)+len(b) > cap(t.held) && len(t.held) <= cap(t.base)/2 {
		t.held = append(t.base[:0], t.held...)
	}
	t.held = append(t.held, b...)
	if cap(t.held) > cap(t.base) {
		t.base = t.held
	}
}

// release lets go of everything before the offset.
func (t *tape) release(offset int64) {
	n := min(int(offset-t.from), len(t.held))
	if n <= 0 {
		return
	}
	t.line += bytes.Count(t.held[:n], []byte{'\n'})
	t.from += int64(n)
	t.next = max(t.next-n, 0)
	t.held = t.held[n:]
}

// end is the offset behind the last byte that was read.
func (t *tape) end() int64 { return t.from + int64(len(t.held)) }

// trim releases what lies before the offset once that is worth the copying.
func (t *tape) trim(offset int64) {
	if offset-t.from > 64<<10 {
		t.release(offset)
	}
}

// begin is the place of the first byte of the value that comes next at or behind an offset: blanks, commas and colons are passed over.
func (t *tape) begin(offset int64) (at int64, line int) {
	i := min(max(int(offset-t.from), 0), len(t.held))
	for t.err == nil && len(t.held) <= MaxElement {
		i += len(t.held[i:]) - len(bytes.TrimLeft(t.held[i:], " \t\r\n,:"))
		if i < len(t.held) || !t.more() {
			break
		}
	}
	return t.from + int64(i), t.line + bytes.Count(t.held[:i], []byte{'\n'})
}

// more reads on without handing out; it says no at the end of the stream.
func (t *tape) more() bool {
	buf := make([]byte, 4<<10)
	n, err := t.r.Read(buf)
	t.hold(buf[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n > 0 || err == nil
}

// nextLine moves behind the next newline and hands out from there again; it says no if there is none.
func (t *tape) nextLine() bool {
	for t.err == nil {
		i := bytes.IndexByte(t.held, '\n')
		if i >= 0 {
			t.release(t.from + int64(i) + 1)
			t.next = 0
			return true
		}
		t.release(t.from + int64(len(t.held)))
		t.next = 0
		if !t.more() {
			return false
		}
	}
	return false
}
