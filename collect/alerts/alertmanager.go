package alerts

import (
	"errors"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// alertmanagerWebhook is the body that Alertmanager, and Grafana in the same form, posts to a webhook; several of them as lines or as an array.
var alertmanagerWebhook = format{
	name: "alertmanager-webhook",
	match: func(j file.JSON) int {
		switch {
		case !j.Paths["alerts.labels"] || (!j.Keys["alerts"] && !j.Elements["alerts"]) || j.Paths["alerts.status.state"]: // the last is a dump of groups
			return 0
		case j.Paths["receiver"] || j.Paths["groupKey"] || j.Paths["groupLabels"]:
			return 95 // without a startsAt too: a label may be longer than the head
		case j.Paths["alerts.startsAt"]:
			return 70
		}
		return 0
	},
	paths: []string{"alerts[]", "[].alerts[]"},
	read:  readAlertmanager,
}

// alertmanagerAlerts is a dump of /api/v2/alerts, of the older /api/v1/alerts, or of what is posted to them.
var alertmanagerAlerts = format{
	name: "alertmanager-alerts",
	match: func(j file.JSON) int {
		switch {
		case has(j.Elements, "labels", "startsAt") && has(j.Elements, "fingerprint", "status"):
			return 95
		case has(j.Elements, "labels", "startsAt") && !j.Elements["matchers"]:
			return 80
		case has(j.Paths, "data.labels", "data.startsAt"):
			return 90
		}
		return 0
	},
	paths: []string{"[]", "data[]"},
	read:  readAlertmanager,
}

// alertmanagerGroups is a dump of /api/v2/alerts/groups.
var alertmanagerGroups = format{
	name: "alertmanager-groups",
	match: func(j file.JSON) int {
		if has(j.Elements, "alerts") && has(j.Paths, "alerts.labels", "alerts.startsAt", "alerts.status.state") {
			return 95
		}
		return 0
	},
	paths: []string{"[].alerts[]"},
	read:  readAlertmanager,
}

func readAlertmanager(e jsonstream.Element, s *source) error {
	var r record
	if err := e.Decode(&r); err != nil {
		return mistyped(err)
	}
	switch {
	case len(r.Labels) == 0:
		return errNoLabels
	case r.StartsAt.IsZero():
		return errors.New("an alert without a startsAt")
	}
	s.evidence.add(r, alertmanagerEpisode(r, s.ref(e, r)), s)
	return nil
}

// alertmanagerEpisode is what one record says. Only "resolved" has a true end: the endsAt of an alert that still fires is a timeout in the
// future, or year 1.
func alertmanagerEpisode(r record, refs refs) episode {
	ep := episode{start: r.StartsAt.Time, stated: r.StartsAt.Time, seen: r.StartsAt.Time, open: true, refs: refs, words: wordsOf(r)}
	switch {
	case r.Status.State == "resolved":
		ep.open, ep.end, ep.exact = false, r.EndsAt.Time, true
		if ep.end.Before(ep.start) {
			ep.end = ep.start
		}
		ep.words.late = true
	case len(r.Status.SilencedBy) > 0:
		ep.suppressed = "silenced"
	case len(r.Status.InhibitedBy) > 0:
		ep.suppressed = "inhibited"
	}
	if ep.open && r.UpdatedAt.After(ep.seen) {
		ep.seen = r.UpdatedAt.Time
	}
	ep.noticed = ep.suppressed == ""
	return ep
}
