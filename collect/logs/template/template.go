// Package template finds the statements behind log messages: which messages a program writes with one and the same line of its code, and which
// words of them are that line's own.
//
// It is pure: messages in, templates out. It looks at one representative of each shape (the caller has counted the lines of a shape already), so
// that its cost hangs on how many different messages there are and not on how many lines. The result depends on the set of messages alone, not on
// their order.
package template

import (
	"slices"
	"strings"
)

// A Line is one message that stands for all messages of its shape.
type Line struct {
	Text  string // the message, without stamp, level and service; at most MaxText bytes of it are looked at
	Count int    // how many lines have the shape; 0 counts as 1
}

// MaxText is how many bytes of a message are looked at; what follows is a dump of data.
const MaxText = 2 << 10

// Wild stands in a template for what varies.
const Wild = "<*>"

// A Template is what the messages of one statement have in common.
type Template struct {
	Text  string // the constant words, parted by single blanks, and Wild for what varies between them
	Count int    // how many lines it stands for
}

// Mine groups messages by the statement that wrote them. of[i] is the index of lines[i]'s template. Templates are sorted by their text, no two have the
// same, and neither they nor the grouping depend on the order of lines.
func Mine(lines []Line) (templates []Template, of []int) {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = masked(l.Text[:min(len(l.Text), MaxText)])
	}
	index := map[string]int{}
	names := slices.Clone(texts)
	slices.Sort(names)
	names = slices.Compact(names)
	templates = make([]Template, len(names))
	for i, name := range names {
		templates[i].Text = name
		index[name] = i
	}
	of = make([]int, len(lines))
	for i, l := range lines {
		of[i] = index[texts[i]]
		templates[of[i]].Count += max(l.Count, 1)
	}
	return templates, of
}

// masked is a message with Wild for every word that holds a digit, and one for several in a row.
func masked(text string) string {
	words := strings.Fields(text)
	kept := words[:0]
	for _, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			w = Wild
		}
		if w == Wild && len(kept) > 0 && kept[len(kept)-1] == Wild {
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}
