package when

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Zone is the place or offset that a zone's name stands for at an instant: an IANA name ("America/New_York"), an old link ("US/Pacific"), an
// offset ("+02:00", "UTC-7"), or an abbreviation ("PDT", "ET", "Pacific Time"). An abbreviation that several places use is resolved by the
// incident's zone, where that place uses it; otherwise the error says which places it could mean.
//
// An abbreviation is a place's wall clock, not an offset: "PST" is America/Los_Angeles in July as well, because people write it of the time
// that they saw on the wall. Whoever means the offset can write "-08:00". GMT is UTC at any season. A zero at is some day of this age.
func Zone(name string, at time.Time, incident *time.Location) (*time.Location, error) {
	if a, known := abbreviations()[name]; known { // at once: a log states its zone on every line
		return a.resolve(cmp.Or(at, someDay), incident)
	}
	s := strings.Join(strings.Fields(strings.Trim(strings.TrimSpace(name), "()[]")), " ")
	if s == "" {
		return nil, fmt.Errorf("no zone is named: %s", zoneForms)
	}
	if len(s) > maxZoneName {
		return nil, fmt.Errorf("%.20q… is no zone: %s", s, zoneForms)
	}
	if offset, ok := parseOffset(s); ok {
		return fixed(offset), nil
	}
	if loc, ok, err := abbreviated(s, at, incident); ok {
		return loc, err
	}
	if loc := loadZone(s); loc != nil {
		return loc, nil
	}
	if rest, ok := strings.CutPrefix(s, "US/"); ok { // "US/PDT": the link is US/Pacific, but people write this
		if loc, ok, err := abbreviated(rest, at, incident); ok {
			return loc, err
		}
	}
	return nil, fmt.Errorf("%q is no zone known here: %s", s, zoneForms)
}

// someDay stands in for an instant that is not known; a place's abbreviations change less than once in a decade.
var someDay = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	zoneForms   = "write an IANA name like America/New_York, an offset like -04:00, or UTC"
	maxZoneName = 64 // the longest of tzdata has 32 bytes
)

// abbreviated resolves short names and those written out; ok is false if s is neither.
func abbreviated(s string, at time.Time, incident *time.Location) (loc *time.Location, ok bool, err error) {
	at = cmp.Or(at, someDay)
	key := strings.ToUpper(s)
	if key == "Z" {
		return time.UTC, true, nil
	}
	if a, known := abbreviations()[key]; known {
		loc, err = a.resolve(at, incident)
		return loc, true, err
	}
	words := strings.TrimSuffix(strings.ToLower(s), " time")
	if iana, known := spelledPlaces()[words]; known {
		return located()[iana], true, nil
	}
	if short, known := spelled()[words]; known {
		loc, err = abbreviations()[short].resolve(at, incident)
		return loc, true, err
	}
	return nil, false, nil
}

func (a abbreviation) resolve(at time.Time, incident *time.Location) (*time.Location, error) {
	if loc := a.meant(at, incident); loc != nil {
		return loc, nil
	}
	return nil, fmt.Errorf("%s names several zones: %s; state the incident's own as timezone: in incident.yaml, or write an offset",
		a.name, a.list())
}

// loadZone reads an IANA name. "Local" is refused: what a document says must not hang on the machine that it was made on.
func loadZone(s string) *time.Location {
	if s == "Local" || strings.ContainsAny(s, ". ") {
		return nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil {
		return nil
	}
	return loc
}

// parseOffset reads "+02:00", "-0400", "+2", "UTC-7", "GMT+05:30", and U+2212 as a minus.
func parseOffset(s string) (seconds int, ok bool) {
	if len(s) > 3 && (strings.EqualFold(s[:3], "UTC") || strings.EqualFold(s[:3], "GMT")) {
		s = strings.TrimLeft(s[3:], " ")
	}
	if rest, minus := strings.CutPrefix(s, "−"); minus {
		s = "-" + rest
	}
	seconds, n := scanOffset([]byte(s), 0, offsetLoose)
	return seconds, n == len(s) && n > 0
}

// offsetForm is how much of an offset must be written for it to be one.
type offsetForm int

const (
	offsetLoose  offsetForm = iota // +2, +02, +0200, +02:00
	offsetHours                    // +02, +0200, +02:00
	offsetStrict                   // +0200, +02:00
)

// scanOffset reads a signed offset at b[i:] and says where it ends; n is 0 if there is none. Offsets lie between -12:00 and +14:00.
func scanOffset(b []byte, i int, form offsetForm) (seconds, n int) {
	if i >= len(b) || (b[i] != '+' && b[i] != '-') {
		return 0, 0
	}
	sign := 1
	if b[i] == '-' {
		sign = -1
	}
	i++
	count := digitRun(b, i, 5)
	var hours, minutes int
	switch {
	case count == 4:
		hours, minutes = number(b, i, 2), number(b, i+2, 2)
		i += 4
	case count == 2 && i+2 < len(b) && b[i+2] == ':' && digitRun(b, i+3, 3) == 2:
		hours, minutes = number(b, i, 2), number(b, i+3, 2)
		i += 5
	case count == 2 && form != offsetStrict, count == 1 && form == offsetLoose:
		hours = number(b, i, count)
		i += count
		if form == offsetLoose && count == 1 && i < len(b) && b[i] == ':' && digitRun(b, i+1, 3) == 2 {
			minutes = number(b, i+1, 2)
			i += 3
		}
	default:
		return 0, 0
	}
	seconds = sign * (hours*3600 + minutes*60)
	if minutes > 59 || seconds < -12*3600 || seconds > 14*3600 {
		return 0, 0
	}
	return seconds, i
}

// fixed is the location of an offset: "UTC+05:30".
func fixed(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	sign, abs := "+", offset
	if offset < 0 {
		sign, abs = "-", -offset
	}
	name := "UTC" + sign + twoDigits(abs/3600) + ":" + twoDigits(abs/60%60)
	return time.FixedZone(name, offset)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
