package summary

import (
	"reflect"
	"strings"

	"github.com/pes-dev/pes/event"
)

// Content is what kind of thing a text of a summary holds.
type Content int

// The kinds. A field that nothing is said of is Prose, so that what is added to a summary is never left out.
const (
	Prose   Content = iota // words of the evidence or of people
	Who                    // somebody, and nothing else
	Service                // a service
	Place                  // a source, a file or an address
	ours                   // a name of ours or an id: it stays
)

// fields says of fields of a summary what they hold, by their type and name. Named types (timeline.Name, event.Kind) are ours as well.
var fields = map[string]Content{
	"summary.Meta.Kind": ours, "summary.Meta.Status": ours, "summary.Meta.Distribution": ours, "summary.Meta.Version": ours, "summary.Meta.Redacted": ours,
	"summary.Sentence.Rule": ours, "summary.Sentence.Evidence": ours, "summary.Args.Name": ours, "summary.KeyFact.Label": ours, "summary.KeyFact.Topic": ours,
	"summary.Phase.Evidence": ours, "summary.Chapter.Phase": ours, "summary.Chapter.Evidence": ours, "summary.Removed.Kind": ours,
	"event.Report.Format": ours, "event.Event.ID": ours,
	"timeline.Milestone.Evidence": ours, "timeline.Candidate.Evidence": ours, "timeline.Reason.Rule": ours, "timeline.Reason.Unit": ours, "timeline.Reason.Counted": ours,
	"timeline.Phase.Name": ours, "timeline.Duration.Name": ours, "timeline.Duration.Evidence": ours,
	"timeline.Impact.Unit": ours, "timeline.Impact.EndedBy": ours, "timeline.Impact.Evidence": ours, "timeline.Onward.Evidence": ours,
	"timeline.Remainder.Evidence": ours, "timeline.Attempt.Outcome": ours, "timeline.Attempt.Evidence": ours, "timeline.Statement.Evidence": ours,
	"timeline.Entry.Phase": ours, "timeline.Entry.Under": ours, "timeline.Telling.ID": ours,
	"timeline.Silence.After": ours, "timeline.Silence.Before": ours, "timeline.Silence.Evidence": ours,
	"timeline.Contradiction.Subject": ours, "timeline.Contradiction.Evidence": ours, "timeline.Value.Evidence": ours, "timeline.Fact.Evidence": ours,
	"timeline.Item.Type": ours, "timeline.Item.State": ours, "timeline.Item.Origin": ours, "timeline.Item.Evidence": ours, "timeline.Clock.Evidence": ours,

	"summary.Meta.Roles": Who, "summary.Question.Who": Who, "timeline.Milestone.By": Who, "timeline.Item.Owner": Who,

	"summary.Meta.Services": Service, "summary.Args.Who": Service, "timeline.Reason.Service": Service, "timeline.Impact.Service": Service, "timeline.Onward.Service": Service,
	"timeline.Onward.Via": Service, "timeline.Remainder.Service": Service, "timeline.Attempt.Service": Service, "timeline.Statement.Service": Service,
	"event.Event.Service": Service, "timeline.Contradiction.Service": Service,

	"summary.Meta.Attachments": Place, "summary.Summary.NotEvidence": Place, "event.Report.Name": Place, "timeline.Reason.Source": Place,
	"timeline.Statement.Source": Place, "event.Event.Source": Place, "event.Ref.File": Place, "event.Ref.URL": Place, "timeline.Telling.Source": Place,
	"timeline.Telling.Channel": Place, "timeline.Value.Source": Place, "timeline.Clock.Source": Place, "timeline.Clock.Against": Place,
}

// Change is what becomes of the texts of a summary.
type Change struct {
	Text  func(Content, string) string
	Label func(name, value string) string // of an event
	Actor func(event.Actor) event.Actor
}

// Map is a copy of a summary with all its texts changed, wherever they stand: ids, rules, names of ours, times and numbers stay, and so do the
// number and the order of everything. The summary itself is left as it is.
func Map(s *Summary, c Change) *Summary {
	m := mapper{Change: c, copies: map[copied]reflect.Value{}, texts: map[reflect.Type]bool{}}
	return m.value(reflect.ValueOf(s), Prose).Interface().(*Summary)
}

// mapper copies a summary. What several places point to is copied once: the milestones of the timeline are those of the summary.
type mapper struct {
	Change
	copies map[copied]reflect.Value
	texts  map[reflect.Type]bool
}

type copied struct {
	at uintptr
	of reflect.Type
}

// roleLabel is the label of the key fact on roles.
const roleLabel = "Roles"

var actorType = reflect.TypeFor[event.Actor]()

func (m *mapper) value(v reflect.Value, w Content) reflect.Value {
	t := v.Type()
	if w == ours || !m.hasTexts(t) {
		return v
	}
	switch t.Kind() {
	case reflect.String:
		out := reflect.New(t).Elem()
		out.SetString(m.Text(w, v.String()))
		return out
	case reflect.Pointer:
		return m.pointer(v, w)
	case reflect.Slice:
		return m.slice(v, w)
	case reflect.Map:
		return m.mapping(v, w)
	}
	out := reflect.New(t).Elem()
	out.Set(v)
	m.fields(out)
	return out
}

func (m *mapper) pointer(v reflect.Value, w Content) reflect.Value {
	if v.IsNil() {
		return v
	}
	k := copied{v.Pointer(), v.Type()}
	if out, ok := m.copies[k]; ok {
		return out
	}
	out := reflect.New(v.Type().Elem())
	m.copies[k] = out
	out.Elem().Set(m.value(v.Elem(), w))
	return out
}

func (m *mapper) slice(v reflect.Value, w Content) reflect.Value {
	if v.IsNil() {
		return v
	}
	out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	for i := range v.Len() {
		if e := out.Index(i); e.Kind() == reflect.Struct {
			e.Set(v.Index(i))
			m.fields(e)
		} else {
			e.Set(m.value(v.Index(i), w))
		}
	}
	return out
}

// mapping copies a map. The names of labels stay, and roles are people's own words; two that become one have the holders of both.
func (m *mapper) mapping(v reflect.Value, w Content) reflect.Value {
	if v.IsNil() {
		return v
	}
	texts, ok := reflect.TypeAssert[map[string]string](v)
	switch {
	case ok && w == Who:
		return reflect.ValueOf(m.roles(texts))
	case ok:
		out := make(map[string]string, len(texts))
		for name, value := range texts {
			out[name] = m.Label(name, value)
		}
		return reflect.ValueOf(out)
	}
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		out.SetMapIndex(it.Key(), m.value(it.Value(), w))
	}
	return out
}

func (m *mapper) roles(roles map[string]string) map[string]string {
	out := make(map[string]string, len(roles))
	for _, r := range sortedKeys(roles) {
		role, holder := m.Text(Prose, r), m.Text(Who, roles[r])
		if other := out[role]; other != "" {
			holder = other + ", " + holder
		}
		out[role] = holder
	}
	return out
}

// fields changes the fields of a struct that is a copy already.
func (m *mapper) fields(v reflect.Value) {
	t := v.Type()
	if t == actorType {
		v.Set(reflect.ValueOf(m.Actor(v.Interface().(event.Actor))))
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if w := fields[t.String()+"."+f.Name]; f.IsExported() && w != ours && m.hasTexts(f.Type) {
			if f.Type.Kind() == reflect.Struct {
				m.fields(v.Field(i))
				continue
			}
			v.Field(i).Set(m.value(v.Field(i), w))
		}
	}
}

// hasTexts says whether values of a type can hold texts that are not ours.
func (m *mapper) hasTexts(t reflect.Type) bool {
	if has, ok := m.texts[t]; ok {
		return has
	}
	m.texts[t] = true // for a type that holds itself; settled below
	has := false
	switch t.Kind() {
	case reflect.String:
		has = t.PkgPath() == "" // a named type is ours
	case reflect.Pointer, reflect.Slice, reflect.Map:
		has = m.hasTexts(t.Elem())
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() && m.hasTexts(f.Type) {
				has = true
			}
		}
	}
	m.texts[t] = has
	return has
}

// TellRoles words the key fact on roles anew, of roles whose holders appear in another way: who held them, or that they were held.
func (s *Summary) TellRoles(holders bool) {
	var roles []string
	for _, r := range sortedKeys(s.Meta.Roles) {
		if holders {
			r += ": " + s.Meta.Roles[r]
		}
		roles = append(roles, r)
	}
	for i := range s.KeyFacts {
		if s.KeyFacts[i].Label == roleLabel {
			s.KeyFacts[i].Value.Args.Text = strings.Join(roles, "; ")
		}
	}
}
