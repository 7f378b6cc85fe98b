package merge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNothingIsLostInChaos damages documents as no person would: lines are cut, doubled, moved, indented and quoted regardless of what they are,
// markers and the ledger among them, and fragments of all kinds of blocks put between. Every line that was written so must survive.
func TestNothingIsLostInChaos(t *testing.T) {
	const seeds, rounds = 200, 3
	for seed := range uint64(seeds) {
		r := rand.New(rand.NewPCG(seed, 7))
		f := newFacts(r)
		base := f.document(t)
		doc, words := base, 0
		for range rounds {
			lines := strings.SplitAfter(doc, "\n")
			for range 1 + r.IntN(8) {
				lines = damage(r, lines, &words)
			}
			edited := strings.Join(lines, "")
			if r.IntN(10) == 0 {
				edited = strings.ReplaceAll(edited, "\n", "\r\n")
			}
			f = f.late(r)
			generated := f.document(t)
			if r.IntN(2) == 0 {
				base = ""
			}
			res, err := Merge([]byte(edited), []byte(base), []byte(generated))
			if err != nil {
				break // nothing of ours is left of it
			}
			result := string(res.Document)
			if r.IntN(2) == 0 {
				base = generated
			}
			again, err := Merge(res.Document, []byte(base), []byte(generated))
			if err != nil || string(again.Document) != result {
				t.Fatalf("seed %d: merging twice changes bytes (%v; -once +twice)\n%s\nedited:\n%s", seed, err, cmp.Diff(result, string(again.Document)), edited)
			}
			for l := range strings.Lines(edited) {
				if strings.Contains(l, "⟦") && !isDocumentLine([]byte(l)) && !survives(strings.TrimRight(l, "\r\n"), result) {
					t.Fatalf("seed %d: lost %q\nedited:\n%s\nresult:\n%s", seed, l, edited, result)
				}
			}
			doc, base = result, generated
		}
	}
}

// survives says if a line is in a text, or, where it is a table's, each of its cells.
func survives(line, text string) bool {
	if strings.Contains(text, line) || strings.Contains(text, "| "+strings.TrimSpace(line)+" |") {
		return true
	}
	for cell := range strings.SplitSeq(line, "|") {
		if !strings.Contains(text, strings.TrimSpace(cell)) {
			return false
		}
	}
	return strings.Contains(line, "|")
}

func damage(r *rand.Rand, lines []string, words *int) []string {
	mark := func() string {
		*words++
		return fmt.Sprintf("⟦%d⟧", *words)
	}
	from := r.IntN(len(lines))
	to := min(len(lines), from+1+r.IntN(1+r.IntN(12)))
	some := slices.Clone(lines[from:to])
	at := r.IntN(len(lines))
	switch r.IntN(9) {
	case 0: // cut, but for what was written
		return slices.Replace(lines, from, to, slices.DeleteFunc(some, func(s string) bool { return !strings.Contains(s, "⟦") })...)
	case 1: // copied
		for i := range some {
			some[i] = strings.TrimRight(some[i], "\r\n") + "\n"
		}
		return slices.Insert(lines, at, some...)
	case 2: // moved
		lines = slices.Delete(lines, from, to)
		return slices.Insert(lines, min(at, len(lines)), some...)
	case 3: // indented or quoted
		prefix := []string{"  ", "    ", "> ", "- ", "\t", "1. "}[r.IntN(6)]
		for i := from; i < to; i++ {
			lines[i] = prefix + mark() + lines[i]
		}
		return lines
	case 4, 5: // written between
		return slices.Insert(lines, at, strings.ReplaceAll(hostile[r.IntN(len(hostile))], "\n", " "+mark()+"\n")+" "+mark()+"\n")
	case 6: // as it is, which may open or close a block
		return slices.Insert(lines, at, hostile[r.IntN(len(hostile))]+"\n")
	case 7: // changed
		s := strings.TrimRight(lines[from], "\r\n")
		lines[from] = s + mark() + lines[from][len(s):]
		return lines
	default:
		s := lines[from]
		if strings.Contains(s, "⟦") || s == "" {
			return lines
		}
		k := r.IntN(len(s))
		for k > 0 && s[k]&0xc0 == 0x80 {
			k--
		}
		lines[from] = s[:k] + mark() + s[k:]
		return lines
	}
}
