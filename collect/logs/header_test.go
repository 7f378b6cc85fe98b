package logs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/file"
)

// stated writes lines that begin with a header, of statements that differ.
func stated(header func(i int) string) string {
	said := []string{"loaded module %d", "queue of %d drained", "cannot reach peer %d", "lease %d renewed", "%d rows written to disk", "waiting for shard %d", "token %d expired", "closing session %d", "snapshot %d taken"}
	var b strings.Builder
	for i := range 180 {
		b.WriteString(header(i) + fmt.Sprintf(said[i%len(said)], i) + "\n")
	}
	return b.String()
}

// The header is no part of a pattern, be it a column that the reader of plain text does not know, or one within another format's message.
func TestHeadersAreCutOff(t *testing.T) {
	want := []string{
		"<*> rows written to disk", "cannot reach peer <*>", "closing session <*>", "lease <*> renewed", "loaded module <*>", "queue of <*> drained", "snapshot <*> taken",
		"token <*> expired", "waiting for shard <*>",
	}
	for name, text := range map[string]string{
		"a padded column": stated(func(i int) string {
			return fmt.Sprintf("2025-10-20 07:%02d:%02d, Info                  %-6s ", i/60, i%60, []string{"STORE", "INDEX"}[i/90])
		}),
		"within syslog": stated(func(i int) string {
			return fmt.Sprintf("Oct 20 07:%02d:%02d host-1 api[%d]: 2025-10-20T07:%02d:%02dZ [pool-%s] ", i/60, i%60, 900+i, i/60, i%60, []string{"blue", "green"}[i/90])
		}),
	} {
		t.Run(name, func(t *testing.T) {
			found, err := FindPatterns(t.Context(), []Set{{Files: []*file.File{file.Bytes("f", []byte(text))}}}, PatternOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, p := range found.List {
				got[p.Template] = true
			}
			for _, w := range want {
				if !got[w] {
					t.Errorf("no pattern %q", w)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d patterns, want %d: %v", len(got), len(want), got)
			}
		})
	}
}

func TestWholeWords(t *testing.T) {
	long := "delete " + strings.Repeat("blk_4711 ", 100)
	cut := wholeWords(shown([]byte(long)))
	if !strings.HasPrefix(long, cut) || strings.Contains(cut, cutMark) || !strings.HasSuffix(cut, "blk_4711") || len(cut) < maxSample-len("blk_4711 ") {
		t.Errorf("%q", cut)
	}
	for _, short := range []string{"", "done", "it said" + cutMark + "7 bytes)"} {
		if got := wholeWords(shown([]byte(short))); got != short {
			t.Errorf("%q became %q", short, got)
		}
	}
}

func TestColumnOfBrackets(t *testing.T) {
	for line, want := range map[string][2]string{
		"[exec 1] ready":                       {"[exec 1]", "ready"},
		"[Worker[id=1]:Pool@17] - ready":       {"[Worker[id=1]:Pool@17]", "- ready"},
		"[a [b] c]: ready":                     {"[a [b] c]", "ready"},
		"[never closed":                        {"[never", "closed"},
		"[" + strings.Repeat("x", 300) + "] y": {"[" + strings.Repeat("x", 300) + "]", "y"},
	} {
		word, rest := column([]byte(line))
		if diff := cmp.Diff(want, [2]string{string(word), string(rest)}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}

// What is learnt of one file says nothing about a line of another program, and learning costs time.
func TestColumnsAreOfTheirOwnFilesAlone(t *testing.T) {
	var s scanner
	src := newSource(file.Bytes("f", nil), file.Options{})
	src.recognise([][]byte{[]byte("2025-10-20 07:03:03,250 INFO [main] billing: ready")})
	s.open(src)
	if len(s.others) == 0 {
		t.Fatal("no other formats are asked")
	}
	for _, p := range s.others {
		if _, ok := p.(*columnParser); ok {
			t.Error("columns are looked for in a file of another format")
		}
	}
}
