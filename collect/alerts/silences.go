package alerts

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// alertmanagerSilences is a dump of /api/v2/silences: who muted what, and why.
var alertmanagerSilences = format{
	name: "alertmanager-silences",
	match: func(j file.JSON) int {
		switch {
		case has(j.Elements, "matchers", "startsAt", "createdBy"):
			return 95
		case has(j.Paths, "data.matchers", "data.startsAt", "data.createdBy"):
			return 90
		}
		return 0
	},
	paths: []string{"[]", "data[]"},
	read:  readSilence,
}

type silence struct {
	ID        text      `json:"id"`
	Status    status    `json:"status"`
	StartsAt  stamp     `json:"startsAt"`
	EndsAt    stamp     `json:"endsAt"`
	CreatedBy text      `json:"createdBy"`
	Comment   text      `json:"comment"`
	Matchers  []matcher `json:"matchers"`
}

type matcher struct {
	Name    text  `json:"name"`
	Value   text  `json:"value"`
	IsRegex bool  `json:"isRegex"`
	IsEqual *bool `json:"isEqual"` // absent before Alertmanager 0.22, and then true
}

func (m matcher) String() string {
	equal := m.IsEqual == nil || *m.IsEqual
	operator := map[[2]bool]string{{true, false}: "=", {false, false}: "!=", {true, true}: "=~", {false, true}: "!~"}[[2]bool{equal, m.IsRegex}]
	return fmt.Sprintf("%s%s%q", m.Name, operator, string(m.Value))
}

func readSilence(e jsonstream.Element, s *source) error {
	var q silence
	if err := e.Decode(&q); err != nil {
		return mistyped(err)
	}
	if q.ID == "" || q.StartsAt.IsZero() {
		return errors.New("a silence without an id or a startsAt")
	}
	if q.Status.State == "pending" {
		s.note("silences that had not begun were left out")
		return nil
	}
	s.evidence.addSilence(q.event(event.Ref{File: s.path, Line: e.Line}, s.path), s)
	return nil
}

// event is the silence as an event: Open, with what was planned as a label, while it is active, since its endsAt is then a plan; one that
// was ended has its true end there.
func (q silence) event(ref event.Ref, source string) event.Event {
	muted := make([]string, len(q.Matchers))
	for i, m := range q.Matchers {
		muted[i] = m.String()
	}
	what := strings.Join(muted, ", ")
	ev := event.Event{
		ID: event.ID(event.Alert, "silence", string(q.ID)), Source: source, Kind: event.Alert, At: q.StartsAt.Time, Severity: event.Info,
		Actor: event.Actor{ID: clip.Text(string(q.CreatedBy), maxLabel), Name: clip.Text(string(q.CreatedBy), maxLabel)}, Count: 1,
		Text:   clip.Text(fmt.Sprintf("alerts silenced: %s (%s)", strings.TrimSpace(string(q.Comment)), what), maxText),
		Refs:   []event.Ref{ref},
		Labels: map[string]string{"silence": clip.Text(string(q.ID), maxLabel), "matchers": clip.Text(what, maxLabel)},
	}
	switch {
	case q.Status.State == "active" || q.EndsAt.IsZero():
		ev.Open = true
		if !q.EndsAt.IsZero() {
			ev.Labels["planned_end"] = q.EndsAt.Format(stampLayout)
		}
	case q.EndsAt.After(q.StartsAt.Time):
		ev.Until = q.EndsAt.Time
	}
	return ev
}
