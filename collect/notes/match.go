package notes

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/internal/when"
)

var gitLog = regexp.MustCompile(`(?m)^(?:commit [0-9a-f]{40}\b|Author:\s|diff --git )`)

// machine is how lines look that a program wrote behind their stamp: a level, key=value, a process with its number, JSON.
var machine = regexp.MustCompile(`^\W{0,3}(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE)\b|\blevel=|^\S+ [\w./-]+\[\d+\]:|\b[a-z_]+=\S+ [a-z_]+=|^\{"|^\[?[\w.-]+\] |\b(?:GET|POST|PUT) /|^\d{1,3}(?:\.\d{1,3}){3}\b`)

// phone is a date and time as WhatsApp and Telegram export it: "23/12/24, 17:41:09", "6/9/24, 6:47 PM".
var phone = regexp.MustCompile(`^\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d`)

// sampleSize is how much of a head is looked at first. It holds some 100 lines, and a log's looks are plain after a few.
const sampleSize = 8 << 10

// matchText knows notes by lines that begin with a time, to the minute, behind list marks or below headings, with prose behind it. What a
// program wrote has seconds and no marks, and its own looks behind the stamp.
func matchText(h file.Head) file.Match {
	if kind := h.JSON().Kind; kind == "object" || kind == "array" || h.Empty() || !h.Text() || gitLog.Match(h.Data) {
		return file.Match{}
	}
	p := parse(stamped.Sample(h.Data, sampleSize), file.Options{Zone: time.UTC})
	if p.timed == 0 && len(h.Data) > sampleSize { // a long preamble
		p = parse(h.Data, file.Options{Zone: time.UTC})
	}
	if p.timed == 0 {
		return untimedMatch(p)
	}
	entries := timedEntries(p.items)
	m := file.Match{Undated: stamped.Undated(entries)}
	m.Score = score(p)
	if m.Score == 0 {
		return file.Match{}
	}
	return m
}

// score is how sure it is that a text with stamps is notes.
func score(p *parser) int {
	seconds, machines, listed, spoken, phones := 0, 0, 0, 0, 0
	for _, it := range p.items {
		if !it.timed {
			continue
		}
		first := it.lines[0]
		if it.entry.Stamp.Precision() < time.Minute {
			seconds++
		}
		if machine.MatchString(first) {
			machines++
		}
		if it.listed {
			listed++
		}
		if angled.MatchString(first) {
			spoken++
		}
		if tag, _ := tagOf(named, first); tag != "" && phone.MatchString(it.entry.Stamp.Words) {
			phones++
		}
	}
	switch {
	case phones*2 > p.timed:
		return 80
	case machines*2 > p.timed && seconds*2 > p.timed:
		return 0
	case listed*2 >= p.timed:
		return 85
	case spoken*2 > p.timed:
		return 75
	case seconds*2 <= p.timed && p.headings > 0:
		return 75
	case seconds*2 <= p.timed:
		return 60
	case p.headings > 0 && p.timed*2 < p.lines:
		return 55
	}
	return 20
}

// untimedMatch judges a text no line of which begins with a time: an account in prose, or a list of measures.
func untimedMatch(p *parser) file.Match {
	marked, told, undated, dated := 0, 0, 0, false
	w := writer{o: p.o, order: p.order}
	w.near, _ = p.statedDay(time.UTC)
	for _, it := range p.items {
		dated = dated || !it.entry.Day.IsZero() || !w.near.IsZero()
		switch {
		case it.marked != "":
			marked++
		case (it.heading || !it.day.IsZero() || isProse(it.text()) || labelled.MatchString(it.text())) && w.statesTimes(it.text(), it, it.entry.Day):
			told++
		case isProse(it.text()) && statesClock(it.text()):
			undated++
		}
	}
	switch {
	case told > 0 && (dated || p.headings > 0):
		return file.Match{Score: 50, Undated: !dated}
	case told > 0, marked > 0 && p.headings > 0, marked > 2:
		return file.Match{Score: 40, Undated: !dated}
	case undated > 0 && p.headings > 0:
		return file.Match{Score: 40, Undated: true} // "On Thursday, July 17th, between 17:00 and 21:15 UTC": the year is to be found elsewhere
	}
	return file.Match{}
}

// statesClock says whether a text states a range of times of day, or two times, whatever day they are of.
func statesClock(text string) bool {
	n := 0
	for _, m := range when.Find(text, when.Context{}) {
		if m.Clock && !m.Ago {
			n += len(clockInside.FindAllString(text[m.Start:m.End], 2))
		}
	}
	return n > 1
}

// labelled is a line of a form that an account begins with: "Impact Start Date (UTC) 2021-02-08T18:31", "**Resolved:** 4 May, 10:20 CEST".
var labelled = regexp.MustCompile(`(?mi)^[\s>*_|-]*(?:(?:date|time)(?: and time)? of (?:the )?(?:incident|outage|failure|impact|event|disruption|resolution|detection|recovery|restoration)\b[*_\s]*[:|][^\n]{0,40}\d|(?:incident|impact|outage|event|downtime|disruption)?[ \w]{0,12}(?:duration|window|period|downtime)\b[^:|\n\d]{0,20}[:|][^\n]{0,60}\d{1,2}[:.]\d\d|(?:[-*+•] )?[^:\n\d]{2,40}: ?\d{1,2}:\d\d(?: ?[ap]m)? ?(?:[A-Z]{2,5} )?(?:-|–|—|to|until) ?\d{1,2}:\d\d|(?:(?:incident|impact|outage|event|issue|problem|service|time|date)[\w/ ]{0,20}\s)?(?:start(?:ed)?(?: (?:date|time))?|began|beginning|detect(?:ed|ion)|discovered|reported|identified|mitigated|resolved|resolution|restored|recover(?:ed|y)|end(?:ed)?)\b[^:|\n\d]{0,30}[:|\s*_]+(?:[A-Z][a-z]{2,8}\.?,? ){0,2}\S*\d)`)

// isProse tells sentences from what a program wrote without a stamp at its lines' starts: most of their words are nothing but letters, and a
// full stop ends them. A sentence with a time in it has at least these many words.
func isProse(text string) bool {
	const least = 6
	words := strings.Fields(text)
	plain := 0
	for _, w := range words {
		if !strings.ContainsFunc(strings.Trim(w, `.,;:!?()"'*_`), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }) {
			plain++
		}
	}
	return len(words) >= least && plain*2 >= len(words) && strings.Contains(text+" ", ". ")
}
