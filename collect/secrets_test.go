package collect_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

// credential fits the names of variables that hold one.
var credential = regexp.MustCompile(`(?i)token|secret|password|_key`)

// TestNoSecretInAnyError: systems that repeat all that they were sent, in every way in which something can go wrong, learn nobody anything: no kind
// tells its credentials in an error, a report, an event, its health or what it asked.
func TestNoSecretInAnyError(t *testing.T) {
	tell := func(status int, kind, form string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			var all strings.Builder
			r.Header.Write(&all)
			user, password, _ := r.BasicAuth()
			text := strings.NewReplacer("\r", " ", "\n", " ", `"`, "'").Replace(fmt.Sprint(r.URL, " ", string(body), " ", user, " ", password, " ", all.String()))
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Location", "http://elsewhere.example/"+url.PathEscape(text)+"?"+url.QueryEscape(text))
			w.WriteHeader(status)
			fmt.Fprintf(w, form, text)
		}
	}
	systems := map[string]http.HandlerFunc{
		"unauthorized": tell(401, "application/json", `{"message":"%s"}`),
		"forbidden":    tell(403, "text/plain", "%s"),
		"missing":      tell(404, "application/json", `{"error":{"reason":"%s"}}`),
		"broken":       tell(500, "application/json", `{"errors":["%s"]}`),
		"redirecting":  tell(302, "text/plain", "%s"),
		"a page":       tell(200, "text/html", "<html>%s</html>"),
		"an answer":    tell(200, "application/json", `{"ok":false,"error":"%[1]s","status":"%[1]s","data":"%[1]s"}`),
		"a list":       tell(200, "application/json", `["%s"]`),
		"no JSON":      tell(200, "application/json", "%s"),
		"cut":          tell(200, "application/json", `{"message":"%s`),
	}
	const secret = livetest.Secret
	forms := []string{secret, base64.RawStdEncoding.EncodeToString([]byte(secret)), secret[:12]}
	for _, k := range collect.Kinds() {
		settings := opened(t, k)
		for _, s := range livetest.Settings(t, k.Config) {
			if s.Key == "url" {
				settings["url"] = ""
			}
		}
		if _, has := settings["url"]; !has {
			continue // it asks a program
		}
		for _, key := range []string{"token_env", "token_file", "token_command", "context"} { // a context is kubectl's, instead of an address
			delete(settings, key)
		}
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			for name, h := range systems {
				server := httptest.NewServer(h)
				settings["url"] = server.URL
				src, err := k.Open("n", settings, live.Env{
					Getenv: func(name string) string {
						if credential.MatchString(name) {
							return secret
						}
						return ""
					},
					Now: func() time.Time { return livetest.Now }, Secrets: &live.Secrets{}, Pause: time.Millisecond, Timeout: 5 * time.Second,
				})
				if err != nil {
					t.Fatal(err)
				}
				b, err := src.Collect(t.Context(), livetest.Window)
				health := src.Check(t.Context(), event.Window{})
				server.Close()
				said := fmt.Sprintf("%v %s %+v %+v %v %s", err, live.Fix(err), b, health, health.Err, live.Fix(health.Err))
				for _, r := range b.Reports {
					said += fmt.Sprintf("%+v", r.Asked)
				}
				for _, form := range forms {
					if strings.Contains(said, form) {
						t.Errorf("of a system that is %s it tells %s", name, said)
					}
				}
				if err == nil && name != "an answer" && name != "a list" {
					t.Errorf("a system that is %s is no error", name)
				}
			}
		})
	}
}
