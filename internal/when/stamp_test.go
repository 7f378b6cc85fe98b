package when

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func mustZone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

func span(from, to string) Span {
	parse := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return time.Time{}
		}
		return t
	}
	return Span{From: parse(from), To: parse(to)}
}

// onTheDay is the stretch that stamps of these tests are resolved against.
var onTheDay = span("2025-10-20T06:00:00Z", "2025-10-20T23:00:00Z")

func TestStampForms(t *testing.T) {
	tests := []struct {
		line, want, rest string
		precision        time.Duration
	}{
		// RFC 3339 and its kin
		{"2025-10-20T06:48:11Z msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20T06:48:11.123456789Z msg", "2025-10-20T06:48:11.123456789Z", "msg", time.Nanosecond},
		{"2025-10-20T06:48:11.1234567890123Z msg", "2025-10-20T06:48:11.123456789Z", "msg", time.Nanosecond},
		{"2025-10-20T02:48:11,5-04:00 msg", "2025-10-20T06:48:11.5Z", "msg", 100 * time.Millisecond},
		{"2025-10-20T02:48:11-0400 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20T12:18:11+0530 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20t06:48:11z msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20T06:48Z msg", "2025-10-20T06:48:00Z", "msg", time.Minute},
		{"2025-10-20 06:48:11 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20 06:48:11,978 INFO x", "2025-10-20T06:48:11.978Z", "INFO x", time.Millisecond},
		{"2025-10-20 06:48:11:978 INFO x", "2025-10-20T06:48:11.978Z", "INFO x", time.Millisecond},
		{"2025-10-20 06:48:11, Info CBS", "2025-10-20T06:48:11Z", ", Info CBS", time.Second},
		{"2025-10-20  06:48:11\tmsg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20 06:48:11 UTC msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20 02:48:11 -0400 EDT m=+0.01", "2025-10-20T06:48:11Z", "m=+0.01", time.Second},
		{"2025-10-20 02:48:11 EDT msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20 02:48 America/New_York - msg", "2025-10-20T06:48:00Z", "- msg", time.Minute},
		{"2025-10-19 23:48 US/Pacific: msg", "2025-10-20T06:48:00Z", ": msg", time.Minute},
		{"2025-10-19 23:48 (PDT) msg", "2025-10-20T06:48:00Z", "msg", time.Minute},
		{"2025-10-20 08:48:11 UTC+2 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025/10/20 06:48:11 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"2025-10-20 2:48:11 PM msg", "2025-10-20T14:48:11Z", "msg", time.Second},
		{"2025-10-20-15.42.50.675872 R02", "2025-10-20T15:42:50.675872Z", "R02", time.Microsecond},
		{"2025-10-20_13:53:08 msg", "2025-10-20T13:53:08Z", "msg", time.Second},
		{"2025-10-20 06:48:60 leap", "2025-10-20T06:48:59Z", "leap", time.Second},
		{"2025-10-20 13:42-14:10 window", "2025-10-20T13:42:00Z", "-14:10 window", time.Minute},
		{"20251020T064811Z msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"20251020T064811.250+0000 msg", "2025-10-20T06:48:11.25Z", "msg", time.Millisecond},
		{"20251020-06:48:11:606|Step", "2025-10-20T06:48:11.606Z", "|Step", time.Millisecond},
		{"20251020 064811 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		// brackets and quotes
		{"[2025-10-20 06:48:11 +0000] [INFO] x", "2025-10-20T06:48:11Z", "[INFO] x", time.Second},
		{`"2025-10-20T06:48:11Z",17`, "2025-10-20T06:48:11Z", ",17", time.Second},
		{"[10:15:32 INFO]: done", "2025-10-20T10:15:32Z", "INFO]: done", time.Second},
		{"**13:42** paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"`13:42` paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"(13:42) paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"\ufeff2025-10-20T06:48:11Z msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		// words
		{"20/Oct/2025:02:48:11 -0400 GET", "2025-10-20T06:48:11Z", "GET", time.Second},
		{"[20/Oct/2025:02:48:11 -0400] GET", "2025-10-20T06:48:11Z", "GET", time.Second},
		{"Oct 20 06:48:11 host sshd[1]: x", "2025-10-20T06:48:11Z", "host sshd[1]: x", time.Second},
		{"Oct 20 06:48:11 2010 sshd[1]: x", "2025-10-20T06:48:11Z", "2010 sshd[1]: x", time.Second},
		{"Oct  2 06:48:11 host x", "2025-10-02T06:48:11Z", "host x", time.Second},
		{"oct 02 06:48:11.250 host x", "2025-10-02T06:48:11.25Z", "host x", time.Millisecond},
		{"Oct 20 2025 06:48:11: %ASA-6", "2025-10-20T06:48:11Z", ": %ASA-6", time.Second},
		{"2025 Oct 20 06:48:11 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"Mon Oct 20 06:48:11 2025 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"[Mon Oct 20 06:48:11.123456 2025] [core:error]", "2025-10-20T06:48:11.123456Z", "[core:error]", time.Microsecond},
		{"Mon Oct 20 02:48:11 EDT 2025 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"Mon, 20 Oct 2025 06:48:11 GMT msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"Monday, 20-Oct-25 06:48:11 GMT msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"Mon, 20 Oct 2025 02:48:11 -0400 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"20 Oct 2025 06:48:11 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"20-Oct-2025 06:48:11.250 msg", "2025-10-20T06:48:11.25Z", "msg", time.Millisecond},
		{"20 Oct 06:48 msg", "2025-10-20T06:48:00Z", "msg", time.Minute},
		{"October 20, 2025 2:48 am msg", "2025-10-20T02:48:00Z", "msg", time.Minute},
		{"October 20, 2025 at 2:48 AM EDT msg", "2025-10-20T06:48:00Z", "msg", time.Minute},
		{"Oct 20, 2:48 AM PDT We are", "2025-10-20T09:48:00Z", "We are", time.Minute},
		// numbers
		{"10/20/2025 02:48:11 AM msg", "2025-10-20T02:48:11Z", "msg", time.Second},
		{"10/02/2025 02:48:11 AM msg", "2025-10-02T02:48:11Z", "msg", time.Second},
		{"20/10/2025 02:48:11 msg", "2025-10-20T02:48:11Z", "msg", time.Second},
		{"20.10.2025 02:48:11 msg", "2025-10-20T02:48:11Z", "msg", time.Second},
		{"02.10.2025 02:48 msg", "2025-10-02T02:48:00Z", "msg", time.Minute},
		{"25/10/20 20:10:40 INFO x", "2025-10-20T20:10:40Z", "INFO x", time.Second},
		{"10-20 16:13:38.811  1702 D", "2025-10-20T16:13:38.811Z", "1702 D", time.Millisecond},
		{"[10.20 16:49:06] chrome", "2025-10-20T16:49:06Z", "chrome", time.Second},
		{"251020 203615 148 INFO", "2025-10-20T20:36:15Z", "148 INFO", time.Second},
		{"I1020 06:48:11.123456  1 main.go:7] x", "2025-10-20T06:48:11.123456Z", "1 main.go:7] x", time.Microsecond},
		{"E20251020 06:48:11.123456  1 x", "2025-10-20T06:48:11.123456Z", "1 x", time.Microsecond},
		{"1760942891 msg", "2025-10-20T06:48:11Z", "msg", time.Second},
		{"1760942891.25 msg", "2025-10-20T06:48:11.25Z", "msg", 10 * time.Millisecond},
		{"1760942891123 msg", "2025-10-20T06:48:11.123Z", "msg", time.Millisecond},
		{"1760942891123.5 msg", "2025-10-20T06:48:11.1235Z", "msg", 100 * time.Microsecond},
		{"1760942891123456 msg", "2025-10-20T06:48:11.123456Z", "msg", time.Microsecond},
		{"1760942891123456789 msg", "2025-10-20T06:48:11.123456789Z", "msg", time.Nanosecond},
		// times of day
		{"13:42 paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"13:42: paged", "2025-10-20T13:42:00Z", ": paged", time.Minute},
		{"13:42:05 paged", "2025-10-20T13:42:05Z", "paged", time.Second},
		{"13:42-14:10 paged", "2025-10-20T13:42:00Z", "-14:10 paged", time.Minute},
		{"13:42 UTC paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"15.26 rolled back", "2025-10-20T15:26:00Z", "rolled back", time.Minute},
		{"1:42 pm paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"12:05 a.m. paged", "2025-10-21T00:05:00Z", "paged", time.Minute},
		{"1pm paged", "2025-10-20T13:00:00Z", "paged", time.Hour},
		{"1342Z paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
		{"1342 UTC paged", "2025-10-20T13:42:00Z", "paged", time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			l, ok := Detect([]byte(tt.line))
			if !ok {
				t.Fatal("no stamp detected")
			}
			s, n, ok := l.Scan([]byte(tt.line))
			if !ok {
				t.Fatalf("the layout %+v that was detected does not fit", l)
			}
			got, err := s.Resolve(nil, onTheDay)
			if err != nil {
				t.Fatal(err)
			}
			if got.Format(time.RFC3339Nano) != tt.want || tt.line[n:] != tt.rest || s.Precision() != tt.precision {
				t.Errorf("got %s, rest %q, precision %v; want %s, %q, %v",
					got.Format(time.RFC3339Nano), tt.line[n:], s.Precision(), tt.want, tt.rest, tt.precision)
			}
		})
	}
}

func TestNoStamp(t *testing.T) {
	lines := []string{
		"", " ", "x", "-", "10.20.30.40 - - GET", "10.0.0.1:8080 up", "1.23 released", "1.23.4", "v15.26", "15.26.1 released", "15.26ms p99", "15.26 ms p99", "15.26%",
		"12345 items", "123456 789012", "4234567890123456", "9999999999 x", "0123456789 x", "17609428911 x", "25:99 x", "24:00 x", "13:60 x", "13:5 x", "3:1 x",
		"13:42:61 x", "12:34:56:78:9a:bc up", "aa:bb:cc", "fe80::1", "2025-02-30 10:00:00 x", "2025-02-29T10:00:00Z", "9999-12-31 23:59:59 x", "2025-13-01 00:00:00",
		"2025-00-10 00:00:00", "0000-00-00 00:00:00", "1970-01-01 00:00:00 x", "2025-10-20", "2025-10-20foo", "2025-10-20T25:00:00Z", "2025-10-20T06:48:11Zulu",
		"Oct 32 10:00:00 x", "Feb 30 10:00:00 x", "Octo 20 10:00:00", "may the force", "May 5", "March on", "Monday", "13 pm x", "0 am x", "pm", "1342 x", "1342",
		"13/13/2025 10:00:00", "0/5/2025 10:00:00", "32.10.2025 10:00:00", "99/99/99 10:00:00", "I1320 06:48:11.1", "Info 12:00", "ERROR 2025-10-20 06:48:11 x",
		"100% done", "13:42% x", "\x00\xff\xfe", "13", "1:", "[", "[]", "[13:42.5.1", "20/Oct/2025", "081399 203615",
	}
	for _, line := range lines {
		if l, ok := Detect([]byte(line)); ok {
			s, n, _ := l.Scan([]byte(line))
			t.Errorf("%q is read as a stamp: %+v %+v, %d bytes", line, l, s, n)
		}
	}
}

// A date whose day and month are the same number is settled by itself.
func TestSameDayAndMonth(t *testing.T) {
	l, ok := Detect([]byte("08/08/2006 17:00 x"))
	s, _, scanned := l.Scan([]byte("08/08/2006 17:00 x"))
	got, err := s.Resolve(nil, Span{})
	if !ok || !scanned || err != nil || got.Format(time.DateTime) != "2006-08-08 17:00:00" {
		t.Errorf("%v, %v, %v, %v", l, ok, got, err)
	}
}

func TestUnsettledDates(t *testing.T) {
	l, ok := Detect([]byte("10/11/2025 02:48:11 x"))
	if !ok || l.Order() != Unsettled || !l.Undated() {
		t.Fatalf("got %+v, %v; want an unsettled layout", l, ok)
	}
	s, _, _ := l.Scan([]byte("10/11/2025 02:48:11 x"))
	if _, err := s.Resolve(nil, Span{}); err == nil || !strings.Contains(err.Error(), `"10/11/2025"`) {
		t.Errorf("with nothing near: %v; want an error that quotes the date", err)
	}
	if got, err := s.Resolve(nil, span("2025-11-10T00:00:00Z", "")); err != nil || got.Format(time.DateOnly) != "2025-11-10" {
		t.Errorf("near 10 November: %v, %v", got, err)
	}
	if got, err := s.Resolve(nil, span("2025-10-11T00:00:00Z", "2025-10-12T00:00:00Z")); err != nil || got.Format(time.DateOnly) != "2025-10-11" {
		t.Errorf("near 11 October: %v, %v", got, err)
	}
	if _, err := s.Resolve(nil, span("2025-01-01T00:00:00Z", "2025-12-31T00:00:00Z")); err == nil {
		t.Error("a year holds both readings, and one was chosen")
	}
	// A line whose day is over 12 speaks for itself under the unsettled layout, and settles those after it.
	if s, _, ok := l.Scan([]byte("10/20/2025 02:48:11 x")); !ok {
		t.Error("10/20/2025 does not fit the unsettled layout")
	} else if got, err := s.Resolve(nil, Span{}); err != nil || got.Format(time.DateOnly) != "2025-10-20" {
		t.Errorf("got %v, %v", got, err)
	}
	settled := l.WithOrder(DayFirst)
	if settled.Undated() {
		t.Error("a settled layout is undated")
	}
	s, _, _ = settled.Scan([]byte("10/11/2025 02:48:11 x"))
	if got, err := s.Resolve(nil, Span{}); err != nil || got.Format(time.DateOnly) != "2025-11-10" {
		t.Errorf("day first: %v, %v", got, err)
	}
	if _, _, ok := settled.Scan([]byte("10/20/2025 02:48:11 x")); ok {
		t.Error("month 20 fits a layout with the day first")
	}
	spark, _ := Detect([]byte("17/06/09 20:10:40 INFO x"))
	s, _, _ = spark.Scan([]byte("17/06/09 20:10:40 INFO x"))
	if got, err := s.Resolve(nil, span("2017-06-09T00:00:00Z", "2017-06-10T00:00:00Z")); err != nil || got.Format(time.DateOnly) != "2017-06-09" {
		t.Errorf("two digits each: %v, %v", got, err)
	}
}

func TestStampOn(t *testing.T) {
	l, _ := Detect([]byte("13:42 x"))
	s, _, _ := l.Scan([]byte("13:42 x"))
	if got, err := s.On(2025, time.October, 20).Resolve(nil, Span{}); err != nil || got.Format(time.RFC3339) != "2025-10-20T13:42:00Z" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := s.On(2025, time.February, 30).Resolve(nil, Span{}); err == nil {
		t.Errorf("30 February is %v", got)
	}
}

func TestUndated(t *testing.T) {
	for line, want := range map[string]bool{
		"2025-10-20T06:48:11Z": false, "Oct 20 06:48:11 h": true, "Oct 20 2025 06:48:11 h": false, "13:42 x": true, "20 Oct 06:48 x": true,
		"20-Oct-2025 06:48 x": false, "10-20 16:13:38.811 x": true, "I1020 06:48:11.1 x": true, "I20251020 06:48:11.1 x": false, "1760942891": false,
		"10/20/2025 06:48": false, "Mon Oct 20 06:48:11 2025": false,
	} {
		l, ok := Detect([]byte(line))
		if !ok || l.Undated() != want {
			t.Errorf("%q: undated %v, %v; want %v", line, l.Undated(), ok, want)
		}
	}
	if (Layout{}).Undated() {
		t.Error("the zero layout is undated")
	}
	if _, _, ok := (Layout{}).Scan([]byte("13:42 x")); ok {
		t.Error("the zero layout fits a line")
	}
}

func TestPinnedLayoutRefusesOthers(t *testing.T) {
	tests := []struct{ first, other string }{
		{"2025-10-20 06:48:11 x", "Oct 20 06:48:11 x"},
		{"2025-10-20 06:48:11 x", "2025/10/20 06:48:11 x"},
		{"[2025-10-20 06:48:11] x", "2025-10-20 06:48:11 x"},
		{"2025-10-20 06:48:11 x", "\tat Foo.bar(Foo.java:12)"},
		{"2025-10-20 06:48:11 x", "13:42 x"},
		{"1760942891 x", "1760942891123 x"},
		{"Oct 20 06:48:11 x", "Oct 20 2025 06:48:11 x"},
	}
	for _, tt := range tests {
		l, ok := Detect([]byte(tt.first))
		if !ok {
			t.Fatalf("no stamp in %q", tt.first)
		}
		if _, _, ok := l.Scan([]byte(tt.other)); ok {
			t.Errorf("the layout of %q fits %q", tt.first, tt.other)
		}
	}
	l, _ := Detect([]byte("2025-10-20 06:48:11.123 x"))
	if _, _, ok := l.Scan([]byte("2025-10-20 06:48:12 x")); !ok {
		t.Error("a second without a fraction does not fit") // Python leaves out a fraction of zero
	}
	l, _ = Detect([]byte("2025-10-20 06:48:11 host x"))
	if s, n, ok := l.Scan([]byte("2025-10-20 06:48:12 EST x")); !ok || s.HasZone() || n != 20 {
		t.Errorf("a word behind a stamp without a zone was taken for one: %+v, %d, %v", s, n, ok)
	}
}

func TestResolve(t *testing.T) {
	newYork, pacific := mustZone(t, "America/New_York"), mustZone(t, "America/Los_Angeles")
	tests := []struct {
		name, line string
		zone       *time.Location
		near       Span
		want       string
	}{
		{"the source's zone", "2025-10-20 02:48:11 x", newYork, Span{}, "2025-10-20T06:48:11Z"},
		{"the stamp's zone wins", "2025-10-20 02:48:11 UTC x", newYork, Span{}, "2025-10-20T02:48:11Z"},
		{"31 December seen from January", "Dec 31 23:59:58 h", nil, span("2026-01-01T00:10:00Z", "2026-01-01T04:00:00Z"), "2025-12-31T23:59:58Z"},
		{"1 January seen from December", "Jan  1 00:10:00 h", nil, span("2025-12-31T22:00:00Z", "2025-12-31T23:59:00Z"), "2026-01-01T00:10:00Z"},
		{"a start alone", "Dec 31 23:59:58 h", nil, span("2025-12-31T00:00:00Z", ""), "2025-12-31T23:59:58Z"},
		{"an end alone", "Jan  1 00:00:01 h", nil, span("", "2026-01-02T00:00:00Z"), "2026-01-01T00:00:01Z"},
		{"shortly before a start alone", "Dec 31 23:59:58 h", nil, span("2026-01-01T00:10:00Z", ""), "2025-12-31T23:59:58Z"},
		{"long behind a start alone", "Oct  1 10:00:00 h", nil, span("2026-01-01T00:10:00Z", ""), "2026-10-01T10:00:00Z"},
		{"shortly behind an end alone", "Jan  1 00:10:00 h", nil, span("", "2025-12-31T23:00:00Z"), "2026-01-01T00:10:00Z"},
		{"shortly before an instant", "Dec 31 23:59:58 h", nil, span("2026-01-01T00:05:00Z", "2026-01-01T00:05:00Z"), "2025-12-31T23:59:58Z"},
		{"29 February", "Feb 29 10:00:00 h", nil, span("2025-03-01T00:00:00Z", "2025-03-02T00:00:00Z"), "2024-02-29T10:00:00Z"},
		{"29 February of its year", "Feb 29 10:00:00 h", nil, span("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"), "2024-02-29T10:00:00Z"},
		{"29 February about 2100", "Feb 29 10:00:00 h", nil, span("2100-02-28T00:00:00Z", "2100-03-01T00:00:00Z"), "2096-02-29T10:00:00Z"},
		{"a clock over midnight, before", "23:50 x", nil, span("2025-10-20T00:10:00Z", "2025-10-20T03:00:00Z"), "2025-10-19T23:50:00Z"},
		{"a clock over midnight, after", "00:20 x", nil, span("2025-10-19T22:00:00Z", "2025-10-19T23:50:00Z"), "2025-10-20T00:20:00Z"},
		{"a clock in its zone", "23:48 x", pacific, span("2025-10-20T07:00:00Z", "2025-10-20T09:00:00Z"), "2025-10-20T06:48:00Z"},
		{"a clock over New Year", "23:50 x", nil, span("2026-01-01T00:10:00Z", "2026-01-01T01:00:00Z"), "2025-12-31T23:50:00Z"},
		{"an hour that is skipped", "2025-03-09 02:30:00 x", newYork, Span{}, "2025-03-09T07:30:00Z"},
		{"an hour that comes twice", "2025-11-02 01:30:00 x", newYork, Span{}, "2025-11-02T05:30:00Z"},
		{"an hour that comes twice, with its offset", "2025-11-02 01:30:00 -0500 x", newYork, Span{}, "2025-11-02T06:30:00Z"},
		{"standard time's name in summer", "2025-07-01 10:00:00 PST x", nil, Span{}, "2025-07-01T17:00:00Z"},
		{"an ambiguous name that the incident uses", "2025-10-20 02:48:11 CST x", mustZone(t, "America/Chicago"), Span{}, "2025-10-20T07:48:11Z"},
		{"the same in China", "2025-10-20 02:48:11 CST x", mustZone(t, "Asia/Shanghai"), Span{}, "2025-10-19T18:48:11Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, ok := Detect([]byte(tt.line))
			if !ok {
				t.Fatal("no stamp")
			}
			s, _, _ := l.Scan([]byte(tt.line))
			got, err := s.Resolve(tt.zone, tt.near)
			if err != nil || got.Format(time.RFC3339) != tt.want || got.Location() != time.UTC {
				t.Errorf("got %v, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"Oct 20 06:48:11 h":         "no year",
		"13:42 x":                   "no date",
		"2025-10-20 02:48:11 CST x": "CST names several zones: US Central (America/Chicago), China (Asia/Shanghai), Cuba (America/Havana)",
	} {
		l, _ := Detect([]byte(line))
		s, _, _ := l.Scan([]byte(line))
		if got, err := s.Resolve(nil, Span{}); err == nil || !got.IsZero() || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want an error with %q", line, got, err, want)
		}
	}
}

func TestScanAllocatesNothing(t *testing.T) {
	for _, line := range benchLines() {
		l, ok := Detect([]byte(line))
		if !ok {
			t.Fatalf("no stamp in %q", line)
		}
		b := []byte(line)
		if n := testing.AllocsPerRun(100, func() { l.Scan(b) }); n != 0 {
			t.Errorf("%q: %v allocations", line, n)
		}
	}
}

func benchLines() []string {
	return []string{
		"2025-10-20T06:48:11.123Z ERROR api request failed: dial tcp: lookup dynamodb.us-east-1: no such host id=1",
		"2025-10-20 06:48:11,978 EDT INFO [main] org.example.Worker: task attempt finished after three retries x",
		"Oct 20 06:48:11 host-17 kubelet[1234]: pod sandbox changed, it will be killed and re-created as pod-1 xx",
		"[20/Oct/2025:02:48:11 -0400] GET /healthz HTTP/1.1 200 17 in 3 ms from a client that polls very often x",
		"1760942891.123456 api request failed because the upstream connection was reset before headers were read",
	}
}

func BenchmarkScan(b *testing.B) {
	for i, line := range benchLines() {
		l, ok := Detect([]byte(line))
		if !ok {
			b.Fatal("no stamp")
		}
		b.Run(fmt.Sprintf("form%d", i), func(b *testing.B) {
			data := []byte(line)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, ok := l.Scan(data); !ok {
					b.Fatal("does not fit")
				}
			}
		})
	}
}
