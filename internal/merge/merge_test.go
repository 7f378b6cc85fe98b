package merge

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// first and second are two generations of one document: the second has late evidence.
const (
	first = `<!-- pes:document genre=pes -->

# Disk full on db-3

**Status:** draft

## Summary

- The database stopped taking writes at 10:02. [E-aaaaaaa1](#e-aaaaaaa1)
- It was noticed at 10:07.

## Key facts

| Fact | Value |
|---|---|
| Impact | 10:02 to 10:40 |
| Time to detect | 5 min |
| Tickets | 12 |

## Timeline

<!-- pes:table timeline by=evidence -->

| Time (UTC) | What | Evidence |
|---|---|---|
| 10:02 | writes fail | [E-aaaaaaa1](#e-aaaaaaa1) |
| 10:07 | alert fires | [E-aaaaaaa2](#e-aaaaaaa2) |
| 10:40 | writes work | [E-aaaaaaa3](#e-aaaaaaa3) |

Rows are folded.

## Evidence

| Evidence | Text |
|---|---|
| <a id="e-aaaaaaa1"></a>E-aaaaaaa1 | one |
| <a id="e-aaaaaaa2"></a>E-aaaaaaa2 | two |
`
)

var second = strings.NewReplacer(
	"noticed at 10:07", "noticed at 10:05",
	"| Time to detect | 5 min |", "| Time to detect | 3 min |",
	"| 10:07 | alert", "| 10:05 | a user asks | [E-bbbbbbb1](#e-bbbbbbb1) |\n| 10:07 | alert",
	"| Tickets | 12 |", "| Tickets | 14 |",
).Replace(first)

func marking(t testing.TB, s string) string {
	t.Helper()
	m, err := Mark([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(m)
}

// merged merges and asks what must hold of every merge: without the base too, and twice changes no byte.
func merged(t testing.TB, edited, base, generated string) Result {
	t.Helper()
	r, err := Merge([]byte(edited), []byte(base), []byte(generated))
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{generated, ""} {
		again, err := Merge(r.Document, []byte(base), []byte(generated))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(r.Document), string(again.Document)); d != "" {
			t.Errorf("merging twice changes bytes, base %t (-once +twice):\n%s", base != "", d)
		}
	}
	return r
}

func TestMarkIsIdempotent(t *testing.T) {
	once := marking(t, first)
	if d := cmp.Diff(once, marking(t, once)); d != "" {
		t.Errorf("(-once +twice):\n%s", d)
	}
	if g := Generation([]byte(once)); len(g) != blockHash {
		t.Errorf("generation %q", g)
	}
	if g := Genre([]byte(once)); g != "pes" {
		t.Errorf("genre %q", g)
	}
}

func TestUneditedIsReplacedWhole(t *testing.T) {
	old, late := marking(t, first), marking(t, second)
	for name, form := range map[string]func(string) string{
		"as it is":  func(s string) string { return s },
		"CRLF":      func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"BOM":       func(s string) string { return bom + s },
		"CRLF, BOM": func(s string) string { return bom + strings.ReplaceAll(s, "\n", "\r\n") },
	} {
		for _, base := range []string{old, ""} {
			r := merged(t, form(old), base, late)
			if d := cmp.Diff(form(late), string(r.Document)); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
		}
	}
}

func TestEdits(t *testing.T) {
	old, late := marking(t, first), marking(t, second)
	for _, c := range []struct {
		name    string
		edit    []string // pairs of old and new
		want    []string // in the merged document
		lacking []string // from it
	}{
		{
			name: "a word in prose", edit: []string{"taking writes", "taking any writes"},
			want: []string{"stopped taking any writes at 10:02", "> - It was noticed at 10:05.", "> " + suggestText + "\n>\n> "},
		},
		{
			name: "a cell", edit: []string{"| 5 min |", "| 5 min, by Jo's watch |"},
			want: []string{"| Time to detect | 5 min, by Jo's watch |\n", "> | Time to detect | 3 min |", "> " + suggestRows + "\n>\n> |", "| Tickets | 14 |"}, lacking: []string{"\n| Time to detect | 3 min |"},
		},
		{
			name: "a cell of unchanged facts", edit: []string{"| writes work |", "| writes work again |"},
			want: []string{"| 10:40 | writes work again | [E-aaaaaaa3](#e-aaaaaaa3) |\n", "a user asks"}, lacking: []string{"> |", "| writes work |"},
		},
		{name: "a deleted row", edit: []string{"| Tickets | 12 |\n", ""}, lacking: []string{"Tickets"}},
		{name: "an own row", edit: []string{"| Tickets | 12 |\n", "| Tickets | 12 |\n| Mood | bad |\n"}, want: []string{"| Tickets | 14 |\n| Mood | bad |\n"}},
		{name: "an own section", edit: []string{"## Timeline\n", "## Notes\n\nOurs.\n\n## Timeline\n"}, want: []string{"| Tickets | 14 |\n\n## Notes\n\nOurs.\n\n## Timeline"}},
		{
			name: "an own column", edit: []string{"| Fact | Value |\n|---|---|", "| Fact | Value | Who |\n|---|---|---|", "| 12 |", "| 12 | Jo |"},
			want: []string{"| Fact | Value | Who |\n|---|---|---|\n", "| Tickets | 14 | Jo |", "| Time to detect | 3 min | |"},
		},
		{name: "a deleted section", edit: []string{"## Key facts", "", "<!-- pes:section key-facts", "", "<!-- pes:table key-facts", ""}, lacking: []string{"## Key facts"}},
		{name: "lines after the ledger", edit: []string{"\n-->\n", "\n-->\n\ntrailing words"}, want: []string{"\n-->\n\ntrailing words", "a user asks"}},
		{name: "front matter", edit: []string{"<!-- pes:document", "---\ntitle: x\n---\n\n<!-- pes:document"}, want: []string{"---\ntitle: x\n---\n\n<!-- pes:document genre=pes -->\n\n# Disk"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			edited := strings.NewReplacer(c.edit...).Replace(old)
			if edited == old {
				t.Fatal("the edit changes nothing")
			}
			for _, base := range []string{old, ""} {
				got := string(merged(t, edited, base, late).Document)
				for _, s := range c.want {
					if !strings.Contains(got, s) {
						t.Errorf("lacks %q:\n%s", s, got)
					}
				}
				for _, s := range c.lacking {
					if strings.Contains(got, s) {
						t.Errorf("has %q:\n%s", s, got)
					}
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	m := marking(t, first)
	for _, c := range []struct {
		name   string
		edited string
		line   int
		want   error
	}{
		{"foreign", "# A document\n\nof others\n", 0, ErrForeign},
		{"conflict", strings.Replace(m, "## Summary\n", "<<<<<<< HEAD\n## Summary\n=======\n## Sum\n>>>>>>> main\n", 1), 9, ErrConflict},
		{"Latin-1", "# A\n\n<!-- pes:document -->\ncaf\xe9\n", 4, ErrEncoding},
		{"UTF-16", "\xff\xfe#\x00", 1, ErrEncoding},
		{"conflict in the ledger", strings.Replace(m, "\nsection summary", "\n<<<<<<< HEAD\nsection summary", 1), 2 + strings.Count(m[:strings.Index(m, "\nsection summary")], "\n"), ErrConflict},
		{"too many headings", m + strings.Repeat("# a\n", maxBlocks), 0, ErrTooLarge},
		{"too many lines", m + strings.Repeat("\n", maxLines), 0, ErrTooLarge},
		{"too large", strings.Repeat("a", MaxSize+1), 0, ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Merge([]byte(c.edited), nil, []byte(m))
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, c.want) || c.line > 0 && e.Line != c.line {
				t.Errorf("got %v, want line %d: %v", err, c.line, c.want)
			}
		})
	}
	fenced := strings.Replace(m, "## Summary\n", "## Summary\n\n```\n<<<<<<< HEAD\n```\n", 1)
	if _, err := Merge([]byte(fenced), nil, []byte(m)); err != nil {
		t.Errorf("a conflict in a fence: %v", err)
	}
}

func TestNames(t *testing.T) {
	doc := marking(t, "# Été 2026\n\n## Kept\n\n## Luck, and more\n\n| At (UTC) | X |\n|---|---|\n\n| At (EDT) | X |\n|---|---|\n\n## Luck, and more\n\n## 日本\n\n<!-- pes:section own/name -->\n\n<!-- pes:table own by=evidence -->\n\n| A |\n|---|\n\n## 中国\n")
	var names []string
	for l := range strings.Lines(doc) {
		if m, ok := parseMarker([]byte(l)); ok {
			names = append(names, m.kind+" "+strings.TrimSpace(m.name+" "+m.more))
		}
	}
	want := []string{
		"section title", "section kept-2", "section luck-and-more", "table luck-and-more/at", "table luck-and-more/at-2", "section luck-and-more-2",
		"section own/name", "table own by=evidence", "section h-" + digest("中国", rowHash),
	}
	if d := cmp.Diff(want, names); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestLineEndsOfAMixedFile pastes many lines with other ends: what is ours keeps the ends of the ledger, so that the next merge agrees.
func TestLineEndsOfAMixedFile(t *testing.T) {
	old, late := marking(t, first), marking(t, second)
	pasted := strings.Repeat("a line\r\n", 200)
	got := string(merged(t, strings.Replace(old, "## Timeline", "## Chat\n\n"+pasted+"\n## Timeline", 1), old, late).Document)
	if want := strings.Replace(late, "## Timeline", "## Chat\n\n"+pasted+"\n## Timeline", 1); got != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
	}
}
