package when

import "testing"

func TestSkipped(t *testing.T) {
	newYork := mustZone(t, "America/New_York")
	for _, tt := range []struct {
		name, line string
		want       bool
	}{
		{"in the gap", "2025-03-09 02:10 x", true},
		{"its last second", "2025-03-09 02:59:59 x", true},
		{"before it", "2025-03-09 01:59:59 x", false},
		{"behind it", "2025-03-09 03:00:00 x", false},
		{"the repeated hour", "2025-11-02 01:30 x", false},
		{"with an offset", "2025-03-09 02:10:00 +0000 x", false},
		{"by its zone's name", "2025-03-09 02:10 EST x", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, ok := Detect([]byte(tt.line))
			s, _, scanned := l.Scan([]byte(tt.line))
			if !ok || !scanned {
				t.Fatal("no stamp")
			}
			at, err := s.Resolve(newYork, Span{})
			if got := s.Skipped(at, newYork); err != nil || got != tt.want {
				t.Errorf("got %v for %s, %v", got, at, err)
			}
		})
	}
}

func TestOtherSeason(t *testing.T) {
	for _, tt := range []struct{ name, line, written, shown string }{
		{"standard time's name in summer", "2025-07-01 10:00:00 EST x", "EST", "EDT"},
		{"summer time's name in winter", "2025-01-10 10:00:00 PDT x", "PDT", "PST"},
		{"the right name", "2025-07-01 10:00:00 EDT x", "", ""},
		{"a name for both seasons", "2025-07-01 10:00:00 ET x", "", ""},
		{"a zone without seasons", "2025-07-01 10:00:00 JST x", "", ""},
		{"an offset", "2025-07-01 10:00:00 -0500 x", "", ""},
		{"none", "2025-07-01 10:00:00 x", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := Detect([]byte(tt.line))
			s, _, ok := l.Scan([]byte(tt.line))
			at, err := s.Resolve(nil, Span{})
			if !ok || err != nil {
				t.Fatal(ok, err)
			}
			written, shown, _ := s.OtherSeason(at, nil)
			if written != tt.written || shown != tt.shown {
				t.Errorf("got %q, %q", written, shown)
			}
		})
	}
}
