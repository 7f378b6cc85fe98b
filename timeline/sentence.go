package timeline

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/when"
)

// maxSentences caps what is read of one text: beyond it a message is a dump, not a statement.
const maxSentences = 400

// sentence is one sentence of an event's text, with what was found in it.
type sentence struct {
	text     string
	at       int // offset of text in the event's text
	words    []word
	cues     []hit
	mentions []when.Mention // with offsets into the event's text
	question bool
	stands   state // what standing found, if it looked
	looked   bool
}

// word is a run of letters, digits and inner marks, in lower case; offsets are into the sentence.
type word struct {
	text       string
	start, end int
	clause     int // clauses are numbered from 0
}

// hit is a cue found at words [from, to).
type hit struct {
	cue      cue
	from, to int
}

// sentences cuts a text into sentences and finds words, cues and times in each. Quoted lines (">") are left out: they are somebody else's
// words, said at another time.
//
// What it returns holds until the next call: a hundred thousand messages are cut in the memory of the longest.
func (c *cutter) sentences(text string, lex *lexicon, mentions []when.Mention) []*sentence {
	c.reset()
	next := 0
	for start := 0; start < len(text) && len(c.out) < maxSentences; {
		end := sentenceEnd(text, start)
		if end < len(text) && stampOnly(text, start, end, mentions[next:]) {
			end = sentenceEnd(text, end) // "* 2023-02-15 10:29 AM - the database fails"
		}
		for k := next; k < len(mentions) && mentions[k].Start < end; k++ {
			if end < mentions[k].End {
				end = sentenceEnd(text, mentions[k].End-1) // "1:40 p.m. UTC" ends none
			}
		}
		raw := text[start:end]
		trimmed := strings.TrimRight(strings.TrimSpace(raw), ";")
		if trimmed != "" && !strings.HasPrefix(trimmed, ">") {
			s := c.sentence()
			s.text, s.at = trimmed, start+strings.Index(raw, trimmed)
			s.question = asks(trimmed)
			for next < len(mentions) && mentions[next].Start < s.at {
				next++
			}
			first := next
			for next < len(mentions) && mentions[next].Start < end {
				next++
			}
			s.mentions = mentions[first:next]
			s.words = split(s.words, trimmed, s.mentions, s.at)
			s.cues = slices.DeleteFunc(lex.find(s.cues, s.words), s.misread)
			s.question = s.question || s.has(cueAsks)
			if s.has(cueNoise) {
				c.out = c.out[:len(c.out)-1]
			}
		}
		start = end
	}
	return c.out
}

// misread says whether a cue is none in its company: "at once" is no condition, and what stopped responding takes nothing up.
func (s *sentence) misread(h hit) bool {
	before := s.wordBefore(h.from, 1)
	switch {
	case h.cue == cuePlan:
		return s.words[h.from].text == "once" && before == "at"
	case h.cue == cueEngage && s.words[h.from].text == "responding":
		return strings.HasPrefix(before, "stop") || before == "not" || before == "ceased" || strings.HasPrefix(before, "slow")
	}
	return false
}

// stampOnly says whether text[start:end] holds nothing but a time and a dash behind it, as a line of a list begins.
func stampOnly(text string, start, end int, mentions []when.Mention) bool {
	const marks = " \t\r\n*_-+•#>([])"
	for _, m := range mentions {
		if m.Start < start {
			continue
		}
		return m.Clock && m.End <= end && text[end-1] == '-' && strings.Trim(text[start:m.Start], marks) == "" && strings.Trim(text[m.End:end], marks) == ""
	}
	return false
}

// cutter cuts texts into sentences, one text after the other, in memory that it keeps. The zero value is ready.
type cutter struct {
	out  []*sentence
	kept []*sentence // all that it ever made; out is a beginning of it
}

// keptSentences is how many sentences' memory is kept from one text to the next; a dump gives back the rest.
const keptSentences = 64

func (c *cutter) reset() {
	if len(c.kept) > keptSentences {
		c.kept = append([]*sentence(nil), c.kept[:keptSentences]...)
	}
	c.out = c.kept[:0]
}

// sentence is the next one to fill, with the memory of an earlier one.
func (c *cutter) sentence() *sentence {
	if len(c.out) == len(c.kept) {
		c.kept = append(c.kept, &sentence{})
	}
	c.out = c.kept[:len(c.out)+1]
	s := c.out[len(c.out)-1]
	*s = sentence{words: s.words[:0], cues: s.cues[:0]}
	return s
}

// asks says whether a sentence ends with a question mark, of any script and with any stress: "resolved?!".
func asks(s string) bool {
	s = strings.TrimRight(s, "!！")
	return strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？") || strings.HasSuffix(s, "؟")
}

// sentenceEnd is the offset behind the sentence that begins at start: behind ". ", "! ", "? ", or at an empty line, a list mark or a heading.
// A single line break inside a paragraph does not end a sentence, since mails and posts are wrapped.
func sentenceEnd(text string, start int) int {
	for i := start; i < len(text); i++ {
		switch text[i] {
		case '.', '!', '?', ';':
			if i+1 == len(text) {
				return len(text)
			}
			if isBlank(text[i+1]) && !abbreviation(text[start:i]) {
				return i + 1
			}
		case '-':
			if dashBetween(text, i) && strings.Count(strings.TrimSpace(text[start:i]), " ") >= 2 {
				return i + 1 // "Identified - we have found …" is one sentence
			}
		case 0xe3, 0xef: // the first byte of "。", and of "！" and "？", which no blank follows
			if n := len("。"); strings.HasPrefix(text[i:], "。") || strings.HasPrefix(text[i:], "！") || strings.HasPrefix(text[i:], "？") {
				return i + n
			}
		case '\n':
			if i > start && endsLine(text, i) {
				return i + 1
			}
		}
	}
	return len(text)
}

// dashBetween says whether the dash at i stands alone between words: lists and headings that were flattened to one line are joined by " - ".
// Between digits it is a range.
func dashBetween(text string, i int) bool {
	if i < 2 || i+2 >= len(text) || text[i-1] != ' ' || text[i+1] != ' ' {
		return false
	}
	return !isDigit(text[i-2]) && !isDigit(text[i+2])
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// endsLine says whether the line break at i ends a sentence.
func endsLine(text string, i int) bool {
	rest := strings.TrimLeft(text[i+1:], " \t")
	if rest == "" || rest[0] == '\n' || rest[0] == '\r' {
		return true
	}
	if clockAt(rest) && !awaitsTime(text[:i]) {
		return true // "08:14 Portal answers with errors": a list of times
	}
	return strings.HasPrefix(rest, "- ") || strings.HasPrefix(rest, "* ") || strings.HasPrefix(rest, "#") || strings.HasPrefix(rest, ">") ||
		strings.HasPrefix(rest, "• ")
}

// clockAt says whether a text begins with a time of day, as the lines of a timeline do.
func clockAt(s string) bool {
	n := 0
	for n < len(s) && n < 2 && isDigit(s[n]) {
		n++
	}
	return n > 0 && len(s) > n+2 && (s[n] == ':' || s[n] == '.') && isDigit(s[n+1]) && isDigit(s[n+2])
}

// awaitsTime says whether a wrapped line ends with a word that a time follows, or in the middle of a list.
func awaitsTime(line string) bool {
	line = strings.TrimRight(line, " \t\r")
	last := strings.ToLower(line[strings.LastIndexAny(line, " \t\n")+1:])
	return smallWord(last) || last == "since" || strings.HasSuffix(last, ",") || last == "-" || last == "–"
}

// abbreviation says whether a full stop after s belongs to an abbreviation or to a clock ("a.m.", "approx.", "e.g.").
func abbreviation(s string) bool {
	i := strings.LastIndexAny(s, " \n\t(")
	last := strings.ToLower(s[i+1:])
	switch last {
	case "approx", "ca", "e.g", "i.e", "etc", "vs", "mr", "ms", "dr", "no", "st", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
		"nov", "dec":
		return true
	}
	return false
}

// split cuts a sentence into words, behind those of out, and numbers its clauses. A stated time is no word: its digits and zone would only be noise, and the
// comma inside "on July 31, 2024, between …" separates nothing.
func split(out []word, s string, mentions []when.Mention, at int) []word {
	out = slices.Grow(out, len(s)/5+1) // an English word and its blank are five letters and a half
	clause, m := 0, 0
	for i := 0; i < len(s); {
		for m < len(mentions) && mentions[m].End-at <= i {
			m++
		}
		if m < len(mentions) && i >= mentions[m].Start-at && mentions[m].End-at <= len(s) {
			out = append(out, word{text: "<time>", start: i, end: mentions[m].End - at, clause: clause})
			i = mentions[m].End - at
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !wordRune(r) {
			if separates(r) && len(out) > 0 {
				clause++
			}
			i += n
			continue
		}
		j := i + n
		for j < len(s) && (m >= len(mentions) || j < mentions[m].Start-at) {
			r, n = utf8.DecodeRuneInString(s[j:])
			if !wordRune(r) && !combines(r) && !(innerMark(r) && continues(s[j+n:])) {
				break
			}
			j += n
		}
		w := folded(s[i:j])
		if conjunction(w) && len(out) > 0 {
			clause++
		}
		out = append(out, word{text: w, start: i, end: j, clause: clause})
		i = j
	}
	return joinClauses(out)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' }

// combines says whether a character is part of the letter before it: an accent that was typed apart, a vowel sign. The marks from U+FE00 on
// choose pictures.
func combines(r rune) bool { return r >= 0x300 && r < 0xfe00 && unicode.In(r, unicode.Mn, unicode.Mc) }

func innerMark(r rune) bool { return r == '\'' || r == '’' || r == '-' || r == '_' || r == '.' }

func continues(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && wordRune(r)
}

func separates(r rune) bool {
	return r == ',' || r == ':' || r == ';' || r == '—' || r == '–' || r == '(' || r == ')'
}

func conjunction(w string) bool {
	switch w {
	case "and", "but", "while", "when", "which", "where", "whereas", "before", "after", "although", "then":
		return true
	}
	return false
}

// joinClauses gives a clause that holds nothing but a time and small words to its neighbour: "At 10:28, engineers were alerted" is one
// clause, and so is "…were paged, at 08:24". The first clause, and one that a conjunction opens, go with what follows.
func joinClauses(words []word) []word {
	for i := 0; i < len(words); {
		clause := words[i].clause
		j, bare := clauseAt(words, i)
		for bare && j < len(words) && (i == 0 || conjunction(words[i].text)) {
			clause = words[j].clause // the next one may be as bare: "At 10:37 EST, 15:37 UTC, the server …"
			j, bare = clauseAt(words, j)
		}
		if bare && i > 0 {
			clause = words[i-1].clause
		}
		for k := i; k < j; k++ {
			words[k].clause = clause
		}
		i = j
	}
	return words
}

// clauseAt is where the clause ends that begins at i, and whether it holds nothing but a time and small words.
func clauseAt(words []word, i int) (end int, bare bool) {
	bare = true
	for end = i; end < len(words) && words[end].clause == words[i].clause; end++ {
		bare = bare && (words[end].text == "<time>" || smallWord(words[end].text))
	}
	return end, bare
}

func smallWord(w string) bool {
	switch w {
	case "at", "on", "by", "from", "to", "the", "of", "until", "till", "since", "around", "about", "approximately", "and", "then", "as", "in",
		"between", "a", "an", "before", "after", "local", "time":
		return true
	}
	return false
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// clauseOf is the number of the clause in which a mention stands, and the index of its word; -1 where it has none.
func (s *sentence) clauseOf(m when.Mention) (clause, index int) {
	for i, w := range s.words {
		if w.text == "<time>" && w.start == m.Start-s.at {
			return w.clause, i
		}
	}
	return 0, -1
}

// has says whether a cue stands anywhere in the sentence.
func (s *sentence) has(c cue) bool { return s.hit(c, -1) != nil }

// hit is the first cue of a kind in a clause; -1 is any clause.
func (s *sentence) hit(c cue, clause int) *hit {
	for i := range s.cues {
		h := &s.cues[i]
		if h.cue == c && (clause < 0 || s.words[h.from].clause == clause) {
			return h
		}
	}
	return nil
}

// before says whether a cue stands at most n words before word index i, within its clause.
func (s *sentence) before(c cue, i, n int) bool {
	for _, h := range s.cues[s.cuesFrom(i-n-longestPhrase):s.cuesFrom(i)] {
		if h.cue == c && h.to <= i && h.to > i-n-1 && s.words[h.from].clause == s.words[min(i, len(s.words)-1)].clause {
			return true
		}
	}
	return false
}

// longestPhrase is more words than any phrase of the lexicon takes.
const longestPhrase = 16

// cuesFrom is where the cues begin that stand at word index i or behind it.
func (s *sentence) cuesFrom(i int) int {
	at, _ := slices.BinarySearchFunc(s.cues, i, func(h hit, i int) int { return cmp.Compare(h.from, i) })
	return at
}

// wordBefore is the n-th word before index i, "" where there is none.
func (s *sentence) wordBefore(i, n int) string {
	if i-n < 0 || i-n >= len(s.words) {
		return ""
	}
	return s.words[i-n].text
}

// leading lists the words between the time before a mention and the mention.
func (s *sentence) leading(m when.Mention) []word {
	_, at := s.clauseOf(m)
	from := at
	for from > 0 && s.words[from-1].text != "<time>" {
		from--
	}
	return s.words[max(from, 0):max(at, 0)]
}

// wordAt is the word at index i, "" where there is none.
func (s *sentence) wordAt(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].text
}
