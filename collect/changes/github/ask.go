package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
)

// longest is how long a limit is waited for: that of searches ends within a minute, that of all requests within an hour, which nobody sits through.
const longest = 75 * time.Second

// ask sends a request, and waits where GitHub says that a limit ends soon. The error of one that ends later says when.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
func (s *source) ask(ctx context.Context, call httpx.Call) ([]byte, http.Header, error) {
	call.Accept = "application/vnd.github+json"
	call.Header = http.Header{"X-Github-Api-Version": {"2022-11-28"}}
	const tries = 3
	for try := 1; ; try++ {
		body, header, err := s.client.JSON(ctx, call)
		e, ok := errors.AsType[*httpx.Error](err)
		if !ok || e.Status != http.StatusForbidden && e.Status != http.StatusTooManyRequests {
			return body, header, err
		}
		wait, limited := s.limit(e, header)
		deadline, bounded := ctx.Deadline()
		if !limited || wait <= 0 || wait > longest || try == tries || bounded && time.Until(deadline) < wait { //nolint:forbidigo // a deadline is of the machine's clock
			return nil, header, err
		}
		s.env.Tell(0, 0, "waiting for GitHub's limit of requests")
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, header, context.Cause(ctx)
		}
	}
}

// limit says whether it is a limit of requests for which GitHub refuses one, and how long that lasts; 0 if it does not say. The error is made to tell.
// Times are taken against GitHub's own clock.
func (s *source) limit(e *httpx.Error, header http.Header) (wait time.Duration, limited bool) {
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = s.env.Time()
	}
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	reset, noReset := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
	switch {
	case err == nil && seconds >= 0 && seconds < 1<<30:
		wait = time.Duration(seconds) * time.Second
		e.Cause = fmt.Sprintf("%d: it asks to be left alone for %s, for requests came too fast (its secondary limit)", e.Status, wait)
		e.Fix = "run it again later than that; what came is kept"
		return max(wait, time.Second), true
	case header.Get("X-RateLimit-Remaining") == "0" && noReset == nil:
		until := time.Unix(reset, 0).UTC()
		e.Cause = fmt.Sprintf("%d: its limit of %s requests is used up until %s", e.Status, orMore(header.Get("X-RateLimit-Limit")), until.Format("15:04:05 UTC on 2006-01-02"))
		e.Fix = "run it again later than that; what came is kept"
		if header.Get("X-RateLimit-Limit") == "60" {
			e.Fix += ". With a token (GITHUB_TOKEN) it is 5,000 an hour"
		}
		return max(until.Sub(now)+time.Second, time.Second), true
	case strings.Contains(e.Cause, "secondary rate limit"):
		e.Fix = "run it again some minutes later; what came is kept"
		return 0, true
	}
	return 0, false
}

// orMore is a number for people; "so many" if it is none.
func orMore(n string) string {
	if _, err := strconv.Atoi(n); err != nil {
		return "so many"
	}
	return n
}

// pages reads a list page by page. visit gets each, and says whether that was enough.
func (s *source) pages(ctx context.Context, call httpx.Call, visit func(body []byte) (enough bool, err error)) error {
	var guard live.Pages
	for {
		if err := guard.Next(call.Path + "?" + call.Query.Encode()); err != nil {
			return err
		}
		body, header, err := s.ask(ctx, call)
		if err != nil {
			return err
		}
		enough, err := visit(body)
		if err != nil {
			return s.client.Misread(call, header, body, err)
		}
		next := live.NextLink(header)
		if enough || next == "" {
			return nil
		}
		call = httpx.Call{Path: next} // it stays on the host: httpx asks no other
	}
}
