package merge

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode"
)

// FuzzMerge merges any file at all. Its contract: no panic; an error is one of ours; no word of a line that was not generated is lost; merging
// twice changes no byte.
func FuzzMerge(f *testing.F) {
	old, late := marking(f, first), marking(f, second)
	f.Add([]byte(old), true)
	for _, s := range hostile {
		f.Add([]byte(strings.Replace(old, "## Summary", s+"\n\n## Summary", 1)), true)
		f.Add([]byte(strings.Replace(old, "- It was", s+"- It was", 1)), false)
		f.Add([]byte(old+s), false)
		f.Add([]byte(s+"\n"+old), true)
	}
	f.Add([]byte(old+old), true)
	f.Add([]byte(strings.Replace(old, "<!-- pes:ledger", "<!-- pes: ledger", 1)), true)
	f.Add([]byte(strings.ReplaceAll(old, "<!-- pes:section", "<!-- section")), true)
	f.Add([]byte(strings.ReplaceAll(old, " |\n", " | mine |\n")), true)
	f.Add([]byte(strings.ReplaceAll(old, "| Fact | Value |\n|---|---|", "| Value | Own | Fact |\n|:-:|---|---|")), false)
	f.Add([]byte(strings.ReplaceAll(old, "\n", "\r\n")), true)
	generated := letters(old) + letters(late)
	f.Fuzz(func(t *testing.T, edited []byte, based bool) {
		if len(edited) > 1<<14 {
			t.Skip()
		}
		var base []byte
		if based {
			base = []byte(old)
		}
		r, err := Merge(edited, base, []byte(late))
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatal(err)
			}
			return
		}
		again, err := Merge(r.Document, []byte(late), []byte(late))
		if err != nil {
			t.Fatalf("merging twice: %v", err)
		}
		if !bytes.Equal(r.Document, again.Document) {
			t.Errorf("merging twice changes bytes\nonce:\n%s\ntwice:\n%s", r.Document, again.Document)
		}
		lossless(t, string(edited), string(r.Document), generated)
	})
}

// lossless asks for every line of an edited document that was not generated, by its letters: formatting may change where a block is ours. A
// table's row may have got other columns, so that its cells are looked for one by one.
func lossless(t *testing.T, edited, result, generated string) {
	t.Helper()
	there := letters(result)
	for l := range strings.Lines(edited) {
		if strings.Contains(l, "pes:") || entryForm.MatchString(strings.TrimSpace(l)) || strings.Contains(generated, letters(l)) || strings.Contains(result, strings.TrimRight(l, "\r\n")) {
			continue
		}
		for cell := range strings.SplitSeq(l, "|") {
			if !strings.Contains(there, letters(cell)) {
				t.Errorf("lost: %q\nof the line %q\nedited:\n%s\nresult:\n%s", cell, l, edited, result)
			}
		}
	}
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// hostile is what may break the cutting of a document into blocks.
var hostile = []string{
	"```\nunclosed", "<!-- unclosed", "<details>", "<pre>\nopen", "~~~~", "- a\n\n  ```\n  b", "> > > a", "\x00NUL", "a  \nb", "---", "===", "| a |", "|---|", "<!-- pes:section x aaaaaaaaaa -->",
	"<!-- pes:section summary -->", "<!-- pes:table key-facts/fact -->", "<!-- pes:suggestion summary aaaaaaaaaa -->\n\n> x", "<!-- pes:ledger 1 aaaaaaaaaa", "-->", "\ttab", "[a]: b", "<script>",
	"section summary aaaaaaaaaa", "rows aaaaaaaa:bbbbbbbb", "# Summary", "Summary\n=======", "## Kept from earlier versions", "<!-- pes:document genre=coe -->", "---\nyaml: 1\n---", "1) x", "<![CDATA[", "<?php",
}
