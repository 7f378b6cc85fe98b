package gitleaks

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact/redacttest"
)

func TestRules(t *testing.T) {
	if len(rules) < 200 || Version == "" {
		t.Errorf("%d rules of %q", len(rules), Version)
	}
	letters := 0
	for _, r := range rules {
		if _, err := regexp.Compile(r.expr); err != nil {
			t.Errorf("%s: %v", r.id, err)
		}
		if len(r.words) == 0 {
			t.Errorf("%s has no word, and would have to look at every text", r.id)
		}
		for _, w := range r.words {
			letters += len(w)
			if w != strings.ToLower(w) {
				t.Errorf("%s: %q is not in lower case", r.id, w)
			}
			found := false
			for state, i := 0, 0; i < len(w); i++ {
				state = words().next(state, strings.ToUpper(w)[i])
				found = i == len(w)-1 && len(words().rules[state]) > 0
			}
			if !found {
				t.Errorf("%s: the automaton does not know %q", r.id, w)
			}
		}
	}
	if letters >= 1<<16 {
		t.Errorf("%d letters do not fit the automaton's states", letters)
	}
}

func TestFind(t *testing.T) {
	d := redacttest.New(21)
	lob, hubspot, clickhouse := "live_"+d.Hex(35), strings.ToUpper(d.UUID()), "4b1d"+d.Of(redacttest.Base62, 38)
	for _, tt := range []struct{ name, text, rule, secret string }{
		{"a name beside it", "LOB_KEY = '" + lob + "'", "lob-api-key", lob},
		{"a capital word", "HUBSPOT=" + hubspot, "hubspot-api-key", hubspot},
		{"its form", "see " + clickhouse, "clickhouse-cloud-api-secret-key", clickhouse},
		{"far behind", strings.Repeat("x ", 4000) + "see " + clickhouse, "clickhouse-cloud-api-secret-key", clickhouse},
		{"too even for a key", "see 4b1d" + strings.Repeat("a", 38), "", ""},
		{"the word alone", "clickhouse 4b1d is down", "", ""},
		{"nothing", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range Find(tt.text) {
				got = append(got, f.Rule+" "+tt.text[f.Start:f.End])
			}
			want := tt.rule + " " + tt.secret
			if tt.rule == "" && got != nil || tt.rule != "" && fmt.Sprint(got) != "["+want+"]" {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// TestEnough: of one text a rule is asked about so much and no more.
func TestEnough(t *testing.T) {
	d := redacttest.New(22)
	secret := "4b1d" + d.Of(redacttest.Base62, 38)
	if found := Find(strings.Repeat("4b1d ", enough/4) + secret); len(found) != 0 {
		t.Errorf("%v behind a text that was looked at enough", found)
	}
}

func BenchmarkFind(b *testing.B) {
	line := "2025-10-20T06:48:11.123Z level=error service=checkout msg=\"connection refused\" host=10.0.3.17:5432 trace_id=4bf92f3577b34da6a3ce929d0e0e4736 status=503\n"
	for name, s := range map[string]string{"no word": strings.Repeat(line, 100), "words": strings.Repeat("adobe github gitlab stripe "+line, 100)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				Find(s)
			}
		})
	}
}
