package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// patternsOf finds the patterns of one set.
func patternsOf(t testing.TB, set Set, o PatternOptions) Patterns {
	t.Helper()
	p, err := FindPatterns(t.Context(), []Set{set}, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const small = `2025-10-20T06:00:00Z INFO payments: charge 17 accepted in 95 ms
2025-10-20T06:00:05Z INFO payments: charge 18 accepted in 41 ms
2025-10-20T06:01:00Z ERROR payments: no connection free
java.io.IOException: no answer
	at shop.Stock.call(Stock.java:12)

2025-10-20T06:02:00Z INFO orders: charge 19 accepted in 50 ms
2025-10-20T06:02:30Z INFO payments: charge 20 accepted in 51 ms
`

func TestFindPatterns(t *testing.T) {
	p := patternsOf(t, Set{Files: []*file.File{file.Bytes("app.log", []byte(small))}}, PatternOptions{})
	at := func(text string) time.Time {
		x, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	first, last := at("2025-10-20T06:00:00Z"), at("2025-10-20T06:02:30Z")
	if diff := cmp.Diff([]SetLines{{Lines: 8, First: first, Last: last, From: first, To: last}}, p.Sets); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if !p.Start.Equal(first) || p.Step != 10*time.Second {
		t.Errorf("the trends begin at %s with a step of %s", p.Start, p.Step)
	}
	top := p.List[0]
	want := Pattern{
		ID: patternID(top.Template), Template: top.Template, Sample: "charge 17 accepted in 95 ms", Where: event.Ref{File: "app.log", Line: 1},
		Level: event.Info, Services: []ServiceLines{{"payments", 3}, {"orders", 1}},
		Parts: []Part{{Count: 4, First: first, Last: last, Trend: []uint32{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1}}},
	}
	if diff := cmp.Diff(want, top); diff != "" {
		t.Errorf("the most frequent pattern (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(top.Template, "charge <*> accepted in <*>") {
		t.Errorf("its template is %q", top.Template)
	}
	total := 0
	for _, x := range p.List {
		total += x.Count()
		if strings.HasPrefix(x.Template, "at ") && (!x.Parts[0].First.Equal(at("2025-10-20T06:01:00Z")) || x.Parts[0].Trend[6] != 1) {
			t.Errorf("a stack trace is not of the time of its record: %+v", x)
		}
	}
	if total != 8 {
		t.Errorf("the patterns have %d lines of 8: %+v", total, p.List)
	}
	if diff := cmp.Diff([]string{"orders", "payments"}, p.Services); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
}

func TestFindPatternsOfPart(t *testing.T) {
	files := func() []*file.File { return []*file.File{file.Bytes("app.log", []byte(small))} }
	w := event.Window{From: time.Date(2025, 10, 20, 6, 1, 0, 0, time.UTC), To: time.Date(2025, 10, 20, 6, 2, 0, 0, time.UTC)}
	p := patternsOf(t, Set{Files: files(), Window: w}, PatternOptions{})
	if s := p.Sets[0]; s.Lines != 4 || s.Outside != 4 { // the stack trace and the empty line are of the line above them
		t.Errorf("%d lines, %d outside of the window", s.Lines, s.Outside)
	}
	p = patternsOf(t, Set{Files: files()}, PatternOptions{Service: "payments"})
	if s := p.Sets[0]; s.Lines != 4 || s.Undated != 0 || len(p.List) != 2 || p.List[0].Count() != 3 {
		t.Errorf("%+v, %+v", s, p.List)
	}
	if len(p.Services) != 2 {
		t.Errorf("services that there are: %q", p.Services)
	}
}

func TestPatternsWithoutStamps(t *testing.T) {
	text := strings.Repeat("starting worker 1\nstarting worker 2\nout of memory\n", 10)
	p := patternsOf(t, Set{Files: []*file.File{file.Bytes("out.txt", []byte(text))}}, PatternOptions{})
	if s := p.Sets[0]; s.Lines != 30 || s.Undated != 30 || !s.First.IsZero() || p.Step != 0 {
		t.Errorf("%+v, step %s", s, p.Step)
	}
	if len(p.List) != 2 || p.List[0].Count() != 20 || p.List[1].Level != event.Error || p.List[1].Parts[0].Trend != nil {
		t.Errorf("%+v", p.List)
	}
	if e := p.Reports[0].Error; e != "" {
		t.Errorf("a log without stamps is said to be incomplete: %s", e)
	}
}

// TestPatternsOfYearlessStamps: a log whose stamps lack the year is dated by the others, and one alone is no failure.
func TestPatternsOfYearlessStamps(t *testing.T) {
	yearless := file.Bytes("old", []byte(strings.Repeat("Oct 20 06:01:00 web1 sshd[12]: session opened for user root\n", 5)))
	alone := patternsOf(t, Set{Files: []*file.File{yearless}}, PatternOptions{})
	if s := alone.Sets[0]; s.Lines != 5 || s.Undated != 5 || alone.Reports[0].Error != "" || len(alone.Reports[0].Notes) == 0 {
		t.Errorf("alone: %+v, %+v", s, alone.Reports)
	}
	both := patternsOf(t, Set{Files: []*file.File{yearless, file.Bytes("app.log", []byte(small))}}, PatternOptions{})
	if s := both.Sets[0]; s.Lines != 13 || s.Undated != 0 || s.First.Year() != 2025 {
		t.Errorf("beside a dated one: %+v", s)
	}
}

// TestPatternsAreClean: templates and ids are made of texts that are clean already, so that nothing can be found out of them.
func TestPatternsAreClean(t *testing.T) {
	secret := regexp.MustCompile(`password=\w+`)
	o := PatternOptions{Clean: func(s string) string { return secret.ReplaceAllString(s, "password=[gone]") }}
	find := func(word string) Pattern {
		text := strings.Repeat("2025-10-20T06:00:00Z WARN auth: refused password="+word+" for admin\n", 3)
		return patternsOf(t, Set{Files: []*file.File{file.Bytes("app.log", []byte(text))}}, o).List[0]
	}
	a, b := find("swordfish"), find("hunter")
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("the secret shows:\n%s", diff)
	}
	if a.Template != "refused password=[gone] for admin" || a.Sample != a.Template {
		t.Errorf("%+v", a)
	}
}

// TestPatternsHangOnLinesAlone: however lines are spread over files, and however those are called, the patterns are the same.
func TestPatternsHangOnLinesAlone(t *testing.T) {
	log := bytes.SplitAfter(outage{lines: 3000, from: time.Hour, to: 2 * time.Hour, seed: 5}.write(), []byte("\n"))
	whole := patternsOf(t, Set{Files: []*file.File{file.Bytes("app.log", bytes.Join(log, nil))}}, PatternOptions{})
	rapid.Check(t, func(r *rapid.T) {
		cut := rapid.IntRange(300, len(log)-300).Draw(r, "cut")
		for !bytes.HasPrefix(log[cut], []byte("2025")) { // a stack trace stays with its line
			cut++
		}
		files := []*file.File{file.Bytes("b", bytes.Join(log[:cut], nil)), file.Bytes("a", bytes.Join(log[cut:], nil))}
		if rapid.Bool().Draw(r, "turned") {
			files[0], files[1] = files[1], files[0]
		}
		p, err := FindPatterns(t.Context(), []Set{{Files: files}}, PatternOptions{})
		if err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(whole, p, cmpopts.IgnoreFields(Pattern{}, "Where"), cmpopts.IgnoreFields(Patterns{}, "Reports")); diff != "" {
			r.Errorf("(-whole +parts):\n%s", diff)
		}
	})
}

// TestSetsShareTemplates: two sets are counted apart, by the same templates and on the same bins.
func TestSetsShareTemplates(t *testing.T) {
	a := file.Bytes("a", []byte("2025-10-20T06:00:00Z INFO user 1 came\n2025-10-20T06:00:01Z INFO user 2 came\n"))
	b := file.Bytes("b", []byte("2025-10-20T07:00:00Z INFO user 3 came\n2025-10-20T07:00:01Z INFO user 4 left\n"))
	p, err := FindPatterns(t.Context(), []Set{{Files: []*file.File{a}}, {Files: []*file.File{b}}}, PatternOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][2]int{}
	for _, x := range p.List {
		got[x.Template] = [2]int{x.Parts[0].Count, x.Parts[1].Count}
		for _, part := range x.Parts {
			if part.Count > 0 && len(part.Trend) != len(p.List[0].Parts[0].Trend) {
				t.Errorf("%d bins", len(part.Trend))
			}
		}
	}
	if diff := cmp.Diff(map[string][2]int{"user <*> came": {2, 1}, "user <*> left": {0, 1}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCopiesCountOnce: a log and its copy are one log, but not where one is compared with the other.
func TestCopiesCountOnce(t *testing.T) {
	a, b := file.Bytes("a", []byte(small)), file.Bytes("b", []byte(small))
	if p := patternsOf(t, Set{Files: []*file.File{a, b}}, PatternOptions{}); p.Sets[0].Lines != 8 {
		t.Errorf("%d lines", p.Sets[0].Lines)
	}
	p, err := FindPatterns(t.Context(), []Set{{Files: []*file.File{a}}, {Files: []*file.File{b}}}, PatternOptions{})
	if err != nil || p.Sets[0].Lines != 8 || p.Sets[1].Lines != 8 || len(Compare(p).Changes) > 0 {
		t.Errorf("%+v, %v", p.Sets, err)
	}
}

// TestPatternBomb: where every line is another, what is kept has a bound, and what is not kept is counted.
func TestPatternBomb(t *testing.T) {
	var b bytes.Buffer
	word := func(n int) string {
		return string([]byte{'a' + byte(n%26), 'a' + byte(n/26%26), 'a' + byte(n/676%26), 'a' + byte(n/17576%26)})
	}
	const n = maxPatterns + 20_000
	for i := range n {
		fmt.Fprintf(&b, "2025-10-20T06:00:00Z INFO x%s said y%s\n", word(i), word(i*7))
	}
	p := patternsOf(t, Set{Files: []*file.File{file.Bytes("bomb", b.Bytes())}}, PatternOptions{})
	s, total := p.Sets[0], 0
	for _, x := range p.List {
		total += x.Count()
	}
	if s.Lines != n || s.Unkept == 0 || total+s.Unkept != n {
		t.Errorf("%d lines: %d in patterns, %d not", s.Lines, total, s.Unkept)
	}
}

// linesOf is the ids and the lines that EachLine gives, and its reports.
func linesOf(t testing.TB, files ...*file.File) (ids, lines []string, reports []event.Report) {
	t.Helper()
	reports, err := EachLine(t.Context(), Set{Files: files}, PatternOptions{}, func(id string, line []byte) error {
		ids, lines = append(ids, id), append(lines, string(line))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, lines, reports
}

func TestEachLineGivesAll(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"nothing":        {"", nil},
		"an empty line":  {"\n", []string{""}},
		"no final end":   {"a\nb", []string{"a", "b"}},
		"CRLF":           {"a\r\n\r\nb\r\n", []string{"a", "", "b"}},
		"blank lines":    {"\n\na 1\n\n", []string{"", "", "a 1", ""}},
		"a mix":          {small, strings.Split(strings.TrimSuffix(small, "\n"), "\n")},
		"NUL bytes":      {"a\x00b\n\x00\n", []string{"a\x00b", ""}},
		"invalid UTF-8":  {"a\xff\xfe 1\n", []string{"a\xff\xfe 1"}},
		"torn JSON":      {"{\"msg\":\"a\"}\n{\"msg\":\n", []string{`{"msg":"a"}`, `{"msg":`}},
		"a line of 2 MB": {strings.Repeat("x", 2*maxLine) + "\nb\n", []string{strings.Repeat("x", maxLine), "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			ids, lines, _ := linesOf(t, file.Bytes("app.log", []byte(tc.text)))
			if diff := cmp.Diff(tc.want, lines, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			for i, id := range ids {
				if !regexp.MustCompile(`^P-[0-9a-z]{8}$`).MatchString(id) {
					t.Errorf("line %d has the id %q", i+1, id)
				}
			}
		})
	}
}

// TestEachLineAgrees: each pattern has as many lines with its id as it counts, whichever file they are in; a copy's lines are given again.
func TestEachLineAgrees(t *testing.T) {
	log := outage{lines: 3000, from: time.Hour, to: 2 * time.Hour, seed: 6}.write()
	files := []*file.File{file.Bytes("b", log), file.Bytes("a", []byte(small)), file.Bytes("copy", []byte(small))}
	ids, lines, _ := linesOf(t, files...)
	if want := bytes.Count(log, []byte("\n")) + 16; len(lines) != want {
		t.Fatalf("%d lines, want %d", len(lines), want)
	}
	got := map[string]int{}
	for _, id := range ids[:len(ids)-8] {
		got[id]++
	}
	want := map[string]int{}
	for _, x := range patternsOf(t, Set{Files: files[:2]}, PatternOptions{}).List {
		want[x.ID] = x.Count()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines of each id (-counted +given):\n%s", diff)
	}
}

// TestEachLineOfAGrowingFile: lines that were written between the two readings are not given, and those that vanished are missed.
func TestEachLineOfAGrowingFile(t *testing.T) {
	for _, tc := range []struct {
		name, first, second string
		lines               int
		complete            bool
	}{
		{"grown", "a 1\nb 2\n", "a 1\nb 2\nc 3\n", 2, true},
		{"grown within a line", "a 1\nb", "a 1\nb 2\nc 3\n", 2, true},
		{"cut", "a 1\nb 2\n", "a 1\n", 1, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := tc.first
			files := []*file.File{
				file.Bytes("other.log", []byte("x\n")),
				file.New("app.log", int64(len(text)), func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }),
			}
			lines := 0
			reports, err := EachLine(t.Context(), Set{Files: files}, PatternOptions{}, func(string, []byte) error {
				text = tc.second // all files were read once when the first line is given
				lines++
				return nil
			})
			if err != nil || lines != 1+tc.lines || (reports[1].Error == "") != tc.complete {
				t.Errorf("%d lines, %+v, %v", lines, reports, err)
			}
		})
	}
}

func TestEachLineEnds(t *testing.T) {
	full := errors.New("disk full")
	n := 0
	_, err := EachLine(t.Context(), Set{Files: []*file.File{file.Bytes("app.log", []byte(small))}}, PatternOptions{}, func(string, []byte) error {
		n++
		return full
	})
	if !errors.Is(err, full) || n != 1 {
		t.Errorf("%v after %d lines", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = FindPatterns(ctx, []Set{{Files: []*file.File{file.Bytes("app.log", []byte(small))}}}, PatternOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestPatternsOfWindow: of a large file in order of time only the window is read; what is said of it is the same as of a packed one, which is
// read from its beginning, stack traces at the window's edges included.
func TestPatternsOfWindow(t *testing.T) {
	log := outage{lines: 150_000, from: time.Hour, to: 4 * time.Hour, seed: 7}.write()
	name := filepath.Join(t.TempDir(), "app.log")
	if err := os.WriteFile(name, log, 0o600); err != nil {
		t.Fatal(err)
	}
	plain, _, err := file.Named(t.Context(), []string{name})
	if err != nil || len(log) < 2*seekSize {
		t.Fatalf("%d bytes, %v", len(log), err)
	}
	for _, w := range []event.Window{
		{From: day.Add(2 * time.Hour), To: day.Add(2*time.Hour + 20*time.Minute)},
		{From: day.Add(5 * time.Hour)},
		{To: day.Add(90 * time.Minute)},
	} {
		got := patternsOf(t, Set{Files: plain, Window: w}, PatternOptions{})
		want := patternsOf(t, Set{Files: []*file.File{file.New(plain[0].Path, 0, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(log)), nil })}, Window: w}, PatternOptions{})
		got.Sets[0].Outside, want.Sets[0].Outside = 0, 0 // which is what was read in vain
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(Patterns{}, "Reports")); diff != "" {
			t.Errorf("%v (-read from the beginning +sought):\n%s", w, diff)
		}
		if lines := got.Sets[0].Lines; lines < 1000 || lines > 100_000 {
			t.Errorf("%v: %d lines", w, lines)
		}
	}
}
