package gitleaks

import (
	"fmt"
	"strings"
	"testing"
)

func TestWordsShort(t *testing.T) {
	for _, r := range rules {
		for _, w := range r.words {
			if len(w) <= 4 {
				fmt.Println(r.id, w)
			}
		}
		if len(r.words) == 0 {
			fmt.Println("NONE", r.id)
		}
	}
	fmt.Println(len(words().rules), words().width)
	fmt.Println(Find("key ghp_0123456789abcdefghijABCDEFGHIJklmnop"))
}

func BenchmarkFind(b *testing.B) {
	line := "2025-10-20T06:48:11.123Z level=error service=checkout msg=\"connection refused\" host=10.0.3.17:5432 trace_id=4bf92f3577b34da6a3ce929d0e0e4736 status=503 path=/api/v1/cart\n"
	s := strings.Repeat(line, 100)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Find(s)
	}
}
