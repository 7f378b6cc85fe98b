package alerts

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// grafanaAnnotations is an answer of Grafana to /api/annotations: changes of the states of its alerts, and what people and programs marked on graphs.
// https://grafana.com/docs/grafana/latest/developers/http_api/annotations/
var grafanaAnnotations = format{
	name: "grafana-annotations",
	match: func(j file.JSON) int {
		if has(j.Elements, "id", "time", "text", "tags", "panelId") {
			return 90
		}
		return 0
	},
	paths: []string{"[]"},
	read:  readAnnotation,
}

// grafanaHistory is an answer of Grafana to /api/v1/rules/history: changes of the states of alerts as a frame of columns, where they are kept in Loki.
var grafanaHistory = format{
	name: "grafana-alert-history",
	match: func(j file.JSON) int {
		if has(j.Paths, "schema.fields.name", "data.values") {
			return 60 // any frame of Grafana's looks like that
		}
		return 0
	},
	paths: []string{""},
	read:  readStateHistory,
}

// number is a JSON number, or none.
type number float64

// UnmarshalJSON reads a number; anything else is 0.
func (n *number) UnmarshalJSON(b []byte) error {
	if f, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		*n = number(f)
	}
	return nil
}

// time is a time in milliseconds since 1970; zero if there is none.
func (n number) time() time.Time {
	if n >= maxUnix*1000 {
		n /= 1000 // releases up to 10.1 write milliseconds as seconds into frames
	}
	if n <= 0 || n >= maxUnix*1000 {
		return time.Time{}
	}
	return time.UnixMilli(int64(n)).UTC()
}

func (n number) id() string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}

// annotation is one of Grafana's. Texts are in HTML where people wrote it so; it is shown as it stands.
type annotation struct {
	ID           number            `json:"id"`
	AlertID      number            `json:"alertId"`
	AlertName    text              `json:"alertName"`
	DashboardUID text              `json:"dashboardUID"`
	PanelID      number            `json:"panelId"`
	Login        text              `json:"login"`
	NewState     text              `json:"newState"`
	PrevState    text              `json:"prevState"`
	Created      number            `json:"created"`
	Time         number            `json:"time"`
	TimeEnd      number            `json:"timeEnd"`
	Text         text              `json:"text"`
	Tags         []json.RawMessage `json:"tags"`
}

func readAnnotation(e jsonstream.Element, s *source) error {
	var a annotation
	if err := e.Decode(&a); err != nil {
		return mistyped(err)
	}
	if a.Time.time().IsZero() {
		return errors.New("an annotation without a time")
	}
	if a.NewState != "" {
		l := a.labels()
		s.evidence.change(l, map[string]string{"dashboard_uid": string(a.DashboardUID), "panel_id": a.PanelID.id()}, transition{
			at: a.Time.time(), from: grafanaPhase(string(a.PrevState)), to: grafanaPhase(string(a.NewState)), refs: refs{{File: s.path, Line: e.Line}},
			words: words{text: clip.Text(l.describe(), maxText), derived: true},
		}, s)
		return nil
	}
	if strings.TrimSpace(string(a.Text)) == "" && len(a.Tags) == 0 {
		return errors.New("an annotation without a text")
	}
	ev := a.event()
	ev.Refs = refs{{File: s.path, Line: e.Line}}
	s.evidence.tell(ev, s)
	return nil
}

// grafanaPhase is what a state means: "Alerting", "Alerting (NoData)", in releases before 9 "alerting". An alert that recovers still fires.
func grafanaPhase(state string) phase {
	word, _, _ := strings.Cut(strings.ToLower(state), " ")
	switch word {
	case "alerting", "recovering":
		return firing
	case "pending":
		return pending
	}
	return calm
}

// labels are an alert's, which an annotation has in its text: "Title {alertname=Title, service=web} - A=1.000000". Before Grafana 9 an alert has a name
// and no labels.
func (a annotation) labels() labels {
	said := string(a.Text)
	open, end := strings.Index(said, " {"), strings.LastIndex(said, "} - ")
	if open < 0 || end < open {
		l := labels{"alertname": cmp.Or(string(a.AlertName), strings.TrimSpace(said), "alert")}
		if id := a.AlertID.id(); id != "" {
			l["grafana_alert"] = id
		}
		return l
	}
	l := labels{"alertname": said[:open]}
	last := ""
	for part := range strings.SplitSeq(said[open+2:end], ", ") {
		k, v, ok := strings.Cut(part, "=")
		switch {
		case ok && k != "":
			l[k], last = v, k
		case last != "":
			l[last] += ", " + part // a value with a comma in it
		}
	}
	return l
}

// deployWords are the tags by which programs mark changes on graphs.
var deployWords = []string{"deploy", "deploys", "deployed", "deployment", "deployments", "release", "released", "rollout", "rollback", "upgrade", "change", "version", "ci", "cd"}

// event is what somebody marked: a change, where its tags say so, else a note.
func (a annotation) event() event.Event {
	kind, service := event.Note, ""
	tags := a.tags()
	for _, t := range tags {
		name, value, _ := strings.Cut(t, ":")
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case slices.Contains(deployWords, name):
			kind = event.Change
		case name == "service" || name == "app":
			service = cmp.Or(service, strings.TrimSpace(value))
		}
	}
	ev := event.Event{
		ID: event.ID(kind, "grafana", a.ID.id(), a.Created.id()), Kind: kind, At: a.Time.time(), Count: 1, Service: clip.Text(service, maxLabel),
		Text:  clip.Text(cmp.Or(strings.TrimSpace(string(a.Text)), strings.Join(tags, ", ")), maxText),
		Actor: event.Actor{ID: clip.Text(string(a.Login), maxLabel), Name: clip.Text(string(a.Login), maxLabel), Bot: a.Login == ""}, Labels: map[string]string{},
	}
	if ev.Actor.Bot {
		ev.Actor.Name = "Grafana"
	}
	if end := a.TimeEnd.time(); end.After(ev.At) {
		ev.Until = end
	}
	if made := a.Created.time(); made.Sub(ev.At) >= time.Minute {
		ev.Reported = made // it was marked afterwards
	}
	for k, v := range map[string]string{"tags": strings.Join(tags, ", "), "dashboard_uid": string(a.DashboardUID), "panel_id": a.PanelID.id()} {
		if v != "" {
			ev.Labels[k] = clip.Text(v, maxLabel)
		}
	}
	return ev
}

func (a annotation) tags() []string {
	var out []string
	for _, raw := range a.Tags[:min(len(a.Tags), maxLabels)] {
		var t string
		if json.Unmarshal(raw, &t) == nil && t != "" {
			out = append(out, clip.Text(t, maxLabel))
		}
	}
	return out
}

// frame is a table as Grafana writes it, by column.
type frame struct {
	Schema struct {
		Fields []struct {
			Name text `json:"name"`
		} `json:"fields"`
	} `json:"schema"`
	Data struct {
		Values []json.RawMessage `json:"values"`
	} `json:"data"`
}

// stateLine is one change of state in the column "line".
type stateLine struct {
	Previous     text   `json:"previous"`
	Current      text   `json:"current"`
	RuleTitle    text   `json:"ruleTitle"`
	RuleUID      text   `json:"ruleUID"`
	DashboardUID text   `json:"dashboardUID"`
	PanelID      number `json:"panelID"`
	Labels       labels `json:"labels"`
}

func readStateHistory(e jsonstream.Element, s *source) error {
	var f frame
	if err := e.Decode(&f); err != nil {
		return mistyped(err)
	}
	columns := map[string]json.RawMessage{}
	for i, field := range f.Schema.Fields {
		if i < len(f.Data.Values) {
			columns[string(field.Name)] = f.Data.Values[i]
		}
	}
	var times []number
	var lines []json.RawMessage
	if json.Unmarshal(columns["time"], &times) != nil || json.Unmarshal(columns["line"], &lines) != nil || len(times) != len(lines) {
		return errors.New("a frame without the columns of a history of alerts: time, line")
	}
	s.report.Records += max(len(lines)-1, 0) // the frame is one element of many records
	for i, raw := range lines {
		if err := s.stateLine(times[i].time(), raw, e.Line); err != nil {
			s.drop("records without what makes an alert were left out: " + err.Error())
		}
	}
	return nil
}

// stateLine takes one change of state; it stands as an object, or as an object in a string.
func (s *source) stateLine(at time.Time, raw json.RawMessage, number int) error {
	var quoted string
	if json.Unmarshal(raw, &quoted) == nil {
		raw = json.RawMessage(quoted)
	}
	var l stateLine
	if json.Unmarshal(raw, &l) != nil || at.IsZero() || l.Current == "" {
		return errors.New("a change of state without a time or a state")
	}
	own := l.Labels
	if own == nil {
		own = labels{}
	}
	if own["alertname"] == "" {
		own["alertname"] = cmp.Or(string(l.RuleTitle), string(l.RuleUID), "alert")
	}
	s.evidence.change(own, map[string]string{"dashboard_uid": string(l.DashboardUID), "panel_id": l.PanelID.id(), "rule_uid": string(l.RuleUID)}, transition{
		at: at, from: grafanaPhase(string(l.Previous)), to: grafanaPhase(string(l.Current)), refs: refs{{File: s.path, Line: number}},
		words: words{text: clip.Text(own.describe(), maxText), derived: true},
	}, s)
	return nil
}
