package changes

import (
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// gitLines is a log with a line for each commit that begins with its hash, as --pretty=format:"%H|%an|%ad|%s" prints it, whatever the
// separator and the order of the fields. A log without dates (--oneline) is recognised, so that the report can say what it lacks.
var gitLines = format{
	name:  "git-log-lines",
	match: matchLines,
	read:  byLine(func(s *source) parser { return &lineParser{source: s} }),
}

// matchLines asks of every line that it begins with a hash, and of most that it holds a date. A number or a word such as "deadbeef" is no
// hash for certain: most hashes of seven digits have both digits and letters (24 of 25).
func matchLines(h file.Head) int {
	lines, mixed, dates := 0, 0, 0
	for line := range h.Lines() {
		text := strings.TrimSpace(uncoloured(string(line)))
		if text == "" {
			continue
		}
		id, rest := hash(strings.TrimPrefix(text, `"`))
		if id == "" || rest == "" || strings.IndexByte(separators+` "`, rest[0]) < 0 {
			return 0
		}
		if strings.ContainsAny(id, "0123456789") && strings.ContainsAny(id, "abcdef") {
			mixed++
		}
		if _, ok := parseFields(id, rest, time.UTC); ok {
			dates++
		}
		if lines++; lines == 20 {
			break
		}
	}
	switch {
	case mixed*2 <= lines:
		return 0
	case dates*2 > lines:
		return 75
	case lines > 1:
		return 35 // --oneline: of no use, but its report says why
	}
	return 0
}

// separators are the characters that stand between fields; a blank too, but then only the date can be told from the rest.
const separators = "|\t;,\x1f\x00~^"

// lineParser reads a line a commit. Which of two columns of words is the author and which the subject shows only over many lines: authors
// repeat.
type lineParser struct {
	source  *source
	rows    []row // within the window
	columns columns
}

// row is one line, its date taken out.
type row struct {
	hash   string
	when   stamp
	email  string
	fields []string // what is left, in order
	joint  string   // the separator
	line   int
}

func (p *lineParser) line(n int, text string) {
	text = clip.Text(strings.TrimSpace(text), 2*maxText)
	if text == "" {
		return
	}
	id, rest := hash(strings.TrimPrefix(text, `"`))
	if id == "" {
		p.source.report.Records++
		p.source.drop("lines that do not begin with a commit's hash were left out")
		return
	}
	r, ok := parseFields(id, rest, p.source.options.Zone)
	if !ok {
		p.source.add(commit{}) // says why it is of no use
		return
	}
	p.columns.add(r.fields)
	r.line = n
	if c := r.commit(-1, p.source.path); !p.source.window.Overlaps(c.at, c.until()) {
		p.source.add(c) // counts it
		return
	}
	if len(p.rows) >= maxEvents {
		p.source.full()
		return
	}
	p.rows = append(p.rows, r)
}

func (p *lineParser) end() {
	author := p.columns.author()
	for _, r := range p.rows {
		if r.when.assumed {
			p.source.assumeZone()
		}
		p.source.add(r.commit(author, p.source.path))
	}
}

// commit makes a commit of a row whose author stands in a column, or in none if that is -1.
func (r row) commit(author int, path string) commit {
	c := commit{hash: r.hash, at: r.when.at, day: r.when.precision > 0, ref: event.Ref{File: path, Line: r.line}}
	rest := r.fields
	if author >= 0 && author < len(rest) && len(rest) > 1 {
		c.author = person(rest[author])
		rest = append(append([]string{}, rest[:author]...), rest[author+1:]...)
	}
	if r.email != "" {
		c.author.ID = r.email
	}
	c.subject = strings.TrimSpace(strings.Join(rest, r.joint))
	return c
}

// columns learns what the first two columns of words are.
type columns struct {
	rows, wide int // all, and those with a second column
	distinct   [2]map[string]bool
}

// maxLearnt is how many rows columns looks at.
const maxLearnt = 1000

func (c *columns) add(fields []string) {
	if c.rows++; c.rows > maxLearnt {
		return
	}
	if len(fields) > 1 {
		c.wide++
	}
	for i := range min(len(fields), 2) {
		if c.distinct[i] == nil {
			c.distinct[i] = map[string]bool{}
		}
		c.distinct[i][fields[i]] = true
	}
}

// author is the column with fewer different values, the first if they tie; -1 if most rows have only one: a second one is then the rest of a
// subject that holds the separator.
func (c *columns) author() int {
	switch {
	case c.wide*2 <= min(c.rows, maxLearnt):
		return -1
	case len(c.distinct[1]) < len(c.distinct[0]):
		return 1
	}
	return 0
}

// parseFields takes a line apart that begins with a commit's hash; it says no if it holds no date.
func parseFields(id, rest string, zone *time.Location) (row, bool) {
	rest = strings.TrimPrefix(rest, `"`)
	if rest == "" {
		return row{hash: id}, false
	}
	if strings.IndexByte(separators, rest[0]) < 0 {
		return blankFields(id, strings.TrimSpace(rest), zone)
	}
	r := row{hash: id, joint: rest[:1]}
	for i, f := range strings.Split(rest[1:], r.joint) {
		f = strings.Trim(f, `"`)
		switch at, ok := parseDate(f, zone); {
		case ok && i < maxColumns && (r.when.at.IsZero() || at.at.After(r.when.at)): // of two, the later one is when it was committed
			r.when = at
		case ok && i < maxColumns:
		case i < maxColumns && r.email == "" && email(f):
			r.email = strings.Trim(f, "<> ")
		default:
			r.fields = append(r.fields, f)
		}
	}
	return r, !r.when.at.IsZero()
}

// maxColumns is how many fields may come before a subject, in which a date or an address is text.
const maxColumns = 8

func email(s string) bool {
	s = strings.Trim(s, "<> ")
	return strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " \t")
}

// blankFields reads "1d3f2a7 2025-10-20 06:53:00 +0200 the subject": the longest date at the start of the line counts.
func blankFields(id, rest string, zone *time.Location) (row, bool) {
	const longest = 6 // words of a date
	words := strings.SplitN(rest, " ", longest+1)
	for n := min(len(words), longest); n > 0; n-- {
		if at, ok := parseDate(strings.Trim(strings.Join(words[:n], " "), "()[]"), zone); ok {
			return row{hash: id, when: at, fields: []string{strings.Join(words[n:], " ")}, joint: " "}, true
		}
	}
	return row{hash: id}, false
}
