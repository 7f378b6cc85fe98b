package live

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

func at(hour, minute int) time.Time { return time.Date(2025, 10, 20, hour, minute, 0, 0, time.UTC) }

func TestFinishKeepsTheWindow(t *testing.T) {
	w := event.Window{From: at(6, 0), To: at(10, 0)}
	paris := time.FixedZone("", 2*3600)
	tests := map[string]struct {
		e    event.Event
		kept bool
	}{
		"within":                 {event.Event{At: at(7, 0)}, true},
		"at the beginning":       {event.Event{At: at(6, 0)}, true},
		"at the end":             {event.Event{At: at(10, 0)}, false},
		"before":                 {event.Event{At: at(5, 59)}, false},
		"another zone":           {event.Event{At: at(7, 0).In(paris)}, true},
		"reaches in":             {event.Event{At: at(5, 0), Until: at(6, 30)}, true},
		"ended before":           {event.Event{At: at(4, 0), Until: at(5, 30)}, false},
		"reaches out":            {event.Event{At: at(9, 0), Until: at(12, 0)}, true},
		"longer than it":         {event.Event{At: at(1, 0), Until: at(12, 0)}, true},
		"open since before":      {event.Event{At: at(1, 0), Open: true}, true},
		"open from its end on":   {event.Event{At: at(10, 0), Open: true}, false},
		"open, without a window": {event.Event{At: at(11, 0), Open: true}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.e.ID, tt.e.Kind, tt.e.Source, tt.e.Count = "E-aaaaaaaa", event.Alert, "s", 1
			b, err := Finish(event.Batch{Events: []event.Event{tt.e}}, Result{Name: "s", Kind: Kind{Name: "k", Event: event.Alert}, Window: w})
			if err != nil || (len(b.Events) == 1) != tt.kept {
				t.Errorf("%v, %+v", err, b.Events)
			}
			for _, e := range b.Events {
				if e.At.Location() != time.UTC {
					t.Errorf("at %s", e.At)
				}
			}
			if diff := cmp.Diff([]event.Window{w}, b.Reports[0].Asked.Covered); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFinishTellsErrors(t *testing.T) {
	w := event.Window{From: at(6, 0), To: at(10, 0)}
	half := []event.Window{{From: at(6, 0), To: at(8, 0)}}
	for name, tt := range map[string]struct {
		err     error
		covered []event.Window
		text    string
		fix     string
		want    []event.Window
	}{
		"an answer":     {&httpx.Error{Request: "GET x", Cause: "503", Fix: "later"}, nil, "GET x: 503", "later", nil},
		"half of it":    {&httpx.Error{Request: "GET x", Cause: "503", Fix: "later"}, half, "GET x: 503", "later", half},
		"a credential":  {fmt.Errorf("asking: %w", &CredentialError{"X is not set", "export X"}), nil, "asking: X is not set", "export X", nil},
		"a program":     {&ProgramError{Text: "git: exit status 1", Hint: "by hand"}, nil, "git: exit status 1", "by hand", nil},
		"a setting":     {&SettingError{Key: "url", Text: "none", Hint: "url: x"}, nil, "url: none", "url: x", nil},
		"the context's": {context.Canceled, nil, "context canceled", "", nil},
	} {
		b, err := Finish(event.Batch{}, Result{Name: "s", Kind: Kind{Name: "k", Event: event.Chat}, Window: w, Err: tt.err, Covered: tt.covered, Version: "1", Queries: []string{"q"}})
		want := []event.Report{{
			Name: "s", Kind: event.Chat, Error: tt.text, Fix: tt.fix,
			Asked: &event.Asked{System: "k", Queries: []string{"q"}, Covered: tt.want, Version: "1"},
		}}
		if diff := cmp.Diff(want, b.Reports); diff != "" || !errors.Is(err, tt.err) {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// TestFinishIsCapped: of too many events the severe ones stay, then the first; what was left out is counted, and no stretch is said to be whole.
func TestFinishIsCapped(t *testing.T) {
	events := make([]event.Event, maxEvents+5)
	for i := range events {
		events[i] = event.Event{ID: fmt.Sprintf("E-%08d", i), At: at(6, 0).Add(time.Duration(i) * time.Millisecond), Kind: event.Chat, Source: "s", Count: 1}
	}
	last := len(events) - 1
	events[last].Severity = event.Error
	b, err := Finish(event.Batch{Events: events}, Result{Name: "s", Kind: Kind{Name: "k"}, Window: event.Window{From: at(6, 0), To: at(10, 0)}})
	if err != nil || len(b.Events) != maxEvents {
		t.Fatalf("%v, %d events", err, len(b.Events))
	}
	r := b.Reports[0]
	if r.Dropped != 5 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "5 events beyond the cap of 100,000") || len(r.Asked.Covered) != 0 {
		t.Errorf("report %+v, asked %+v", r, r.Asked)
	}
	if b.Events[0].ID != "E-00000000" || b.Events[maxEvents-1].Severity != event.Error || b.Events[maxEvents-2].ID != fmt.Sprintf("E-%08d", maxEvents-2) {
		t.Errorf("kept %s to %s", b.Events[0].ID, b.Events[maxEvents-1].ID)
	}
}

func TestPages(t *testing.T) {
	var p Pages
	for _, c := range []string{"a", "b", "c"} {
		if err := p.Next(c); err != nil {
			t.Fatal(err)
		}
	}
	err := p.Next("b")
	if err == nil || !strings.Contains(err.Error(), "lead back") || Fix(err) == "" {
		t.Errorf("error %v", err)
	}
	var many Pages
	n := 0
	for err = nil; err == nil; n++ {
		err = many.Next(fmt.Sprint(n))
	}
	if n != maxPages+1 || Fix(err) == "" {
		t.Errorf("%d pages, %v", n, err)
	}
}

// TestRead: what a family finds in answers bears the source's name and links, in one report.
func TestRead(t *testing.T) {
	family := file.Family{Kind: event.Note, Collect: func(_ context.Context, files []*file.File, _ event.Window, _ file.Options) (event.Batch, error) {
		var b event.Batch
		for _, f := range files {
			b.Events = append(b.Events, event.Event{ID: "E-" + f.Path, Source: f.Path, Refs: []event.Ref{{File: f.Path}}})
			b.Reports = append(b.Reports, event.Report{Name: f.Path, Records: 2, Dropped: 1, Notes: []string{"no zone", f.Path}})
		}
		b.Series = []event.Series{{Source: "x"}}
		b.Reports[1].Error = "damaged"
		return b, nil
	}}
	files := []*file.File{Body("a.json", []byte(`[1]`)), Body("none.json", []byte(" [] ")), Body("b.json", []byte(`[2]`)), Body("", nil), Body("n", []byte("null")), Body("o", []byte("{}"))}
	b, err := Read(t.Context(), family, files, event.Window{}, file.Options{}, "mine", "export", func(e event.Event) []event.Ref { return []event.Ref{{URL: "https://a.example/" + e.ID}} })
	want := event.Batch{
		Events: []event.Event{
			{ID: "E-a.json", Source: "mine", Refs: []event.Ref{{URL: "https://a.example/E-a.json"}}},
			{ID: "E-b.json", Source: "mine", Refs: []event.Ref{{URL: "https://a.example/E-b.json"}}},
		},
		Series:  []event.Series{{Source: "mine"}},
		Reports: []event.Report{{Name: "mine", Kind: event.Note, Format: "export", Records: 4, Dropped: 2, Notes: []string{"no zone", "a.json", "b.json"}, Error: "damaged"}},
	}
	if diff := cmp.Diff(want, b); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}
