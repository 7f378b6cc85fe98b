package pes

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// maxWords is how long one text of incident.yaml may be in a document.
const maxWords = 4000

// words is a text of incident.yaml, which people paste into as they do into a chat, or a file's name: harmless, and without secrets.
func words(s string) string {
	s, _ = redact.String(plain.Line(s, maxWords))
	return s
}

// options is what people know and decide, as the timeline takes it.
func (j *job) options() timeline.Options {
	c := j.config
	o := timeline.Options{Title: words(c.Title), Kind: c.Kind, Zone: j.zone, Window: j.window, MaxRows: j.Rows}
	for _, s := range c.Services {
		o.Services = append(o.Services, timeline.Service{Name: words(s.Name), DependsOn: each(s.DependsOn, words)})
	}
	for _, m := range c.Milestones {
		o.Overrides = append(o.Overrides, timeline.Override{
			Name: timeline.Name(m.Name), At: m.At, Precision: m.Precision, State: timeline.State(m.State), By: words(m.By), Why: words(m.Why),
		})
	}
	for _, w := range c.Lexicon {
		o.Lexicon = append(o.Lexicon, timeline.Words(w))
	}
	o.Actions = each(c.Actions, item)
	for _, k := range c.Clocks {
		if o.Clocks == nil {
			o.Clocks = map[string]time.Duration{}
		}
		o.Clocks[words(k.Source)] = k.Add
	}
	return o
}

func item(a incident.Action) timeline.Item {
	text := words(a.Text)
	return timeline.Item{
		ID: cmp.Or(words(a.ID), itemID(text)), Text: text, Type: a.Type, State: cmp.Or(a.State, "open"), Owner: words(a.Owner),
		Priority: words(a.Priority), Due: words(a.Due), Verify: words(a.Verify), Tracker: words(a.Tracker), Origin: "person",
	}
}

// itemID is the id of an item that nobody named: that of its words, whatever their case and spaces.
func itemID(text string) string {
	key := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return "R-" + strings.TrimPrefix(event.ID(event.Note, "item", key), "E-")
}

// meta is what the evidence does not say, as the summary takes it.
func (j *job) meta(ev *evidence) summary.Meta {
	c := j.config
	m := summary.Meta{
		ID: words(c.ID), Title: words(c.Title), Kind: c.Kind, Severity: words(c.Severity), Status: c.Status, Zone: j.zone,
		Regions:  each(c.Regions, words),
		Services: each(c.Services, func(s incident.Service) string { return words(s.Name) }),
		Roles:    roles(c.Roles), Distribution: c.Distribution, Impact: stated(c.Impact),
		Redacted: maps.Clone(ev.removed), Version: release(j.Version),
	}
	for _, r := range ev.Reports {
		if isAttachment(r) {
			m.Attachments = append(m.Attachments, r.Name)
			continue
		}
		m.Sources = append(m.Sources, r)
	}
	return m
}

func stated(i incident.Impact) summary.Stated {
	return summary.Stated{
		RequestsFailed: words(i.RequestsFailed), Customers: words(i.Customers), Tickets: words(i.Tickets), DataLost: words(i.DataLost),
	}
}

func roles(list []incident.Role) map[string]string {
	m := make(map[string]string, len(list))
	for _, r := range list {
		m[words(strings.ReplaceAll(r.Name, "_", " "))] = words(strings.Join(r.People, ", "))
	}
	return m
}

// releases are versions that name a release; others ("devel", pseudo-versions) would make two builds of one source write two documents.
var releases = regexp.MustCompile(`^v\d+\.\d+\.\d+(-(alpha|beta|rc)[.\d]*)?$`)

func release(version string) string {
	if releases.MatchString(version) {
		return version
	}
	return ""
}

// unused reports which settings of incident.yaml have no effect, so that nobody relies on them: those of later versions, and corrections of the
// clocks of sources that are not among the reports.
func unused(c *incident.Config, reports []event.Report) []event.Report {
	settings := []struct {
		key string
		set bool
	}{
		{"publish", len(c.Publish) > 0},
		{"redact", len(c.Redact.Names)+len(c.Redact.Patterns) > 0},
	}
	r := event.Report{Name: incident.ConfigName}
	for _, s := range settings {
		if s.set {
			r.Notes = append(r.Notes, s.key+": has no effect in this version of pes")
		}
	}
	for _, k := range c.Clocks {
		if !slices.ContainsFunc(reports, func(o event.Report) bool { return o.Name == k.Source }) {
			r.Notes = append(r.Notes, "clocks: no source is called "+words(k.Source))
		}
	}
	if r.Notes == nil {
		return nil
	}
	return []event.Report{r}
}

// contrary adds to the reports which ends of the incident lie before its onset because people decided so: a date that was mistyped, as a rule.
func contrary(t *timeline.Timeline, reports []event.Report) []event.Report {
	onset := t.Milestones[timeline.Onset]
	var notes []string
	for _, n := range []timeline.Name{timeline.Mitigated, timeline.Recovered, timeline.Closed} {
		m := t.Milestones[n]
		if onset.State != timeline.Known || m.State != timeline.Known || !m.At.Before(onset.At) || (!m.ByPerson && !onset.ByPerson) {
			continue
		}
		notes = append(notes, fmt.Sprintf("milestones: %s (%s) lies before the onset (%s)", n, m.At.Format(time.RFC3339), onset.At.Format(time.RFC3339)))
	}
	if notes == nil {
		return reports
	}
	if i := slices.IndexFunc(reports, func(r event.Report) bool { return r.Name == incident.ConfigName }); i >= 0 {
		reports[i].Notes = append(reports[i].Notes, notes...)
		return reports
	}
	return append(reports, event.Report{Name: incident.ConfigName, Notes: notes})
}

func each[T, U any](list []T, to func(T) U) []U {
	var out []U
	for _, v := range list {
		out = append(out, to(v))
	}
	return out
}
