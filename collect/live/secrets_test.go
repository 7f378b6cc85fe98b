package live

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	tests := map[string]struct {
		secrets []string
		in      string
		want    string
	}{
		"none":                          {nil, "a text", "a text"},
		"empty":                         {[]string{""}, "a text", "a text"},
		"plain":                         {[]string{"hunter2hunter2"}, "bad hunter2hunter2!", "bad [credential]!"},
		"twice":                         {[]string{"hunter2"}, "hunter2hunter2", "[credential]"},
		"part of another":               {[]string{"hunter2", "hunter2-and-more"}, "x hunter2-and-more", "x [credential]"},
		"overlapping":                   {[]string{"abcdefgh", "efghijkl"}, "<abcdefghijkl>", "<[credential]>"},
		"in an address":                 {[]string{"a/b+c d=e"}, "?t=a%2Fb%2Bc+d%3De&u=a%2fb%2bc+d%3de", "?t=[credential]&u=[credential]"},
		"in a path":                     {[]string{"a b/c;d?e"}, "/a%20b%2Fc%3Bd%3Fe", "/[credential]"},
		"in JSON":                       {[]string{`a"b\c<d&e`}, `{"t":"a\"b\\c<d&e"} {"t":"a\"b\\c\u003cd\u0026e"}`, `{"t":"[credential]"} {"t":"[credential]"}`},
		"in base64":                     {[]string{"hunter2hunter2"}, "Basic aHVudGVyMmh1bnRlcjI=", "Basic [credential]="},
		"in an address in an address":   {[]string{"a/b+c=dé"}, "?next=https%3A%2F%2Fx%2F%3Ft%3Da%252Fb%252Bc%253Dd%25C3%25A9", "?next=https%3A%2F%2Fx%2F%3Ft%3D[credential]"},
		"in a page":                     {[]string{"a&b<c>d"}, "<p>a&amp;b&lt;c&gt;d</p>", "<p>[credential]</p>"},
		"with slashes that are escaped": {[]string{"ab/cd/ef"}, `"ab\/cd\/ef"`, `"[credential]"`},
		"in base64 behind one byte":     {[]string{"hunter2hunter2"}, base64.StdEncoding.EncodeToString([]byte("a:hunter2hunter2")), "YTp[credential]g=="},
		"in base64 behind two":          {[]string{"hunter2hunter2"}, base64.StdEncoding.EncodeToString([]byte("\nahunter2hunter2\r\n")), "CmF[credential]g0K"},
		"cut in its middle":             {[]string{"hunter2hunter2"}, "bad hunter2hun…", "bad [credential]…"},
		"cut at its beginning":          {[]string{"hunter2hunter2"}, "bad hunter2…", "bad hunter2…"},
		"short":                         {[]string{"pass"}, "pass passes; the pass, bypass", "[credential] passes; the [credential], bypass"},
		"tiny":                          {[]string{"a"}, "a text", "a text"},
		"its own words":                 {[]string{"credential"}, "no credential", "no [credential]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var s Secrets
			for _, secret := range tt.secrets {
				s.Add(secret)
			}
			if got := s.Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	var none *Secrets
	none.Add("secret")
	if none.Clean("secret") != "secret" {
		t.Error("nil knows something")
	}
}

// TestCleanFindsAll: in whatever text and form a credential stands, it is gone.
func TestCleanFindsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Secrets
		text := ""
		all := rapid.SliceOfN(rapid.StringMatching(`[ -~é]{6,12}`), 1, 3).Draw(t, "secrets")
		for _, secret := range all {
			s.Add(secret)
			quoted, _ := json.Marshal(secret)
			form := rapid.SampledFrom([]string{
				secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted), base64.StdEncoding.EncodeToString([]byte(secret)),
			}).Draw(t, "form")
			text += rapid.String().Draw(t, "before") + form
		}
		got := s.Clean(text)
		for _, secret := range all {
			if strings.Contains(got, secret) && !strings.Contains("[credential]", secret) {
				t.Fatalf("%q is in %q", secret, got)
			}
		}
	})
}

func TestSecretsSideBySide(t *testing.T) {
	var s Secrets
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				s.Add("hunter2hunter2")
				if got := s.Clean("x hunter2hunter2"); got != "x [credential]" {
					t.Error(got)
				}
			}
		})
	}
	wg.Wait()
}
