package httpx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxRedirects is how many redirects are followed: a login page in front of a system takes two or three.
const maxRedirects = 5

// maxWait is the longest Retry-After that is waited for: Slack's and GitHub's secondary limits ask for a minute.
const maxWait = 2 * time.Minute

// patient is the way of each request: credentials, attempts, and the whole body.
type patient struct {
	c       *Client
	wire    http.RoundTripper
	streams bool // the body is the caller's to read, whatever its size
}

// RoundTrip sends a request as often as may help. The error is an *Error, or the context's.
func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	header, err := p.c.headers(ctx, req.URL)
	if err != nil {
		return nil, err
	}
	body, err := drained(req)
	if err != nil {
		return nil, err
	}
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.Multiplier, pauses.MaxInterval = p.c.o.Pause, 2, 30*time.Second
	var last *http.Response
	res, err := backoff.Retry(ctx, func() (*http.Response, error) {
		try := req.Clone(ctx)
		maps.Copy(try.Header, header)
		if body != nil {
			try.Body = io.NopCloser(bytes.NewReader(body))
		}
		res, err := p.attempt(try)
		last = res
		return res, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(uint(p.c.o.Attempts)), backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil:
		return res, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case last != nil:
		return last, nil // the last answer was one that may pass, and did not: the caller's to tell
	}
	if permanent, ok := errors.AsType[*backoff.PermanentError](err); ok {
		err = permanent.Err
	}
	return nil, p.c.explain(req, err)
}

// drained is a request's body, for each attempt anew.
func drained(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer req.Body.Close() //nolint:errcheck // it was only read
	return io.ReadAll(req.Body)
}

// headers are the credentials, for the system's own host alone.
func (c *Client) headers(ctx context.Context, u *url.URL) (http.Header, error) {
	if !c.own(u) || c.o.Authorize == nil {
		return nil, nil
	}
	c.auth.Lock()
	defer c.auth.Unlock()
	if c.known {
		return c.authorized, nil
	}
	header, err := c.o.Authorize(ctx)
	if err != nil {
		return nil, err
	}
	c.authorized, c.known = header, true
	return header, nil
}

// attempt sends a request once. An error that is not permanent, and an answer together with an error, may pass.
func (p *patient) attempt(req *http.Request) (*http.Response, error) {
	p.c.requests.Add(1)
	var asked time.Time
	if p.c.o.Now != nil {
		asked = p.c.o.Now()
	}
	ctx, cancel := context.WithTimeoutCause(req.Context(), p.c.o.Timeout, &timeout{p.c.o.Timeout})
	res, err := p.wire.RoundTrip(req.WithContext(ctx)) //nolint:bodyclose // read below, or the caller's
	if err != nil {
		defer cancel()
		return nil, passing(caused(ctx, err))
	}
	p.c.measure(res.Header, asked)
	if p.streams && res.StatusCode/100 == 2 {
		res.Body = closing{res.Body, cancel}
		return res, nil
	}
	defer cancel()
	defer res.Body.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(res.Body, p.c.o.MaxBody+1))
	switch {
	case err != nil:
		return nil, passing(caused(ctx, err))
	case int64(len(data)) > p.c.o.MaxBody:
		return nil, backoff.Permanent(errTooLarge(p.c.o.MaxBody))
	}
	res.Body = io.NopCloser(bytes.NewReader(data))
	if res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusRequestTimeout && res.StatusCode/100 != 5 || res.StatusCode == http.StatusNotImplemented {
		return res, nil
	}
	if wait := p.c.retryAfter(res.Header); wait > 0 {
		if deadline, ok := req.Context().Deadline(); wait > maxWait || ok && time.Until(deadline) < wait { //nolint:forbidigo // a deadline is of the machine's clock
			return res, backoff.Permanent(errors.New(res.Status))
		}
		return res, &backoff.RetryAfterError{Duration: wait}
	}
	return res, errors.New(res.Status)
}

// caused is the reason of an attempt's context, where that ended it.
func caused(ctx context.Context, err error) error {
	if slow, ok := errors.AsType[*timeout](context.Cause(ctx)); ok {
		return slow
	}
	return err
}

// retryAfter is how long an answer asks to wait, by seconds or by a date (RFC 9110, 10.2.3); 0 if it does not.
func (c *Client) retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n < 1<<30 {
		return time.Duration(n) * time.Second
	}
	date, err := http.ParseTime(text)
	if err != nil || c.o.Now == nil {
		return 0
	}
	return max(date.Sub(c.o.Now()), 0)
}

// redirect follows a redirect only to where the request may have gone by itself.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return &refusal{fmt.Sprintf("more than %d redirects", maxRedirects), "url: leads to a page that sends everybody on; name the system's own address", nil}
	}
	if !c.Reach(req.URL) {
		return &refusal{
			"it redirects to " + place(req.URL) + ", which is another host",
			"if that is right, name it in url:, or list it in hosts:", nil,
		}
	}
	return nil
}

// closing ends a stream's time with it.
type closing struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b closing) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
