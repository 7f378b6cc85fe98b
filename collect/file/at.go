package file

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// Reader is random access to the text of a plain file, for reading parts of it side by side. Offset 0 is behind a byte order mark.
type Reader struct {
	file *File
	src  source
	skip int64 // bytes of the byte order mark
}

// source is what a plain file is read from.
type source interface {
	io.ReaderAt
	io.Closer
}

// At opens the file for reading at random, and says how long its text is now. ok is false if that cannot be, since it is packed, lies in an
// archive, or is UTF-16: then there is only the stream of Open. The caller closes the reader. Unlike the streams of Open, any number of
// goroutines may read from it. Reading tells no progress; Passed does.
func (f *File) At() (r *Reader, size int64, ok bool, err error) {
	opened, err := f.open()
	if err != nil {
		return nil, 0, false, plainError(err)
	}
	src, ok := opened.(source)
	if !ok {
		opened.Close() //nolint:errcheck,gosec // nothing was read
		return nil, 0, false, nil
	}
	r = &Reader{file: f, src: src}
	plain, err := r.plain()
	if err == nil && plain {
		size, err = r.Size()
	}
	if err != nil || !plain {
		src.Close() //nolint:errcheck,gosec // nothing was written
		return nil, 0, false, plainError(err)
	}
	return r, size, true, nil
}

// plain looks at the first bytes, and says whether what follows is text as it is.
func (r *Reader) plain() (bool, error) {
	var magic [4]byte
	n, err := r.src.ReadAt(magic[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	head := magic[:n]
	if _, packed := packingOf(head); packed {
		return false, nil
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		r.skip = 3
	}
	return !bytes.HasPrefix(head, []byte("\xff\xfe")) && !bytes.HasPrefix(head, []byte("\xfe\xff")), nil
}

// ReadAt reads as io.ReaderAt says. A file that has become shorter since it was opened ends with io.EOF before the size that At gave.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.src.ReadAt(p, off+r.skip)
	return n, plainError(err)
}

// Size is how long the text is by now: a log may be written to while it is read.
func (r *Reader) Size() (int64, error) {
	switch src := r.src.(type) {
	case *os.File:
		info, err := src.Stat()
		if err != nil {
			return 0, plainError(err)
		}
		return max(info.Size()-r.skip, 0), nil
	case interface{ Size() int64 }:
		return src.Size() - r.skip, nil
	}
	return 0, errors.New("a file of unknown size")
}

// Passed tells the file's listener that the reading has come as far as an offset; see OnRead.
func (r *Reader) Passed(off int64) { r.file.advance(off + r.skip) }

// Close closes the file.
func (r *Reader) Close() error { return r.src.Close() }

// content is the bytes of a file that is not on a disk.
type content struct{ *bytes.Reader }

func (content) Close() error { return nil }
