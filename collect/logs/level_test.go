package logs

import (
	"strings"
	"testing"
)

// A message's level is that of the first of its first six words that states one, whatever is passed over without a look.
func FuzzInMessage(f *testing.F) {
	for _, m := range []string{
		"a b c d e ERROR", "a b c d e f ERROR", "  [error]\tx", "an error occurred", "Error: x", "level=warn x", "xlevel=WARN", "[core:error] x", "(debug) y", "é ERROR", "debug\x115 x",
		`{"level":"x"} INFO`, "Level=\"error\" a", "| fatal | x", "error, x", "x=y lvl=E", "eRRoR",
	} {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		want := unsaid
		rest := message
		for range 6 {
			var word []byte
			if word, rest = field(rest); len(word) == 0 {
				break
			}
			if want = statedLevel(word); want != unsaid {
				break
			}
		}
		if got := inMessage(message); got != want {
			t.Errorf("%q: %d, want %d", message, got, want)
		}
	})
}

func TestLevelOf(t *testing.T) {
	for want, words := range map[level]string{
		debug: "trace Trc DEBUG dbg verbose finest debug5", info: "Info NOTICE note log success", warning: "warn WRN Warning", erroneous: "error Err eror SEVERE failure",
		critical: "crit FATAL alert Emergency panic dPanic", unsaid: "e er errors erro debug6 debug\x11 informational @rror [rror warns êrror longestword12",
	} {
		for word := range strings.FieldsSeq(words) {
			if got := levelOf([]byte(word)); got != want {
				t.Errorf("%q: %d, want %d", word, got, want)
			}
		}
	}
}
