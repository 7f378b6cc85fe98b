package file

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"
	"weak"
)

// Head is the beginning of the file, behind the hole if it begins with one. A file that breaks off or is damaged later than its first bytes has the head that could be read, and no
// error: the error comes again to whoever reads on. Its data are shared and must not be changed.
func (f *File) Head() (Head, error) {
	f.mu.Lock()
	if h := f.head.Value(); h != nil {
		f.mu.Unlock()
		return *h, nil
	}
	f.mu.Unlock() // not held while reading: advance takes it

	h, err := f.readHead()
	if err != nil {
		return Head{}, err
	}
	f.mu.Lock()
	f.head = weak.Make(h)
	f.mu.Unlock()
	return *h, nil
}

func (f *File) readHead() (*Head, error) {
	if h, err := f.plainHead(); h != nil || err != nil {
		return h, err
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // nothing was written

	data, err := io.ReadAll(io.LimitReader(r, HeadSize+1))
	if err != nil && len(data) == 0 {
		return nil, plainError(err)
	}
	if hole := len(data) - len(bytes.TrimLeft(data, "\x00")); hole >= minHole && err == nil {
		if behind, end := behindHole(r, data[hole:]); len(behind) > 0 {
			data, err = behind, end
		}
	}
	if len(data) > HeadSize {
		return &Head{Data: data[:HeadSize:HeadSize]}, nil
	}
	return &Head{Data: data, Whole: err == nil}, nil
}

// plainHead is the head of a file that can be read at random and has no hole, which takes a buffer no larger than the file; nil of any other.
func (f *File) plainHead() (*Head, error) {
	r, size, ok, err := f.At()
	if err != nil || !ok {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // nothing was written

	data := make([]byte, min(size, HeadSize))
	n, err := r.ReadAt(data, 0)
	if err != nil && !errors.Is(err, io.EOF) && n == 0 {
		return nil, err
	}
	if n >= minHole && len(bytes.TrimLeft(data[:minHole], "\x00")) == 0 {
		return nil, nil // the stream is to be searched for its end
	}
	r.Passed(int64(n))
	return &Head{Data: data[:n:n], Whole: int64(n) == size && size <= HeadSize}, nil
}

const (
	// minHole is how many zeros at a file's beginning are a hole: a program that writes on at its old offset after its log was truncated leaves
	// one. No format but that of disk images begins with as many.
	minHole = 4 << 10
	// maxHole is how far a file is searched for the end of its hole: some tenths of a second where the zeros are not on the disk.
	maxHole = 1 << 30
)

// behindHole is a head's worth of what follows zeros, the first of it being read already; nothing if only zeros come. The error is the one
// that ended it too early.
func behindHole(r io.Reader, data []byte) ([]byte, error) {
	buf := make([]byte, HeadSize)
	for passed := 0; len(data) == 0 && passed < maxHole; {
		n, err := r.Read(buf)
		passed += n
		data = append(data, bytes.TrimLeft(buf[:n], "\x00")...)
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return data, err
		}
	}
	if len(data) == 0 {
		return nil, nil
	}
	rest, err := io.ReadAll(io.LimitReader(r, int64(HeadSize+1-len(data))))
	return append(data, rest...), err
}

// Check reads as much as the head and returns the error that it met, ErrTruncated among them; nil if there is none that early.
func (f *File) Check() error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // nothing was written

	if _, err := io.CopyN(io.Discard, r, HeadSize+1); err != nil && !errors.Is(err, io.EOF) {
		return plainError(err)
	}
	return nil
}

// Empty says whether the file holds nothing but blanks.
func (h Head) Empty() bool { return h.Whole && len(bytes.TrimSpace(h.Data)) == 0 }

// Text says whether the head reads as text. Control characters are rare in text, colours in a log included; bytes that are no UTF-8 may be
// Latin-1, where they are letters with accents: up to one in four. Packed or compiled data exceed both within a few hundred bytes.
func (h Head) Text() bool {
	const maxControls, maxInvalid = 50, 4 // one in …
	var controls, invalid int
	for rest := h.Data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			if h.Whole || utf8.FullRune(rest) { // else the head's end cuts a character
				invalid++
			}
		case r < ' ' && !bytes.ContainsRune([]byte("\t\n\v\f\r\b\x1b"), r), r == 0x7f:
			controls++
		}
		rest = rest[n:]
	}
	return controls*maxControls <= len(h.Data) && invalid*maxInvalid <= len(h.Data)
}

// Lines are the head's lines without their ends. A last line that the head's end may have cut is left out, unless it is the only one.
func (h Head) Lines() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest, first := h.Data, true; len(rest) > 0; first = false {
			line, tail, ended := bytes.Cut(rest, []byte("\n"))
			if !ended && !h.Whole && !first {
				return
			}
			if !yield(bytes.TrimSuffix(line, []byte("\r"))) {
				return
			}
			rest = tail
		}
	}
}

// FirstLine is the first line that is not blank, without the blanks around it; nil if there is none.
func (h Head) FirstLine() []byte {
	for line := range h.Lines() {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line
		}
	}
	return nil
}
