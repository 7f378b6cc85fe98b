package when

import (
	"time"
)

// zoneRef is a zone as it was written behind a time. The zero zoneRef is none.
type zoneRef struct {
	kind   zoneKind
	offset int    // seconds east of UTC, for zoneOffset
	name   string // for zoneName
}

type zoneKind uint8

const (
	zoneNone zoneKind = iota
	zoneOffset
	zoneName
)

// instant is when a clock in the zone shows c. incident settles an ambiguous name, and is the zone if none was written.
func (z zoneRef) instant(c civil, incident *time.Location) (time.Time, error) {
	switch z.kind {
	case zoneOffset:
		return c.at(z.offset), nil
	case zoneName:
		loc, err := Zone(z.name, c.at(0), incident)
		if err != nil {
			return time.Time{}, err
		}
		return c.in(loc), nil
	}
	return c.in(incident), nil
}

// location is the zone's place; at is some instant near those that it is wanted for.
func (z zoneRef) location(at time.Time, incident *time.Location) (*time.Location, error) {
	switch z.kind {
	case zoneOffset:
		return fixed(z.offset), nil
	case zoneName:
		return Zone(z.name, at, incident)
	}
	if incident == nil {
		return time.UTC, nil
	}
	return incident, nil
}

// scanShortZone reads an abbreviation in capitals, "Z", "UTC+2" or "GMT-07:00" at b[i:]. Words that merely look like one are none: it must
// be in the table, and end there.
func scanShortZone(b []byte, i int) (z zoneRef, end int) {
	n := 0
	for n < 6 && isUpper(byteAt(b, i+n)) {
		n++
	}
	after := byteAt(b, i+n)
	if n == 0 || n > 5 || (isWord(after) && !isDigit(after)) {
		return zoneRef{}, 0
	}
	if n == 1 && b[i] == 'Z' && !isWord(after) {
		return zoneRef{kind: zoneOffset}, i + 1
	}
	a, known := abbreviations()[string(b[i:i+n])]
	if !known {
		return zoneRef{}, 0
	}
	if a.name == "UTC" || a.name == "GMT" {
		if offset, end := scanOffset(b, i+n, offsetLoose); end > 0 && !isWord(byteAt(b, end)) && byteAt(b, end) != ':' {
			return zoneRef{kind: zoneOffset, offset: offset}, end
		}
		return zoneRef{kind: zoneOffset}, i + n
	}
	if isWord(after) {
		return zoneRef{}, 0
	}
	return zoneRef{kind: zoneName, name: a.name}, i + n
}

// ianaAreas are the first parts of tzdata's names that hold a slash.
var ianaAreas = [...]string{
	"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Brazil", "Canada", "Chile", "Etc", "Europe", "Indian", "Mexico",
	"Pacific", "US",
}

// scanIANA reads a name such as "America/Argentina/Buenos_Aires", "US/Pacific" or "US/PDT" at b[i:].
func scanIANA(b []byte, i int) (z zoneRef, end int) {
	for _, area := range ianaAreas {
		end = i + len(area)
		if end >= len(b) || b[end] != '/' || string(b[i:end]) != area {
			continue
		}
		for end < len(b) && end-i <= maxZoneName && (isWord(b[end]) || b[end] == '/' || b[end] == '-' || b[end] == '+') {
			end++
		}
		for end > i && (b[end-1] == '-' || b[end-1] == '/' || b[end-1] == '_') {
			end--
		}
		if name := string(b[i:end]); knownZone(name) {
			return zoneRef{kind: zoneName, name: name}, end
		}
		return zoneRef{}, 0
	}
	return zoneRef{}, 0
}

func knownZone(name string) bool {
	_, err := Zone(name, time.Time{}, nil)
	return err == nil || len(name) > 3 && name[:3] == "US/" && abbreviations()[name[3:]].name != ""
}
