package pes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/templates"
)

// TemplatesOptions says how to list the genres.
type TemplatesOptions struct {
	Format string // one of TemplatesFormats; "" is the first
	Width  int    // of the terminal, for a table; 0 if it is not known
	Colour bool   // whether a table may have colours
}

// TemplatesFormats lists the formats of the list of genres, the default first.
func TemplatesFormats() []string { return []string{"table", "json"} }

// Templates lists the genres that there are for a request: the built-in ones, the user's own, and those of the folder. A request without a folder
// is one without a folder's genres. All templates are checked, so that a list without an error is one of genres that can be used.
func Templates(r Request, o TemplatesOptions) (*Result, error) {
	if o.Format == "" {
		o.Format = TemplatesFormats()[0]
	}
	if !slices.Contains(TemplatesFormats(), o.Format) {
		err := fmt.Errorf("no format %q of the genres: there are %s", o.Format, strings.Join(TemplatesFormats(), ", "))
		return nil, &Error{Err: err, Usage: true}
	}
	set, err := genresOf(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if o.Format == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		err = enc.Encode(described(set))
	} else {
		err = render.GenreTable(&b, set.List(), render.TerminalOptions{Width: o.Width, Color: o.Colour})
	}
	if err != nil {
		return nil, fmt.Errorf("listing the genres: %w", err)
	}
	return &Result{Text: b.Bytes()}, nil
}

// description is a genre in the list of them, in JSON.
type description struct {
	Name     string `json:"name"`
	For      string `json:"for"`
	Origin   string `json:"origin"` // built-in, or the template's file
	Nameless bool   `json:"nameless"`
	Public   bool   `json:"public"`
}

func described(set *templates.Set) []description {
	var out []description
	for _, t := range set.List() {
		out = append(out, description{Plain(t.Name), Plain(t.For), Plain(render.Origin(t)), t.Nameless, t.Public})
	}
	return out
}

// ShowTemplate is the source of a genre, to start from: saved as NAME.md.tmpl in a folder of templates, it writes what the genre writes.
func ShowTemplate(r Request, genre string) (*Result, error) {
	set, err := genresOf(r)
	if err != nil {
		return nil, err
	}
	t, err := set.Find(genre)
	if err != nil {
		return nil, &Error{Err: err, Usage: true}
	}
	return &Result{Text: []byte(t.Shown())}, nil
}

// TemplateFields is the reference of all that a template can name: fields, functions and shared pieces, in Markdown.
func TemplateFields() *Result { return &Result{Text: []byte(templates.Fields)} }

// GenreNames lists the names of the genres that there are for a request, the default first; those that can be known where a template cannot be used.
func GenreNames(r Request) []string {
	set, err := genresOf(r)
	if err != nil {
		return Genres()
	}
	names := []string{templates.Default}
	for _, t := range set.List() {
		if t.Name != templates.Default {
			names = append(names, t.Name)
		}
	}
	return names
}

// genresOf is the genres for a request whose folder has not been opened.
func genresOf(r Request) (*templates.Set, error) {
	j := &job{Request: r, folder: &incident.Folder{}, config: &incident.Config{}}
	if r.Dir != "" {
		var err error
		if j, err = open(r); err != nil {
			return nil, err
		}
	}
	return j.genres()
}

// genres is the built-in genres, in their place those of the user's own, and in the place of both those of the folder that incident.yaml names.
// Every template is checked, also those that nobody asks for: a mistake is found when it is made, and not in the night in which the document is
// needed.
func (j *job) genres() (*templates.Set, error) {
	set, err := templates.Builtin()
	if err != nil {
		return nil, err
	}
	var wrong []error
	if j.UserTemplates != "" {
		wrong = append(wrong, addUserFolder(set, j.UserTemplates))
	}
	if dir := j.config.Templates; dir != "" {
		if !filepath.IsAbs(dir) {
			dir = j.folder.Path(filepath.FromSlash(dir))
		}
		wrong = append(wrong, addIncidentFolder(set, dir))
	}
	for _, t := range set.List() {
		if t.File != "" {
			wrong = append(wrong, render.Check(t))
		}
	}
	return set, explained(errors.Join(wrong...))
}

// addUserFolder adds the templates of the user's own folder. Most have none, and some programs are run with a home that they may not look into.
func addUserFolder(set *templates.Set, dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return nil //nolint:nilerr // nobody named this folder
	}
	return set.Add(os.DirFS(dir), dir)
}

// addIncidentFolder adds the templates of a folder that incident.yaml names. It may come from a stranger, so that links in it lead nowhere else.
func addIncidentFolder(set *templates.Set, dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return &templates.LoadError{Problems: []string{fmt.Sprintf("%s: the folder of templates: in %s: %v", dir, incident.ConfigName, plainCause(err))}}
	}
	defer root.Close() //nolint:errcheck // nothing was written
	return set.Add(root.FS(), dir)
}

func plainCause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
