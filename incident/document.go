package incident

import (
	"bytes"
	"crypto/sha256"
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

// Written says what became of a document.
type Written struct {
	Path   string // where it is now
	Edited string // the file that a person changed and that was therefore left alone; "" if there was none
	Same   bool   // the file held these bytes already
}

// EditedError says that a document could not be written without losing a person's words.
type EditedError struct{ Path, Beside string }

func (e *EditedError) Error() string {
	if e.Beside == "" {
		return e.Path + " is there already, and not as pes would write it"
	}
	return fmt.Sprintf("%s and %s were both changed by hand, and neither is overwritten", e.Path, e.Beside)
}

// WriteDocument writes a document to a path, inside the folder or not. A file there that is not, byte for byte, what was last generated
// belongs to a person: it is left alone, and the document goes beside it, PES.new.md for PES.md. If a person changed that too, the error is
// an *EditedError. The generated text is kept in .pes: it tells the next run which words are a person's, and is what a merge starts from. A
// symbolic link is a person's decision, and left alone likewise. The caller holds the lock.
func (f *Folder) WriteDocument(path string, text []byte) (Written, error) {
	free, err := f.replaceable(path, text)
	if err != nil {
		return Written{}, err
	}
	if free {
		return f.put(path, text)
	}
	beside := Beside(path)
	if free, err = f.replaceable(beside, text); err != nil {
		return Written{}, err
	}
	if !free {
		return Written{}, &EditedError{Path: path, Beside: beside}
	}
	w, err := f.put(beside, text)
	w.Edited = path
	return w, err
}

// Reserved says whether a path is of a file in the folder that has another use: incident.yaml, evidence.jsonl, and what is in .pes.
func (f *Folder) Reserved(path string) bool {
	if f.Dir == "" {
		return false
	}
	name, _, _ := strings.Cut(f.base(path), "%2F")
	return name == ConfigName || name == EvidenceName || name == StateName
}

// Beside is where a document goes whose own file a person changed.
func Beside(path string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + ".new" + ext
}

// WriteFile writes text to a path where there is nothing yet, or the same text. Anything else there is left alone: *EditedError.
func WriteFile(path string, text []byte) (Written, error) {
	if special(path) {
		return Written{Path: path}, atomicfile.WriteFile(path, text, 0o644)
	}
	was, err := ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return Written{}, fmt.Errorf("writing %s: %w", path, plainError(err))
	case bytes.Equal(was, text):
		return Written{Path: path, Same: true}, nil
	default:
		return Written{}, &EditedError{Path: path}
	}
	return Written{Path: path}, atomicfile.WriteFile(path, text, 0o644)
}

// replaceable says whether what is at path may give way to text.
func (f *Folder) replaceable(path string, text []byte) (bool, error) {
	if special(path) {
		if f.inside(path) {
			return false, fmt.Errorf("writing %s: %w", path, errNotOurs)
		}
		return true, nil
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("writing %s: %w", path, plainError(err))
	}
	if info.IsDir() {
		return false, fmt.Errorf("writing %s: it is a folder", path)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return false, nil
	}
	was, err := ReadFile(path)
	if err != nil {
		return false, fmt.Errorf("writing %s: %w", path, plainError(err))
	}
	if bytes.Equal(was, text) {
		return true, nil
	}
	base, beside := f.base(path), f.base(Beside(path)) // the one beside it may have been put in its place
	for _, name := range []string{base, base + nextSuffix, beside, beside + nextSuffix} {
		last, err := ReadFile(f.Path(StateName, name))
		if err == nil && bytes.Equal(was, last) {
			return true, nil
		}
	}
	return false, nil
}

// nextSuffix is that of the text that is about to become the last generated one. Both it and the one before are known while the document is
// being replaced, so that a run that dies in the middle leaves nothing that looks like a person's edit.
const nextSuffix = ".next"

// put writes text to path, and keeps it as the last generated text.
func (f *Folder) put(path string, text []byte) (Written, error) {
	if special(path) {
		return Written{Path: path}, atomicfile.WriteFile(path, text, 0o644)
	}
	was, err := ReadFile(path)
	same := err == nil && bytes.Equal(was, text)
	base := f.base(path)
	if err := f.writeState(base+nextSuffix, text); err != nil {
		return Written{}, err
	}
	if !same {
		if err := atomicfile.WriteFile(path, text, 0o644); err != nil {
			return Written{}, err
		}
	}
	if err := os.Rename(f.Path(StateName, base+nextSuffix), f.Path(StateName, base)); err != nil {
		return Written{}, fmt.Errorf("keeping the generated text: %w", err)
	}
	return Written{Path: path, Same: same}, nil
}

// base is the name in .pes of the text last generated for a path: the document's own name within the folder, a hash of the path outside.
func (f *Folder) base(path string) string {
	rel, abs := f.place(path)
	if rel != "" {
		return strings.ReplaceAll(rel, "/", "%2F")
	}
	return fmt.Sprintf("outside-%x.md", sha256.Sum256([]byte(abs)))
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

// WriteEvidence writes evidence.jsonl whole. The caller holds the lock.
func (f *Folder) WriteEvidence(data []byte) error { return f.write(EvidenceName, data) }

// write writes a file of the folder's own. A link in its place is refused: the folder may come from a stranger, and what it leads to is not
// the folder's.
func (f *Folder) write(name string, data []byte) error {
	path := f.Path(name)
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("writing %s: %w", path, errNotOurs)
	}
	return atomicfile.WriteFile(path, data, 0o644)
}
