package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
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

// Get decodes the JSON that a request is answered with. What is no JSON, or of other types than into, is an *Error that says what it is.
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

// Stream sends a request and returns the answer's body to be read to its end as it comes, up to Options.MaxStream. It may take as long as something
// comes. Its errors are *Error, or the context's. Only the way to its beginning is tried again.
func (c *Client) Stream(ctx context.Context, call Call) (io.ReadCloser, error) {
	res, err := c.send(ctx, c.stream, call)
	if err != nil {
		return nil, err
	}
	if res.StatusCode/100 == 2 {
		return res.Body, nil
	}
	defer res.Body.Close() //nolint:errcheck // it is in memory
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, c.explain(res.Request, err)
	}
	return nil, c.Refused(res, data)
}

// send sends a request. The error is an *Error, that of Authorize, or the context's.
func (c *Client) send(ctx context.Context, with *http.Client, call Call) (*http.Response, error) {
	req, err := c.request(ctx, call)
	if err != nil {
		return nil, err
	}
	res, err := with.Do(req)
	if err == nil {
		return res, nil
	}
	if res != nil {
		res.Body.Close() //nolint:errcheck,gosec // a redirect that is not followed
	}
	return nil, c.Explain(req, err)
}

// Explain is the error of http.Client, as HTTP's are, without its wrapping, which quotes the address: an *Error, the error that Authorize returned, or
// what ended the request's context.
func (c *Client) Explain(req *http.Request, err error) error {
	if credential, ok := errors.AsType[*authError](err); ok {
		return credential.error
	}
	if ctx := req.Context(); ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return c.explain(req, err)
}

func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	u, err := c.address(call.Path)
	if err != nil {
		return nil, err
	}
	if len(call.Query) > 0 {
		q := u.Query()
		maps.Copy(q, call.Query)
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
			return nil, fmt.Errorf("asking for %s: %w", c.place(u), err)
		}
		body, kind = bytes.NewReader(data), "application/json"
	}
	if method == "" && body != nil {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", c.place(u), root(err))
	}
	for name, values := range call.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
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
		if why := c.stranger(u); why != "" || c.o.Base == nil {
			return nil, &Error{
				Request: "GET " + c.place(u), Cause: "the answer leads there for its next part, and it is " + why,
				Fix: "if that is right, list it in hosts:",
			}
		}
		return u, nil
	}
	p, query, _ := strings.Cut(path, "?")
	u := c.o.Base.JoinPath(p)
	u.RawQuery, u.Fragment = query, ""
	return u, nil
}
