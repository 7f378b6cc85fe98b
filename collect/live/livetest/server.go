package livetest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// Program is the path of a program that a test needs. Where it is not installed the test is skipped, unless PES_SERVERS=1 says that all are: then
// it fails, so that CI tests what it says it does.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("PES_SERVERS") == "1" {
		t.Fatalf("%s is not installed, and PES_SERVERS=1 says it is", name)
	}
	t.Skipf("%s is not installed: .ci/run installs it", name)
	return ""
}

// FreePort is a port of the loopback that nothing listened on a moment ago.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Start runs a server until the test ends, and waits until it answers at ready with 200. What it printed is shown if it does not.
func Start(t testing.TB, ready string, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var said talk
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &said, &said, time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	patience := time.After(60 * time.Second)
	for {
		if res, err := http.Get(ready); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("%s ended: %v\n%s", name, err, said.String())
		case <-patience:
			t.Fatalf("%s does not answer at %s\n%s", name, ready, said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Address is http://127.0.0.1:PORT.
func Address(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }

// talk is what a server printed, up to a limit.
type talk struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *talk) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.b.Len() < 64<<10 {
		s.b.Write(p)
	}
	return len(p), nil
}

func (s *talk) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
