package template

import "strings"

// path is the length of the path or URL at the beginning of what is left of the message; 0 if there is none. It has two slashes or more,
// or begins as paths do.
func (s *splitter) path(rest string) int {
	n, rooted := root(rest)
	if !rooted && s.at < s.pathless {
		return 0
	}
	slashes, query := 0, false
	for n < len(rest) && (pathByte(rest[n]) || query && rest[n] > ' ' && strings.IndexByte(",;:=", rest[n]) >= 0) {
		switch rest[n] {
		case '/', '\\':
			slashes++
		case '?':
			query = true
		}
		n++
	}
	if !rooted && slashes < 2 {
		s.pathless = s.at + n
		return 0
	}
	for n > 1 && (rest[n-1] == '.' || rest[n-1] == ':') {
		n--
	}
	return n
}

// root is the length of what a path begins with: a scheme, a drive.
func root(s string) (n int, rooted bool) {
	for n < len(s) && n < 12 && (s[n]|0x20)-'a' <= 'z'-'a' {
		n++
	}
	switch {
	case n == 1 && strings.HasPrefix(s[1:], `:\`):
		return 3, true
	case n > 1 && strings.HasPrefix(s[n:], "://"):
		return n + 3, true
	case n > 0:
		return 0, false
	}
	return 0, s[0] == '/' || strings.HasPrefix(s, "~/") || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") || strings.HasPrefix(s, `\\`)
}

func pathByte(c byte) bool {
	switch c {
	case '"', '\'', '<', '>', '|', '(', ')', '[', ']', '{', '}', ',', ';', ':', '=':
		return false
	}
	return c > ' '
}

// hexLen is the length of the groups of hexadecimal digits with colons between at the beginning of s, of which a machine's address consists; 0 if there
// are fewer than four.
func hexLen(s string) int {
	n, colons := 0, 0
	for ; n < len(s) && n < 48; n++ {
		c := s[n]
		if c == ':' {
			colons++
		} else if c-'0' > 9 && (c|0x20)-'a' > 'f'-'a' {
			break
		}
	}
	if colons < 3 || n < len(s) && wordly(s[n]) {
		return 0
	}
	for n > 0 && s[n-1] == ':' {
		n--
	}
	return n
}

// portLen is the length of the port behind a machine's name, or the line behind a file's, with its colon; 0 if there is none.
func portLen(s string) int {
	n := 1
	for n < len(s) && n < 7 && s[n]-'0' <= 9 {
		n++
	}
	if n == 1 || s == "" || s[0] != ':' || n < len(s) && wordly(s[n]) {
		return 0
	}
	return n
}

// longestQuote is how far the end of a quoted name is looked for.
const longestQuote = 80

// quotedLen is the length of a quoted name: up to three words, none with a digit; 0 if what stands in the quotes is longer or does not end.
func quotedLen(s string, quote byte) int {
	blanks := 0
	for i := range min(len(s), longestQuote) {
		c := s[i]
		switch {
		case c == quote && i > 0 && (i+1 == len(s) || !wordly(s[i+1])):
			return i
		case c-'0' <= 9 || c == '=' || c == ':':
			return 0
		case c == ' ':
			if blanks++; blanks > 2 {
				return 0
			}
		}
	}
	return 0
}

// classify says of each word what it may become.
func (s *splitter) classify() {
	s.masked = false
	for i := range s.words {
		w := &s.words[i]
		if w.kind != wild {
			w.kind = kindOf(w.text)
		}
		s.masked = s.masked || w.kind == wild
		if w.told && w.kind <= ident || i > 0 && w.kind == plain && !w.slot && s.infinitive(i) {
			w.kind = fixed
		}
	}
	for i := range s.words {
		if w := &s.words[i]; s.masked && w.kind != wild && isCalendar(w.text) && s.nearWild(i) {
			w.kind = wild
		}
	}
}

// nearWild says whether a neighbour of a word, parted from it by nothing but a blank or a comma, varies or belongs to a date.
func (s *splitter) nearWild(i int) bool {
	near := func(glue string, w *word) bool {
		return (glue == " " || glue == ", " || glue == "-" || glue == "") && (w.kind == wild || isCalendar(w.text))
	}
	return i > 0 && near(s.words[i].glue, &s.words[i-1]) || i+1 < len(s.words) && near(s.words[i+1].glue, &s.words[i+1])
}

// kindOf is the kind of a word that stands by itself.
func kindOf(w string) kind {
	digits, parts, capitals, marks, letters, hex := 0, 1, 0, 0, 0, 0
	for i := range len(w) {
		c := w[i]
		switch {
		case c-'0' <= 9:
			digits++
		case c-'A' <= 'Z'-'A':
			letters++
			if i > 0 && (w[i-1]-'a' <= 'z'-'a') {
				capitals++
			}
		case c-'a' <= 'z'-'a' || c >= 0x80:
			letters++
		case c == '.':
			parts++
		case c != '\'':
			marks++
		}
		if (c|0x20)-'a' <= 'f'-'a' {
			hex++
		}
	}
	switch {
	case digits > 0, hex == len(w) && hex >= 8:
		return wild
	case isFixed(w):
		return fixed
	case isState(w):
		return state
	case strings.IndexByte(w, '@') > 0, parts > 1 && isHost(w, parts):
		return wild
	case parts > 1 || marks > 0 || capitals > 0 && w[0]-'A' <= 'Z'-'A':
		return ident
	}
	return plain
}

// isHost says whether a word of parts with dots between is the name of a machine, a file or a class: it has three parts, or its last is one that machines
// or files have.
func isHost(w string, parts int) bool {
	last := w[strings.LastIndexByte(w, '.')+1:]
	if strings.HasSuffix(last, "Exception") || strings.HasSuffix(last, "Error") {
		return false
	}
	if parts > 2 {
		return len(last) > 0
	}
	switch strings.ToLower(last) {
	case "com", "net", "org", "edu", "gov", "io", "local", "internal", "localdomain", "lan",
		"log", "txt", "conf", "cfg", "ini", "xml", "json", "yaml", "yml", "toml", "csv", "tsv", "tmp", "bak", "dat", "db", "lock", "pid", "sock",
		"exe", "dll", "so", "sys", "bin", "jar", "war", "sh", "bat", "py", "rb", "go", "java", "js", "ts", "php", "cpp", "html", "htm", "css",
		"zip", "gz", "tar", "tgz", "rpm", "deb", "iso", "img", "key", "crt", "pem", "png", "jpg", "gif", "pdf",
		"service", "socket", "timer", "target", "mount", "slice", "scope":
		return true
	}
	return false
}

// isCalendar says whether a word is the name of a month, a day or a zone, or half a day, as dates have them.
func isCalendar(w string) bool {
	switch w {
	case "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
		"January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
		"UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "CET", "CEST", "BST", "IST", "JST", "AM", "PM", "am", "pm":
		return true
	}
	return false
}

// isUnit says whether a word is a unit that stands behind a number.
func isUnit(w string) bool {
	switch w {
	case "B", "KB", "MB", "GB", "TB", "kB", "KiB", "MiB", "GiB", "TiB", "k", "K", "M", "G", "byte", "bytes", "Bytes", "bits", "bit", "kbps", "Mbps",
		"ns", "us", "µs", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours",
		"d", "day", "days", "msec", "msecs", "millis", "milliseconds", "millisecond", "microseconds", "MILLISECONDS", "SECONDS", "Hz", "kHz", "MHz", "GHz", "percent", "%":
		return true
	}
	return false
}
