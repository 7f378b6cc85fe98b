package logs

import (
	"cmp"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// rotation is what the name of a log says about its place among those that were put aside of it: app.log, app.log.1, app.log.2.gz,
// app.log-20251020, app.2025-10-20.log, app.2025-10-20.3.log.gz. Names are a help only: what they say is held against what is in the files.
type rotation struct {
	stem   string // folder and name without what tells the files of a set apart
	date   string // the digits of the date, and of the time behind it; "" if there is none
	number int    // counted back from the file that is written to, which has 0; behind a date, which file of that date
}

// dated is a date in a name, with or without a time, or a count of seconds, as logrotate, logback, log4j, Tomcat, lumberjack and others write
// it. A longer run of digits is no date.
var dated = regexp.MustCompile(`(^|[^0-9A-Za-z])((?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d(?:[T_-]?[0-2]\d(?:[-_:.]?[0-5]\d(?:[-_:.]?[0-5]\d)?)?)?(?:[.,]\d{3})?Z?|1\d{9})($|[^0-9A-Za-z])`)

// rotationOf reads a name. A number counts as one only where programs that rotate write it: at the very end, or next to a date. In web.1.log
// and api-2.log it is as likely that of a machine.
func rotationOf(name string) rotation {
	dir, base := path.Split(name)
	for _, packed := range [...]string{".gz", ".zst", ".bz2"} {
		base = strings.TrimSuffix(base, packed)
	}
	var r rotation
	if m := dated.FindStringSubmatchIndex(base); m != nil {
		r.date = strings.Map(digit, base[m[4]:m[5]])
		base = base[:m[2]] + "\x00" + base[m[6]:]
	}
	base, r.number = numbered(base, r.date != "")
	r.stem = dir + strings.ReplaceAll(base, "\x00", "")
	return r
}

func digit(c rune) rune {
	if c < '0' || c > '9' {
		return -1
	}
	return c
}

// numbered takes the number off a name in which a zero stands for the date.
func numbered(base string, date bool) (string, int) {
	const most = 4 // digits; more are a date of some kind, or an id
	i := strings.LastIndexAny(base, ".-")
	if n, ok := count(base[i+1:], most); ok && i > 0 && (base[i] == '.' || base[i-1] == 0) {
		return base[:i], n
	}
	if !date {
		return base, 0
	}
	before, after, _ := strings.Cut(base, "\x00")
	if after != "" && strings.ContainsRune(".-_", rune(after[0])) {
		word, rest, _ := strings.Cut(after[1:], ".")
		if n, ok := count(word, most); ok {
			return before + "\x00." + rest, n
		}
	}
	return base, 0
}

func count(s string, most int) (int, bool) {
	if len(s) == 0 || len(s) > most || strings.IndexFunc(s, func(c rune) bool { return digit(c) < 0 }) >= 0 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// compare orders the rotations of one stem as they were written, by name: those with a date by it, then those with a number, which counts back.
// The numbers of one date count forth with most programs.
func (r rotation) compare(o rotation) int {
	switch {
	case r.date != "" && o.date != "":
		return cmp.Or(cmp.Compare(r.date, o.date), cmp.Compare(r.number, o.number))
	case r.date != "":
		return -1
	case o.date != "":
		return 1
	}
	return cmp.Compare(o.number, r.number)
}
