package pes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestBadDocuments: a file that cannot be merged with is left as it is, byte for byte, and the error says where and what to do.
func TestBadDocuments(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(text string) string
		want string // of the error
		hint string
	}{
		{"conflict", func(s string) string {
			return strings.Replace(s, "## Summary\n", "## Summary\n\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> branch\n", 1)
		}, "PES.md:11: ", "choose between the two sides"},
		{"Latin-1", func(s string) string { return s + "\nCaf\xe9\n" }, "UTF-8", "save it as UTF-8"},
		{"UTF-16", func(string) string { return "\xff\xfe#\x00 \x00a\x00\n\x00" }, "UTF-", "-f UTF-16"},
		{"50 MB", func(s string) string { return s + strings.Repeat("A person wrote this line.\n", 2_000_000) }, "at most", "-o FILE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			prepareEdited(t, dir)
			path := filepath.Join(dir, "PES.md")
			text := tt.edit(readAll(t, dir)["PES.md"])
			save(t, path, text)
			_, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{})
			if err == nil {
				t.Fatal("no error")
			}
			lines, hint := Explain(err)
			if !strings.Contains(strings.Join(lines, "\n"), tt.want) || !strings.Contains(hint, tt.hint) || !strings.Contains(lines[0], path) {
				t.Errorf("%q, %q", lines, hint)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != text {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// TestDocumentForms: what editors make of a file stays as they made it.
func TestDocumentForms(t *testing.T) {
	for name, edit := range map[string]func(string) string{
		"CRLF":             func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"byte-order mark":  func(s string) string { return "\ufeff" + s },
		"both":             func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
		"no last line end": func(s string) string { return strings.TrimRight(s, "\n") },
		"NUL": func(s string) string {
			return strings.Replace(s, "A person wrote this.", "A person wrote this.\x00", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			prepareEdited(t, dir)
			path := filepath.Join(dir, "PES.md")
			save(t, path, edit(readAll(t, dir)["PES.md"]))
			generateIn(t, dir, nil)
			got := readAll(t, dir)["PES.md"]
			if !strings.Contains(got, "A person wrote this.") || !strings.Contains(got, "room closed") {
				t.Errorf("not merged:\n%.300s", got)
			}
			if name == "CRLF" || name == "both" {
				if n := strings.Count(got, "\n"); n != strings.Count(got, "\r\n") || n == 0 {
					t.Errorf("%d of %d line ends are CRLF", strings.Count(got, "\r\n"), n)
				}
			}
			if bom := strings.HasPrefix(got, "\ufeff"); bom != (name == "byte-order mark" || name == "both") {
				t.Errorf("a byte-order mark: %v", bom)
			}
			generateIn(t, dir, nil)
			if again := readAll(t, dir)["PES.md"]; again != got {
				t.Error("a second run changes it")
			}
		})
	}
}

// TestLeftAlone: what was never ours, and a link, stay; the document goes beside them, and is merged with there.
func TestLeftAlone(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"foreign": func(path string) error { return os.WriteFile(path, []byte("# My own summary\n\nMine.\n"), 0o600) },
		"a link":  func(path string) error { return os.Symlink("README.md", path) },
		"a link to a document of ours": func(path string) error {
			ours := filepath.Join(filepath.Dir(path), "PES.old.md")
			return errors.Join(os.WriteFile(ours, []byte("<!-- pes:document genre=pes -->\n\n# Old\n\nMine.\n"), 0o600), os.Symlink("PES.old.md", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			save(t, filepath.Join(dir, "README.md"), "x")
			save(t, filepath.Join(dir, "notes.md"), "# 2025-10-20\n- 13:42 checkout is down\n")
			path := filepath.Join(dir, "PES.md")
			if err := put(path); err != nil {
				t.Skip(err)
			}
			before, _ := os.ReadFile(path)
			res, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{})
			if err != nil || res.Written.Beside != path || filepath.Base(res.Written.Path) != "PES.new.md" {
				t.Fatalf("%+v, %v", res, err)
			}
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Errorf("%q became %q", before, after)
			}
			beside := filepath.Join(dir, "PES.new.md")
			save(t, beside, strings.Replace(readAll(t, dir)["PES.new.md"], "## Summary\n", "## Summary\n\nA person wrote this.\n", 1))
			generateIn(t, dir, nil)
			if !strings.Contains(readAll(t, dir)["PES.new.md"], "A person wrote this.") {
				t.Error("the words of the file beside are lost")
			}
			save(t, beside, "Mine, too.\n")
			_, err = Generate(t.Context(), Request{Dir: dir}, GenerateOptions{})
			if err == nil || !strings.Contains(err.Error(), "neither is overwritten") || readAll(t, dir)["PES.new.md"] != "Mine, too.\n" {
				t.Errorf("both are a person's: %v", err)
			}
		})
	}
}

// TestReadOnlyDocument: whoever takes the right to write away means it, even where the folder would let a file be replaced.
func TestReadOnlyDocument(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes")
	}
	dir := t.TempDir()
	prepareEdited(t, dir)
	path := filepath.Join(dir, "PES.md")
	before := readAll(t, dir)["PES.md"]
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	_, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{})
	if err == nil || !strings.Contains(err.Error(), "read-only") || readAll(t, dir)["PES.md"] != before {
		t.Errorf("error %v", err)
	}
}

// TestChangedGenre: a file may change its genre, and what people wrote there stays; but never to one for readers outside.
func TestChangedGenre(t *testing.T) {
	dir := t.TempDir()
	prepareEdited(t, dir)
	path := filepath.Join(dir, "PES.md")
	before := readAll(t, dir)["PES.md"]
	_, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{Genre: "public", File: path})
	lines, hint := Explain(err)
	if e, ok := errors.AsType[*Error](err); !ok || !e.Usage || !strings.Contains(lines[0], "not written for the public") || hint == "" {
		t.Errorf("public: %q, %q", lines, hint)
	}
	if readAll(t, dir)["PES.md"] != before {
		t.Error("public: the file was changed")
	}
	res, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{Genre: "coe", File: path})
	if err != nil {
		t.Fatal(err)
	}
	got := readAll(t, dir)["PES.md"]
	if !strings.Contains(got, "A person wrote this.") || !strings.HasPrefix(got, "<!-- pes:document genre=coe") {
		t.Errorf("coe:\n%.400s", got)
	}
	if len(res.Merged) == 0 || res.Merged[0] != "the file held a document of genre pes" {
		t.Errorf("told: %q", res.Merged)
	}
}

// TestSwitchedGenreIsTold: what another genre does not have is not said to be gone from the evidence.
func TestSwitchedGenreIsTold(t *testing.T) {
	dir := t.TempDir()
	prepareEdited(t, dir)
	r, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{Genre: "executive", File: filepath.Join(dir, "PES.md")})
	if err != nil {
		t.Fatal(err)
	}
	told := strings.Join(r.Merged, "\n")
	if !strings.Contains(told, "left out, since this genre or the evidence does not have it: ") || strings.Contains(told, "since the evidence no longer") {
		t.Errorf("told:\n%s", told)
	}
}

// TestEndlessTemplate: what is wrong with a template is an error of the configuration, with file and line, also where only its run shows it.
func TestEndlessTemplate(t *testing.T) {
	dir := t.TempDir()
	prepareEdited(t, dir)
	const deep = 40
	source := "{{define \"t40\"}}\nx\n{{end}}\n"
	for i := range deep {
		source += fmt.Sprintf("{{define \"t%d\"}}\n{{template \"t%d\" .}}\n\n{{template \"t%d\" .}}\n{{end}}\n", i, i+1, i+1)
	}
	if err := os.Mkdir(filepath.Join(dir, "own"), 0o700); err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(dir, "own", "endless.md.tmpl"), source+"{{template \"t0\" .}}\n")
	save(t, filepath.Join(dir, "incident.yaml"), "templates: own\n")
	_, err := Generate(t.Context(), Request{Dir: dir}, GenerateOptions{Genre: "endless"})
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.Usage || !strings.Contains(e.Error(), "endless.md.tmpl:") || !strings.Contains(e.Error(), "does not come to an end") {
		t.Errorf("%v", err)
	}
}
