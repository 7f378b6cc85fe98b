package pes_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes"
)

// TestCredentialsInNoField: a system that repeats the credential that it is asked with in all that it says, also in base64 and behind characters
// that are invisible, puts it into no field of any event, and so into nothing that is written or shown, whether secrets are kept or not.
func TestCredentialsInNoField(t *testing.T) {
	const token = "plumbusTeacup7" // of no known form, so that nothing but knowing it tells that it is a secret
	said := token + " \u200b" + token[:5] + "\u200b" + token[5:] + " " + base64.StdEncoding.EncodeToString([]byte("u:"+token+"\n"))
	address := "https://wiki.example/" + token + "?t=" + token
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := time.Date(2025, 10, 20, 7, 0, 0, 0, time.UTC)
		switch {
		case strings.HasSuffix(r.URL.Path, "/alerts"):
			json.NewEncoder(w).Encode([]any{map[string]any{
				"fingerprint": "0000000000000007", "startsAt": at, "endsAt": at.Add(time.Hour), "updatedAt": at, "generatorURL": address,
				"labels": map[string]string{"alertname": said, "service": said, "key " + token: said}, "annotations": map[string]string{"summary": said, "runbook_url": address},
				"status": map[string]any{"state": "active"}, "receivers": []any{map[string]string{"name": said}},
			}})
		case strings.HasSuffix(r.URL.Path, "/silences"):
			json.NewEncoder(w).Encode([]any{map[string]any{
				"id": "8d7b4c1e-" + token, "createdBy": said, "comment": said, "startsAt": at, "endsAt": at.Add(time.Hour), "updatedAt": at,
				"matchers": []any{map[string]any{"name": "m", "value": said}}, "status": map[string]any{"state": "expired"},
			}})
		default:
			fmt.Fprintf(w, `{"versionInfo":{"version":%q}}`, strings.Repeat("v", 70)+token) // cut in its middle
		}
	}))
	defer server.Close()
	for _, keep := range []bool{false, true} {
		dir := t.TempDir()
		put(t, dir, "incident.yaml", fmt.Appendf(nil, "%ssources:\n  - {alertmanager: '%s', token_env: TOKEN}\n", window, server.URL))
		r := request(dir)
		r.KeepSecrets, r.Ask = keep, pes.AskMissing
		r.Getenv = func(string) string { return token }
		if _, err := pes.Collect(t.Context(), r, pes.CollectOptions{}); err != nil {
			t.Fatal(err)
		}
		if _, err := pes.Generate(t.Context(), r, pes.GenerateOptions{}); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"evidence.jsonl", ".pes/manifest.json", "PES.md"} {
			text := content(t, dir, name)
			for _, form := range []string{token, token[:8], base64.StdEncoding.EncodeToString([]byte("u:" + token))[4:16]} {
				if strings.Contains(text, form) {
					t.Errorf("keeping secrets %t: %s holds %q: %s", keep, name, form, text)
				}
			}
			if name == "evidence.jsonl" && !strings.Contains(text, `"service":"[credential]`) {
				t.Errorf("no event of it: %s", text)
			}
		}
	}
}
