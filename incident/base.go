package incident

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
)

// baseDir is where in .pes the generated texts are that documents began with: one for each document, named after it and its generation. The
// base of the next version is written before the document and the one before is removed after it, so that a run that dies between the two
// leaves the document its base.
const baseDir = "base"

// generationForm is what a generation looks like. A document names its own, and a document may come from anybody: what is no such word is no
// name of a file.
var generationForm = regexp.MustCompile(`^[0-9a-z]{1,64}$`)

// maxBase is how large a base can be: it was generated.
const maxBase = 64 << 20

// BaseText is the generated text of a generation that the document at a path began with; nil if it is not known any more, which costs only the
// finer parts of a merge. A document that lost its ledger does not know its generation, which is "" then: the base is the only one that there
// is for it.
func (f *Folder) BaseText(path, generation string) []byte {
	if generation == "" {
		generation = f.onlyGeneration(path)
	}
	if f.Dir == "" || !generationForm.MatchString(generation) {
		return nil
	}
	name := f.Path(StateName, baseDir, f.baseName(path, generation))
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, err := readUpTo(name, maxBase)
	if err != nil {
		return nil
	}
	return text
}

// onlyGeneration is that of the only base which is kept for a path; "" if there is none, or more than one, as after a crash.
func (f *Folder) onlyGeneration(path string) string {
	list, err := os.ReadDir(f.Path(StateName, baseDir))
	if err != nil {
		return ""
	}
	found := ""
	for _, e := range list {
		generation, ok := strings.CutPrefix(e.Name(), f.name(path)+"~")
		if ok && found != "" {
			return ""
		}
		if ok {
			found = generation
		}
	}
	return found
}

// keepBase writes the base of a version.
func (f *Folder) keepBase(path string, v Version) error {
	if f.Dir == "" || !generationForm.MatchString(v.Generation) {
		return nil
	}
	if bytes.Equal(f.BaseText(path, v.Generation), v.Base) {
		return nil
	}
	if err := makeState(f.Path(StateName, baseDir)); err != nil {
		return fmt.Errorf("keeping the generated text: %w", plainError(err))
	}
	if err := f.writeState(baseDir+"/"+f.baseName(path, v.Generation), v.Base); err != nil {
		return fmt.Errorf("keeping the generated text: %w", err)
	}
	return nil
}

// dropBases removes the bases of a document but that of one generation.
func (f *Folder) dropBases(path, generation string) error {
	if f.Dir == "" {
		return nil
	}
	dir := f.Path(StateName, baseDir)
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("tidying %s: %w", dir, plainError(err))
	}
	keep, prefix := f.baseName(path, generation), f.name(path)+"~"
	for _, e := range list {
		if e.Name() == keep || !strings.HasPrefix(e.Name(), prefix) || !e.Type().IsRegular() {
			continue
		}
		if err := os.Remove(f.Path(StateName, baseDir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tidying %s: %w", dir, plainError(err))
		}
		f.files().Did("remove")
	}
	return nil
}

func (f *Folder) baseName(path, generation string) string { return f.name(path) + "~" + generation }

// name is a document's name among the bases: its own within the folder, a hash of the path outside.
func (f *Folder) name(path string) string {
	rel, abs := f.place(path)
	if rel != "" {
		return strings.ReplaceAll(rel, "/", "%2F")
	}
	return fmt.Sprintf("outside-%x", sha256.Sum256([]byte(abs)))
}

// leftover is the form of what a run leaves beside a file if it dies while writing it; see atomicfile.
var leftover = regexp.MustCompile(`^\..+\.[0-9a-f]{8}\.tmp$`)

// tidy removes what runs that died left of files of ours. The caller holds the lock: nobody else is writing one.
func (f *Folder) tidy() error {
	for _, dir := range []string{f.Dir, f.Path(StateName), f.Path(StateName, baseDir)} {
		list, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("tidying %s: %w", dir, plainError(err))
		}
		for _, e := range list {
			if !leftover.MatchString(e.Name()) || !e.Type().IsRegular() || dir == f.Dir && !ours(e.Name()) {
				continue
			}
			if err := os.Remove(dir + string(os.PathSeparator) + e.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("tidying %s: %w", dir, plainError(err))
			}
		}
	}
	return nil
}

// ours says of what was left beside a file in the folder that the file is one that pes writes there.
func ours(name string) bool {
	name = strings.TrimPrefix(name, ".")
	return strings.HasPrefix(name, "PES.") || strings.HasPrefix(name, EvidenceName+".") || strings.HasPrefix(name, ConfigName+".")
}
