package status

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// cState keeps an incident as a Markdown file with front matter, and its updates as paragraphs that end in a shortcode with their time:
//
//	---
//	title: Slow uploads
//	date: 2022-05-22 05:32:40
//	resolved: true
//	resolvedWhen: 2022-05-22 09:10:00
//	affected: [Uploads]
//	severity: disrupted
//	section: issue
//	---
//	*Resolved* - The fix holds. {{< track "2022-05-22 09:10:00" >}}
//
// See https://github.com/cstate/cstate/wiki/Usage.

// hugoPage is the front matter of an incident, as far as it is used.
type hugoPage struct {
	Title         string   `yaml:"title"`
	Date          string   `yaml:"date"`
	Resolved      *bool    `yaml:"resolved"`
	ResolvedWhen  string   `yaml:"resolvedWhen"`
	Affected      []string `yaml:"affected"`
	Severity      string   `yaml:"severity"`
	Section       string   `yaml:"section"`
	Informational bool     `yaml:"informational"`
	Draft         bool     `yaml:"draft"`
}

// statusKit is what the front matter of Netlify's StatusKit, which is TOML, tells an incident by: its keys, and the spelling of cState's.
//
// See https://github.com/netlify/netlify-statuskit.
var statusKit = regexp.MustCompile(`(?m)^[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(.*)$`)

// asYAML writes simple TOML front matter, keys with values in one line or lists over several, as the YAML that cState has.
func asYAML(front []byte) []byte {
	return statusKit.ReplaceAllFunc(front, func(line []byte) []byte {
		m := statusKit.FindSubmatch(line)
		key := string(m[1])
		switch strings.ToLower(key) {
		case "affectedsystems":
			key = "affected"
		case "severity":
			m[2] = []byte(strings.NewReplacer("major-outage", "down", "partial-outage", "disrupted", "degraded-performance", "disrupted", "under-maintenance", "notice").Replace(string(m[2])))
		}
		return []byte(key + ": " + string(m[2]))
	})
}

// maxFront is how much front matter is read; an incident has some twenty lines of it.
const maxFront = 16 << 10

// cutFront parts the front matter from the text below it, and says on which line that begins.
func cutFront(data []byte) (front, body []byte, line int, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	mark, rest, ok := bytes.Cut(data, []byte("\n"))
	fence := strings.TrimRight(string(mark), "\r")
	if !ok || (fence != "---" && fence != "+++") {
		return nil, nil, 0, false
	}
	frontEnd := yamlEnd
	if fence == "+++" {
		frontEnd = tomlEnd
	}
	end := frontEnd.FindIndex(rest[:min(len(rest), maxFront)])
	if end == nil {
		return nil, nil, 0, false
	}
	if fence == "+++" {
		return asYAML(rest[:end[0]]), rest[end[1]:], 2 + bytes.Count(rest[:end[1]], []byte("\n")), true
	}
	return rest[:end[0]], rest[end[1]:], 2 + bytes.Count(rest[:end[1]], []byte("\n")), true
}

var (
	yamlEnd = regexp.MustCompile(`(?m)^---[ \t]*\r?\n?`)
	tomlEnd = regexp.MustCompile(`(?m)^\+\+\+[ \t]*\r?\n?`)
)

// matchCState knows an incident by front matter that says when it was resolved, or whether it is.
func matchCState(h file.Head) file.Match {
	front, _, _, ok := cutFront(h.Data)
	if !ok || !bytes.Contains(front, []byte("resolved")) || !bytes.Contains(front, []byte("date:")) {
		return file.Match{}
	}
	var p hugoPage
	if yaml.Unmarshal(front, &p) != nil || p.Resolved == nil || p.Date == "" {
		return file.Match{}
	}
	return file.Match{Score: 95}
}

// readCState reads an incident: what it was called when it began, each update, and its end.
func readCState(data []byte, o file.Options) reading {
	var p hugoPage
	front, body, line, _ := cutFront(data)
	if err := yaml.Unmarshal(front, &p); err != nil {
		return reading{records: 1, dropped: 1, err: fmt.Errorf("line 1: front matter: %w", err)}
	}
	r := reading{records: 1}
	began, precision, err := when.Parse(p.Date, o.Zone)
	if err != nil {
		return reading{records: 1, dropped: 1, err: fmt.Errorf("line 1: date: %w", err)}
	}
	if p.Draft {
		r.note("it is a draft")
	}
	first := p.post(began, precision, cmp.Or(p.Title, "Incident"), "investigating", 1)
	if p.backdated(string(body)) {
		first.Labels["began"] = "true"
	}
	r.posts = append(r.posts, first)
	told := p.updates(&r, string(body), line, o.Zone)
	if p.Resolved == nil || !*p.Resolved || p.ResolvedWhen == "" {
		r.addAccount(p, told, began, precision, "investigating", line)
		return r
	}
	over, precision, err := when.Parse(p.ResolvedWhen, o.Zone)
	if err != nil {
		r.err = fmt.Errorf("line 1: resolvedWhen: %w", err)
		r.addAccount(p, told, began, precision, "investigating", line)
		return r
	}
	r.addAccount(p, cmp.Or(told, "Resolved: "+p.Title), over, precision, "resolved", line)
	return r
}

// backdated says whether a page was written when its incident was over, so that its date is when that began: it has no updates, and does not speak of
// the moment.
func (p hugoPage) backdated(body string) bool {
	return p.Resolved != nil && *p.Resolved && p.ResolvedWhen != "" && p.Severity != "notice" && !p.Informational &&
		!track.MatchString(body) && !live.MatchString(body)
}

// live is how pages speak while an incident goes on.
var live = regexp.MustCompile(`(?i)\b(?:we are|we're|we’re|currently|investigating|monitoring|ongoing|update(?:s|d)?:?)\b`)

// addAccount adds what a page tells outside of its updates, which is written when it is over.
func (r *reading) addAccount(p hugoPage, told string, at time.Time, precision time.Duration, status string, line int) {
	if told != "" {
		r.records++
		r.posts = append(r.posts, p.post(at, precision, told, status, line))
	}
}

// track is the shortcode at the end of an update.
var track = regexp.MustCompile(`\{\{[<%]\s*track\s+"([^"\n]{4,60})"\s*[>%]\}\}`)

// updates adds the updates of a page, and returns the rest of its text.
func (p hugoPage) updates(r *reading, body string, line int, zone *time.Location) (rest string) {
	var others []string
	for _, paragraph := range paragraphs(body) {
		text := plainText(shortcode.ReplaceAllString(track.ReplaceAllString(paragraph.text, ""), ""))
		m := track.FindStringSubmatch(paragraph.text)
		if m == nil {
			if text != "" {
				others = append(others, text)
			}
			continue
		}
		r.records++
		at, precision, err := when.Parse(m[1], zone)
		if err != nil {
			r.dropped++
			r.err = cmp.Or(r.err, fmt.Errorf("line %d: track: %w", line+paragraph.line, err))
			continue
		}
		r.posts = append(r.posts, p.post(at, precision, text, cmp.Or(statusWord(text), "update"), line+paragraph.line))
	}
	return stamped.Clip(strings.Join(others, "\n\n"), maxText)
}

// shortcode is any other shortcode of Hugo.
var shortcode = regexp.MustCompile(`\{\{[<%][^{}\n]{0,200}[>%]\}\}`)

type paragraph struct {
	text string
	line int // below the front matter, from 0
}

func paragraphs(body string) []paragraph {
	var out []paragraph
	open := false
	n := 0
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.TrimRight(line, "\r")
		switch {
		case strings.TrimSpace(line) == "":
			open = false
		case open:
			out[len(out)-1].text += "\n" + line
		default:
			out, open = append(out, paragraph{line, n}), true
		}
		n++
	}
	return out
}

func (p hugoPage) post(at time.Time, precision time.Duration, text, status string, line int) post {
	labels := map[string]string{"status": status, "incident": stamped.Clip(p.Title, maxLabel)}
	if len(p.Affected) > 0 {
		labels["components"] = stamped.Clip(strings.Join(p.Affected, ", "), maxLabel)
	}
	e := event.Event{
		Kind: event.Status, At: at, Precision: event.Duration(precision), Text: stamped.Clip(text, maxText), Count: 1, Labels: labels,
		Severity: pageSeverity(p.Severity), Refs: []event.Ref{{Line: line}},
	}
	if len(p.Affected) == 1 {
		e.Service = stamped.Clip(p.Affected[0], maxLabel)
	}
	return post{Event: e}
}

// pageSeverity maps the three severities of cState onto ours.
func pageSeverity(s string) event.Severity {
	switch s {
	case "down":
		return event.Critical
	case "disrupted":
		return event.Error
	case "notice":
		return event.Info
	}
	return event.Unsaid
}
