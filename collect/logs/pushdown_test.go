package logs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// fromExport is what an export of lines amounts to, its source and its references aside.
func fromExport(t *testing.T, data []byte, w event.Window) event.Batch {
	t.Helper()
	return unsourced(run(t, w, file.Bytes("export.log", data)))
}

func unsourced(b event.Batch) event.Batch {
	for i := range b.Events {
		b.Events[i].Source, b.Events[i].Refs = "", nil
	}
	for i := range b.Series {
		b.Series[i].Source = ""
	}
	b.Reports = nil
	return b
}

// asked is what an engine tells of a window, without taking its lines if there are more than few.
func asked(t *testing.T, e Engine, w event.Window, few uint64) event.Batch {
	t.Helper()
	b, err := ask(t.Context(), e, "logs", w, nil, few)
	if err != nil {
		t.Fatal(err)
	}
	return unsourced(b)
}

// TestAskIsAsScanning: what an engine counts amounts to what an export of its lines does, whether it knows shapes or not, and whether or not it says
// when the lines of a step came. With -scene-seeds 2, of all scenes.
func TestAskIsAsScanning(t *testing.T) {
	if testing.Short() {
		t.Skip("what is judged here is arithmetic, and large")
	}
	most := []string{"an outage by day", "two waves", "errors, then silence", "a deploy that breaks it", "an outage without levels"}
	for name, tc := range scenes() {
		if *sceneSeeds < 2 && !slices.Contains(most, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.json = true
			data, _ := tc.write(0)
			w := event.Window{From: midnight.Add(tc.start), To: midnight.Add(tc.start + tc.span)}
			m := memoryOf(data)
			want := fromExport(t, data, w)
			for _, m.vague = range []bool{false, true} {
				if diff := gocmp.Diff(want, asked(t, shaping{m}, w, 0)); diff != "" {
					t.Errorf("vague %t: %s", m.vague, diff)
				}
				if diff := gocmp.Diff(want, asked(t, m, w, 0)); diff != "" {
					t.Errorf("without shapes, vague %t: %s", m.vague, diff)
				}
			}
		})
	}
}

// brief is six hours of an outage, and a window in them that begins in the middle of it.
func brief() (data []byte, whole, inner event.Window) {
	data = outage{lines: 12_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 4, as: "json"}.write()
	return data, event.Window{From: day, To: day.Add(6 * time.Hour)}, event.Window{From: day.Add(130 * time.Minute), To: day.Add(4 * time.Hour)}
}

// TestFewLinesAreFetched: both ways lead to the same.
func TestFewLinesAreFetched(t *testing.T) {
	data, whole, inner := brief()
	for _, w := range []event.Window{whole, inner} {
		want := fromExport(t, data, w)
		if len(want.Events) < 2 {
			t.Fatalf("%d events", len(want.Events))
		}
		for _, few := range []uint64{0, 100_000} {
			m := memoryOf(data)
			if diff := gocmp.Diff(want, asked(t, both{m, shaping{m}, exporting{m}}, w, few)); diff != "" {
				t.Errorf("of few lines %d: %s", few, diff)
			}
			if fetched := slices.Contains(m.asked, "export"); fetched != (few > 0) {
				t.Errorf("asked %v", m.asked)
			}
		}
	}
}

// TestAskThatFails: what came before an engine failed is kept, and the error is told.
func TestAskThatFails(t *testing.T) {
	data, w, _ := brief()
	m := memoryOf(data)
	asked(t, shaping{m}, w, 0)
	events := 0
	for m.fails = 1; m.fails < 12; m.fails++ {
		before := len(m.asked)
		m.asked = nil
		b, err := ask(t.Context(), shaping{m}, "logs", w, nil, 0)
		if len(m.asked) <= m.fails {
			if err != nil || m.fails < 4 {
				t.Errorf("after %d questions of %d: %v", m.fails, before, err)
			}
			break
		}
		if !errors.Is(err, errMemory) || len(b.Reports) != 1 || len(b.Events) < events {
			t.Errorf("after %d questions: %v, %d events, %d reports", m.fails, err, len(b.Events), len(b.Reports))
		}
		events = len(b.Events)
	}
	if events == 0 {
		t.Error("nothing is kept, wherever it fails")
	}
}

// TestAskNames: what is asked bears the source's name, and the references that it is given.
func TestAskNames(t *testing.T) {
	data, w, _ := brief()
	link := func(e event.Event) []event.Ref { return []event.Ref{{URL: "https://logs.example/" + e.ID}} }
	b, err := Ask(t.Context(), memoryOf(data), "shop logs", w, link)
	if err != nil || len(b.Events) == 0 || len(b.Series) == 0 || b.Reports[0].Name != "shop logs" || b.Reports[0].Records != 12_000 {
		t.Fatalf("%v: %+v", err, b)
	}
	for _, e := range b.Events {
		if e.Source != "shop logs" || len(e.Refs) != 1 || e.Refs[0].URL != "https://logs.example/"+e.ID {
			t.Errorf("event %+v", e)
		}
	}
	for _, s := range b.Series {
		if s.Source != "shop logs" {
			t.Errorf("series of %s", s.Source)
		}
	}
	empty, err := Ask(t.Context(), memoryOf(nil), "shop logs", w, link)
	if err != nil || len(empty.Events) > 0 || len(empty.Reports) != 1 {
		t.Errorf("of an empty engine: %v, %+v", err, empty)
	}
}

// TestHostileEngine: an engine that answers nonsense is no reason to stop.
func TestHostileEngine(t *testing.T) {
	data, w, _ := brief()
	m := memoryOf(data)
	for i := range m.lines {
		l := &m.lines[i]
		switch i % 5 {
		case 0:
			l.Service = strings.Repeat("s", 200) + fmt.Sprint(i%1500)
		case 1:
			l.Service = "\xff" + l.Service
		case 2:
			l.Said.Level = fmt.Sprint("level\x00", i)
		}
	}
	b, err := ask(t.Context(), shaping{m}, "logs", w, nil, 0)
	if err != nil || len(b.Reports) != 1 {
		t.Errorf("%v, %+v", err, b.Reports)
	}
}

// TestBytesOfJournald: a message that is no UTF-8 comes as an array of numbers.
func TestBytesOfJournald(t *testing.T) {
	for value, want := range map[string]string{
		`[104,105,255,33]`: "hi\ufffd!", `[104, 105]`: "hi", `[10,104,105,10,106]`: "hi",
	} {
		var r record
		p := &jsonParser{clock: &clock{}}
		line := `{"__REALTIME_TIMESTAMP":"1760942880000000","PRIORITY":"3","MESSAGE":` + value + `}`
		if !p.parse([]byte(line), &r) || string(r.message) != want || r.level != erroneous {
			t.Errorf("%s: %q, level %d", value, r.message, r.level)
		}
	}
	for _, value := range []string{`[]`, `[256]`, `[1,"a"]`, `[1.5]`, `[-1]`, `[[1]]`} {
		var r record
		p := &jsonParser{clock: &clock{}}
		line := `{"__REALTIME_TIMESTAMP":"1760942880000000","MESSAGE":` + value + `}`
		if !p.parse([]byte(line), &r) || string(r.message) != line {
			t.Errorf("%s: %q", value, r.message)
		}
	}
}
