package merge

import (
	"strings"
	"testing"
)

// large is a document of 200 kB: that of a sample, which goes on.
func large(b *testing.B) (old, late string) {
	b.Helper()
	doc := sample(b, "aws-us-east-1-2025-10-20", "")
	for len(doc) < 200_000 {
		at := strings.Index(doc, "\n## Evidence")
		doc = doc[:at] + strings.Repeat("\n- One more line of what happened, as long as others are. [E-aaaaaaaa](#e-aaaaaaaa)", 50) + "\n" + doc[at:]
	}
	old = marking(b, doc)
	return old, marking(b, strings.ReplaceAll(doc, "14", "15"))
}

func BenchmarkMark(b *testing.B) {
	old, _ := large(b)
	b.SetBytes(int64(len(old)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Mark([]byte(old)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	old, late := large(b)
	edited := strings.ReplaceAll(old, "Evidence", "Proof")
	b.SetBytes(int64(len(edited)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Merge([]byte(edited), []byte(old), []byte(late)); err != nil {
			b.Fatal(err)
		}
	}
}
