package logs

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// TestPartsOfAFile: what is the beginning of another file, because it was copied too early or broke off, is counted there, and said to be.
func TestPartsOfAFile(t *testing.T) {
	data := outage{lines: 9000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 51}.write()
	gz := packed(data)
	one := run(t, event.Window{}, file.Bytes("app.log", data))
	const note = "is the beginning of app.log, and was counted there"
	for _, tc := range []struct {
		name  string
		parts [][]byte
		fails string
	}{
		{"copied before it went on", [][]byte{data[:300_000]}, ""},
		{"copied in the middle of its head", [][]byte{data[:5001]}, ""},
		{"copied thrice", [][]byte{data[:5001], data[:90_000], data[:300_001]}, ""},
		{"packed, and cut short", [][]byte{gz[:len(gz)/2]}, "gzip stream ends in the middle"},
		{"packed, and cut in the trailer", [][]byte{gz[:len(gz)-3]}, "gzip stream ends in the middle"},
		{"in several ways", [][]byte{gz[:len(gz)/3], frames(data[:400_000]), data[:90_000], gz[:len(gz)/2]}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := []*file.File{file.Bytes("app.log", data)}
			for i, p := range tc.parts {
				files = append(files, file.Bytes(fmt.Sprintf("part%d", i), p))
			}
			rng := rand.New(rand.NewPCG(1, 2))
			rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
			got := run(t, event.Window{}, files...)
			if diff := cmp.Diff(one.Events, got.Events); diff != "" {
				t.Errorf("events (-one +more):\n%s", diff)
			}
			if diff := cmp.Diff(one.Series, got.Series); diff != "" {
				t.Errorf("series (-one +more):\n%s", diff)
			}
			for _, r := range got.Reports {
				if r.Name == "app.log" {
					if r.Records != 9000 || r.Error != "" {
						t.Errorf("report %+v", r)
					}
					continue
				}
				if r.Records != 0 || !strings.Contains(strings.Join(r.Notes, "; "), note) || len(tc.parts) == 1 && r.Error != tc.fails {
					t.Errorf("report %+v", r)
				}
			}
		})
	}
}

// TestAlikeButNoCopies: what two files have in common does not make one a copy, as long as either says more or it is too little to tell.
func TestAlikeButNoCopies(t *testing.T) {
	data := outage{lines: 9000, from: 2 * time.Hour, to: 150 * time.Minute, seed: 52}.write()
	other := bytes.Clone(data)
	i := bytes.LastIndex(other[:300_000], []byte(" INFO "))
	copy(other[i:], " WARN ")
	line := data[:bytes.IndexByte(data, '\n')+1]
	head := data[:bytes.IndexByte(data[70_000:], '\n')+70_001]
	banner := []byte("2025-10-20 05:59:00.000 INFO  [main] boot: hello\n")
	var banners [][]byte
	for i := range 3 * maxAlike {
		banners = append(banners, append(bytes.Clone(banner), outage{lines: 40, seed: uint64(i)}.write()...))
	}
	for _, tc := range []struct {
		name  string
		files [][]byte
	}{
		{"one word differs", [][]byte{data, other}},
		{"one word differs, and it is packed", [][]byte{data, packed(other)}},
		{"the longer one differs before", [][]byte{data[:200_000], append(append(bytes.Clone(head), data[:9000]...), data...)}},
		{"a single line", [][]byte{data, line}},
		{"a single line many times", [][]byte{data, bytes.Repeat(line, 30)}},
		{"one banner in many files", banners},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want, got := 0, 0
			var files []*file.File
			for i, d := range tc.files {
				f := file.Bytes(fmt.Sprintf("f%d", i), d)
				files = append(files, f)
				want += run(t, event.Window{}, f).Reports[0].Records
			}
			for _, r := range run(t, event.Window{}, files...).Reports {
				got += r.Records
			}
			if got != want {
				t.Errorf("%d records, want %d", got, want)
			}
		})
	}
}

// Of many copies of many files each is counted once, whichever way they lie.
func TestManyCopies(t *testing.T) {
	var files []*file.File
	want := 0
	for i := range 2 * maxAlike {
		d := append([]byte("2025-10-20 05:59:00.000 INFO  [main] boot: hello\n"), outage{lines: 30, seed: uint64(i)}.write()...)
		want += 31
		files = append(files, file.Bytes(fmt.Sprintf("b%d", i), d), file.Bytes(fmt.Sprintf("a%d", i), packed(d)), file.Bytes(fmt.Sprintf("c%d", i), d))
	}
	got := run(t, event.Window{}, files...)
	slices.Reverse(files)
	again := run(t, event.Window{}, files...)
	if diff := cmp.Diff(got, again, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the order of the files matters:\n%s", diff)
	}
	var counted uint32
	for _, s := range got.Series {
		for _, n := range s.Total {
			counted += n
		}
	}
	if int(counted) != want {
		t.Errorf("%d records, want %d", counted, want)
	}
}
