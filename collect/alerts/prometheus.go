package alerts

import (
	"errors"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// prometheusAlerts is a dump of Prometheus's /api/v1/alerts.
var prometheusAlerts = format{
	name: "prometheus-alerts",
	match: func(j file.JSON) int {
		if has(j.Paths, "data.alerts.labels", "data.alerts.activeAt") {
			return 95
		}
		return 0
	},
	paths: []string{"data.alerts[]"},
	read:  readPrometheusAlert,
}

func readPrometheusAlert(e jsonstream.Element, s *source) error {
	var r record
	if err := e.Decode(&r); err != nil {
		return mistyped(err)
	}
	return takeActive(r, s.ref(e, r), s)
}

// takeActive takes an alert that fired when the dump was made. Its activeAt is when the condition began to hold; when it fired, later by the
// rule's "for", is not said.
func takeActive(r record, at refs, s *source) error {
	switch {
	case len(r.Labels) == 0:
		return errNoLabels
	case r.ActiveAt.IsZero():
		return errors.New("an alert without an activeAt")
	case r.State != "firing":
		s.note(notePending)
		return nil
	}
	start := r.ActiveAt.Time
	s.evidence.add(r, episode{start: start, active: start, seen: start, open: true, sinceActive: true, refs: at, words: wordsOf(r)}, s)
	return nil
}

// notePending says why something of a Prometheus is missing among the events: a pending alert told nobody anything.
const notePending = "alerts that were pending and not seen to fire were left out"
