package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// foreign are what a password is called where it is not written in ASCII.
var foreign = []string{
	"contraseña", "lösenord", "hasło", "jelszó", "şifre", "mật khẩu", "пароль", "пароля", "κωδικός", "סיסמה", "كلمة المرور", "كلمة السر", "पासवर्ड", "รหัสผ่าน",
	"パスワード", "暗証番号", "密码", "密碼", "口令", "비밀번호", "암호",
}

// foreignBy is foreign by its first byte that is not ASCII, in either case.
var foreignBy = func() (by [256][]string) {
	add := func(c byte, w string) {
		if list := by[c]; len(list) == 0 || list[len(list)-1] != w {
			by[c] = append(list, w)
		}
	}
	for _, w := range foreign {
		add(w[ascii(w)], w)
		add(strings.ToUpper(w)[ascii(w)], w)
	}
	return by
}()

// ascii is how many bytes of ASCII a word begins with.
func ascii(w string) int {
	return strings.IndexFunc(w, func(r rune) bool { return r >= utf8.RuneSelf })
}

// abroad finds the password behind such a word, with i at its first byte that is not ASCII.
func (sc *scanner) abroad(i int) (span, bool) {
	for _, w := range foreignBy[sc.s[i]] {
		start := i - ascii(w)
		end := start + len(w)
		if start < sc.pos || end > len(sc.s) || !strings.EqualFold(sc.s[start:end], w) {
			continue
		}
		from, letters := end, 0
		for from < len(sc.s) && from-end < maxGap && letters < 4 { // a particle, such as は or это
			if n := gapAt(sc.s[from:]); n > 0 {
				from += n
				continue
			}
			if n := run(sc.s[from:min(len(sc.s), from+maxKey)], "-"); n > 0 && between[strings.ToLower(sc.s[from:from+n])] {
				from += n
				continue
			}
			r, n := utf8.DecodeRuneInString(sc.s[from:])
			if n == 1 || !unicode.IsLetter(r) {
				break
			}
			letters++
			from += n
		}
		if from < len(sc.s) && sc.s[from] < utf8.RuneSelf && !plainWord(sc.s[from:sc.bareEnd(from, min(len(sc.s), from+maxValue))]) && strings.ContainsAny(sc.s[end:from], ":=：＝") {
			return sc.valueOf("password", true, from, context{delimiter: '=', quoted: quote(sc.s[from-1])})
		}
		return sc.passwordAt(from, "password", true)
	}
	return span{}, false
}
