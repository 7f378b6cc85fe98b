package live

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

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
}

// Client makes the client of a source. It opens no connection and looks for no credential: the first request does. The error is a *SettingError.
func (h HTTP) Client(e Env, a Access) (*httpx.Client, error) {
	base, err := h.base(a.Default)
	if err != nil {
		return nil, err
	}
	o := httpx.Options{
		Base: base, Hosts: h.Hosts, Clean: e.Secrets.Clean, Now: e.Now, Skewed: e.Skewed, Pause: e.Pause, Timeout: e.Timeout, Fixes: a.Fixes, MaxBody: a.MaxBody,
		Authorize: func(ctx context.Context) (http.Header, error) { return h.authorize(ctx, e, a) },
	}
	if h.CAFile != "" {
		pem, err := os.ReadFile(h.CAFile)
		if err != nil {
			return nil, &SettingError{Key: "ca_file", Text: err.Error()}
		}
		o.Roots = x509.NewCertPool()
		if !o.Roots.AppendCertsFromPEM(pem) {
			return nil, &SettingError{Key: "ca_file", Text: h.CAFile + " holds no certificate in PEM"}
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
		return nil, &SettingError{Key: "url", Text: "no address: " + rootCause(err).Error()}
	case u.User != nil:
		return nil, &SettingError{Key: "url", Text: "an address with a user or a password", Hint: "user: NAME, and the password by token_env:, token_file: or token_command:"}
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, &SettingError{Key: "url", Text: fmt.Sprintf("%q is no address of a system", text), Hint: "url: https://host"}
	case u.RawQuery != "" || u.Fragment != "":
		return nil, &SettingError{Key: "url", Text: "an address with a query", Hint: "name the system's own address, as far as the path before its API"}
	}
	return u, nil
}

func rootCause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

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
