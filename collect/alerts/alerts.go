// Package alerts reads what a monitoring system said: which alerts fired, from when to when. A firing and its end are one event, whether they
// come from one file or from a webhook, an API dump and the samples of a Prometheus together.
package alerts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// format is one way in which alerts come. A new one is a file and a line in formats.
type format struct {
	name  string
	match func(file.JSON) int // how sure, 0 to 100
	paths []string            // where in the document the elements stand that read wants, as jsonstream says it
	read  func(jsonstream.Element, *source) error
	done  func(*source) // called when a file was read; nil is nothing to do
}

func formats() []format {
	return []format{
		alertmanagerAlerts, alertmanagerGroups, alertmanagerSilences, alertmanagerWebhook,
		cloudWatchAlarms, cloudWatchHistory,
		grafanaAnnotations, grafanaHistory,
		pagerDutyIncidents, pagerDutyLog, pagerDutyNotes,
		prometheusAlerts, prometheusEvaluations, prometheusMatrix, prometheusRules,
	}
}

// Family is the alert family.
func Family() file.Family {
	return file.Family{Kind: event.Alert, Match: match, Collect: collect}
}

func match(h file.Head) file.Match {
	f, score := recognise(h)
	return file.Match{Format: f.name, Score: score}
}

func recognise(h file.Head) (best format, score int) {
	j := h.JSON()
	return file.Surest(formats(), func(f format) int { return f.match(j) })
}

// has says whether all the keys are there.
func has(keys map[string]bool, all ...string) bool {
	return !slices.ContainsFunc(all, func(k string) bool { return !keys[k] })
}

func collect(ctx context.Context, files []*file.File, w event.Window, _ file.Options) (event.Batch, error) {
	var b event.Batch
	e := newEvidence()
	for _, f := range slices.SortedFunc(slices.Values(files), func(a, b *file.File) int { return strings.Compare(a.Path, b.Path) }) {
		r := readFile(ctx, f, e)
		if err := ctx.Err(); err != nil {
			return event.Batch{}, err
		}
		b.Reports = append(b.Reports, r)
	}
	events := e.events(w)
	for i, r := range b.Reports {
		if e.unfired[r.Name] {
			b.Reports[i].Notes = append(r.Notes, notePending)
		}
		if e.endless[r.Name] {
			b.Reports[i].Notes = append(b.Reports[i].Notes, noteEndless)
		}
	}
	b.Events = fold(events, b.Reports)
	slices.SortFunc(b.Events, event.Compare)
	return b, nil
}

// source is a file that is being read.
type source struct {
	path     string
	evidence *evidence
	report   event.Report
	matrix   matrix

	evaluated int64 // until when rules were evaluated, in milliseconds; 0 if it does not say
}

// drop counts a record that could not be used; the first reason of a kind becomes a note.
func (s *source) drop(reason string) {
	s.report.Dropped++
	s.note(reason)
}

// maxNotes bounds what a hostile file can make the document's Sources section say.
const maxNotes = 20

func (s *source) note(n string) {
	if len(s.report.Notes) < maxNotes && !slices.Contains(s.report.Notes, n) {
		s.report.Notes = append(s.report.Notes, n)
	}
}

func readFile(ctx context.Context, f *file.File, e *evidence) event.Report {
	s := &source{path: f.Path, evidence: e, report: event.Report{Name: f.Path, Kind: event.Alert}}
	if err := s.readAll(ctx, f); err != nil {
		s.report.Error = err.Error()
	}
	return s.report
}

func (s *source) readAll(ctx context.Context, f *file.File) error {
	head, err := f.Head()
	if err != nil {
		return err
	}
	format, score := recognise(head)
	if score == 0 {
		return errors.New("holds no alerts")
	}
	s.report.Format = format.name
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	damaged, err := jsonstream.Each(ctx, in, format.paths, func(e jsonstream.Element) {
		err := format.read(e, s)
		if e.Damaged() {
			return
		}
		s.report.Records++
		if err != nil {
			s.drop("records without what makes an alert were left out: " + err.Error())
		}
	})
	if format.done != nil {
		format.done(s)
	}
	s.report.Dropped += damaged
	if damaged > 1 {
		err = fmt.Errorf("%w (and %d more such lines)", err, damaged-1)
	}
	return err
}
