package httpx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"
)

// stream is an answer's body as it comes. It ends by an error that people can read if it is cut short, if nothing comes for the time of an attempt, or
// if it is larger than anybody's.
type stream struct {
	body   io.ReadCloser
	ctx    context.Context //nolint:containedctx // a body's reader has no other way to know why it ended
	limit  *time.Timer
	cancel func()
	left   int64
	c      *Client
	req    *http.Request
}

// Read reads what came. The time limit runs only while it waits, not while the caller thinks.
func (s *stream) Read(p []byte) (int, error) {
	s.limit.Reset(s.c.o.Timeout)
	n, err := s.body.Read(p)
	s.limit.Stop()
	s.left -= int64(n)
	switch {
	case s.left < 0:
		return n, s.c.explain(s.req, errTooLarge(s.c.o.MaxStream))
	case err == nil, errors.Is(err, io.EOF):
		return n, err
	}
	if slow, ok := errors.AsType[*timeout](context.Cause(s.ctx)); ok {
		return n, s.c.explain(s.req, slow)
	}
	if s.ctx.Err() != nil {
		return n, context.Cause(s.ctx)
	}
	return n, s.c.explain(s.req, err)
}

// Close ends a stream, also in its middle.
func (s *stream) Close() error {
	defer s.cancel()
	return s.body.Close()
}
