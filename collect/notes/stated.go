package notes

import (
	"cmp"
	"regexp"
	"time"

	"github.com/pes-dev/pes/internal/when"
)

// statedDay finds the day that an account speaks of, for dates and times that nothing else completes: no heading, no line, no other file.
//
// It is the first time of day that a paragraph states with a whole date, since that is when something happened. Else, where only years are
// missing, the latest whole date, which as a rule is that of writing, soon after; where days are missing, the first in a sentence, since a
// byline dates the writing.
func (p *parser) statedDay(zone *time.Location) (day when.Span, line int) {
	var latest, first, written when.Span
	var latestLine, firstLine, writtenLine int
	yearless := false
	for i := range p.items {
		it := &p.items[i]
		yearless = yearless || (!it.entry.Day.IsZero() && it.entry.Day.Year == 0)
		text := it.text()
		for _, m := range when.Find(text, when.Context{Zone: cmp.Or(it.entry.Zone, zone), Order: p.order}) {
			if m.From.IsZero() || m.Ago || !m.Date || !statedYear.MatchString(text[m.Start:m.End]) {
				continue
			}
			at := when.Span{From: m.From, To: m.From}
			if !m.Clock {
				at.To = m.From.Add(24*time.Hour - time.Second)
			}
			if m.Clock && !it.timed {
				return at, it.entry.Line
			}
			if afterwards.MatchString(text[:m.Start]) {
				if written.IsZero() || m.From.After(written.From) {
					written, writtenLine = at, it.entry.Line
				}
				continue
			}
			if latest.IsZero() || m.From.After(latest.From) {
				latest, latestLine = at, it.entry.Line
			}
			if first.IsZero() && isProse(text) {
				first, firstLine = at, it.entry.Line
			}
		}
	}
	if !written.IsZero() && (latest.IsZero() || (yearless && written.From.After(latest.From))) {
		latest, latestLine = written, writtenLine
	}
	if yearless || first.IsZero() {
		return latest, latestLine
	}
	return first, firstLine
}

// afterwards is what stands before the date of what was done when all was over.
var afterwards = regexp.MustCompile(`(?i)\b(?:retro\w*|review|post-?mortem|meeting|published|posted|written|created|updated|prepared|report|due|held|author)\b[^.\n]{0,20}[:|]?[\s*_]*$`)

var statedYear = regexp.MustCompile(`\b(?:19|20|21)\d\d\b|\b\d{1,2}/\d{1,2}/\d\d\b`)
