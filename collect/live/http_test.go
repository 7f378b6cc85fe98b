package live

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pes-dev/pes/internal/httpx"
)

func TestClientRefuses(t *testing.T) {
	dir := t.TempDir()
	noPEM := filepath.Join(dir, "no.pem")
	if err := os.WriteFile(noPEM, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(url string) HTTP { return HTTP{URL: url} }
	with := func(name, value string) HTTP {
		return HTTP{URL: "https://a.example", Headers: map[string]string{name: value}}
	}
	tests := map[string]struct {
		h         HTTP
		key, text string
	}{
		"good":               {at("https://a.example/prefix"), "", ""},
		"IPv6":               {at("http://[::1]:9090"), "", ""},
		"no url":             {HTTP{}, "url", "not said where"},
		"no scheme":          {at("a.example:9090"), "url", "a.example:9090 is no address of a system"},
		"password, no place": {at("me:hunter2@a.example:9090"), "url", "it is no address"},
		"another scheme":     {at("ftp://a.example"), "url", "no address of a system"},
		"no host":            {at("https:///x"), "url", "no address of a system"},
		"port alone":         {at("http://:9090"), "url", "no address of a system"},
		"user":               {at("https://me@a.example"), "url", "a user or a password"},
		"password":           {at("https://me:hunter2@a.example"), "url", "a user or a password"},
		"odd password":       {at("https://me:hunter2/x@a.example"), "url", "it is no address"},
		"odd port":           {at("https://a.example:hunter2"), "url", "it is no address"},
		"query":              {at("https://a.example/?token=hunter2"), "url", "with a query"},
		"fragment":           {at("https://a.example/#hunter2"), "url", "with a query"},
		"header":             {with("X-Scope-OrgID", "team"), "", ""},
		"authorization":      {with("authorization", "x"), "headers", "authorization carries a credential"},
		"cookie":             {with("Cookie", "x"), "headers", "carries a credential"},
		"API key":            {with("X-Api-Key", "x"), "headers", "carries a credential"},
		"token":              {with("PRIVATE-TOKEN", "x"), "headers", "carries a credential"},
		"application key":    {with("DD-APPLICATION-KEY", "x"), "headers", "carries a credential"},
		"by its value":       {with("X-Forwarded-Auth", "Bearer hunter2hunter2"), "headers", "carries a credential"},
		"split header":       {with("X-A", "b\r\nAuthorization: x"), "headers", "control characters"},
		"odd header":         {with("X A:", "b"), "headers", "no name of a header"},
		"hosts":              {HTTP{URL: "https://a.example", Hosts: []string{"b.example", "c.example:1", "[::1]:2"}}, "", ""},
		"address for a host": {HTTP{URL: "https://a.example", Hosts: []string{"https://b.example"}}, "hosts", "is no host"},
		"any host":           {HTTP{URL: "https://a.example", Hosts: []string{"*.example"}}, "hosts", "is no host"},
		"no authorities":     {HTTP{URL: "https://a.example", CAFile: filepath.Join(dir, "gone")}, "ca_file", "gone"},
		"no certificate":     {HTTP{URL: "https://a.example", CAFile: noPEM}, "ca_file", "no certificate in PEM"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := tt.h.Client(Env{}, Access{})
			if tt.key == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e, ok := errors.AsType[*SettingError](err)
			if !ok || e.Key != tt.key || !strings.Contains(e.Text, tt.text) {
				t.Fatalf("error %v, want %s: %s", err, tt.key, tt.text)
			}
			if strings.Contains(e.Error()+e.Hint, "hunter2") {
				t.Errorf("it quotes a password: %v", e)
			}
			if e.Hint == "" && tt.text != "control characters" {
				t.Errorf("no hint: %v", e)
			}
		})
	}
}

// TestCredentialHeaders: each way in which systems want a token, and that of a certificate's authority.
func TestCredentialHeaders(t *testing.T) {
	var got http.Header
	s := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer s.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		h      HTTP
		a      Access
		env    string
		header string
		want   string
	}{
		"bearer":     {HTTP{}, Access{Usual: []string{"T"}}, "tok-123", "Authorization", "Bearer tok-123"},
		"scheme":     {HTTP{}, Access{Usual: []string{"T"}, Scheme: "Token token="}, "tok-123", "Authorization", "Token token=tok-123"},
		"own header": {HTTP{}, Access{Usual: []string{"T"}, Header: "PRIVATE-TOKEN"}, "tok-123", "Private-Token", "tok-123"},
		"basic":      {HTTP{User: "me"}, Access{Usual: []string{"T"}}, "tok-123", "Authorization", "Basic bWU6dG9rLTEyMw=="},
		"none":       {HTTP{}, Access{Usual: []string{"T"}}, "", "Authorization", ""},
		"further":    {HTTP{Headers: map[string]string{"x-scope-orgid": "team"}}, Access{}, "", "X-Scope-Orgid", "team"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var secrets Secrets
			tt.h.URL, tt.h.CAFile = s.URL, ca
			c, err := tt.h.Client(Env{Getenv: func(string) string { return tt.env }, Secrets: &secrets}, tt.a)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, _, err := c.Do(t.Context(), httpx.Call{Path: "x"}); err != nil {
				t.Fatal(err)
			}
			if got.Get(tt.header) != tt.want {
				t.Errorf("%q, want %q", got.Get(tt.header), tt.want)
			}
			if tt.env != "" && strings.Contains(secrets.Clean(tt.want), "tok-123") || tt.header == "Authorization" && tt.h.User != "" && strings.Contains(secrets.Clean(tt.want), "bWU6") {
				t.Errorf("it is told as %q", secrets.Clean(tt.want))
			}
		})
	}
}

func TestHealthOf(t *testing.T) {
	c := httpx.New(httpx.Options{})
	for name, tt := range map[string]struct {
		err                   error
		reachable, authorized bool
	}{
		"well":          {nil, true, true},
		"no answer":     {&httpx.Error{}, false, false},
		"refused":       {&httpx.Error{Status: 401}, true, false},
		"forbidden":     {&httpx.Error{Status: 403}, true, false},
		"in trouble":    {&httpx.Error{Status: 500}, true, true},
		"a login page":  {&httpx.Error{Status: 200}, true, false},
		"no credential": {&CredentialError{}, false, false},
	} {
		if h := HealthOf(c, tt.err); h.Reachable != tt.reachable || h.Authorized != tt.authorized || h.Err != tt.err { //nolint:errorlint // itself
			t.Errorf("%s: %+v", name, h)
		}
	}
}
