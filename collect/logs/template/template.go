// Package template finds the statements behind log messages: which messages a program writes with one and the same line of its code, and which
// words of them are that line's own.
//
// It is pure: messages in, templates out. It looks at one representative of each shape (the caller has counted the lines of a shape already), so
// that its cost hangs on how many different messages there are and not on how many lines. The result depends on the set of messages alone, not on
// their order.
//
// Words of known forms are masked first: those with digits, paths, machines, files, dates, units; neighbouring masks become one. Then follows what
// can only be seen by comparing messages: the values of keys and what stands in quotes or brackets vary together, once there are four variants of
// them; another place varies once enough different words were seen there in messages that are else alike, and several places at once if what is left of
// many messages without their rarest words is the same. A message that has other words in known places joins, and so does what is rare where a mask
// is the rule. Words that tell what happened and how it went are never masked: an error and a success are two statements.
package template

import (
	"cmp"
	"slices"
	"strings"
)

// A Line is one message that stands for all messages of its shape. Shapes must be finer than templates: if all words with a digit are one and the same
// in them, a word must end at "=" and should at ":", or nobody can tell "opened:17" from "closed:17".
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
	m := read(lines)
	for range maxRounds {
		slots, places, absorbed, several, joined := m.slots(), m.places(), m.absorb(), m.several(), m.join()
		if !slots && !places && !absorbed && !several && !joined {
			break
		}
	}
	texts := m.texts()
	templates = make([]Template, 0, len(texts))
	for _, text := range texts {
		templates = append(templates, Template{Text: text})
	}
	slices.SortFunc(templates, func(a, b Template) int { return strings.Compare(a.Text, b.Text) })
	templates = slices.CompactFunc(templates, func(a, b Template) bool { return a.Text == b.Text })
	index := make([]int, len(texts))
	for i, text := range texts {
		index[i], _ = slices.BinarySearchFunc(templates, text, func(t Template, text string) int { return cmp.Compare(t.Text, text) })
	}
	of = m.of
	for i, row := range of {
		of[i] = index[row]
		templates[of[i]].Count += max(lines[i].Count, 1)
	}
	return templates, of
}

// maxRounds is how often places are looked for again among messages that became alike; each round finds at least one, and real logs need three.
const maxRounds = 10
