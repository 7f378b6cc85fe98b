package notes

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/internal/when"
)

// item is a piece of a text: a note with a time at its start, a marked measure, or a paragraph.
type item struct {
	entry   stamped.Entry // Stamp is empty unless timed; the rest says what the headings above state
	timed   bool
	after   int // how many timed items stand above
	lines   []string
	size    int // bytes in lines
	section string
	marked  string // "action-item" …; "" for none
	done    bool
	listed  bool        // stands behind a list mark
	heading bool        // is a heading that states a time of day
	day     stamped.Day // the date that it begins with: "- 2021-05-14 ana: it was down from 06:11 to 06:18"
	indent  int
}

func (it *item) text() string {
	return stamped.Clip(strings.TrimSpace(strings.Join(it.lines, "\n")), maxText)
}

// add appends a line, until the item is as long as its text may be. One line more is kept, so that the cut shows.
func (it *item) add(line string) {
	if it.size <= maxText {
		it.lines = append(it.lines, line)
		it.size += len(line) + 1
	}
}

// parser splits a text into items. It knows the marks of Markdown by their looks at a line's start and no more of it: a timeline is made of
// lines, and people who keep one in a hurry do not write valid Markdown.
type parser struct {
	o     file.Options
	items []item
	timed int

	heading   stamped.Entry // what the headings above state: Day, From, Group, Zone
	stated    stamped.Day   // the last date that was stated with its year, for headings without one
	ambiguous string        // why the zone which a heading states cannot be told; "" if it can
	section   string
	listing   string // what a heading says that the list below it is: "action-item" …
	headings  int

	open   int  // the item that a line without a time may continue; -1 for none
	gap    bool // an empty line stands before this one
	look   look
	order  when.Order // of dates in numbers
	fence  string     // the mark that opened the code which the line stands in; "" outside of code
	hidden bool       // the line stands in a comment
	over   int        // items beyond maxItems

	presences int      // lines that say who came and went
	table     []string // the header cells of the table that the line stands in

	fences int // lines that begin or end code
	lines  int // lines that are not empty
}

// look is where a parser looks for times besides the plain lines of a text.
type look struct {
	code     bool // within code
	comments bool // within comments
}

// maxItems bounds the items that one text is split into. It is above what may become events, since most lines of a long account do not.
const maxItems = 5 * maxEvents

// parse splits a text. It looks within code if there are no times outside of it, and within code or a comment that is never closed, because
// someone who forgets to close it did not mean to hide what follows.
func parse(data []byte, o file.Options) *parser {
	p := scanLooking(data, o)
	if p.timed == 0 || p.wordless()*2 > p.timed {
		if clocked, ok := withColons(data); ok {
			return scanLooking(clocked, o)
		}
		if spoken, ok := withSpeakers(data); ok {
			return scanLooking(spoken, o)
		}
	}
	return p
}

// wordless counts the times on lines of their own.
func (p *parser) wordless() int {
	n := 0
	for _, it := range p.items {
		if it.timed && it.lines[0] == "" {
			n++
		}
	}
	return n
}

func scanLooking(data []byte, o file.Options) *parser {
	p := scan(data, o, look{})
	p.ofIncident()
	if p.hidden || p.fence != "" {
		p = scan(data, o, look{code: p.fence != "", comments: p.hidden})
	}
	if p.timed == 0 && p.fences > 0 {
		if all := scan(data, o, look{code: true, comments: p.look.comments}); all.timed > 0 {
			return all
		}
	}
	return p
}

func scan(data []byte, o file.Options, l look) *parser {
	p := &parser{o: o, open: -1, look: l, order: stamped.OrderIn(data, o.Zone)}
	var pending string
	last := 0
	for n, line := range stamped.Lines(data, maxText) {
		if last > 0 {
			p.take(pending, line, last)
		}
		pending, last = line, n
	}
	if last > 0 {
		p.take(pending, "", last)
	}
	return p
}

var (
	fenceMark = regexp.MustCompile("^\\s{0,3}(```+|~~~+)")
	listMark  = regexp.MustCompile(`^([ \t]*)(?:>\s?)*[ \t]*((?:[-*+•–]|\d{1,3}[.)])[ \t]+(?:\[([ xX])\][ \t]+)?)?`)
	underline = regexp.MustCompile(`^\s{0,3}(?:={3,}|-{3,})\s*$`)
	rule      = regexp.MustCompile(`^\s*(?:[-*_=]\s*){3,}$`)
)

// take reads a line; next is the one after it, which may underline it.
func (p *parser) take(line, next string, n int) {
	if p.skipped(line) {
		return
	}
	if strings.TrimSpace(line) == "" {
		p.gap, p.table = true, nil
		return
	}
	p.lines++
	defer func() { p.gap = false }()
	if p.fence != "" {
		p.code(line, n)
		return
	}
	if cells := tableCells(line); cells != nil {
		p.row(cells, n)
		return
	}
	if rule.MatchString(line) || logEnd.MatchString(line) {
		return
	}
	if day := loggedDay(line); day != "" {
		p.head(day, metaLevel, n)
		return
	}
	text, level, ok := p.headingText(line, next)
	if !ok && p.lines == 1 {
		text, level, ok = p.titleText(line)
	}
	if ok {
		p.head(text, level, n)
		return
	}
	p.plain(line, n)
}

// skipped passes over comments, and notes where code begins and ends.
func (p *parser) skipped(line string) bool {
	if m := fenceMark.FindStringSubmatch(line); m != nil && !p.hidden {
		p.fences++
		switch {
		case p.look.code:
			return true
		case p.fence == "":
			p.fence = m[1]
			return true
		case strings.HasPrefix(m[1], p.fence):
			p.fence = ""
			return true
		}
	}
	if p.fence != "" || p.look.comments || (!p.hidden && !strings.HasPrefix(strings.TrimSpace(line), "<!--")) {
		return false
	}
	p.hidden = !strings.Contains(line, "-->")
	return true
}

// code reads a line of code: it is quoted by the item that it stands in.
func (p *parser) code(line string, n int) {
	if p.open < 0 {
		p.start(item{}, line, n)
		return
	}
	p.carryOn(line)
}

// plain reads a line that is no heading and in no table.
func (p *parser) plain(line string, n int) {
	m := listMark.FindStringSubmatchIndex(line)
	indent, text := width(line[m[2]:m[3]]), line[m[1]:]
	listed := m[4] >= 0
	box := ""
	if m[6] >= 0 {
		box = strings.ToLower(line[m[6]:m[7]])
	}
	if st, rest, ok := cutStamp(text, listed); ok {
		if presence.MatchString(rest) {
			p.presences++
			p.open = -1
			return
		}
		p.start(item{timed: true, listed: listed, indent: indent, entry: stamped.Entry{Stamp: st}}, rest, n)
		return
	}
	if p.continues(line, indent, listed) && box == "" {
		p.carryOn(strings.TrimSpace(line))
		return
	}
	if listed || p.open < 0 || p.gap || p.items[p.open].timed || markOf(text) != "" || labelled.MatchString(text) {
		p.start(item{listed: listed, indent: indent, marked: p.mark(text, listed, box), done: box == "x", day: openingDay(text)}, text, n)
		return
	}
	p.carryOn(strings.TrimSpace(line))
}

// continues says whether a line without a time belongs to the timed item above it: it is indented deeper, or goes on right below.
func (p *parser) continues(line string, indent int, listed bool) bool {
	if p.open < 0 {
		return false
	}
	it := p.items[p.open]
	if it.timed && it.size <= 1 && markOf(line) == "" {
		return true // a time on a line of its own: what happened stands below, behind an empty line or a list mark too
	}
	if indent > it.indent {
		return it.timed || it.listed
	}
	return it.timed && !p.gap && !listed && markOf(line) == ""
}

// openingDay is the whole date that a line begins with, and goes on behind; the zero Day if it does not.
func openingDay(text string) stamped.Day {
	m := opening.FindString(text)
	if m == "" {
		return stamped.Day{}
	}
	day, _, _ := stamped.Date(m, when.Unsettled)
	return day
}

var opening = regexp.MustCompile(`^[*_]*(?:(?:19|20|21)\d\d-\d\d-\d\d|\d{1,2} [A-Z][a-z]{2,8},? (?:19|20|21)\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? (?:19|20|21)\d\d)\b`)

func (p *parser) carryOn(line string) {
	if p.open >= 0 {
		p.items[p.open].add(line)
	}
}

// width is how far a line is indented; a tab reaches to the next fourth column.
func width(blanks string) int {
	w := 0
	for _, c := range blanks {
		if c == '\t' {
			w += 4 - w%4
			continue
		}
		w++
	}
	return w
}

// start begins an item.
func (p *parser) start(it item, text string, n int) {
	e := p.heading
	e.Stamp, e.Line = it.entry.Stamp, n
	if !it.day.IsZero() {
		e.Day, e.From = it.day, n
	}
	if it.timed && !e.Stamp.HasZone() {
		e.Problem = p.ambiguous
	}
	if len(p.items) == maxItems {
		p.over++
		p.open = -1
		return
	}
	it.entry, it.after, it.section = e, p.timed, p.section
	if it.timed {
		p.timed++
		it.marked = markOf(text)
	}
	it.done = it.done || (it.marked != "" && isDone(text))
	it.add(text)
	p.items = append(p.items, it)
	p.open = len(p.items) - 1
}

// mark is what kind of measure an item without a time is.
func (p *parser) mark(text string, listed bool, box string) string {
	if m := markOf(text); m != "" {
		return m
	}
	if box != "" && p.listing == "" {
		return "action-item"
	}
	if listed {
		return p.listing
	}
	return ""
}
