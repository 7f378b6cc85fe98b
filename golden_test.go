package pes_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/incident"
)

var update = flag.Bool("update", false, "write the golden files anew")

// samples are the incidents in samples/: every folder but that of the expected output, and those of Go code.
func samples(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir("samples")
	if err != nil {
		t.Fatal(err)
	}
	var dirs []string
	for _, e := range entries {
		dir := filepath.Join("samples", e.Name())
		code, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if e.IsDir() && err == nil && len(code) == 0 && e.Name() != "expected" {
			dirs = append(dirs, dir)
		}
	}
	if len(dirs) == 0 {
		t.Fatal("there are no samples")
	}
	return dirs
}

// TestSamples holds what pes says of the samples against samples/expected: go test . -update writes that anew.
func TestSamples(t *testing.T) {
	for _, dir := range samples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			document, err := pes.Generate(t.Context(), pes.Request{Dir: dir}, pes.GenerateOptions{File: pes.Stdout})
			if err != nil {
				t.Fatal(err)
			}
			timeline, err := pes.Timeline(t.Context(), pes.Request{Dir: dir}, pes.TimelineOptions{Format: "json"})
			if err != nil {
				t.Fatal(err)
			}
			if len(document.Sources.Incomplete) > 0 {
				t.Errorf("incomplete: %q", document.Sources.Incomplete)
			}
			expected := filepath.Join("samples", "expected", filepath.Base(dir))
			golden(t, filepath.Join(expected, "PES.md"), document.Text)
			golden(t, filepath.Join(expected, "timeline.json"), timeline.Text)
			if slices.Contains(inEveryGenre, filepath.Base(dir)) {
				sampleGenres(t, dir, expected)
			}
		})
	}
}

// inEveryGenre are the samples whose documents are kept in every genre, for people to read: one of many services that ends with a vendor's account,
// and one of a team's own service.
var inEveryGenre = []string{"aws-us-east-1-2025-10-20", "checkout-payments"}

func sampleGenres(t *testing.T, dir, expected string) {
	t.Helper()
	for _, genre := range pes.Genres()[1:] {
		document, err := pes.Generate(t.Context(), pes.Request{Dir: dir}, pes.GenerateOptions{Genre: genre, File: pes.Stdout})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join(expected, incident.DocumentName(genre)), document.Text)
	}
}

// TestSamplePatterns holds the patterns of the samples' logs against samples/expected.
func TestSamplePatterns(t *testing.T) {
	for _, dir := range []string{"aws-us-east-1-2025-10-20", "checkout-payments"} {
		t.Run(dir, func(t *testing.T) {
			r := pes.PatternsRequest{Files: []string{filepath.Join("samples", dir)}}
			got, err := pes.Patterns(t.Context(), r, pes.PatternsOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Sources.Incomplete) > 0 {
				t.Errorf("incomplete: %q", got.Sources.Incomplete)
			}
			golden(t, filepath.Join("samples", "expected", dir, "patterns.txt"), got.Text)
		})
	}
}

// TestReadmeShowsPatterns: the patterns in the README are those of the sample.
func TestReadmeShowsPatterns(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("samples/expected/checkout-payments/patterns.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for line := range strings.Lines(string(readme)) {
		if strings.HasPrefix(line, " P-") {
			shown++
			if line = strings.TrimRight(line, "\n"); !strings.Contains(string(want), line) {
				t.Errorf("the README shows what is not there:\n%s", line)
			}
		}
	}
	if shown == 0 {
		t.Error("the README shows no pattern")
	}
}

// TestSamplesTwice: the same input gives the same bytes, whatever the workers' race and the maps' order.
func TestSamplesTwice(t *testing.T) {
	for _, dir := range samples(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var first string
			for i := range 3 {
				evidence, err := pes.Collect(t.Context(), pes.Request{Dir: dir}, pes.CollectOptions{File: pes.Stdout})
				if err != nil {
					t.Fatal(err)
				}
				if i == 0 {
					first = string(evidence.Text)
				}
				if diff := cmp.Diff(first, string(evidence.Text)); diff != "" {
					t.Fatalf("run %d differs from the first:\n%s", i+1, diff)
				}
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v; run with -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is stale, run with -update if the change is meant (-file +now):\n%s", name, diff)
	}
}
