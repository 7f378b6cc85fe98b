package summary_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
)

// planted is what every text of a filled summary begins with.
const planted = "Alice Johnson "

// filled is a value of a type with a text of its own in every string that it holds, and its times and numbers zero.
func filled(t reflect.Type, path string, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	if depth > 14 {
		return v
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString(planted + path)
	case reflect.Pointer:
		if strings.HasPrefix(t.Elem().String(), "time.") {
			return v
		}
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(filled(t.Elem(), path, depth+1))
	case reflect.Slice:
		v.Set(reflect.Append(v, filled(t.Elem(), path, depth+1)))
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(filled(t.Key(), path+"#", depth+1), filled(t.Elem(), path, depth+1))
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				v.Field(i).Set(filled(f.Type, t.String()+"."+f.Name, depth+1))
			}
		}
	}
	return v
}

// texts calls back for every string of a value, with the field that it stands in.
func texts(v reflect.Value, path string, call func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		call(path, v)
	case reflect.Pointer:
		if !v.IsNil() && !strings.HasPrefix(v.Type().String(), "*time.") {
			texts(v.Elem(), path, call)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), path, call)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			texts(it.Key(), path+"#", call)
			texts(it.Value(), path, call)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), v.Type().String()+"."+v.Type().Field(i).Name, call)
		}
	}
}

func hide(s string) string { return strings.ReplaceAll(s, "Alice Johnson", "somebody") }

var hidden = summary.Change{
	Text:  func(_ summary.Content, s string) string { return hide(s) },
	Label: func(_, s string) string { return hide(s) },
	Actor: func(a event.Actor) event.Actor {
		return event.Actor{ID: hide(a.ID), Name: hide(a.Name), Bot: a.Bot}
	},
}

// TestMapLeavesNoTextOut plants a name in every string that a summary can hold, and finds it in those alone that hold names of ours and ids.
func TestMapLeavesNoTextOut(t *testing.T) {
	s := filled(reflect.TypeFor[*summary.Summary](), "", 0).Interface().(*summary.Summary)
	before := fmt.Sprintf("%+v", s.Timeline.Entries)
	stays := map[string]bool{}
	total := 0
	texts(reflect.ValueOf(summary.Map(s, hidden)), "", func(path string, v reflect.Value) {
		total++
		if v.Type().PkgPath() == "" && strings.Contains(v.String(), planted) {
			stays[path] = true
		}
	})
	if total < 150 {
		t.Fatalf("%d texts were looked at", total)
	}
	want := strings.Fields(`
		event.Event.ID event.Event.Labels# event.Report.Format summary.Args.Name summary.Chapter.Evidence summary.Chapter.Phase summary.KeyFact.Label summary.KeyFact.Topic
		summary.Meta.Distribution summary.Meta.Kind summary.Meta.Redacted# summary.Meta.Status summary.Meta.Version summary.Phase.Evidence
		summary.Removed.Kind summary.Sentence.Evidence summary.Sentence.Rule timeline.Attempt.Evidence timeline.Attempt.Outcome timeline.Candidate.Evidence
		timeline.Clock.Evidence timeline.Contradiction.Evidence timeline.Contradiction.Subject timeline.Duration.Evidence timeline.Duration.Name
		timeline.Entry.Phase timeline.Entry.Under timeline.Fact.Evidence timeline.Impact.EndedBy timeline.Impact.Evidence timeline.Impact.Unit
		timeline.Item.Evidence timeline.Item.Origin timeline.Item.State timeline.Item.Type timeline.Milestone.Evidence timeline.Onward.Evidence
		timeline.Phase.Name timeline.Reason.Counted timeline.Reason.Rule timeline.Reason.Unit timeline.Remainder.Evidence timeline.Silence.After timeline.Silence.Before
		timeline.Silence.Evidence timeline.Statement.Evidence timeline.Telling.ID timeline.Value.Evidence`)
	got := map[string]bool{}
	for _, w := range want {
		got[w] = true
	}
	if diff := cmp.Diff(got, stays); diff != "" {
		t.Error(diff)
	}
	if after := fmt.Sprintf("%+v", s.Timeline.Entries); after != before {
		t.Error("the summary itself was changed")
	}
}

// TestMapKeepsTheRest compares a summary with its copy with no text changed, and looks whether what was one thing still is.
func TestMapKeepsTheRest(t *testing.T) {
	s := payments()
	same := summary.Change{
		Text:  func(_ summary.Content, s string) string { return s },
		Label: func(_, s string) string { return s },
		Actor: func(a event.Actor) event.Actor { return a },
	}
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a == b })
	c := summary.Map(s, same)
	if diff := cmp.Diff(s, c, sameZone, cmp.AllowUnexported(summary.Clock{})); diff != "" {
		t.Error(diff)
	}
	for i, m := range c.Milestones {
		if m == s.Milestones[i] || m != c.Timeline.Milestones[m.Name] {
			t.Errorf("%s is shared with the original, or not within the copy", m.Name)
		}
	}
}
