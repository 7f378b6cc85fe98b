package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
)

// Stream is a file whose content comes from r, which cannot be opened again: a pipe, or whatever a shell put in its place. Its name is path.
// Once more than a beginning of it was read, it can be read by nobody else, unless again is set: then what cannot be read twice is kept in a
// temporary file, which done removes.
func Stream(path string, r io.Reader, again bool) (f *File, done func() error, err error) {
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

// stream keeps the beginning of what was read of r, so that a head can be looked at at any time.
type stream struct {
	mu   sync.Mutex
	r    io.Reader
	pos  int64  // how much of r was read
	kept []byte // its beginning
}

// keep is how much of a stream can be read again: a head, packed at worst without any gain, and what is read ahead for it.
const keep = 4 * HeadSize

func (s *stream) open() (io.ReadCloser, error) { return io.NopCloser(&streamReader{stream: s}), nil }

// streamReader is one reading of a stream. One alone gets further than what is kept.
type streamReader struct {
	*stream
	at int64
}

func (s *streamReader) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at < int64(len(s.kept)) {
		n := copy(p, s.kept[s.at:])
		s.at += int64(n)
		return n, nil
	}
	if s.at < s.pos {
		return 0, errOnce
	}
	n, err := s.r.Read(p)
	s.kept = append(s.kept, p[:min(n, keep-len(s.kept))]...)
	s.pos += int64(n)
	s.at = s.pos
	return n, err
}
