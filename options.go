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
func (j *job) words(s string) string {
	s, _ = j.rules.String(plain.Line(s, maxWords))
	return s
}

// secrets are the rules by which secrets leave texts: those of all incidents, and what people named in incident.yaml.
func (j *job) secrets() *redact.Rules {
	return redact.New(redact.Options{Names: j.config.Redact.Names, Patterns: each(j.config.Redact.Patterns, regexp.MustCompile), Off: j.KeepSecrets, Known: j.credentials.Clean})
}

// options is what people know and decide, as the timeline takes it.
func (j *job) options() timeline.Options {
	c := j.config
	o := timeline.Options{Title: j.words(c.Title), Kind: c.Kind, Zone: j.zone, Window: j.window, MaxRows: j.Rows}
	for _, s := range c.Services {
		o.Services = append(o.Services, timeline.Service{Name: j.words(s.Name), DependsOn: each(s.DependsOn, j.words)})
	}
	for _, m := range c.Milestones {
		o.Overrides = append(o.Overrides, timeline.Override{
			Name: timeline.Name(m.Name), At: m.At, Precision: m.Precision, State: timeline.State(m.State), By: j.words(m.By), Why: j.words(m.Why),
		})
	}
	for _, w := range c.Lexicon {
		o.Lexicon = append(o.Lexicon, timeline.Words(w))
	}
	o.Actions = each(c.Actions, j.item)
	for _, k := range c.Clocks {
		if o.Clocks == nil {
			o.Clocks = map[string]time.Duration{}
		}
		o.Clocks[j.words(k.Source)] = k.Add
	}
	return o
}

func (j *job) item(a incident.Action) timeline.Item {
	text := j.words(a.Text)
	return timeline.Item{
		ID: cmp.Or(j.words(a.ID), itemID(text)), Text: text, Type: a.Type, State: cmp.Or(a.State, "open"), Owner: j.words(a.Owner),
		Priority: j.words(a.Priority), Due: j.words(a.Due), Verify: j.words(a.Verify), Tracker: j.words(a.Tracker), Origin: "person",
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
		ID: j.words(c.ID), Title: j.words(c.Title), Kind: c.Kind, Severity: j.words(c.Severity), Status: c.Status, Zone: j.zone,
		Regions:  each(c.Regions, j.words),
		Services: each(c.Services, func(s incident.Service) string { return j.words(s.Name) }),
		Roles:    j.roles(c.Roles), Distribution: c.Distribution, Impact: j.stated(c.Impact),
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

func (j *job) stated(i incident.Impact) summary.Stated {
	return summary.Stated{
		RequestsFailed: j.words(i.RequestsFailed), Customers: j.words(i.Customers), Tickets: j.words(i.Tickets), DataLost: j.words(i.DataLost),
	}
}

func (j *job) roles(list []incident.Role) map[string]string {
	m := make(map[string]string, len(list))
	for _, r := range list {
		m[j.words(strings.ReplaceAll(r.Name, "_", " "))] = j.words(strings.Join(r.People, ", "))
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
func (j *job) unused(reports []event.Report) []event.Report {
	c := j.config
	settings := []struct {
		key string
		set bool
	}{
		{"publish", len(c.Publish) > 0},
	}
	r := event.Report{Name: incident.ConfigName}
	for _, s := range settings {
		if s.set {
			r.Notes = append(r.Notes, s.key+": has no effect in this version of pes")
		}
	}
	for _, k := range c.Clocks {
		if !slices.ContainsFunc(reports, func(o event.Report) bool { return o.Name == k.Source }) {
			r.Notes = append(r.Notes, "clocks: no source is called "+j.words(k.Source))
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
