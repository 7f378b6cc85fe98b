package live

import (
	"net/http"
	"strings"
)

// NextLink is the address of the next page that an answer's Link header names (RFC 8288), "" if it names none: `<https://…?page=2>; rel="next"`.
func NextLink(h http.Header) string {
	for _, value := range h.Values("Link") {
		for value != "" {
			_, rest, ok := strings.Cut(value, "<")
			if !ok {
				break
			}
			address, rest, ok := strings.Cut(rest, ">")
			if !ok {
				break
			}
			parameters, more := rest, ""
			if i := strings.IndexByte(rest, '<'); i >= 0 { // an address holds commas, a relation no bracket
				parameters, more = rest[:i], rest[i:]
			}
			for p := range strings.SplitSeq(parameters, ";") {
				key, rel, _ := strings.Cut(strings.Trim(p, " ,\t"), "=")
				if strings.EqualFold(strings.TrimSpace(key), "rel") && strings.EqualFold(strings.Trim(rel, ` "`), "next") {
					return address
				}
			}
			value = more
		}
	}
	return ""
}
