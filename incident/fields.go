package incident

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"github.com/pes-dev/pes/internal/mistake"
	"github.com/pes-dev/pes/internal/when"
)

// zoneNames are the names of the IANA time zone database, a line each, for "did you mean".
//
//go:embed zones.txt
var zoneNames string

// config reads the whole file.
func (r *reader) config(root ast.Node, c *Config) {
	r.timezone(root, c) // first, since other values are times in it
	r.mapping(root, ConfigName, fields{
		"title":        r.text("title", &c.Title),
		"id":           r.text("id", &c.ID),
		"kind":         r.oneOf("kind", &c.Kind, Kinds()),
		"severity":     r.text("severity", &c.Severity),
		"status":       r.oneOf("status", &c.Status, Statuses()),
		"timezone":     func(ast.Node) {},
		"window":       func(n ast.Node) { r.window(n, &c.Window) },
		"regions":      r.texts("a region", &c.Regions),
		"services":     func(n ast.Node) { r.each(n, func(item ast.Node) { r.service(item, c) }) },
		"impact":       func(n ast.Node) { r.impact(n, &c.Impact) },
		"roles":        func(n ast.Node) { r.roles(n, c) },
		"people":       r.oneOf("people", &c.People, Peoples()),
		"distribution": r.oneOf("distribution", &c.Distribution, Distributions()),
		"sources": func(n ast.Node) {
			for _, t := range r.targets(n, source) {
				c.Sources = append(c.Sources, Source(t))
			}
		},
		"clocks":     func(n ast.Node) { r.clocks(n, c) },
		"milestones": func(n ast.Node) { r.milestones(n, c) },
		"actions":    func(n ast.Node) { r.each(n, func(item ast.Node) { r.action(item, c) }) },
		"redact":     func(n ast.Node) { r.redact(n, &c.Redact) },
		"lexicon":    func(n ast.Node) { r.lexicon(n, c) },
		"templates":  r.text("templates", &c.Templates),
		"publish":    func(n ast.Node) { c.Publish = r.targets(n, "a target") },
	})
}

func (r *reader) timezone(root ast.Node, c *Config) {
	m, ok := r.value(root).(ast.MapNode)
	if !ok {
		return
	}
	for it := m.MapRange(); it.Next(); {
		if key, _ := keyText(it.Key()); key != "timezone" {
			continue
		}
		name, at, ok := r.scalar(it.Value(), "timezone")
		if !ok || name == "" {
			return
		}
		zone, err := when.Zone(name, time.Time{}, nil)
		if err != nil {
			r.problem(at, "timezone: %v", zoneProblem(name, err))
			return
		}
		c.Timezone, r.zone = zone, zone
		return
	}
}

// zoneProblem is the zone that was probably meant, or else why the name stands for none.
func zoneProblem(name string, err error) error {
	near := mistake.Nearest(name, strings.Fields(zoneNames))
	if near == "" {
		return err
	}
	return fmt.Errorf("%q is not known; did you mean %q?", cut(name), near)
}

func (r *reader) window(n ast.Node, w *Window) {
	var unused time.Duration
	r.mapping(n, "window", fields{
		"from": r.instant("from", &w.From, &unused),
		"to":   r.instant("to", &w.To, &unused),
	})
	if !w.From.IsZero() && !w.To.IsZero() && !w.From.Before(w.To) {
		r.problem(n, "the window ends before it begins")
	}
}

func (r *reader) service(n ast.Node, c *Config) {
	var s Service
	if isMapping(r.value(n)) {
		r.mapping(n, "a service", fields{
			"name":       r.text("name", &s.Name),
			"depends_on": r.texts("depends_on", &s.DependsOn),
		})
	} else {
		r.text("a service", &s.Name)(n)
	}
	if s.Name == "" {
		r.problem(n, "a service without a name")
		return
	}
	if slices.ContainsFunc(c.Services, func(o Service) bool { return o.Name == s.Name }) {
		r.problem(n, "service %q is listed twice", cut(s.Name))
		return
	}
	c.Services = append(c.Services, s)
}

func (r *reader) impact(n ast.Node, i *Impact) {
	r.mapping(n, "impact", fields{
		"requests_failed": r.text("requests_failed", &i.RequestsFailed),
		"customers":       r.text("customers", &i.Customers),
		"tickets":         r.text("tickets", &i.Tickets),
		"data_lost":       r.text("data_lost", &i.DataLost),
	})
}

func (r *reader) roles(n ast.Node, c *Config) {
	for _, e := range r.entries(n, "roles") {
		role := Role{Name: e.key}
		r.texts("a name", &role.People)(e.value)
		c.Roles = append(c.Roles, role)
	}
}

// targets are sources or wikis: a list of mappings with names, or a mapping from names.
func (r *reader) targets(n ast.Node, what string) []Target {
	var all []Target
	if isMapping(r.value(n)) {
		for _, e := range r.entries(n, what) {
			value := r.loose(e.value, e.key)
			settings, whole := value.(map[string]any)
			if !whole && value != nil && what == source {
				// prometheus: https://prom.example.com, as a list has it behind a dash.
				all = append(all, Target{Settings: map[string]any{e.key: value}, Places: map[string]Problem{"": position(e.at), e.key: position(e.at)}})
				continue
			}
			all = append(all, Target{Name: e.key, Settings: settings, Places: r.places(e.at, e.value)})
		}
		return all
	}
	r.each(n, func(item ast.Node) {
		if !isMapping(r.value(item)) {
			r.problem(item, "%s must be a mapping (key: value), not %s", what, typeName(r.value(item)))
			return
		}
		settings, _ := r.loose(item, what).(map[string]any)
		name, _ := settings["name"].(string)
		if name == "" && what != source {
			r.problem(item, "%s without a name", what)
			return
		}
		delete(settings, "name")
		all = append(all, Target{Name: name, Settings: settings, Places: r.places(item, item)})
	})
	return all
}

// source is what errors call one of sources.
const source = "a source"

// places is where a target and its keys stand. Its problems were told before.
func (r *reader) places(at, n ast.Node) map[string]Problem {
	places := map[string]Problem{"": position(at)}
	if !isMapping(r.value(n)) {
		return places
	}
	quiet := &reader{anchors: r.anchors}
	for _, e := range quiet.entries(n, "") {
		places[e.key] = position(e.at)
	}
	return places
}

func (r *reader) milestones(n ast.Node, c *Config) {
	for _, e := range r.entries(n, "milestones") {
		if !slices.Contains(MilestoneNames(), e.key) {
			r.problem(e.at, "unknown milestone %q%s", cut(e.key), mistake.DidYouMean(e.key, MilestoneNames()))
			continue
		}
		if r.value(e.value) == nil {
			continue // a key without a value, as pes init leaves them, decides nothing
		}
		r.milestone(e, c)
	}
}

func (r *reader) milestone(e entry, c *Config) {
	m := Milestone{Name: e.key}
	before := len(r.problems)
	if isMapping(r.value(e.value)) {
		r.mapping(e.value, e.key, fields{
			"at":    r.instant("at", &m.At, &m.Precision),
			"state": r.oneOf("state", &m.State, MilestoneStates()),
			"why":   r.text("why", &m.Why),
			"by":    r.text("by", &m.By),
		})
	} else if s, _, ok := r.scalar(e.value, e.key); ok && slices.Contains(MilestoneStates(), s) {
		m.State = s
	} else if ok {
		r.instant(e.key, &m.At, &m.Precision)(e.value)
	}
	if len(r.problems) > before {
		return
	}
	if m.At.IsZero() && m.State == "" {
		r.problem(e.at, "%s needs a time (at:) or a state (%s)", e.key, strings.Join(MilestoneStates(), ", "))
		return
	}
	if !m.At.IsZero() && m.State != "" {
		r.problem(e.at, "%s has a time and the state %s: one of them is wrong", e.key, m.State)
		return
	}
	c.Milestones = append(c.Milestones, m)
}

func (r *reader) action(n ast.Node, c *Config) {
	var a Action
	if isMapping(r.value(n)) {
		r.mapping(n, "an action", fields{
			"id":       r.text("id", &a.ID),
			"text":     r.text("text", &a.Text),
			"type":     r.oneOf("type", &a.Type, ActionTypes()),
			"owner":    r.text("owner", &a.Owner),
			"priority": r.text("priority", &a.Priority),
			"due":      r.text("due", &a.Due),
			"verify":   r.text("verify", &a.Verify),
			"tracker":  r.text("tracker", &a.Tracker),
			"state":    r.oneOf("state", &a.State, ActionStates()),
		})
	} else {
		r.text("an action", &a.Text)(n)
	}
	if a.Text == "" {
		r.problem(n, "an action without a text")
		return
	}
	c.Actions = append(c.Actions, a)
}

func (r *reader) redact(n ast.Node, d *Redact) {
	r.mapping(n, "redact", fields{
		"names":    func(n ast.Node) { r.names(n, &d.Names) },
		"patterns": r.patterns("a pattern", &d.Patterns),
	})
}

// How much may be taken out by name and by pattern: every text of the evidence is looked through for each.
const (
	maxNames     = 2000
	maxNameBytes = 120
	maxPatterns  = 100
)

// names reads the names that must not be shown. One of a letter alone would be in every sentence.
func (r *reader) names(n ast.Node, dst *[]string) {
	r.each(n, func(item ast.Node) {
		s, at, ok := r.scalar(item, "a name")
		if !ok {
			return
		}
		letters := 0
		for _, c := range s {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				letters++
			}
		}
		switch {
		case letters < 2:
			r.problem(at, "a name of fewer than two letters or digits: %q", cut(s))
		case len(s) > maxNameBytes:
			r.problem(at, "a name of more than %d bytes: %q", maxNameBytes, cut(s))
		case len(*dst) == maxNames:
			r.problem(at, "more than %d names", maxNames)
		default:
			*dst = append(*dst, s)
		}
	})
}

func isMapping(n ast.Node) bool {
	_, ok := n.(ast.MapNode)
	return ok
}
