package collect

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

func TestLogs(t *testing.T) {
	const app = "2025-10-20T06:00:00Z INFO payments: charge accepted\n"
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"dir/app.log":           app,
		"dir/deep/old.log":      strings.Replace(app, "20T", "19T", 1),
		"dir/notes.md":          "# 2025-10-20\n- 13:42 checkout is down\n",
		"dir/prose.txt":         "All is well.\n",
		"dir/evidence.jsonl":    `{"time":"2025-10-20T06:00:00Z","level":"info","msg":"kept"}` + "\n",
		"prose.txt":             "All is well.\n",
		"empty.log":             "",
		"blob":                  "\x00\x01\x02\x03ELF\x00\x00",
		"cut.log":               strings.Repeat("\x00", 100_000) + app,
		"picture.log":           "\x89PNG\r\n\x1a\n" + strings.Repeat("text ", 1000),
		"more/a.log":            app,
		"more/b.log":            app,
		"more/not/this/one.txt": "",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	archived(t, "logs.zip", map[string]string{"x/app.log": app, "x/read.me": "All is well.\n"})
	for _, tc := range []struct {
		name  string
		names []string
		files string
		says  []string // of each report: its name and what it says
	}{
		{"a file", []string{"dir/app.log"}, "dir/app.log", nil},
		{"text of any kind", []string{"prose.txt"}, "prose.txt", nil},
		{"an empty file", []string{"empty.log"}, "empty.log", nil},
		{"what is not text", []string{"blob"}, "", []string{"blob: not text"}},
		{"a picture", []string{"picture.log"}, "", []string{"picture.log: not text"}},
		{"a file that was cut while it was written", []string{"cut.log"}, "cut.log", nil},
		{"a file that is not there", []string{"nosuch.log"}, "", []string{"nosuch.log: no such file, and none that the pattern fits"}},
		{"a pattern", []string{"more/*.log"}, "more/a.log more/b.log", nil},
		{"a file twice", []string{"more/a.log", "more/*"}, "more/a.log more/b.log", nil},
		{
			"a folder",
			[]string{"dir"},
			"dir/app.log dir/deep/old.log",
			[]string{"dir/prose.txt: not recognised: text in no format that pes knows", "dir: 1 file is other evidence than logs, and was left out"},
		},
		{"an archive", []string{"logs.zip"}, "logs.zip!/x/app.log", []string{"logs.zip!/x/read.me: not recognised: text in no format that pes knows"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := &Folder{Skip: func(path string) bool { return path == "evidence.jsonl" }, Ours: func(file.Head) bool { return false }}
			files, reports, err := f.Logs(t.Context(), tc.names)
			if err != nil {
				t.Fatal(err)
			}
			var paths, says []string
			for _, x := range files {
				paths = append(paths, x.Path)
			}
			for _, r := range reports {
				says = append(says, r.Name+": "+r.Error+strings.Join(r.Notes, "; "))
			}
			if got := strings.Join(paths, " "); got != tc.files {
				t.Errorf("files %q, want %q", got, tc.files)
			}
			if diff := cmp.Diff(tc.says, says); diff != "" {
				t.Errorf("reports (-want +got):\n%s", diff)
			}
		})
	}
}

func archived(t *testing.T, name string, files map[string]string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := zip.NewWriter(f)
	for name, text := range files {
		entry, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestExists(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("2025-10-20", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"2025-10-20": true, "2025*": true, "2025-10-21": false, "[": false} {
		if Exists(name) != want {
			t.Errorf("Exists(%q) = %v", name, !want)
		}
	}
}
