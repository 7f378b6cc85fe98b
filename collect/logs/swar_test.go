package logs

import (
	"bytes"
	"slices"
	"testing"
)

// The ends of words and of what stands in quotes are those that looking at one byte after the other finds.
func FuzzWords(f *testing.F) {
	f.Add([]byte("a"), 0)
	f.Add([]byte(`level=error msg="a \"quoted\" word" x`), 16)
	f.Add([]byte("twelve bytes\tor more Ä\xa0\x8a=\x00"), 3)
	f.Add([]byte("\x98"), 0)
	f.Add([]byte("\"unclosed \\"), 0)
	f.Fuzz(func(t *testing.T, b []byte, i int) {
		if i < 0 || i >= len(b) {
			return
		}
		end := i
		for end < len(b) && !blank(b[end]) {
			end++
		}
		if got := endOfWord(b, i); got != end {
			t.Errorf("%q from %d: the word ends at %d, want %d", b, i, got, end)
		}
		word := b[i:end]
		wantPlain := !bytes.Contains(word, []byte("=")) && (!upper(word) || !slices.ContainsFunc(word, func(c byte) bool { return 'A' <= c && c <= 'Z' }))
		if got, plain := plainWord(b, i); got != end || plain != wantPlain {
			t.Errorf("%q from %d: a word to %d, plain %v, want %d, %v", b, i, got, plain, end, wantPlain)
		}
		wantEscaped := false
		for end = i + 1; end < len(b) && b[end] != '"'; end++ {
			if b[end] == '\\' {
				wantEscaped = true
				end++
			}
		}
		if got, escaped := endOfQuoted(b, i); got != min(end, len(b)) || escaped != wantEscaped {
			t.Errorf("%q from %d: quoted to %d, escaped %v, want %d, %v", b, i, got, escaped, min(end, len(b)), wantEscaped)
		}
	})
}
