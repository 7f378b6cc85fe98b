package logs

const (
	// maxNesting is how deep the usual keys are nested: {"kubernetes": {"labels": {"app": …}}}.
	maxNesting = 3
	// maxOpen is how many objects and arrays may be open at once: the bound of encoding/json.
	maxOpen = 10_000
)

// A jsonScanner finds the values of the usual keys in one line. It passes over the rest of the line, but looks at all of it: it takes what
// encoding/json takes and nothing else, and reads what encoding/json reads. It builds no tree and allocates nothing once it knows a file's keys.
//
// Its methods take and return places in the line; -1 stands for no JSON.
type jsonScanner struct {
	line  []byte
	found [roles]jsonValue
	path  []byte // of the object that is looked at, with a dot behind it, and of the key in it if that is odd
	order keyOrder
	top   lineKey                 // whose value the line is
	odd   [maxNesting + 1]lineKey // the key that is looked at, one a depth, where it is not remembered
}

// jsonValue is the best value yet for a role: a lower rank is better, and of equal ranks the last value wins, as in encoding/json. A string is
// without its quotes, and raw.
type jsonValue struct {
	kind     jsonKind
	marks    textMarks
	rank     uint8
	unit     timeKey
	from, to int
}

type jsonKind uint8

const (
	jsonNothing jsonKind = iota
	jsonText
	jsonNumber
	jsonBytes // an array of the numbers of bytes: journald writes so what is no UTF-8
)

var nothingFound = [roles]jsonValue{{rank: none}, {rank: none}, {rank: none}, {rank: none}, {rank: none}, {rank: none}}

// scan reads a line that begins with a bracket, and says whether it is one JSON object and nothing else.
func (s *jsonScanner) scan(line []byte) bool {
	s.line, s.found, s.path = line, nothingFound, s.path[:0]
	i := s.object(1, 0, &s.top)
	return i > 0 && pastBlanks(line, i) == len(line)
}

// object reads the keys of an object behind its bracket. depth is 0 for the line's own.
func (s *jsonScanner) object(i, depth int, parent *lineKey) int {
	b, prefix := s.line, len(s.path)
	if i = pastBlanks(b, i); at(b, i) == '}' {
		return i + 1
	}
	for link := &parent.first; ; {
		k := link[0]
		if k != nil && k.at(b, i) {
			i += len(k.spelt)
		} else if k, i = s.key(i, depth, prefix, parent, link); i < 0 {
			return -1
		}
		if !k.odd {
			link = &k.next
		}
		if i = pastBlanks(b, i); at(b, i) == '"' {
			i = s.text(i, k)
		} else {
			i = s.value(i, depth, prefix, k)
		}
		if i < 0 {
			return -1
		}
		i = pastBlanks(b, i)
		switch at(b, i) {
		case ',':
			i = pastBlanks(b, i+1)
		case '}':
			return i + 1
		default:
			return -1
		}
	}
}

// key looks a key up that is not the one to be expected, and goes behind its colon.
func (s *jsonScanner) key(i, depth, prefix int, parent *lineKey, link *[2]*lineKey) (*lineKey, int) {
	b := s.line
	if k := link[1]; k != nil && k.at(b, i) {
		link[0], link[1] = k, link[0]
		return k, i + len(k.spelt)
	}
	if at(b, i) != '"' {
		return nil, -1
	}
	end, marks := pastText(b, i)
	if end < 0 {
		return nil, -1
	}
	colon := pastBlanks(b, end)
	if at(b, colon) != ':' {
		return nil, -1
	}
	m := s.meaning(b[i+1:end-1], marks, prefix)
	if marks&escaped == 0 && colon == end && !parent.odd {
		if k := s.order.learn(link, b[i:colon+1], parent, m); k != nil {
			return k, colon + 1
		}
	}
	k := &s.odd[depth]
	*k = lineKey{odd: true, meaning: m}
	return k, colon + 1
}

// meaning is what a key means in the object at hand. The path ends with the key afterwards.
func (s *jsonScanner) meaning(text []byte, marks textMarks, prefix int) meaning {
	const longestEscape = 6
	if len(text) > maxKey*longestEscape {
		return meaning{}
	}
	s.path = s.path[:prefix]
	if marks&escaped != 0 {
		s.path = appendText(s.path, text, false)
	} else {
		s.path = append(s.path, text...)
	}
	if len(s.path) > maxKey {
		return meaning{}
	}
	return meaningOf(s.path)
}

// text reads a value that is a string.
func (s *jsonScanner) text(i int, k *lineKey) int {
	end, marks := pastText(s.line, i)
	if end >= 0 && k.role != noRole {
		s.note(k, jsonText, marks, i+1, end-1)
	}
	return end
}

// value reads a value that is no string.
func (s *jsonScanner) value(i, depth, prefix int, k *lineKey) int {
	b := s.line
	switch at(b, i) {
	case '{':
		if !k.nests || depth == maxNesting {
			return skipJSON(b, i, depth+1)
		}
		if !k.odd {
			s.path = append(s.path[:prefix], k.spelt[1:len(k.spelt)-2]...)
		}
		s.path = append(s.path, '.')
		i = s.object(i+1, depth+1, k)
		s.path = s.path[:prefix]
		return i
	case '[':
		end := skipJSON(b, i, depth+1)
		if end >= 0 && k.role == messageRole && byteArray(b[i:end]) {
			s.note(k, jsonBytes, escaped, i, end)
		}
		return end
	case 't', 'f', 'n':
		return skipJSON(b, i, depth+1)
	}
	end := pastNumber(b, i)
	if end >= 0 && k.role != noRole && k.role != serviceRole && k.role != messageRole {
		s.note(k, jsonNumber, 0, i, end)
	}
	return end
}

func (s *jsonScanner) note(k *lineKey, kind jsonKind, marks textMarks, from, to int) {
	f := &s.found[k.role]
	if k.rank > f.rank {
		return
	}
	f.kind, f.marks, f.rank, f.unit = kind, marks, k.rank, k.unit // one by one: a copy of the whole would wait for its parts
	f.from, f.to = from, to
}

// byteArray says whether a valid JSON array holds the numbers of bytes and nothing else, one at least.
func byteArray(array []byte) bool {
	n, digits := 0, 0
	for _, c := range array[1 : len(array)-1] {
		switch {
		case c-'0' <= 9:
			if n, digits = 10*n+int(c-'0'), digits+1; digits > 3 || n > 255 {
				return false
			}
		case c == ',':
			n, digits = 0, 0
		case c != ' ':
			return false
		}
	}
	return digits > 0
}

// appendBytes appends the bytes of an array, of which what is no UTF-8 becomes U+FFFD.
func appendBytes(plain, array []byte) []byte {
	var raw []byte
	n := 0
	for _, c := range array[1:] {
		switch {
		case c-'0' <= 9:
			n = 10*n + int(c-'0')
		case c == ',' || c == ']':
			raw, n = append(raw, byte(n)), 0
		}
	}
	return appendValid(plain, raw)
}

// skipJSON passes over a value that nobody asks for. open is how many objects and arrays are open around it.
func skipJSON(b []byte, i, open int) int {
	switch at(b, i) {
	case '"':
		end, _ := pastText(b, i)
		return end
	case '{', '[':
		return skipMembers(b, i, open+1)
	case 't':
		return pastWord(b, i, "true")
	case 'f':
		return pastWord(b, i, "false")
	case 'n':
		return pastWord(b, i, "null")
	}
	return pastNumber(b, i)
}

// skipMembers passes over an object or an array.
func skipMembers(b []byte, i, open int) int {
	if open > maxOpen {
		return -1
	}
	keyed, closing := b[i] == '{', b[i]+2 // in ASCII a closing bracket is two behind the opening one
	if i = pastBlanks(b, i+1); at(b, i) == closing {
		return i + 1
	}
	for {
		if keyed {
			if i = pastKey(b, i); i < 0 {
				return -1
			}
		}
		if i = skipJSON(b, i, open); i < 0 {
			return -1
		}
		i = pastBlanks(b, i)
		switch at(b, i) {
		case ',':
			i = pastBlanks(b, i+1)
		case closing:
			return i + 1
		default:
			return -1
		}
	}
}

// pastKey is where the value of the key at b[i] begins.
func pastKey(b []byte, i int) int {
	if at(b, i) != '"' {
		return -1
	}
	end, _ := pastText(b, i)
	if end < 0 {
		return -1
	}
	if end = pastBlanks(b, end); at(b, end) != ':' {
		return -1
	}
	return pastBlanks(b, end+1)
}
