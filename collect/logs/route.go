package logs

import "bytes"

// pathOf is the path of a request's target, without scheme and host. Of CONNECT's "host:443" there is none. Query, fragment and parameters,
// which hold secrets, end it.
func pathOf(target []byte) []byte {
	scheme := target[:min(len(target), len("https://"))]
	if bytes.IndexByte(scheme, ':') <= 0 {
		return target
	}
	if i := bytes.IndexAny(target, "?#;"); i >= 0 {
		target = target[:i]
	}
	if i := bytes.Index(target[:min(len(target), len(scheme))], []byte("://")); i > 0 {
		target = target[i+3:]
		return target[max(bytes.IndexByte(target, '/'), 0):]
	}
	return target
}

const (
	maxSegments = 8  // of a path that are kept; deeper ones name things, not routes
	maxSegment  = 40 // bytes; longer ones are tokens or titles
)

// segmentBytes says of a byte what it is in a segment of a path. The bit of digits is the lowest, so that they can be counted.
var segmentBytes = func() (class [256]uint8) {
	for c := range class {
		switch b := byte(c); {
		case b-'0' <= 9:
			class[c] = segmentDigit
		case b == '.':
			class[c] = segmentDot
		case b == '/' || b == '?' || b == '#' || b == ';':
			class[c] = segmentEnd
		case !alnum(b) && b != '-' && b != '_':
			class[c] = segmentOther
		}
	}
	return class
}()

const (
	segmentDigit = 1 << iota
	segmentDot
	segmentOther // neither of these nor a letter, dash or underscore
	segmentEnd
)

// segment is what stands between two slashes of a path.
type segment struct {
	digits int
	seen   uint8 // the classes of its bytes
}

// readSegment reads the segment at path[i], which is behind a slash or where the path begins, and says where it ends.
func readSegment(path []byte, i int) (s segment, end int) {
	for ; i < len(path); i++ {
		class := segmentBytes[path[i]]
		if class == segmentEnd {
			break
		}
		s.digits += int(class & segmentDigit)
		s.seen |= class
	}
	return s, i
}

// isRoute says whether a segment is of words alone, and may be shown; an empty one is the end of "/cart/".
func (s segment) isRoute(text []byte) bool {
	return s.digits == 0 && s.seen&segmentOther == 0 && len(text) <= maxSegment
}

// isService says whether a segment can be the name of a service and no file.
func (s segment) isService(text []byte) bool {
	return s.seen&segmentDot == 0 && len(text) <= maxSegment && isName(text)
}

// isVersion says whether a segment is the version of an API: "v2", "v1beta1".
func isVersion(text []byte) bool {
	return len(text) > 1 && len(text) < 10 && text[0] == 'v' && text[1]-'0' <= 9
}

// route appends a path with "#" for every segment that may be an id, a name or a token. Only words stay, and the versions of an API lose their
// number, because event.Shape would mask the whole path for a digit in it. The service is the segment behind "/api/v1/", else the first that
// can be a name and has no digit; nil if there is none.
func route(b, path []byte) (masked, service []byte) {
	i, named := 0, maxSegments
	rooted := at(path, 0) == '/'
	if rooted {
		i, named = 1, maxSegments-1
	} else {
		b = append(b, '*') // of the server as a whole, or of a tunnel
	}
	inAPI, versioned := false, false // the segment before was "api", or the version behind it
	for n := 1; n <= maxSegments; n++ {
		s, end := readSegment(path, i)
		text := path[i:end]
		version := isVersion(text)
		if rooted {
			b = append(b, '/')
			switch {
			case version:
				b = append(b, "v#"...)
			case s.isRoute(text):
				b = append(b, text...)
			default:
				b = append(b, '#')
			}
		}
		if n <= named {
			if versioned && s.digits <= 2 && s.isService(text) { // "oauth2" is a name, "b81dc9" an id
				service, named = text, 0
			} else if service == nil && s.digits == 0 && s.isService(text) {
				service = text
			}
			inAPI, versioned = string(text) == "api", inAPI && version
		}
		if at(path, end) != '/' {
			return b, service
		}
		i = end + 1
	}
	if rooted {
		b = append(b, "/…"...)
	}
	return b, service
}
