package aws

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/pes-dev/pes/internal/httpx"
)

// wire is the way of the SDK's requests. The SDK sends bodies that cannot be sent twice, so that http.Client hands a redirect on as if it were an
// answer, and takes an empty answer for one with nothing in it: both are told here as they are for every other system.
type wire struct{ http *http.Client }

// Do sends a request. The error is an *httpx.Error, or the context's.
func (w wire) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil && req.GetBody == nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
	}
	res, err := w.http.Do(req) //nolint:gosec // whom it is to is httpx's to judge
	if err != nil || res.StatusCode/100 != 2 {
		return res, err
	}
	defer res.Body.Close() //nolint:errcheck // it is in memory
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	if cause := unusable(res.Header, body); cause != "" {
		return nil, &httpx.Error{Request: req.Method + " " + req.URL.Scheme + "://" + req.URL.Host, Status: res.StatusCode, Cause: cause, Fix: fixOther, Err: errNone}
	}
	return res, nil
}

const fixOther = "url: leads to a login page, a proxy or another system: leave it out to ask AWS itself"

var errNone = errors.New("no answer of AWS")

// unusable is why an answer can be none of AWS; "" if it can be.
func unusable(header http.Header, body []byte) string {
	switch kind := header.Get("Content-Type"); {
	case len(bytes.TrimSpace(body)) == 0:
		return "the answer is empty"
	case strings.Contains(kind, "json") && !json.Valid(body):
		return "the answer is no JSON: it is cut or damaged"
	}
	return ""
}
