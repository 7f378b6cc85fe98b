package pes

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/templates"
	"github.com/pes-dev/pes/timeline"
)

// TimelineOptions says how to show a timeline.
type TimelineOptions struct {
	Format  string // one of TimelineFormats; "" is the first
	Explain string // what to explain instead, one of Explanations: a milestone's candidates, or all rules; "" is nothing
	Width   int    // of the terminal, for a table; 0 if it is not known
	Colour  bool   // whether a table may have colours
}

// TimelineFormats lists the formats of a timeline, the default first.
func TimelineFormats() []string { return []string{"table", "json", "csv", "markdown"} }

// Milestones lists the names of the milestones.
func Milestones() []string {
	var names []string
	for _, n := range timeline.Names() {
		names = append(names, string(n))
	}
	return names
}

// references are what can be explained without any evidence: the rules, and what messages do.
var references = map[string]func(io.Writer, render.TerminalOptions) error{"acts": render.ActReference, "rules": render.RuleReference}

// Explanations lists what can be explained: each milestone, and the rules and acts by which all are found.
func Explanations() []string { return append(Milestones(), slices.Sorted(maps.Keys(references))...) }

// Timeline shows what happened when, and how each milestone is known. It writes nothing into the folder.
func Timeline(ctx context.Context, r Request, o TimelineOptions) (*Result, error) {
	if o.Format == "" {
		o.Format = TimelineFormats()[0]
	}
	if !slices.Contains(TimelineFormats(), o.Format) {
		err := fmt.Errorf("no format %q of a timeline: there are %s", o.Format, strings.Join(TimelineFormats(), ", "))
		return nil, &Error{Err: err, Usage: true}
	}
	if o.Explain != "" && !slices.Contains(Explanations(), o.Explain) {
		err := fmt.Errorf("no milestone %q: there are %s", o.Explain, strings.Join(Milestones(), ", "))
		return nil, &Error{Err: err, Usage: true, Hint: "--explain rules has all rules, --explain acts what a message can do"}
	}
	if o.Explain != "" && o.Format != TimelineFormats()[0] {
		return nil, &Error{Err: fmt.Errorf("--explain prints a table, not %s", o.Format), Usage: true, Hint: "-f json has the candidates of every milestone"}
	}
	if write := references[o.Explain]; write != nil {
		return reference(write, o)
	}
	j, err := open(r)
	if err != nil {
		return nil, err
	}
	ev, err := j.gather(ctx)
	if err != nil {
		return nil, err
	}
	text, err := show(j.identities(ev, j.build(ev), templates.Genre{}), o)
	if err != nil {
		return nil, err
	}
	return &Result{Text: text, Sources: j.sources(ev)}, nil
}

// reference is what holds for every incident: no folder is read for it.
func reference(write func(io.Writer, render.TerminalOptions) error, o TimelineOptions) (*Result, error) {
	var b bytes.Buffer
	if err := write(&b, o.terminal()); err != nil {
		return nil, err
	}
	return &Result{Text: b.Bytes()}, nil
}

func (o TimelineOptions) terminal() render.TerminalOptions {
	return render.TerminalOptions{Width: o.Width, Color: o.Colour}
}

func show(s *summary.Summary, o TimelineOptions) ([]byte, error) {
	var b bytes.Buffer
	var err error
	terminal := o.terminal()
	if o.Explain != "" {
		if err := render.ExplainTable(&b, s, timeline.Name(o.Explain), terminal); err != nil {
			return nil, err
		}
		return b.Bytes(), nil
	}
	switch o.Format {
	case "json":
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		err = enc.Encode(summary.JSON(s))
	case "csv":
		err = render.TimelineCSV(&b, s)
	case "markdown":
		return render.TimelineMarkdown(s)
	default:
		err = render.TimelineTable(&b, s, terminal)
	}
	if err != nil {
		return nil, fmt.Errorf("showing the timeline: %w", err)
	}
	return b.Bytes(), nil
}
