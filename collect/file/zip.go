package file

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxEntries is how many entries of one archive are used: more than a year of a hundred channels' days.
	maxEntries = 50_000

	// maxArchive is how much one archive may unpack to in all. Logs of a day and a large fleet stay below it.
	maxArchive = 64 << 30

	// flagEncrypted is bit 0 of a zip entry's flags (PKWARE APPNOTE.TXT 4.4.4).
	flagEncrypted = 0x1
)

// isZip says by a file's first bytes whether it is a zip archive; an empty one has only its end record.
func isZip(open func() (*os.File, error)) (bool, error) {
	f, err := openRegular(open)
	if err != nil {
		return false, err
	}
	defer f.Close() //nolint:errcheck // nothing was written

	var magic [4]byte
	n, err := io.ReadFull(f, magic[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, plainError(err)
	}
	return zipMagic(magic[:n]), nil
}

func zipMagic(b []byte) bool {
	return strings.HasPrefix(string(b), "PK\x03\x04") || strings.HasPrefix(string(b), "PK\x05\x06")
}

// zip adds the entries of an archive.
func (w *walker) zip(name string, size int64, open func() (*os.File, error)) {
	shared := &sharedFile{open: open}
	if err := shared.acquire(); err != nil {
		w.problem(name, err)
		return
	}
	defer shared.release()

	r, err := zip.NewReader(shared, size)
	if err != nil {
		w.problem(name, zipError(err))
		return
	}
	r.RegisterDecompressor(zip.Deflate, flate.NewReader)
	r.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow)))
	if isOffice(r.File) {
		w.note(name, "an office document: an attachment, not read as evidence")
		return
	}

	entries, problems := sift(r.File)
	for _, p := range problems {
		w.problem(name, p)
	}
	if bomb(entries, size) {
		w.problem(name, fmt.Errorf("zip archive %w", ErrBomb))
		return
	}
	for _, e := range entries {
		inside := name + "!/" + e.path
		if w.skip != nil && w.skip(inside) {
			continue
		}
		w.add(New(inside, int64(e.CompressedSize64), func() (io.ReadCloser, error) { return shared.entry(e.File) })) //nolint:gosec // sift bounds it
	}
	if len(r.File) == 0 {
		w.note(name, "an empty zip archive")
	}
}

// entry is an entry of an archive with the path it is known by.
type entry struct {
	*zip.File
	path string
}

// sift picks the entries that can be used, sorted by path, and says what is wrong with the others, an error a reason. Of two entries with
// one name the later counts, as with every unzip: archives are updated by appending.
func sift(all []*zip.File) ([]entry, []error) {
	var encrypted, outside, special, over tally
	byPath := map[string]entry{}
	for _, f := range all {
		p := strings.ReplaceAll(f.Name, `\`, "/") // archives made on Windows
		switch {
		case strings.HasSuffix(p, "/"):
		case !fs.ValidPath(p) || strings.ContainsRune(p, 0) || (len(p) > 1 && p[1] == ':'):
			outside.add(f.Name)
		case hiddenInside(p):
		case f.Flags&flagEncrypted != 0:
			encrypted.add(f.Name)
		case !f.Mode().IsRegular():
			special.add(f.Name)
		case f.UncompressedSize64 > maxArchive || f.CompressedSize64 > maxArchive:
			over.add(f.Name)
		default:
			byPath[p] = entry{f, p}
		}
	}
	entries := make([]entry, 0, len(byPath))
	for _, e := range byPath {
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.path, b.path) })

	var unpacked uint64
	for i, e := range entries {
		unpacked += e.UncompressedSize64
		if i < maxEntries && unpacked <= maxArchive {
			continue
		}
		for _, e := range entries[i:] {
			over.add(e.path)
		}
		entries = entries[:i]
		break
	}
	return entries, slices.DeleteFunc([]error{
		encrypted.error("encrypted: not read"), outside.error("named to land outside of the archive: not read"),
		special.error("links or devices: not read"), over.error("beyond what is read of one archive"),
	}, func(err error) bool { return err == nil })
}

// hiddenInside says whether any element of an entry's path is a dotfile: an archive has no folders to skip on the way.
func hiddenInside(p string) bool {
	for element := range strings.SplitSeq(p, "/") {
		if hidden(element) {
			return true
		}
	}
	return false
}

// bomb says whether an archive declares to unpack to more than logs do. The entries' sizes bind: archive/zip stops reading at them. Entries
// may share their packed bytes, so the archive's own size is what counts.
func bomb(entries []entry, size int64) bool {
	var unpacked uint64
	for _, e := range entries {
		unpacked += e.UncompressedSize64 // no overflow: sift bounds the sum
	}
	return unpacked > minBomb && unpacked/maxRatio > uint64(max(size, 0))
}

// isOffice says whether the archive is a document of Microsoft Office or of OpenDocument, which are zip archives too.
func isOffice(all []*zip.File) bool {
	if len(all) == 0 {
		return false
	}
	if all[0].Name == "mimetype" {
		return true
	}
	return slices.ContainsFunc(all, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" })
}

// tally counts entries of one fault, and remembers the first.
type tally struct {
	n     int
	first string
}

func (t *tally) add(name string) {
	if t.n == 0 || name < t.first {
		t.first = name
	}
	t.n++
}

func (t *tally) error(what string) error {
	if t.n == 0 {
		return nil
	}
	if t.n == 1 {
		return fmt.Errorf("1 entry (%s) %s", t.first, what)
	}
	return fmt.Errorf("%d entries (%s …) %s", t.n, t.first, what)
}

func zipError(err error) error {
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("zip archive without its table of contents (cut in the middle?): %w", ErrDamaged)
	}
	return fmt.Errorf("zip archive: %w", plainError(err))
}

// sharedFile is an archive that its entries open together: its table of contents is read once, its descriptor is held only while an entry
// is being read, and nobody has to close it.
type sharedFile struct {
	open func() (*os.File, error)

	mu    sync.Mutex
	file  *os.File
	users int
}

func (s *sharedFile) acquire() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == 0 {
		f, err := openRegular(s.open)
		if err != nil {
			return err
		}
		s.file = f
	}
	s.users++
	return nil
}

func (s *sharedFile) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users--
	if s.users == 0 {
		s.file.Close() //nolint:errcheck,gosec // nothing was written
		s.file = nil
	}
}

// ReadAt reads from the archive while somebody uses it.
func (s *sharedFile) ReadAt(p []byte, off int64) (int, error) {
	s.mu.Lock()
	f := s.file
	s.mu.Unlock()
	if f == nil {
		return 0, fs.ErrClosed
	}
	return f.ReadAt(p, off)
}

func (s *sharedFile) entry(f *zip.File) (io.ReadCloser, error) {
	if err := s.acquire(); err != nil {
		return nil, err
	}
	r, err := f.Open()
	if err != nil {
		s.release()
		return nil, zipError(err)
	}
	return &entryReader{ReadCloser: r, release: sync.OnceFunc(s.release)}, nil
}

// entryReader reads one entry and lets go of the archive when it is closed.
type entryReader struct {
	io.ReadCloser
	release func()
}

func (e *entryReader) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, packingError("zip", err)
}

func (e *entryReader) Close() error {
	err := e.ReadCloser.Close()
	e.release()
	return err
}
