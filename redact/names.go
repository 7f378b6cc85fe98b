package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// namePattern finds any of the names, in any case; nil for none. What joins the words of a name may be written in any way: "Acme Corp" is the
// "acme-corp" of a host, the "acme_corp" of a table and the "Acme%20Corp" of an address. Accents may be composed or not.
func namePattern(list []string) *regexp.Regexp {
	var forms []string
	for _, name := range list {
		for _, form := range []string{norm.NFC.String(name), norm.NFD.String(name)} {
			if words := strings.FieldsFunc(form, joint); len(words) > 0 {
				forms = append(forms, nameForm(words))
			}
		}
	}
	if forms == nil {
		return nil
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) }) // the first that fits is taken: "Acme Labs" before "Acme"
	return regexp.MustCompile("(?i)(?:" + strings.Join(forms, "|") + ")")
}

func nameForm(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(w)
	}
	return strings.Join(quoted, `(?:[\s_.+\p{Pd}]|%20){0,3}`)
}

// joint says whether a character joins words of a name rather than belonging to one.
func joint(r rune) bool { return unicode.IsSpace(r) || r == '_' || unicode.Is(unicode.Pd, r) }

// names adds the names in s that are words of their own, with the ending of a plural or a possessive.
func names(spans []span, s string, pattern *regexp.Regexp) []span {
	if pattern == nil {
		return spans
	}
	for at := 0; at < len(s); {
		m := pattern.FindStringIndex(s[at:])
		if m == nil {
			break
		}
		start, end := at+m[0], at+m[1]
		if end += ending(s[end:]); !inWord(s, start, end) {
			spans = append(spans, span{start, end, "name"})
			at = end
			continue
		}
		_, n := utf8.DecodeRuneInString(s[start:])
		at = start + n
	}
	return spans
}

// ending is the length of the plural or possessive ending that s begins with, if a word ends behind it.
func ending(s string) int {
	for _, e := range []string{"'s", "’s", "s'", "s’", "es", "s", "'", "’"} {
		if len(s) >= len(e) && strings.EqualFold(s[:len(e)], e) && !startsWord(s[len(e):]) {
			return len(e)
		}
	}
	return 0
}

// inWord says whether s[start:end] is a part of a longer word. A digit ends a word of letters: "acme2" is Acme's second.
func inWord(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	first, _ := utf8.DecodeRuneInString(s[start:])
	if letter(before) && letter(first) || unicode.IsDigit(before) && unicode.IsDigit(first) {
		return !camel(before, first)
	}
	after, _ := utf8.DecodeRuneInString(s[end:])
	last, _ := utf8.DecodeLastRuneInString(s[:end])
	return letter(after) && letter(last) && !camel(last, after) || unicode.IsDigit(after) && unicode.IsDigit(last)
}

// camel says whether a word ends between two letters although nothing stands there: "acmeCheckout".
func camel(a, b rune) bool { return unicode.IsLower(a) && unicode.IsUpper(b) }

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return letter(r)
}

func letter(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r)) }
