package when

import "bytes"

// maxInlineCode is how far apart the backticks of inline code may stand.
const maxInlineCode = 200

// skip passes over what yields no times at b[i:]: code, addresses, paths. It returns i if there is no such thing.
func (f *finder) skip(i int) int {
	b := f.b
	if c := b[i]; c == '`' {
		return f.skipCode(i)
	}
	if isWord(byteAt(b, i-1)) {
		return i
	}
	switch c := b[i]; {
	case c == '/' || c == '\\':
		if isWord(byteAt(b, i+1)) {
			return chunkEnd(b, i)
		}
	case (c == '.' || c == '~') && byteAt(b, i+1) == '/':
		return chunkEnd(b, i)
	case isLetter(c):
		if addressAt(b, i) {
			return chunkEnd(b, i)
		}
		f.noteTextZone(i)
	}
	return i
}

// addressAt says that a URL or a path begins at b[i], a letter.
func addressAt(b []byte, i int) bool {
	n := i
	for n < len(b) && n < i+64 && (isLetter(b[n]) || isDigit(b[n]) || b[n] == '.' || b[n] == '-' || b[n] == '_' || b[n] == '+') {
		n++
	}
	switch byteAt(b, n) {
	case ':':
		return byteAt(b, n+1) == '/' && byteAt(b, n+2) == '/' || byteAt(b, n+1) == '\\'
	case '/', '\\', '@':
		return isWord(byteAt(b, n+1))
	}
	return false
}

// chunkEnd is where the run without blanks that holds b[i] ends; a bracket or a bar ends an address, as in Slack's "<https://…|13:42>".
func chunkEnd(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case ' ', '\t', '\n', '\r', '|', '>', '<', ')', '"', '`':
			return i
		}
		i++
	}
	return i
}

// skipCode passes over a fenced block, or over inline code unless all of it is a time: people write `1342Z` so.
func (f *finder) skipCode(i int) int {
	b := f.b
	if bytes.HasPrefix(b[i:], []byte("```")) {
		if f.noFence {
			return i + 3
		}
		n := bytes.Index(b[i+3:], []byte("```"))
		if n < 0 {
			f.noFence = true // whatever follows, none of its fences closes
			return i + 3
		}
		return i + 3 + n + 3
	}
	limit := min(len(b), i+1+maxInlineCode)
	n := bytes.IndexAny(b[i+1:limit], "`\n")
	if n <= 0 || b[i+1+n] != '`' {
		return i + 1
	}
	end := i + 1 + n
	if s, mentionEnd := f.parse(i + 1); mentionEnd == end && s.end == end {
		f.mention(i+1, end)
	}
	return end + 1
}

// boundary counts a sentence where b[i] ends one: a full stop or the like with a blank and no lower-case word behind it, an empty line, or
// the end of a line before a list mark.
func (f *finder) boundary(i int) {
	b := f.b
	switch b[i] {
	case '.', '!', '?':
		at := skipSpaces(b, i+1, true)
		if at == i+1 && at < len(b) {
			return
		}
		if next := byteAt(b, at); next-'a' <= 'z'-'a' || (b[i] == '.' && isDigit(next)) {
			return
		}
	case '\n':
		at := skipSpaces(b, i+1, false)
		switch byteAt(b, at) {
		case '\n', '\r', '-', '*', '#', '>', '|', '+':
		case 0xe2: // "•"
			if !bytes.HasPrefix(b[at:], []byte("•")) {
				return
			}
		default:
			return
		}
	default:
		return
	}
	f.sentence++
	f.sentenceStart = i + 1
}

// noteTextZone reads what a text says of all its times: "All times are in UTC", "Timeline (PDT)", "Time (UTC)". The first holds.
func (f *finder) noteTextZone(i int) {
	if f.textZone.kind != zoneNone {
		return
	}
	b := f.b
	if b[i]|0x20 != 't' {
		return
	}
	at, plural := foldWord(b, i, "times")
	if !plural {
		var ok bool
		if at, ok = foldWord(b, i, "timeline"); !ok {
			if at, ok = foldWord(b, i, "time"); !ok {
				return
			}
		}
	}
	at = skipSpaces(b, at, false)
	told := false
	for range 4 {
		next, ok := foldAny(b, at, "are", "in", "shown", "given", "below", "listed", "is", "as")
		if !ok {
			break
		}
		told = true
		at = skipSpaces(b, next, false)
	}
	paren := byteAt(b, at) == '(' || byteAt(b, at) == '['
	if !paren && (!plural || (!told && !allBefore(b, i))) {
		return
	}
	if paren {
		at++
		for range 3 {
			next, ok := foldAny(b, at, "all", "times", "in", "are")
			if !ok {
				break
			}
			at = skipSpaces(b, next, false)
		}
	}
	if z, end := scanZoneName(b, at, true); end > 0 {
		f.textZone = z
	}
}

func foldAny(b []byte, i int, words ...string) (end int, ok bool) {
	for _, w := range words {
		if end, ok := foldWord(b, i, w); ok {
			return end, true
		}
	}
	return 0, false
}

// allBefore says that "all" stands before b[i].
func allBefore(b []byte, i int) bool {
	return i >= 4 && prefixFold(b, i-4, "all ") == 4
}
