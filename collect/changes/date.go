package changes

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// layout is one of git's date formats (git-log(1), --date). They are told apart by their form alone, and all but the "-local" ones and
// "short" say their offset, which is a number: no abbreviation is ever guessed.
type layout struct {
	form  string
	zoned bool
	day   bool // no time of day
}

func layouts() []layout {
	return []layout{
		{form: "Mon Jan 2 15:04:05 2006 -0700", zoned: true},  // default
		{form: "2006-01-02 15:04:05 -0700", zoned: true},      // iso
		{form: time.RFC3339, zoned: true},                     // iso-strict
		{form: "Mon, 2 Jan 2006 15:04:05 -0700", zoned: true}, // rfc
		{form: "Mon Jan 2 15:04:05 2006"},                     // local
		{form: "2006-01-02 15:04:05"},                         // iso-local
		{form: "2006-01-02T15:04:05"},                         // format:%Y-%m-%dT%H:%M:%S
		{form: "Mon, 2 Jan 2006 15:04:05"},                    // rfc-local, as some print it
		{form: "2006-01-02", day: true},                       // short
		{form: "2006-01-02 15:04 -0700", zoned: true},         // format:%Y-%m-%d %H:%M %z
		{form: "2006-01-02 15:04:05 -07:00", zoned: true},     // other tools' iso
		{form: "Mon Jan 2 15:04:05 -0700 2006", zoned: true},  // date(1)'s order, with an offset
	}
}

// stamp is a date as it was written.
type stamp struct {
	at        time.Time // UTC; zero if there is none
	precision time.Duration
	assumed   bool // the zone is not said
}

// parseDate reads one whole date in any of git's formats; zone is that of one that does not say its own. Relative and "human" dates ("3 days
// ago") depend on when the log was printed, and are none.
func parseDate(s string, zone *time.Location) (stamp, bool) {
	s = strings.TrimSpace(s)
	if len(s) < len("2006-01-02") || len(s) > 40 {
		return stamp{}, false
	}
	if at, ok := unixDate(s); ok {
		return stamp{at: at}, true
	}
	for _, l := range layouts() {
		at, err := time.ParseInLocation(l.form, s, cmp.Or(zone, time.UTC))
		if err != nil {
			continue
		}
		d := stamp{at: at.UTC(), assumed: !l.zoned}
		if l.day {
			d.precision = 24 * time.Hour
		}
		return d, true
	}
	return stamp{}, false
}

// unixDate reads --date=unix and --date=raw: seconds, and the author's offset, which changes nothing.
func unixDate(s string) (time.Time, bool) {
	seconds, offset, raw := strings.Cut(strings.TrimPrefix(s, "@"), " ")
	if raw && (len(offset) != len("+0000") || strings.IndexByte("+-", offset[0]) < 0 || !digits(offset[1:])) {
		return time.Time{}, false
	}
	if len(seconds) < 9 || len(seconds) > 10 || !digits(seconds) { // from 1973 on
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(n, 0).UTC(), err == nil
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// hash is the hash that a line begins with, 7 digits at least, and the rest of the line; "" if there is none.
func hash(line string) (id, rest string) {
	n := 0
	for n < len(line) && (line[n] >= '0' && line[n] <= '9' || line[n] >= 'a' && line[n] <= 'f') {
		n++
	}
	const shortest, longest = 7, 64 // git's default abbreviation, and SHA-256
	if n < shortest || n > longest {
		return "", line
	}
	return line[:n], line[n:]
}
