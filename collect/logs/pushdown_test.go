package logs

import (
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// fromExport is what an export of lines amounts to, its source and its references aside.
func fromExport(t *testing.T, data []byte, w event.Window) event.Batch {
	t.Helper()
	b := run(t, w, file.Bytes("export.log", data))
	return unsourced(b)
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

// asked is what an engine tells of a window, without taking its lines.
func asked(t *testing.T, e Engine, w event.Window) event.Batch {
	t.Helper()
	b, err := ask(t.Context(), e, "logs", w, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return unsourced(b)
}

// TestAskIsAsScanning: what an engine counts amounts to what an export of its lines does.
func TestAskIsAsScanning(t *testing.T) {
	if testing.Short() {
		t.Skip("what is judged here is arithmetic, and large")
	}
	for name, tc := range scenes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.json = true
			data, _ := tc.write(0)
			w := event.Window{From: midnight.Add(tc.start), To: midnight.Add(tc.start + tc.span)}
			m := memoryOf(data)
			want := fromExport(t, data, w)
			for _, m.vague = range []bool{false, true} {
				m.asked = nil
				got := asked(t, shaping{m}, w)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("vague %t, of %d lines, asked %d times: %s", m.vague, len(m.lines), len(m.asked), diff)
				}
				m.asked = nil
				got = asked(t, m, w)
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("plain, vague %t, of %d lines, asked %d times: %s", m.vague, len(m.lines), len(m.asked), diff)
				}
			}
		})
	}
}

var (
	_ = slices.Contains[[]int]
	_ time.Duration
)
