// Package mistake tells people what is wrong in a text that they wrote, and what they probably meant: the place, the sentence, the line
// itself with a mark under the column, and the nearest of the words that would have been right. Settings and templates are such texts. Nothing that it returns
// holds control characters, or the value of a key that is named like a credential.
package mistake

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

// Problem is one thing that is wrong in a text.
type Problem struct {
	Line   int    // from 1; 0 if it is about the text as a whole
	Column int    // in characters, from 1
	Text   string // what is wrong, and what was probably meant
}

// Paragraph is a problem of a file for people: where it is, what is wrong, and the line itself. lines are the file's, without line breaks; the
// line is left out if it is not among them, or too long for anybody to have written it. The result holds several lines.
func (p Problem) Paragraph(file string, lines []string) string {
	text := plain.Line(p.Text, maxText)
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", file, text)
	}
	head := fmt.Sprintf("%s:%d:%d: %s", file, p.Line, p.Column, text)
	if p.Line > len(lines) || len(lines[p.Line-1]) > maxLine {
		return head
	}
	number := fmt.Sprintf("%4d | ", p.Line)
	line, column := excerpt(lines[p.Line-1], p.Column)
	return head + "\n" + number + line + "\n" + strings.Repeat(" ", len(number)-2) + "| " + strings.Repeat(" ", column-1) + "^"
}

// maxText is how long the sentence about a problem may be, which may quote the file. The longest of ours lists all keys.
const maxText = 600

// maxLine is how long a line may be that is shown in part. What in it must be concealed is not known from a part of it.
const maxLine = 16 << 10

// excerptWidth is how many characters of a line an error shows: what fits beside the line's number on a wide terminal.
const excerptWidth = 120

// excerpt is the part of a line around a column, safe to print, and where the column is in it. Characters keep their places: each one that
// must not reach a terminal becomes one replacement character.
func excerpt(line string, column int) (string, int) {
	runes := []rune(concealed(line))
	for i, r := range runes {
		switch {
		case r == '\t':
			runes[i] = ' '
		case !unicode.IsGraphic(r):
			runes[i] = unicode.ReplacementChar
		}
	}
	column = min(max(column, 1), len(runes)+1)
	start := max(0, min(column-excerptWidth/2, len(runes)-excerptWidth))
	end := min(len(runes), start+excerptWidth)
	return string(runes[start:end]), column - start
}

// credentialValue is the value behind a key that is named like a credential, in a line of YAML or JSON, what follows the name of a scheme of
// authorization, and the password in an address, also in one that is none (user:password@host).
var credentialValue = regexp.MustCompile(`(?i)((?:^|[^a-z])[\w-]*(?:token|password|passwd|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie|dsn)["']?\s*[:=]\s*)(\S.*)` +
	`|(://[^/\s:@]*:|:)([^@\s/][^@\s]*)@|\b((?:bearer|basic|digest)\s+)(\S{6}\S*)`)

// concealed is a line with the values of credentials replaced, character by character, so that columns stay true.
func concealed(line string) string {
	return credentialValue.ReplaceAllStringFunc(line, func(match string) string {
		m := credentialValue.FindStringSubmatch(match)
		if m[3] != "" {
			return m[3] + strings.Repeat("*", utf8.RuneCountInString(m[4])) + "@"
		}
		if m[5] != "" {
			return m[5] + strings.Repeat("*", utf8.RuneCountInString(m[6]))
		}
		return m[1] + strings.Repeat("*", utf8.RuneCountInString(m[2]))
	})
}

// DidYouMean is the end of a sentence about a word that is not among those known: the nearest one, or all if none is near and they are few.
func DidYouMean(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; it can be " + strings.Join(known, ", ")
}

// Nearest is the known word that word was probably meant to be, "" if there is none. A third of the letters may be wrong: more than that,
// and the guess is more often silly than right.
func Nearest(word string, known []string) string {
	word = strings.ToLower(strings.NewReplacer("-", "_", " ", "_").Replace(word))
	best, distance := "", len(word)/3+1
	if len(word) > 64 {
		return "" // no name is so long
	}
	for _, k := range known {
		d := editDistance(word, strings.ToLower(strings.ReplaceAll(k, "-", "_")))
		if d < distance || d == distance && best == "" && d <= len(word)/3 {
			best, distance = k, d
		}
	}
	return best
}

// editDistance counts the letters to insert, delete, replace or swap with their neighbour to get from a to b (optimal string alignment).
func editDistance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}

// Sort puts problems in the order of their places.
func Sort(p []Problem) {
	slices.SortStableFunc(p, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
}
