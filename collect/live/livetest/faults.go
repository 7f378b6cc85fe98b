package livetest

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live"
)

// fault is a way in which systems fail, and what a source must say of it.
type fault struct {
	name  string
	serve func(s Subject, good http.Handler) http.Handler // nil is no server at all
	where string                                          // instead of the server's address
	tls   bool
	cause string // what the error holds; "" is that there is none
	fix   string // what the hint holds
	tries int32  // how many requests are made at most; 0 is not counted
	hangs bool   // attempts end by the time limit, so that it must be a short one
	loose bool   // it need not be found wrong: what a system says there may be its way of saying that there is nothing
}

func always(status int, body string, header ...string) func(Subject, http.Handler) http.Handler {
	return func(Subject, http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		})
	}
}

// once answers the first request in a bad way, and all others well.
func once(bad http.HandlerFunc) func(Subject, http.Handler) http.Handler {
	return func(_ Subject, good http.Handler) http.Handler {
		var n atomic.Int32
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1) == 1 {
				bad(w, r)
				return
			}
			good.ServeHTTP(w, r)
		})
	}
}

func faults() []fault {
	return []fault{
		{name: "refused connection", where: "http://127.0.0.1:1", cause: "connection refused", fix: "url:"},
		{name: "unknown host", where: "http://pes.invalid", cause: "pes.invalid", fix: "url:"},
		{name: "unknown authority", tls: true, serve: func(_ Subject, good http.Handler) http.Handler { return good }, cause: "TLS", fix: "ca_file"},
		{name: "401", serve: func(s Subject, _ http.Handler) http.Handler {
			if s.Refuse != nil {
				return s.Refuse
			}
			return always(401, `{"message":"bad token `+Secret+`"}`)(s, nil)
		}, cause: "", fix: "", tries: 3},
		{name: "403", serve: always(403, `{"message":"no"}`), cause: "403", fix: "right", tries: 3},
		{name: "404", serve: always(404, "no such page"), cause: "404", fix: "url:", tries: 3},
		{name: "429 without Retry-After, then good", serve: once(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) })},
		{name: "429 with Retry-After, then good", serve: once(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
		})},
		{name: "429 for ever", serve: always(429, "slow down", "Retry-After", "86400"), cause: "429", fix: "later"},
		{name: "500, then good", serve: once(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) })},
		{name: "500 for ever", serve: always(500, "oops"), cause: "500", fix: "later"},
		{name: "cut short", serve: func(Subject, http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "1000")
				fmt.Fprint(w, `{"half":`)
			})
		}, cause: "ended before its end", fix: "again"},
		{name: "cut short, then good", serve: once(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `{"half":`)
		})},
		{name: "endless", serve: func(Subject, http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				junk := []byte(`[` + strings.Repeat(`{"a":"b"},`, 100_000))
				for r.Context().Err() == nil {
					if _, err := w.Write(junk); err != nil {
						return
					}
				}
			})
		}, cause: " ", fix: "window", hangs: true},
		{name: "too deep", serve: always(200, strings.Repeat(`{"data":[`, 300_000), "Content-Type", "application/json"), cause: "JSON", fix: "url:"},
		{name: "empty", serve: always(200, ""), cause: "empty", fix: "url:"},
		{name: "echo in an error", serve: echo(400), cause: "400", fix: " "},
		{name: "echo in an answer", serve: echo(200), loose: true},
		{name: "HTML", serve: always(200, "<!DOCTYPE html><html><body>Log in</body></html>", "Content-Type", "text/html"), cause: "web page", fix: "url:"},
		{name: "hang", serve: func(Subject, http.Handler) http.Handler {
			return http.HandlerFunc(hang)
		}, cause: "no whole answer", fix: "window", hangs: true},
		{name: "hang after the header", serve: func(Subject, http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(http.StatusOK)
				w.(http.Flusher).Flush()
				hang(w, r)
			})
		}, cause: "no whole answer", fix: "window", hangs: true},
		{name: "redirect to another host", serve: func(Subject, http.Handler) http.Handler {
			return http.RedirectHandler("http://169.254.169.254/latest/meta-data/", http.StatusFound)
		}, cause: "another host", fix: "hosts:", tries: 2},
		{name: "redirect to a private address", serve: func(Subject, http.Handler) http.Handler {
			return http.RedirectHandler("http://[::ffff:10.0.0.1]/", http.StatusTemporaryRedirect)
		}, cause: "another host", fix: "hosts:", tries: 2},
		{name: "redirect for ever", serve: func(Subject, http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
			})
		}, cause: "redirects", fix: "url:"},
	}
}

// echo answers with all that it was sent, credentials included, as systems do that explain what they did not understand.
func echo(status int) func(Subject, http.Handler) http.Handler {
	return func(Subject, http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			var said strings.Builder
			_ = r.Header.Write(&said)
			user, password, _ := r.BasicAuth()
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			text := fmt.Sprintf("%s %s %s %s %s", r.URL, body, user, password, said.String())
			_ = json.NewEncoder(w).Encode(map[string]any{"message": text, "error": text, "status": text})
		})
	}
}

// fault: collecting ends in time, and says what is wrong and what to do, or gets over it; no secret is told.
func (s Subject) fault(t *testing.T, f fault) {
	var requests atomic.Int32
	where := f.where
	if f.serve != nil {
		h := f.serve(s, s.Serve(t))
		server := httptest.NewUnstartedServer(dated(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			h.ServeHTTP(w, r)
		}), 0))
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // a refused certificate is what is tested
		if f.tls {
			server.StartTLS()
		} else {
			server.Start()
		}
		defer server.Close()
		where = server.URL
	}
	e := live.Env{Secrets: &live.Secrets{}}
	if f.hangs {
		e.Timeout = hurried
	}
	src := s.open(t, "under test", where, e)
	began := time.Now()
	b, err := src.Collect(t.Context(), Window)
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
	s.whole(t, b)
	r := b.Reports[0]
	if f.loose {
		f.cause, f.fix = r.Error, ""
	}
	if f.name == "401" {
		if err == nil || r.Error == "" || r.Fix == "" {
			t.Errorf("error %v, report %q, fix %q", err, r.Error, r.Fix)
		}
	} else if (f.cause == "") != (r.Error == "") || !strings.Contains(r.Error, f.cause) || !strings.Contains(r.Fix, f.fix) {
		t.Errorf("report %q, fix %q; want %q, %q", r.Error, r.Fix, f.cause, f.fix)
	}
	if (err != nil) != (r.Error != "") {
		t.Errorf("error %v, report %q", err, r.Error)
	}
	if err != nil {
		clean(t, "the error", err.Error())
	}
	if n := requests.Load(); f.tries > 0 && n > f.tries {
		t.Errorf("%d requests, for what does not pass", n)
	}
	h := src.Check(t.Context(), Window)
	clean(t, "the health", fmt.Sprintf("%+v", h))
	if h.Err != nil {
		clean(t, "the health's error", h.Err.Error(), live.Fix(h.Err))
	}
	if f.cause != "" && h.Err == nil && !f.loose {
		t.Error("Check finds nothing wrong")
	}
}
