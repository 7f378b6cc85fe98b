package alerts

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// maxNameSets bounds how many sets of label names of one alertname are tried: there is one a rule, and one more for each set of external
// labels.
const maxNameSets = 16

// adopt gives what a Prometheus showed of an alert to Alertmanager's track of the same alert. Their label sets may differ although the alert
// is the same: Prometheus adds its external labels (cluster, region) to what it sends but not to what it stores, and alert relabelling, or
// a reader before several servers, takes a label such as replica away. So the sets must agree where they overlap, one holding the other,
// and a firing must begin at the same time; if that leaves several candidates, nothing is guessed.
func (e *evidence) adopt() {
	x := newPartners(e.tracks)
	for _, id := range slices.Sorted(maps.Keys(e.tracks)) {
		t := e.tracks[id]
		if t.stated {
			continue
		}
		found := slices.DeleteFunc(x.candidates(t), func(c *track) bool { return !meet(t, c) })
		if len(found) != 1 {
			continue
		}
		found[0].seen = append(found[0].seen, t.seen...)
		delete(e.tracks, id)
	}
}

// meet says whether a firing of both begins at the same time.
func meet(sampled, stated *track) bool {
	for _, a := range sampled.seen {
		early, late := max(slack, a.step), max(slack, a.step)
		if a.sinceActive {
			late = maxFor
		}
		i, _ := slices.BinarySearchFunc(stated.seen, a.start.Add(-early), func(e episode, t time.Time) int { return e.start.Compare(t) })
		if i < len(stated.seen) && !stated.seen[i].start.After(a.start.Add(late)) {
			return true
		}
	}
	return false
}

// partners finds Alertmanager's tracks by a part of their labels.
type partners struct {
	stated    map[string][]*track            // by alertname
	names     map[string][][]string          // the sets of label names that they have, by alertname
	projected map[string]map[string][]*track // by alertname and a set of label names, then by the labels of those names
}

func newPartners(tracks map[string]*track) *partners {
	p := &partners{stated: map[string][]*track{}, names: map[string][][]string{}, projected: map[string]map[string][]*track{}}
	for _, id := range slices.Sorted(maps.Keys(tracks)) {
		t := tracks[id]
		if !t.stated {
			continue
		}
		slices.SortFunc(t.seen, compareEpisodes)
		name := t.labels["alertname"]
		p.stated[name] = append(p.stated[name], t)
		set := sortedKeys(t.labels)
		if known := p.names[name]; len(known) < maxNameSets && !slices.ContainsFunc(known, func(s []string) bool { return slices.Equal(s, set) }) {
			p.names[name] = append(known, set)
		}
	}
	return p
}

// candidates are the tracks whose labels hold t's, or are held by them.
func (p *partners) candidates(t *track) []*track {
	name := t.labels["alertname"]
	own := sortedKeys(t.labels)
	found := slices.Clone(p.by(name, own)[joined(t.labels)])
	for _, set := range p.names[name] {
		if len(set) >= len(own) || !holds(t.labels, set) {
			continue
		}
		for _, c := range p.by(name, set)[joined(project(t.labels, set))] {
			if len(c.labels) == len(set) {
				found = append(found, c)
			}
		}
	}
	return found
}

// by is the tracks of an alertname that have all of a set of labels, by those labels.
func (p *partners) by(name string, set []string) map[string][]*track {
	key := name + "\xff" + strings.Join(set, "\xff")
	if m, known := p.projected[key]; known || len(p.projected) > maxEvents {
		return m
	}
	m := map[string][]*track{}
	for _, t := range p.stated[name] {
		if holds(t.labels, set) {
			k := joined(project(t.labels, set))
			m[k] = append(m[k], t)
		}
	}
	p.projected[key] = m
	return m
}

func holds(l labels, set []string) bool {
	return !slices.ContainsFunc(set, func(k string) bool { _, ok := l[k]; return !ok })
}

func project(l labels, set []string) labels {
	out := make(labels, len(set))
	for _, k := range set {
		out[k] = l[k]
	}
	return out
}
