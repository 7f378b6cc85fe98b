package plain_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/plain"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"ASCII", "disk full: 99 % <b>|*", "disk full: 99 % <b>|*"},
		{"other scripts", "障害 été Ошибка שגיאה", "障害 été Ошибка שגיאה"},
		{"line breaks", "a\nb\r\nc\rd\u2028e\u2029f\u0085g", "a\nb\nc\nd\ne\nf\ng"},
		{"tab", "a\tb", "a b"},
		{"controls", "a\x00\x01\x07\x08\x7fb\u0080", "ab"},
		{"colour", "\x1b[1;31mERROR\x1b[0m disk", "ERROR disk"},
		{"cursor and screen", "\x1b[2J\x1b[1;1Hroot\x1b[?25l#", "root#"},
		{"CSI with an intermediate", "a\x1b[0 qb", "ab"},
		{"CSI in eight bits", "a\u009b31mb", "ab"},
		{"CSI cut", "a\x1b[31", "a"},
		{"title", "a\x1b]0;owned\x07b", "ab"},
		{"hyperlink", "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\ here", "click here"},
		{"hyperlink in eight bits", "\u009d8;;https://evil.example\u009cclick", "click"},
		{"OSC without an end hides nothing", "a\x1b]0;the rest of it\nnext", "a0;the rest of it\nnext"},
		{"device control", "a\x1bP+q544e\x1b\\b", "ab"},
		{"application command", "a\x1b_x\x1b\\b", "ab"},
		{"character set", "a\x1b(Bb", "ab"},
		{"reset", "a\x1bcb", "ab"},
		{"escape within an escape", "a\x1b\x1b[31m[31mb", "a[31mb"},
		{"lone escape", "a\x1b", "a"},
		{"direction overrides", "user\u202egpj.exe\u2066x\u2069\u200f\u200e\u061c", "usergpj.exex"},
		{"zero width", "pay\u200bpal\ufeff\u2060\u00ad", "paypal"},
		{"tags", "hi\U000e0069\U000e0067\U000e006e", "hi"},
		{"hidden in variation selectors", "a\ufe0f\ufe01\ufe02b \u2764\ufe0f\ufe01\ufe02", "ab \u2764\ufe0f"},
		{"variation selectors that choose", "1\ufe0f\u20e3 #\ufe0f\u20e3 ©\ufe0f ❤\ufe0f ≨\ufe00 葛\U000e0100 ᠠ\u180b", "1\ufe0f\u20e3 #\ufe0f\u20e3 ©\ufe0f ❤\ufe0f ≨\ufe00 葛\U000e0100 ᠠ\u180b"},
		{"variation selectors that hide in words", "pass\ufe0fword pass\u180eword é\ufe01 п\U000e0101 a\U000e0100", "password password é п a"},
		{"isolates, embeddings and marks of direction", "a\u2066b\u2067c\u2068d\u2069e\u202af\u202bg\u202ch\u202di\u202ej\u200ek\u200fl\u061cm", "abcdefghijklm"},
		{"annotations", "a\ufff9b\ufffac\ufffbd", "abcd"},
		{"what programs show nothing for", "a\u034fb\u115fc\u1160d\u17b4e\u17b5f\u3164g\uffa0h\u2065i\ufff0j\U000e0080k\U000e01f0l\U000e0fffm", "abcdefghijklm"},
		{"code points that are no characters", "a\ufdd0b\ufffec\uffffd\U0001fffee", "a\ufffdb\ufffdc\ufffdd\ufffde"},
		{"joiners where nothing is joined", "障\u200d害 한\u200d글 か\u200dな пар\u200dоль", "障害 한글 かな пароль"},
		{"joiners in Indic scripts", "क्\u200dष ക്\u200d", "क्\u200dष ക്\u200d"},
		{"emoji", "👩\u200d🚒 ❤️\u200d🔥 👍🏽", "👩\u200d🚒 ❤️\u200d🔥 👍🏽"},
		{"joiner in Latin", "pass\u200dword\u200c", "password"},
		{"joiner with nothing before it", "\u200dx", "x"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"Arabic number sign", "\u06dd12", "\u06dd12"},
		{"invalid UTF-8", "a\xff\xfe\x80b\xe2\x82", "a\ufffdb\ufffd"},
		{"invalid around an escape", "\xe2\x1b[m\x80\xae", "\ufffd\ufffd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plain.Text(tt.in, 0); got != tt.want {
				t.Errorf("Text = %q, want %q", got, tt.want)
			}
			if got, want := plain.Line(tt.in, 0), strings.ReplaceAll(tt.want, "\n", " "); got != want {
				t.Errorf("Line = %q, want %q", got, want)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		limit    int
		want     string
	}{
		{"fits", "abcdef", 6, "abcdef"},
		{"cut", "abcdefg", 6, "abc…"},
		{"no limit", strings.Repeat("a", 500), 0, strings.Repeat("a", 500)},
		{"no room for the mark", "abc", 2, ""},
		{"room for nothing else", "abcd", 3, "…"},
		{"within a character", "aéé", 4, "a…"},
		{"within an emoji", "a 👩\u200d🚒 b", 14, "a …"},
		{"behind an emoji", "a 👩\u200d🚒 bcd", 16, "a 👩\u200d🚒…"},
		{"within an accent", "cafe\u0301sss", 7, "caf…"},
		{"what is taken out does not count", "\x1b[31mabcdef\x1b[0m", 6, "abcdef"},
		{"cut and cleaned", "\x1b[31mabcdefgh", 6, "abc…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plain.Line(tt.in, tt.limit); got != tt.want {
				t.Errorf("Line = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCleanTextIsNotCopied(t *testing.T) {
	s := strings.Repeat("connection refused: été 障害 (10.0.0.7:443)\n", 20)
	if n := testing.AllocsPerRun(20, func() { plain.Text(s, 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzText: what comes out is valid UTF-8 within the limit, holds no control, no escape, no override and no zero-width character but joiners,
// a line holds no line break, and doing it again changes nothing.
func FuzzText(f *testing.F) {
	f.Add("\x1b]8;;x\x07a\u202e\xff👩\u200d🚒\r\n", 9)
	f.Add("e\u0301\u0301\u0301\u0301\u0301", 6)
	f.Add("\u009b31m\u0085", 0)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		for _, form := range []struct {
			of     func(string, int) string
			breaks bool
		}{{plain.Line, false}, {plain.Text, true}} {
			got := form.of(s, limit)
			if !utf8.ValidString(got) || (limit > 0 && len(got) > limit) {
				t.Fatalf("%q for %q, limit %d", got, s, limit)
			}
			for _, r := range got {
				bad := unicode.IsControl(r) && (r != '\n' || !form.breaks)
				if bad || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' || r == '\ufeff' {
					t.Fatalf("%U in %q for %q", r, got, s)
				}
			}
			if again := form.of(got, limit); again != got {
				t.Fatalf("%q, and again %q", got, again)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	for name, s := range map[string]string{
		"clean":   strings.Repeat("2025-10-20T06:48:11Z error checkout: connection refused\n", 200),
		"other":   strings.Repeat("障害が発生しました: Ошибка подключения\n", 200),
		"colours": strings.Repeat("\x1b[31mERROR\x1b[0m checkout: connection refused\n", 200),
		"hostile": strings.Repeat("\x1b]\u202e\xff", 3000),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				plain.Text(s, 0)
			}
		})
	}
}
