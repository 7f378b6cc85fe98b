package changes

import (
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// gitLog is what git log prints in its formats of several lines (medium, full, fuller, raw), with or without --stat, --name-only, --graph
// or diffs.
var gitLog = format{
	name:  "git-log",
	match: matchLog,
	read:  byLine(func(s *source) parser { return &logParser{source: s} }),
}

// matchLog looks for a commit's first line at the start and for its author or date within the next ones.
func matchLog(h file.Head) int {
	n := 0
	for line := range h.Lines() {
		text := uncoloured(string(line))
		if n == 0 && strings.TrimSpace(text) == "" {
			continue
		}
		n++
		text = strings.TrimLeft(text, graphMarks)
		if n == 1 {
			if _, _, ok := commitLine(text); !ok {
				return 0
			}
			continue
		}
		name, _, _ := strings.Cut(text, " ")
		switch name {
		case "Author:", "AuthorDate:", "Date:", "author":
			return 95
		}
		if n > 6 { // a raw head has a tree and some parents first
			return 0
		}
	}
	if n == 1 && !h.Whole {
		return 60 // the author's name alone is longer than the head
	}
	return 0
}

// logParser reads a log line by line. A commit's head ends with an empty line, its message is indented by four blanks, and behind that come
// statistics, names of files or diffs, none of which begins a line with "commit " and a hash: a diff's lines have a mark in front.
type logParser struct {
	source *source

	graph bool // --graph: lines begin with the columns that it draws
	width int  // of those columns, in the commit at hand

	started  bool
	part     part
	commit   commit
	authorAt stamp
	commitAt stamp
	parents  int
	message  []string
	size     int // of message
	stat     int // files, by the last line of --stat
	diffs    int
	names    int
}

type part int

const (
	inHead part = iota
	inMessage
	inNotes
	inNames
	inDiff
)

func (p *logParser) line(n int, text string) {
	first := strings.TrimLeft(text, graphMarks)
	columns := text[:len(text)-len(first)]
	id, decoration, ok := commitLine(first)
	if ok && (columns == "" || ((p.graph || !p.started) && strings.Contains(columns, "*"))) {
		p.finish()
		p.graph = columns != ""
		p.started = true
		p.commit = commit{hash: id, refs: decoration, ref: event.Ref{File: p.source.path, Line: n}}
		return
	}
	if !p.started {
		return
	}
	text = p.undrawn(text)
	switch p.part {
	case inHead:
		p.head(text)
	case inMessage:
		p.body(text)
	case inNotes, inNames:
		p.tail(text)
	case inDiff:
		if strings.HasPrefix(text, "diff --") {
			p.diffs++
		}
	}
}

func (p *logParser) head(text string) {
	if strings.TrimSpace(text) == "" {
		p.part = inMessage
		return
	}
	name, value, _ := strings.Cut(text, " ")
	value = strings.TrimSpace(value)
	switch name {
	case "Merge:":
		p.commit.merge = true
	case "parent":
		p.parents++
		p.commit.merge = p.parents > 1
	case "Author:":
		p.commit.author = person(value)
	case "Date:", "AuthorDate:":
		p.authorAt, _ = parseDate(value, p.source.options.Zone)
	case "CommitDate:":
		p.commitAt, _ = parseDate(value, p.source.options.Zone)
	case "author":
		p.commit.author, p.authorAt = rawPerson(value)
	case "committer":
		_, p.commitAt = rawPerson(value)
	}
}

// rawPerson reads a line of --pretty=raw: "Ana Lima <ana@shop.example> 1760943180 +0200".
func rawPerson(s string) (event.Actor, stamp) {
	end := strings.LastIndexByte(s, '>') + 1
	at, _ := parseDate(s[end:], time.UTC)
	return person(s[:end]), at
}

// body takes the message's lines, and what follows at its end.
func (p *logParser) body(text string) {
	switch rest, indented := strings.CutPrefix(text, "    "); {
	case strings.TrimSpace(text) == "":
		p.keep("")
	case indented:
		p.keep(rest)
	case strings.HasPrefix(text, "Notes"):
		p.part = inNotes
	default:
		p.part = inNames
		p.tail(text)
	}
}

func (p *logParser) keep(line string) {
	if p.size <= maxText+maxBody+maxLine { // so that the cut says that there was more
		p.message = append(p.message, line)
		p.size += len(line) + 1
	}
}

// tail takes statistics and names of files.
func (p *logParser) tail(text string) {
	switch {
	case strings.HasPrefix(text, "diff --"):
		p.part = inDiff
		p.diffs++
	case strings.HasPrefix(text, " "):
		if n, ok := statTotal(text); ok {
			p.stat = n
		}
	case p.part == inNames && text != "" && text != "---":
		p.names++ // --name-only, --name-status, --numstat
	case p.part == inNotes && text != "":
		p.part = inNames
		p.names++
	}
}

// statTotal reads the last line of --stat: " 3 files changed, 10 insertions(+)".
func statTotal(text string) (int, bool) {
	number, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(number)
	return n, err == nil && n >= 0 && (strings.HasPrefix(rest, "files changed") || strings.HasPrefix(rest, "file changed"))
}

func (p *logParser) end() {
	p.finish()
	if p.source.report.Records == 0 {
		p.source.note("no commit was found")
	}
}

// finish files the commit that was read.
func (p *logParser) finish() {
	if !p.started {
		return
	}
	c := p.commit
	when := p.commitAt
	if when.at.IsZero() {
		when = p.authorAt
	}
	c.at, c.authored, c.day = when.at, p.authorAt.at, when.precision > 0
	if when.assumed {
		p.source.assumeZone()
	}
	message := strings.TrimSpace(strings.Join(p.message, "\n"))
	c.subject, c.body, _ = strings.Cut(message, "\n")
	c.body = strings.TrimSpace(c.body)
	c.files = p.diffs
	if c.files == 0 {
		c.files = p.names
	}
	if p.stat > 0 {
		c.files = p.stat
	}
	p.source.add(c)
	*p = logParser{source: p.source, graph: p.graph}
}

// assumeZone notes in which zone dates were read that do not say theirs.
func (s *source) assumeZone() {
	zone := time.UTC
	if s.options.Zone != nil {
		zone = s.options.Zone
	}
	s.note("dates without a zone read as " + zone.String())
}

// commitLine reads a commit's first line: "commit 1d3f… (HEAD -> main, tag: v1.2)".
func commitLine(text string) (id, decoration string, ok bool) {
	rest, found := strings.CutPrefix(text, "commit ")
	if !found {
		return "", "", false
	}
	rest = strings.TrimLeft(rest, "<>-^ ") // the marks of --left-right and --boundary
	id, rest = hash(strings.TrimSpace(rest))
	if id == "" || (rest != "" && !strings.HasPrefix(rest, " (")) {
		return "", "", false
	}
	decoration = strings.Trim(rest, " ()")
	if strings.HasPrefix(decoration, "from ") { // of a merge's diff, not a name of the commit
		decoration = ""
	}
	return id, decoration, true
}

// graphMarks are what --graph draws its columns of, and the blanks between them.
const graphMarks = `*|\/_ `

// undrawn takes off the columns of --graph. A commit's head is not indented, so its lines tell how wide the columns are.
func (p *logParser) undrawn(text string) string {
	if !p.graph {
		return text
	}
	columns := len(text) - len(strings.TrimLeft(text, graphMarks))
	if p.part == inHead {
		if columns < len(text) {
			p.width = columns
		}
		return text[columns:]
	}
	return text[min(columns, p.width):]
}
