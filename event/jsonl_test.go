package event_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

func batch() event.Batch {
	return event.Batch{
		Events: []event.Event{
			{ID: "E-2", Source: "slack", Kind: event.Chat, At: at("07:00:00"), Text: "<DNS> & \"more\"", Count: 1},
			{ID: "E-1", Source: "api.log", Kind: event.Log, At: at("06:48:00"), Precision: event.Duration(time.Minute), Text: "a\nb", Count: 3},
		},
		Series:  []event.Series{{Service: "api", Source: "api.log", Unit: "lines", Start: at("06:48:00"), Step: event.Duration(time.Minute), Errors: []uint32{0, 7}, Total: []uint32{9, 9}}},
		Reports: []event.Report{{Name: "slack", Kind: event.Chat, Records: 1}, {Name: "api.log", Kind: event.Log, Records: 3, Error: "gzip stream ends in the middle"}},
	}
}

func TestWrite(t *testing.T) {
	var got bytes.Buffer
	if err := event.Write(&got, batch()); err != nil {
		t.Fatal(err)
	}
	want := `{"schema":"pes/evidence/v1"}
{"report":{"name":"api.log","kind":"log","records":3,"error":"gzip stream ends in the middle"}}
{"report":{"name":"slack","kind":"message","records":1}}
{"series":{"service":"api","source":"api.log","unit":"lines","start":"2025-10-20T06:48:00Z","step":60,"errors":[0,7],"total":[9,9]}}
{"event":{"id":"E-1","source":"api.log","kind":"log","at":"2025-10-20T06:48:00Z","precision":60,"text":"a\nb","count":3}}
{"event":{"id":"E-2","source":"slack","kind":"message","at":"2025-10-20T07:00:00Z","text":"<DNS> & \"more\"","count":1}}
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteFails(t *testing.T) {
	b := batch()
	b.Events[0].At = time.Date(12_025, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := event.Write(io.Discard, b); err == nil || !strings.Contains(err.Error(), "writing event E-2") {
		t.Errorf("a year of five digits: %v", err)
	}
	full := errors.New("disk full")
	if err := event.Write(failing{full}, batch()); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// What is written is read back as it was, and written again it has the same bytes, whatever the order of the batch.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(anyEvent(), 0, 6).Draw(t, "events")
		for i := range events {
			events[i].Text = strings.ToValidUTF8(events[i].Text, "?") // JSON holds nothing else; redaction sees to it
			events[i].Service = strings.ToValidUTF8(events[i].Service, "?")
			events[i].Actor.ID = strings.ToValidUTF8(events[i].Actor.ID, "?")
			for k, v := range events[i].Labels {
				events[i].Labels[k] = strings.ToValidUTF8(v, "?")
			}
		}
		b := event.Batch{Events: event.Merge(events)}
		var one, two bytes.Buffer
		if err := event.Write(&one, b); err != nil {
			t.Fatal(err)
		}
		got, err := event.Read(bytes.NewReader(one.Bytes()), "evidence.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(len(b.Events), len(got.Events)); diff != "" {
			t.Fatal(diff)
		}
		for i := range got.Events {
			if diff := cmp.Diff(b.Events[i], got.Events[i]); diff != "" {
				t.Fatal(diff)
			}
		}
		got.Events = rapid.Permutation(got.Events).Draw(t, "shuffled")
		if err := event.Write(&two, got); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Fatalf("%s\n%s", &one, &two)
		}
	})
}

func TestReadNamesBadLinesAndKeepsTheRest(t *testing.T) {
	const head, good = `{"schema":"pes/evidence/v1"}` + "\n", `{"event":{"id":"E-1","source":"s","kind":"log","at":"2025-10-20T06:48:00Z","text":"x"}}` + "\n"
	for _, tt := range []struct {
		name, in string
		events   int
		words    []string
	}{
		{"whole", head + good, 1, nil},
		{"no newline at the end", head + strings.TrimSpace(good), 1, nil},
		{"blank lines", head + "\n" + good + "\r\n", 1, nil},
		{"nothing", "", 0, nil},
		{"half a line", head + good + good[:40], 1, []string{"evidence.jsonl:3: no line of an evidence file"}},
		{"no JSON in the middle", head + "<html>\n" + good, 1, []string{"evidence.jsonl:2: "}},
		{"no schema", good + good, 2, []string{"evidence.jsonl:1: the first line is not"}},
		{"a newer schema", `{"schema":"pes/evidence/v9"}` + "\n" + good, 0, []string{`evidence.jsonl:1: schema "pes/evidence/v9" is none`}},
		{"an event without a time", head + `{"event":{"id":"E-1","kind":"log"}}` + "\n" + good, 1, []string{"evidence.jsonl:2: an event without id, kind or time"}},
		{"a series of unequal counts", head + `{"series":{"step":60,"errors":[1],"total":[]}}`, 0, []string{"evidence.jsonl:2: a series without step"}},
		{"a series of an endless step", head + `{"series":{"step":1e300}}`, 0, []string{"evidence.jsonl:2: "}},
		{"something else", head + `{"comment":{}}`, 0, []string{"evidence.jsonl:2: neither event"}},
		{"a line too long", head + `{"event":"` + strings.Repeat("x", 9<<20) + "\n" + good, 1, []string{"evidence.jsonl:2: a line of more than 8388608 bytes"}},
		{"many bad lines", head + strings.Repeat("x\n", 50), 0, []string{"evidence.jsonl:2: ", "evidence.jsonl:11: ", "evidence.jsonl: and 40 more bad lines"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := event.Read(strings.NewReader(tt.in), "evidence.jsonl")
			if len(b.Events) != tt.events {
				t.Errorf("%d events, want %d", len(b.Events), tt.events)
			}
			if (err != nil) != (tt.words != nil) {
				t.Fatalf("error %v", err)
			}
			for _, w := range tt.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q does not say %q", err, w)
				}
			}
		})
	}
}

func TestReadFails(t *testing.T) {
	gone := errors.New("disk gone")
	b, err := event.Read(io.MultiReader(strings.NewReader("{\"schema\":\"pes/evidence/v1\"}\n{\"report\":{\"name\":\"a\"}}\n"), iotest.ErrReader(gone)), "e")
	if !errors.Is(err, gone) || len(b.Reports) != 1 {
		t.Errorf("%d reports, error %v", len(b.Reports), err)
	}
}

// FuzzRead: whatever the file holds, reading it does not panic, and what was read can be written and read back without an error.
func FuzzRead(f *testing.F) {
	var good bytes.Buffer
	if err := event.Write(&good, batch()); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Add([]byte("{\"schema\":\"pes/evidence/v1\"}\n{\"event\":{\"id\":\"E-1\",\"kind\":\"log\",\"at\":\"0000-01-01T00:00:00+23:59\"}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := event.Read(bytes.NewReader(data), "e")
		if err != nil && len(b.Events) == 0 {
			return
		}
		var again bytes.Buffer
		if err := event.Write(&again, b); err != nil {
			t.Fatal(err)
		}
		if _, err := event.Read(&again, "e"); err != nil {
			t.Fatal(err)
		}
	})
}
