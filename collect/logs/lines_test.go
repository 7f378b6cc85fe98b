package logs

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/pes-dev/pes/event"
)

// cutAll is the lines of all blocks that fill fills.
func cutAll(fill func(b *block) (more bool)) (lines []string, cut int, err error) {
	var b block
	for more := true; more; {
		b.data, b.torn = nil, false
		more = fill(&b)
		for rest := b.data; len(rest) > 0; {
			var line []byte
			line, rest = b.cutLine(rest)
			lines = append(lines, string(line))
		}
	}
	return lines, b.cut, b.err
}

// inStream is the lines of a stream, inText those of a text that is read at random, by blocks of a size.
func inStream(r io.Reader, size int) ([]string, int, error) {
	s := stream{r: r, block: size}
	return cutAll(s.next)
}

func inText(r io.ReaderAt, n, size int) ([]string, int, error) {
	from := 0
	return cutAll(func(b *block) bool {
		if from < n {
			b.read(r, int64(from), int64(min(from+size, n)), int64(n))
		}
		from += size
		return from < n && b.err == nil
	})
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
		{"many", strings.Repeat("a\nbcd\n\n", 100) + "e", append(slices.Repeat([]string{"a", "bcd", ""}, 100), "e"), 0},
		{"a long one", "a\n" + long + "\nb", []string{"a", long[:maxLine], "b"}, 1},
		{"a long one at the end", "a\n" + long, []string{"a", long[:maxLine]}, 1},
		{"the longest that is not cut", long[:maxLine] + "\nb\n", []string{long[:maxLine], "b"}, 0},
		{"one byte more", long[:maxLine+1] + "\nb\n", []string{long[:maxLine], "b"}, 1},
		{"longer than what is read ahead", "a\n" + long[:3*overlap] + "\nb\n", []string{"a", long[:3*overlap], "b"}, 0},
	} {
		for _, size := range []int{1, 2, 3, 64, overlap, blockSize} {
			if len(tc.in) > 1000*size {
				continue
			}
			check := func(how string, got []string, cut int, err error) {
				t.Helper()
				if diff := cmp.Diff(tc.want, got); diff != "" || err != nil || cut != tc.cut {
					t.Errorf("%s %s, by %d: %d lines, %d cut, error %v (-want +got):\n%.500s", tc.name, how, size, len(got), cut, err, diff)
				}
			}
			got, cut, err := inStream(strings.NewReader(tc.in), size)
			check("in a stream", got, cut, err)
			got, cut, err = inStream(iotest.HalfReader(strings.NewReader(tc.in)), size)
			check("in halves", got, cut, err)
			got, cut, err = inText(strings.NewReader(tc.in), len(tc.in), size)
			check("in a text", got, cut, err)
		}
	}
}

func TestLinesUpToAnError(t *testing.T) {
	broken := errors.New("broken")
	got, _, err := inStream(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 64)
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" || !errors.Is(err, broken) {
		t.Errorf("a stream: error %v (-want +got):\n%s", err, diff)
	}
	got, _, err = inText(strings.NewReader("a\nb"), 10, 64)
	if diff := cmp.Diff([]string{"a", "b"}, got); diff != "" || !errors.Is(err, errShrunk) {
		t.Errorf("a file that became shorter: error %v (-want +got):\n%s", err, diff)
	}
	if _, _, err = inStream(iotest.ErrReader(nil), 64); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a stream that yields nothing: error %v", err)
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
