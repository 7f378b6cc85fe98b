package changes

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// kubernetes is the events of a cluster, as "kubectl get events -A -o json" prints them: a list, or one after another with --watch. Both of their
// APIs are read, v1 and events.k8s.io/v1, whose fields have different names for the same.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
var kubernetes = format{
	name:  "kubernetes-events",
	match: matchKubernetes,
	read:  byElement(readKubernetes, "items"),
}

func matchKubernetes(h file.Head) int {
	j := h.JSON()
	keys := keysOf(j, "items")
	switch {
	case has(keys, "involvedObject", "reason"), has(keys, "regarding", "reason"):
		return 95
	case has(keys, "metadata", "involvedObject"), has(keys, "metadata", "regarding"), j.Keys["items"] && bytes.Contains(h.Data[:min(len(h.Data), 1<<10)], []byte(`"EventList"`)):
		return 80
	}
	return 0
}

// kubernetesEvent is an event of either API. What events.k8s.io/v1 names anew stands below its older name.
type kubernetesEvent struct {
	Metadata struct {
		UID       word    `json:"uid"`
		Name      word    `json:"name"`
		Namespace word    `json:"namespace"`
		Created   instant `json:"creationTimestamp"`
	} `json:"metadata"`
	Object    kubernetesObject `json:"involvedObject"`
	Regarding kubernetesObject `json:"regarding"`
	Reason    word             `json:"reason"`
	Message   word             `json:"message"`
	Note      word             `json:"note"`
	Type      word             `json:"type"`
	Count     int              `json:"count"`
	Count1    int              `json:"deprecatedCount"`
	First     instant          `json:"firstTimestamp"`
	First1    instant          `json:"deprecatedFirstTimestamp"`
	Last      instant          `json:"lastTimestamp"`
	Last1     instant          `json:"deprecatedLastTimestamp"`
	Time      instant          `json:"eventTime"`
	Series    struct {
		Count int     `json:"count"`
		Last  instant `json:"lastObservedTime"`
	} `json:"series"`
	Source     kubernetesSource `json:"source"`
	Source1    kubernetesSource `json:"deprecatedSource"`
	Reporting  word             `json:"reportingComponent"`
	Reporting1 word             `json:"reportingController"`
}

type kubernetesObject struct {
	Kind      word `json:"kind"`
	Namespace word `json:"namespace"`
	Name      word `json:"name"`
}

type kubernetesSource struct {
	Component word `json:"component"`
	Host      word `json:"host"`
}

var errNoEvent = errors.New("records that are no event of Kubernetes with a reason and a time were left out")

// maxTimes bounds a count, so that no sum of counts overflows.
const maxTimes = 1 << 30

func readKubernetes(s *source, e jsonstream.Element) error {
	k, err := decode[kubernetesEvent](e)
	if err != nil {
		return err
	}
	object := cmp.Or(k.Object, k.Regarding)
	at := cmp.Or(k.First, k.First1, k.Time, k.Metadata.Created).Time
	if k.Reason == "" || at.IsZero() {
		return errNoEvent
	}
	last := cmp.Or(k.Series.Last, k.Last, k.Last1).Time
	if last.Before(at) {
		last = at
	}
	if s.size() >= maxEvents {
		return errors.New("events beyond the cap of " + clip.Grouped(maxEvents) + " were left out")
	}
	o := occurrence{
		uid: string(k.Metadata.UID), at: at, last: last, times: min(max(k.Series.Count, k.Count, k.Count1, 1), maxTimes),
		namespace: clip.Text(string(cmp.Or(object.Namespace, k.Metadata.Namespace)), maxLabel), kind: clip.Text(string(object.Kind), maxLabel),
		object: clip.Text(string(object.Name), maxLabel), reason: clip.Text(string(k.Reason), maxLabel), warning: k.Type == "Warning",
		text:     clip.Text(string(cmp.Or(k.Message, k.Note)), maxText),
		reporter: clip.Text(string(cmp.Or(k.Reporting, k.Reporting1, k.Source.Component, k.Source1.Component)), maxLabel),
		source:   s.path, refs: s.refs(e, ""),
	}
	if o.uid == "" { // an export from which the uids were taken
		o.uid = string(k.Metadata.Namespace) + "/" + string(k.Metadata.Name) + "/" + strconv.FormatInt(at.Unix(), 10)
	}
	s.occurrences = append(s.occurrences, o)
	return nil
}

// occurrence is one event of a cluster, with how often it came.
type occurrence struct {
	uid              string
	at, last         time.Time
	times            int
	namespace        string
	kind, object     string
	reason           string
	text             string
	warning          bool
	reporter, source string
	refs             []event.Ref
}
