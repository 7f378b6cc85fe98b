package pes

import (
	"context"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// evidence is what was read, free of secrets.
type evidence struct {
	event.Batch
	removed redact.Summary
}

// gather reads the evidence: collect → merge → redact. Nothing that is made of it can hold a secret, unless somebody asked to keep them.
func (j *job) gather(ctx context.Context) (*evidence, error) {
	b, err := j.collect(ctx) // and merge: what several sources saw is one event
	if err != nil {
		return nil, err
	}
	if j.KeepSecrets {
		b.Reports = append(b.Reports, event.Report{Name: "--keep-secrets", Notes: []string{
			"nothing was removed: passwords, keys and e-mail addresses stand here, and in evidence.jsonl, as they were found",
		}})
	}
	return &evidence{b, j.cleanse(&b)}, nil
}

// cleanse takes secrets out of all that is kept and shown: what looks like one, and the credentials that systems were asked with.
func (j *job) cleanse(b *event.Batch) redact.Summary {
	removed := j.rules.Batch(b)
	other := event.Batch{Events: j.beyond}
	j.rules.Batch(&other)
	j.beyond = other.Events
	return removed
}

// build is what can be said of the evidence: timeline → summary.
func (j *job) build(ev *evidence) *summary.Summary {
	t := timeline.Build(ev.Events, ev.Series, j.options())
	ev.Reports = contrary(t, ev.Reports)
	return summary.New(t, j.meta(ev))
}
