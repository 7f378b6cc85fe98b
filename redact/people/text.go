package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

// maxMemo is how many texts are remembered with their replacement: a row's text stands in several places of a document.
const maxMemo = 200_000

// Text is a text with the names of people replaced: full names, handles, addresses, first names and surnames where they can be nothing else.
// It takes time in proportion to the text, whatever the number of names.
func (p *Directory) Text(s string) string {
	if !p.Replaces() || s == "" {
		return s
	}
	if out, ok := p.memo[s]; ok {
		return out
	}
	r := replacer{p: p, s: s, last: several - 1}
	r.mails = mailSpans(s)
	out := r.run()
	if len(p.memo) < maxMemo {
		p.memo[s] = out
	}
	return out
}

// replacer goes over one text.
type replacer struct {
	p     *Directory
	s     string
	out   strings.Builder
	done  int // of the text, what is in out
	mails []mailSpan

	last    int32 // who was replaced last …
	lastEnd int   // … and where that ended
	buf     []byte
}

// match is a name in the text.
type match struct {
	start, end int
	who        int32
	say        string // instead of the label; "" for it
	gone       bool   // nothing is said
}

func (r *replacer) run() string {
	for i := 0; i < len(r.s); {
		start, end := nextWord(r.s, i)
		if start == end {
			break
		}
		m, ok := r.mail(start)
		if !ok {
			m, ok = r.mention(start)
		}
		if !ok {
			m, ok = r.name(start, end)
		}
		if !ok {
			i = end
			continue
		}
		r.replace(m)
		i = m.end
	}
	if r.out.Len() == 0 && r.done == 0 {
		return r.s
	}
	r.out.WriteString(r.s[r.done:])
	return r.out.String()
}

// mail is the address that begins at a word. Of one that nobody is known by it is only said what it was, unless it is a function's.
func (r *replacer) mail(start int) (match, bool) {
	for len(r.mails) > 0 && r.mails[0].end <= start {
		r.mails = r.mails[1:]
	}
	if len(r.mails) == 0 || start < r.mails[0].start {
		return match{}, false
	}
	m := match{start: max(r.mails[0].start, r.done), end: r.mails[0].end, who: several}
	address := strings.ToLower(r.s[r.mails[0].start:m.end])
	if i, ok := r.p.byName[address]; ok {
		m.who = i
		return m, true
	}
	if !personal(localPart(address)) {
		return match{}, false
	}
	m.say = "an e-mail address"
	return m, true
}

// inMail says whether an address begins before a place and goes on there, or begins there.
func (r *replacer) inMail(i int) bool {
	return len(r.mails) > 0 && i >= r.mails[0].start && i < r.mails[0].end
}

// mention is "@name". Somebody who is not known otherwise is known by that alone; but groups are mentioned as well, and programs have words that
// begin so.
func (r *replacer) mention(start int) (match, bool) {
	if start == 0 || r.s[start-1] != '@' || !r.free(start-1) {
		return match{}, false
	}
	if m, ok := r.longest(start); ok {
		m.start--
		return m, true
	}
	end := handleEnd(r.s, start)
	words := foldedWords(r.s[start:end])
	if len(words) == 0 || groups[words[0]] || strings.HasPrefix(r.s[end:], "/") || !hasLetter(words[0]) || !r.apart(start-1) {
		return match{}, false
	}
	for _, w := range words {
		if roleWords[w] || r.p.services[w] {
			return match{}, false
		}
	}
	m := match{start: start - 1, end: end, who: several}
	if r.p.naming != Nameless {
		m.say = "Responder " + code(r.p.key, "name:"+strings.Join(words, ""))[:codeLength]
	}
	return m, true
}

// free says whether nothing that a word could go on from stands before a place.
func (r *replacer) free(i int) bool {
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(r.s[:i])
	return !isWord(before) && !strings.ContainsRune("/@._-", before)
}

// apart says whether a blank, a quotation mark or a bracket that opens stands before a place: behind others, "@" is a part of an address.
func (r *replacer) apart(i int) bool {
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(r.s[:i])
	return unicode.IsSpace(before) || strings.ContainsRune("([{<\"'“‘„«*,;!?|–—", before)
}

// handleEnd is where a handle ends: what closes a sentence is no part of it.
func handleEnd(s string, i int) int {
	end := i
	for i < len(s) {
		c, n := wordRune(s, i)
		switch {
		case isWord(c):
			i += n
			end = i
		case c == '.' || c == '-' || c == '_':
			i += n
		default:
			return end
		}
	}
	return end
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// name is the longest name that begins at a word.
func (r *replacer) name(start, end int) (match, bool) {
	r.buf = appendFolded(r.buf[:0], r.s[start:end])
	if len(r.p.names.nodes) == 0 {
		return match{}, false
	}
	if _, ok := r.p.names.nodes[0].next[string(r.buf)]; !ok {
		return r.cut(start, end)
	}
	return r.longest(start)
}

// cut is the beginning of a name at the end of a text that was cut there: nothing is said in its place.
func (r *replacer) cut(start, end int) (match, bool) {
	rest := r.s[end:]
	if end-start < 2 || len(rest) > maxCutMark || !strings.HasPrefix(rest, plain.Mark) || !r.p.names.begins(string(r.buf)) {
		return match{}, false
	}
	return match{start: start, end: end, who: several, gone: true}, true
}

// maxCutMark is how long what stands behind a cut can be: the mark, and what closes a quotation or says how much there was.
const maxCutMark = 40

// longest is the longest name that begins at a place and is meant as a name there.
func (r *replacer) longest(start int) (match, bool) {
	nodes := r.p.names.nodes
	if len(nodes) == 0 {
		return match{}, false
	}
	var found match
	ok := false
	at, to := int32(0), start
	for range maxNameWords {
		from, end := nextWord(r.s, to)
		if from == end || (from > start && (!between(r.s[to:from], r.s[from:]) || r.inMail(from))) {
			break
		}
		r.buf = appendFolded(r.buf[:0], r.s[from:end])
		next, there := nodes[at].next[string(r.buf)]
		if !there {
			break
		}
		at, to = next, end
		if h := nodes[at].hit; h != nil && r.meant(h, start, end) {
			found, ok = match{start: start, end: end, who: h.who}, true
		}
	}
	if ok {
		found.end = r.initial(found)
	}
	return found, ok
}

// between says whether what stands between two words can stand between the words of one name.
func between(gap, after string) bool {
	switch gap {
	case " ", ".", "_", "-", "+", "'", "’", "\n", "\u00a0", ", ", ". ", "%":
		return gap != "%" || strings.HasPrefix(after, "20")
	case "":
		r, _ := utf8.DecodeRuneInString(after)
		return ideographic(r)
	}
	return false
}

// initial takes in the initial of a surname behind a first name: "Alice J.".
func (r *replacer) initial(m match) int {
	rest := r.s[m.end:]
	if m.who < 0 || len(rest) < 3 || rest[0] != ' ' || rest[1] < 'A' || rest[1] > 'Z' || rest[2] != '.' || r.inMail(m.end+1) {
		return m.end
	}
	if strings.IndexByte(r.p.persons[m.who].first, rest[1]+'a'-'A') >= 0 {
		return m.end + 3
	}
	return m.end
}

// replace puts what stands for a person in the place of a name.
func (r *replacer) replace(m match) {
	switch again, end := r.again(m); {
	case again:
		r.last, r.lastEnd, r.done = m.who, m.end, end
		return
	case m.gone:
		r.out.WriteString(r.s[r.done:m.start])
		r.done = m.end
		return
	}
	l := label{"", m.say}
	if m.say == "" {
		l = r.p.label(m.who)
	}
	before := r.s[r.done:m.start]
	if r.machine(m) {
		r.out.WriteString(before)
		r.out.WriteString(l.slug())
	} else {
		r.write(m, before, l)
	}
	r.last, r.lastEnd, r.done = m.who, m.end, max(m.end, r.done)
	if m.say != "" {
		r.last = several - 1
	}
}

// write writes a label into a sentence.
func (r *replacer) write(m match, before string, l label) {
	title := len(before) - len(l.noun) - 1 // "incident commander Ana"
	at := m.start
	if title >= 0 && strings.EqualFold(before[title:], l.noun+" ") && (title == 0 || before[title-1] == ' ') {
		before, at = before[:title], m.start-len(l.noun)-1
	}
	r.out.WriteString(before)
	article := l.article
	if article != "" && determiners[r.wordBefore(at)] {
		article = ""
	}
	text := article + l.noun
	if first, n := utf8.DecodeRuneInString(r.s[at:]); n > 0 && (first == '@' || unicode.IsUpper(first)) && r.starts(at) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	r.out.WriteString(text)
	if strings.HasSuffix(r.s[m.start:m.end], "s") && r.possessed(m.end) {
		r.out.WriteString("'s") // "James' fix"
		r.done = m.end + 1
	}
}
