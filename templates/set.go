package templates

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Suffix is what the name of a template's file ends with, behind the name of its genre: NAME.md.tmpl.
const Suffix = ".md.tmpl"

// What a folder of templates may hold at most: the largest genre has 10 kB, and nobody chooses among hundreds.
const (
	MaxBytes = 256 << 10 // of a file
	MaxFiles = 100
)

// Template is a genre with the template that writes it.
type Template struct {
	Genre
	File   string // where it comes from, as people know the file; "" for a built-in genre
	Source string
}

// Set is the genres of which one can be chosen: the built-in ones, and those of people's own. Its zero value is empty.
type Set struct {
	list []Template // in the order of their names
}

// Builtin is the set of the built-in genres.
func Builtin() (*Set, error) {
	s := &Set{}
	for _, g := range List() {
		source, err := Source(g.Name)
		if err != nil {
			return nil, err
		}
		s.put(Template{Genre: g, Source: source})
	}
	return s, nil
}

// List is the genres in the order of their names.
func (s *Set) List() []Template { return slices.Clone(s.list) }

// Find is the genre of a name; "" is Default. The error for a name that is none lists those that are.
func (s *Set) Find(name string) (Template, error) {
	if name == "" {
		name = Default
	}
	var known []string
	for _, t := range s.list {
		if t.Name == name {
			return t, nil
		}
		known = append(known, t.Name)
	}
	return Template{}, fmt.Errorf("no genre %q: there are %s", name, strings.Join(known, ", "))
}

// put adds a template, in the place of one of its name. What that one kept to itself, the new one keeps: a genre for readers outside stays
// one, whoever writes its template.
func (s *Set) put(t Template) {
	i, found := slices.BinarySearchFunc(s.list, t, func(a, b Template) int { return strings.Compare(a.Name, b.Name) })
	if !found {
		s.list = slices.Insert(s.list, i, t)
		return
	}
	was := s.list[i]
	t.Public, t.Nameless = t.Public || was.Public, t.Nameless || was.Nameless
	if t.For == "" {
		t.For = was.For
	}
	s.list[i] = t
}

// LoadError is everything that is wrong with the files of a folder of templates, apart from what they say.
type LoadError struct{ Problems []string }

func (e *LoadError) Error() string { return strings.Join(e.Problems, "\n") }

// Add reads the templates of a folder, each NAME.md.tmpl a genre of that name, and puts them into the set, in the place of those of the same name.
// dir is how people know the folder: errors and Template.File begin with it. All that is wrong is in the error, a *LoadError; what the
// templates say is not looked at.
func (s *Set) Add(folder fs.FS, dir string) error {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return &LoadError{[]string{fmt.Sprintf("%s: %v", dir, plain(err))}}
	}
	var wrong LoadError
	files := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".tmpl") || strings.HasPrefix(e.Name(), ".") {
			continue // what people keep beside templates: a README, an editor's copies
		}
		if files++; files > MaxFiles {
			wrong.Problems = append(wrong.Problems, fmt.Sprintf("%s: more than %d templates", dir, MaxFiles))
			break
		}
		t, err := load(folder, e.Name())
		t.File = filepath.Join(dir, e.Name())
		if err != nil {
			wrong.Problems = append(wrong.Problems, fmt.Sprintf("%s%v", t.File, err))
			continue
		}
		s.put(t)
	}
	if len(wrong.Problems) > 0 {
		return &wrong
	}
	return nil
}

// plain is what went wrong, without the path, which the caller names.
func plain(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// genreName is what a genre can be called: its name becomes a part of files' names and of marks in documents. "new" is what a document is
// called that cannot be put in the place of another.
var genreName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

const maxName = 40

// load reads one file. The error begins with where in the file it is.
func load(folder fs.FS, file string) (Template, error) {
	name, ok := strings.CutSuffix(file, Suffix)
	switch {
	case !ok:
		return Template{}, fmt.Errorf(": not read: a template's file is called NAME%s", Suffix)
	case !genreName.MatchString(name) || len(name) > maxName:
		return Template{}, fmt.Errorf(": %q cannot be the name of a genre: it is made of small letters, digits and single hyphens, at most %d", name, maxName)
	case name == "new":
		return Template{}, errors.New(": no genre can be called new: PES.new.md is what a document is called that cannot be put in the place of another")
	}
	source, err := read(folder, file)
	if err != nil {
		return Template{}, err
	}
	g, err := header(source)
	g.Name = name
	return Template{Genre: g, Source: source}, err
}

// read is the text of a file, with line ends as templates have them and without a byte-order mark.
func read(folder fs.FS, file string) (string, error) {
	info, err := fs.Stat(folder, file)
	if err != nil {
		return "", fmt.Errorf(": %w", plain(err))
	}
	if !info.Mode().IsRegular() { // to open a pipe would be to wait for its other end
		return "", errors.New(": it is not a file")
	}
	f, err := folder.Open(file)
	if err != nil {
		return "", fmt.Errorf(": %w", plain(err))
	}
	defer f.Close() //nolint:errcheck // nothing was written
	b, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return "", fmt.Errorf(": %w", plain(err))
	}
	return text(b)
}

func text(b []byte) (string, error) {
	if len(b) > MaxBytes {
		return "", fmt.Errorf(": larger than %d KiB: this is no template", MaxBytes>>10)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	s := strings.ReplaceAll(string(b), "\r\n", "\n")
	line := 1
	for i, r := range s {
		if _, n := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && n == 1 {
			return "", fmt.Errorf(":%d: not UTF-8: save the file in that encoding", line)
		}
		switch {
		case r == '\n':
			line++
		case r < ' ' && r != '\t' || r == 0x7f:
			return "", fmt.Errorf(":%d: a control character (U+%04X): a template is text", line, r)
		}
	}
	return s, nil
}

var (
	firstComment = regexp.MustCompile(`^\s*\{\{(?:- )?/\*((?s:.*?))\*/(?: -)?\}\}`)
	commaFlag    = regexp.MustCompile(`(?i),\s*(?:public|nameless)\.?$`)
)

// header reads what a template says of itself in its first comment: what it is for, and for whom.
//
//	{{/* for: the weekly review; nameless */}}
//
// A comment that says nothing of this kind is one like any other.
func header(source string) (Genre, error) {
	m := firstComment.FindStringSubmatch(source)
	if m == nil {
		return Genre{}, nil
	}
	var g Genre
	var unknown []string
	said := false
	for part := range strings.SplitSeq(m[1], ";") {
		part = strings.Join(strings.Fields(part), " ")
		key, value, _ := strings.Cut(part, ":")
		switch word := strings.ToLower(key); {
		case word == "for":
			g.For, said = strings.TrimSpace(value), true
		case word == "public" && value == "":
			g.Public, said = true, true
		case word == "nameless" && value == "":
			g.Nameless, said = true, true
		case part != "":
			unknown = append(unknown, part)
		}
	}
	switch {
	case !said:
		return Genre{}, nil
	case len(unknown) > 0:
		return g, fmt.Errorf(":1: %q says nothing in a template's first comment: {{/* for: what it is for; nameless; public */}}", unknown[0])
	case commaFlag.MatchString(g.For):
		return g, fmt.Errorf(":1: put a ; before the last word, which is a part of the description otherwise: %q", g.For)
	}
	g.Nameless = g.Nameless || g.Public
	return g, nil
}

// Shown is the source of a template to start from. What a built-in genre says of itself comes first, so that it stays true under another name.
func (t Template) Shown() string {
	if t.File != "" {
		return t.Source
	}
	about := "for: " + strings.ReplaceAll(t.For, ";", ",")
	if t.Nameless {
		about += "; nameless"
	}
	if t.Public {
		about += "; public"
	}
	pieces := ""
	if strings.Contains(t.Source, "{{template ") {
		pieces = "{{/* template calls a piece that genres share; pes templates fields has these pieces, and all fields and functions */ -}}\n"
	}
	return "{{/* " + about + " */ -}}\n" + pieces + t.Source
}
