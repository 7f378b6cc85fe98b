package when

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

const timeForms = "write 2025-10-20 02:48 EDT or 2025-10-20T06:48:00Z"

// maxTime is how long a time may be written; the longest form with the longest zone has some 70 bytes.
const maxTime = 128

// Parse reads one whole time as people write it in a flag or in incident.yaml: RFC 3339, "2025-10-20 02:48", "2025-10-20 02:48 EDT",
// "2025-10-20T06:48Z", "2025-10-20", the same with the month in words, and every other stamp that states its year. zone is that of a time
// which states none (nil is UTC), and settles an ambiguous abbreviation. The precision is that of what was written: a day for a date alone,
// which is its midnight. Every error quotes what was written and says what to write instead.
func Parse(s string, zone *time.Location) (at time.Time, precision time.Duration, err error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return at, 0, fmt.Errorf("no time is given: %s", timeForms)
	}
	if len(text) > maxTime {
		return at, 0, fmt.Errorf("%.20q… is no time: %s", text, timeForms)
	}
	b := []byte(text)
	if stamp, ok := wholeStamp(b); ok {
		at, err = stamp.Resolve(zone, Span{})
		if err != nil {
			return time.Time{}, 0, fmt.Errorf("%q: %w", text, adviseParse(err))
		}
		return at, stamp.Precision(), nil
	}
	if d, end := scanDate(b, 0); end == len(b) && (d.kind == dateFull || d.kind == dateUnsettled) {
		if d.kind == dateUnsettled {
			return at, 0, Stamp{numbersOf: d.numbers}.unsettled()
		}
		if d.problem != "" {
			return at, 0, fmt.Errorf("%q is no time: %s", text, d.problem)
		}
		c := civil{year: d.year, month: d.month, dom: d.dom}
		return c.in(zone), day, nil
	}
	return at, 0, fmt.Errorf("%q is no time: %s", text, timeForms)
}

// wholeStamp reads a text that is a stamp and perhaps a zone, and nothing else.
func wholeStamp(b []byte) (Stamp, bool) {
	l, ok := Detect(b)
	if !ok {
		return Stamp{}, false
	}
	l.named = true
	s, n, ok := l.Scan(b)
	if !ok || l.open != 0 {
		return Stamp{}, false
	}
	if n == len(b) {
		return s, true
	}
	// A zone in a form that no log line has: "Pacific Time", "edt", "Japan".
	name := string(b[n:])
	if s.HasZone() || !isBlank(b[n-1]) || isDigit(name[0]) {
		return Stamp{}, false
	}
	if _, err := Zone(name, s.civil.at(0), nil); err != nil && abbreviations()[strings.ToUpper(name)].name == "" {
		return Stamp{}, false
	}
	s.zone = zoneRef{kind: zoneName, name: name}
	return s, true
}

// adviseParse says what to write where a stamp states too little.
func adviseParse(err error) error {
	switch {
	case errors.Is(err, ErrNoYear):
		return errors.New("the time states no year: " + timeForms)
	case errors.Is(err, ErrNoDate):
		return errors.New("the time states no date: " + timeForms)
	}
	return err
}
