package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Stream is a file whose content comes from r, which cannot be opened again: a pipe, or whatever a shell put in its place. Its name is path.
// The file must not be opened a second time after more than its head was read, unless again is set: then what cannot be read twice is kept in
// a temporary file, which close removes.
func Stream(path string, r io.Reader, again bool) (f *File, close func() error, err error) {
	none := func() error { return nil }
	if f, ok := regular(path, r); ok {
		return f, none, nil
	}
	if !again {
		s := &stream{r: r}
		return New(path, 0, s.open), none, nil
	}
	kept, err := os.CreateTemp("", "pes-*")
	if err != nil {
		return nil, none, fmt.Errorf("keeping %s for a second reading: %w", path, err)
	}
	remove := func() error { return errors.Join(kept.Close(), os.Remove(kept.Name())) }
	if _, err := io.Copy(kept, r); err != nil {
		return nil, none, errors.Join(fmt.Errorf("keeping %s for a second reading: %w", path, plainError(err)), remove())
	}
	if _, err := kept.Seek(0, io.SeekStart); err != nil {
		return nil, none, errors.Join(fmt.Errorf("keeping %s for a second reading: %w", path, plainError(err)), remove())
	}
	f, _ = regular(path, kept)
	return f, remove, nil
}

// regular is the file behind r, if there is one that can be read at any place: standard input after "< app.log".
func regular(path string, r io.Reader) (*File, bool) {
	f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
		Stat() (fs.FileInfo, error)
	})
	if !ok {
		return nil, false
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, false
	}
	size := info.Size() - at
	return New(path, size, func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(f, at, size)), nil }), true
}

// errOnce is why a stream cannot be read again.
var errOnce = errors.New("a stream can be read only once")

// stream keeps the beginning of what was read of r, so that a head can be looked at before the whole is read.
type stream struct {
	r    io.Reader
	kept []byte
	past bool // more was read than is kept
}

// keep is how much of a stream can be read again: a head, packed at worst without any gain, and what is read ahead for it.
const keep = 4 * HeadSize

func (s *stream) open() (io.ReadCloser, error) {
	if s.past {
		return nil, errOnce
	}
	return io.NopCloser(io.MultiReader(bytes.NewReader(s.kept), readerFunc(s.read))), nil
}

// read reads on from r. Only one reading of a file goes on at a time, and each begins with all that was kept.
func (s *stream) read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.past = s.past || len(s.kept)+n > keep; s.past {
		s.kept = nil
		return n, err
	}
	s.kept = append(s.kept, p[:n]...)
	return n, err
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
