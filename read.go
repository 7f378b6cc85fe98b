package pes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/internal/when"
)

// collect reads all evidence: what live systems say and said before, and the files of the folder, or those that were named.
func (j *job) collect(ctx context.Context) (event.Batch, error) {
	known, err := j.ask(ctx)
	if err != nil {
		return event.Batch{}, err
	}
	if ctx.Err() != nil {
		return event.Batch{}, j.salvage(ctx, known)
	}
	files := &collect.Folder{
		Dir:      j.folder.Dir,
		Skip:     incident.Skip,
		Ours:     func(h file.Head) bool { return incident.Ours(h.Data) },
		Zone:     j.zone,
		About:    dayOf(j.config.Title, j.zone),
		Progress: j.Progress,
	}
	for _, in := range j.Inputs {
		files.Named = append(files.Named, collect.Named(in))
	}
	b, err := collect.All(ctx, j.window, []collect.Collector{files, known})
	if err != nil {
		return event.Batch{}, err
	}
	if len(b.Events) == 0 && len(b.Series) == 0 {
		return event.Batch{}, j.noEvidence(b)
	}
	known.claim(b.Events)
	j.beyond = known.beyond(j.window)
	b.Reports = append(b.Reports, j.unused(b.Reports)...)
	return b, nil
}

// dayOf is the day that an incident's name states with its year, "Checkout down, 17 July 2025"; the zero window if it states none.
func dayOf(title string, zone *time.Location) event.Window {
	for _, m := range when.Find(title, when.Context{Zone: zone}) {
		if m.Date && !m.From.IsZero() {
			day := m.From.In(cmp.Or(zone, time.UTC))
			from := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, day.Location())
			return event.Window{From: from.UTC(), To: from.Add(24*time.Hour - time.Second).UTC()}
		}
	}
	return event.Window{}
}

func only[T any](list []T, fits func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(v T) bool { return !fits(v) })
}

// looked is what is recognised as evidence, for whoever gave none.
const looked = "logs (JSON lines, logfmt, syslog, access logs, text with a time stamp), " +
	"alerts (Alertmanager, Prometheus, PagerDuty, Grafana, CloudWatch), chat (a Slack export), status posts (Statuspage, cState, feeds, text), " +
	"notes (lines that begin with a time) and changes (git log; GitHub, GitLab and Kubernetes as JSON)"

// noEvidence says what was looked for, and what there was instead.
func (j *job) noEvidence(b event.Batch) error {
	where := "the files that were named"
	if j.folder.Dir != "" {
		where = j.folder.Dir
	}
	records, failed := 0, false
	var there []string
	for _, r := range b.Reports {
		records += r.Records
		failed = failed || r.Error != ""
		if line := cmp.Or(reportLine(r), emptyLine(r)); line != "" {
			there = append(there, line)
		}
	}
	if slices.ContainsFunc(b.Reports, j.isLive) {
		return j.noAnswers(where, b.Reports)
	}
	if records > 0 && !j.window.IsZero() {
		return &Error{
			Err:  fmt.Errorf("no evidence in %s between %s and %s: its %d records are of other times", where, bound(j.window.From), bound(j.window.To), records),
			Hint: "leave out --from and --to, and window: in " + incident.ConfigName,
		}
	}
	return &Error{Err: listed(fmt.Sprintf("no evidence in %s: looked for %s", where, looked), there), Hint: j.whatToRead(failed)}
}

// listed is an error with a line for each of some things, though not for very many.
func listed(text string, lines []string) error {
	const most = 20
	if len(lines) > most {
		lines = append(lines[:most:most], fmt.Sprintf("and %d more", len(lines)-most))
	}
	return errors.New(strings.Join(append([]string{text}, lines...), "\n"))
}

// isLive says of a report that it is of a live system, and not of a file.
func (j *job) isLive(r event.Report) bool { return r.Asked != nil || j.system(r.Name) != nil }

// noAnswers says why there is no evidence though live systems are named: nobody asked them, they failed, or they have nothing of the window.
func (j *job) noAnswers(where string, reports []event.Report) error {
	var lines []string
	asked := false
	for _, r := range reports {
		switch live := j.isLive(r); {
		case live && r.Asked == nil:
			lines = append(lines, plain.Line(r.Name+": not asked yet", maxErrorLine))
		case live && r.Error == "":
			asked = true
			lines = append(lines, plain.Line(strings.Join(append([]string{r.Name + ": it has nothing of the window"}, r.Notes...), "; "), maxErrorLine))
		case live:
			asked = true
			lines = append(lines, plain.Line(strings.TrimSuffix(r.Name+": "+r.Error+"; "+r.Fix, "; "), maxErrorLine))
		default:
			if line := cmp.Or(reportLine(r), emptyLine(r)); line != "" {
				lines = append(lines, line)
			}
		}
	}
	if !asked {
		return &Error{Err: listed(fmt.Sprintf("no evidence in %s: its live systems have not been asked yet", where), lines), Hint: "run \"pes collect\" first"}
	}
	return &Error{
		Err:  listed(fmt.Sprintf("no evidence in %s: the live systems gave none", where), lines),
		Hint: "mend what is named above, or ask for another window; \"pes doctor\" looks whether all can be asked",
	}
}

// emptyLine says of a file that was recognised, and held nothing, as what it was read; "" for any other.
func emptyLine(r event.Report) string {
	if r.Kind == "" || r.Format == "" {
		return ""
	}
	return plain.Line(strings.Join(append([]string{fmt.Sprintf("%s: read as %s, and nothing in it states a time", r.Name, r.Format)}, r.Notes...), "; "), maxErrorLine)
}

// whatToRead is what to do where there is no evidence.
func (j *job) whatToRead(failed bool) string {
	switch {
	case len(j.Inputs) > 0:
		return "check the names; a pattern stands in quotes, and ** in it is any depth"
	case failed:
		return "mend what is named above; a missing year, date or zone is given by --from and --timezone, or in " + incident.ConfigName
	}
	return "put exported files into the folder, packed or not, under any name, or name live systems in sources: and run \"pes collect\""
}

func bound(t time.Time) string {
	if t.IsZero() {
		return "any time"
	}
	return t.UTC().Format(time.RFC3339)
}
