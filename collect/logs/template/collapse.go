package template

import "strings"

// collapse makes one mask of neighbouring ones: a list, a number and its unit, a host with a port, a stamp of several words. How many there are, and
// whether some of them stand in brackets, is no part of a statement.
func (s *splitter) collapse() {
	s.units()
	for more := true; more; {
		joined, unwrapped := s.join(), s.unwrap()
		more = joined || unwrapped
	}
	s.repeats()
	s.values()
}

// repeats makes one of what is said again and again with other values: "--add <*> --add <*>".
func (s *splitter) repeats() {
	kept := s.words[:0]
	for i := 0; i < len(s.words); i++ {
		n := len(kept)
		if i+1 < len(s.words) && n > 1 && s.words[i].kind != wild && again(kept[n-2:], s.words[i:i+2]) {
			i++
			continue
		}
		kept = append(kept, s.words[i])
	}
	s.words = kept
}

// again says whether two words and a mask behind each are the same.
func again(a, b []word) bool {
	return a[0].text == b[0].text && a[0].kind != wild && a[1].kind == wild && b[1].kind == wild && a[1].glue == b[1].glue && (a[0].glue == b[0].glue || b[0].glue == " ")
}

// values makes one word of a key's value and the masks that it has in brackets: "bounds=Rect(<*>)".
func (s *splitter) values() {
	kept := s.words[:0]
	for i := range s.words {
		w := s.words[i]
		n := len(kept)
		if w.kind != wild || len(w.glue) != 1 || n == 0 || !kept[n-1].slot || kept[n-1].kind == wild {
			kept = append(kept, w)
			continue
		}
		behind := &s.tail
		if i+1 < len(s.words) {
			behind = &s.words[i+1].glue
		}
		if *behind == "" || !pairs(w.glue[0], (*behind)[0]) {
			kept = append(kept, w)
			continue
		}
		kept[n-1].text += w.glue + Wild + (*behind)[:1]
		*behind = (*behind)[1:]
	}
	s.words = kept
}

// units takes units away that stand behind a mask, and empty brackets there.
func (s *splitter) units() {
	kept := s.words[:0]
	for i := range s.words {
		w := s.words[i]
		masked := len(kept) > 0 && kept[len(kept)-1].kind == wild
		if masked && (w.glue == " " || w.glue == "") && isUnit(w.text) {
			continue
		}
		if masked {
			w.glue = withoutEmpty(w.glue)
		}
		kept = append(kept, w)
	}
	if n := len(kept); n > 0 && kept[n-1].kind == wild {
		s.tail = withoutEmpty(s.tail)
	}
	s.words = kept
}

func withoutEmpty(glue string) string {
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(glue, " "), "()"); ok {
		return rest
	}
	return glue
}

// join makes one of masks that nothing but blanks and marks of lists parts.
func (s *splitter) join() bool {
	kept := s.words[:0]
	for i := range s.words {
		w := s.words[i]
		if n := len(kept); w.kind == wild && n > 0 && kept[n-1].kind == wild && strings.Trim(w.glue, joints) == "" {
			continue
		}
		kept = append(kept, w)
	}
	joined := len(kept) < len(s.words)
	s.words = kept
	return joined
}

// joints are the marks between parts of one value.
const joints = ` ,:;/\|-+*#&~.`

// unwrap takes the brackets off a mask that stands behind another: "<*> (<*>)".
func (s *splitter) unwrap() bool {
	unwrapped := false
	for i := 1; i < len(s.words); i++ {
		w := &s.words[i]
		if w.kind != wild || s.words[i-1].kind != wild || w.glue == "" {
			continue
		}
		open := w.glue[len(w.glue)-1]
		behind := &s.tail
		if i+1 < len(s.words) {
			behind = &s.words[i+1].glue
		}
		if *behind == "" || !pairs(open, (*behind)[0]) || strings.Trim(w.glue[:len(w.glue)-1], joints) != "" {
			continue
		}
		w.glue, *behind = " ", (*behind)[1:]
		unwrapped = true
	}
	return unwrapped
}

func pairs(open, shut byte) bool {
	switch open {
	case '(':
		return shut == ')'
	case '[':
		return shut == ']'
	case '{':
		return shut == '}'
	}
	return false
}

// String is the template of what was split: glue, constant words and Wild.
func (s *splitter) String() string {
	var b strings.Builder
	for _, w := range s.words {
		b.WriteString(w.glue)
		if w.kind == wild {
			b.WriteString(Wild)
			continue
		}
		b.WriteString(w.text)
	}
	b.WriteString(s.tail)
	return strings.TrimSpace(b.String())
}
