package logs

import "testing"

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
