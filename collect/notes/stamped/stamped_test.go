package stamped

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/internal/when"
)

func TestCut(t *testing.T) {
	tests := map[string]struct {
		words, rest string
		ranged, ok  bool
	}{
		"13:42 disk full":                     {"13:42", "disk full", false, true},
		"13:42:05 - disk full":                {"13:42:05", "disk full", false, true},
		"15.26: disk full":                    {"15.26", "disk full", false, true},
		"1:42 pm disk full":                   {"1:42 pm", "disk full", false, true},
		"1342Z disk full":                     {"1342Z", "disk full", false, true},
		"[13:42] disk full":                   {"13:42", "disk full", false, true},
		"**13:42** disk full":                 {"13:42", "disk full", false, true},
		"**13:42:** disk full":                {"13:42", "disk full", false, true},
		"`13:42` — disk full":                 {"13:42", "disk full", false, true},
		"13:42 BST | disk full":               {"13:42 BST", "disk full", false, true},
		"2023-09-18 13:42 disk full":          {"2023-09-18 13:42", "disk full", false, true},
		"2023-09-18T13:42:05Z disk full":      {"2023-09-18T13:42:05Z", "disk full", false, true},
		"18 Sep 13:42 disk full":              {"18 Sep 13:42", "disk full", false, true},
		"Oct 20, 2025 12:11 AM PDT disk full": {"Oct 20, 2025 12:11 AM PDT", "disk full", false, true},
		"13:42-13:50 disk full":               {"13:42-13:50", "disk full", true, true},
		"13:42 – 13:50: disk full":            {"13:42 – 13:50", "disk full", true, true},
		"2020-02-11 21:40 –23:10: disk full":  {"2020-02-11 21:40 –23:10", "disk full", true, true},
		"13:42 - 15 pods":                     {"13:42", "15 pods", false, true},
		"13:42 -5 % of traffic":               {"13:42", "-5 % of traffic", false, true},
		"13:42":                               {"13:42", "", false, true},
		"disk full at 13:42":                  {},
		"10.0.0.1 is down":                    {},
		"42 pods":                             {},
		"":                                    {},
	}
	for line, tt := range tests {
		st, rest, ok := Cut(line)
		words := strings.Join(strings.Fields(st.Words), " ")
		if ok != tt.ok || words != tt.words || rest != tt.rest || st.Range != tt.ranged {
			t.Errorf("%q: got %q, %q, range %v, %v", line, words, rest, st.Range, ok)
		}
	}
}

func TestDate(t *testing.T) {
	tests := map[string]struct {
		day   Day
		alone bool
	}{
		"2023-09-18":                            {Day{2023, 9, 18}, true},
		"Monday 18 September 2023":              {Day{2023, 9, 18}, true},
		"Oct 19 (PDT)":                          {Day{0, 10, 19}, true},
		"Incident on 2023-09-18 - Lack of disk": {Day{2023, 9, 18}, false},
		"February 29":                           {Day{0, 2, 29}, true},
		"Oct 19-20, 2025":                       {Day{2025, 10, 19}, true},
		"Date: 2023-09-18":                      {Day{2023, 9, 18}, false},
		"2023-09-18, all times in CEST":         {Day{2023, 9, 18}, false},
		"18 September 2023 (times in NZST)":     {Day{2023, 9, 18}, false},
		"1 January (times in IST)":              {Day{0, 1, 1}, false},
		"2023-09-18 CEST":                       {Day{2023, 9, 18}, true},
		"Amazon EC2":                            {},
		"Version 4.2.1":                         {},
	}
	for heading, tt := range tests {
		day, alone, ok := Date(heading, when.Unsettled)
		if day != tt.day || alone != tt.alone || ok == tt.day.IsZero() {
			t.Errorf("%q: got %v, alone %v, %v", heading, day, alone, ok)
		}
	}
}

func TestZone(t *testing.T) {
	at := time.Date(2025, 10, 20, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		offset time.Duration
		ok     bool
		refuse bool
	}{
		"Timeline (UTC)":                 {0, true, false},
		"All times are PDT":              {-7 * time.Hour, true, false},
		"All times in Pacific Time.":     {-7 * time.Hour, true, false},
		"Times: UTC+2":                   {2 * time.Hour, true, false},
		"_Times in America/New_York_":    {-4 * time.Hour, true, false},
		"Oct 19 (PDT)":                   {-7 * time.Hour, true, false},
		"2025-10-19 PDT":                 {-7 * time.Hour, true, false},
		"## Sun, 19 October 2025 - CEST": {2 * time.Hour, true, false},
		"2025-10-19 DB outage":           {}, // no zone's name
		"All times in CST":               {0, false, true},
		"Amazon EC2 (PDT)":               {}, // neither a date nor times are spoken of
		"Response times rose":            {},
		"Timeline of what happened (v2)": {},
	}
	for line, tt := range tests {
		_, loc, err := Zone(line, at, nil)
		if (loc != nil) != tt.ok || (err != nil) != tt.refuse {
			t.Errorf("%q: got %v, %v", line, loc, err)
			continue
		}
		if loc == nil {
			continue
		}
		if _, offset := at.In(loc).Zone(); time.Duration(offset)*time.Second != tt.offset {
			t.Errorf("%q: got %v", line, loc)
		}
	}
}

// entriesOf makes entries of lines; "# …" is a heading.
func entriesOf(t *testing.T, lines ...string) []Entry {
	t.Helper()
	var out []Entry
	var above Entry
	for i, line := range lines {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			above.Group++
			if day, _, ok := Date(heading, when.Unsettled); ok {
				above.Day, above.From = day, i+1
			}
			continue
		}
		st, _, ok := Cut(line)
		if !ok {
			t.Fatalf("%q has no stamp", line)
		}
		e := above
		e.Stamp, e.Line = st, i+1
		out = append(out, e)
	}
	return out
}

func TestResolve(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	near := func(s string) when.Span {
		at, err := time.Parse(time.DateTime, s)
		if err != nil {
			t.Fatal(err)
		}
		return when.Span{From: at, To: at.Add(6 * time.Hour)}
	}
	tests := map[string]struct {
		lines []string
		o     Options
		want  string
		notes []string
	}{
		"a line with a date dates those before and behind it": {
			lines: []string{"23:40Z", "23:55Z", "2024-05-02 00:05Z", "00:20Z"},
			want:  "05-01 23:40, 05-01 23:55, 05-02 00:05, 05-02 00:20",
		},
		"two midnights": {
			lines: []string{"# 2024-05-01", "22:00Z", "23:00Z", "01:00Z", "09:00Z", "22:30Z", "00:30Z"},
			want:  "05-01 22:00, 05-01 23:00, 05-02 01:00, 05-02 09:00, 05-02 22:30, 05-03 00:30",
			notes: []string{"line 4: 01:00Z below 23:00Z read as the next day", "line 7: 00:30Z below 22:30Z read as the next day"},
		},
		"no midnight beyond the next heading": {
			lines: []string{"# 2024-05-01", "23:00Z", "09:00Z", "# 2024-05-01", "23:30Z"},
			want:  "05-01 23:00, 05-01 09:00, 05-01 23:30",
		},
		"zones differ from line to line": {
			lines: []string{"# 2024-05-01", "19:50 EDT", "00:10 UTC", "20:20 EDT"},
			want:  "05-01 23:50, 05-02 00:10, 05-02 00:20",
			o:     Options{Zone: newYork},
			notes: []string{"line 3: 00:10 UTC below 19:50 EDT read as the next day"},
		},
		"clocks go back": {
			lines: []string{"2024-11-03 01:30 EDT", "2024-11-03 01:30", "2024-11-03 02:30"},
			o:     Options{Zone: newYork},
			want:  "11-03 05:30, 11-03 05:30, 11-03 07:30",
			notes: []string{"times without a zone read as America/New_York", "line 2: clocks showed 2024-11-03 01:30 twice, read as the first (EDT)"},
		},
		"clocks go back between two lines": {
			lines: []string{"# 2024-11-03", "01:40", "01:52", "01:48", "01:12-01:20", "01:31", "02:05"},
			o:     Options{Zone: newYork},
			want:  "11-03 05:40, 11-03 05:52, 11-03 05:48, 11-03 06:12, 11-03 06:31, 11-03 07:05",
			notes: []string{
				"times without a zone read as America/New_York", "line 2: clocks showed 01:40 twice, read as the first (EDT)",
				"line 5: clocks showed 01:12-01:20 twice, read as the second (EST)",
			},
		},
		"clocks go back, the newest first": {
			lines: []string{"# 2024-11-03", "03:00", "01:31", "01:12", "01:52", "01:40", "00:50"},
			o:     Options{Zone: newYork},
			want:  "11-03 08:00, 11-03 06:31, 11-03 06:12, 11-03 05:52, 11-03 05:40, 11-03 04:50",
			notes: []string{
				"times without a zone read as America/New_York", "the newest entries stand first",
				"line 3: clocks showed 01:31 twice, read as the second (EST)", "line 5: clocks showed 01:52 twice, read as the first (EDT)",
			},
		},
		"clocks go forward": {
			lines: []string{"# 2025-03-09", "01:50", "02:10", "02:20", "03:30"},
			o:     Options{Zone: newYork},
			want:  "03-09 06:50, 03-09 07:10, 03-09 07:20, 03-09 07:30",
			notes: []string{"times without a zone read as America/New_York", "line 3: clocks never showed 02:10, read as 03:10 EDT"},
		},
		"standard time's name in summer": {
			lines: []string{"# 2025-07-01", "10:00 EDT", "10:10 EST", "10:20 EST"},
			want:  "07-01 14:00, 07-01 14:10, 07-01 14:20",
			notes: []string{"line 3: EST read as what clocks there showed on that day (EDT)"},
		},
		"a day that only some years have": {
			lines: []string{"Feb 29 10:00Z"},
			o:     Options{Near: near("2025-03-02 00:00:00")},
			want:  "02-29 10:00",
			notes: []string{"line 1: dates without a year read as of 2024"},
		},
		"placed near the incident, over midnight": {
			lines: []string{"23:40Z", "00:10Z"},
			o:     Options{Near: near("2024-12-31 22:00:00")},
			want:  "12-31 23:40, 01-01 00:10",
			notes: []string{"times without a date read as from 2024-12-31 on, the day nearest to the incident", "line 2: 00:10Z below 23:40Z read as the next day"},
		},
		"a number over 12 tells the order of the others": {
			lines: []string{"10/09/2025 10:00 UTC", "10/20/2025 10:00 UTC"},
			want:  "10-09 10:00, 10-20 10:00",
			notes: []string{"line 1: 10/09/2025 10:00 UTC read as month/day/year, as on other lines"},
		},
		"the incident tells the order": {
			lines: []string{"10/09/2025 10:00 UTC"},
			o:     Options{Near: near("2025-09-10 09:00:00")},
			want:  "09-10 10:00",
			notes: []string{"line 1: 10/09/2025 10:00 UTC read as 2025-09-10, near the incident"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			entries := entriesOf(t, tt.lines...)
			notes := Resolve(entries, tt.o)
			var got []string
			for _, e := range entries {
				if e.Problem != "" {
					t.Fatalf("line %d: %s", e.Line, e.Problem)
				}
				got = append(got, e.At.Format("01-02 15:04"))
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusal(t *testing.T) {
	entries := entriesOf(t, "13:42", "Oct 20 13:42", "10/09/2025 10:00")
	Resolve(entries, Options{})
	reasons, refused := Refusal(entries)
	const want = "line 1: has times without a date; give window: in incident.yaml or --from; line 2: has times without a year; " +
		"give window: in incident.yaml or --from; line 3: the date \"10/09/2025\" does not say which number is the month: write it as 2025-10-20"
	if refused != 3 || reasons != want {
		t.Errorf("%d refused: %s", refused, reasons)
	}
	if !Undated(entries) {
		t.Error("Undated is false")
	}
}

func TestClip(t *testing.T) {
	if got := Clip(strings.Repeat("ü", 600), 1000); len(got) > 1000 || !strings.HasSuffix(got, "ü … (cut: 1,200 bytes)") {
		t.Errorf("got %d bytes: …%q", len(got), got[len(got)-40:])
	}
	if got := Clip("short", 5); got != "short" {
		t.Errorf("got %q", got)
	}
}

func TestLines(t *testing.T) {
	var got []string
	for n, line := range Lines([]byte("a \r\n\n\xffb\n"+strings.Repeat("x", 5000)+"\nlast"), 100) {
		if len(line) > 100 {
			t.Errorf("line %d: %d bytes", n, len(line))
		}
		got = append(got, line)
	}
	want := []string{"a", "", "\uFFFDb", strings.Repeat("x", 77) + " … (cut: 5,001 bytes)", "last"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
