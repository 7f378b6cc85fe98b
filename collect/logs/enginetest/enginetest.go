// Package enginetest is for tests of sources that have a log engine count: lines of an outage, to put into a pretend engine, and what scanning an
// export of the same lines finds.
package enginetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Record is one line.
type Record struct {
	At      time.Time
	Service string
	Level   string // in lower case; "" is none
	Text    string
}

// Onset and Recovery are when the outage in Records begins and ends.
var (
	Onset    = time.Date(2025, 10, 20, 6, 48, 20, 0, time.UTC)
	Recovery = time.Date(2025, 10, 20, 8, 30, 0, 0, time.UTC)
)

// Records is the logs of three services from two hours before livetest.Window to an hour after it, in order of time, to the millisecond: a shop whose
// payments cannot reach their database from Onset to Recovery, and whose mailer, which states no levels, complains of it.
func Records() []Record { return records(10 * time.Second) }

// Few is Records, a twelfth as many: the conformance suite asks again and again.
func Few() []Record { return records(2 * time.Minute) }

// records has so much between orders.
func records(between time.Duration) []Record {
	random := rand.New(rand.NewPCG(6, 48))
	var all []Record
	add := func(at time.Time, service, level, text string, args ...any) {
		at = at.Add(time.Duration(random.IntN(1000)) * time.Millisecond)
		all = append(all, Record{at, service, level, fmt.Sprintf(text, args...)})
	}
	for at := livetest.Window.From.Add(-5 * time.Hour); at.Before(livetest.Window.To.Add(time.Hour)); at = at.Add(between) {
		broken := !at.Before(Onset) && at.Before(Recovery)
		add(at, "checkout", "info", "order %d placed by cart %08x", random.IntN(100_000), random.Uint32())
		add(at, "payments", "info", "charge of %d.%02d authorized in %d ms", random.IntN(400), random.IntN(100), 20+random.IntN(80))
		if random.IntN(60) == 0 {
			add(at, "checkout", "warn", "stock of article %d is low", random.IntN(5000))
		}
		if random.IntN(200) == 0 {
			add(at, "payments", "error", "card of customer %d declined by issuer", random.IntN(5000))
		}
		if random.IntN(6) == 0 {
			add(at, "mailer", "", "mail %08x handed over", random.Uint32())
		}
		if !broken {
			continue
		}
		for range 1 + random.IntN(3) {
			add(at, "payments", "error", `cannot reach database "ledger" at 10.4.0.%d: connection refused`, random.IntN(250))
		}
		if random.IntN(3) == 0 {
			add(at, "mailer", "", "receipt %08x failed: no answer from payments", random.Uint32())
		}
	}
	slices.SortStableFunc(all, func(a, b Record) int { return a.At.Compare(b.At) })
	return all
}

// Export is records as JSON lines, as an export of an engine has them.
func Export(records []Record) []byte {
	var b bytes.Buffer
	for _, r := range records {
		line := map[string]string{"time": r.At.Format(time.RFC3339Nano), "service": r.Service, "message": r.Text}
		if r.Level != "" {
			line["level"] = r.Level
		}
		data, err := json.Marshal(line)
		if err != nil {
			panic(err) // texts always can be
		}
		b.Write(append(data, '\n'))
	}
	return b.Bytes()
}

// Scanned is what scanning an export of records finds in a window.
func Scanned(t testing.TB, records []Record, w event.Window) event.Batch {
	t.Helper()
	b, err := logs.Family().Collect(t.Context(), []*file.File{file.Bytes("export.jsonl", Export(records))}, w, file.Options{Near: w})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Same holds what an engine counted to what scanning an export of the same lines finds: the same changes of the same services, with their times to
// within a step.
func Same(t testing.TB, scanned, counted event.Batch, step time.Duration) {
	t.Helper()
	if len(scanned.Events) == 0 {
		t.Fatal("scanning finds nothing to compare with")
	}
	for _, want := range scanned.Events {
		if !slices.ContainsFunc(counted.Events, func(got event.Event) bool {
			return got.ID == want.ID || got.Service == want.Service && got.Severity == want.Severity && event.Shape(got.Text) == event.Shape(want.Text) &&
				got.At.Sub(want.At).Abs() <= step && got.Until.Sub(want.Until).Abs() <= step
		}) {
			t.Errorf("scanning finds what the engine did not: %+v", want)
		}
	}
	if got, want := len(counted.Events), len(scanned.Events); got != want {
		t.Errorf("%d events, and %d of scanning", got, want)
	}
	if t.Failed() {
		for _, e := range counted.Events {
			t.Logf("the engine: %s %s %s to %s, %d times: %s", e.ID, e.Service, e.At.Format(time.RFC3339Nano), e.Until.Format(time.RFC3339Nano), e.Count, e.Text)
		}
	}
}
