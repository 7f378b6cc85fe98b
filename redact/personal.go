package redact

import (
	"slices"
	"strings"
)

// personal adds what is nobody's business: e-mail addresses, the numbers of cards and accounts, and social security numbers.
func personal(spans []span, s string, what wanted) []span {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '@' && what != exceptMail:
			if f, ok := mail(s, i); ok {
				spans = append(spans, f)
				i = f.end
				continue
			}
		case c >= '0' && c <= '9' && (i == 0 || !word(s[i-1]) || i >= 3 && strings.EqualFold(s[i-3:i], "ssn")):
			n, digits := numberAt(s[i:])
			if kind := numbered(s, i, i+n, digits); kind != "" {
				spans = append(spans, span{i, i + n, kind})
			}
			i += n
			continue
		case c >= 'A' && c <= 'Z' && (i == 0 || !word(s[i-1])):
			if n := iban(s[i:]); n > 0 {
				spans = append(spans, span{i, i + n, "iban"})
				i += n
				continue
			}
		}
		i++
	}
	return spans
}

// numberAt is the number that s begins with: how long it is with the blanks or dashes between its groups, and its digits, 19 at most (ISO/IEC
// 7812-1). It ends before a word, so that hexadecimal is none.
func numberAt(s string) (n int, digits string) {
	var buf [maxDigits + 1]byte
	have := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			if have < len(buf) {
				buf[have] = c
			}
			have++
			n = i + 1
			continue
		case (c == ' ' || c == '-') && n == i && have <= maxDigits:
			continue
		}
		break
	}
	if have > maxDigits || have < 9 || n < len(s) && word(s[n]) {
		return n, ""
	}
	return n, string(buf[:have])
}

const maxDigits = 19

// numbered is what a number at s[from:to] is that should not be read by others; "" if it is nothing of the kind.
func numbered(s string, from, to int, digits string) string {
	if len(digits) == 9 {
		if before := strings.ToLower(s[max(0, from-maxBefore):from]); strings.Contains(before, "ssn") || strings.Contains(before, "social security") {
			return "ssn"
		}
		return ""
	}
	if len(digits) < 13 || !issued(digits) || !luhn(digits) || !grouped(s[from:to]) {
		return ""
	}
	if from > 1 && s[from-1] == '.' && s[from-2] >= '0' && s[from-2] <= '9' || to < len(s)-1 && s[to] == '.' && s[to+1] >= '0' && s[to+1] <= '9' {
		return "" // a fraction
	}
	before := s[max(0, from-maxBefore):from]
	if strings.HasSuffix(before, "_-") || strings.HasSuffix(before, "--") {
		return "" // a negative id
	}
	if n := len(digits); n != 15 && n != 16 && to-from == n && !ofCards(before) {
		return "" // ids of 64 bits have so many digits, too
	}
	if name, _ := label(before); name == harmless {
		return ""
	}
	return "card-number"
}

// ofCards says whether a text speaks of cards or paying.
func ofCards(s string) bool {
	s = strings.ToLower(s)
	for _, w := range []string{"card", "visa", "maestro", "diners", "discover", "jcb", "unionpay", "pan", "credit", "debit", "paid", "pay", "cc"} {
		if i := strings.LastIndex(s, w); i >= 0 && (i == 0 || !word(s[i-1])) {
			return true
		}
	}
	return false
}

// grouped says whether a number is written in one piece or as it stands on a card: in fours, or 4-6-5 and 4-6-4.
func grouped(s string) bool {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' })
	if len(groups) == 1 {
		return true
	}
	for i, g := range groups {
		if len(g) != 4 && (i == 0 || i < len(groups)-1 && len(g) != 6 || len(g) > 6) {
			return false
		}
	}
	return true
}

// issuers are the first digits of the cards that are in use, from one to another, and how long their numbers are (the networks' own pages).
var issuers = []struct {
	from, to string
	lengths  []int
}{
	{"4", "4", []int{13, 16, 19}},                   // Visa
	{"51", "55", []int{16}},                         // Mastercard
	{"2221", "2720", []int{16}},                     // Mastercard
	{"34", "34", []int{15}},                         // American Express
	{"37", "37", []int{15}},                         // American Express
	{"6011", "6011", []int{16, 19}},                 // Discover
	{"644", "659", []int{16, 19}},                   // Discover
	{"300", "305", []int{14, 16, 19}},               // Diners
	{"36", "36", []int{14, 16, 19}},                 // Diners
	{"38", "39", []int{14, 16, 19}},                 // Diners
	{"3528", "3589", []int{16, 17, 18, 19}},         // JCB
	{"62", "62", []int{16, 17, 18, 19}},             // UnionPay
	{"5018", "5038", []int{13, 14, 15, 16, 18, 19}}, // Maestro
	{"6304", "6304", []int{16, 18, 19}},             // Maestro
	{"6759", "6763", []int{16, 18, 19}},             // Maestro
	{"2200", "2204", []int{16}},                     // Mir
	{"9792", "9792", []int{16}},                     // Troy
}

func issued(digits string) bool {
	for _, r := range issuers {
		if n := len(r.from); digits[:n] >= r.from && digits[:n] <= r.to && slices.Contains(r.lengths, len(digits)) {
			return true
		}
	}
	return false
}

// luhn checks the last digit of a card's number (ISO/IEC 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ibanLengths are how long the account numbers of countries are (ISO 13616, the registry of SWIFT).
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24,
	"DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
	"LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
	"QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22,
	"VG": 24, "XK": 20,
}

// iban is the length of the account number that s begins with, in one piece or in fours; 0 if it is none.
func iban(s string) int {
	if len(s) < 15 || classOf(s[1]) != 'u' || classOf(s[2]) != 'd' || classOf(s[3]) != 'd' {
		return 0
	}
	want := ibanLengths[s[:2]]
	var number [34]byte
	have, n := 0, 0
	for n < len(s) && have < want {
		switch c := classOf(s[n]); {
		case c == 'd' || c == 'u':
			number[have] = s[n]
			have++
		case s[n] != ' ' || have%4 != 0 || s[n-1] == ' ':
			return 0
		}
		n++
	}
	if want == 0 || have < want || n < len(s) && word(s[n]) || !mod97(number[:have]) {
		return 0
	}
	return n
}

// mod97 checks the two digits behind the country (ISO 7064, MOD 97-10).
func mod97(number []byte) bool {
	rest := 0
	for i := range number {
		switch c := number[(i+4)%len(number)]; classOf(c) {
		case 'd':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest == 1
}
