package redact

import "strings"

// maxArguments is how many arguments of a call are looked at.
const maxArguments = 6

// call finds the secret in the arguments of a function that is named after it, "setPassword("…")", or that takes a user and a password,
// "login("bob", "…")", with i at the bracket. What stands from the first such argument to the last goes.
func (sc *scanner) call(i int) (span, bool) {
	end := i
	if end > sc.pos && sc.s[end-1] == '=' { // auth=("bob", "…")
		end--
	}
	if end <= sc.pos || classOf(sc.s[end-1]) == 0 {
		return span{}, false
	}
	name := sc.s[sc.wordStart(end):end]
	kind, sure := keyKind(name)
	last, before := lastWords(name)
	pair := takesPair[last]
	if kind == "" && !pair {
		return span{}, false
	}
	if pair && !sure {
		kind = "password"
	}
	found := span{kind: kind}
	at := i + 1
	for n := range maxArguments {
		v, next := sc.argument(at)
		if next == 0 {
			break
		}
		text := sc.s[v.start:v.end]
		ok := false
		switch {
		case masked(text) || len(text) < 4 || strings.ContainsAny(text, " \n"):
		case pair && !sure:
			ok = n > 0 && v.quoted && strong(text)
		case !v.quoted:
			ok = sure && strong(text) && strings.ContainsAny(text, "!#$%^&?+~@")
		case setters[before] && sure:
			ok = secret(text, kind, sure, context{delimiter: '=', quoted: true})
		default:
			ok = likePassword(text) || unlikeWords(text) && shapeOf(text).hex && shapeOf(text).n >= 16
		}
		if ok {
			if found.end == 0 {
				found.start = v.start
			}
			found.end = v.end
		}
		at = next
	}
	return found, found.end > 0
}

// takesPair are the last words of functions that are given who one is and a password.
var takesPair = set(`login logon signin auth authenticate authentication credential credentials connection`)

// setters are the first words of those that are given nothing else.
var setters = set(`set with use using put`)

// argument is the argument of a call that begins at or behind at, and where the next one begins; 0 if there is none.
func (sc *scanner) argument(at int) (v value, next int) {
	for n := 0; at < len(sc.s) && n < 16 && (blank(sc.s[at]) || sc.s[at] == ','); n++ {
		at++
	}
	if at >= len(sc.s) || sc.s[at] == ')' {
		return value{}, 0
	}
	if v = sc.value(at); v.quoted {
		return v, min(v.end+1, len(sc.s))
	}
	end := at
	for end < len(sc.s) && end-at < maxKey && strings.IndexByte(",()\n\"'`", sc.s[end]) < 0 {
		end++
	}
	if end == at || end >= len(sc.s) || sc.s[end] != ',' && sc.s[end] != ')' {
		return value{}, 0
	}
	return value{at, end, false}, end
}
