package file

import (
	"testing"
)

func TestReadAll(t *testing.T) {
	f := Bytes("a", []byte("0123456789"))
	if b, err := f.ReadAll(10); string(b) != "0123456789" || err != nil {
		t.Errorf("ReadAll(10) = %q, %v, want the whole", b, err)
	}
	if b, err := f.ReadAll(4); string(b) != "0123" || err == nil {
		t.Errorf("ReadAll(4) = %q, %v, want the beginning and an error", b, err)
	}
}

func TestSurest(t *testing.T) {
	length := func(s string) int { return len(s) }
	if best, top := Surest([]string{"a", "ccc", "bbb"}, length); best != "ccc" || top != 3 {
		t.Errorf("Surest = %q, %d, want the first of the surest", best, top)
	}
	if best, top := Surest([]string{""}, length); best != "" || top != 0 {
		t.Errorf("Surest of nothing = %q, %d", best, top)
	}
}
