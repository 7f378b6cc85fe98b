package logs

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/pes-dev/pes/event"
)

func readLines(r io.Reader) (lines []string, l *lineReader, err error) {
	l = newLineReader(r)
	for {
		line, err := l.next()
		if err != nil {
			return lines, l, ended(err)
		}
		lines = append(lines, string(line))
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3*maxLine)
	for _, tc := range []struct {
		name, in string
		want     []string
		cut      int
	}{
		{"none", "", nil, 0},
		{"one without an end", "a", []string{"a"}, 0},
		{"empty ones", "\n\na\n", []string{"", "", "a"}, 0},
		{"a long one", "a\n" + long + "\nb", []string{"a", long[:maxLine], "b"}, 1},
		{"a long one at the end", "a\n" + long, []string{"a", long[:maxLine]}, 1},
		{"longer than a block", "a\n" + long[:2*blockSize] + "\nb\n", []string{"a", long[:2*blockSize], "b"}, 0},
	} {
		for how, r := range map[string]io.Reader{"": strings.NewReader(tc.in), " in halves": iotest.HalfReader(strings.NewReader(tc.in))} {
			got, l, err := readLines(r)
			if diff := cmp.Diff(tc.want, got); diff != "" || err != nil || l.cut != tc.cut || l.number != len(tc.want) {
				t.Errorf("%s%s: %d lines, %d cut, error %v (-want +got):\n%.500s", tc.name, how, l.number, l.cut, err, diff)
			}
		}
	}
}

func TestLinesUpToAnError(t *testing.T) {
	broken := errors.New("broken")
	got, _, err := readLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" || !errors.Is(err, broken) {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

// Two messages have one shape exactly where event.Shape, on which ids hang, says so.
func FuzzShape(f *testing.F) {
	f.Add("order 12 failed: code=7", "order 345 failed: code=x")
	f.Add("a:b", "a: b")
	f.Add("x9=", "y9=")
	f.Add(":1 =2", "# #")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, s := range []string{a, b} {
			if len(s) > maxShape || strings.ContainsFunc(s, func(r rune) bool { return r > 127 || r == '#' }) {
				return // strings.Fields knows blanks beyond ASCII, and a mask may stand in the text itself
			}
		}
		if got, want := shapeOf([]byte(a)) == shapeOf([]byte(b)), event.Shape(a) == event.Shape(b); got != want {
			t.Errorf("%q and %q: same shape %v, want %v", a, b, got, want)
		}
	})
}

func TestCountsDoNotDependOnOrder(t *testing.T) {
	var at []int64
	for i := range int64(3000) {
		at = append(at, 1_760_000_000e9+i*i*7e6)
	}
	forth, back, parts := counts{step: 10e9}, counts{step: 10e9}, counts{step: 10e9}
	var part counts
	for i := range at {
		forth.add(at[i], uint32(i), 100)
		back.add(at[len(at)-1-i], uint32(len(at)-1-i), 100)
		if part.step == 0 {
			part.step = 10e9
		}
		part.add(at[i], uint32(i), 100)
		if i%700 == 699 || i == len(at)-1 {
			parts.merge(part, 0, 100)
			part = counts{}
		}
	}
	forth.limit(100)
	back.limit(100)
	for name, c := range map[string]counts{"backwards": back, "in parts": parts} {
		if diff := cmp.Diff(forth.cells, c.cells, cmp.AllowUnexported(cell{})); diff != "" || c.step != forth.step {
			t.Errorf("%s: step %d, want %d (-want +got):\n%s", name, c.step, forth.step, diff)
		}
	}
	if n := forth.total(); n != 3000 || len(forth.cells) > 100 {
		t.Errorf("%d records in %d cells", n, len(forth.cells))
	}
}

func TestTrim(t *testing.T) {
	if got := trim([]byte("a b\x00\x00 \r\n")); !bytes.Equal(got, []byte("a b")) {
		t.Errorf("got %q", got)
	}
}
