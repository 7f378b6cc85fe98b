package stamped

import (
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// maxHeading is how much of a heading is read.
const maxHeading = 300

var year = regexp.MustCompile(`\b(?:19|20|21)\d\d\b`)

// anyYear is a leap year, so that 29 February without a year is a date.
var anyYear = time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)

// Date is the date that a heading states, "## 2023-09-18", "Monday 18 September 2023", "# Incident on 2023-09-18 - Lack of disk"; ok is false
// if it states none. alone says that the line holds nothing else but a weekday, a zone or punctuation. order is that of the text's dates in
// numbers (see Order), for those that do not tell it themselves.
func Date(heading string, order when.Order) (d Day, alone, ok bool) {
	d, behind, alone := date(heading, order)
	return d, alone, behind > 0
}

// date is the same, with where the date ends; 0 if there is none.
func date(heading string, order when.Order) (d Day, end int, alone bool) {
	heading = heading[:min(len(heading), maxHeading)]
	if d, start, end := numericDate(heading, order); end > 0 {
		return d, end, beside.MatchString(heading[:start]) && beside.MatchString(heading[end:])
	}
	for _, m := range when.Find(heading, when.Context{At: anyYear}) {
		words := heading[m.Start:m.End]
		on := unzoned(words, m)
		if !on.Date || on.Ago || on.From.IsZero() {
			continue
		}
		if s, _, ok := scan(words); ok && s.HasDate() {
			y, month, dom := s.Date()
			d = Day{y, month, dom}
		} else {
			d = dayOf(on.From, time.UTC)
		}
		if !year.MatchString(words) {
			d.Year = 0
		}
		return d, m.End, beside.MatchString(heading[:m.Start]) && beside.MatchString(heading[m.End:])
	}
	return Day{}, 0, false
}

// unzoned is a mention read from its own words alone: a zone elsewhere in the heading would make
// its midnight an hour of another day in UTC, and one that names several places no instant at all.
func unzoned(words string, m when.Mention) when.Mention {
	if m.Clock {
		return m
	}
	if alone := when.Find(words, when.Context{At: anyYear}); len(alone) > 0 {
		return alone[0]
	}
	return m
}

// beside is what may stand beside a date that is a heading of its own.
var beside = regexp.MustCompile(`^[\s#*_=|>:,.~-]*(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?)?[\s*_=|:,.~-]*(?:\(?[A-Z]{1,5}(?:[+-]\d{1,2})?\)?)?[\s#*_=|:~-]*$`)

var (
	aboutTimes = regexp.MustCompile(`(?i)(?:\b|_)(?:times?|timestamps?|time ?zone|timeline|clock|tz)\b`)
	bracketed  = regexp.MustCompile(`\(([^()]{1,60})\)`)
	zoneWord   = regexp.MustCompile(`^(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z][A-Za-z]+(?:/[A-Za-z_+-]+)+)$`)
)

// Zone is the zone that a heading or a header line states for the times below it: "Timeline (UTC)", "All times are PDT", "Times in
// America/Los_Angeles", "**Oct 19 (PDT)**", "2025-10-19 PDT". It returns "" if none is stated, and an error if the name is a zone's but fits several places.
func Zone(line string, at time.Time, incident *time.Location) (name string, loc *time.Location, err error) {
	line = line[:min(len(line), maxHeading)]
	var candidates []string
	_, dated, alone := date(line, when.Unsettled)
	timed := aboutTimes.FindStringIndex(line)
	if dated == 0 && timed == nil {
		return "", nil, nil
	}
	for _, m := range bracketed.FindAllStringSubmatch(line, 4) {
		candidates = append(candidates, zoneCandidates(m[1])...)
	}
	if timed != nil {
		candidates = append(candidates, zoneCandidates(line[timed[0]:])...)
	}
	if alone {
		candidates = append(candidates, zoneCandidates(line[dated:])...)
	}
	for _, c := range candidates {
		loc, err := when.Zone(c, at, incident)
		if err == nil {
			return c, loc, nil
		}
		if s, _, ok := scan("13:42 " + c); ok && s.HasZone() {
			return c, nil, err // a zone's name, and not to be resolved
		}
	}
	return "", nil, nil
}

// zoneCandidates are the words of a text that may be a zone's name: "Pacific Time" as a whole, and each that is written like one.
func zoneCandidates(s string) []string {
	var out []string
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.Trim(w, "()[]{}:;,.*_`|#\"'")
	}
	for i, w := range words {
		if i+1 < len(words) && strings.EqualFold(words[i+1], "time") && !strings.EqualFold(w, "all") {
			out = append(out, w+" "+words[i+1])
		}
		if zoneWord.MatchString(w) {
			out = append(out, w)
		}
	}
	return out
}
