package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/pes-dev/pes/internal/plain"
)

// Error is why a system did not answer as it should, for people: which request, why, and what to do. It holds no query, no header and no secret.
type Error struct {
	Request string // "GET https://host/path", without the query
	Status  int    // of the answer; 0 if there was none
	Cause   string
	Fix     string // what to do; "" if nobody knows
	Err     error  // what it comes from; nil if it is the answer's status
}

func (e *Error) Error() string { return e.Request + ": " + e.Cause }

// Unwrap is what it comes from.
func (e *Error) Unwrap() error { return e.Err }

// Fix is what to do about an error; "" if it does not say.
func Fix(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fix
	}
	return ""
}

// timeout ends an attempt.
type timeout struct{ after time.Duration }

func (t *timeout) Error() string { return fmt.Sprintf("no whole answer within %s", t.after) }

// ErrTooLarge is what an error comes from whose answer was larger than the cap.
var ErrTooLarge = errors.New("too large")

// refusal is what this client does not do, whoever asks.
type refusal struct {
	cause, fix string
	err        error // what callers may ask for; nil is nothing
}

func (r *refusal) Error() string { return r.cause }

func (r *refusal) Unwrap() error { return r.err }

func errTooLarge(most int64) error {
	return &refusal{fmt.Sprintf("the answer is larger than %d MiB", most>>20), "ask for a shorter window, or for less in it", ErrTooLarge}
}

// passing keeps an error from being tried again that will not pass.
func passing(err error) error {
	if _, ok := errors.AsType[*net.DNSError](err); ok || isCertificate(err) || errors.Is(err, context.Canceled) {
		return backoff.Permanent(err)
	}
	return err
}

func isCertificate(err error) bool {
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, invalid := errors.AsType[x509.CertificateInvalidError](err)
	_, name := errors.AsType[x509.HostnameError](err)
	_, verify := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return unknown || invalid || name || verify || record
}

// explain tells an error that is no answer.
func (c *Client) explain(req *http.Request, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	e := &Error{Request: req.Method + " " + c.o.Clean(place(req.URL)), Err: err}
	refused, isRefusal := errors.AsType[*refusal](err)
	slow, isSlow := errors.AsType[*timeout](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case isRefusal:
		e.Cause, e.Fix = refused.cause, refused.fix
	case isSlow:
		e.Cause, e.Fix = slow.Error(), "see whether it is overloaded, or ask for a shorter window"
	case isDNS:
		e.Cause, e.Fix = fmt.Sprintf("no address is known for %s", plain.Line(dns.Name, maxQuote)), "check the host in url:, and whether this machine needs a VPN to see it"
	case isCertificate(err):
		e.Cause, e.Fix = "TLS: "+plain.Line(root(err).Error(), maxQuote), "name its authority by ca_file:, or the host that its certificate is for in url:"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Cause, e.Fix = "nothing listens there (connection refused)", "see whether it runs, and whether the port in url: is right"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		e.Cause, e.Fix = "the answer ended before its end", "run it again; if it stays so, look at what stands between (a proxy, a load balancer)"
	default:
		e.Cause, e.Fix = plain.Line(c.o.Clean(root(err).Error()), maxQuote), "see whether this machine can reach it"
	}
	return e
}

// root is an error without the wrapping of net/http, which quotes the address with its query.
func root(err error) error {
	for {
		u, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = u.Err
	}
}

// maxQuote is how much of an answer's words an error quotes.
const maxQuote = 200

// Refused is the error of an answer whose status says no. It quotes the first words of the answer, if they are for people.
func (c *Client) Refused(res *http.Response, body []byte) *Error {
	e := &Error{Request: res.Request.Method + " " + c.o.Clean(place(res.Request.URL)), Status: res.StatusCode, Cause: status(res.StatusCode)}
	if words := c.words(res, body); words != "" {
		e.Cause += ": " + words
	}
	e.Fix = c.o.Fixes[res.StatusCode]
	if e.Fix == "" {
		e.Fix = usualFix(res.StatusCode)
	}
	return e
}

func status(code int) string {
	if text := http.StatusText(code); text != "" {
		return fmt.Sprintf("%d %s", code, text)
	}
	return fmt.Sprint(code)
}

// words are what an answer that says no says in words.
func (c *Client) words(res *http.Response, body []byte) string {
	if isHTML(res, body) {
		return ""
	}
	return plain.Line(c.o.Clean(strings.ToValidUTF8(string(body[:min(len(body), 4*maxQuote)]), "")), maxQuote)
}

func isHTML(res *http.Response, body []byte) bool {
	return strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") || strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "<")
}

func usualFix(code int) string {
	switch code {
	case http.StatusUnauthorized:
		return "the credentials are missing, wrong or expired: see token_env:, token_file: or token_command:"
	case http.StatusForbidden:
		return "the credentials are good, and may not do this: give them the right to read"
	case http.StatusNotFound:
		return "see whether url: is the system's own address, with the path that stands before its API"
	case http.StatusTooManyRequests:
		return "it asks to be left alone for a while: run it again later; what came is kept"
	}
	if code/100 == 5 {
		return "it is in trouble itself: run it again later; what came is kept"
	}
	return ""
}

// place is an address for people, without user, query and fragment.
func place(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}
