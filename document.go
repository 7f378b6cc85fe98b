package pes

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/merge"
	"github.com/pes-dev/pes/templates"
)

// fresh is a document as it was generated, with its markers, and where it is to go.
type fresh struct {
	file  string
	genre templates.Genre
	text  []byte
}

// draft is a document on its way into a file, with what people wrote there merged into it.
type draft struct {
	was     incident.Document // what the file holds
	version incident.Version
	changes []merge.Change
	beside  string // the file that is left alone, so that the draft is for another; "" if there is none
	genre   string // of the document that the file held, if it was of another genre; "" if not
}

// errLeftAlone says of a file that it is a person's as a whole: nothing of ours is in it, or it is a link.
var errLeftAlone = errors.New("left as it is")

// draft merges a document into what its file holds. What was never ours is left alone, and the draft is
// for the file beside it; where there is no folder, nothing was asked for but this file, and it is an error.
func (j *job) draft(f fresh) (*draft, error) {
	d, err := j.mergeInto(f)
	if !errors.Is(err, errLeftAlone) {
		return d, err
	}
	if j.folder.Dir == "" {
		return nil, fmt.Errorf("writing %s: %w", f.file, incident.ErrTaken)
	}
	left := f.file
	f.file = incident.Beside(left)
	d, err = j.mergeInto(f)
	if errors.Is(err, errLeftAlone) {
		err = fmt.Errorf("writing %s: nothing of pes is in it, nor in %s, so that neither is overwritten", left, f.file)
		return nil, &Error{Err: err, Hint: "remove the second, or name another file: -o FILE"}
	}
	if err != nil {
		return nil, err
	}
	d.beside = left
	return d, nil
}

// mergeInto is the draft for one file.
func (j *job) mergeInto(f fresh) (*draft, error) {
	was, err := j.folder.ReadDocument(f.file, merge.MaxSize)
	if err != nil {
		return nil, err
	}
	d := &draft{was: was, version: incident.Version{Text: f.text, Base: f.text, Generation: merge.Generation(f.text)}}
	switch {
	case was.Fixed:
		return nil, errLeftAlone
	case len(bytes.TrimSpace(was.Text)) == 0:
		return d, nil
	}
	if before := merge.Genre(was.Text); before != "" && before != f.genre.Name {
		if f.genre.Public {
			return nil, &Error{
				Err:   fmt.Errorf("writing %s: it holds a document of genre %s, and what people wrote there was not written for the public", f.file, before),
				Hint:  "leave out -o, or name another file",
				Usage: true,
			}
		}
		d.genre = before
	}
	merged, err := merge.Merge(was.Text, j.folder.BaseText(f.file, merge.Generation(was.Text)), f.text)
	if errors.Is(err, merge.ErrForeign) {
		return nil, errLeftAlone
	}
	if err != nil {
		return nil, unmergeable(f.file, err)
	}
	d.version.Text, d.changes = merged.Document, merged.Changes
	return d, nil
}

// unmergeable says where a document cannot be merged with, and what to do about it.
func unmergeable(file string, err error) error {
	e := &Error{Err: fmt.Errorf("merging with %s: %w", file, err), Hint: "-o FILE writes the new document elsewhere, -o - prints it"}
	if m, ok := errors.AsType[*merge.Error](err); ok && m.Line > 0 {
		e.Err = fmt.Errorf("merging with what people wrote: %s:%d: %w", file, m.Line, m.Err)
	}
	switch {
	case errors.Is(err, merge.ErrConflict):
		e.Hint = "choose between the two sides there, then run it again; until then nothing is written"
	case errors.Is(err, merge.ErrEncoding):
		e.Hint = "save it as UTF-8 (iconv -f ISO-8859-1 -t UTF-8, or -f UTF-16), then run it again; until then nothing is written"
	}
	return e
}

// diff is what would change in the file, as a unified diff; empty if nothing would.
func (d *draft) diff() []byte {
	name := Plain(filepath.ToSlash(d.was.Path))
	changes := diff.Diff(name, d.was.Text, name+" (generated)", d.version.Text)
	if changes == nil {
		return []byte{}
	}
	return changes
}

// maxTries is how often a document is merged anew that somebody keeps saving meanwhile.
const maxTries = 5

// write writes the evidence and the document into the folder, or the document alone where there is no folder. The document comes last: one
// that is there tells that its evidence is. If somebody saves the file between reading and writing it, their text is merged with.
func (j *job) write(ctx context.Context, ev *evidence, d *draft, f fresh) (*draft, incident.Written, error) {
	if err := ctx.Err(); err != nil {
		return d, incident.Written{}, err
	}
	if j.folder.Dir != "" {
		if err := j.keep(ctx, ev); err != nil {
			return d, incident.Written{}, err
		}
	}
	for try := 1; ; try++ {
		w, err := j.folder.WriteDocument(d.was, d.version)
		if !errors.Is(err, incident.ErrChanged) || try == maxTries {
			w.Beside = d.beside
			return d, w, err
		}
		if d, err = j.draft(f); err != nil {
			return d, incident.Written{}, err
		}
	}
}
