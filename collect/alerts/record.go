package alerts

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// labels are an alert's labels or annotations. Values that are no strings, which senders other than Prometheus write, are kept as their JSON.
type labels map[string]string

// UnmarshalJSON reads an object of scalars; anything else leaves it empty.
func (l *labels) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if json.Unmarshal(b, &raw) != nil {
		return nil // an alert without labels is for its reader to refuse
	}
	*l = make(labels, len(raw))
	for k, v := range raw {
		var s string
		if json.Unmarshal(v, &s) != nil {
			s = string(v)
		}
		(*l)[k] = s
	}
	return nil
}

// stamp is an RFC 3339 time with its zone, as every API of Prometheus and Alertmanager writes it. Year 1, Go's zero, stands for "none", and so
// does what is no time.
type stamp struct{ time.Time }

// UnmarshalJSON reads a time in quotes.
func (s *stamp) UnmarshalJSON(b []byte) error {
	var t time.Time
	if json.Unmarshal(b, &t) == nil && t.Year() > 1 {
		s.Time = t.UTC()
	}
	return nil
}

// text is a string where formats differ in the type: what is no string is "".
type text string

// UnmarshalJSON keeps a string.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}

// status is "firing" or "resolved" in a webhook, and an object with the state in the API.
type status struct {
	State       string   `json:"state"`
	SilencedBy  []string `json:"silencedBy"`
	InhibitedBy []string `json:"inhibitedBy"`
}

// UnmarshalJSON reads either form.
func (s *status) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &s.State) == nil {
		return nil
	}
	type object status
	_ = json.Unmarshal(b, (*object)(s))
	return nil
}

// record is an alert as any of the APIs writes it; each fills a part.
type record struct {
	Labels       labels `json:"labels"`
	Annotations  labels `json:"annotations"`
	StartsAt     stamp  `json:"startsAt"`
	EndsAt       stamp  `json:"endsAt"`
	UpdatedAt    stamp  `json:"updatedAt"`
	ActiveAt     stamp  `json:"activeAt"`
	Fingerprint  text   `json:"fingerprint"`
	GeneratorURL text   `json:"generatorURL"`
	Status       status `json:"status"`
	State        text   `json:"state"`
}

var errNoLabels = errors.New("an alert without labels")

// describe is what an alert says in words: its summary, else another annotation, else its name and labels.
func (r record) describe() string {
	for _, k := range []string{"summary", "description", "message"} {
		if s := strings.TrimSpace(r.Annotations[k]); s != "" {
			return s
		}
	}
	return r.Labels.describe()
}

func (l labels) describe() string {
	var parts []string
	for _, k := range sortedKeys(l) {
		if k != "alertname" && !strings.HasPrefix(k, "__") {
			parts = append(parts, k+"="+l[k])
		}
	}
	name := l.name()
	if len(parts) == 0 {
		return name
	}
	return fmt.Sprintf("%s (%s)", name, strings.Join(parts, ", "))
}

func (l labels) name() string {
	if n := l["alertname"]; n != "" {
		return n
	}
	return "alert"
}

// runbook is the page that says what to do: the annotation that the kubernetes and prometheus mixins use, and its common variants.
func (r record) runbook() string {
	for _, k := range []string{"runbook_url", "runbook", "runbookURL"} {
		if s := r.Annotations[k]; s != "" {
			return s
		}
	}
	return ""
}
