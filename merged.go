package pes

import (
	"fmt"
	"strings"

	"github.com/pes-dev/pes/internal/merge"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/summary"
)

// mergeWords says what became of the blocks of a document, in the order in which people want to know: their own words first.
var mergeWords = []struct {
	kind  merge.Kind
	words string
}{
	{merge.Kept, "kept as people wrote it"},
	{merge.Suggested, "suggested under it, since the facts changed"},
	{merge.Deleted, "left out, since people deleted it"},
	{merge.Rescued, "moved to the end, since its place is gone"},
	{merge.Replaced, "replaced by the newly generated text"},
	{merge.Added, "added"},
	{merge.Removed, "removed, since the evidence no longer has it"},
}

// maxNamed is how many blocks are named in one line; the document itself shows them all.
const maxNamed = 12

// maxBlockName is how much of a heading tells which it is, in bytes.
const maxBlockName = 60

// told is what became of what the file held: a line for each kind of change, safe to print.
func (d *draft) told() []string {
	var lines []string
	if d.genre != "" {
		lines = append(lines, plain.Line(fmt.Sprintf("the file held a document of genre %s", d.genre), maxErrorLine))
	}
	for _, w := range mergeWords {
		names := each(d.of(w.kind), blockName)
		if len(names) == 0 {
			continue
		}
		if more := len(names) - maxNamed; more > 0 {
			names = append(names[:maxNamed], fmt.Sprintf("and %d more", more))
		}
		if w.kind == merge.Removed && d.genre != "" {
			w.words = "left out, since this genre or the evidence does not have it"
		}
		lines = append(lines, w.words+": "+strings.Join(names, ", "))
	}
	return lines
}

// of are the changes of a kind, those of one section as one: its text and its tables bear the same heading.
func (d *draft) of(k merge.Kind) []merge.Change {
	var out []merge.Change
	for _, c := range d.changes {
		last := len(out) - 1
		switch {
		case c.Kind != k:
		case last >= 0 && out[last].Section == c.Section:
			out[last].Rows += c.Rows
			out[last].Table = out[last].Table && c.Table
		default:
			out = append(out, c)
		}
	}
	return out
}

// blockName is a block as people call it: by its heading, and what of it is meant.
func blockName(c merge.Change) string {
	name := "“" + plain.Line(c.Section, maxBlockName) + "”"
	if c.Section == "" {
		name = "what stands before the first heading"
	}
	switch {
	case c.Table && c.Rows > 0:
		return name + " (" + summary.Count(c.Rows, "row") + ")"
	case c.Table:
		return name + " (table)"
	case c.Rows > 0:
		return name + " (and " + summary.Count(c.Rows, "row") + ")"
	}
	return name
}
