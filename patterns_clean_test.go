package pes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/incident"
)

// plainJob is a job without an incident.yaml.
func plainJob() *job {
	j := &job{config: &incident.Config{}}
	j.rules = j.secrets()
	return j
}

func TestClean(t *testing.T) {
	const gone = "[redacted:private-key]"
	key := "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
	for _, tc := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"a line", "charge 17 accepted", "charge 17 accepted"},
		{"a password", "login with password=Tr0ub4dor refused", "login with password=[redacted:password] refused"},
		{"controls", "a\x1b[31mb\tc\x00", "ab c"},
		{"a line of a key", "  " + key + " ", gone},
		{"a hash", strings.Repeat("0123456789abcdef", 4), strings.Repeat("0123456789abcdef", 4)},
		{"a word of letters beside others", "see " + key[:24], "see " + key[:24]},
		{"a line of words", "the quick brown fox jumps over the lazy dog and runs away from all of it", "the quick brown fox jumps over the lazy dog and runs away from all of it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := plainJob().clean(tc.in); got != tc.want {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

// TestCleanLines: what stands between the lines that begin and end a private key is gone, and nothing else is.
func TestCleanLines(t *testing.T) {
	const gone = "[redacted:private-key]"
	for _, tc := range []struct {
		name     string
		in, want []string
	}{
		{
			"a key",
			[]string{"before", "-----BEGIN RSA PRIVATE KEY-----", "c2hvcnQ=", "", "bGluZXM=", "-----END RSA PRIVATE KEY-----", "after"},
			[]string{"before", gone, gone, gone, gone, "-----END RSA PRIVATE KEY-----", "after"},
		},
		{"a key in one line", []string{`key: -----BEGIN PRIVATE KEY-----\nc2hvcnQ=\n-----END PRIVATE KEY----- read`, "after"}, []string{"key: " + gone + " read", "after"}},
		{"a certificate", []string{"-----BEGIN CERTIFICATE-----", "c2hvcnQ=", "-----END CERTIFICATE-----"}, []string{"-----BEGIN CERTIFICATE-----", "c2hvcnQ=", "-----END CERTIFICATE-----"}},
		{"an end alone", []string{"-----END PRIVATE KEY-----", "after"}, []string{"-----END PRIVATE KEY-----", "after"}},
		{
			"a key that never ends",
			append([]string{"-----BEGIN PRIVATE KEY-----"}, strings.Split(strings.Repeat("line\n", maxKeyLines+1), "\n")...),
			append(strings.Split(strings.Repeat(gone+"\n", maxKeyLines-1)+gone, "\n"), "line", "line", ""),
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := lineCleaner{job: plainJob()}
			var got []string
			for _, line := range tc.in {
				got = append(got, c.line(line))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestInOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"":                                     "",
		"{\n  \"a\": [\n    1,\n    2\n  ]\n}": "{\n  \"a\": [1, 2]\n}",
		"[\n  {\n    \"b\": [\n      12\n    ]\n  }\n]": "[\n  {\n    \"b\": [12]\n  }\n]",
		"[\n  \"1\",\n  \"[\"\n]":                       "[\n  \"1\",\n  \"[\"\n]",
		"[]":                                            "[]",
	} {
		if got := string(inOneLine([]byte(in))); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
