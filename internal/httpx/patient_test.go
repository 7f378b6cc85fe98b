package httpx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAttempts(t *testing.T) {
	ok := answer(200, "{}")
	cut := raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
	cutChunk := raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nhalf")
	cutHeader := raw("HTTP/1.1 200 OK\r\nContent-Le")
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	hangInBody := func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("half"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	drip := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			w.Write([]byte(" "))
			w.(http.Flusher).Flush()
			time.Sleep(time.Second)
		}
	}
	const pause = 500 * time.Millisecond
	tests := map[string]struct {
		steps    []http.HandlerFunc
		tries    int32
		least    time.Duration // how long it takes
		most     time.Duration
		cause    string // "" is that it goes well
		fix      string
		deadline time.Duration // of the caller
	}{
		"good":                     {steps: []http.HandlerFunc{ok}, tries: 1},
		"503, then good":           {steps: []http.HandlerFunc{answer(503, ""), ok}, tries: 2, least: pause / 2, most: pause * 3 / 2},
		"pauses double":            {steps: []http.HandlerFunc{answer(500, "")}, tries: 4, least: 7 * pause / 2, most: 7 * pause * 3 / 2, cause: "500", fix: "later"},
		"408":                      {steps: []http.HandlerFunc{answer(408, ""), ok}, tries: 2, most: pause * 3 / 2},
		"425":                      {steps: []http.HandlerFunc{answer(425, ""), ok}, tries: 2, most: pause * 3 / 2},
		"429":                      {steps: []http.HandlerFunc{answer(429, ""), ok}, tries: 2, most: pause * 3 / 2},
		"a proxy's own 522":        {steps: []http.HandlerFunc{answer(522, ""), ok}, tries: 2, most: pause * 3 / 2},
		"501 lasts":                {steps: []http.HandlerFunc{answer(501, "")}, tries: 1, cause: "501", fix: "later"},
		"505 lasts":                {steps: []http.HandlerFunc{answer(505, "")}, tries: 1, cause: "505", fix: "later"},
		"511 lasts":                {steps: []http.HandlerFunc{answer(511, "")}, tries: 1, cause: "511", fix: "browser"},
		"400 lasts":                {steps: []http.HandlerFunc{answer(400, "")}, tries: 1, cause: "400", fix: "settings"},
		"401 lasts":                {steps: []http.HandlerFunc{answer(401, "")}, tries: 1, cause: "401", fix: "token_env"},
		"403 lasts":                {steps: []http.HandlerFunc{answer(403, "")}, tries: 1, cause: "403", fix: "right"},
		"403 that asks to wait":    {steps: []http.HandlerFunc{answer(403, "", "Retry-After", "60"), ok}, tries: 2, least: time.Minute, most: time.Minute},
		"404 lasts":                {steps: []http.HandlerFunc{answer(404, "")}, tries: 1, cause: "404", fix: "url:"},
		"407":                      {steps: []http.HandlerFunc{answer(407, "")}, tries: 1, cause: "407", fix: "HTTPS_PROXY"},
		"413":                      {steps: []http.HandlerFunc{answer(413, "")}, tries: 1, cause: "413", fix: "shorter"},
		"304":                      {steps: []http.HandlerFunc{answer(304, "")}, tries: 1, cause: "304", fix: "url:"},
		"Retry-After in seconds":   {steps: []http.HandlerFunc{answer(429, "", "Retry-After", "90"), ok}, tries: 2, least: 90 * time.Second, most: 90 * time.Second},
		"Retry-After of nothing":   {steps: []http.HandlerFunc{answer(429, "", "Retry-After", "0"), ok}, tries: 2, most: pause * 3 / 2},
		"Retry-After of nonsense":  {steps: []http.HandlerFunc{answer(429, "", "Retry-After", "-soon"), ok}, tries: 2, most: pause * 3 / 2},
		"Retry-After as a date":    {steps: []http.HandlerFunc{answer(503, "", "Date", "Mon, 20 Oct 2025 06:00:00 GMT", "Retry-After", "Mon, 20 Oct 2025 06:00:30 GMT"), ok}, tries: 2, least: 30 * time.Second, most: 30 * time.Second},
		"Retry-After that is past": {steps: []http.HandlerFunc{answer(503, "", "Date", "Mon, 20 Oct 2025 06:00:00 GMT", "Retry-After", "Mon, 20 Oct 2025 05:00:30 GMT"), ok}, tries: 2, most: pause * 3 / 2},
		"Retry-After too long":     {steps: []http.HandlerFunc{answer(429, `{"message":"slow down"}`, "Retry-After", "86400")}, tries: 1, cause: "429 Too Many Requests: slow down (it asks to wait 24h0m0s)", fix: "later"},
		"Retry-After immense":      {steps: []http.HandlerFunc{answer(429, "", "Retry-After", "18446744073709551615")}, tries: 1, cause: "it asks to wait", fix: "later"},
		"Retry-After and deadline": {steps: []http.HandlerFunc{answer(429, "", "Retry-After", "60")}, tries: 1, cause: "it asks to wait 1m0s", fix: "later", deadline: 30 * time.Second},
		"pause and deadline":       {steps: []http.HandlerFunc{answer(500, "")}, tries: 1, cause: "500", fix: "later", deadline: pause / 4},
		"cut, then good":           {steps: []http.HandlerFunc{cut, ok}, tries: 2, most: pause * 3 / 2},
		"cut":                      {steps: []http.HandlerFunc{cut}, tries: 4, least: 7 * pause / 2, most: 7 * pause * 3 / 2, cause: "ended before its end", fix: "again"},
		"cut in a chunk":           {steps: []http.HandlerFunc{cutChunk, ok}, tries: 2, most: pause * 3 / 2},
		"cut in the header":        {steps: []http.HandlerFunc{cutHeader, ok}, tries: 2, most: pause * 3 / 2},
		"an error that is cut":     {steps: []http.HandlerFunc{raw("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nno such thing")}, tries: 1, cause: "404 Not Found: no such thing", fix: "url:"},
		"hangs":                    {steps: []http.HandlerFunc{hang}, tries: 2, least: 2*DefaultTimeout + pause/2, most: 2*DefaultTimeout + pause*3/2, cause: "no whole answer within 30s", fix: "window"},
		"hangs, then good":         {steps: []http.HandlerFunc{hang, ok}, tries: 2, least: DefaultTimeout, most: DefaultTimeout + pause*3/2},
		"hangs in the body":        {steps: []http.HandlerFunc{hangInBody}, tries: 2, least: 2 * DefaultTimeout, most: 2*DefaultTimeout + pause*3/2, cause: "no whole answer within 30s", fix: "window"},
		"drips":                    {steps: []http.HandlerFunc{drip}, tries: 2, least: 2 * DefaultTimeout, most: 2*DefaultTimeout + pause*3/2, cause: "no whole answer within 30s", fix: "window"},
		"no HTTP":                  {steps: []http.HandlerFunc{raw("SSH-2.0-OpenSSH_9.2\r\n\r\n")}, tries: 4, most: time.Minute, cause: "speaks no HTTP", fix: "port"},
		"immense header":           {steps: []http.HandlerFunc{raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2<<20) + "\r\n\r\n")}, tries: 4, most: time.Minute, cause: "header", fix: "reach"},
		"no gzip":                  {steps: []http.HandlerFunc{answer(200, "plain text, and no gzip at all", "Content-Encoding", "gzip")}, tries: 1, cause: "cannot be unpacked", fix: "proxy"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var n atomic.Int32
				c := pretend(t, script(&n, tt.steps...), Options{})
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel func()
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				began := time.Now()
				_, _, err := c.JSON(ctx, Call{Path: "a/b?q=1"})
				took := time.Since(began)
				if n.Load() != tt.tries || c.Stats().Requests != int(tt.tries) {
					t.Errorf("%d requests, %d counted, want %d", n.Load(), c.Stats().Requests, tt.tries)
				}
				if took < tt.least || took > tt.most {
					t.Errorf("it took %s, not %s to %s", took, tt.least, tt.most)
				}
				if tt.cause == "" && err != nil {
					t.Fatal(err)
				}
				if tt.cause != "" {
					told(t, err, tt.cause, tt.fix)
				}
			})
		})
	}
}

func TestCancelledInAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pretend(t, answer(429, "", "Retry-After", "100"), Options{})
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		why := errors.New("the person had enough")
		time.AfterFunc(10*time.Second, func() { cancel(why) })
		began := time.Now()
		_, _, err := c.Do(ctx, Call{Path: "x"})
		if !errors.Is(err, why) || time.Since(began) != 10*time.Second {
			t.Errorf("error %v after %s", err, time.Since(began))
		}
	})
}

func TestCancelledWhileItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pretend(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		began := time.Now()
		_, _, err := c.Do(ctx, Call{Path: "x"})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 7*time.Second {
			t.Errorf("error %v after %s", err, time.Since(began))
		}
	})
}

func TestStreams(t *testing.T) {
	lines := func(n int, every time.Duration, end func(w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for range n {
				fmt.Fprintln(w, "a line")
				w.(http.Flusher).Flush()
				time.Sleep(every)
			}
			if end != nil {
				end(w, r)
			}
		}
	}
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	abort := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	tests := map[string]struct {
		serve    http.HandlerFunc
		o        Options
		lines    int
		cause    string
		fix      string
		least    time.Duration
		deadline time.Duration
		slow     time.Duration // how long the reader thinks of each line
	}{
		"longer than an attempt":   {serve: lines(60, 20*time.Second, nil), lines: 60, least: 20 * time.Minute},
		"a reader that thinks":     {serve: lines(5, 0, nil), slow: time.Minute, lines: 5, least: 4 * time.Minute},
		"silence in the middle":    {serve: lines(3, 0, hang), lines: 3, cause: "nothing came for 30s", fix: "shorter window", least: 30 * time.Second},
		"cut in the middle":        {serve: lines(3, 0, abort), lines: 3, cause: "ended before its end", fix: "again"},
		"too large":                {serve: lines(1000, 0, nil), o: Options{MaxStream: 70}, lines: 10, cause: "larger than 70 bytes", fix: "shorter window"},
		"as large as may be":       {serve: lines(10, 0, nil), o: Options{MaxStream: 70}, lines: 10},
		"refused":                  {serve: answer(400, `{"error":"parse error at q=1"}`), cause: "400 Bad Request: parse error", fix: "settings"},
		"cancelled in the middle":  {serve: lines(3, 0, hang), lines: 3, deadline: 5 * time.Second},
		"in trouble, then good":    {serve: script(new(atomic.Int32), answer(503, ""), lines(2, 0, nil)), lines: 2},
		"silent before the header": {serve: hang, cause: "nothing came for 30s", fix: "shorter window", least: time.Minute},
		"a page instead of lines":  {serve: answer(502, "<html>Bad gateway</html>"), cause: "502 Bad Gateway", fix: "later"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := pretend(t, tt.serve, tt.o)
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel func()
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				began := time.Now()
				got, err := readLines(ctx, c, tt.slow)
				if name == "refused" {
					if e, ok := errors.AsType[*Error](err); !ok || e.Cause != "400 Bad Request: parse error at q=1" {
						t.Errorf("error %v", err)
					}
					return
				}
				if got != tt.lines || time.Since(began) < tt.least {
					t.Errorf("%d lines in %s, want %d in %s", got, time.Since(began), tt.lines, tt.least)
				}
				switch {
				case tt.deadline > 0:
					if !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("error %v", err)
					}
				case tt.cause == "" && err != nil:
					t.Error(err)
				case tt.cause != "":
					told(t, err, tt.cause, tt.fix)
				}
			})
		})
	}
}

// readLines reads a stream byte by byte, as a slow reader does, and counts its lines.
func readLines(ctx context.Context, c *Client, slow time.Duration) (int, error) {
	body, err := c.Stream(ctx, Call{Path: "lines"})
	if err != nil {
		return 0, err
	}
	defer body.Close()
	n, one := 0, make([]byte, 1)
	for {
		k, err := body.Read(one)
		if k == 1 && one[0] == '\n' {
			n++
			time.Sleep(slow)
		}
		if err != nil && err.Error() == "EOF" {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}
