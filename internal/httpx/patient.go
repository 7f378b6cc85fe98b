package httpx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxWait is the longest Retry-After that is waited for: Slack's and GitHub's secondary limits ask for a minute.
const maxWait = 2 * time.Minute

// maxHangs is how many attempts may end by the time limit. What has kept silent for so long twice is not hurried on by a third time.
const maxHangs = 2

// maxSaid is how much is read of an answer that says no: its first words are what people see.
const maxSaid = 1 << 20

// patient is the way of each request: credentials, attempts, and the whole body.
type patient struct {
	c       *Client
	wire    *http.Transport
	streams bool // the body is the caller's to read, whatever its size
}

// RoundTrip sends a request as often as may help. The error is an *Error, that of Authorize, or the context's. The last answer that may have passed,
// and did not, is returned as it is.
func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	body, err := drained(req)
	if err != nil {
		return nil, err
	}
	template, err := p.prepared(req, body)
	if err != nil {
		return nil, err
	}
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.Multiplier, pauses.MaxInterval = p.c.o.Pause, 2, 30*time.Second
	hangs := 0
	for n := 1; ; n++ {
		res, err := p.attempt(template.Clone(ctx), body)
		switch {
		case err == nil && !mayPass(res):
			res.Request = req // not the one with the credentials in it
			return res, nil
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case isTimeout(err):
			hangs++
		}
		wait := pauses.NextBackOff()
		if res != nil {
			if asked := p.c.retryAfter(res.Header); asked > 0 {
				wait = asked
			}
		}
		if n >= p.c.o.Attempts || hangs >= maxHangs || err != nil && isLasting(err) || wait > maxWait || outlasts(ctx, wait) {
			if err != nil {
				return nil, p.c.explain(req, err)
			}
			res.Request = req
			return res, nil
		}
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// prepared is a request with the credentials, if it is to the system's own host, and with none otherwise.
func (p *patient) prepared(req *http.Request, body []byte) (*http.Request, error) {
	out := req.Clone(req.Context())
	out.Header.Del("Referer")                // http.Client names the page that redirected, with its query
	if p.c.o.Signed && req.Response == nil { // and not by a redirect
		return out, nil
	}
	if why := p.c.stranger(req.URL); why != "" {
		return nil, p.c.explain(req, &refusal{cause: "it is not asked, as it is " + why, fix: "if that is right, name it in url:, or list it in hosts:"})
	}
	if p.c.o.Base != nil && !p.c.own(req.URL) {
		if err := p.c.strip(out, body); err != nil {
			return nil, p.c.explain(req, err)
		}
		return out, nil
	}
	header, err := p.c.credentials(req.Context())
	if err != nil {
		return nil, err
	}
	maps.Copy(out.Header, header)
	return out, nil
}

// drained is a request's body, for each attempt anew.
func drained(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer req.Body.Close() //nolint:errcheck // it was only read
	return io.ReadAll(req.Body)
}

// authError is an error of Authorize.
type authError struct{ error }

func (e *authError) Unwrap() error { return e.error }

// credentials are the headers that carry them. One caller finds them, and the others wait.
func (c *Client) credentials(ctx context.Context) (http.Header, error) {
	if c.o.Authorize == nil {
		return nil, nil
	}
	select {
	case c.asking <- struct{}{}:
		defer func() { <-c.asking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if known := c.authorized.Load(); known != nil {
		return known.Clone(), nil
	}
	header, err := c.o.Authorize(ctx)
	if err != nil {
		return nil, &authError{err}
	}
	c.authorized.Store(&header)
	return header.Clone(), nil
}

// attempt sends a request once. The whole body was read, but that of a stream.
func (p *patient) attempt(req *http.Request, body []byte) (*http.Response, error) {
	p.c.requests.Add(1)
	if body != nil {
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	var asked time.Time
	if p.c.o.Now != nil {
		asked = p.c.o.Now()
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	limit := time.AfterFunc(p.c.o.Timeout, func() { cancel(&timeout{p.c.o.Timeout, p.streams}) })
	done := func() {
		limit.Stop()
		cancel(nil)
	}
	res, err := p.wire.RoundTrip(req.WithContext(ctx)) //nolint:bodyclose // read below, or the caller's
	if err != nil {
		defer done()
		return nil, caused(ctx, err)
	}
	p.c.measure(req.URL, res.Header, asked)
	if p.streams && res.StatusCode/100 == 2 {
		limit.Stop()
		res.Body = &stream{body: res.Body, ctx: ctx, limit: limit, cancel: done, left: p.c.o.MaxStream, c: p.c, req: req}
		return res, nil
	}
	defer done()
	defer res.Body.Close() //nolint:errcheck // it was only read
	most := p.c.o.MaxBody
	if res.StatusCode/100 != 2 {
		most = min(most, maxSaid)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	switch {
	case res.StatusCode/100 != 2:
		data = data[:min(int64(len(data)), most)] // the status says what there is to say, whatever came of the words
	case err != nil:
		return nil, caused(ctx, err)
	case int64(len(data)) > most:
		return nil, errTooLarge(most)
	}
	if res.StatusCode/100 == 2 && p.c.answered.Add(int64(len(data))) > p.c.o.MaxTotal {
		return nil, errTooMuch(p.c.o.MaxTotal)
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	return res, nil
}

// caused is the reason of an attempt's context, where that ended it.
func caused(ctx context.Context, err error) error {
	if slow, ok := errors.AsType[*timeout](context.Cause(ctx)); ok {
		return slow
	}
	return err
}

// mayPass says of an answer that another attempt may bring a better one. Some systems say 403 where they mean 429, and add how long to wait (GitHub:
// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api).
func mayPass(res *http.Response) bool {
	switch res.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return res.Header.Get("Retry-After") != ""
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, http.StatusNetworkAuthenticationRequired:
		return false
	}
	return res.StatusCode/100 == 5
}

// retryAfter is how long an answer asks to wait, by seconds or by a date (RFC 9110, 10.2.3); 0 if it does not. The date is by the system's clock.
func (c *Client) retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return time.Duration(min(n, 1<<30)) * time.Second
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil && c.o.Now == nil {
		return 0
	}
	if err != nil {
		now = c.o.Now()
	}
	return max(date.Sub(now), 0)
}

// outlasts says of a pause that ctx ends in it, so that waiting helps nobody.
func outlasts(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= wait //nolint:forbidigo // a deadline is of the machine's clock
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
