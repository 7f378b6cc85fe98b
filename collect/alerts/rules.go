package alerts

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// prometheusRules is a dump of Prometheus's /api/v1/rules: the alerts that fire, below the rules that they are of, and what the rules say of their
// alerts in words, which the samples of an alert do not hold.
var prometheusRules = format{
	name: "prometheus-rules",
	match: func(j file.JSON) int {
		if has(j.Paths, "data.groups.rules", "data.groups.rules.alerts") || has(j.Paths, "data.groups.rules.name", "data.groups.rules.query") {
			return 90
		}
		return 0
	},
	paths: []string{"data.groups[].rules[]"},
	read:  readRule,
}

// rule is an alerting rule, as far as it speaks of its alerts.
type rule struct {
	Type        text     `json:"type"`
	Name        text     `json:"name"`
	Labels      labels   `json:"labels"`
	Annotations labels   `json:"annotations"`
	Alerts      []record `json:"alerts"`
}

// Caps on rules. The largest installations have some thousands; of one name there are as many as there are severities, or teams.
const (
	maxRules     = 20_000
	maxNamesakes = 100
)

func readRule(e jsonstream.Element, s *source) error {
	var r rule
	if err := e.Decode(&r); err != nil {
		return mistyped(err)
	}
	if r.Type == "recording" {
		return nil
	}
	for _, a := range r.Alerts {
		if err := takeActive(a, s.ref(e, a), s); err != nil {
			s.drop("records without what makes an alert were left out: " + err.Error())
		}
	}
	s.learn(r)
	return nil
}

// learn keeps what a rule says of its alerts.
func (s *source) learn(r rule) {
	if s.evidence.nrules++; s.evidence.nrules > maxRules {
		s.note("the words of rules beyond " + clip.Grouped(maxRules) + " were left out")
		return
	}
	name := clip.Text(string(r.Name), maxLabel)
	if len(s.evidence.rules[name]) < maxNamesakes {
		s.evidence.rules[name] = append(s.evidence.rules[name], r.said())
	}
}

// saying is what a rule says of its alerts, by the labels that it gives them.
type saying struct {
	labels labels
	words  words
}

// said is what a rule says in words. Its annotations are as its author wrote them: one that holds a template is about an alert that nobody can fill in
// any more, and is left out.
func (r rule) said() saying {
	plain := record{Annotations: labels{}}
	for k, v := range r.Annotations {
		if !strings.Contains(v, "{{") {
			plain.Annotations[k] = v
		}
	}
	fixed := labels{}
	for k, v := range r.Labels {
		if !strings.Contains(v, "{{") {
			fixed[k] = v
		}
	}
	w := words{text: plain.describe(), runbook: plain.runbook()}
	if w.text == labels(nil).describe() {
		w.text = ""
	}
	return saying{fixed.clipped(), w.clipped()}
}

// explain is the words that an alert's rule has for it; none where several rules that could be meant say different things.
func (e *evidence) explain(l labels) words {
	var found []words
	for _, s := range e.rules[l["alertname"]] {
		fits := !slices.ContainsFunc(sortedKeys(s.labels), func(k string) bool { return l[k] != s.labels[k] })
		if fits && !slices.Contains(found, s.words) {
			found = append(found, s.words)
		}
		if len(found) > 1 {
			return words{}
		}
	}
	if len(found) == 0 {
		return words{}
	}
	return found[0]
}

// explained is the words of an alert, completed by its rule's where it has none but its labels.
func (w words) explained(by words) words {
	if w.derived && by.text != "" {
		w.text = by.text
	}
	w.runbook = cmp.Or(w.runbook, by.runbook)
	return w
}
