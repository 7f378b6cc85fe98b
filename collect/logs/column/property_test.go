package column

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lines is lines of a kind with others among them.
func someLines(t *rapid.T) [][]byte {
	all := kinds()
	k := all[rapid.IntRange(0, len(all)-1).Draw(t, "kind")]
	other := rapid.SampledFrom([]string{"", "\tat shop.Door.open(Door.java:17)", "Caused by: out of doors", "{", "}", "---", "|", "[", "a:", "17", "\x00", "2031-03-04", "2031-03-04 10:00:01"})
	var b [][]byte
	for i := range rapid.IntRange(0, 60).Draw(t, "lines") {
		if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
			b = append(b, []byte(other.Draw(t, "line")))
			continue
		}
		b = append(b, []byte(k.write(i, rapid.SampledFrom(says()).Draw(t, "say"))))
	}
	return b
}

func TestPartsStandInTheHeader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := someLines(t)
		l := Learn(head)
		for _, line := range slices.Concat(head, someLines(t)) {
			checkRead(t, l, line)
		}
	})
}

type fataler interface{ Fatalf(string, ...any) }

// checkRead asks that the parts of a line stand within it, before its message.
func checkRead(t fataler, l Layout, line []byte) {
	var h Header
	fits := l.Read(line, &h)
	if h.Message != l.Message(line) || h.Message < 0 || h.Message > len(line) {
		t.Fatalf("line %q: the message begins at %d, and at %d", line, h.Message, l.Message(line))
	}
	if !fits && h != (Header{}) {
		t.Fatalf("line %q does not fit, but has %+v", line, h)
	}
	for _, s := range []Span{h.Stamp, h.Level, h.Service} {
		if s.From < 0 || s.From > s.To || s.To > h.Message {
			t.Fatalf("line %q: a part is at %+v, the message at %d", line, s, h.Message)
		}
	}
}

func TestDigitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := someLines(t)
		again := append(slices.Clip(head), head...)
		for _, line := range head {
			other := bytes.Clone(line)
			for i, c := range other {
				if c >= '1' && c <= '8' && i > 0 && other[i-1] == '.' && rapid.Bool().Draw(t, "change") {
					other[i] = c + 1
				}
			}
			again = append(again, other)
		}
		if diff := cmp.Diff(Learn(head), Learn(again), cmp.AllowUnexported(Layout{}, layout{}, step{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzLearn asks that nothing in a file breaks Learn, nor a layout another file's lines.
func FuzzLearn(f *testing.F) {
	for _, k := range kinds() {
		var b strings.Builder
		for i, s := range says() {
			b.WriteString(k.write(i, s) + "\n")
		}
		f.Add(b.String(), "2031-03-04 10:00:01 [x")
	}
	f.Add("a|b|c||d\n||||\n,,,,,\n;;;;;\n[[[[]]]\n(((\n", "|")
	f.Fuzz(func(t *testing.T, head, line string) {
		lines := bytes.Split([]byte(head), []byte("\n"))
		l := Learn(lines)
		for _, line := range append(slices.Clip(lines), []byte(line)) {
			checkRead(t, l, line)
		}
	})
}
