package people

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// spellings are all ways in which names are written, as a tree of words: what a text says is looked up a word at a time, however many names there are.
type spellings struct {
	nodes []node
	first []string // the words that names begin with, sorted
}

type node struct {
	next map[string]int32
	hit  *hit
}

// hit is who is called by a sequence of words.
type hit struct {
	who     int32 // several if it is more than one
	single  bool  // one word of a longer name, or a name of one word: it may be a word of the language
	turned  bool  // the surname comes first, so that a comma may stand between
	joined  bool  // taken for a name only where no blank parts its words: "incident-commander", not "the incident commander"
	capital bool  // taken for a name only where each word has a capital
}

func (f *spellings) add(words []string, h hit) {
	if len(words) == 0 || len(words) > maxNameWords || words[0] == "" {
		return
	}
	if f.nodes == nil {
		f.nodes = []node{{}}
	}
	at := int32(0)
	for _, w := range words {
		n := &f.nodes[at]
		if n.next == nil {
			n.next = map[string]int32{}
		}
		to, ok := n.next[w]
		if !ok {
			to = int32(len(f.nodes)) //nolint:gosec // some dozen for each of at most maxPeople
			n.next[w] = to
			f.nodes = append(f.nodes, node{})
		}
		at = to
	}
	n := &f.nodes[at]
	if n.hit == nil {
		n.hit = &h
		return
	}
	if n.hit.who != h.who {
		n.hit.who = several
	}
	n.hit.single, n.hit.capital = n.hit.single && h.single, n.hit.capital && h.capital
	n.hit.joined, n.hit.turned = n.hit.joined && h.joined, n.hit.turned || h.turned
}

// index fills in by which names everybody is known.
func (p *Directory) index() {
	for i, x := range p.persons {
		who := int32(i)
		for _, m := range x.mails {
			p.known(m, who)
			if local := localPart(m); personal(local) {
				p.handle(local, who)
			}
		}
		for _, n := range x.names {
			p.known(squeeze(n), who)
			p.called(n, who)
			if alike := umlauts.Replace(n); alike != n {
				p.called(alike, who) // "Jörg" has the handle "joerg"
			}
		}
	}
	if len(p.names.nodes) > 0 {
		p.names.first = slices.Sorted(maps.Keys(p.names.nodes[0].next))
	}
}

// begins says whether a word is the beginning of a name, as one that was cut is.
func (f *spellings) begins(w string) bool {
	i, _ := slices.BinarySearch(f.first, w)
	return i < len(f.first) && strings.HasPrefix(f.first[i], w)
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "å", "aa", "Å", "Aa", "ø", "oe", "Ø", "Oe")

// called adds the ways in which a name may be written.
func (p *Directory) called(name string, who int32) {
	switch words := nameWords(name); {
	case p.isRole(name):
		if len(words) > 1 {
			p.names.add(words, hit{who: who, joined: !spaced(name)})
		}
	case spaced(name):
		p.fullName(name, who)
	default:
		p.handle(name, who)
	}
}

// known lets somebody be found by a name that is all there is.
func (p *Directory) known(key string, who int32) {
	if other, ok := p.byName[key]; ok && other != who {
		who = several
	}
	if key != "" {
		p.byName[key] = who
	}
}

// fullName adds the ways in which a name of several words is written: "Alice Johnson", "Johnson, Alice", "alicejohnson", "ajohnson", "Alice".
func (p *Directory) fullName(name string, who int32) {
	var parts [][]string
	for _, field := range nameFields(name) {
		if w := foldedWords(field); len(w) > 0 {
			parts = append(parts, w)
		}
	}
	if len(parts) == 0 {
		return
	}
	given, last := parts[0], parts[len(parts)-1]
	words := slices.Concat(parts...)
	capital := !slices.ContainsFunc(words, func(w string) bool { return !ordinary(w) }) // "Will Mark"
	p.names.add(words, hit{who: who, capital: capital})
	p.part(given, who, false)
	if len(parts) == 1 {
		return
	}
	p.part(last, who, false)
	p.persons[who].first += last[0][:1]
	p.names.add(slices.Concat(given, last), hit{who: who, capital: capital})
	p.names.add(slices.Concat(last, given), hit{who: who, capital: capital, turned: true})
	p.middle(parts, who, capital)
	if joined := strings.Join(last, ""); len(last) > 1 && len(joined) >= 4 && !ordinary(joined) && !ideographicText(joined) {
		p.part([]string{joined}, who, false) // "O'Brien" is "obrien"
		p.names.add(slices.Concat(given, []string{joined}), hit{who: who})
	}
	first, surname, all := strings.Join(given, ""), strings.Join(last, ""), strings.Join(slices.Concat(parts[1:]...), "")
	initial := first[:firstRune(first)]
	p.names.add(slices.Concat([]string{initial}, last), hit{who: who, capital: capital})
	p.names.add(slices.Concat([]string{initial}, slices.Concat(parts[1:]...)), hit{who: who, capital: capital})
	for _, joined := range []string{first + surname, initial + surname, first + all, initial + all, first + surname[:firstRune(surname)]} {
		if utf8.RuneCountInString(joined) >= 5 && !ordinary(joined) && !ideographicText(joined) {
			p.names.add([]string{joined}, hit{who: who})
		}
	}
}

// middle adds what somebody with more than two names goes by: any of them that follow one another, and any that is none but a name. Who has two
// surnames goes by the first of them.
func (p *Directory) middle(parts [][]string, who int32, capital bool) {
	for from := range parts {
		for to := from + 2; to <= len(parts); to++ {
			if !slices.ContainsFunc(parts[from:to], particle) || to == len(parts) {
				p.names.add(slices.Concat(parts[from:to]...), hit{who: who, capital: capital})
			}
		}
		if w := parts[from]; from > 0 && from < len(parts)-1 && !particle(w) && !ordinary(w[0]) && utf8.RuneCountInString(w[0]) > 2 {
			p.part(w, who, false)
		}
	}
}

// particle says of a word of a name that it is one before surnames.
func particle(words []string) bool { return len(words) == 1 && particles[words[0]] }

func firstRune(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

// part adds a first name or a surname alone.
func (p *Directory) part(words []string, who int32, capital bool) {
	if len(words) > 1 {
		p.names.add(words, hit{who: who, capital: capital})
		return
	}
	w := words[0]
	switch n := utf8.RuneCountInString(w); {
	case n < 2:
		return
	case n == 2 && !ideographicText(w):
		capital = true
	}
	p.names.add(words, hit{who: who, single: true, capital: capital})
	if s := w + "s"; len(w) >= 5 && w[len(w)-1] != 's' && !ordinary(w) && !ordinary(s) && !p.services[s] && !ideographicText(w) {
		p.names.add([]string{s}, hit{who: who, single: true, capital: true}) // "Jürgens Fix": some languages have no apostrophe there
	}
}

// handle adds a name without blanks. Its parts are names where they can be nothing else.
func (p *Directory) handle(handle string, who int32) {
	words := foldedWords(handle)
	if len(words) == 0 {
		return
	}
	if len(words) == 1 {
		p.part(words, who, false)
		if bare := strings.TrimRight(words[0], "0123456789"); bare != words[0] && len(bare) >= 3 && !ordinary(bare) {
			p.part([]string{bare}, who, true)
		}
		return
	}
	p.names.add(words, hit{who: who})
	if joined := strings.Join(words, ""); len(joined) >= 5 && !ordinary(joined) {
		p.names.add([]string{joined}, hit{who: who})
	}
	dotted := strings.Count(handle, ".") == len(words)-1
	for _, w := range []string{words[0], words[len(words)-1]} {
		if w = strings.TrimRight(w, "0123456789"); len(w) >= 3 && !ordinary(w) && !roleWords[w] && !p.services[w] {
			p.part([]string{w}, who, !dotted)
		}
	}
}

// nameFields are the words of a name as written: without titles, without what stands behind it in brackets, the family name last.
func nameFields(name string) []string {
	if i := strings.IndexAny(name, "([{<|"); i > 0 {
		name = name[:i]
	}
	if a, b, ok := strings.Cut(name, ", "); ok && !strings.Contains(b, ",") {
		name = b + " " + a
	}
	var out []string
	for f := range strings.FieldsSeq(name) {
		if f == "-" || f == "–" || f == "/" {
			break
		}
		if !titles[strings.ToLower(strings.Trim(f, "."))] {
			out = append(out, f)
		}
	}
	return out[:min(len(out), maxNameWords)]
}

// nameWords are the words of a name, folded.
func nameWords(name string) []string { return foldedWords(strings.Join(nameFields(name), " ")) }

// spaced says whether a name is written as names are, and not as handles.
func spaced(name string) bool { return len(nameFields(name)) > 1 || ideographicText(name) }

// squeeze is a name without what separates its words: what handles and names have in common.
func squeeze(name string) string { return strings.Join(nameWords(name), "") }

// nameKey is what a text that is nothing but a name is known by.
func nameKey(s string) string {
	s = strings.TrimSpace(bounded(s))
	if strings.IndexByte(s, '@') > 0 {
		return strings.ToLower(s)
	}
	return squeeze(strings.TrimPrefix(s, "@"))
}

func localPart(mail string) string {
	local, _, _ := strings.Cut(mail, "@")
	local, _, _ = strings.Cut(local, "+")
	return local
}

// personal says whether the local part of an address is somebody's and not a function's: "alice.johnson", not "on-call" or "noreply".
func personal(local string) bool {
	words := foldedWords(local)
	if len(words) == 0 || len(local) < 3 || opaque(local) {
		return false
	}
	return slices.ContainsFunc(words, func(w string) bool { return !roleWords[w] && (!ordinary(w) || givenWords[w]) })
}

// foldedWords are the words of a text, folded.
func foldedWords(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		start, end := nextWord(s, i)
		if start == end {
			break
		}
		out = append(out, foldWord(s[start:end]))
		i = end
	}
	return out
}

// nextWord is the first word at or behind i: a run of letters, marks and digits, or one character of a script that is written without blanks.
// It is empty at the end of the text.
func nextWord(s string, i int) (start, end int) {
	for i < len(s) {
		r, n := wordRune(s, i)
		if !isWord(r) {
			i += n
			continue
		}
		start = i
		if ideographic(r) {
			return start, i + n
		}
		for i += n; i < len(s); i += n {
			if r, n = wordRune(s, i); !isWord(r) || ideographic(r) {
				break
			}
		}
		return start, i
	}
	return len(s), len(s)
}

func wordRune(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// ideographic says of a letter that its script is written without blanks, or with particles behind names: each character is a word.
func ideographic(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func ideographicText(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return ideographic(r)
}

// foldWord is a word without case and marks: "José" and "jose" are one.
func foldWord(w string) string { return string(appendFolded(nil, w)) }

// appendFolded appends a word without case and marks.
func appendFolded(dst []byte, w string) []byte {
	from := len(dst)
	for i := range len(w) {
		c := w[i]
		if c >= utf8.RuneSelf {
			return appendFoldedMarks(dst[:from], w)
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func appendFoldedMarks(dst []byte, w string) []byte {
	if ideographicText(w) {
		return append(dst, w...) // a syllable of Hangul is decomposed into its letters otherwise
	}
	for _, r := range norm.NFKD.String(w) {
		switch {
		case unicode.IsMark(r):
		case unlike[r] != "":
			dst = append(dst, unlike[r]...)
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

// unlike are letters that Unicode does not decompose, and how people write them without their keyboard.
var unlike = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'æ': "ae", 'Æ': "ae",
	'œ': "oe", 'Œ': "oe", 'ı': "i", 'ħ': "h", 'Ħ': "h",
}
