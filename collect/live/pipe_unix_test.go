//go:build unix

package live

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestPipe: a pipe that nobody writes to is an error and no wait, whether it is to hold a token or certificates; one that is written to is read.
func TestPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := Token{TokenFile: pipe}.Find(t.Context(), Env{})
	if _, ok := errors.AsType[*CredentialError](err); !ok || !strings.Contains(err.Error(), "is empty") {
		t.Errorf("%v", err)
	}
	_, err = HTTP{URL: "https://prometheus.example", CAFile: pipe}.Client(Env{}, Access{})
	if s, ok := errors.AsType[*SettingError](err); !ok || s.Key != "ca_file" {
		t.Errorf("%v", err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := w.WriteString("from-a-pipe"); err != nil {
		t.Fatal(err)
	}
	w.Close()
	token, err := Token{TokenFile: fmt.Sprintf("/dev/fd/%d", r.Fd())}.Find(t.Context(), Env{})
	if token != "from-a-pipe" || err != nil {
		t.Errorf("%q, %v", token, err)
	}
}
