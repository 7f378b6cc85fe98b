package redact_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact"
)

// TestPlanted: no secret of the corpus is left.
func TestPlanted(t *testing.T) {
	type score struct{ gone, all int }
	scores := map[bool]*score{false: {}, true: {}}
	missed := map[string]int{}
	for _, p := range planted(3) {
		got, _ := redact.String(p.text)
		scores[p.held].all++
		if !strings.Contains(got, p.secret) {
			scores[p.held].gone++
			continue
		}
		missed[p.kind]++
		t.Errorf("%s, %s: %q stays %q", p.kind, p.context, p.text, got)
	}
	for _, k := range slices.Sorted(maps.Keys(missed)) {
		t.Logf("%s: %d missed", k, missed[k])
	}
	t.Logf("%d of %d gone; of the kinds that were kept aside %d of %d", scores[false].gone, scores[false].all, scores[true].gone, scores[true].all)
}
