package when

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// zoneToken matches whatever may be a zone's name, so that a Mention with Zone set and no match was invented. It is wider than what Find
// reads: letters may stand at once behind a digit ("0000CT"), and anything but a letter behind them.
var zoneToken = regexp.MustCompile(`(?i)z([^a-z]|$)|[+−-]\d|/|[a-z]{2,5}([^a-z]|$)|pacific|mountain|central|eastern|time`)

// FuzzFind: Find never panics; mentions stand in the text, in order, without overlapping; one that was refused has no instant and says why,
// one that was not has one in UTC and within the years that are read; a range does not end before it begins; and no zone is stated where the
// text has no token that could be one.
func FuzzFind(f *testing.F) {
	for _, s := range []string{
		"At 12:26 AM PDT, on October 19, 2025 between 15:15 and 18:22 UTC", "from 11:49 PM PDT on October 19 to 2:24 AM", "20 minutes ago, `1342Z`, 3-4 PM",
		"Monday, 2015-12-07 22:00 US/Pacific (UTC-7) 25:99 10/11/2025 noon", "All times are in CST\n- 13:42\n```x```", "2025-10-20T06:48:00.1+02:00 the 31st", "\xff\u202f13:42\u00a0PM", "MondAY 0 0000CT",
	} {
		f.Add(s, int64(1760954400), "America/New_York")
	}
	f.Fuzz(func(t *testing.T, text string, unix int64, zone string) {
		c := Context{}
		if unix > 0 && unix < 7e9 {
			c.At = time.Unix(unix, 0)
		}
		if loc, err := time.LoadLocation(zone); err == nil && zone != "Local" {
			c.Zone = loc
		}
		end := 0
		for _, m := range Find(text, c) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("%+v does not stand behind %d in %d bytes", m, end, len(text))
			}
			end = m.End
			if m.From.IsZero() != (m.Problem != "") {
				t.Fatalf("%+v has an instant and a problem, or neither", m)
			}
			if m.From.IsZero() {
				continue
			}
			if m.From.Location() != time.UTC || (!m.Ago && (m.From.Year() < minYear-1 || m.From.Year() > maxYear+1)) {
				t.Fatalf("%+v lies outside the years or UTC", m)
			}
			if !m.To.IsZero() && m.To.Before(m.From) {
				t.Fatalf("%+v ends before it begins", m)
			}
			if m.Precision <= 0 {
				t.Fatalf("%+v has no precision", m)
			}
			if m.Zone && !zoneToken.MatchString(text) {
				t.Fatalf("%+v invents a zone", m)
			}
		}
	})
}

// FuzzScan: Detect and Scan never panic; the layout that was detected of a line fits it; a stamp takes more than nothing and no more than the
// line; its parts are in range; what it does not state is not invented: Resolve then refuses it with nothing near, and with a span it gives
// an instant near it.
func FuzzScan(f *testing.F) {
	for _, s := range benchLines() {
		f.Add([]byte(s), []byte("13:42 x"))
	}
	f.Add([]byte("[10/11/2025 02:48:11 AM]"), []byte("[13/11/2025 02:48:11 AM]"))
	f.Add([]byte("Mon Oct 20 02:48:11 EDT 2025"), []byte("Mon Feb 29 02:48:11 CST 2025"))
	f.Fuzz(func(t *testing.T, first, other []byte) {
		l, ok := Detect(first)
		if !ok {
			return
		}
		if _, _, ok := l.Scan(first); !ok {
			t.Fatalf("the layout %+v of %q does not fit it", l, first)
		}
		for _, line := range [][]byte{first, other} {
			s, n, ok := l.Scan(line)
			if !ok {
				continue
			}
			if n <= 0 || n > len(line) {
				t.Fatalf("%q: a stamp of %d bytes", line, n)
			}
			h, m, sec := s.Clock()
			if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 59 || s.Precision() <= 0 {
				t.Fatalf("%q: %02d:%02d:%02d, precision %v", line, h, m, sec, s.Precision())
			}
			got, err := s.Resolve(nil, Span{})
			if (!s.HasYear() || !s.HasDate()) && err == nil {
				t.Fatalf("%q lacks a part and is %v", line, got)
			}
			if err == nil && (got.Year() < minYear-1 || got.Year() > maxYear+1 || got.Location() != time.UTC) {
				t.Fatalf("%q is %v", line, got)
			}
			if got, err := s.Resolve(nil, onTheDay); err == nil && !s.HasDate() && onTheDay.distance(got) > day {
				t.Fatalf("%q is %v, far from %v", line, got, onTheDay)
			}
		}
	})
}

// FuzzParse: Parse never panics; it gives an instant in UTC with a precision, or an error of bearable length that tells what to write; an
// instant that is written in RFC 3339 is read back as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2025-10-20T06:48Z", "2025-10-20 02:48 EDT", "next tuesday", "10/11/2025", "Mon Oct 20 02:48:11 EDT 2025", "1760942891", "2025-10-20 02:48 Pacific Time"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, precision, err := Parse(text, nil)
		if err != nil {
			if !at.IsZero() || len(err.Error()) > 1000 {
				t.Fatalf("%q: %v, %v", text, at, err)
			}
			return
		}
		if at.Location() != time.UTC || precision <= 0 || strings.TrimSpace(text) == "" {
			t.Fatalf("%q is %v to %v", text, at, precision)
		}
		if at.Year() < minYear || at.Year() > maxYear {
			return
		}
		again, _, err := Parse(at.Format(time.RFC3339Nano), nil)
		if err != nil || !again.Equal(at) {
			t.Fatalf("%v is read back as %v, %v", at, again, err)
		}
	})
}

// TestFindIsLinear reads hostile texts of 1 MB; a quadratic reader would take hours, and the test's deadline would show it.
func TestFindIsLinear(t *testing.T) {
	for _, unit := range []string{
		"1", "12:", "`", "```", "13:42 ", "13:42-", "Oct ", "Oct 1 ", "October 19, ", "between ", "between 1 and ", "from 13:42 to ", "a ", "half an hour ", "/", "a/", "://", "http://",
		".", "\n", "\n- ", "the 1st ", "Monday, ", "1h", "1h1m", "(", "13:42 (", "13:42 Central ", "central european ", "\u00a0", "\u202f", "–", "~", "13:42 CST ", "1 ", "last ",
		"times are in ", "A", "Z", "aaaaaaaaa-", "2025-10-20T", "2025-10-20T13:42:00.", "at at ", "13:42. X ", "13:42, ", "on October 3. X ",
	} {
		text := strings.Repeat(unit, 1<<20/len(unit))
		for _, m := range Find(text, Context{At: writing}) {
			if m.End > len(text) {
				t.Fatalf("%q: %+v", unit, m)
			}
		}
	}
}

func TestScanHugeLines(t *testing.T) {
	for _, unit := range []string{"1", "[", "A", "13:42:", "2025-10-20 ", "Oct ", "\x00", " ", "*"} {
		line := []byte(strings.Repeat(unit, 1<<20/len(unit)))
		if l, ok := Detect(line); ok {
			if _, n, ok := l.Scan(line); !ok || n > len(line) {
				t.Errorf("%q: %d, %v", unit, n, ok)
			}
		}
		if _, _, err := Parse(string(line), nil); err == nil {
			t.Errorf("%q a million times is a time", unit)
		}
	}
	digits := []byte("2025-10-20T06:48:00." + strings.Repeat("9", 1<<20) + "Z x")
	l, ok := Detect(digits)
	if !ok {
		t.Fatal("a long fraction is no stamp")
	}
	if s, n, _ := l.Scan(digits); n != len(digits)-1 || s.Precision() != time.Nanosecond {
		t.Errorf("%d bytes, %v", n, s.Precision())
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("On October 19, 2025, at 11:48 PM PDT we saw increased error rates in us-east-1. "+
		"Between 11:49 PM and 2:24 AM, 142 services were affected, and some took until 20:18; v1.2.3 of 10.0.0.1:8080 was rolled back 20 minutes ago.\n\n", 64)
	c := Context{At: writing}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Find(text, c)) != 4*64 {
			b.Fatal("a mention was lost")
		}
	}
}

func BenchmarkFindNothing(b *testing.B) {
	text := strings.Repeat("we are looking into the elevated error rates and will come back to you as soon as we know more about 17 hosts, see https://example.com/x/1\n", 64)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Find(text, Context{At: writing})) != 0 {
			b.Fatal("a mention was invented")
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	newYork := mustZone(b, "America/New_York")
	for _, line := range []string{"2025-10-20T06:48:11.123Z x", "2025-10-20 02:48:11 x", "2025-10-20 02:48:11 EDT x", "Oct 20 02:48:11 x"} {
		l, _ := Detect([]byte(line))
		s, _, ok := l.Scan([]byte(line))
		if !ok {
			b.Fatal("no stamp")
		}
		b.Run(line, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Resolve(newYork, onTheDay); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
