package elasticsearch

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/pes-dev/pes/internal/httpx"
)

// Where the usual shippers put what is asked for: Elastic Common Schema, OpenTelemetry, Kubernetes metadata of Filebeat, Fluentd and Fluent Bit, and
// loggers that write JSON. The first ones are the surest.
var (
	timeFields    = []string{"@timestamp", "timestamp", "time", "ts"}
	serviceFields = []string{
		"service.name", "service", "resource.attributes.service.name", "service_name", "serviceName", "kubernetes.labels.app_kubernetes_io/name",
		"kubernetes.labels.app", "app", "application", "kubernetes.container.name", "kubernetes.container_name", "container.name", "container_name", "program",
	}
	levelFields   = []string{"log.level", "level", "severity", "severity_text", "severityText", "loglevel", "log_level", "levelname", "lvl"}
	messageFields = []string{"message", "msg", "log", "body.text", "body", "event.original", "Message"}
)

// most is how many fields are asked of each line for one thing: an index pattern that holds what several shippers wrote.
const most = 3

// fields is where an index keeps what is asked for.
type fields struct {
	time     string
	nanos    bool     // the time is of the type date_nanos, in some index at least
	services []string // by which can be counted
	levels   []string
	messages []field
	indices  int
}

// field is a field in which words are looked for.
type field struct {
	name  string
	exact bool // letters are compared, and not the words that the index made of the text
}

// caps is what an index can do with a field, by the field's type.
type caps map[string]struct {
	Searchable   bool `json:"searchable"`
	Aggregatable bool `json:"aggregatable"`
}

// fields asks which fields there are.
func (s *source) fields(ctx context.Context) (fields, error) {
	var f fields
	names := slices.Concat(
		s.chosen(s.config.Time, timeFields), keywords(s.chosen(s.config.Service, serviceFields)), keywords(s.chosen(s.config.Level, levelFields)),
		s.chosen(s.config.Message, messageFields),
	)
	path := s.config.Index + "/_field_caps"
	var answer struct {
		Indices []string        `json:"indices"`
		Fields  map[string]caps `json:"fields"`
	}
	q := url.Values{"fields": {strings.Join(names, ",")}, "expand_wildcards": {"open"}, "ignore_unavailable": {"false"}, "allow_no_indices": {"true"}}
	if _, err := s.client.Get(ctx, httpx.Call{Path: path, Query: q}, &answer); err != nil {
		return f, explain(err)
	}
	lacks := func(what, fix string) (fields, error) {
		return f, &httpx.Error{Request: "GET /" + path, Cause: what, Fix: fix}
	}
	f.indices = len(answer.Indices)
	if len(answer.Fields) == 0 {
		return lacks("no open index of "+s.config.Index+" has any field that logs have, or there is none that the credentials may read", "name the index, alias or data stream by index:")
	}
	for _, name := range s.chosen(s.config.Time, timeFields) {
		c := answer.Fields[name]
		_, nanos := c["date_nanos"]
		if _, date := c["date"]; date || nanos {
			f.time, f.nanos = name, nanos
			break
		}
	}
	if f.time == "" {
		return lacks("no field of "+s.config.Index+" holds the time of a line", "name it by time: (a field of the type date or date_nanos)")
	}
	f.services = countable(answer.Fields, s.chosen(s.config.Service, serviceFields))
	f.levels = countable(answer.Fields, s.chosen(s.config.Level, levelFields))
	if len(f.services) == 0 && s.config.Service != "" {
		return lacks("nothing can be counted by the field "+s.config.Service, "name a field of the type keyword by service:")
	}
	if len(f.levels) == 0 && s.config.Level != "" {
		return lacks("nothing can be counted by the field "+s.config.Level, "name a field of the type keyword by level:")
	}
	if f.messages = texts(answer.Fields, s.chosen(s.config.Message, messageFields)); len(f.messages) == 0 {
		return lacks("no field of "+s.config.Index+" holds the message of a line", "name it by message: (a field of the type text, match_only_text, keyword or wildcard)")
	}
	return f, nil
}

// chosen is the field of the settings, else the usual ones.
func (s *source) chosen(set string, usual []string) []string {
	if set != "" {
		return []string{set}
	}
	return usual
}

// keywords is fields, and the parts of them that mappings made by themselves have for counting.
func keywords(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, n, n+".keyword")
	}
	return all
}

// countable is the fields by which lines can be counted in every index that has them.
func countable(known map[string]caps, names []string) []string {
	var found []string
	for _, n := range names {
		for _, way := range []string{n, n + ".keyword"} {
			if c := known[way]; len(c) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(c)), func(kind string) bool { return kind != "unmapped" && !c[kind].Aggregatable }) {
				found = append(found, way)
				break
			}
		}
	}
	return found[:min(len(found), most)]
}

// texts is the fields in which words can be looked for.
func texts(known map[string]caps, names []string) []field {
	var found []field
	for _, n := range names {
		c := known[n]
		for _, kind := range slices.Sorted(maps.Keys(c)) {
			switch kind {
			case "text", "match_only_text", "annotated_text":
				found = append(found, field{n, false})
			case "keyword", "wildcard", "constant_keyword":
				found = append(found, field{n, true})
			default:
				continue
			}
			break
		}
	}
	return found[:min(len(found), most)]
}

// told is which fields are looked at, for people.
func (f fields) told() string {
	messages := make([]string, len(f.messages))
	for i, m := range f.messages {
		messages[i] = m.name
	}
	list := func(all []string) string { return cmp.Or(strings.Join(all, ", "), "none") }
	return fmt.Sprintf("fields: time %s; service %s; level %s; message %s", f.time, list(f.services), list(f.levels), list(messages))
}
