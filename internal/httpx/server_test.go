package httpx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const secret = "pes-s3cr3t-token"

func clean(s string) string { return strings.ReplaceAll(s, secret, "[credential]") }

func parse(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// inMemory is a listener whose connections are made in memory, so that a test's clock can be a pretended one.
type inMemory struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *inMemory) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *inMemory) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *inMemory) Addr() net.Addr { return &net.TCPAddr{} }

func (l *inMemory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pretend is a client of a server in memory, for tests in a bubble of synctest.
func pretend(t *testing.T, h http.HandlerFunc, o Options) *Client {
	t.Helper()
	l := &inMemory{conns: make(chan net.Conn), closed: make(chan struct{})}
	var answering sync.WaitGroup
	counted := func(w http.ResponseWriter, r *http.Request) {
		answering.Add(1)
		defer answering.Done()
		h(w, r)
	}
	s := &http.Server{Handler: http.HandlerFunc(counted), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go s.Serve(l)
	o.Base, o.Dial, o.Clean, o.Proxy = parse(t, "http://system.example/base"), l.dial, clean, direct
	c := New(o)
	t.Cleanup(func() {
		c.Close()
		s.Close()
		answering.Wait()
	})
	return c
}

func direct(*http.Request) (*url.URL, error) { return nil, nil }

// serving is a client of a real server.
func serving(t *testing.T, h http.HandlerFunc, o Options) *Client {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.Start()
	if o.Pause == 0 {
		o.Pause = time.Millisecond
	}
	o.Base, o.Clean = parse(t, s.URL), clean
	c := New(o)
	t.Cleanup(func() {
		c.Close()
		s.Close()
	})
	return c
}

// told asserts that an error is one for people, with the words, and without secrets or a query.
func told(t *testing.T, err error, cause, fix string) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error %T %v", err, err)
	}
	if !strings.Contains(e.Cause, cause) || !strings.Contains(e.Fix, fix) || e.Fix == "" {
		t.Errorf("cause %q, fix %q; want %q, %q", e.Cause, e.Fix, cause, fix)
	}
	text := e.Error() + e.Fix
	if strings.Contains(text, secret) || strings.Contains(text, "q=") || strings.ContainsAny(text, "\n\x00\x1b") {
		t.Errorf("it tells too much: %q", text)
	}
	if !strings.HasPrefix(err.Error(), "GET http") && !strings.HasPrefix(err.Error(), "POST http") {
		t.Errorf("it does not name the request: %q", err)
	}
}

// script answers one request after the other by its steps, and all further ones by the last.
func script(n *atomic.Int32, steps ...http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		i := int(n.Add(1)) - 1
		steps[min(i, len(steps)-1)](w, r)
	}
}

func answer(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// raw answers by bytes as they are, and closes the connection.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		buf.WriteString(text)
		buf.Flush()
	}
}

func TestPostIsSentAgainWhole(t *testing.T) {
	var bodies []string
	var mu sync.Mutex
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(bufio.NewReader(r.Body))
		mu.Lock()
		defer mu.Unlock()
		bodies = append(bodies, r.Method+" "+r.Header.Get("Content-Type")+" "+string(data))
		if len(bodies) < 3 {
			w.WriteHeader(503)
		}
	}, Options{})
	if _, _, err := c.Do(t.Context(), Call{Path: "x", JSON: map[string]int{"a": 1}}); err != nil {
		t.Fatal(err)
	}
	want := `POST application/json {"a":1}`
	if diff := cmp.Diff([]string{want, want, want}, bodies); diff != "" {
		t.Error(diff)
	}
}
