package render

import (
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
)

// sourceView is what was read of one source.
type sourceView struct {
	Name    string // Its name: a file with its folders.
	Kind    string // What its records are: logs, alerts, chat messages, status posts, notes or changes.
	Format  string // Empty if not known.
	Records string // How many records were read.
	Events  string // How many of them are in the timeline.
	Dropped string // How many of them were left out.
	Error   string // Why it is incomplete. Empty if it is not.
	Notes   string // What is to be known of how it was read. Empty if nothing is.
}

// secretView counts the secrets of one kind that were removed.
type secretView struct {
	Kind  string // The kind: password.
	Count int    // How many.
}

// sourceKind is what the records of a source are; what people set, which has a place among the sources to say what came of it, has none.
func sourceKind(s summary.Source) string {
	if s.Name == "incident.yaml" || strings.HasPrefix(s.Name, "--") {
		return "setting"
	}
	return summary.KindLabel(s.Kind)
}

// askedFor says of a live system which version answered, and for which times; nothing of a source that was read from files.
func (d *document) askedFor(a *event.Asked) []string {
	if a == nil || a.Version == "" && len(a.Covered) == 0 {
		return nil
	}
	text := "asked live"
	if a.Version != "" {
		text += " (version " + a.Version + ")"
	}
	var spans []string
	for _, w := range a.Covered {
		spans = append(spans, d.span(w.From, w.To))
	}
	if spans != nil {
		text += ", answered for " + strings.Join(spans, " and ")
	}
	return []string{text}
}

func (v *view) addSources(d *document) {
	v.Sources = views(d.Told(), func(s summary.Source) sourceView {
		return sourceView{
			s.Name, sourceKind(s), s.Format, summary.Number(s.Records), summary.Number(s.Entries), summary.Number(s.Dropped),
			whole(s.Error), whole(strings.Join(append(d.askedFor(s.Asked), s.Notes...), "; ")),
		}
	})
	v.Missing = views(d.Missing, d.sentenceView)
	v.Assumptions = views(d.Assumptions, whole)
	v.Secrets = views(d.SecretsFound, func(r summary.Removed) secretView { return secretView{r.Kind, r.Count} })
	v.Attachments = d.NotEvidence
}
