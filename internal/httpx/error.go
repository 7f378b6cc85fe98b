package httpx

import (
	"compress/flate"
	"compress/gzip"
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
)

// Error is why a system did not answer as it should, for people: which request, why, and what to do. It holds no query, no header and no secret.
type Error struct {
	Request string // "GET https://host/path", without the query
	Status  int    // of the answer; 0 if there was none
	Cause   string
	Fix     string // what to do; "" if nobody knows
	Err     error  // what it comes from; nil if it is the answer's status. Its text is not for people: it may hold addresses
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
type timeout struct {
	after  time.Duration
	stream bool // it is the pause between two pieces that was too long
}

func (t *timeout) Error() string {
	if t.stream {
		return fmt.Sprintf("no whole answer: nothing came for %s", t.after)
	}
	return fmt.Sprintf("no whole answer within %s", t.after)
}

func isTimeout(err error) bool {
	_, ok := errors.AsType[*timeout](err)
	return ok
}

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
	return &refusal{cause: "the answer is larger than " + size(most), fix: "ask for a shorter window, or for less in it", err: ErrTooLarge}
}

// errTooMuch is of all answers together: to ask for less at a time does not help.
func errTooMuch(most int64) error {
	return &refusal{cause: "its answers are larger than " + size(most) + " together", fix: "ask for a shorter window, or for less in it"}
}

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// isLasting says of an error that another attempt meets it again.
func isLasting(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsNotFound
	}
	_, refused := errors.AsType[*refusal](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err) // all that can be wrong with one
	return refused || isAlert(err) || record || certificate || isProxySetting(err) || isUnpacking(err)
}

// isAlert says of an error that the other side ended the handshake; crypto/tls has no exported type for it.
func isAlert(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "remote error"
}

func isProxySetting(err error) bool {
	return strings.HasPrefix(err.Error(), "invalid proxy address") || strings.HasPrefix(err.Error(), "proxy: unknown scheme")
}

func isUnpacking(err error) bool {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	return corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum)
}

// explain tells an error that is no answer.
func (c *Client) explain(req *http.Request, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	cause, fix := c.why(err)
	return &Error{Request: c.named(req), Cause: cause, Fix: fix, Err: err}
}

func (c *Client) named(req *http.Request) string { return req.Method + " " + c.place(req.URL) }

// why is the cause of an error, and what to do about it.
func (c *Client) why(err error) (cause, fix string) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.cause, r.fix
	}
	if t, ok := errors.AsType[*timeout](err); ok {
		return t.Error(), "see whether it is overloaded, or ask for a shorter window"
	}
	if cause, fix := whyTLS(err); cause != "" {
		return c.clean(cause, maxQuote), fix
	}
	if cause, fix := whyNoConnection(err); cause != "" {
		return c.clean(cause, maxQuote), fix
	}
	text := root(err).Error()
	switch {
	case isProxySetting(err):
		return "HTTPS_PROXY or HTTP_PROXY names no proxy that can be used", "correct it: http://host:port"
	case isUnpacking(err):
		return "the answer is damaged: what it says is packed (gzip) cannot be unpacked", "look at what stands between (a proxy, a load balancer)"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the answer ended before its end", "run it again; if it stays so, look at what stands between (a proxy, a load balancer)"
	case strings.Contains(text, "Location header"):
		return "it redirects to what is no address", "see whether url: is the system's own address"
	case strings.Contains(text, "malformed "):
		return "what listens there speaks no HTTP", "see whether the port in url: is right, and whether it wants https://"
	}
	return c.clean(text, maxQuote), "see whether this machine can reach it"
}

// whyTLS tells what a handshake failed for.
func whyTLS(err error) (cause, fix string) {
	record, isRecord := errors.AsType[tls.RecordHeaderError](err)
	if isRecord && string(record.RecordHeader[:]) == "HTTP/" {
		return "TLS: what listens there speaks plain HTTP", "write http:// in url:, or name the port that speaks TLS"
	}
	if name, ok := errors.AsType[x509.HostnameError](err); ok {
		return "TLS: " + name.Error(), "name the host that the certificate is for in url:"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "TLS: " + invalid.Error(), "have the certificate renewed; if it is good, this machine's clock is wrong"
	}
	if verify, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "TLS: " + verify.Err.Error(), "name the certificate's authority by ca_file:"
	}
	if isAlert(err) {
		return "TLS: the other side ends it: " + root(err).Error(), "see whether it wants a client's certificate, or speaks only versions before TLS 1.2"
	}
	if isRecord {
		return "TLS: what listens there does not speak it", "see whether the port in url: is right, or write http://"
	}
	return "", ""
}

// whyNoConnection tells why there is no connection at all.
func whyNoConnection(err error) (cause, fix string) {
	op, _ := errors.AsType[*net.OpError](err)
	if op != nil && op.Op == "proxyconnect" {
		inner, _ := whyNoConnection(op.Err)
		if inner == "" {
			inner = op.Err.Error()
		}
		return "the proxy does not answer: " + inner, "see HTTPS_PROXY and HTTP_PROXY, and name hosts that need no proxy in NO_PROXY"
	}
	dns, isDNS := errors.AsType[*net.DNSError](err)
	switch {
	case isDNS && (dns.IsNotFound || !dns.IsTimeout && !dns.IsTemporary):
		return "no address is known for " + dns.Name, "check the host in url:, and whether this machine needs a VPN to see it"
	case isDNS:
		return "the name server does not answer for " + dns.Name, "see whether this machine has a network; check the host in url:"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there (connection refused)", "see whether it runs, and whether the port in url: is right"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way to it from this machine", "see whether this machine needs a VPN to reach the host in url:"
	case op != nil && op.Op == "dial" && op.Timeout():
		return fmt.Sprintf("no connection within %s", dialTime), "see whether a firewall stands between, or whether this machine needs a VPN to reach the host in url:"
	}
	return "", ""
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
