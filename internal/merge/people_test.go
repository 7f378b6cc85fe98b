package merge

import (
	"errors"
	"strings"
	"testing"
)

// TestWhatPeopleDo is edits as people make them, and what is asked of each.
func TestWhatPeopleDo(t *testing.T) {
	old, late := marking(t, first), marking(t, second)
	section := func(name string) string { // from its heading to before the next
		from := strings.Index(old, "## "+name)
		to := strings.Index(old[from+3:], "\n## ")
		if to < 0 {
			to = strings.Index(old[from+3:], "\n<!-- pes:ledger")
		}
		return old[from : from+3+to+1]
	}
	facts, timeline := section("Key facts"), section("Timeline")
	factTable := facts[strings.Index(facts, "<!-- pes:table"):]
	sub := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(old) }
	for _, c := range []struct {
		name   string
		edited string
		want   []string
		lacks  []string
	}{
		{
			"nothing but an editor's tidying", sub("| Fact | Value |\n|---|---|", "| Fact           | Value          |\n| -------------- | -------------- |", "| Tickets | 12 |", "| Tickets        | 12             |",
				"- The database", "*   The database", "- It was", "*   It was", "## Summary\n\n", "## Summary\n\n\n"),
			[]string{late},
			nil,
		},
		{"a bar in a code span", sub("| 12 |", "| `a \\| b` |"), []string{"| Tickets | `a \\| b` |\n"}, []string{"\n| Tickets | 14 |"}},
		{"a bar too many", sub("| Tickets | 12 |", "| Tickets | 12 | by hand |"), []string{"| Tickets | 12 | by hand |\n"}, nil},
		{
			"a column taken out", sub("| Time (UTC) | What | Evidence |\n|---|---|---|", "| Time (UTC) | Evidence |\n|---|---|", "| writes fail | ", "| ", "| alert fires | ", "| ", "| writes work | ", "| "),
			[]string{"| 10:05 | [E-bbbbbbb1](#e-bbbbbbb1) |\n| 10:07 | [E-aaaaaaa2]"},
			[]string{"a user asks", "alert fires"},
		},
		{
			"columns in another order", sub("| Fact | Value |", "| Value | Fact |", "| Impact | 10:02 to 10:40 |", "| 10:02 to 10:40 | Impact |", "| Time to detect | 5 min |", "| 5 min | Time to detect |", "| Tickets | 12 |", "| 12 | Tickets |"),
			[]string{"| Value | Fact |\n|---|---|\n| 10:02 to 10:40 | Impact |\n| 3 min | Time to detect |\n| 14 | Tickets |"},
			nil,
		},
		{"a head renamed", sub("| Fact | Value |", "| What | Value |"), []string{"| What | Value |\n|---|---|\n| Impact | 10:02 to 10:40 |\n| Time to detect | 3 min |"}, nil},
		{"a column set to the right", sub("| Fact | Value |\n|---|---|", "| Fact | Value |\n|---|--:|"), []string{"| Fact | Value |\n|---|--:|\n", "| Tickets | 14 |"}, nil},
		{"a table made a list", sub(factTable, "- Impact: 10:02 to 10:40\n- Tickets: 12\n\n"), []string{"- Tickets: 12\n"}, []string{"| Tickets"}},
		{"two sections made one", sub("\n## Key facts\n\n<!-- pes:section key-facts "+between(old, "pes:section key-facts ", "\n"), ""), []string{"| Tickets | 14 |\n", "- It was noticed at 10:07."}, []string{"## Key facts"}},
		{"a table indented into a list", sub(factTable, "- see\n\n  "+strings.ReplaceAll(strings.TrimSpace(factTable), "\n", "\n  ")+"\n\n"), []string{"  | Tickets | 12 |\n"}, []string{"\n| Tickets"}},
		{"a section commented out", sub(facts, "<!--\n"+strings.ReplaceAll(facts, "-->", "")+"-->\n\n"), []string{"<!--\n## Key facts\n", "| Tickets | 12 |"}, []string{"| Tickets | 14 |"}},
		{"a section put into details", sub(facts, "<details><summary>more</summary>\n\n"+facts+"\n</details>\n\n"), []string{"<details><summary>more</summary>", "</details>", "| Tickets | 14 |"}, nil},
		{"a rule between", sub("## Timeline", "---\n\n## Timeline"), []string{"---\n\n## Timeline", "a user asks"}, nil},
		{"only the heading", sub("## Summary", "## What it was"), []string{"## What it was\n", "> - It was noticed at 10:05."}, []string{"## Summary"}},
		{"the heading and its marker lost", sub("<!-- pes:section summary "+between(old, "pes:section summary ", "\n")+"\n", ""), []string{"- It was noticed at 10:05."}, []string{"10:07."}},
		{"a section moved to the end", strings.Replace(strings.Replace(old, facts, "", 1), "<!-- pes:ledger", facts+"<!-- pes:ledger", 1), []string{"| two |\n\n## Key facts\n", "| Tickets | 14 |"}, nil},
		{"all cut but a note", "<!-- pes:document genre=pes -->\n\nSee the wiki.\n", []string{"See the wiki."}, nil},
		{"pasted twice", old + old, []string{"a user asks", "| 10:07 | alert fires"}, nil},
		{"a copied section", sub("## Timeline\n", strings.Replace(facts, "12", "thirteen", 1)+"## Timeline\n"), []string{"| Tickets | thirteen |", "| Tickets | 14 |"}, nil},
		{"no line end", strings.TrimRight(old, "\n") + "\nbye", []string{"bye"}, nil},
		{"the ledger gone", old[:strings.Index(old, "<!-- pes:ledger")] + "\nbye", []string{"bye\n", "a user asks", "| Tickets | 14 |"}, nil},
		{"a reply under a row", sub("| Tickets | 12 |\n", "| Tickets | 12 |\nwho counted them?\n"), []string{"| Tickets | 14 |\nwho counted them?\n"}, nil},
		{"a hard break", sub("- It was", "First  \nsecond\n\n- It was"), []string{"First  \nsecond\n"}, nil},
		{"a chat pasted", sub("## Timeline\n", "jo  [10:03 AM]\nis it *down*? :fire:\n\n## Timeline\n"), []string{"jo  [10:03 AM]\nis it *down*? :fire:\n\n## Timeline"}, nil},
		{"a row sorted upwards", sub(timeline, swapped(timeline, "| 10:02", "| 10:40")), []string{"| 10:02 | writes fail | [E-aaaaaaa1](#e-aaaaaaa1) |\n| 10:05 | a user"}, nil},
		{"NUL and tabs", sub("- It was", "\ta\x00b\n\n- It was"), []string{"\ta\x00b\n"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.edited == old {
				t.Fatal("the edit changes nothing")
			}
			got := string(merged(t, c.edited, old, late).Document)
			for _, s := range c.want {
				if !strings.Contains(got, s) {
					t.Errorf("lacks %q", s)
				}
			}
			for _, s := range c.lacks {
				if strings.Contains(got, s) {
					t.Errorf("has %q", s)
				}
			}
			if t.Failed() {
				t.Logf("edited:\n%s\nresult:\n%s", c.edited, got)
			}
			merged(t, c.edited, "", late)
			merged(t, strings.ReplaceAll(c.edited, "\n", "\r\n"), old, late)
		})
	}
}

// between is the text after one mark and before the next other.
func between(s, after, before string) string {
	_, s, _ = strings.Cut(s, after)
	s, _, _ = strings.Cut(s, before)
	return s
}

// swapped is a text in which the two lines with these beginnings have changed places.
func swapped(s, a, b string) string {
	lines := strings.SplitAfter(s, "\n")
	x, y := 0, 0
	for i, l := range lines {
		if strings.HasPrefix(l, a) {
			x = i
		}
		if strings.HasPrefix(l, b) {
			y = i
		}
	}
	lines[x], lines[y] = lines[y], lines[x]
	return strings.Join(lines, "")
}

func TestAWikiThatDropsComments(t *testing.T) {
	old := marking(t, first)
	var kept []string
	for l := range strings.Lines(old) {
		if !strings.Contains(l, "<!--") && !entryForm.MatchString(strings.TrimSpace(l)) && l != "-->\n" {
			kept = append(kept, l)
		}
	}
	if _, err := Merge([]byte(strings.Join(kept, "")), []byte(old), []byte(old)); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
}

func TestAnEmptyFileTakesTheDocument(t *testing.T) {
	late := marking(t, second)
	for _, edited := range []string{"", "\n \n", bom} {
		if r := merged(t, edited, "", late); strings.TrimPrefix(string(r.Document), bom) != late {
			t.Errorf("%q: %s", edited, r.Document)
		}
	}
}
