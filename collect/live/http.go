package live

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pes-dev/pes/internal/httpx"
)

// HTTP is the settings of a source that speaks HTTP.
type HTTP struct {
	// URL is where the system is, with the path that stands before its API if there is one.
	URL string `yaml:"url"`
	Token
	// User is whom the token is the password of, where the system wants a name with it.
	User string `yaml:"user"`
	// Headers are further headers of each request, such as X-Scope-OrgID: name and value. Credentials are no headers: see token_env.
	Headers map[string]string `yaml:"headers"`
	// Hosts are further hosts that redirects and next pages may lead to.
	Hosts []string `yaml:"hosts"`
	// CAFile is the file with the certificates (PEM) of who may have signed the system's; if not given, the machine's.
	CAFile string `yaml:"ca_file"`
	// Timeout is how long all of it may take: 10m. Five minutes if not given.
	Timeout time.Duration `yaml:"timeout"`
}

// Access is what a kind knows of the access to its systems.
type Access struct {
	Default string         // where the system is if url: is not given; "" if it must be
	Usual   []string       // the variables of the environment that usually hold the token
	Header  string         // the header that carries the token; "" is Authorization
	Scheme  string         // what stands before the token there; "" is "Bearer ", and none at all with another Header
	Fixes   map[int]string // what to do about a status, where more is known than in general
	MaxBody int64          // bytes of one answer; 0 is usual
	MaxAll  int64          // bytes of all answers together; 0 is usual
	Signed  bool           // an SDK knows whom to ask, and signs each request itself: see httpx.Options
}

// Client makes the client of a source. It opens no connection and looks for no credential: the first request does. The error is a *SettingError.
func (h HTTP) Client(e Env, a Access) (*httpx.Client, error) {
	base, err := h.base(a.Default)
	if err != nil {
		return nil, err
	}
	if err := h.check(); err != nil {
		return nil, err
	}
	o := httpx.Options{
		Base: base, Hosts: h.Hosts, Clean: e.Secrets.Clean, Now: e.Now, Skewed: e.Skewed, Pause: e.Pause, Timeout: e.Timeout, Fixes: a.Fixes,
		MaxBody: a.MaxBody, MaxTotal: a.MaxAll, Signed: a.Signed,
		Authorize: func(ctx context.Context) (http.Header, error) { return h.authorize(ctx, e, a) },
	}
	if h.CAFile != "" {
		if o.Roots, err = authorities(h.CAFile); err != nil {
			return nil, err
		}
	}
	return httpx.New(o), nil
}

func (h HTTP) base(usual string) (*url.URL, error) {
	text := h.URL
	if text == "" {
		text = usual
	}
	if text == "" {
		return nil, &SettingError{Key: "url", Text: "it is not said where the system is", Hint: "url: https://host"}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, &SettingError{Key: "url", Text: "it is no address", Hint: "url: https://host"} // not quoted: it may hold a password
	case u.User != nil:
		return nil, &SettingError{Key: "url", Text: "an address with a user or a password", Hint: "user: NAME, and the password by token_env:, token_file: or token_command:"}
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		if strings.Contains(text, "@") {
			text = "it"
		}
		return nil, &SettingError{Key: "url", Text: quoted(text) + " is no address of a system", Hint: "url: https://host"}
	case u.RawQuery != "" || u.Fragment != "":
		return nil, &SettingError{Key: "url", Text: "an address with a query", Hint: "name the system's own address, as far as the path before its API"}
	}
	return u, nil
}

// authorities reads the certificates of a file.
func authorities(path string) (*x509.CertPool, error) {
	hint := "name the file with the authority's certificate, -----BEGIN CERTIFICATE-----"
	pem, err := readAtMost(path, maxCA)
	if err != nil {
		return nil, &SettingError{Key: "ca_file", Text: err.Error(), Hint: hint}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, &SettingError{Key: "ca_file", Text: path + " holds no certificate in PEM", Hint: hint}
	}
	return pool, nil
}

// maxCA is how large a file of authorities may be: all that browsers trust are 250 kB.
const maxCA = 4 << 20

// credentialHeader fits headers whose value is a credential, and credentialValue values that are one in any header.
var (
	credentialHeader = regexp.MustCompile(`(?i)^(proxy-)?authorization$|cookie|token|secret|password|api-?key|access-?key|application-?key`)
	credentialValue  = regexp.MustCompile(`(?i)^\s*(bearer|basic|token|digest)\s+\S{6}`)
)

// check refuses headers that are none, and credentials among them: what is written there is kept and shared with the incident.
func (h HTTP) check() error {
	for _, name := range slices.Sorted(maps.Keys(h.Headers)) {
		value := h.Headers[name]
		switch {
		case !headerName.MatchString(name):
			return &SettingError{Key: "headers", Text: quoted(name) + " is no name of a header", Hint: "headers: {X-Scope-OrgID: team}"}
		case credentialHeader.MatchString(name) || credentialValue.MatchString(value):
			return &SettingError{
				Key: "headers", Text: name + " carries a credential, and credentials do not belong in settings, which are shared and kept",
				Hint: "say where to find it: token_env: NAME, token_file: PATH or token_command: COMMAND; and revoke it if the file was shared",
			}
		case strings.ContainsFunc(value, unicode.IsControl):
			return &SettingError{Key: "headers", Text: name + " holds control characters"}
		}
	}
	for _, host := range h.Hosts {
		if host == "" || strings.ContainsAny(host, "/@*? ") {
			return &SettingError{Key: "hosts", Text: quoted(host) + " is no host", Hint: "hosts: [files.example.com, logs.example.com:8443]"}
		}
	}
	return nil
}

// headerName is what a name may be made of (RFC 9110, 5.6.2).
var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// authorize finds the credentials and makes headers of them.
func (h HTTP) authorize(ctx context.Context, e Env, a Access) (http.Header, error) {
	header := http.Header{}
	for k, v := range h.Headers {
		header.Set(k, v)
	}
	token, err := h.Find(ctx, e, a.Usual...)
	if err != nil || token == "" {
		return header, err
	}
	switch {
	case h.User != "":
		basic := base64.StdEncoding.EncodeToString([]byte(h.User + ":" + token))
		e.Secrets.Add(basic)
		header.Set("Authorization", "Basic "+basic)
	case a.Header != "":
		header.Set(a.Header, a.Scheme+token)
	case a.Scheme != "":
		header.Set("Authorization", a.Scheme+token)
	default:
		header.Set("Authorization", "Bearer "+token)
	}
	return header, nil
}
