package templates_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/templates"
)

func builtin(t *testing.T) *templates.Set {
	t.Helper()
	s, err := templates.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func file(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestAFolderAddsGenresAndTakesThePlaceOfOthers(t *testing.T) {
	s := builtin(t)
	was := len(s.List())
	err := s.Add(fstest.MapFS{
		"weekly.md.tmpl":    file("{{/* for: the weekly review; nameless */}}\nx"),
		"pes.md.tmpl":       file("mine"),
		"public.md.tmpl":    file("mine"),
		"out.md.tmpl":       file("\n{{- /* FOR:  for\n customers: all;  Public; */ -}}\nx"),
		"plain.md.tmpl":     file("{{/* a comment like any other; with a semicolon */}}x"),
		"none.md.tmpl":      file("x{{/* for: not the first; public */}}"),
		"README.md":         file("no template"),
		".hidden.md.tmpl":   file("\xff"),
		"weekly.md.tmpl~":   file("\xff"),
		"sub/other.md.tmpl": file("\xff"),
	}, "tpl")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.List()); n != was+4 {
		t.Errorf("%d genres, want 4 more than %d", n, was)
	}
	for _, want := range []templates.Template{
		{Genre: templates.Genre{Name: "weekly", For: "the weekly review", Nameless: true}, File: filepath.Join("tpl", "weekly.md.tmpl")},
		{Genre: templates.Genre{Name: "out", For: "for customers: all", Nameless: true, Public: true}, File: filepath.Join("tpl", "out.md.tmpl")},
		{Genre: templates.Genre{Name: "plain"}, File: filepath.Join("tpl", "plain.md.tmpl")},
		{Genre: templates.Genre{Name: "none"}, File: filepath.Join("tpl", "none.md.tmpl")},
	} {
		got, err := s.Find(want.Name)
		got.Source = ""
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s (-want +got): %v\n%s", want.Name, err, d)
		}
	}
	if got, _ := s.Find(""); got.Name != "pes" || got.Source != "mine" || got.For == "" {
		t.Errorf("the default is not the one in its place, with what it is for: %+v", got)
	}
	if got, _ := s.Find("public"); got.Source != "mine" || !got.Public || !got.Nameless {
		t.Errorf("the one in the place of public names what is internal: %+v", got)
	}
}

func TestAllThatIsWrongWithFilesIsTold(t *testing.T) {
	many := fstest.MapFS{}
	for i := range templates.MaxFiles + 1 {
		many[fmt.Sprintf("t%d.md.tmpl", i)] = file("x")
	}
	for _, c := range []struct {
		name   string
		folder fstest.MapFS
		want   []string
	}{
		{"not UTF-8", fstest.MapFS{"a.md.tmpl": file("x\nsch\xf6n"), "b.md.tmpl": file("\xff\xfex\x00")}, []string{"tpl/a.md.tmpl:2: not UTF-8", "tpl/b.md.tmpl:1: not UTF-8"}},
		{"a control character", fstest.MapFS{"a.md.tmpl": file("x\n\n\x00"), "b.md.tmpl": file("\x1b[31m")}, []string{"tpl/a.md.tmpl:3: a control character (U+0000)", "tpl/b.md.tmpl:1: a control character (U+001B)"}},
		{"too large", fstest.MapFS{"a.md.tmpl": file(strings.Repeat("x", templates.MaxBytes+1))}, []string{"tpl/a.md.tmpl: larger than 256 KiB"}},
		{"too many", many, []string{"tpl: more than 100 templates"}},
		{"a folder", fstest.MapFS{"a.md.tmpl/x": file("x")}, []string{"tpl/a.md.tmpl: it is not a file"}},
		{"names", fstest.MapFS{"A.md.tmpl": file(""), "a b.md.tmpl": file(""), "a.tmpl": file(""), "new.md.tmpl": file(""), "-.md.tmpl": file(""), strings.Repeat("a", 41) + ".md.tmpl": file("")}, []string{
			`tpl/A.md.tmpl: "A" cannot`, `tpl/a b.md.tmpl: "a b" cannot`, "tpl/a.tmpl: not read", "tpl/new.md.tmpl: no genre", `tpl/-.md.tmpl: "-" cannot`, "at most 40",
		}},
		{"what it says of itself", fstest.MapFS{"a.md.tmpl": file("{{/* for: x; publik */}}"), "b.md.tmpl": file("{{/* for: x, public */}}"), "c.md.tmpl": file("{{/* public; for all */}}")}, []string{
			`tpl/a.md.tmpl:1: "publik" says nothing`, "tpl/b.md.tmpl:1: put a ;", `tpl/c.md.tmpl:1: "for all" says nothing`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := builtin(t)
			err := s.Add(c.folder, "tpl")
			if err == nil {
				t.Fatal("no error")
			}
			for _, w := range c.want {
				if !strings.Contains(filepath.ToSlash(err.Error()), w) {
					t.Errorf("%q is not in the error: %v", w, err)
				}
			}
		})
	}
}

func TestLineEndsAndByteOrderMarksAreReadRight(t *testing.T) {
	s := builtin(t)
	if err := s.Add(fstest.MapFS{"a.md.tmpl": file("\ufeff{{/* for: x */}}\r\n# y\r\n\tz")}, "tpl"); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.Find("a"); got.Source != "{{/* for: x */}}\n# y\n\tz" || got.For != "x" {
		t.Errorf("%+v", got)
	}
}

func TestLinksDoNotLeadOutOfAFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege on Windows")
	}
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret")
	for name, to := range map[string]string{"inside.md.tmpl": "real.md.tmpl", "outside.md.tmpl": outside, "gone.md.tmpl": "nowhere", "loop.md.tmpl": "loop.md.tmpl"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{outside, filepath.Join(dir, "real.md.tmpl")} {
		if err := os.WriteFile(name, []byte("hidden"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := builtin(t)
	err = s.Add(root.FS(), "tpl")
	if err == nil || strings.Contains(err.Error(), "inside") || strings.Count(err.Error(), "\n") != 2 || strings.Contains(err.Error(), "hidden") {
		t.Errorf("the error tells not of the three links that lead nowhere, but: %v", err)
	}
	for _, t2 := range s.List() {
		if t2.Name == "outside" {
			t.Error("a link out of the folder was followed")
		}
	}
}

// TestShownSaysWhatTheGenreIs: saved under another name, what is shown keeps what the genre promises.
func TestShownSaysWhatTheGenreIs(t *testing.T) {
	all := builtin(t)
	folder := fstest.MapFS{}
	for _, g := range all.List() {
		folder["my-"+g.Name+templates.Suffix] = file(g.Shown())
	}
	own := builtin(t)
	if err := own.Add(folder, "tpl"); err != nil {
		t.Fatal(err)
	}
	for _, g := range all.List() {
		got, err := own.Find("my-" + g.Name)
		if err != nil || got.For != strings.ReplaceAll(g.For, ";", ",") || got.Public != g.Public || got.Nameless != g.Nameless {
			t.Errorf("%s: %v\n got %+v\nwant %+v", g.Name, err, got.Genre, g.Genre)
		}
		if got.Shown() != got.Source {
			t.Errorf("%s: what people wrote is not shown as it is", g.Name)
		}
	}
}

// FuzzLoad: no file makes reading a folder panic, and what is read is text.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("{{/* for: x; public */}}\r\n\xef\xbb\xbf"))
	f.Add([]byte("\xff{{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := &templates.Set{}
		if err := s.Add(fstest.MapFS{"a.md.tmpl": {Data: b}}, "tpl"); err != nil {
			return
		}
		got, err := s.Find("a")
		if err != nil || strings.Contains(got.Source, "\x00") || got.Public && !got.Nameless || strings.Contains(got.For, "\n") {
			t.Errorf("%q became %+v, %v", b, got, err)
		}
	})
}
