package timeline

import (
	"cmp"
	"slices"
	"time"

	"github.com/pes-dev/pes/event"
)

// Onward is a service's place in the order in which services were hit.
type Onward struct {
	Service  string
	At       time.Time     // when its impact began
	After    time.Duration // since that of the first; negative for what began before it
	Why      Reason        // how the beginning is known
	Via      []string      // the dependencies that incident.yaml names and that were impaired when it began, in order; none is no attribution
	Evidence []string
}

const (
	// tied is how near two onsets are whose order cannot be told: people give times to the minute.
	tied = time.Minute
	// maxCascade is how many services are put in order; beyond that it is a list of everything.
	maxCascade = 200
)

// cascade is the order in which services were hit: the first, then who followed. That one followed another says nothing of a cause; only where
// incident.yaml names a dependency that was already impaired is it said by way of which. It is empty where fewer than two services were hit,
// and where the evidence of one begins in the middle of its trouble, since then nobody knows who was first.
func (b *builder) cascade() []Onward {
	list := b.firstHits()
	if len(list) < 2 || b.midway() {
		return nil
	}
	deps := b.dependencies()
	origin := firstHit(list, deps)
	first, periods := list[origin], b.periodsOf()
	for i := range list {
		o := &list[i]
		o.After = o.At.Sub(first.At)
		if i != origin {
			o.Evidence = union(o.Evidence, first.Evidence) // it is measured from there
			o.Via = impairedBefore(o, deps[o.Service], periods)
		}
	}
	o := list[origin]
	list = slices.Insert(slices.Delete(list, origin, origin+1), 0, o)
	return list[:min(len(list), maxCascade)]
}

// began is when a service was first impaired in a period of impact.
func (i *Impact) began() time.Time {
	if i.Since.IsZero() {
		return i.From
	}
	return i.Since
}

// firstHits are the services with the beginning of their first period, in order of time.
func (b *builder) firstHits() []Onward {
	begin := b.begins()
	marked := b.marksOnly()
	at := map[string]int{}
	var out []Onward
	for k := range b.impacts {
		i := &b.impacts[k]
		if i.Service == "" || i.From.IsZero() || (i.FromWhy.Rule == "component-state" && !marked) {
			continue
		}
		n, seen := at[i.Service]
		switch {
		case !seen:
			at[i.Service] = len(out)
			out = append(out, Onward{Service: i.Service, At: i.began(), Why: i.beganWhy(), Evidence: i.witness(begin)})
		case i.began().Before(out[n].At):
			out[n].At, out[n].Why, out[n].Evidence = i.began(), i.beganWhy(), i.witness(begin)
		}
	}
	slices.SortFunc(out, func(x, y Onward) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Service, y.Service)) })
	return out
}

// beganWhy is how that is known.
func (i *Impact) beganWhy() Reason {
	if i.Since.IsZero() {
		return i.FromWhy
	}
	return Reason{Rule: "log-rate-rise", Kind: event.Log, Service: i.Service} // only measurements tell of an earlier impairment
}

// marksOnly says whether all that is known of services is how a status page marked them. Then their order is that of its posts; where some were
// measured, a page that follows late does not tell who came before them.
func (b *builder) marksOnly() bool {
	return !slices.ContainsFunc(b.impacts, func(i Impact) bool { return i.Service != "" && i.FromWhy.Rule != "component-state" })
}

// begins is when each event that a period of impact rests on began.
func (b *builder) begins() map[string]time.Time {
	out := map[string]time.Time{}
	for k := range b.impacts {
		for _, id := range b.impacts[k].Evidence {
			out[id] = time.Time{}
		}
	}
	for i := range b.events {
		if _, ok := out[b.events[i].ID]; ok {
			out[b.events[i].ID] = b.events[i].At
		}
	}
	return out
}

// witness is the evidence of when a service was first impaired in a period: what began at that moment, else what states it.
func (i *Impact) witness(begin map[string]time.Time) []string {
	k := slices.IndexFunc(i.Evidence, func(id string) bool { return begin[id].Equal(i.began()) })
	k = max(k, 0)
	return slices.Clone(i.Evidence[k:min(k+1, len(i.Evidence))])
}

// midway says whether the evidence of a service begins in the middle of its first trouble.
func (b *builder) midway() bool {
	onset := b.milestones[Onset]
	return slices.ContainsFunc(b.rises, func(e *event.Event) bool {
		return e.Labels["from_start"] == "true" && (onset.State != Known || !e.At.After(onset.At))
	})
}

// dependencies are the services that each service depends on, by the names under which the evidence knows them.
func (b *builder) dependencies() map[string][]string {
	out := map[string][]string{}
	for _, s := range b.opts.Services {
		name := b.services.canonical(s.Name)
		for _, d := range s.DependsOn {
			if d = b.services.canonical(d); d != name && !slices.Contains(out[name], d) {
				out[name] = append(out[name], d)
			}
		}
	}
	return out
}

// firstHit is the index of the service that was hit first. Where others were hit at the same minute, one that the earliest depends on, directly or
// not, was: the order of the clocks cannot tell, that of the dependencies can.
func firstHit(list []Onward, deps map[string][]string) int {
	best := 0
	for i := 1; i < len(list) && list[i].At.Sub(list[0].At) <= tied; i++ {
		if dependsOn(list[best].Service, list[i].Service, deps) && !dependsOn(list[i].Service, list[best].Service, deps) {
			best = i
		}
	}
	return best
}

// dependsOn says whether a service depends on another, directly or by way of others.
func dependsOn(name, on string, deps map[string][]string) bool {
	seen := map[string]bool{name: true}
	for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
		for _, d := range deps[queue[0]] {
			if d == on {
				return true
			}
			if !seen[d] {
				seen[d] = true
				queue = append(queue, d)
			}
		}
	}
	return false
}

// periodsOf are the periods of impact of each service, in order of time.
func (b *builder) periodsOf() map[string][]*Impact {
	out := map[string][]*Impact{}
	for k := range b.impacts {
		out[b.impacts[k].Service] = append(out[b.impacts[k].Service], &b.impacts[k])
	}
	return out
}

// impairedBefore are the dependencies of a service that were impaired when its impact began, or had been until a short while before.
func impairedBefore(o *Onward, deps []string, periods map[string][]*Impact) []string {
	var out []string
	for _, d := range deps {
		k := slices.IndexFunc(periods[d], func(i *Impact) bool {
			return !i.From.IsZero() && !i.began().After(o.At) && (i.To.IsZero() || o.At.Before(i.To.Add(newWave)))
		})
		if k >= 0 {
			out = append(out, d)
			o.Evidence = union(o.Evidence, periods[d][k].Evidence[:min(len(periods[d][k].Evidence), 1)])
		}
	}
	return out
}
