package aws_test

import (
	"context"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws"
	"github.com/pes-dev/pes/collect/live/aws/awstest"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/internal/httpx"
)

// ask sends one request to h as a source would, and returns how it went as a source would tell it.
func ask(t *testing.T, h http.Handler, env map[string]string, s aws.Settings) (*aws.Client, error) {
	t.Helper()
	if h != nil {
		server := httptest.NewServer(h)
		t.Cleanup(server.Close)
		s.URL = server.URL
	}
	c, err := s.Open(live.Env{
		Getenv: func(k string) string { return env[k] }, Now: func() time.Time { return livetest.Now }, Secrets: &live.Secrets{},
		Pause: time.Millisecond, Timeout: 300 * time.Millisecond,
	}, aws.Access{Fixes: map[string]string{"DataUnavailableException": "come back tomorrow"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	config, err := c.Config(t.Context())
	if err != nil {
		return c, c.Error(t.Context(), err)
	}
	_, err = cloudwatchlogs.NewFromConfig(config).DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	return c, c.Error(t.Context(), err)
}

func good() http.Handler {
	return awstest.Signed(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.Header().Set("Date", livetest.Now.Add(time.Hour).Format(http.TimeFormat))
		w.Write([]byte(`{"logGroups":[]}`))
	}))
}

// Where a company has an authority of its own, the variable that names its certificates counts for pes as it does for the AWS command line.
func TestCABundle(t *testing.T) {
	awstest.Isolate(t)
	server := httptest.NewTLSServer(good())
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(bundle, data, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CA_BUNDLE", bundle)
	env := awstest.Env()
	env["AWS_CA_BUNDLE"] = bundle
	if _, err := ask(t, nil, env, aws.Settings{URL: server.URL}); err != nil {
		t.Error(err)
	}
	env["AWS_CA_BUNDLE"] = bundle + ".none"
	_, err := aws.Settings{}.Open(live.Env{Getenv: func(k string) string { return env[k] }}, aws.Access{})
	if err == nil || !strings.HasPrefix(err.Error(), "AWS_CA_BUNDLE: ") {
		t.Errorf("a bundle that is not there: %v", err)
	}
}

func TestErrors(t *testing.T) {
	awstest.Isolate(t)
	for name, test := range map[string]struct {
		status      int
		code, words string
		means       int
		cause, fix  string
		authorized  bool
	}{
		"expired":      {400, "ExpiredTokenException", "The security token included in the request is expired", 401, "is expired", "aws sso login", false},
		"unknown key":  {400, "UnrecognizedClientException", "The security token included in the request is invalid.", 401, "is invalid", "get-caller-identity", false},
		"wrong key":    {403, "InvalidSignatureException", "The request signature we calculated does not match", 401, "does not match", "profile:", false},
		"wrong clock":  {403, "InvalidSignatureException", "Signature expired: 20251020T060000Z is now earlier than 20251020T065500Z", 401, "Signature expired", "clock", false},
		"no right":     {400, "AccessDeniedException", "User: arn:aws:iam::000000000000:user/x is not authorized", 403, "not authorized", "right to DescribeLogGroups (CloudWatch Logs)", false},
		"none such":    {400, "ResourceNotFoundException", "The specified log group does not exist.", 404, "does not exist", "region:", true},
		"too many":     {400, "ThrottlingException", "Rate exceeded", 429, "Rate exceeded", "later", true},
		"in trouble":   {503, "ServiceUnavailableException", "try later", 503, "try later", "later", true},
		"kind's own":   {400, "DataUnavailableException", "not there", 400, "not there", "come back tomorrow", true},
		"says secret":  {400, "InvalidParameterException", "bad " + livetest.Secret, 400, "[credential]", "", true},
		"no words":     {403, "", "", 403, "403 Forbidden", "right", false},
		"not signed":   {400, "MissingAuthenticationTokenException", "Missing Authentication Token", 401, "Missing", "profile:", false},
		"no such part": {400, "SubscriptionRequiredException", "AWS Premium Support Subscription is required", 403, "Subscription", "leave the source out", false},
	} {
		t.Run(name, func(t *testing.T) {
			h := awstest.Fail(test.status, test.code, test.words)
			if test.code == "" {
				h = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(test.status) })
			}
			c, err := ask(t, h, awstest.Env(), aws.Settings{})
			told, ok := errors.AsType[*httpx.Error](err)
			if !ok {
				t.Fatalf("%T: %v", err, err)
			}
			if told.Status != test.means || !strings.Contains(told.Cause, test.cause) || !strings.Contains(told.Fix, test.fix) || !strings.HasPrefix(told.Request, "CloudWatch Logs DescribeLogGroups") {
				t.Errorf("got %+v", told)
			}
			if strings.Contains(err.Error()+told.Fix, livetest.Secret) {
				t.Errorf("it tells the secret: %v", err)
			}
			if h := c.Health(err); !h.Reachable || h.Authorized != test.authorized {
				t.Errorf("health %+v", h)
			}
		})
	}
}

func TestThrottledThenGood(t *testing.T) {
	awstest.Isolate(t)
	var n atomic.Int32
	c, err := ask(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) <= 2 {
			awstest.Fail(400, "ThrottlingException", "Rate exceeded").ServeHTTP(w, r)
			return
		}
		good().ServeHTTP(w, r)
	}), awstest.Env(), aws.Settings{})
	if err != nil || n.Load() != 3 {
		t.Errorf("error %v after %d requests", err, n.Load())
	}
	if s := c.Stats(); !s.Clock || (s.Skew-time.Hour).Abs() > 2*time.Second {
		t.Errorf("the clock is %v ahead", s.Skew)
	}
}

// What does not pass is asked once, by the SDK and by httpx together.
func TestRefusedOnce(t *testing.T) {
	awstest.Isolate(t)
	var n atomic.Int32
	if _, err := ask(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		awstest.Refuse().ServeHTTP(w, r)
	}), awstest.Env(), aws.Settings{}); err == nil || n.Load() != 1 {
		t.Errorf("error %v after %d requests", err, n.Load())
	}
}

func TestForeignAnswers(t *testing.T) {
	awstest.Isolate(t)
	for name, test := range map[string]struct{ body, cause string }{
		"web page":  {"<!DOCTYPE html><html><body>Log in</body></html>", "web page"},
		"cut":       {`{"logGroups":[`, "cut, damaged"},
		"wrong":     {`{"logGroups":7}`, "cut, damaged"},
		"a list":    {`[]`, "cut, damaged"},
		"very deep": {strings.Repeat("[", 100_000), "cut, damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ask(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(test.body)) }), awstest.Env(), aws.Settings{})
			if err == nil || !strings.Contains(err.Error(), test.cause) || !strings.Contains(live.Fix(err), "url:") {
				t.Errorf("error %v, fix %q", err, live.Fix(err))
			}
		})
	}
}

func TestSettings(t *testing.T) {
	awstest.Isolate(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "config")
	if err := os.WriteFile(file, []byte("[profile shop]\nregion = eu-central-1\naws_access_key_id = AKIAEXAMPLEOFATEST00\naws_secret_access_key = "+livetest.Secret+
		"\naws_session_token = "+livetest.Secret+"\n[profile bare]\nregion = eu-central-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}
	for name, test := range map[string]struct {
		env        map[string]string
		settings   aws.Settings
		cause, fix string // "" is that it goes well
	}{
		"environment":           {env: awstest.Env()},
		"profile":               {env: none, settings: aws.Settings{Profile: "shop"}},
		"profile and variables": {env: map[string]string{"AWS_ACCESS_KEY_ID": "AKIAANOTHER000000000", "AWS_SECRET_ACCESS_KEY": "x"}, settings: aws.Settings{Profile: "shop"}},
		"no such profile":       {env: none, settings: aws.Settings{Profile: "nobody"}, cause: `"nobody" is no profile`, fix: "list-profiles"},
		"no region":             {env: none, cause: "region: it is not said", fix: "AWS_REGION"},
		"no credentials":        {env: none, settings: aws.Settings{Profile: "bare"}, cause: "credentials", fix: "aws sso login"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_CONFIG_FILE", file)
			_, err := ask(t, good(), test.env, test.settings)
			if (err == nil) != (test.cause == "") || err != nil && (!strings.Contains(err.Error(), test.cause) || !strings.Contains(live.Fix(err), test.fix)) {
				t.Errorf("error %v, fix %q", err, live.Fix(err))
			}
		})
	}
}

func TestSettingsRefused(t *testing.T) {
	for name, s := range map[string]aws.Settings{
		"no address": {URL: "logs.eu-west-1"}, "a password": {URL: "https://me:secret@host"}, "no authority": {CAFile: "none.pem"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Open(live.Env{}, aws.Access{})
			if _, ok := errors.AsType[*live.SettingError](err); !ok || strings.Contains(err.Error(), "secret") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	awstest.Isolate(t)
	c, err := aws.Settings{}.Open(live.Env{Getenv: func(k string) string { return awstest.Env()[k] }}, aws.Access{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	if err := c.Error(ctx, errors.New("canceled")); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	if c.Error(ctx, nil) != nil {
		t.Error("an error of nothing")
	}
}
