// Package httpx is the one HTTP client of pes. Whatever speaks to a system outside goes through it, SDKs too, which get its http.Client: it waits and
// tries again where that may help, obeys Retry-After, bounds what an answer may be and how long it may take, asks no host that nobody named,
// keeps credentials to the host that they are for, and tells errors as cause and fix, with no secret in either.
package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Options says to whom a client speaks, and how patiently. Zero values are usual ones.
type Options struct {
	Base  *url.URL // where the system is; its host gets the credentials. Nil is any host at first, and no redirects
	Hosts []string // further hosts, host or host:port, that redirects and links to next pages may lead to; they get no credentials

	// Signed says that an SDK knows by itself whom to ask (a region, a service that changes one credential for another), and signs each request for
	// its host. Its requests go where they are to, as they are; redirects are held to Base and Hosts.
	Signed bool

	// Authorize returns the headers that carry the credentials. It is called before the first request, until it succeeds once. Nil is none. Its
	// error is told as it is.
	Authorize func(ctx context.Context) (http.Header, error)
	Clean     func(string) string // takes secrets out of what is told; nil takes none

	Roots     *x509.CertPool // who may have signed the system's certificate; nil is the machine's
	Timeout   time.Duration  // of one attempt, its body included; of a stream, for its header and then without a byte; 0 is DefaultTimeout
	Attempts  int            // at most, for what may pass; 0 is DefaultAttempts
	Pause     time.Duration  // before the second attempt, doubled for each further one, give or take a half; 0 is DefaultPause
	MaxBody   int64          // bytes of one answer, unpacked; 0 is DefaultMaxBody
	MaxTotal  int64          // bytes of all answers together, unpacked; streams do not count. 0 is DefaultMaxTotal
	MaxStream int64          // bytes of one stream, unpacked; 0 is DefaultMaxStream

	Now    func() time.Time                                                     // the clock; nil leaves the system's clock unmeasured
	Skewed func(time.Duration)                                                  // is told what the system's clock is ahead of ours, by each answer that says; nil is no one
	Fixes  map[int]string                                                       // what to do about a status, where more is known than in general
	Dial   func(ctx context.Context, network, address string) (net.Conn, error) // nil is a usual one
	Proxy  func(*http.Request) (*url.URL, error)                                // nil is by HTTPS_PROXY, HTTP_PROXY and NO_PROXY
}

// What a client does unless it is told otherwise. The longest honest answers are those of a log engine that thinks, and pages of a thousand
// messages; the largest honest streams, lines of a window, are a few hundred megabytes.
const (
	DefaultTimeout   = 30 * time.Second
	DefaultAttempts  = 4
	DefaultPause     = 500 * time.Millisecond
	DefaultMaxBody   = 64 << 20
	DefaultMaxTotal  = 512 << 20 // callers keep pages until the last has come: as much as one may hold in memory
	DefaultMaxStream = 8 << 30
)

// dialTime is how long a connection, and then TLS, may take to come about: a packet that is lost thrice.
const dialTime = 10 * time.Second

// Client speaks to one system. It is safe for concurrent use.
type Client struct {
	o      Options
	http   *http.Client
	stream *http.Client // the same without a limit on the body

	asking     chan struct{} // holds one value while somebody finds the credentials
	authorized atomic.Pointer[http.Header]

	requests atomic.Int64
	received atomic.Int64
	answered atomic.Int64 // bytes of the answers that were handed out, unpacked

	clock sync.Mutex
	skew  time.Duration
	told  bool // whether skew is known
}

// New makes a client.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Attempts == 0 {
		o.Attempts = DefaultAttempts
	}
	if o.Pause == 0 {
		o.Pause = DefaultPause
	}
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.MaxTotal == 0 {
		o.MaxTotal = DefaultMaxTotal
	}
	if o.MaxStream == 0 {
		o.MaxStream = DefaultMaxStream
	}
	if o.Clean == nil {
		o.Clean = func(s string) string { return s }
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second, Control: o.guard}).DialContext
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	c := &Client{o: o, asking: make(chan struct{}, 1)}
	wire := &http.Transport{
		Proxy: o.Proxy,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := o.Dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return counted{conn, &c.received}, nil
		},
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialTime,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
	c.http = &http.Client{Transport: &patient{c: c, wire: wire}, CheckRedirect: c.redirect}
	c.stream = &http.Client{Transport: &patient{c: c, wire: wire, streams: true}, CheckRedirect: c.redirect}
	return c
}

// HTTP is the client for SDKs. An answer's body is read before it is returned; one that is too large, or was cut short in every attempt, is an
// error. An error that is an *Error, or holds one, is to be told; the text of the *url.Error around it holds the query.
func (c *Client) HTTP() *http.Client { return c.http }

// Close lets go of idle connections. The client may be used again.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// CloseIdleConnections is what http.Client looks for.
func (p *patient) CloseIdleConnections() { p.wire.CloseIdleConnections() }

// Stats is what speaking to the system came to.
type Stats struct {
	Requests int           // attempts included
	Received int64         // bytes over the wire, headers included
	Skew     time.Duration // what the system's clock is ahead of ours, to about a second; negative if it is behind
	Clock    bool          // whether Skew is known
}

// Stats is what it came to so far.
func (c *Client) Stats() Stats {
	c.clock.Lock()
	defer c.clock.Unlock()
	return Stats{int(c.requests.Load()), c.received.Load(), c.skew, c.told}
}

// counted counts what is read from a connection.
type counted struct {
	net.Conn
	n *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// measure takes the system's clock from an answer's Date, which is in whole seconds: half a second is added, and half of the time that the answer
// took. An answer out of a cache tells the time of another day.
func (c *Client) measure(u *url.URL, header http.Header, asked time.Time) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil || c.o.Now == nil || !c.own(u) && !c.o.Signed || header.Get("Age") > "0" {
		return
	}
	now := c.o.Now()
	skew := date.Add(500 * time.Millisecond).Sub(now.Add(-now.Sub(asked) / 2))
	c.clock.Lock()
	c.skew, c.told = skew, true
	c.clock.Unlock()
	if c.o.Skewed != nil {
		c.o.Skewed(skew)
	}
}
