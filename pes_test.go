package pes_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/timeline"
)

// TestMilestoneNames: the folder's config and the timeline, which know nothing of each other, speak of the same milestones and states.
func TestMilestoneNames(t *testing.T) {
	var names []string
	for _, n := range timeline.Names() {
		names = append(names, string(n))
	}
	if diff := cmp.Diff(names, incident.MilestoneNames()); diff != "" {
		t.Errorf("-timeline +incident:\n%s", diff)
	}
	if diff := cmp.Diff([]string{string(timeline.Unknown), string(timeline.NotApplicable)}, incident.MilestoneStates()); diff != "" {
		t.Errorf("-timeline +incident:\n%s", diff)
	}
}

// TestActs: what incident.yaml takes words for is what the timeline has words for.
func TestActs(t *testing.T) {
	var names []string
	for _, a := range timeline.Acts() {
		if a.Extensible() {
			names = append(names, a.Name)
		}
	}
	if diff := cmp.Diff(names, incident.Acts()); diff != "" {
		t.Errorf("-timeline +incident:\n%s", diff)
	}
}

func TestExplain(t *testing.T) {
	err := &pes.Error{
		Err:  fmt.Errorf("reading a\x1b[31mb: %w", errors.New("dial postgres://me:Tr0ub4dor@db/x\nsecond line\x00")),
		Hint: "try\x1b]0;x\x07 again",
	}
	lines, hint := pes.Explain(fmt.Errorf("outer: %w", err))
	if len(lines) != 2 || hint != "try again" {
		t.Errorf("%q, %q", lines, hint)
	}
	all := strings.Join(lines, "\n")
	if strings.ContainsAny(all, "\x1b\x00\x07") || strings.Contains(all, "Tr0ub4dor") || !strings.HasPrefix(all, "outer: reading ab: dial") {
		t.Errorf("%q", all)
	}
}

// said is what must not hang on how the evidence lies in its folder.
type said struct {
	Milestones map[string]struct {
		State      string
		At         string
		NotBefore  string `json:"not_before"`
		NotAfter   string `json:"not_after"`
		Rule       string
		Confidence string
		Evidence   []string
	}
	Phases    []map[string]any
	Durations map[string]any
	Entries   []struct{ ID, At, Until, Phase, Kind, Service, Severity, Text string }
}

func says(t *testing.T, dir string) said {
	t.Helper()
	res, err := pes.Timeline(t.Context(), pes.Request{Dir: dir}, pes.TimelineOptions{Format: "json"})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Sources.Incomplete) > 0 {
		t.Errorf("%s: incomplete: %q", dir, res.Sources.Incomplete)
	}
	var s said
	if err := json.Unmarshal(res.Text, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Entries) == 0 || len(s.Milestones) != len(timeline.Names()) {
		t.Fatalf("%s: %d entries, %d milestones", dir, len(s.Entries), len(s.Milestones))
	}
	return s
}

// TestShuffledFolder: the same evidence under other names, without endings, in subfolders, gives the same milestones, entries and ids.
func TestShuffledFolder(t *testing.T) {
	for _, dir := range samples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			want := says(t, dir)
			random := rand.New(rand.NewPCG(1, 2))
			for range 3 {
				if diff := cmp.Diff(want, says(t, shuffled(t, dir, random))); diff != "" {
					t.Fatalf("-as it is +shuffled:\n%s", diff)
				}
			}
		})
	}
}

// shuffled is a copy of an incident folder in which every file of evidence has another name, in another order and at another depth.
func shuffled(t *testing.T, dir string, random *rand.Rand) string {
	t.Helper()
	to := t.TempDir()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range append(files, deeper...) {
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			continue
		}
		name := filepath.Base(from)
		if !incident.Skip(name) {
			name = filepath.Join(strings.Repeat("d/", random.IntN(3)), fmt.Sprintf("%08x", random.Uint32()))
		}
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestOtherZone: another zone of display changes how times are written, and nothing else.
func TestOtherZone(t *testing.T) {
	dir := folder(t, "- 2025-10-20T13:42:00Z checkout is down\n- 2025-10-20T13:50:00Z declared an incident\n- 2025-10-20T14:10:00Z all services recovered\n")
	want := says(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "incident.yaml"), []byte("timezone: Asia/Kathmandu\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, says(t, dir)); diff != "" {
		t.Errorf("-UTC +Kathmandu:\n%s", diff)
	}
}

// TestTwoAtOnce: of runs at the same time one waits for the other, and the folder is whole.
func TestTwoAtOnce(t *testing.T) {
	dir := folder(t, "# 2025-10-20\n- 13:42 checkout is down\n- 14:10 all services recovered\n")
	fresh, err := pes.Generate(t.Context(), pes.Request{Dir: dir}, pes.GenerateOptions{File: pes.Stdout})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			res, err := pes.Generate(t.Context(), pes.Request{Dir: dir}, pes.GenerateOptions{})
			if err != nil || res.Written.Beside != "" {
				t.Errorf("%+v, %v", res, err)
			}
		})
	}
	wg.Wait()
	got, err := os.ReadFile(filepath.Join(dir, "PES.md"))
	if err != nil || !bytes.Equal(got, fresh.Text) {
		t.Errorf("PES.md is not the document: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "PES.new.md")); err == nil {
		t.Error("a run took the other's document for a person's")
	}
}

// TestProgress: it counts up to the size of the evidence, and never beyond.
func TestProgress(t *testing.T) {
	var last, total int64
	r := pes.Request{Dir: "samples/checkout-payments", Progress: func(done, of int64) {
		if done < last || done > of {
			t.Errorf("%d of %d after %d", done, of, last)
		}
		last, total = done, of
	}}
	if _, err := pes.Timeline(t.Context(), r, pes.TimelineOptions{}); err != nil {
		t.Fatal(err)
	}
	if total == 0 || last == 0 {
		t.Errorf("%d of %d", last, total)
	}
}

func folder(t *testing.T, notes string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.md"), []byte(notes), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
