package notes

import (
	"regexp"
	"time"

	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/internal/when"
)

// This file tells the day of an incident from that of the account of it.

// longBefore is how many days before an account's own date an incident lies at most: reports are published within weeks, and what lay further back is
// told as background.
const longBefore = 60

// ofIncident dates the times that stand below a heading with a date, but no date of their own, by the one day that the account's prose above them states
// for the incident: a fault report of 30 November may tell of the 18th.
func (p *parser) ofIncident() {
	first := 0
	for first < len(p.items) && !p.items[first].timed {
		first++
	}
	if first == len(p.items) {
		return
	}
	head := p.items[first].entry
	if head.Day.Year == 0 || head.Stamp.HasDate() {
		return
	}
	day, line := p.toldDay(p.items[:first], head)
	if day.IsZero() {
		return
	}
	for i := first; i < len(p.items); i++ {
		if e := &p.items[i].entry; e.From == head.From && !e.Stamp.HasDate() {
			e.Day, e.From = day, line
		}
	}
}

// toldDay is the one day before a heading's that sentences of trouble state; the zero Day if none does, or several.
func (p *parser) toldDay(items []item, head stamped.Entry) (day stamped.Day, line int) {
	at := head.Day.Start(time.UTC)
	for i := range items {
		it := &items[i]
		text := it.text()
		if it.entry.Line < head.From || it.heading || !isProse(text) {
			continue
		}
		for _, m := range when.Find(text, when.Context{At: at.Add(24 * time.Hour), Zone: time.UTC, Order: p.order}) {
			if !m.Date || m.From.IsZero() || m.Ago || !m.To.IsZero() || !troubleBeside(text, m) {
				continue
			}
			d := stamped.DayOf(m.From)
			switch before := at.Sub(d.Start(time.UTC)); {
			case d == head.Day:
				return stamped.Day{}, 0
			case before <= 0 || before > longBefore*24*time.Hour:
				continue
			case !day.IsZero() && d != day:
				return stamped.Day{}, 0
			}
			day, line = d, it.entry.Line
		}
	}
	return day, line
}

// troubleBeside says whether the sentence in which a date stands tells of trouble.
func troubleBeside(text string, m when.Mention) bool {
	from := sentenceBreak.FindAllStringIndex(text[:m.Start], -1)
	start := 0
	if n := len(from); n > 0 {
		start = from[n-1][1]
	}
	end := len(text)
	if next := sentenceBreak.FindStringIndex(text[m.End:]); next != nil {
		end = m.End + next[0]
	}
	return trouble.MatchString(text[start:end]) && !planned.MatchString(text[start:end])
}

var (
	sentenceBreak = regexp.MustCompile(`[.!?](?:\s|$)|\n\n`)
	trouble       = regexp.MustCompile(`(?i)\b(?:outage|incident|downtime|disruption|interruption|unavailab\w+|unable|down|fail\w*|errors?|complain\w*|problems?|issues?|degrad\w+|latency|lost|loss|crash\w*)\b`)
	planned       = regexp.MustCompile(`(?i)\b(?:deployed|released|merged|introduced|previous|earlier|similar|last (?:month|year)|scheduled|planned|maintenance|will)\b`)
)
