// Package awstest is for tests of sources that ask AWS.
package awstest

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pes-dev/pes/collect/live/livetest"
)

// Isolate keeps a test from the credentials, profiles and settings of whoever runs it, and from the network that the SDK would look for a role on. It
// changes the environment of the process, so that the test cannot be a parallel one.
func Isolate(t testing.TB) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
		}
	}
	nothing := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", nothing)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nothing)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// Env is the environment of a source under test, in which Secret stands where the SDK looks for it.
func Env() map[string]string {
	return map[string]string{"AWS_ACCESS_KEY_ID": "AKIAEXAMPLEOFATEST00", "AWS_SECRET_ACCESS_KEY": livetest.Secret, "AWS_SESSION_TOKEN": livetest.Secret, "AWS_REGION": "eu-west-1"}
}

// Signed asks for requests that are signed (Signature Version 4) and carry Secret as their session token, as credentials that are lent for a time do. It does
// not check the signature.
func Signed(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLEOFATEST00/") || r.Header.Get("X-Amz-Security-Token") != livetest.Secret {
			Refuse().ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Refuse refuses credentials as AWS does.
func Refuse() http.Handler {
	return Fail(http.StatusBadRequest, "UnrecognizedClientException", "The security token included in the request is invalid.")
}

// Fail answers with an error, as services with the JSON protocol do.
func Fail(status int, code, message string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		w.Write([]byte(`{"__type":"` + code + `","message":"` + message + `"}`))
	})
}
