package pes

import (
	"context"
	"fmt"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/plain"
)

// sources says on what the result rests, and what live systems said.
func (j *job) sources(ev *evidence) Sources {
	s := ev.sources()
	s.Asked = j.answers
	return s
}

// sources says on what the result rests.
func (ev *evidence) sources() Sources {
	var s Sources
	for _, r := range ev.Reports {
		line := reportLine(r)
		switch {
		case line == "", isAttachment(r):
		case r.Error != "" && r.Fix != "":
			s.Incomplete = append(s.Incomplete, plain.Line(line+"; "+r.Fix, maxErrorLine))
		case r.Error != "":
			s.Incomplete = append(s.Incomplete, line)
		default:
			s.Unread = append(s.Unread, line)
		}
	}
	return s
}

// reportLine is what is to be said of a source that was not read, or not to its end; "" for one that was.
func reportLine(r event.Report) string {
	switch {
	case strings.HasPrefix(r.Error, r.Name+":"): // name:line
		return plain.Line(r.Error, maxErrorLine)
	case r.Error != "":
		return plain.Line(fmt.Sprintf("%s: %s", r.Name, r.Error), maxErrorLine)
	case r.Kind == "" && len(r.Notes) > 0:
		return plain.Line(fmt.Sprintf("%s: %s", r.Name, strings.Join(r.Notes, "; ")), maxErrorLine)
	}
	return ""
}

// isAttachment says of a report that it is about a picture, a recording or a PDF: what belongs to the incident, but is nothing to read.
func isAttachment(r event.Report) bool {
	return r.Kind == "" && r.Error == "" && r.Format != "" && len(r.Notes) == 1 && strings.HasPrefix(r.Notes[0], "an attachment")
}

// manifest is what was read, and what became of it.
func (j *job) manifest(ctx context.Context, ev *evidence) (incident.Manifest, error) {
	m := incident.Manifest{Version: j.Version, Window: j.window, Redacted: ev.removed}
	files, _, err := file.Walk(ctx, j.folder.Dir, file.WalkOptions{Skip: incident.Skip})
	if err != nil {
		return m, err
	}
	for _, f := range files {
		sum, err := f.Digest(ctx)
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if err != nil {
			continue // its report has the error
		}
		m.Inputs = append(m.Inputs, incident.Input{Path: j.words(f.Path), Bytes: f.Size, SHA256: sum.String()})
	}
	m.Sources = manifestSources(ev)
	for _, r := range ev.Reports {
		if r.Dropped == 0 {
			continue
		}
		if m.Dropped == nil {
			m.Dropped = map[string]int{}
		}
		m.Dropped[r.Name] += r.Dropped
	}
	return m, nil
}

// manifestSources is what live systems were asked, and what came of it.
func manifestSources(ev *evidence) []incident.Asked {
	events := map[string]int{}
	for _, e := range ev.Events {
		events[e.Source]++
	}
	var out []incident.Asked
	for _, r := range ev.Reports {
		if r.Asked != nil {
			out = append(out, incident.Asked{
				Name: r.Name, System: r.Asked.System, Version: r.Asked.Version, Queries: r.Asked.Queries, Covered: r.Asked.Covered,
				Events: events[r.Name], Records: r.Records, Dropped: r.Dropped, Error: r.Error,
			})
		}
	}
	return out
}
