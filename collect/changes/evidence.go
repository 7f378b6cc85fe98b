package changes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// Labels of events that APIs tell of.
const (
	labelType        = "type"        // "deployment", "release", "merge", "tag"
	labelRepository  = "repository"  // "shop/checkout"
	labelEnvironment = "environment" // what a deployment was to
	labelState       = "state"       // what became of it, in the system's own word
	labelRef         = "ref"         // the branch or tag that was deployed or merged into
	labelTag         = "tag"         // the tag of a release
	labelRequest     = "request"     // the number of a pull or merge request
)

// evidence is what all files together say of changes, commits aside. Of a deployment one file may tell that it began and another how it ended.
type evidence struct {
	deployments map[string]*deployment // by id
	records     map[string]record      // by id
	occurrences []occurrence
}

// record is an event that a single answer tells whole; of several of one id the latest version counts.
type record struct {
	event.Event
	version time.Time
}

// keep adds a record.
func (s *source) keep(r record) {
	old, known := s.records[r.ID]
	switch {
	case known:
		if r.version.After(old.version) {
			old, r = r, old
		}
		old.Refs = union(old.Refs, r.Refs)
		s.records[old.ID] = old
	case s.size() >= maxEvents:
		s.drop(fmt.Sprintf("changes beyond the cap of %s were left out", clip.Grouped(maxEvents)))
	default:
		s.records[r.ID] = r
	}
}

func (e *evidence) size() int { return len(e.records) + len(e.deployments) + len(e.occurrences) }

// union is the places of both, sorted, each once.
func union(a, b []event.Ref) []event.Ref {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(a, b event.Ref) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.URL, b.URL))
	})
	all = slices.Compact(all)
	return all[:min(len(all), maxRefs)]
}

// events is one event of each thing.
func (e *evidence) events() []event.Event {
	var out []event.Event
	for _, id := range slices.Sorted(maps.Keys(e.records)) {
		out = append(out, e.records[id].Event)
	}
	for _, id := range slices.Sorted(maps.Keys(e.deployments)) {
		if d := e.deployments[id]; !d.begun().IsZero() {
			out = append(out, d.event())
		}
	}
	return append(out, folded(e.occurrences)...)
}

// deployment is one deployment as an API tells it, of one system or several answers of it.
type deployment struct {
	id          string
	created     time.Time
	updated     time.Time
	repository  string
	environment string
	ref, commit string
	description string
	actor       event.Actor
	states      []state
	refs        []event.Ref
	source      string
}

// state is what became of a deployment at a time.
type state struct {
	at   time.Time
	word string
}

// deploy takes what one answer says of a deployment.
func (s *source) deploy(d deployment) {
	old := s.deployments[d.id]
	if old == nil {
		if s.size() >= maxEvents {
			s.drop(fmt.Sprintf("changes beyond the cap of %s were left out", clip.Grouped(maxEvents)))
			return
		}
		s.deployments[d.id] = &d
		return
	}
	states, refs := append(slices.Clone(old.states), d.states...), union(old.refs, d.refs)
	if d.updated.After(old.updated) {
		*old, d = d, *old
	}
	old.created = cmp.Or(old.created, d.created)
	old.repository, old.environment = cmp.Or(old.repository, d.repository), cmp.Or(old.environment, d.environment)
	old.ref, old.commit, old.description = cmp.Or(old.ref, d.ref), cmp.Or(old.commit, d.commit), cmp.Or(old.description, d.description)
	if old.actor.ID == "" {
		old.actor = d.actor
	}
	old.states, old.refs, old.source = states[:min(len(states), maxStates)], refs, min(old.source, d.source)
}

// maxStates is how many states of one deployment are kept: a deployment has about four.
const maxStates = 1000

// begun is when a deployment began.
func (d *deployment) begun() time.Time {
	if !d.created.IsZero() || len(d.states) == 0 {
		return d.created
	}
	return slices.MinFunc(d.states, func(a, b state) int { return a.at.Compare(b.at) }).at
}

// became is the last that became of a deployment; zero if nothing did. That a later one took its place says nothing of it.
func (d *deployment) became() state {
	var last state
	for _, s := range d.states {
		if s.word != "inactive" && s.word != "destroyed" && cmp.Or(s.at.Compare(last.at), cmp.Compare(s.word, last.word)) > 0 {
			last = s
		}
	}
	return last
}

func (d *deployment) event() event.Event {
	last := d.became()
	e := event.Event{
		ID: d.id, Source: d.source, Kind: event.Change, At: d.begun(), Count: 1, Refs: d.refs, Actor: d.actor,
		Labels: labels(labelType, "deployment", labelRepository, d.repository, labelEnvironment, d.environment, labelRef, d.ref,
			labelCommit, d.commit, labelState, last.word, labelBody, d.description),
	}
	if last.at.After(e.At) {
		e.Until = last.at
	}
	what := cmp.Or(d.ref, short(d.commit))
	if d.commit != "" && what != short(d.commit) && !strings.HasPrefix(d.commit, what) {
		what += " (" + short(d.commit) + ")"
	}
	e.Text = "Deployment" + phrase("of", what) + phrase("of", d.repository) + phrase("to", d.environment)
	switch last.word {
	case "":
	case "failure", "failed", "error":
		e.Severity = event.Warning
		fallthrough
	default:
		e.Text += ": " + strings.ReplaceAll(last.word, "_", " ")
	}
	e.Text = clip.Text(e.Text, maxText)
	return e
}

// phrase is " of main"; "" without a name.
func phrase(preposition, name string) string {
	if name == "" {
		return ""
	}
	return " " + preposition + " " + name
}

// short is a commit as git shows it.
func short(commit string) string { return commit[:min(len(commit), 7)] }

// labels makes labels of pairs of a key and a value; what is empty is left out.
func labels(pairs ...string) map[string]string {
	l := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		limit := maxLabel
		if pairs[i] == labelBody {
			limit = maxBody
		}
		if v := strings.TrimSpace(pairs[i+1]); v != "" {
			l[pairs[i]] = clip.Text(v, limit)
		}
	}
	return l
}
