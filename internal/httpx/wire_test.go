package httpx

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

type contextType = context.Context

// trimmed is the *Error in what http.Client returns, whose own text holds the query.
func trimmed(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return err
}

// TestCaps: what comes is bounded unpacked, so that a few kilobytes do not become gigabytes.
func TestCaps(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		z.Write(zeros)
	}
	z.Close()
	tests := map[string]struct {
		serve http.HandlerFunc
		most  int64
		cause string
	}{
		"as large as may be": {answer(200, strings.Repeat("x", 1000)), 1000, ""},
		"a byte more":        {answer(200, strings.Repeat("x", 1001)), 1000, "larger than 1000 bytes"},
		"bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}, 2 << 20, "larger than 2 MiB"},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		}, 8 << 20, "larger than 8 MiB"},
		"endless error": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(404)
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("no such thing ", 1000)); err != nil {
					return
				}
			}
		}, 8 << 20, "404 Not Found: no such thing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := serving(t, tt.serve, Options{MaxBody: tt.most})
			body, _, err := c.Do(t.Context(), Call{Path: "x"})
			if tt.cause == "" {
				if err != nil || int64(len(body)) != tt.most {
					t.Errorf("%d bytes, %v", len(body), err)
				}
				return
			}
			told(t, err, tt.cause, " ")
			if n := c.Stats().Requests; n != 1 {
				t.Errorf("%d requests for what does not pass", n)
			}
		})
	}
}

// TestTotal: pages that never end are bounded together, for whoever asks keeps them.
func TestTotal(t *testing.T) {
	c := serving(t, answer(200, strings.Repeat("x", 1000)), Options{MaxTotal: 3500})
	for range 3 {
		if _, _, err := c.Do(t.Context(), Call{Path: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := c.Do(t.Context(), Call{Path: "x"})
	told(t, err, "its answers are larger than 3500 bytes together", "shorter window")
	if errors.Is(err, ErrTooLarge) {
		t.Error("asking for less at a time would help")
	}
	if n := c.Stats().Requests; n != 4 {
		t.Errorf("%d requests", n)
	}
	s, err := c.Stream(t.Context(), Call{Path: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if text, err := io.ReadAll(s); len(text) != 1000 || err != nil {
		t.Errorf("%d bytes of a stream, %v", len(text), err)
	}
}

func TestTLS(t *testing.T) {
	serve := func(t *testing.T, o Options, use func(*httptest.Server)) (*Client, *httptest.Server) {
		s := httptest.NewUnstartedServer(answer(200, `{}`))
		s.EnableHTTP2 = true
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		if use != nil {
			use(s)
		}
		s.StartTLS()
		t.Cleanup(s.Close)
		o.Base, o.Pause = parse(t, s.URL), time.Millisecond
		return New(o), s
	}
	roots := func(s *httptest.Server) *x509.CertPool {
		pool := x509.NewCertPool()
		pool.AddCert(s.Certificate())
		return pool
	}

	c, _ := serve(t, Options{}, nil)
	_, _, err := c.Do(t.Context(), Call{Path: "x"})
	told(t, err, "TLS: x509: certificate signed by unknown authority", "ca_file:")
	if n := c.Stats().Requests; n != 1 {
		t.Errorf("%d requests", n)
	}

	var proto atomic.Value
	c, s := serve(t, Options{}, func(s *httptest.Server) {
		s.Config.Handler = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { proto.Store(r.Proto) })
	})
	c = New(Options{Base: c.o.Base, Roots: roots(s)})
	if _, _, err := c.Do(t.Context(), Call{Path: "x"}); err != nil || proto.Load() != "HTTP/2.0" {
		t.Errorf("%v by %v", err, proto.Load())
	}
	c.Close()

	other := parse(t, s.URL)
	other.Host = "other.test:" + other.Port()
	toServer := func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.Listener.Addr().String())
	}
	_, _, err = New(Options{Base: other, Roots: roots(s), Dial: toServer, Proxy: direct}).Do(t.Context(), Call{Path: "x"})
	told(t, err, "TLS: x509: certificate is valid for", "host that the certificate is for")

	plain := httptest.NewServer(answer(200, "{}"))
	defer plain.Close()
	asTLS := parse(t, plain.URL)
	asTLS.Scheme = "https"
	_, _, err = New(Options{Base: asTLS}).Do(t.Context(), Call{Path: "x"})
	told(t, err, "plain HTTP", "http://")

	asPlain := parse(t, s.URL)
	asPlain.Scheme = "http"
	_, _, err = New(Options{Base: asPlain}).Do(t.Context(), Call{Path: "x"})
	told(t, err, "400", "https://")

	c, s = serve(t, Options{}, func(s *httptest.Server) {
		s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	})
	_, _, err = New(Options{Base: c.o.Base, Roots: roots(s), Pause: time.Millisecond}).Do(t.Context(), Call{Path: "x"})
	told(t, err, "TLS: the other side ends it", "client's certificate")
}

// TestReasons: what the machine says of a connection that does not come about, in words with a remedy.
func TestReasons(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	tests := map[string]struct {
		err        error
		cause, fix string
		tries      int
	}{
		"refused":        {dial(syscall.ECONNREFUSED), "connection refused", "port in url:", 4},
		"no route":       {dial(syscall.EHOSTUNREACH), "no way to it", "VPN", 4},
		"no network":     {dial(syscall.ENETUNREACH), "no way to it", "VPN", 4},
		"no such host":   {dial(&net.DNSError{Err: "no such host", Name: "gone.example", IsNotFound: true}), "no address is known for gone.example", "url:", 1},
		"no name server": {dial(&net.DNSError{Err: "i/o timeout", Name: "gone.example", IsTimeout: true, IsTemporary: true}), "name server does not answer", "network", 4},
		"no answer":      {dial(context.DeadlineExceeded), "no connection within 10s", "firewall", 4},
		"reset":          {&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "ended before its end", "again", 4},
		"expired":        {&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: x509.Expired, Cert: &x509.Certificate{}}}, "expired", "clock", 1},
		"no TLS":         {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "does not speak it", "port", 1},
		"a proxy": {
			&net.OpError{Op: "proxyconnect", Net: "tcp", Err: dial(syscall.ECONNREFUSED)},
			"the proxy does not answer: nothing listens there", "HTTPS_PROXY", 4,
		},
		"unknown": {fmt.Errorf("the wire is gone: %s\x1b[31m\n%s", secret, strings.Repeat("x", 500)), "the wire is gone: [credential]", "reach", 4},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := New(Options{
				Base: parse(t, "http://system.example"), Clean: clean, Pause: time.Nanosecond, Proxy: direct,
				Dial: func(context.Context, string, string) (net.Conn, error) { return nil, tt.err },
			})
			_, _, err := c.Do(t.Context(), Call{Path: "x", Query: url.Values{"q": {secret}}})
			told(t, err, tt.cause, tt.fix)
			if n := c.Stats().Requests; n != tt.tries {
				t.Errorf("%d requests, want %d", n, tt.tries)
			}
			if len(err.Error()) > 400 {
				t.Errorf("%d bytes", len(err.Error()))
			}
		})
	}
}

func TestIPv6(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6: ", err)
	}
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: answer(200, "{}")}}
	s.Start()
	defer s.Close()
	c := New(Options{Base: parse(t, s.URL)})
	defer c.Close()
	if _, _, err := c.JSON(t.Context(), Call{Path: "x"}); err != nil {
		t.Error(err)
	}
}

// TestProxy: a proxy is spoken to with its password, which no error tells.
func TestProxy(t *testing.T) {
	var seen heard
	proxy := httptest.NewServer(seen.serve(answer(200, `{}`)))
	through := func(address string) *Client {
		return New(Options{
			Base: parse(t, "http://system.example"), Pause: time.Millisecond,
			Proxy: func(*http.Request) (*url.URL, error) {
				u, err := url.Parse(address)
				if err != nil {
					return nil, fmt.Errorf("invalid proxy address %q: %w", address, err)
				}
				return u, nil
			},
		})
	}
	host := parse(t, proxy.URL).Host
	if _, _, err := through("http://me:"+secret+"@"+host).Do(t.Context(), Call{Path: "x"}); err != nil {
		t.Error(err)
	}
	if text := seen.text(); !strings.Contains(text, "GET http://system.example/x") || !strings.Contains(text, "Proxy-Authorization: Basic") {
		t.Errorf("the proxy saw\n%s", text)
	}
	proxy.Close()
	_, _, err := through("http://me:"+secret+"@"+host).Do(t.Context(), Call{Path: "x"})
	told(t, err, "the proxy does not answer: nothing listens there", "NO_PROXY")
	_, _, err = through("http://me:"+secret+"@[bad").Do(t.Context(), Call{Path: "x"})
	told(t, err, "names no proxy", "http://host:port")
}

func TestStats(t *testing.T) {
	now := time.Date(2025, 10, 20, 6, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		header []string
		clock  bool
		skew   time.Duration
	}{
		"an hour ahead":    {[]string{"Date", "Mon, 20 Oct 2025 07:00:00 GMT"}, true, time.Hour},
		"an hour behind":   {[]string{"Date", "Mon, 20 Oct 2025 05:00:00 GMT"}, true, -time.Hour},
		"none":             {[]string{"Date", ""}, false, 0},
		"nonsense":         {[]string{"Date", "yesterday"}, false, 0},
		"out of a cache":   {[]string{"Date", "Mon, 20 Oct 2025 05:00:00 GMT", "Age", "3600"}, false, 0},
		"fresh in a cache": {[]string{"Date", "Mon, 20 Oct 2025 06:00:00 GMT", "Age", "0"}, true, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := serving(t, answer(200, strings.Repeat("x", 5000), tt.header...), Options{Now: func() time.Time { return now }})
			if _, _, err := c.Do(t.Context(), Call{Path: "x"}); err != nil {
				t.Fatal(err)
			}
			s := c.Stats()
			if s.Clock != tt.clock || (s.Skew-tt.skew).Abs() > time.Second {
				t.Errorf("%+v", s)
			}
			if s.Requests != 1 || s.Received < 5000 || s.Received > 6000 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// TestSideBySide: callers side by side share the credentials, which are found once, and leave nothing running.
func TestSideBySide(t *testing.T) {
	var found atomic.Int32
	c := serving(t, answer(200, "{}"), Options{Authorize: func(context.Context) (http.Header, error) {
		if found.Add(1) == 1 {
			return nil, errors.New("the keyring is locked")
		}
		return http.Header{"Authorization": {"Bearer " + secret}}, nil
	}})
	if _, _, err := c.Do(t.Context(), Call{Path: "x"}); err == nil || err.Error() != "the keyring is locked" {
		t.Errorf("error %v", err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				if _, _, err := c.JSON(t.Context(), Call{Path: "x"}); err != nil {
					t.Error(err)
				}
				c.Stats()
			}
		})
	}
	wg.Wait()
	if n := found.Load(); n != 2 {
		t.Errorf("the credentials were looked for %d times", n)
	}
	c.Close()
	for range 100 {
		if stacks := allStacks(); !strings.Contains(stacks, "persistConn") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("connections go on after Close:\n%s", allStacks())
}

// TestWaitForCredentials: who waits for another to find the credentials may give up.
func TestWaitForCredentials(t *testing.T) {
	asked, release := make(chan struct{}), make(chan struct{})
	c := serving(t, answer(200, "{}"), Options{Authorize: func(context.Context) (http.Header, error) {
		close(asked)
		<-release
		return http.Header{}, nil
	}})
	first := make(chan error, 1)
	go func() {
		_, _, err := c.Do(t.Context(), Call{Path: "x"})
		first <- err
	}()
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := c.Do(ctx, Call{Path: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

func allStacks() string {
	buf := make([]byte, 1<<20)
	return string(buf[:runtime.Stack(buf, true)])
}
