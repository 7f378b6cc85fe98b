package render_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/summary"
)

// The properties of this file hold for the document of every sample: what a line states is found in the evidence that the line cites, and no
// line states anything without evidence.

// sampleDocument is a sample's document, with the entries that it can cite.
type sampleDocument struct {
	lines   []string
	entries map[string]summary.Entry
	zone    *time.Location
	onset   []string
	// measured has what is measured over all lines of the logs that an entry is about, for which there is no single record to cite: the peak of
	// a rate, and when the sum of all rates fell below half of its own.
	peaks map[string]string
	falls map[string]time.Time
}

func sampleDocuments(t *testing.T) map[string]sampleDocument {
	t.Helper()
	dirs, err := filepath.Glob("../samples/*/README.md")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	out := map[string]sampleDocument{}
	for _, readme := range dirs {
		dir := filepath.Dir(readme)
		doc, err := pes.Generate(t.Context(), pes.Request{Dir: dir}, pes.GenerateOptions{File: pes.Stdout})
		if err != nil {
			t.Fatal(err)
		}
		tl, err := pes.Timeline(t.Context(), pes.Request{Dir: dir}, pes.TimelineOptions{Format: "json"})
		if err != nil {
			t.Fatal(err)
		}
		var parsed summary.Document
		if err := json.Unmarshal(tl.Text, &parsed); err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation(parsed.Incident.Timezone)
		if err != nil {
			t.Fatal(err)
		}
		d := sampleDocument{
			lines: strings.Split(string(doc.Text), "\n"), entries: map[string]summary.Entry{}, zone: zone,
			onset: parsed.Milestones.Onset.Evidence, peaks: map[string]string{}, falls: map[string]time.Time{},
		}
		for _, e := range parsed.Entries {
			d.entries[e.ID] = e
		}
		for _, i := range parsed.Impacts {
			for _, id := range i.Evidence {
				if i.Peak != nil && d.entries[id].Kind == "log" {
					d.peaks[id] = strconv.FormatFloat(*i.Peak, 'g', 4, 64)
				}
			}
		}
		if m := parsed.Milestones.Mitigated; m.Rule == "log-rate-half" {
			for _, id := range m.Evidence {
				d.falls[id] = *m.At
			}
		}
		out[filepath.Base(dir)] = d
	}
	return out
}

var (
	link      = regexp.MustCompile(`\[(E-[0-9a-z]{8})\]\(#e-[0-9a-z]{8}\)|<a id="e-[0-9a-z]{8}"></a>(E-[0-9a-z]{8})`)
	quotation = regexp.MustCompile(`“[^”]*”`)
	clockTime = regexp.MustCompile(`(?i)\b(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s?([ap])\.?m)?(?:\s?(PDT|PST|EDT|EST|UTC))?\b`)
	dayMonth  = regexp.MustCompile(`\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*( \d{4})?\b`)
	lengths   = regexp.MustCompile(`\b(?:\d+ (?:d|h|min|s)\b ?)+`)
	numeral   = regexp.MustCompile(`(^|[\s(])(\d+(?:,\d{3})*(?:\.\d+)?)($|[\s),.;:%])`)
	// more is what the document itself counts: further evidence, entries folded under a row, and what it lists elsewhere.
	more     = regexp.MustCompile(`\+[\d,]+\b|wave \d+|\b\d+ (periods|posts were|records agree|more)\b`)
	comments = regexp.MustCompile("<!--.*?-->|`[^`]*`|\\]\\(http[^)]*\\)")
)

// instants are the times that an entry gives: its own, and those that its text states, read in every zone that the sample's texts use.
func (d sampleDocument) instants(e summary.Entry) []time.Time {
	out := []time.Time{e.At}
	for _, p := range []*time.Time{e.Until, e.Reported} {
		if p != nil {
			out = append(out, *p)
		}
	}
	offsets := map[string]int{"PDT": -7, "PST": -8, "EDT": -4, "EST": -5, "UTC": 0}
	for _, m := range clockTime.FindAllStringSubmatch(e.Text, -1) {
		h, _ := strconv.Atoi(m[1])
		minute, _ := strconv.Atoi(m[2])
		if m[4] != "" {
			h %= 12
			if strings.EqualFold(m[4], "p") {
				h += 12
			}
		}
		zones := []*time.Location{d.zone, time.FixedZone("PDT", -7*3600)}
		if n, ok := offsets[strings.ToUpper(m[5])]; ok {
			zones = []*time.Location{time.FixedZone(m[5], n*3600)}
		}
		for _, z := range zones {
			for day := -1; day <= 1; day++ {
				y, mo, dd := e.At.In(z).AddDate(0, 0, day).Date()
				out = append(out, time.Date(y, mo, dd, h, minute, 0, 0, z))
			}
		}
	}
	return out
}

// found is everything that a line may state, by what it cites.
type found struct {
	times   map[string]bool // "15:04" and "15:04:05", in the incident's zone and in UTC
	days    map[string]bool // "2 Jan"
	lengths map[string]bool
	numbers map[string]bool
	text    string
}

func (d sampleDocument) found(ids []string) found {
	f := found{times: map[string]bool{}, days: map[string]bool{}, lengths: map[string]bool{}, numbers: map[string]bool{}}
	var all []time.Time
	for _, id := range ids {
		e, ok := d.entries[id]
		if !ok {
			continue
		}
		all = append(all, d.instants(e)...)
		f.text += " " + e.Text
		f.numbers[summary.Number(e.Count)] = true
		f.numbers[d.peaks[id]] = true
		if at, ok := d.falls[id]; ok {
			all = append(all, at)
		}
	}
	for i, x := range all {
		for _, z := range []*time.Location{d.zone, time.UTC} {
			f.times[x.In(z).Format("15:04")] = true
			f.times[x.In(z).Format("15:04:05")] = true
			f.days[x.In(z).Format("2 Jan")] = true
		}
		for _, y := range all[i+1:] {
			f.lengths[summary.Length(x.Sub(y).Abs())] = true
			f.lengths[summary.Length(x.Truncate(time.Minute).Sub(y.Truncate(time.Minute)).Abs())] = true
			f.lengths[summary.Length(x.Truncate(time.Second).Sub(y.Truncate(time.Second)).Abs())] = true
		}
	}
	return f
}

// missing lists what a line states that its evidence does not hold.
func (f found) missing(line string) []string {
	var out []string
	line = quotation.ReplaceAllString(line, " ")
	take := func(re *regexp.Regexp, ok func(string) bool) {
		line = re.ReplaceAllStringFunc(line, func(s string) string {
			if !ok(strings.TrimSpace(s)) {
				out = append(out, strings.TrimSpace(s))
			}
			return " "
		})
	}
	take(lengths, func(s string) bool { return f.lengths[s] || s == "0 s" || strings.Contains(f.text, s) })
	take(clockTime, func(s string) bool {
		m := clockTime.FindStringSubmatch(s)
		short := fmt.Sprintf("%s:%s", m[1], m[2])
		if m[3] != "" {
			short += ":" + m[3]
		}
		return f.times[short] || strings.Contains(f.text, short)
	})
	take(dayMonth, func(s string) bool {
		m := dayMonth.FindStringSubmatch(s)
		return f.days[m[1]+" "+m[2]] || strings.Contains(f.text, s)
	})
	for _, m := range numeral.FindAllStringSubmatch(strings.ReplaceAll(line, " ", "  "), -1) {
		if !f.numbers[m[2]] && !strings.Contains(f.text, m[2]) {
			out = append(out, m[2])
		}
	}
	return out
}

func TestWhatALineStatesIsInTheEvidenceThatItCites(t *testing.T) {
	for name, d := range sampleDocuments(t) {
		checked := 0
		section := ""
		for _, line := range d.lines {
			if s, ok := strings.CutPrefix(line, "## "); ok {
				section = s
			}
			if section == "Sources and what is missing" || !link.MatchString(line) {
				continue
			}
			ids := cited(line)
			if section == "Phases and milestones" {
				ids = append(ids, d.onset...) // "after onset" is measured from the row of the onset
			}
			bare := more.ReplaceAllString(comments.ReplaceAllString(link.ReplaceAllString(line, " "), ""), " ")
			if what := d.found(ids).missing(bare); len(what) > 0 {
				t.Errorf("%s, %s: %q is not in the evidence of %q", name, section, what, line)
			}
			checked++
		}
		if checked < 20 {
			t.Errorf("%s: only %d lines cite evidence", name, checked)
		}
	}
}

func cited(line string) []string {
	var ids []string
	for _, m := range link.FindAllStringSubmatch(line, -1) {
		ids = append(ids, m[1]+m[2])
	}
	return ids
}

// silent are lines that state nothing of the incident: structure, prompts to people, and what is said to be unknown, absent or people's own.
var silent = regexp.MustCompile(`^$|^#|^<!-- pes|^\|---|^\*\*Status:\*\*|^> \*\*For people to judge:|incident\.yaml` +
	`|[Nn]ot known|unknown|[Nn]ot among|No source|No remediation item|None (was|is)|No period|All of the evidence|There (are|is) no|cannot be told|:$|^“and n more”|pending`)

func TestNoLineStatesAnythingWithoutEvidence(t *testing.T) {
	for name, d := range sampleDocuments(t) {
		section := ""
		for i, line := range d.lines {
			if s, ok := strings.CutPrefix(line, "## "); ok {
				section = s
			}
			header := strings.HasPrefix(line, "|") && i+1 < len(d.lines) && strings.HasPrefix(d.lines[i+1], "|---")
			if section == "Sources and what is missing" || section == "Open questions" || header || link.MatchString(line) || silent.MatchString(line) {
				continue
			}
			t.Errorf("%s, %s: %q cites nothing", name, section, line)
		}
	}
}

func TestEveryCitationHasARowThatSaysWhereToCheckIt(t *testing.T) {
	row := regexp.MustCompile(`^\|.*<a id="(e-[0-9a-z]{8})"></a>.*(` + "`[^`]+`" + `|\]\(http)`)
	for name, d := range sampleDocuments(t) {
		rows := map[string]bool{}
		for _, line := range d.lines {
			if m := row.FindStringSubmatch(line); m != nil {
				rows[m[1]] = true
			}
		}
		for _, line := range d.lines {
			for _, id := range cited(line) {
				if !rows[strings.ToLower(id)] {
					t.Errorf("%s: %s is cited in %q and has no row", name, id, line)
				}
			}
		}
	}
}
