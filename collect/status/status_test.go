package status

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// gather reads texts as files a.txt, b.txt … of one folder.
func gather(t *testing.T, w event.Window, o file.Options, texts ...string) event.Batch {
	t.Helper()
	var files []*file.File
	for i, text := range texts {
		files = append(files, file.Bytes(string(rune('a'+i))+".txt", []byte(text)))
	}
	b, err := collect(t.Context(), files, w, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instantOf(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// near is a window of a day around an instant.
func near(t *testing.T, s string) event.Window {
	at := instantOf(t, s)
	return event.Window{From: at.Add(-12 * time.Hour), To: at.Add(12 * time.Hour)}
}

// told is an event as "time text".
func told(events []event.Event) []string {
	var out []string
	for _, e := range events {
		first, _, _ := strings.Cut(e.Text, "\n")
		out = append(out, e.At.Format(time.RFC3339)+" "+first)
	}
	return out
}

const page = `{
 "page": {"id": "kctbh9vrtdwd", "name": "Parcels", "time_zone": "Etc/UTC"},
 "incidents": [
  {
   "id": "p1", "name": "Labels are slow", "impact": "major", "status": "resolved", "shortlink": "https://stspg.example/p1",
   "created_at": "2025-03-04T10:05:00.120Z", "updated_at": "2025-03-04T12:00:00Z", "started_at": "2025-03-04T09:58:00Z", "resolved_at": "2025-03-04T12:00:00Z",
   "components": [{"name": "Labels API"}, {"name": "Tracking"}],
   "incident_updates": [
    {"id": "u2", "status": "resolved", "body": "<p>Labels are <b>back</b> &amp; fast.</p><p>See <a href=\"https://parcels.example/why\">why</a></p>",
     "created_at": "2025-03-04T12:00:00Z", "display_at": "2025-03-04T11:40:00Z",
     "affected_components": [{"name": "Labels API", "old_status": "major_outage", "new_status": "operational"}]},
    {"id": "u1", "status": "investigating", "body": "Printing takes 5 < 10 minutes.", "created_at": "2025-03-04T10:05:00Z", "updated_at": "2025-03-04T10:07:00Z"}
   ]
  }
 ],
 "scheduled_maintenances": [
  {"id": "m1", "name": "Database upgrade", "impact": "maintenance", "status": "scheduled", "created_at": "2025-03-01T08:00:00Z",
   "scheduled_for": "2025-03-08T02:00:00Z", "scheduled_until": "2025-03-08T04:00:00Z", "incident_updates": []}
 ]
}`

func TestStatuspagePage(t *testing.T) {
	b := gather(t, event.Window{}, file.Options{}, page)
	want := []event.Event{
		{
			Source: "a.txt", Kind: event.Status, At: instantOf(t, "2025-03-01T08:00:00Z"), Severity: event.Info, Text: "Database upgrade", Count: 1,
			Refs: []event.Ref{{File: "a.txt", Line: 17}},
			Labels: map[string]string{
				"status": "scheduled", "incident": "Database upgrade", "incident_id": "m1", "impact": "maintenance",
				"scheduled_for": "2025-03-08T02:00:00Z", "scheduled_until": "2025-03-08T04:00:00Z",
			},
		},
		{
			ID: event.ID(event.Status, "u1"), Source: "a.txt", Kind: event.Status, At: instantOf(t, "2025-03-04T10:05:00Z"), Severity: event.Error,
			Text: "Printing takes 5 < 10 minutes.", Count: 1, Revised: instantOf(t, "2025-03-04T10:07:00Z"),
			Refs: []event.Ref{{File: "a.txt", Line: 12}, {URL: "https://stspg.example/p1"}},
			Labels: map[string]string{
				"status": "investigating", "incident": "Labels are slow", "incident_id": "p1", "impact": "major",
				"components": "Labels API, Tracking", "started_at": "2025-03-04T09:58:00Z", "resolved_at": "2025-03-04T12:00:00Z",
			},
		},
		{
			ID: event.ID(event.Status, "u2"), Source: "a.txt", Kind: event.Status, At: instantOf(t, "2025-03-04T11:40:00Z"), Severity: event.Error,
			Reported: instantOf(t, "2025-03-04T12:00:00Z"), Service: "Labels API", Count: 1,
			Text: "Labels are back & fast.\n\nSee why (https://parcels.example/why)",
			Refs: []event.Ref{{File: "a.txt", Line: 9}, {URL: "https://stspg.example/p1"}},
			Labels: map[string]string{
				"status": "resolved", "incident": "Labels are slow", "incident_id": "p1", "impact": "major",
				"components": "Labels API, Tracking", "component_status": "Labels API: major_outage → operational",
				"started_at": "2025-03-04T09:58:00Z", "resolved_at": "2025-03-04T12:00:00Z",
			},
		},
	}
	want[0].ID = b.Events[0].ID // made of the incident's id; its stability is tested below
	for i := range want {
		slices.SortFunc(want[i].Refs, compareRefs)
	}
	if diff := cmp.Diff(want, b.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]event.Report{{Name: "a.txt", Kind: event.Status, Format: "statuspage", Records: 3}}, b.Reports); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
}

func TestStatuspageForms(t *testing.T) {
	const inc = `{"id": 77, "name": "Slow", "impact": null, "created_at": "2025-03-04T10:00:00Z", "incident_updates": [
		{"id": "x", "status": "investigating", "body": "Looking.", "created_at": "2025-03-04T10:00:00+01:00"}]}`
	tests := map[string]struct{ text, want string }{
		"bare":                  {inc, "2025-03-04T09:00:00Z Looking."},
		"under incident":        {`{"meta": {}, "page": {"id": "p"}, "incident": ` + inc + `}`, "2025-03-04T09:00:00Z Looking."},
		"array":                 {"[" + inc + "]", "2025-03-04T09:00:00Z Looking."},
		"several values":        {inc + "\n" + strings.ReplaceAll(inc, `"x"`, `"y"`), "2025-03-04T09:00:00Z Looking.|2025-03-04T09:00:00Z Looking."},
		"byte order mark":       {"\ufeff" + inc, "2025-03-04T09:00:00Z Looking."},
		"postmortem":            {`{"id":"i","impact":"none","shortlink":"x","name":"N","created_at":"2025-03-04T10:00:00Z","postmortem_body":"Why it broke.","postmortem_published_at":"2025-03-06T10:00:00Z","incident_updates":[]}`, "2025-03-04T10:00:00Z N|2025-03-06T10:00:00Z Why it broke."},
		"update without a time": {`{"incident_updates": [{"id": "a", "body": "when?"}, {"id": "b", "body": "then", "created_at": "2025-03-04T10:00:00Z"}]}`, "2025-03-04T10:00:00Z then"},
		"name is a number":      {`{"name": 5, "incident_updates": [{"id": 1, "created_at": "2025-03-04T10:00:00Z"}]}`, "2025-03-04T10:00:00Z 5"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := gather(t, event.Window{}, file.Options{}, tt.text)
			if got := strings.Join(told(b.Events), "|"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if b.Reports[0].Error != "" {
				t.Errorf("error %q", b.Reports[0].Error)
			}
		})
	}
}

func TestStatuspageBroken(t *testing.T) {
	whole := gather(t, event.Window{}, file.Options{}, page)
	tests := map[string]struct {
		text   string
		events int
		err    string
	}{
		"cut in the first update": {page[:strings.Index(page, `"u2"`)+20], 1, "a.txt: line 9: JSON ends in the middle: what came before was kept"},
		"cut in the second":       {page[:strings.Index(page, `"u1"`)+20], 1, "a.txt: line 12: JSON ends in the middle: what came before was kept"},
		"broken behind":           {page + "\n}", len(whole.Events), "a.txt: line 21: invalid character '}' looking for beginning of value: what came before was kept"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := gather(t, event.Window{}, file.Options{}, tt.text)
			if len(b.Events) != tt.events || b.Reports[0].Error != tt.err {
				t.Errorf("%d events, error %q; want %d, %q", len(b.Events), b.Reports[0].Error, tt.events, tt.err)
			}
		})
	}
}

func TestStatuspageNestedTooDeep(t *testing.T) {
	deep := `{"incident_updates": [], "incident":` + strings.Repeat(`{"incident":`, 200_000) + "1" + strings.Repeat("}", 200_001)
	if b := gather(t, event.Window{}, file.Options{}, deep); len(b.Events) != 0 || b.Reports[0].Error != "" {
		t.Errorf("%d events, error %q", len(b.Events), b.Reports[0].Error)
	}
}

// The same update in two exports is one event: the later version of it, with both places to check it.
func TestSameUpdateInTwoFiles(t *testing.T) {
	edited := strings.NewReplacer(`"updated_at": "2025-03-04T10:07:00Z"`, `"updated_at": "2025-03-05T10:07:00Z"`, "5 < 10", "fifteen").Replace(page)
	one := gather(t, event.Window{}, file.Options{}, page, edited)
	two := gather(t, event.Window{}, file.Options{}, edited, page)
	if len(one.Events) != 3 || one.Events[1].Text != "Printing takes fifteen minutes." || len(one.Events[1].Refs) != 3 {
		t.Errorf("events: %q, refs %v", told(one.Events), one.Events[1].Refs)
	}
	for i := range one.Events {
		one.Events[i].Source, two.Events[i].Source = "", ""
		one.Events[i].Refs, two.Events[i].Refs = nil, nil
	}
	if diff := cmp.Diff(one.Events, two.Events); diff != "" {
		t.Errorf("the names of the files matter:\n%s", diff)
	}
}

func TestWindow(t *testing.T) {
	w := event.Window{From: instantOf(t, "2025-03-04T10:05:00Z"), To: instantOf(t, "2025-03-04T11:40:00Z")}
	b := gather(t, w, file.Options{}, page)
	if got := told(b.Events); len(got) != 1 || !strings.Contains(got[0], "Printing") {
		t.Errorf("got %q", got)
	}
	if diff := cmp.Diff([]string{"2 posts outside of the window left out"}, b.Reports[0].Notes); diff != "" {
		t.Error(diff)
	}
}

func TestCollectStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := collect(ctx, []*file.File{file.Bytes("a", []byte(page))}, event.Window{}, file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestMatch(t *testing.T) {
	tests := map[string]struct {
		text, format string
		undated      bool
	}{
		"page":                {page, "statuspage", false},
		"page, cut":           {page[:700], "statuspage", false},
		"components first":    {`{"components": [{"id": "1", "page_id": "p", "name": "API"}], "incidents": [], "page": {"id": "p"}}`, "statuspage", false},
		"posts, newest first": {dashboard, "dashboard-posts", true},
		"one post":            {"12:11 AM PDT We are investigating increased error rates.\n", "dashboard-posts", true},
		"dated":               {"[2025-10-20 00:11 PDT] We are investigating elevated latencies.\n", "dashboard-posts", false},
		"statuspage mail":     {history, "dashboard-posts", false},
		"alerts":              {`{"version": "4", "alerts": [{"status": "firing", "startsAt": "2025-10-20T07:11:00Z"}]}`, "", false},
		"notes":               {"# Outage\n\n- 13:42 disk full on node-7\n- 13:50 drained it\n", "", false},
		"log":                 {"2025-10-20T07:11:00Z ERROR api: timeout\n2025-10-20T07:11:01Z INFO api: ok\n", "", false},
		"prose":               {"Dear customer,\nthank you for your patience.\n", "", false},
		"binary":              {"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00", "", false},
		"nothing":             {"", "", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h, err := file.Bytes("x", []byte(tt.text)).Head()
			if err != nil {
				t.Fatal(err)
			}
			m := Family().Match(h)
			if m.Format != tt.format || m.Undated != tt.undated || (m.Score > 0) != (tt.format != "") {
				t.Errorf("got %+v, want format %q, undated %v", m, tt.format, tt.undated)
			}
		})
	}
}

// The states of components are kept where an update moves one, or says that it is impaired still.
func TestComponentStates(t *testing.T) {
	tests := map[string]struct {
		components []component
		want       string
	}{
		"moved":              {[]component{{"API", "operational", "major_outage"}}, "API: operational → major_outage"},
		"impaired as before": {[]component{{"API", "partial_outage", "partial_outage"}}, "API: partial_outage → partial_outage"},
		"well as before":     {[]component{{"API", "operational", "operational"}, {"Web", "operational", ""}}, ""},
		"of no name":         {[]component{{"", "operational", "major_outage"}}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := changes(tt.components); got != tt.want {
				t.Errorf("changes = %q, want %q", got, tt.want)
			}
		})
	}
	many := make([]component, 400)
	for i := range many {
		many[i] = component{word(fmt.Sprintf("Region %d of the storage service", i)), "operational", "partial_outage"}
	}
	label := incident{}.labels(update{Components: many})["component_status"]
	if n := strings.Count(label, "→"); n < 200 {
		t.Errorf("%d of 400 components are kept, want at least 200", n)
	}
}
