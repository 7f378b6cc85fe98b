package alerts

import (
	"errors"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// prometheusAlerts is a dump of Prometheus's /api/v1/alerts, or of /api/v1/rules, which holds the same below each rule.
var prometheusAlerts = format{
	name: "prometheus-alerts",
	match: func(j file.JSON) int {
		switch {
		case has(j.Paths, "data.alerts.labels", "data.alerts.activeAt"):
			return 95
		case has(j.Paths, "data.groups.rules", "data.groups.rules.alerts"):
			return 90
		}
		return 0
	},
	paths: []string{"data.alerts[]", "data.groups[].rules[].alerts[]"},
	read:  readPrometheusAlert,
}

// readPrometheusAlert reads an alert that fired when the dump was made. Its activeAt is when the condition began to hold; when it fired,
// later by the rule's "for", is not said.
func readPrometheusAlert(e jsonstream.Element, s *source) error {
	var r record
	if err := e.Decode(&r); err != nil {
		return mistyped(err)
	}
	switch {
	case len(r.Labels) == 0:
		return errNoLabels
	case r.ActiveAt.IsZero():
		return errors.New("an alert without an activeAt")
	case r.State != "firing":
		s.note(notePending)
		return nil
	}
	at := r.ActiveAt.Time
	s.evidence.add(r, episode{start: at, active: at, seen: at, open: true, sinceActive: true, refs: s.ref(e, r), words: wordsOf(r)}, s)
	return nil
}

// notePending says why something of a Prometheus is missing among the events: a pending alert told nobody anything.
const notePending = "alerts that were pending and not seen to fire were left out"
