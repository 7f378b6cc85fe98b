package logs

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// piece is whole lines of a log, between two of its bytes.
func piece(data []byte, from, to int) []byte {
	begin := func(at int) int {
		if at <= 0 || at >= len(data) {
			return min(max(at, 0), len(data))
		}
		return at + bytes.Index(data[at:], []byte("\n20")) + 1
	}
	return data[begin(from):begin(to)]
}

// TestOverlaps: of a log that was fetched several times while it went on, each line counts once.
func TestOverlaps(t *testing.T) {
	small := outage{lines: 9000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 71}.write()
	large := outage{lines: 150_000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 72}.write()
	for _, tc := range []struct {
		name   string
		data   []byte
		pieces [][2]int // in hundredths of the log
		packed []int    // pieces
		window bool
		notes  int // reports that say so
	}{
		{"two pieces", small, [][2]int{{0, 60}, {40, 100}}, nil, false, 1},
		{"the second one packed", small, [][2]int{{0, 60}, {40, 100}}, []int{1}, false, 1},
		{"four pieces, of which three share a place", small, [][2]int{{0, 40}, {20, 60}, {38, 80}, {70, 100}}, nil, false, 3},
		{"the last lines alone", small, [][2]int{{0, 100}, {70, 100}}, nil, false, 1},
		{"a piece from the middle", small, [][2]int{{0, 100}, {50, 70}}, nil, false, 1},
		{"a packed piece from the middle", small, [][2]int{{0, 100}, {50, 70}}, []int{1}, false, 1},
		{"large pieces", large, [][2]int{{0, 60}, {40, 100}}, nil, false, 1},
		{"large pieces in a window", large, [][2]int{{0, 60}, {40, 100}}, nil, true, 1},
		{"no overlap", small, [][2]int{{0, 50}, {50, 100}}, nil, false, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w event.Window
			if tc.window {
				w = event.Window{From: day.Add(110 * time.Minute), To: day.Add(170 * time.Minute)}
			}
			want := run(t, w, file.Bytes("a", tc.data))
			var files []*file.File
			for i, p := range tc.pieces {
				data := piece(tc.data, len(tc.data)/100*p[0], len(tc.data)/100*p[1])
				if p[1] == 100 {
					data = piece(tc.data, len(tc.data)/100*p[0], len(tc.data))
				}
				if slices.Contains(tc.packed, i) {
					data = packed(data)
				}
				files = append(files, file.Bytes(fmt.Sprintf("%d", len(tc.pieces)-i), data))
			}
			got := run(t, w, files...)
			if diff := cmp.Diff(want.Events, got.Events, cmpopts.IgnoreFields(event.Event{}, "Refs", "Source")); diff != "" {
				t.Errorf("events (-one +pieces):\n%s", diff)
			}
			if diff := cmp.Diff(want.Series, got.Series); diff != "" {
				t.Errorf("series (-one +pieces):\n%s", diff)
			}
			notes := 0
			for _, r := range got.Reports {
				if strings.Contains(strings.Join(r.Notes, "; "), "counted there") {
					notes++
				}
			}
			if notes != tc.notes {
				t.Errorf("%d notes in %+v", notes, got.Reports)
			}
		})
	}
}

// TestNoOverlap: lines that two logs have in common by chance are two logs' lines.
func TestNoOverlap(t *testing.T) {
	tick := func(from, n int, name string) []byte {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, "%s INFO %s: tick\n", day.Add(time.Duration((from+i)/3)*time.Second).Format("2006-01-02 15:04:05"), name)
		}
		return b.Bytes()
	}
	data := outage{lines: 3000, seed: 73}.write()
	for _, tc := range []struct {
		name string
		a, b []byte
	}{
		{"the last second's lines are as the first's", tick(0, 3002, "a"), tick(3000, 3000, "a")},
		{"other services at the same time", tick(0, 3000, "a"), tick(1500, 3000, "b")},
		{"a word differs", piece(data, 0, 100_000), bytes.Replace(piece(data, 50_000, 180_000), []byte("idle"), []byte("busy"), 1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := bytes.Count(tc.a, []byte("\n20")) + bytes.Count(tc.b, []byte("\n20")) + 2
			got := 0
			for _, r := range run(t, event.Window{}, file.Bytes("a", tc.a), file.Bytes("b", tc.b)).Reports {
				got += r.Records
			}
			if got != want {
				t.Errorf("%d records, want %d", got, want)
			}
		})
	}
}

// TestEachLineOfOverlaps: who asks for lines gets each of every file, whether or not it was counted in another.
func TestEachLineOfOverlaps(t *testing.T) {
	data := outage{lines: 9000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 74}.write()
	n := len(data)
	var files []*file.File
	want := 0
	for i, d := range [][]byte{data, piece(data, 0, n/3), piece(data, n/3, n/2), append(piece(data, n/2, n), data...), packed(data)} {
		files = append(files, file.Bytes(fmt.Sprintf("%d", i), d))
		if i < 4 {
			want += bytes.Count(d, []byte("\n"))
		}
	}
	want += bytes.Count(data, []byte("\n"))
	got := 0
	reports, err := EachLine(t.Context(), Set{Files: files}, PatternOptions{}, func(string, []byte) error {
		got++
		return nil
	})
	if err != nil || got != want {
		t.Errorf("%d lines, want %d; error %v", got, want, err)
	}
	for _, r := range reports {
		if r.Error != "" {
			t.Errorf("report %+v", r)
		}
	}
}
