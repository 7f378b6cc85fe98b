package changes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// Labels of a cluster's events.
const (
	labelNamespace = "namespace"
	labelObject    = "object"   // the first object that it came of: "Pod/api-7d9f8b6c5-x2x4z"
	labelObjects   = "objects"  // of how many objects, if of several
	labelReason    = "reason"   // "BackOff"
	labelReporter  = "reporter" // the component that tells of it: "kubelet"
	labelTrouble   = "trouble"  // "true": what the cluster met with, and nothing that anybody did
)

// apart is how long nothing of a kind must come before it comes anew. The kubelet's pause before it starts a failing container again grows to five
// minutes, and a cluster tells of each attempt: twice that is a silence.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
const apart = 10 * time.Minute

// troubles are reasons that tell of trouble by themselves, whatever type they are given: the controller of nodes calls it Normal that a node is not
// ready. The reasons are the components' own: pkg/kubelet/events/event.go, pkg/controller, pkg/scheduler of Kubernetes.
var troubles = map[string]event.Severity{
	"BackOff": event.Error, "CrashLoopBackOff": event.Error, "Failed": event.Error, "FailedScheduling": event.Error, "Evicted": event.Error,
	"Preempted": event.Warning, "FailedCreate": event.Error, "FailedMount": event.Error, "FailedAttachVolume": event.Error, "FailedCreatePodSandBox": event.Error,
	"OOMKilling": event.Error, "SystemOOM": event.Error, "NodeNotReady": event.Error, "NodeHasDiskPressure": event.Error, "NodeHasInsufficientMemory": event.Error,
	"NodeHasInsufficientPID": event.Error, "EvictionThresholdMet": event.Error, "ProgressDeadlineExceeded": event.Error, "BackoffLimitExceeded": event.Error,
	"Rebooted": event.Warning, "Unhealthy": event.Warning, "ProbeWarning": event.Warning, "TaintManagerEviction": event.Warning,
}

// severity is how bad an event is. What is of type Normal and in no list says nothing.
func (o occurrence) severity() event.Severity {
	if s := troubles[o.reason]; s != event.Unsaid {
		return s
	}
	if o.warning {
		return event.Warning
	}
	return event.Unsaid
}

// workload is what an object belongs to, by its name: the name of a pod is that of its Deployment, StatefulSet, DaemonSet or Job with what makes it
// one of several. The letters and digits are those that the API server makes names of (k8s.io/apimachinery/pkg/util/rand).
func workload(kind, name string) string {
	switch kind {
	case "Pod":
		base, last := cutLast(name)
		switch {
		case len(last) == 5 && random(last):
			if above, hash := cutLast(base); above != "" && len(hash) >= 6 && len(hash) <= 10 && random(hash) && strings.ContainsAny(hash, "2456789") {
				return above // the hash of a ReplicaSet, five digits shown as up to ten
			}
			return base
		case base != "" && len(last) <= 3 && last != "" && digits(last):
			return base // of a StatefulSet
		}
	case "ReplicaSet":
		if base, hash := cutLast(name); base != "" && len(hash) >= 6 && len(hash) <= 10 && random(hash) && strings.ContainsAny(hash, "2456789") {
			return base
		}
	}
	return name
}

// cutLast parts a name at its last hyphen; base is "" if it has none.
func cutLast(name string) (base, last string) {
	i := strings.LastIndexByte(name, '-')
	if i <= 0 {
		return "", name
	}
	return name[:i], name[i+1:]
}

// random says whether a word is of the letters and digits that generated names are made of: no vowels, and no digits that look like some.
func random(s string) bool { return strings.Trim(s, "bcdfghjklmnpqrstvwxz2456789") == "" }

// alike is what events that are one have in common. Pods of a workload are alike, and so are their messages but for names and numbers. Of other
// objects numbers alone may differ: that another ReplicaSet is scaled is another change.
type alike struct{ namespace, kind, workload, reason, text string }

func (o occurrence) key() alike {
	text := event.Shape(firstLine(o.text))
	if o.kind != "Pod" {
		text = withoutNumbers(firstLine(o.text))
	}
	return alike{o.namespace, o.kind, workload(o.kind, o.object), o.reason, text}
}

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return first
}

// withoutNumbers masks the words of a text that are numbers.
func withoutNumbers(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if digits(strings.Trim(w, ".,;:()")) {
			words[i] = "#"
		}
	}
	return strings.Join(words, " ")
}

// folded makes one event of all that are alike and follow one another. They are folded whatever the window is, so that an id does not hang on it:
// it is that of the first.
func folded(all []occurrence) []event.Event {
	groups := map[alike][]occurrence{}
	for _, o := range onceEach(all) {
		k := o.key()
		groups[k] = append(groups[k], o)
	}
	var out []event.Event
	for _, g := range groups {
		slices.SortFunc(g, func(a, b occurrence) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.uid, b.uid)) })
		for from := 0; from < len(g); {
			to, last := from+1, g[from].last
			for to < len(g) && g[to].at.Sub(last) <= apart {
				last = later(last, g[to].last)
				to++
			}
			out = append(out, fold(g[from:to], last))
			from = to
		}
	}
	slices.SortFunc(out, event.Compare)
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// onceEach is every event once, as it was told last: a cluster counts on in the event that is there.
func onceEach(all []occurrence) []occurrence {
	slices.SortFunc(all, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.uid, b.uid), b.last.Compare(a.last), cmp.Compare(b.times, a.times), a.at.Compare(b.at), cmp.Compare(a.source, b.source))
	})
	out := all[:0:0]
	for _, o := range all {
		if n := len(out); n > 0 && out[n-1].uid == o.uid {
			out[n-1].refs = union(out[n-1].refs, o.refs)
			if o.at.Before(out[n-1].at) {
				out[n-1].at = o.at
			}
			continue
		}
		out = append(out, o)
	}
	return out
}

// fold makes an event of some that are one, in order of time.
func fold(g []occurrence, last time.Time) event.Event {
	first := g[0]
	objects, times, refs := map[string]bool{}, 0, []event.Ref(nil)
	for _, o := range g {
		objects[o.object] = true
		times = min(times+o.times, maxTimes)
		if len(refs) < maxRefs {
			refs = append(refs, o.refs...)
		}
	}
	e := event.Event{
		ID: event.ID(event.Change, "kubernetes", first.uid), Source: first.source, Kind: event.Change, At: first.at, Count: times,
		Service: workload(first.kind, first.object), Severity: first.severity(), Refs: union(refs, nil),
		Actor: event.Actor{ID: first.reporter, Name: first.reporter, Bot: true},
		Labels: labels(labelNamespace, first.namespace, labelObject, strings.TrimPrefix(first.kind+"/"+first.object, "/"), labelReason, first.reason,
			labelReporter, first.reporter),
	}
	if last.After(e.At) {
		e.Until = last
	}
	if first.reporter == "" {
		e.Actor = event.Actor{}
	}
	if e.Severity != event.Unsaid {
		e.Labels[labelTrouble] = "true"
	}
	if len(objects) > 1 {
		e.Labels[labelObjects] = strconv.Itoa(len(objects))
	}
	e.Text = first.reason
	if first.text != "" {
		e.Text += ": " + first.text
	}
	e.Text = clip.Text(e.Text, maxText)
	return e
}
