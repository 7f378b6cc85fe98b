package alerts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

func TestHostile(t *testing.T) {
	evil := `<script>alert(1)</script> | [x](javascript:y)\n\u001b[2J <!channel>`
	in := `{"receiver":"r","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"` + evil + `","episodes":"99","silence":"x","n":7,"big":"` + strings.Repeat("é", 5<<20) +
		`"},"annotations":{"summary":"` + strings.Repeat("s", 1<<20) + `"},"startsAt":"2025-10-20T06:00:00Z","endsAt":"` + noEnd + `","generatorURL":"javascript:alert(1)","fingerprint":"ab"},` +
		`{"status":"firing","labels":{},"startsAt":"2025-10-20T06:00:00Z"},{"labels":{"alertname":"x"},"startsAt":"yesterday"},{"labels":7},7,null,"x",[[]]]}`
	got := collect(t, event.Window{}, in)
	if len(got.Events) != 1 || got.Reports[0].Records != 8 || got.Reports[0].Dropped != 7 {
		t.Fatalf("%d events, report %+v", len(got.Events), got.Reports[0])
	}
	ev := got.Events[0]
	if len(ev.Text) > 16<<10 || !strings.HasSuffix(ev.Text, " … (cut: 1,048,576 bytes)") || len(ev.Labels["big"]) > 1<<10 {
		t.Errorf("not cut: text %d bytes, label %d bytes", len(ev.Text), len(ev.Labels["big"]))
	}
	if ev.Labels["episodes"] != "" || ev.Labels["alert_episodes"] != "99" || ev.Labels["silence"] != "" || ev.Labels["n"] != "7" {
		t.Errorf("labels %v", ev.Labels["alert_episodes"])
	}
	if len(ev.Refs) != 1 {
		t.Errorf("refs %v", ev.Refs)
	}
}

func TestDamage(t *testing.T) {
	whole := "[" + strings.TrimSuffix(strings.Repeat(strings.Trim(dump, "[]")+",\n", 3), ",\n") + "]"
	whole = strings.Replace(whole, "eu-1", "eu-2", 1)
	whole = strings.Replace(whole, "eu-1", "eu-3", 1)
	tests := map[string]struct {
		in     string
		events int
		err    string
	}{
		"cut":          {whole[:len(whole)-50], 2, "line 3, byte 581: the file ends in the middle of a JSON document: unexpected EOF"},
		"a broken one": {strings.Replace(whole, `"eu-3"`, `eu-3`, 1), 1, "line 2, byte 291: invalid character 'e' looking for beginning of value"},
		"broken lines": {
			body("firing", "2025-10-20T06:00:00Z", noEnd, "") + "\n{]\n\x00\xff\n" + body("firing", "2025-10-20T06:00:00Z", noEnd, `,"a":"b"`), 2,
			"line 2, byte 392: invalid character ']' (and 1 more such lines)",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, tt.in)
			if len(got.Events) != tt.events || got.Reports[0].Error != tt.err {
				t.Errorf("%d events, error %q", len(got.Events), got.Reports[0].Error)
			}
		})
	}
}

func TestMatchLeavesOthersAlone(t *testing.T) {
	for _, in := range []string{
		"", "[]", "{}", "commit 1234567", `{"level":"error","msg":"alerts"}`, `[{"type":"message","ts":"1.2","text":"startsAt"}]`,
		`{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[[1,"1"]]}]}}`, "alerts: firing",
	} {
		if m := alerts.Family().Match(file.Head{Data: []byte(in), Whole: true}); m.Score != 0 {
			t.Errorf("%q was taken as %s", in, m.Format)
		}
	}
}

// storm is a webhook body of n alerts of kinds alertnames.
func storm(n, kinds int) string {
	var b strings.Builder
	b.WriteString(`{"receiver":"r","status":"firing","version":"4","alerts":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"status":"firing","labels":{"alertname":"Kind%d","service":"s%d","pod":"p-%d"},"annotations":{"summary":"pod p-%d fails"},`+
			`"startsAt":"2025-10-20T06:%02d:%02dZ","endsAt":"%s"}`, i%kinds, i%kinds%7, i, i, i/60%60, i%60, noEnd)
	}
	b.WriteString("]}")
	return b.String()
}

func TestStormIsFolded(t *testing.T) {
	got := collect(t, event.Window{}, storm(10_000, 500))
	n := 0
	for _, ev := range got.Events {
		n += ev.Count
	}
	if len(got.Events) > 5000 || n != 10_000 {
		t.Errorf("%d events for %d alerts", len(got.Events), n)
	}
	i := slices.IndexFunc(got.Events, func(ev event.Event) bool { return ev.Labels["folded"] == "20" })
	if i < 0 || !got.Events[i].Open || got.Events[i].Labels["alertname"] == "" || len(got.Reports[0].Notes) == 0 {
		t.Errorf("no folded event, or it lost what it stands for; notes %q", got.Reports[0].Notes)
	}
	if got := collect(t, event.Window{}, storm(6000, 6000)); len(got.Events) != 5000 || got.Reports[0].Dropped != 1000 {
		t.Errorf("%d events, %d dropped of 6000 unlike ones", len(got.Events), got.Reports[0].Dropped)
	}
}

func TestRenamingAndShufflingChangesNothing(t *testing.T) {
	contents := []string{
		body("firing", "2025-10-20T06:48:30.1Z", noEnd, ""), body("resolved", "2025-10-20T06:48:30.1Z", "2025-10-20T07:00:30Z", ""), dump,
		matrix(series("firing", "2025-10-20T06:49:00Z", upTo(12)...)), storm(50, 7), matrix(series("firing", "2025-10-20T08:49:00Z", upTo(12)...)),
	}
	want := collect(t, event.Window{}, contents...).Events
	r := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		r.Shuffle(len(contents), func(i, j int) { contents[i], contents[j] = contents[j], contents[i] })
		got := collect(t, event.Window{}, contents...).Events
		for i := range got {
			got[i].Refs, got[i].Source = nil, ""
			want[i].Refs, want[i].Source = nil, ""
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := alerts.Family().Collect(ctx, []*file.File{file.Bytes("a", []byte(dump))}, event.Window{}, file.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzCollect: whatever a file holds, nothing panics, every event has an id, a UTC start and an end not before it, and a second reading is the same.
func FuzzCollect(f *testing.F) {
	f.Add([]byte(body("resolved", "2025-10-20T06:48:30.1Z", "2025-10-20T07:00:30Z", "")))
	f.Add([]byte(dump))
	f.Add([]byte(matrix(series("pending", "2025-10-20T06:40:00Z", 0, 1, 2), series("firing", "2025-10-20T06:49:00Z", 0, 1, 2, 9, 10))))
	f.Add([]byte(`[{"id":"1","createdBy":"x","matchers":[{}],"startsAt":"2025-10-20T06:49:00Z","endsAt":"2025-10-20T06:48:00Z"}]`))
	f.Add([]byte(`{"data":{"alerts":[{"labels":{"a":"b"},"state":"firing","activeAt":"2025-10-20T06:49:00Z"}]}}`))
	f.Add([]byte(rulesDump))
	for _, in := range []string{incidentsDump, incidentLater, logDump, notesDump, marks, alarmHistory("a", "06:50:00", "OK", "ALARM", "07:00:00", "ALARM", "OK")} {
		f.Add([]byte(in))
	}
	f.Add([]byte(`{"schema":{"fields":[{"name":"time"},{"name":"line"}]},"data":{"values":[[1760943660000],[{"current":"Alerting","labels":{"a":"b"}}]]}}`))
	f.Add([]byte(evaluated("2025-10-20T08:00:00Z")))
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func() event.Batch {
			b, err := alerts.Family().Collect(t.Context(), []*file.File{file.Bytes("a", data)}, event.Window{}, file.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		b := read()
		for _, ev := range b.Events {
			if ev.ID == "" || ev.At.IsZero() || ev.At.Location() != time.UTC || (!ev.Until.IsZero() && ev.Until.Before(ev.At)) || ev.Count < 1 {
				t.Fatalf("a broken event: %+v", ev)
			}
		}
		if diff := cmp.Diff(b, read()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkStorm(b *testing.B) {
	in := []byte(storm(10_000, 500))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		f := file.Bytes("storm.json", in)
		if _, err := alerts.Family().Collect(b.Context(), []*file.File{f}, event.Window{}, file.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatrix(b *testing.B) {
	var all []string
	for i := range 100 {
		all = append(all, strings.ReplaceAll(series("firing", "2025-10-20T06:00:00Z", upTo(1440)...), "payments", "s"+strconv.Itoa(i)))
	}
	in := []byte(matrix(all...))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		f := file.New("alerts.json", int64(len(in)), file.Bytes("x", bytes.Clone(in)).Open)
		if _, err := alerts.Family().Collect(b.Context(), []*file.File{f}, event.Window{}, file.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
