package incident

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pes-dev/pes/internal/atomicfile"
)

// DocumentName is the file of a genre's document: PES.md for "pes", PES.executive.md for "executive".
func DocumentName(genre string) string {
	if genre == "" || genre == "pes" {
		return "PES.md"
	}
	return "PES." + genre + ".md"
}

// Document is what stands where a document is to go.
type Document struct {
	Path   string
	Text   []byte // nil if there is nothing yet
	Exists bool
	Fixed  bool // a symbolic link, which is a person's decision and stays: the document goes beside it
}

// Version is a document on its way to a path: its text, and the generated text that is in it, which is kept as the base of the next merge.
type Version struct {
	Text       []byte
	Base       []byte
	Generation string // of Base; see BaseText
}

// Written says what became of a document.
type Written struct {
	Path   string // where it is now
	Beside string // the file that was left alone, so that the document went to another; "" if there was none
	Same   bool   // the file held these bytes already
}

var (
	errFolder = errors.New("it is a folder")
	// ErrReadOnly says that somebody took away the right to write a document: what can still be replaced is not meant to be.
	ErrReadOnly = errors.New("it is read-only")
	// ErrTooLarge says that a document is larger than what can be merged with.
	ErrTooLarge = errors.New("too large for a document")
	// ErrTaken says that a file holds something else, which nobody asked to give up.
	ErrTaken = errors.New("something else is there, and it is not overwritten")
	// ErrChanged says that a document is no longer what was read: somebody saved it meanwhile.
	ErrChanged = errors.New("it was changed meanwhile")
)

// ReadDocument reads what a path holds, at most limit bytes. Where nothing is, Exists is false. What cannot become a document is an error that
// names the path: a folder, a file that is read-only (ErrReadOnly), one above the limit (ErrTooLarge), a pipe within the incident folder.
// A device outside, such as /dev/null, holds nothing.
func (f *Folder) ReadDocument(path string, limit int64) (Document, error) {
	d, err := f.readDocument(path, limit)
	if err != nil {
		return Document{}, fmt.Errorf("writing %s: %w", path, plainError(err))
	}
	return d, nil
}

func (f *Folder) readDocument(path string, limit int64) (Document, error) {
	d := Document{Path: path}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if special(path) {
		if f.inside(path) {
			return d, errNotOurs
		}
		return d, nil
	}
	d.Fixed = info.Mode()&fs.ModeSymlink != 0
	if d.Fixed {
		info, err = os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) { // a link to nothing is a decision, too
			d.Exists = true
			return d, nil
		}
		if err != nil {
			return d, err
		}
	}
	switch {
	case info.IsDir():
		return d, errFolder
	case info.Size() > limit:
		return d, fmt.Errorf("%w: %d bytes, and at most %d can be read", ErrTooLarge, info.Size(), limit)
	case !d.Fixed && info.Mode().Perm()&0o200 == 0:
		return d, ErrReadOnly
	}
	d.Exists = true
	d.Text, err = readUpTo(path, limit)
	return d, err
}

// readUpTo reads a file whole; one that has grown past the limit since it was looked at is ErrTooLarge.
func readUpTo(path string, limit int64) ([]byte, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = ErrTooLarge
	}
	return text, err
}

// WriteDocument puts a version in the place of what was read of its path. The base comes first: a document whose base is missing would be
// merged less finely, and the other way round nothing is worse than a file too many. If the path no longer holds what was read, nothing is
// written and the error is ErrChanged; where the system can exchange two files (Linux), that is so to the last moment, elsewhere between the last
// look and the rename lies no more than the rename itself. The caller holds the lock.
func (f *Folder) WriteDocument(was Document, v Version) (Written, error) {
	if special(was.Path) {
		return Written{Path: was.Path}, f.files().WriteFile(was.Path, v.Text, 0o644)
	}
	if err := f.keepBase(was.Path, v); err != nil {
		return Written{}, err
	}
	w := Written{Path: was.Path, Same: was.Exists && bytes.Equal(was.Text, v.Text)}
	if !w.Same {
		if err := f.replace(was, v.Text); err != nil {
			return Written{}, err
		}
	}
	return w, f.dropBases(was.Path, v.Generation)
}

func (f *Folder) replace(was Document, text []byte) error {
	file, err := f.files().Create(was.Path, 0o644)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // after Commit it does nothing, and before there is an error to return already
	if _, err := file.Write(text); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	now, err := f.readDocument(was.Path, max(int64(len(was.Text)), 1))
	if err != nil && !errors.Is(err, ErrTooLarge) {
		return fmt.Errorf("writing %s: %w", was.Path, plainError(err))
	}
	if err != nil || now.Fixed != was.Fixed || !bytes.Equal(now.Text, was.Text) {
		return fmt.Errorf("writing %s: %w", was.Path, ErrChanged)
	}
	if err := file.CommitOver(was.Text); !errors.Is(err, atomicfile.ErrChanged) {
		return err
	}
	return fmt.Errorf("writing %s: %w", was.Path, ErrChanged)
}

// Reserved says whether a path is of a file in the folder that has another use: incident.yaml, evidence.jsonl, and what is in .pes.
func (f *Folder) Reserved(path string) bool {
	if f.Dir == "" {
		return false
	}
	name, _, _ := strings.Cut(f.name(path), "%2F")
	return name == ConfigName || name == EvidenceName || name == StateName
}

// Beside is where a document goes whose own file a person changed.
func Beside(path string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + ".new" + ext
}

// WriteFile writes text to a path where there is nothing yet, or the same text. Anything else there is left alone: ErrTaken.
func WriteFile(path string, text []byte) (Written, error) {
	w := Written{Path: path}
	if special(path) {
		return w, atomicfile.WriteFile(path, text, 0o644)
	}
	was, err := ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return w, atomicfile.WriteFile(path, text, 0o644)
	case err != nil:
		return Written{}, fmt.Errorf("writing %s: %w", path, plainError(err))
	case bytes.Equal(was, text):
		w.Same = true
		return w, nil
	}
	return Written{}, fmt.Errorf("writing %s: %w", path, ErrTaken)
}

func (f *Folder) inside(path string) bool {
	rel, _ := f.place(path)
	return rel != ""
}

// place is where a path lies in the folder, with slashes; "" if it does not. abs is the path from the root.
func (f *Folder) place(path string) (rel, abs string) {
	abs, errPath := filepath.Abs(path)
	dir, errDir := filepath.Abs(f.Dir)
	rel, errRel := filepath.Rel(dir, abs)
	if errors.Join(errPath, errDir, errRel) != nil || !filepath.IsLocal(rel) {
		return "", abs
	}
	return filepath.ToSlash(rel), abs
}

// OpenFile opens a file that a folder may hold, to read it. What is no file is refused: to open a pipe would be to wait for its other end.
func OpenFile(path string) (*os.File, error) {
	if special(path) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errNoFile}
	}
	return os.Open(path)
}

// ReadFile reads such a file whole.
func ReadFile(path string) ([]byte, error) {
	f, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(f)
}

// special says that a path is a device or a pipe, such as /dev/null, which is written to and never replaced. In the folder there are no such
// things by right.
func special(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// files writes files, and tells the folder's After of each step.
func (f *Folder) files() atomicfile.Writer { return atomicfile.Writer{After: f.After} }

// WriteEvidence writes evidence.jsonl whole. The caller holds the lock.
func (f *Folder) WriteEvidence(data []byte) error { return f.write(EvidenceName, data) }

// write writes a file of the folder's own. A link in its place is refused: the folder may come from a stranger, and what it leads to is not
// the folder's.
func (f *Folder) write(name string, data []byte) error {
	path := f.Path(name)
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("writing %s: %w", path, errNotOurs)
	}
	return f.files().WriteFile(path, data, 0o644)
}
