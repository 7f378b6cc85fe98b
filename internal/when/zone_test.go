package when

import (
	"strings"
	"testing"
	"time"
)

func TestZone(t *testing.T) {
	summer, winter := time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC), time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		incident string
		at       time.Time
		want     string
		offset   int // hours east at that time
	}{
		{"America/New_York", "", summer, "America/New_York", -4},
		{"US/Pacific", "", winter, "US/Pacific", -8},
		{"US/PDT", "", summer, "America/Los_Angeles", -7},
		{"(Pacific)", "", summer, "America/Los_Angeles", -7},
		{"Pacific Time", "", summer, "America/Los_Angeles", -7},
		{"pacific  daylight time", "", summer, "America/Los_Angeles", -7},
		{"British Summer Time", "", summer, "Europe/London", 1},
		{"India Standard Time", "", summer, "Asia/Kolkata", 5},
		{"Central European Summer Time", "", summer, "Europe/Berlin", 2},
		{"Z", "", summer, "UTC", 0},
		{"utc", "", summer, "UTC", 0},
		{"GMT", "", summer, "UTC", 0},
		{"GMT", "Europe/London", summer, "UTC", 0},
		{"+02:00", "", summer, "UTC+02:00", 2},
		{"-0400", "", summer, "UTC-04:00", -4},
		{"UTC-7", "", summer, "UTC-07:00", -7},
		{"GMT+1", "", summer, "UTC+01:00", 1},
		{"UTC −5", "", summer, "UTC-05:00", -5},
		{"+00:00", "", summer, "UTC", 0},
		{"PST", "", summer, "America/Los_Angeles", -7},
		{"PDT", "", winter, "America/Los_Angeles", -8},
		{"pst", "America/Vancouver", summer, "America/Vancouver", -7},
		{"MST", "", winter, "America/Denver", -7},
		{"MST", "America/Phoenix", summer, "America/Phoenix", -7},
		{"ET", "", summer, "America/New_York", -4},
		{"EST", "", winter, "America/New_York", -5},
		{"EST", "Australia/Sydney", winter, "Australia/Sydney", 11},
		{"CET", "Europe/Madrid", winter, "Europe/Madrid", 1},
		{"CEST", "", summer, "Europe/Berlin", 2},
		{"CST", "America/Chicago", summer, "America/Chicago", -5},
		{"CST", "Asia/Shanghai", summer, "Asia/Shanghai", 8},
		{"BST", "Europe/London", winter, "Europe/London", 0},
		{"BST", "Asia/Dhaka", summer, "Asia/Dhaka", 6},
		{"IST", "Asia/Kolkata", summer, "Asia/Kolkata", 5},
		{"IST", "Europe/Dublin", summer, "Europe/Dublin", 1},
		{"IST", "Asia/Jerusalem", winter, "Asia/Jerusalem", 2},
		{"AST", "Asia/Riyadh", summer, "Asia/Riyadh", 3},
		{"JST", "", summer, "Asia/Tokyo", 9},
		{"AEDT", "", winter, "Australia/Sydney", 11},
		{"NZST", "", summer, "Pacific/Auckland", 12},
		{"PST", "Asia/Manila", summer, "Asia/Manila", 8},
		{"Japan", "", summer, "Japan", 9},
		{"Etc/GMT+5", "", summer, "Etc/GMT+5", -5},
		{"PST", "", time.Time{}, "America/Los_Angeles", -8},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.incident, func(t *testing.T) {
			var incident *time.Location
			if tt.incident != "" {
				incident = mustZone(t, tt.incident)
			}
			got, err := Zone(tt.name, tt.at, incident)
			if err != nil {
				t.Fatal(err)
			}
			at := tt.at
			if at.IsZero() {
				at = winter
			}
			_, offset := at.In(got).Zone()
			if got.String() != tt.want || offset/3600 != tt.offset {
				t.Errorf("got %s at %d, want %s at %d", got, offset/3600, tt.want, tt.offset)
			}
		})
	}
}

func TestZoneRefuses(t *testing.T) {
	for name, want := range map[string]string{
		"":                         "no zone is named",
		"CST":                      "US Central (America/Chicago), China (Asia/Shanghai), Cuba (America/Havana); state the incident's own as timezone: in incident.yaml",
		"bst":                      "British Summer Time (Europe/London), Bangladesh (Asia/Dhaka)",
		"IST":                      "India (Asia/Kolkata), Israel (Asia/Jerusalem), Ireland (Europe/Dublin)",
		"XYZ":                      `"XYZ" is no zone known here: write an IANA name like America/New_York`,
		"Local":                    "is no zone",
		"../../etc/passwd":         "is no zone",
		"America/Nowhere":          "is no zone",
		"+25:00":                   "is no zone",
		"+02:75":                   "is no zone",
		"UTC+99":                   "is no zone",
		strings.Repeat("A", 1<<20): "is no zone",
		"\x00":                     "is no zone",
	} {
		got, err := Zone(name, writing, mustZone(t, "America/New_York"))
		if got != nil || err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 400 {
			t.Errorf("%.30q: %v, %v; want an error with %q", name, got, err, want)
		}
	}
}

// TestAbbreviations checks the table itself: every place is known to tzdata, and every name in capitals.
func TestAbbreviations(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range abbreviationList() {
		if seen[a.name] || a.name != strings.ToUpper(a.name) || len(a.name) > 5 {
			t.Errorf("%s is there twice, not in capitals, or longer than scanShortZone looks", a.name)
		}
		seen[a.name] = true
		if len(a.places) == 0 || (!a.sure && len(a.places) < 2) {
			t.Errorf("%s has %d places", a.name, len(a.places))
		}
		for _, p := range a.places {
			if located()[p.iana] == nil || p.label == "" {
				t.Errorf("%s: no place %q", a.name, p.iana)
			}
		}
	}
	for name, short := range spelled() {
		if !seen[short] {
			t.Errorf("%s stands for %s, which is not in the table", name, short)
		}
	}
	for name, iana := range spelledPlaces() {
		if located()[iana] == nil {
			t.Errorf("%s stands for %s, which is no place", name, iana)
		}
	}
}

func TestParse(t *testing.T) {
	newYork := mustZone(t, "America/New_York")
	tests := []struct {
		text, want string
		precision  time.Duration
	}{
		{"2025-10-20T06:48:00Z", "2025-10-20T06:48:00Z", time.Second},
		{"2025-10-20T06:48Z", "2025-10-20T06:48:00Z", time.Minute},
		{" 2025-10-20 02:48 ", "2025-10-20T06:48:00Z", time.Minute},
		{"2025-10-20 02:48 EDT", "2025-10-20T06:48:00Z", time.Minute},
		{"2025-10-20 02:48 edt", "2025-10-20T06:48:00Z", time.Minute},
		{"2025-10-20 02:48 Eastern Time", "2025-10-20T06:48:00Z", time.Minute},
		{"2025-10-20 2:48 am Pacific Time", "2025-10-20T09:48:00Z", time.Minute},
		{"2025-10-20 15:48 Japan", "2025-10-20T06:48:00Z", time.Minute},
		{"2025-10-20 02:48:00.5 -0400", "2025-10-20T06:48:00.5Z", 100 * time.Millisecond},
		{"2025-10-20 02:48 America/New_York", "2025-10-20T06:48:00Z", time.Minute},
		{"Mon Oct 20 02:48:11 EDT 2025", "2025-10-20T06:48:11Z", time.Second},
		{"October 20, 2025 2:48 AM", "2025-10-20T06:48:00Z", time.Minute},
		{"10/20/2025 2:48 AM", "2025-10-20T06:48:00Z", time.Minute},
		{"1760942891", "2025-10-20T06:48:11Z", time.Second},
		{"2025-10-20", "2025-10-20T04:00:00Z", day},
		{"2025/10/20", "2025-10-20T04:00:00Z", day},
		{"20 Oct 2025", "2025-10-20T04:00:00Z", day},
		{"October 20, 2025", "2025-10-20T04:00:00Z", day},
		{"2025-03-09 02:30", "2025-03-09T07:30:00Z", time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, precision, err := Parse(tt.text, newYork)
			if err != nil || got.Format(time.RFC3339Nano) != tt.want || precision != tt.precision {
				t.Errorf("got %v, %v, %v; want %s, %v", got.Format(time.RFC3339Nano), precision, err, tt.want, tt.precision)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "no time is given: write 2025-10-20 02:48 EDT or 2025-10-20T06:48:00Z",
		"next tuesday":           `"next tuesday" is no time: write 2025-10-20 02:48 EDT or 2025-10-20T06:48:00Z`,
		"02:48":                  `"02:48": the time states no date: write`,
		"Oct 20 02:48":           `"Oct 20 02:48": the time states no year: write`,
		"2025-10-20 25:99":       "is no time",
		"2025-02-30":             "February 2025 has no day 30",
		"9999-12-31":             "the year 9999 is out of range",
		"10/11/2025":             "does not say which number is the month",
		"10/11/2025 02:48":       "does not say which number is the month",
		"2025-10-20 02:48 CST":   "CST names several zones",
		"2025-10-20 02:48 FOO":   "is no time",
		"2025-10-20 02:48 x y z": "is no time",
		"2025-10-20 02:48 3":     "is no time",
		"[2025-10-20 02:48]":     "is no time",
		strings.Repeat("1", 999): "is no time",
		"2025-10-20\x00":         "is no time",
	} {
		got, _, err := Parse(text, time.UTC)
		if err == nil || !got.IsZero() || !strings.Contains(err.Error(), want) || len(err.Error()) > 400 {
			t.Errorf("%.30q: %v, %v; want an error with %q", text, got, err, want)
		}
	}
}
