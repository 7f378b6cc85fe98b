package notes

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/notes/stamped"
)

// head reads a heading.
func (p *parser) head(text string, level, n int) {
	p.open, p.table = -1, nil
	if level == metaLevel {
		p.date(text, n)
		p.zone(text)
		if labelled.MatchString(text) && clockInside.MatchString(text) {
			p.start(item{}, text, n) // "Start Date: 10/01/2018 13:27"
			p.open = -1
		}
		return
	}
	p.headings++
	p.heading.Group++
	st, rest, timed := cutStamp(text, false)
	timed = timed && !dateOnly(st)
	alone := false
	if !timed || st.HasDate() {
		alone = p.date(text, n)
	}
	p.zone(text)
	if timed {
		p.start(item{timed: true, entry: stamped.Entry{Stamp: st}}, rest, n)
		return
	}
	title := p.headings == 1 && level == 1
	p.section, p.listing = "", listOf(text)
	if !title && !alone {
		p.section = stamped.Clip(text, maxLabel)
	}
	if clockInside.MatchString(text) {
		p.start(item{heading: true}, text, n) // "Outage on 30 November, 06:35 – 14:43 UTC"
		p.open = -1
	}
}

// clockInside is what a text must hold to state a time of day.
var clockInside = regexp.MustCompile(`(?i)\d[:.h]\d\d|\d\s*[ap]\.?m\b|\d{3,4}\s?(?:z|utc)\b`)

// date takes the date that a heading or a header line states, and says whether it states nothing else.
func (p *parser) date(text string, n int) (alone bool) {
	day, alone, ok := stamped.Date(text, p.order)
	if !ok {
		return false
	}
	if day.Year != 0 {
		p.stated = day
	} else if p.stated.Year != 0 {
		day = day.Beside(p.stated)
	}
	p.heading.Day, p.heading.From = day, n
	return alone
}

// zone takes the zone that a heading or a header line states.
func (p *parser) zone(text string) {
	_, loc, err := stamped.Zone(text, p.o.Near.From, p.o.Zone)
	switch {
	case err != nil:
		p.ambiguous = err.Error()
	case loc != nil:
		p.heading.Zone, p.ambiguous = loc, ""
	}
}

var (
	zoneLine = regexp.MustCompile(`(?i)^[\s>*_(-]*(?:all |the |note: ?)*(?:times?|timestamps?|time ?zone|tz)\b`)
	dateLine = regexp.MustCompile(`(?i)^[\s>*_-]*(?:incident |event |start )?(?:date|day|published|posted|written|created)(?: on)?\b[*_]*\s*[:=|]`)
)

// metaLevel is the level of a header line, which states a date or a zone and opens no section.
const metaLevel = 7

// headingText is the text of a heading, and its level: "## …", an underlined line, a line all in bold, a date by itself, and the header lines
// "Date: …" and "All times in …".
func (p *parser) headingText(line, next string) (text string, level int, ok bool) {
	t := strings.TrimSpace(line)
	if rest := strings.TrimLeft(t, "#"); rest != t && len(t)-len(rest) <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
		return strings.TrimSpace(strings.TrimRight(rest, "# ")), len(t) - len(rest), true
	}
	if len(t) > maxHeading || listMarked(line) || stampedLine(t) {
		return "", 0, false
	}
	if underline.MatchString(next) {
		return t, 1 + strings.Count(strings.TrimSpace(next)[:1], "-"), true
	}
	if inner := strings.Trim(t, "*_: "); strings.HasPrefix(t, "**") && strings.Count(t, "**") == 2 &&
		strings.HasSuffix(strings.TrimRight(t, ": "), "**") {
		return inner, 3, true
	}
	if (zoneLine.MatchString(t) && !labelled.MatchString(t)) || dateLine.MatchString(t) {
		return t, metaLevel, true
	}
	if _, alone, dated := stamped.Date(t, p.order); dated && alone {
		return t, 3, true
	}
	return "", 0, false
}

// titleText is a first line that is a title though nothing marks it as one: it states a date, and is no sentence.
func (p *parser) titleText(line string) (text string, level int, ok bool) {
	t := strings.TrimSpace(line)
	if len(t) > maxHeading || strings.HasSuffix(t, ".") || listMarked(line) || stampedLine(t) {
		return "", 0, false
	}
	_, _, dated := stamped.Date(t, p.order)
	return t, 1, dated
}

// maxHeading is the length up to which a line that is not marked as one can be a heading.
const maxHeading = 160

func listMarked(line string) bool { return listMark.FindStringSubmatchIndex(line)[4] >= 0 }

func stampedLine(line string) bool {
	st, _, ok := cutStamp(line, false)
	return ok && !dateOnly(st)
}
