//go:build unix

package file_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

func TestWalkLeavesOutWhatIsNoFile(t *testing.T) {
	outside := write(t, map[string]string{"secret": "no"})
	dir := write(t, map[string]string{"in/a": "a"})
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("in/a", "copy")
	link("in", "again")
	link(".", "loop")
	link("nowhere", "dangling")
	link("ring", "ring")
	link(filepath.Join(outside, "secret"), "out")
	link(outside, "outdir")
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, problems := walk(t, dir, file.WalkOptions{})
	if diff := cmp.Diff(map[string]string{"in/a": "a", "copy": "a"}, got); diff != "" {
		t.Error(diff)
	}
	want := []string{
		"dangling: a link that leads nowhere", "out: a link that leads out of the folder is not followed",
		"outdir: a link that leads out of the folder is not followed", "pipe: not a file (a pipe, socket or device): not opened",
		"ring: a link that leads back to itself",
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}
