package render_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
)

// The properties of this file hold for the document of every sample: what a line states is found in the evidence that the line cites, and no
// line states anything without evidence.

// sample is a sample's documents, with the entries that they can cite.
type sample struct {
	genres  map[string]string
	entries map[string]summary.Entry
	impacts []summary.Impact
	zone    *time.Location
	// ends has the evidence of the milestones by which a document without citations tells when it was.
	onset, ends []string
	outlasted   []string // the evidence of what outlasted the recovery
	// measured has what is measured over all lines of the logs that an entry is about, for which there is no single record to cite: the peak of
	// a rate, and when the sum of all rates fell below half of its own.
	peaks map[string]string
	falls map[string]time.Time
}

var samplesOnce = sync.OnceValues(readSamples)

func samples(t *testing.T) map[string]*sample {
	t.Helper()
	out, err := samplesOnce()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readSamples() (map[string]*sample, error) {
	dirs, err := filepath.Glob("../samples/*/README.md")
	if err != nil || len(dirs) == 0 {
		return nil, fmt.Errorf("no samples: %w", err)
	}
	out := map[string]*sample{}
	for _, readme := range dirs {
		dir := filepath.Dir(readme)
		if out[filepath.Base(dir)], err = readSample(dir); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readSample(dir string) (*sample, error) {
	d := &sample{genres: map[string]string{}, entries: map[string]summary.Entry{}, peaks: map[string]string{}, falls: map[string]time.Time{}}
	for _, g := range templates.List() {
		doc, err := pes.Generate(context.Background(), pes.Request{Dir: dir}, pes.GenerateOptions{Genre: g.Name, File: pes.Stdout})
		if err != nil {
			return nil, err
		}
		d.genres[g.Name], _, _ = strings.Cut(string(doc.Text), "\n<!-- pes:ledger ") // which holds hashes
	}
	tl, err := pes.Timeline(context.Background(), pes.Request{Dir: dir}, pes.TimelineOptions{Format: "json"})
	if err != nil {
		return nil, err
	}
	var parsed summary.Document
	if err := json.Unmarshal(tl.Text, &parsed); err != nil {
		return nil, err
	}
	if d.zone, err = time.LoadLocation(parsed.Incident.Timezone); err != nil {
		return nil, err
	}
	ms := parsed.Milestones
	d.onset, d.impacts = ms.Onset.Evidence, parsed.Impacts
	d.ends = slices.Concat(ms.Onset.Evidence, ms.Detected.Evidence, ms.Notified.Evidence, ms.Recovered.Evidence)
	for _, r := range parsed.Remainders {
		d.outlasted = append(d.outlasted, r.Evidence...)
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
	if m := ms.Mitigated; m.Rule == "log-rate-half" {
		for _, id := range m.Evidence {
			d.falls[id] = *m.At
		}
	}
	return d, nil
}

// section calls a function with every line of a document and the heading of the second level that it stands under.
func sections(doc string, visit func(section, line, next string)) {
	lines := strings.Split(doc, "\n")
	section := ""
	for i, line := range lines {
		if s, ok := strings.CutPrefix(line, "## "); ok {
			section = s
		}
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		visit(section, line, next)
	}
}

var (
	link      = regexp.MustCompile(`\[(E-[0-9a-z]{8})\]\(#e-[0-9a-z]{8}\)|<a id="e-[0-9a-z]{8}"></a>(E-[0-9a-z]{8})|\b(E-[0-9a-z]{8})\b`)
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
func (d *sample) instants(e summary.Entry) []time.Time {
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

func (d *sample) found(ids []string) found {
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
	for name, d := range samples(t) {
		for genre, doc := range d.genres {
			checked := 0
			sections(doc, func(section, line, _ string) {
				ids := cited(line)
				if genre == "public" {
					ids = d.restsOn(line)
				}
				if section == "Sources and what is missing" || len(ids) == 0 {
					return
				}
				if section == "Phases and milestones" {
					ids = append(ids, d.onset...) // "after onset" is measured from the row of the onset
				}
				bare := more.ReplaceAllString(comments.ReplaceAllString(link.ReplaceAllString(line, " "), ""), " ")
				if what := d.found(ids).missing(bare); len(what) > 0 {
					t.Errorf("%s of %s, %s: %q is not in the evidence of %q", genre, name, section, what, line)
				}
				checked++
			})
			if checked < 4 {
				t.Errorf("%s of %s: only %d lines cite evidence", genre, name, checked)
			}
		}
	}
}

// restsOn is the evidence of a line of a document that shows none: of the periods of a service, of the post that it gives, else of the milestones
// between which it all was. Lines of structure rest on nothing.
func (d *sample) restsOn(line string) []string {
	if silent.MatchString(line) {
		return nil
	}
	var ids []string
	for _, i := range d.impacts {
		if strings.HasPrefix(line, "| "+i.Service) {
			ids = append(ids, i.Evidence...)
		}
	}
	for id, e := range d.entries {
		if e.Kind == "status" && strings.Contains(plainText(line), plainText(e.Text)) {
			ids = append(ids, id)
		}
	}
	if strings.HasPrefix(line, "Some of it lasted longer") {
		return d.outlasted
	}
	if len(ids) == 0 && !strings.HasPrefix(line, "- ") {
		return d.ends
	}
	return ids
}

// plainText is the letters and digits of a text, whatever was escaped in it.
func plainText(s string) string {
	s = html.UnescapeString(comments.ReplaceAllString(s, ""))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func cited(line string) []string {
	var ids []string
	for _, m := range link.FindAllStringSubmatch(line, -1) {
		ids = append(ids, m[1]+m[2]+m[3])
	}
	return ids
}

// silent are lines that state nothing of the incident: structure, prompts to people, and what is said to be unknown, absent or people's own.
var silent = regexp.MustCompile(`^$|^#|^<!-- pes|^\|---|^\*\*Status:\*\*|^> \*\*For people to judge:|incident\.yaml` +
	`|[Nn]ot known|unknown|[Nn]ot among|No source|No remediation item|None (was|is)|No period|All of the evidence|There (are|is) no|cannot be told|:$|^“and n more”|pending` +
	`|^All times are UTC|^Each why may|^What can be answered|^(    - |- \*\*)Why .*\?|^This letter tells|^We are sorry|publicly( beyond what the posts above say)?\.$|^The full summary has|not on record yet|is still open|does not apply`)

func TestNoLineStatesAnythingWithoutEvidence(t *testing.T) {
	for name, d := range samples(t) {
		for genre, doc := range d.genres {
			sections(doc, func(section, line, next string) {
				header := strings.HasPrefix(line, "|") && strings.HasPrefix(next, "|---")
				asked := section == "Open questions" || section == "Questions"
				if genre == "public" || section == "Sources and what is missing" || asked || header || link.MatchString(line) || silent.MatchString(line) {
					return
				}
				t.Errorf("%s of %s, %s: %q cites nothing", genre, name, section, line)
			})
		}
	}
}

// TestPublicHoldsPublicTextsOnly: no id of evidence, and of all that was logged, said, noted and changed nothing that was not posted as well.
func TestPublicHoldsPublicTextsOnly(t *testing.T) {
	for name, d := range samples(t) {
		doc := plainText(d.genres["public"])
		if strings.Contains(d.genres["public"], "E-") {
			t.Errorf("%s: an id of evidence", name)
		}
		posted := ""
		for _, e := range d.entries {
			if e.Kind == "status" {
				posted += plainText(e.Text) + "\n"
			}
		}
		inside := 0
		for _, e := range d.entries {
			words := strings.Fields(e.Text)
			if e.Kind == "status" || len(words) < 4 {
				continue
			}
			inside++
			for i := range len(words) - 3 {
				if four := plainText(strings.Join(words[i:i+4], " ")); len(four) > 12 && strings.Contains(doc, four) && !strings.Contains(posted, four) {
					t.Errorf("%s: %q of %s (%s) is in the public document", name, words[i:i+4], e.ID, e.Kind)
				}
			}
		}
		if inside == 0 && name != "github-codespaces-2025-10-20" {
			t.Errorf("%s: there is no text to look for", name)
		}
	}
}

// TestNamelessGenresOfTheSamplesNameNobody: nobody who spoke or acted in a sample, quotations included, is named in a genre without names.
func TestNamelessGenresOfTheSamplesNameNobody(t *testing.T) {
	named := 0
	for name, d := range samples(t) {
		for _, g := range templates.List() {
			doc := strings.ToLower(d.genres[g.Name])
			for _, e := range d.entries {
				if e.Actor == "" || !strings.Contains(doc, strings.ToLower(e.Actor)) {
					continue
				}
				named++
				if g.Nameless {
					t.Errorf("%s of %s names %q", g.Name, name, e.Actor)
				}
			}
		}
	}
	if named == 0 {
		t.Error("no genre names anybody: the test proves nothing")
	}
}

func TestEveryCitationHasARowThatSaysWhereToCheckIt(t *testing.T) {
	row := regexp.MustCompile(`^\|.*<a id="(e-[0-9a-z]{8})"></a>.*(` + "`[^`]+`" + `|\]\(http)`)
	for name, d := range samples(t) {
		for genre, doc := range d.genres {
			rows := map[string]bool{}
			for line := range strings.Lines(doc) {
				if m := row.FindStringSubmatch(line); m != nil {
					rows[m[1]] = true
				}
			}
			for line := range strings.Lines(doc) {
				for _, id := range cited(line) {
					if len(rows) > 0 && !rows[strings.ToLower(id)] {
						t.Errorf("%s of %s: %s is cited in %q and has no row", genre, name, id, line)
					}
				}
			}
		}
	}
}
