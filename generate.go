package pes

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/merge"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/templates"
)

// Stdout as a file's name means that the result is to be printed.
const Stdout = "-"

// GenerateOptions says what to make of the evidence, and where it goes.
type GenerateOptions struct {
	Genre string // "" is the first of Genres
	File  string // where to; "" is the genre's file in the folder, and Stdout without a folder
	Diff  bool   // print what would change, and write nothing
}

// Genres lists the genres of documents, the default first.
func Genres() []string {
	names := []string{templates.Default}
	for _, g := range templates.List() {
		if g.Name != templates.Default {
			names = append(names, g.Name)
		}
	}
	return names
}

// Generate is the main job, and the whole way in one place: collect → redact → timeline → summary → render → merge → write. With sources that
// failed or files that are damaged it makes the document of the rest, and says so in the document and in the result's Sources.
func Generate(ctx context.Context, r Request, o GenerateOptions) (*Result, error) {
	j, err := open(r)
	if err != nil {
		return nil, err
	}
	template, err := o.check(j)
	if err != nil {
		return nil, err
	}
	if o.writes() {
		unlock, err := j.lock(ctx)
		if err != nil {
			return nil, err
		}
		defer unlock()
		j.stores = j.folder.Dir != ""
	}
	ev, err := j.gather(ctx) // collect, merge, redact
	if err != nil {
		return nil, err
	}
	s := j.identities(ev, j.build(ev), template.Genre) // timeline, summary, people
	document, err := render.Document(s, template, render.Options{})
	if err != nil {
		return nil, explained(err)
	}
	marked, err := merge.Mark(document)
	if err != nil {
		return nil, err
	}
	result := &Result{Sources: j.sources(ev)}
	result.Sources.Unread = append(result.Sources.Unread, j.cautions(template.Genre)...)
	if o.File == Stdout {
		result.Text = marked
		return result, nil
	}
	f := fresh{o.File, template.Genre, marked}
	d, err := j.draft(f)
	switch {
	case err != nil:
	case o.Diff:
		result.Text = d.diff()
	default:
		d, result.Written, err = j.write(ctx, ev, d, f)
	}
	if err != nil {
		return nil, explained(err)
	}
	result.Merged = d.told()
	return result, nil
}

// check completes the options, and refuses what makes no sense. It returns the genre's template.
func (o *GenerateOptions) check(j *job) (templates.Template, error) {
	set, err := j.genres()
	if err != nil {
		return templates.Template{}, err
	}
	t, err := set.Find(o.Genre)
	if err != nil {
		return t, &Error{Err: err, Usage: true, Hint: "\"pes templates\" says what each is for"}
	}
	if err := j.refused(t.Genre); err != nil {
		return t, err
	}
	o.File = stdout(o.File)
	if o.File != "" {
		return t, reserved(j.folder, o.File)
	}
	o.File = Stdout
	if j.folder.Dir != "" {
		o.File = j.folder.Path(incident.DocumentName(t.Name))
	}
	return t, nil
}

// stdout is a file's name, the usual one of standard output as Stdout: a shell may have redirected that to a file, which is not to be replaced
// while it is being written to.
func stdout(file string) string {
	if file == "/dev/stdout" {
		return Stdout
	}
	return file
}

// reserved refuses to write a result over what the folder keeps for another use.
func reserved(f *incident.Folder, file string) error {
	if !f.Reserved(file) {
		return nil
	}
	return &Error{Err: fmt.Errorf("writing %s: the incident folder keeps it for another use", file), Usage: true, Hint: "name another file"}
}

func (o *GenerateOptions) writes() bool { return o.File != Stdout && !o.Diff }

// keep writes evidence.jsonl and the manifest.
func (j *job) keep(ctx context.Context, ev *evidence) error {
	stored := ev.Batch
	stored.Events = append(slices.Clone(ev.Events), j.beyond...)
	var b bytes.Buffer
	if err := event.Write(&b, stored); err != nil {
		return err
	}
	m, err := j.manifest(ctx, ev)
	if err != nil {
		return err
	}
	if err := j.folder.WriteEvidence(b.Bytes()); err != nil {
		return err
	}
	return j.folder.WriteManifest(m)
}
