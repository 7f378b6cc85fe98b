//go:build unix

package incident

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestPipesAndLinks: a folder may come from a stranger. Nothing in it that is no file is opened, which would wait for a pipe's other end, and
// nothing is written through a link of it.
func TestPipesAndLinks(t *testing.T) {
	for _, name := range []string{"PES.md", EvidenceName, StateName + "/base", StateName + "/base/PES.md~g1", StateName + "/lock"} {
		for what, place := range map[string]func(string) error{
			"pipe": func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"link": func(path string) error { return os.Symlink("../../outside", path) },
		} {
			t.Run(what+" "+name, func(t *testing.T) {
				root := t.TempDir()
				f := &Folder{Dir: filepath.Join(root, "in", "dir"), Config: &Config{}}
				if err := os.MkdirAll(f.Path(StateName), 0o700); err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(name, StateName+"/base/") {
					if err := os.Mkdir(f.Path(StateName, "base"), 0o700); err != nil {
						t.Fatal(err)
					}
				}
				if err := place(f.Path(name)); err != nil {
					t.Fatal(err)
				}
				unlock, err := f.Lock(t.Context(), nil)
				if err == nil {
					var d Document
					d, err = f.ReadDocument(f.Path("PES.md"), 100)
					if err == nil && !d.Fixed {
						_, err = f.WriteDocument(d, Version{[]byte("new\n"), []byte("new\n"), "g1"})
					}
					if failed := f.WriteEvidence([]byte("{}\n")); err == nil {
						err = failed
					}
					unlock()
				}
				if left := what == "link" && name == "PES.md"; left != (err == nil) {
					t.Errorf("error %v", err)
				}
				for _, outside := range []string{filepath.Join(root, "outside"), filepath.Join(root, "in", "outside")} {
					if _, err := os.Stat(outside); err == nil {
						t.Errorf("%s was made through a link", strings.TrimPrefix(outside, root))
					}
				}
			})
		}
	}
}
