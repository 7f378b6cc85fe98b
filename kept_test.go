package pes_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
)

// of are what the events of a source say, in order.
func of(b event.Batch, source string) []string {
	var texts []string
	for _, e := range b.Events {
		if e.Source == source {
			texts = append(texts, e.Text)
		}
	}
	return texts
}

// TestForgottenAlerts: an alert that an Alertmanager told once stays in the evidence after that has forgotten it, whatever it tells of others. The
// window has no end, so that each run asks again.
func TestForgottenAlerts(t *testing.T) {
	var firing []any
	fires := func(name string, hour int) any {
		at := time.Date(2025, 10, 20, hour, 0, 0, 0, time.UTC)
		return map[string]any{
			"fingerprint": fmt.Sprintf("%016x", hour), "startsAt": at, "endsAt": at.AddDate(10, 0, 0), "updatedAt": at, "generatorURL": "",
			"labels": map[string]string{"alertname": name}, "annotations": map[string]string{}, "status": map[string]any{"state": "active"}, "receivers": []any{},
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/alerts") {
			json.NewEncoder(w).Encode(firing)
			return
		}
		fmt.Fprint(w, "[]")
	}))
	defer server.Close()
	dir := t.TempDir()
	put(t, dir, "incident.yaml", fmt.Appendf(nil, "window: {from: 2025-10-20T06:00:00Z}\nsources:\n  - alertmanager: %s\n", server.URL))
	told := func(alerts ...any) []string {
		t.Helper()
		firing = append([]any{}, alerts...)
		return of(collected(t, dir), "alertmanager")
	}
	told(fires("PoolExhausted", 7), fires("QueueFull", 8))
	want := []string{"PoolExhausted", "QueueFull", "DiskFull"}
	names := func(texts []string) []string {
		var out []string
		for _, x := range texts {
			name, _, _ := strings.Cut(x, " ")
			out = append(out, name)
		}
		return out
	}
	for _, tt := range []struct {
		name string
		got  []string
	}{
		{"one more, one less", told(fires("QueueFull", 8), fires("DiskFull", 9))},
		{"nothing", told()},
		{"all", told(fires("PoolExhausted", 7), fires("QueueFull", 8), fires("DiskFull", 9))},
	} {
		if diff := cmp.Diff(want, names(tt.got)); diff != "" {
			t.Errorf("%s: -want +got: %s", tt.name, diff)
		}
	}
}

// TestRetention: a system that has deleted its data meanwhile takes nothing away from what is kept, and the document says so.
func TestRetention(t *testing.T) {
	left := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "rules"):
			fmt.Fprint(w, `{"status":"success","data":{"groups":[]}}`)
		case left && strings.Contains(r.FormValue("query"), "ALERTS"):
			fmt.Fprint(w, `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"ALERTS","alertname":"PoolExhausted","alertstate":"firing"},"values":[[1760943600,"1"],[1760943615,"1"]]}]}}`)
		default:
			fmt.Fprint(w, `{"status":"success","data":{"resultType":"matrix","result":[]}}`)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	put(t, dir, "incident.yaml", fmt.Appendf(nil, "%ssources:\n  - prometheus: %s\n", window, server.URL))
	before := of(collected(t, dir), "prometheus")
	if len(before) != 1 {
		t.Fatalf("%q", before)
	}
	left = false
	put(t, dir, "incident.yaml", fmt.Appendf(nil, "window: {from: 2025-10-20T05:00:00Z, to: 2025-10-20T10:00:00Z}\nsources:\n  - prometheus: %s\n", server.URL))
	b := collected(t, dir)
	if diff := cmp.Diff(before, of(b, "prometheus")); diff != "" {
		t.Errorf("-before +after: %s", diff)
	}
	if i := slices.IndexFunc(b.Reports, func(r event.Report) bool { return r.Name == "prometheus" }); i < 0 || !strings.Contains(strings.Join(b.Reports[i].Notes, "; "), "what it said before is kept") {
		t.Errorf("it is not said: %+v", b.Reports)
	}
}
