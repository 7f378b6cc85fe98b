package when

import (
	"testing"
	"time"
)

func TestTwice(t *testing.T) {
	tests := []struct {
		name, zone, at, first, second string
	}{
		{"the first time in Berlin", "Europe/Berlin", "2025-10-26T00:12:00Z", "2025-10-26T00:12:00Z", "2025-10-26T01:12:00Z"},
		{"the second time in Berlin", "Europe/Berlin", "2025-10-26T01:12:00Z", "2025-10-26T00:12:00Z", "2025-10-26T01:12:00Z"},
		{"the first instant that is repeated", "America/New_York", "2025-11-02T05:00:00Z", "2025-11-02T05:00:00Z", "2025-11-02T06:00:00Z"},
		{"half an hour on Lord Howe Island", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"},
		{"just before", "America/New_York", "2025-11-02T04:59:59Z", "", ""},
		{"just behind", "America/New_York", "2025-11-02T07:00:00Z", "", ""},
		{"clocks that go forward", "Europe/Berlin", "2026-03-29T01:30:00Z", "", ""},
		{"a zone without a summer time", "Asia/Kolkata", "2025-10-26T00:12:00Z", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			loc, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			first, second, ok := Twice(at, loc)
			if ok != (tt.first != "") {
				t.Fatalf("got %v, %s and %s", ok, first, second)
			}
			if ok && (first.UTC().Format(time.RFC3339) != tt.first || second.UTC().Format(time.RFC3339) != tt.second) {
				t.Errorf("got %s and %s", first.UTC(), second.UTC())
			}
		})
	}
}
