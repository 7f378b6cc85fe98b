package pes_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes"
)

// spoken are lines of notes and messages; %s is a time with its zone.
var spoken = []string{
	"Outage begins, checkout is down", "Users report failed payments since %s", "Monitoring alerted the team at %s", "Declared an incident", "looking into it",
	"Root cause identified: the pool of payments was too small", "Rolled back checkout, which did not help", "Mitigated at %s", "recovering", "not resolved yet",
	"All services recovered", "Service was restored at %s, not %s", "Payments failed between %s and %s", "Closing the incident", "next update by %s", "is it fixed?",
	"Action item: alert on the pool (owner: ben)",
}

// TestZoneChangesOnlyHowTimesAreWritten: where every stamp carries its zone, the zone of display is that of renderers alone: every instant, state,
// rule and citation of the contract stays.
func TestZoneChangesOnlyHowTimesAreWritten(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		for name, text := range map[string]string{"notes.md": drawNotes(t), "general/2025-11-02.json": drawChat(t)} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want := contract(t, dir, "UTC")
		for _, zone := range []string{"Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati"} {
			if diff := cmp.Diff(want, contract(t, dir, zone)); diff != "" {
				t.Fatalf("-UTC +%s:\n%s", zone, diff)
			}
		}
	})
}

// instant is around a midnight on which the clocks of Los Angeles go back.
func instant(t *rapid.T) time.Time {
	return time.Date(2025, 11, 2, 7, 30, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(-600, 600).Draw(t, "minute")) * time.Minute)
}

func line(t *rapid.T) string {
	text := rapid.SampledFrom(spoken).Draw(t, "text")
	for strings.Contains(text, "%s") {
		style := rapid.SampledFrom([]string{"15:04 UTC", "3:04 PM UTC", "2006-01-02T15:04:05Z", "2006-01-02 15:04 UTC"}).Draw(t, "style")
		text = strings.Replace(text, "%s", instant(t).Format(style), 1)
	}
	return text
}

func drawNotes(t *rapid.T) string {
	var b strings.Builder
	for range rapid.IntRange(1, 12).Draw(t, "notes") {
		fmt.Fprintf(&b, "- %s %s\n", instant(t).Format(time.RFC3339), line(t))
	}
	return b.String()
}

func drawChat(t *rapid.T) string {
	var list []map[string]string
	for range rapid.IntRange(1, 12).Draw(t, "messages") {
		list = append(list, map[string]string{"user": "U1", "type": "message", "text": line(t), "ts": fmt.Sprintf("%d.000100", instant(t).Unix())})
	}
	b, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// contract is a timeline in JSON without what words and zones are for: sentences, the zone itself, and what was assumed of it.
func contract(t *rapid.T, dir, zone string) any {
	t.Helper()
	res, err := pes.Timeline(t.Context(), pes.Request{Dir: dir, Zone: zone}, pes.TimelineOptions{Format: "json"})
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(res.Text, &v); err != nil {
		t.Fatal(err)
	}
	strip(v)
	return v
}

// strip takes out what is worded, in place.
func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(k string, _ any) bool {
			return k == "why" || k == "timezone" || k == "title" || k == "notes" || k == "assumptions"
		})
		if values, ok := v["values"].([]any); ok && v["sides"] != nil { // the sides of a contradiction in words; which of them is used stays
			v["used"] = float64(slices.Index(values, v["used"]))
			delete(v, "values")
		}
		for _, x := range v {
			strip(x)
		}
	case []any:
		for _, x := range v {
			strip(x)
		}
	}
}
