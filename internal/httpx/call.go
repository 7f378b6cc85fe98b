package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/pes-dev/pes/internal/plain"
)

// Call is one request.
type Call struct {
	Method string     // "" is GET, and POST with a Form or a JSON
	Path   string     // below Base; or a whole address, which must be one that Reach allows
	Query  url.Values //
	Form   url.Values // the body as a form; nil is none
	JSON   any        // the body as JSON; nil is none
	Accept string     // "" is JSON
	Header http.Header
}

// Do sends a request and returns the answer's body. An answer whose status is not 2xx is an *Error.
func (c *Client) Do(ctx context.Context, call Call) ([]byte, http.Header, error) {
	res, err := c.send(ctx, c.http, call)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it is in memory
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, nil, c.explain(res.Request, err)
	}
	if res.StatusCode/100 != 2 {
		return nil, res.Header, c.Refused(res, data)
	}
	return data, res.Header, nil
}

// JSON is Do for an answer that must be JSON: anything else, a login page above all, is an *Error.
func (c *Client) JSON(ctx context.Context, call Call) (json.RawMessage, http.Header, error) {
	data, header, err := c.Do(ctx, call)
	if err != nil {
		return nil, header, err
	}
	if !json.Valid(data) {
		return nil, header, c.Misread(call, header, data, errors.New("it is cut or damaged"))
	}
	return data, header, nil
}

// Get decodes the JSON that a request is answered with. What is no JSON is an *Error that says what it is.
func (c *Client) Get(ctx context.Context, call Call, into any) (http.Header, error) {
	data, header, err := c.Do(ctx, call)
	if err != nil {
		return header, err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return header, c.Misread(call, header, data, err)
	}
	return header, nil
}

// Misread is the error of an answer that is not what was asked for.
func (c *Client) Misread(call Call, header http.Header, data []byte, err error) *Error {
	e := &Error{Request: call.Path, Err: err, Cause: "the answer is no JSON that is known: " + plain.Line(c.o.Clean(err.Error()), maxQuote), Fix: "see whether url: is the right system, in a version that pes knows"}
	if req, bad := c.request(context.Background(), call); bad == nil {
		e.Request = req.Method + " " + c.o.Clean(place(req.URL))
	}
	if isHTML(&http.Response{Header: header}, data) {
		e.Cause, e.Fix = "the answer is a web page and no JSON", "url: leads to a login page, a proxy or a user interface: name the API's address, and see whether it wants credentials"
	}
	return e
}

// Stream sends a request and returns the answer's body to be read to its end as it comes, of any size. The time limit of an attempt is that of the
// whole stream, so that it is the caller's to set a fitting one.
func (c *Client) Stream(ctx context.Context, call Call) (io.ReadCloser, error) {
	res, err := c.send(ctx, c.stream, call)
	if err != nil {
		return nil, err
	}
	if res.StatusCode/100 == 2 {
		return res.Body, nil
	}
	defer res.Body.Close() //nolint:errcheck // it is in memory
	data, err := io.ReadAll(io.LimitReader(res.Body, c.o.MaxBody))
	if err != nil {
		return nil, c.explain(res.Request, err)
	}
	return nil, c.Refused(res, data)
}

func (c *Client) send(ctx context.Context, with *http.Client, call Call) (*http.Response, error) {
	req, err := c.request(ctx, call)
	if err != nil {
		return nil, err
	}
	res, err := with.Do(req)
	if err == nil {
		return res, nil
	}
	return nil, c.Explain(req, err)
}

// Explain is the error of http.Client, as HTTP's are, without its wrapping, which quotes the address: an *Error, the error that Authorize returned, or
// what ended the request's context.
func (c *Client) Explain(req *http.Request, err error) error {
	if ctx := req.Context(); ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if _, refused := errors.AsType[*refusal](err); refused || isNet(err) {
		return c.explain(req, err)
	}
	return err
}

// isNet says of an error of http.Client that it is its own, and not one of what it was given.
func isNet(err error) bool {
	_, ours := errors.AsType[*Error](err)
	return !ours && strings.HasPrefix(err.Error(), "net/http:")
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	u, err := c.address(call.Path)
	if err != nil {
		return nil, err
	}
	if len(call.Query) > 0 {
		q := u.Query()
		for k, v := range call.Query {
			q[k] = v
		}
		u.RawQuery = q.Encode()
	}
	var body io.Reader
	kind, method := "", call.Method
	switch {
	case call.Form != nil:
		body, kind = strings.NewReader(call.Form.Encode()), "application/x-www-form-urlencoded"
	case call.JSON != nil:
		data, err := json.Marshal(call.JSON)
		if err != nil {
			return nil, err
		}
		body, kind = bytes.NewReader(data), "application/json"
	}
	if method == "" && body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, err
	}
	for k, v := range call.Header {
		req.Header[k] = v
	}
	req.Header.Set("User-Agent", "pes")
	req.Header.Set("Accept", "application/json")
	if call.Accept != "" {
		req.Header.Set("Accept", call.Accept)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	return req, nil
}

// address is a path below the base, or an address that the client may ask.
func (c *Client) address(path string) (*url.URL, error) {
	if u, err := url.Parse(path); err == nil && u.IsAbs() {
		if !c.Reach(u) {
			return nil, &Error{Request: place(u), Cause: "the answer leads to another host for its next part", Fix: "if that is right, list it in hosts:"}
		}
		return u, nil
	}
	p, query, _ := strings.Cut(path, "?")
	u := c.o.Base.JoinPath(p)
	u.RawQuery = query
	return u, nil
}
