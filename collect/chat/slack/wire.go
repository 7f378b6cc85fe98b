package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
)

// wire is the HTTP client that slack-go gets. It keeps the answer as Slack wrote it and shows slack-go the envelope alone: slack-go's types have no place
// for some of what package chat reads (a parent's latest_reply as Slack has it now, user_profile, the "mode" of a file that was deleted), and one message
// in a form that they do not know would lose the whole page. It also tells what Slack refuses, which it does with the status 200.
type wire struct {
	client  *httpx.Client
	env     live.Env
	refused func(method string, a answer) *httpx.Error
}

// answer is what Slack answered: an object, by key.
type answer struct {
	fields map[string]json.RawMessage
	header http.Header
	body   []byte
}

func (a answer) text(key string) string {
	var s string
	_ = json.Unmarshal(a.fields[key], &s) // what is no text is as if it were not there
	return s
}

func (a answer) is(key string) bool { return string(a.fields[key]) == "true" }

// list is an array of the answer, its items as they are.
func (a answer) list(key string) ([]json.RawMessage, bool) {
	var items []json.RawMessage
	raw, there := a.fields[key]
	return items, there && json.Unmarshal(raw, &items) == nil && items != nil
}

// slot is where a call finds its answer.
type slot struct{}

// payload is what slack-go is not shown.
func payload() []string {
	return []string{"messages", "items", "channel", "channels", "user", "members", "bot", "latest", "channel_actions_ts", "warning", "errors"}
}

// transient are refusals that may pass, which Slack sends with the status 200.
func transient(code string) bool {
	switch code {
	case "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout":
		return true
	}
	return false
}

// maxTries is how often a request is sent that is refused for a while.
const maxTries = 4

// usualPause is the pause before a second try where Slack does not say how long: three of them, each twice the last, are longer than the minute that its
// limits count by.
const usualPause = 15 * time.Second

// Do sends a request of slack-go's. The error is an *httpx.Error, or what ended the request's context.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	form, err := bare(req)
	if err != nil {
		return nil, err
	}
	method := path.Base(req.URL.Path)
	pause := w.env.Pause
	if pause == 0 {
		pause = usualPause
	}
	for try := 1; ; try++ {
		a, err := w.send(req, form)
		if err != nil {
			return nil, err
		}
		code := a.text("error")
		if a.is("ok") {
			return a.envelope(req), nil
		}
		if !transient(code) || try == maxTries {
			return nil, w.refused(method, a)
		}
		wait := a.after(pause)
		if deadline, ok := req.Context().Deadline(); ok && time.Until(deadline) < wait { //nolint:forbidigo // a deadline is of the machine's clock
			return nil, w.refused(method, a)
		}
		if err := rest(req.Context(), wait); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// after is how long the answer asks to wait, else the pause.
func (a answer) after(pause time.Duration) time.Duration {
	if n, err := strconv.Atoi(a.header.Get("Retry-After")); err == nil && n > 0 && n <= 120 {
		return time.Duration(n) * time.Second
	}
	return pause
}

func rest(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// bare is a request's form without the token, which slack-go puts there: it travels in the header, where httpx sees to it that no other host gets it.
func bare(req *http.Request) (string, error) {
	if req.Body == nil {
		return "", nil
	}
	defer req.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return "", err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return "", err
	}
	form.Del("token")
	return form.Encode(), nil
}

// send sends the request once more, and reads what is an answer of Slack's.
func (w *wire) send(req *http.Request, form string) (answer, error) {
	try := req.Clone(req.Context())
	try.Body, try.ContentLength, try.GetBody = http.NoBody, int64(len(form)), nil
	if form != "" {
		try.Body = io.NopCloser(strings.NewReader(form))
	}
	try.Header.Set("User-Agent", "pes")
	try.Header.Set("Accept", "application/json")
	res, err := w.client.HTTP().Do(try) //nolint:gosec // httpx asks nobody but whom the settings name
	if err != nil {
		return answer{}, w.client.Explain(try, err)
	}
	defer res.Body.Close() //nolint:errcheck // it is in memory
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, w.client.Explain(try, err)
	}
	if res.StatusCode/100 != 2 {
		return answer{}, w.client.Refused(res, body)
	}
	a := answer{header: res.Header, body: body}
	if err := json.Unmarshal(body, &a.fields); err != nil {
		return a, w.misread(try, a, err)
	}
	if _, said := a.fields["ok"]; !said {
		return a, w.misread(try, a, errors.New("it does not say whether it is ok"))
	}
	if into, ok := req.Context().Value(slot{}).(*answer); ok {
		*into = a
	}
	return a, nil
}

func (w *wire) misread(req *http.Request, a answer, err error) error {
	return w.client.Misread(httpx.Call{Method: req.Method, Path: req.URL.String()}, a.header, a.body, err)
}

// envelope is the answer as slack-go is shown it.
func (a answer) envelope(req *http.Request) *http.Response {
	shown := maps.Clone(a.fields)
	for _, k := range payload() {
		delete(shown, k)
	}
	body, err := json.Marshal(shown)
	if err != nil {
		body = []byte(`{"ok":true}`) // what was read as JSON is JSON
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// ask makes one call by slack-go and is the whole answer. The error is an *httpx.Error, or what ended ctx.
func (s *source) ask(ctx context.Context, method string, call func(context.Context) error) (answer, error) {
	var a answer
	err := call(context.WithValue(ctx, slot{}, &a))
	if err == nil {
		return a, nil
	}
	if _, ours := errors.AsType[*httpx.Error](err); ours || ctx.Err() != nil || a.fields == nil {
		return a, err
	}
	return a, s.client.Misread(httpx.Call{Method: http.MethodPost, Path: s.base + method}, a.header, a.body, err)
}
