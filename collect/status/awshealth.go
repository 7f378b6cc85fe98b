package status

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// AWS Health tells of an event when it began, when it ended, and in one text what AWS said of it last; the command line prints the API's answers as they
// are: aws health describe-events, describe-event-details, describe-affected-entities.
// https://docs.aws.amazon.com/health/latest/APIReference/API_Event.html

// matchHealth knows the three answers by the ARNs of events beside what they are for.
func matchHealth(h file.Head) file.Match {
	p, j := h.JSON().Paths, h.JSON()
	switch {
	case p["events.eventTypeCode"] && p["events.arn"], p["successfulSet.event.eventTypeCode"], p["entities.eventArn"] && p["entities.entityValue"],
		j.Elements["eventTypeCode"] && j.Elements["eventScopeCode"] && j.Elements["arn"]:
		return file.Match{Score: 95}
	}
	return file.Match{}
}

// healthRecord is an event, an event with its description, or a resource that an event affects.
type healthRecord struct {
	healthEvent
	Event       *healthEvent `json:"event"`
	Description struct {
		Latest word `json:"latestDescription"`
	} `json:"eventDescription"`
	Of     word `json:"eventArn"`
	Entity word `json:"entityValue"`
}

type healthEvent struct {
	ARN      word       `json:"arn"`
	Service  word       `json:"service"`
	Type     word       `json:"eventTypeCode"`
	Category word       `json:"eventTypeCategory"`
	Region   word       `json:"region"`
	Zone     word       `json:"availabilityZone"`
	Start    healthTime `json:"startTime"`
	End      healthTime `json:"endTime"`
	Updated  healthTime `json:"lastUpdatedTime"`
	Status   word       `json:"statusCode"`
}

// healthTime is seconds since 1970, as the API and version 1 of the command line write times, or RFC 3339, as version 2 does.
type healthTime struct{ time.Time }

// UnmarshalJSON never fails, so that one odd time does not cost the record.
func (h *healthTime) UnmarshalJSON(b []byte) error {
	var i instant
	if _ = i.UnmarshalJSON(b); !i.IsZero() {
		h.Time = i.Time
		return nil
	}
	const furthest = 1 << 36 // the year 4147
	if s, err := strconv.ParseFloat(string(b), 64); err == nil && s > 0 && s < furthest {
		h.Time = time.UnixMilli(int64(s * 1000)).UTC()
	}
	return nil
}

// health is answers of AWS Health that are being read.
type health struct {
	r        reading
	zone     *time.Location
	affected map[string]*affected // by the event's ARN
}

// affected is what an event affects.
type affected struct {
	at     time.Time // the latest of them
	line   int
	values []string
	count  int
}

const (
	maxAffected = 20      // resources that a post names; the rest is counted
	maxEventful = 100_000 // events whose affected resources are put together
)

func readHealth(data []byte, o file.Options) reading {
	h := health{zone: o.Zone, affected: map[string]*affected{}}
	paths := []string{"events[]", "successfulSet[]", "entities[]"}
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) {
		paths = []string{"[]"}
	}
	damaged, err := jsonstream.Each(context.Background(), bytes.NewReader(data), paths, func(e jsonstream.Element) {
		var raw json.RawMessage
		if e.Decode(&raw) != nil || e.Damaged() {
			return
		}
		h.take(decode[healthRecord](raw), e.Line)
	})
	h.r.records, h.r.dropped, h.r.err = h.r.records+damaged, h.r.dropped+damaged, err
	for _, arn := range slices.Sorted(maps.Keys(h.affected)) {
		h.add(h.affected[arn].post(arn))
	}
	return h.r
}

// take makes posts of a record.
func (h *health) take(r healthRecord, line int) {
	switch {
	case r.Of != "" && r.Entity != "":
		h.entity(r, line)
	case r.Event != nil:
		h.event(*r.Event, plainText(string(r.Description.Latest)), line)
	default:
		h.event(r.healthEvent, "", line)
	}
}

func (h *health) add(p post) {
	h.r.records++
	if p.At.IsZero() || len(h.r.posts) >= maxEvents {
		h.r.dropped++
		h.r.note("events of AWS Health without an ARN or a time, and those beyond %d, were left out", maxEvents)
		return
	}
	h.r.posts = append(h.r.posts, p)
}

// event makes a post of an event's beginning, one of its description, and one of its end.
func (h *health) event(e healthEvent, description string, line int) {
	if e.ARN == "" || e.Type == "" || e.Start.IsZero() && e.Updated.IsZero() {
		h.add(post{})
		return
	}
	began, over := "investigating", "resolved"
	if e.Category == "scheduledChange" {
		began, over = "in_progress", "completed"
	}
	if !e.Start.IsZero() {
		p := e.post("began", e.Start, e.title()+" began", began, line)
		if e.Category == "issue" {
			p.Labels["began"] = "true"
		}
		h.add(p)
	}
	if description != "" && !e.Updated.IsZero() {
		h.describe(e, description, line)
	}
	if !e.End.IsZero() {
		h.add(e.post("ended", e.End, e.title()+" ended", over, line))
	}
}

// describe makes posts of what AWS said: one of each that begins with its time, "[12:11 AM PDT] We are investigating", as those of most issues do, else
// one of it all. The times have no dates: they are the event's, and a text whose times are not within it is left whole.
func (h *health) describe(e healthEvent, text string, line int) {
	var posts []post
	if bracketed.MatchString(text) {
		near := event.Window{From: cmp.Or(e.Start, e.Updated).Time, To: e.Updated.Time}
		r := readPosts([]byte(text), file.Options{Zone: h.zone, Near: near})
		for _, p := range r.posts {
			early, late := p.At.Before(near.From.Add(-time.Hour)), p.At.After(near.To.Add(time.Hour))
			if r.err != nil || r.dropped > 0 || early || late {
				posts = nil
				break
			}
			one := e.post("said "+p.At.Format(time.RFC3339)+" "+event.Shape(p.Text), healthTime{p.At}, p.Text, "update", line)
			one.Precision = p.Precision
			posts = append(posts, one)
		}
	}
	if len(posts) == 0 {
		posts = []post{e.post("description", e.Updated, text, "update", line)}
	}
	for _, p := range posts {
		h.add(p)
	}
}

// bracketed fits a text that begins with a time in brackets.
var bracketed = regexp.MustCompile(`^\s*\[(?:[A-Z][a-z]{2,8}\.? \d{1,2},? ?(?:\d{4})?,? ?)?\d{1,2}:\d{2} ?[AP]M [A-Z]{2,4}(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?\]`)

// title is what an event is, in words: "EC2 operational issue in us-east-1".
func (e healthEvent) title() string {
	what := strings.TrimPrefix(strings.TrimPrefix(string(e.Type), "AWS_"), string(e.Service)+"_")
	text := strings.TrimSpace(string(e.Service) + " " + strings.ToLower(strings.ReplaceAll(what, "_", " ")))
	if where := cmp.Or(e.Zone, e.Region); where != "" && where != "global" {
		text += " in " + string(where)
	}
	return "AWS " + stamped.Clip(text, maxLabel)
}

func (e healthEvent) post(part string, at healthTime, text, status string, line int) post {
	l := map[string]string{"status": status, "incident": e.title(), "incident_id": stamped.Clip(string(e.ARN), maxLabel)}
	for k, v := range map[string]word{"category": e.Category, "region": e.Region} {
		if v != "" {
			l[k] = stamped.Clip(string(v), maxLabel)
		}
	}
	return post{version: sortable(e.Updated.Time), Event: event.Event{
		ID: event.ID(event.Status, string(e.ARN), part), Kind: event.Status, At: at.Time, Text: stamped.Clip(text, maxText), Count: 1,
		Service: stamped.Clip(string(e.Service), maxLabel), Labels: l, Refs: []event.Ref{{Line: line}},
	}}
}

// entity notes a resource that an event affects.
func (h *health) entity(r healthRecord, line int) {
	a := h.affected[string(r.Of)]
	if a == nil {
		if len(h.affected) >= maxEventful {
			h.add(post{})
			return
		}
		a = &affected{line: line}
		h.affected[string(r.Of)] = a
	}
	a.count++
	if r.Updated.After(a.at) {
		a.at = r.Updated.Time
	}
	if v := stamped.Clip(string(r.Entity), 200); len(a.values) < maxAffected && !slices.Contains(a.values, v) {
		a.values = append(a.values, v)
	}
}

func (a *affected) post(arn string) post {
	slices.Sort(a.values)
	text := fmt.Sprintf("AWS counts %d of your resources as affected: %s", a.count, strings.Join(a.values, ", "))
	if more := a.count - len(a.values); more > 0 {
		text += fmt.Sprintf(", and %d more", more)
	}
	return post{version: sortable(a.at), Event: event.Event{
		ID: event.ID(event.Status, arn, "affected"), Kind: event.Status, At: a.at, Text: stamped.Clip(text, maxText), Count: 1,
		Labels: map[string]string{"status": "update", "incident_id": stamped.Clip(arn, maxLabel)}, Refs: []event.Ref{{Line: a.line}},
	}}
}
