package event

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Merge makes one list of what several files and sources said. Events of one id are one thing seen several times (an alert in two webhook
// bodies, a message in an export and asked for live) and become one; different things whose ids collided, ids being forty bits, are kept
// apart by a new id for all but the first. Every event's Refs come back sorted, and the list too, by Compare. The order of the input does not
// matter, nor do the names of sources and files, except that the smallest becomes the merged event's Source.
func Merge(events []Event) []Event {
	byID := make(map[string][]Event, len(events))
	for _, e := range events {
		byID[e.ID] = append(byID[e.ID], e)
	}
	merged := make([]Event, 0, len(byID))
	var collided []Event
	for _, same := range byID {
		for i, thing := range things(same) {
			e := unite(thing)
			if i == 0 {
				merged = append(merged, e)
			} else {
				collided = append(collided, e)
			}
		}
	}
	slices.SortFunc(collided, func(a, b Event) int { return cmp.Or(cmp.Compare(a.ID, b.ID), compareContent(a, b)) })
	for _, e := range collided {
		e.ID = freeID(e, byID)
		byID[e.ID] = nil // taken
		merged = append(merged, e)
	}
	slices.SortFunc(merged, Compare)
	return merged
}

// freeID is an id for an event whose own is taken by something else.
func freeID[T any](e Event, taken map[string]T) string {
	for n := 1; ; n++ {
		id := ID(e.Kind, e.ID, e.At.UTC().Format(time.RFC3339Nano), Shape(e.Text), strconv.Itoa(n))
		if _, ok := taken[id]; !ok {
			return id
		}
	}
}

// things parts events of one id into those that are one thing: of one kind, and with a minute, a text or an address in common. Edits change
// the text and snapshots the times, seldom both, and an address stays; what has nothing in common met by accident. The things come in the
// order of their content, so that the first of them is the same whatever the order of the input.
func things(same []Event) [][]Event {
	slices.SortFunc(same, func(a, b Event) int { return cmp.Or(compareContent(a, b), cmp.Compare(a.Source, b.Source)) })
	group := make([]int, len(same)) // the index of an earlier event of the same thing, or its own
	find := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]] // halves the path: near constant time
			i = group[i]
		}
		return i
	}
	first := map[string]int{}
	for i, e := range same {
		group[i] = i
		for _, trait := range traits(e) {
			j, ok := first[trait]
			if !ok {
				first[trait] = i
				continue
			}
			a, b := find(i), find(j)
			group[max(a, b)] = min(a, b)
		}
	}
	var out [][]Event
	place := map[int]int{}
	for i, e := range same {
		root := find(i)
		p, ok := place[root]
		if !ok {
			p = len(out)
			place[root] = p
			out = append(out, nil)
		}
		out[p] = append(out[p], e)
	}
	return out
}

func traits(e Event) []string {
	kind := string(e.Kind) + "\x00"
	t := []string{kind + "at" + e.At.UTC().Truncate(time.Minute).Format(time.RFC3339)}
	if e.Text != "" {
		t = append(t, kind+"text"+e.Text)
	}
	for _, r := range e.Refs {
		if r.URL != "" {
			t = append(t, kind+"url"+r.URL)
		}
	}
	return t
}

// unite makes one event of several that are the same thing, in the order of compareContent: the last, which was revised last, has the word.
func unite(same []Event) Event {
	u := same[len(same)-1]
	u.Labels = maps.Clone(u.Labels)
	u.Refs = slices.Clone(u.Refs)
	ended := !u.Open
	for _, e := range slices.Backward(same[:len(same)-1]) {
		u.fill(e)
		u.Source = min(u.Source, e.Source)
		u.Refs = append(u.Refs, e.Refs...)
		u.Count = max(u.Count, e.Count) // the same records again, not further ones
		u.Private = u.Private || e.Private
		u.Deleted = u.Deleted || e.Deleted
		u.Reported = earliest(u.Reported, e.Reported)
		switch {
		case ended && e.Open:
		case !ended && !e.Open:
			u.Until, u.Open, ended = e.Until, false, true // a firing seen again, ended
		case u.Until.Before(e.Until):
			u.Until = e.Until
		}
		if e.Kind == Log && e.At.Before(u.At) {
			u.At = e.At // a pattern's onset: the minute is the same, and the earlier line is nearer to it
		}
	}
	u.Count = max(u.Count, 1)
	u.Refs = sortRefs(u.Refs)
	return u
}

// fill takes over what e does not say from o.
func (e *Event) fill(o Event) {
	e.Service = cmp.Or(e.Service, o.Service)
	e.Severity = cmp.Or(e.Severity, o.Severity)
	e.Actor.ID = cmp.Or(e.Actor.ID, o.Actor.ID)
	e.Actor.Name = cmp.Or(e.Actor.Name, o.Actor.Name)
	e.Actor.Bot = e.Actor.Bot || o.Actor.Bot
	if !e.Deleted { // what its author took back is not brought back from an older copy
		e.Text = cmp.Or(e.Text, o.Text)
	}
	for k, v := range o.Labels {
		if _, ok := e.Labels[k]; !ok {
			if e.Labels == nil {
				e.Labels = map[string]string{}
			}
			e.Labels[k] = v
		}
	}
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}

// sortRefs sorts refs by file, line and address, and drops what is there twice.
func sortRefs(refs []Ref) []Ref {
	slices.SortFunc(refs, compareRefs)
	return slices.Compact(refs)
}

func compareRefs(a, b Ref) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.URL, b.URL))
}

// compareContent orders events of one id by what they say: the later revision later, then one that has ended behind one that is open, then
// whatever tells them apart. It does not look at the names of sources and files.
func compareContent(a, b Event) int {
	return cmp.Or(
		a.Revised.Compare(b.Revised), compareBool(a.Deleted, b.Deleted), compareBool(b.Open, a.Open), a.Until.Compare(b.Until),
		a.Reported.Compare(b.Reported), a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Count, b.Count),
		cmp.Compare(len(a.Text), len(b.Text)), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Service, b.Service),
		cmp.Compare(a.Severity.Rank(), b.Severity.Rank()), cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Precision, b.Precision),
		cmp.Compare(a.Actor.ID, b.Actor.ID), cmp.Compare(a.Actor.Name, b.Actor.Name), compareBool(a.Actor.Bot, b.Actor.Bot),
		compareBool(a.Private, b.Private), compareLabels(a.Labels, b.Labels),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareLabels(a, b map[string]string) int {
	if maps.Equal(a, b) {
		return 0
	}
	return strings.Compare(flatten(a), flatten(b))
}

// flatten writes labels in one way only.
func flatten(labels map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		b.WriteString(strconv.Quote(k) + "=" + strconv.Quote(labels[k]) + " ")
	}
	return b.String()
}
