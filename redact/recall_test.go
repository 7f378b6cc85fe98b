package redact_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/redact/redacttest"
)

// TestPlanted: no secret of the corpus is left.
func TestPlanted(t *testing.T) {
	type score struct{ gone, all int }
	scores := map[bool]*score{false: {}, true: {}}
	missed := map[string]int{}
	for _, p := range redacttest.Planted(3) {
		got, _ := redact.String(p.Text)
		scores[p.Held].all++
		if !strings.Contains(got, p.Secret) {
			scores[p.Held].gone++
			continue
		}
		missed[p.Kind]++
		t.Errorf("%s, %s: %q stays %q", p.Kind, p.Context, p.Text, got)
	}
	for _, k := range slices.Sorted(maps.Keys(missed)) {
		t.Logf("%s: %d missed", k, missed[k])
	}
	t.Logf("%d of %d gone; of the kinds that were kept aside %d of %d", scores[false].gone, scores[false].all, scores[true].gone, scores[true].all)
}

// TestShapes: what is called a secret is gone, whoever's it is and however it is written. The vendors are made up, so that no table has them.
func TestShapes(t *testing.T) {
	d := redacttest.New(2)
	shapes := []struct {
		name string
		make func() string
	}{
		{"hex 16", func() string { return d.Hex(16) }},
		{"hex 32", func() string { return d.Hex(32) }},
		{"hex 40", func() string { return d.Hex(40) }},
		{"hex 64", func() string { return d.Hex(64) }},
		{"HEX 32", func() string { return strings.ToUpper(d.Hex(32)) }},
		{"uuid", func() string { return d.UUID() }},
		{"lower 12", func() string { return d.Of(redacttest.Lower36, 12) }},
		{"lower 16", func() string { return d.Of(redacttest.Lower36, 16) }},
		{"lower 24", func() string { return d.Of(redacttest.Lower36, 24) }},
		{"lower 32", func() string { return d.Of(redacttest.Lower36, 32) }},
		{"upper 16", func() string { return d.Of(redacttest.Uppers+redacttest.Numbers, 16) }},
		{"upper 20", func() string { return d.Of(redacttest.Uppers+redacttest.Numbers, 20) }},
		{"mixed 16", func() string { return d.Of(redacttest.Base62, 16) }},
		{"mixed 20", func() string { return d.Of(redacttest.Base62, 20) }},
		{"mixed 32", func() string { return d.Of(redacttest.Base62, 32) }},
		{"mixed 64", func() string { return d.Of(redacttest.Base62, 64) }},
		{"base64 24", func() string { return d.Base64(24) }},
		{"base64 32", func() string { return d.Base64(32) }},
		{"url64 22", func() string { return d.Of(redacttest.URL64, 22) }},
		{"url64 43", func() string { return d.Of(redacttest.URL64, 43) }},
		{"base32 32", func() string { return d.Of(redacttest.Base32, 32) }},
		{"two parts", func() string { return d.Of(redacttest.Base62, 12) + "." + d.Of(redacttest.Base62, 32) }},
		{"pair", func() string { return d.Of(redacttest.Lower36, 20) + ":" + d.Of(redacttest.Lower36, 40) }},
	}
	labels := []string{
		"zephyrline_api_key", "zephyrlineApiKey", "ZEPHYRLINE_TOKEN", "zephyrline key", "zephyrline_key", "zephyrline-secret", "zephyrlineSecretKey", "zephyrline access token",
		"zephyrline auth", "ZEPHYRLINE_PAT", "zephyrline_private", "consumer_secret", "appSecret", "zephyrline credentials", "zephyrlinePassword", "zephyrline_auth_key",
	}
	forms := append(slices.Clip(slices.Collect(func(yield func(string) bool) {
		for _, c := range redacttest.Contexts {
			if !yield(c.Form) {
				return
			}
		}
	})), `var %[1]s string = "%[2]s"`, `$%[1]s .= "%[2]s"`, `%[1]s = \'%[2]s\'`, `%[1]s ::= "%[2]s"`, `%[1]s ?= "%[2]s"`, "<%[1]s>\n    %[2]s\n</%[1]s>", `System.setProperty("%[1]s", "%[2]s")`,
		`%[1]s "%[2]s"`, "String %[1]s = \"%[2]s\";", `%[1]s => "%[2]s"`, `curl -d "%[1]s=%[2]s&x=1" https://x.example/`, `curl -H "%[1]s: %[2]s" https://x.example/`, "%[1]s -> %[2]s", "[%[1]s] %[2]s",
		"%[1]s ('%[2]s')", `%[1]s=\"%[2]s\"`, "os.environ['%[1]s'] = '%[2]s'", "%[1]s\n%[2]s", "set %[1]s %[2]s", "%[1]s%%3D%[2]s", "--%[1]s %[2]s", "# my %[1]s for this is: %[2]s", `("%[1]s"), "%[2]s"`)
	type score struct{ gone, all int }
	by := map[string]*score{}
	total := score{}
	for _, shape := range shapes {
		for _, label := range labels {
			for _, form := range forms {
				secret := shape.make()
				text := fmt.Sprintf(form, label, secret)
				got, _ := redact.String(text)
				gone := 0
				if !strings.Contains(got, secret) {
					gone = 1
				}
				for _, k := range []string{"shape " + shape.name, "label " + label, "form " + form} {
					if by[k] == nil {
						by[k] = &score{}
					}
					by[k].all++
					by[k].gone += gone
				}
				total.all++
				total.gone += gone
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(by)) {
		if 100*by[k].gone < 97*by[k].all {
			t.Logf("%s: %d of %d", k, by[k].gone, by[k].all)
		}
	}
	t.Logf("%d of %d gone", total.gone, total.all)
	if 100*total.gone < 98*total.all {
		t.Errorf("%d of %d are gone, less than 98 %%", total.gone, total.all)
	}
}

// TestLookalikes: of what looks like a secret and is none, hardly any is touched.
func TestLookalikes(t *testing.T) {
	touched, all := 0, 0
	for seed := range uint64(20) {
		for _, s := range redacttest.Lookalikes(redacttest.New(seed + 100)) {
			all++
			if got, n := redact.String(s); n > 0 {
				touched++
				if seed < 4 {
					t.Logf("%q became %q", s, got)
				}
			}
		}
	}
	t.Logf("%d of %d touched", touched, all)
	if 1000*touched > 2*all {
		t.Errorf("%d of %d were touched, more than 0.2 %%", touched, all)
	}
}
