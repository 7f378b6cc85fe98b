package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
	"github.com/pes-dev/pes/event"
)

// evidenceFlags are the flags of the commands that read evidence: what to read, and how to read its times.
type evidenceFlags struct {
	inputs         map[event.Kind]*[]string
	from, to, zone string
	keepSecrets    bool
}

// rowsFlag says how many rows of the timeline people read.
type rowsFlag struct{ n int }

func (f *rowsFlag) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.n, "rows", pes.DefaultRows,
		"show the `N` most telling rows of the timeline, but always those that milestones rest on; 0 is all of them")
}

// rows is the flag as a request has it.
func (f *rowsFlag) rows() (int, error) {
	switch {
	case f.n < 0:
		return 0, usagef("--rows %d: there cannot be fewer than none; 0 is all of them", f.n)
	case f.n == 0:
		return pes.AllRows, nil
	}
	return f.n, nil
}

// inputFlags name files of evidence, where there is no folder.
var inputFlags = []struct {
	kind        event.Kind
	name, usage string
}{
	{event.Log, "logs", "read logs from files that fit `GLOB`, not from a folder (repeatable, ** for any depth)"},
	{event.Alert, "alerts", "read alerts from `FILE` (repeatable)"},
	{event.Chat, "chat", "read chat from `FILE` (repeatable)"},
	{event.Status, "status", "read status posts from `FILE` (repeatable)"},
	{event.Note, "notes", "read notes from `FILE` (repeatable)"},
	{event.Change, "changes", "read changes from `FILE` (repeatable)"},
}

func (e *evidenceFlags) add(cmd *cobra.Command) {
	e.inputs = map[event.Kind]*[]string{}
	flags := cmd.Flags()
	for _, f := range inputFlags {
		e.inputs[f.kind] = flags.StringArray(f.name, nil, f.usage)
	}
	flags.StringVar(&e.from, "from", "", "look only at what happened from `TIME` on, such as \"2025-10-20 02:00\" or 2025-10-20T06:00:00Z")
	flags.StringVar(&e.to, "to", "", "… and before `TIME`")
	flags.StringVar(&e.zone, "timezone", "", "the incident's `ZONE`, such as America/New_York: for stamps that have none, and to show times in")
	flags.BoolVar(&e.keepSecrets, "keep-secrets", false, "leave passwords, keys, e-mail addresses and the names of redact: in what is written; the document says so")
	flags.SortFlags = false
}

// request is what all requests have of the process.
func (s *streams) request() pes.Request {
	return pes.Request{
		UserTemplates: s.userTemplates(),
		PseudonymKey:  s.env("PES_PSEUDONYM_KEY"),

		Getenv:   s.env,
		Now:      s.now,
		Version:  version(),
		Progress: s.progress(),
		Waiting:  func() { s.say("another run is writing into this folder: waiting for it") },
	}
}

// request is what the flags and arguments ask for.
func (e *evidenceFlags) request(s *streams, args []string) (pes.Request, error) {
	r := s.request()
	r.From, r.To, r.Zone, r.KeepSecrets = e.from, e.to, e.zone, e.keepSecrets
	for _, f := range inputFlags {
		for _, pattern := range *e.inputs[f.kind] {
			r.Inputs = append(r.Inputs, pes.Input{Kind: f.kind, Pattern: pattern})
		}
	}
	switch {
	case len(args) > 0 && len(r.Inputs) > 0:
		return pes.Request{}, usagef("a folder (%s) and files (--%s …) exclude each other", args[0], firstInput(r.Inputs))
	case len(args) > 0:
		r.Dir = args[0]
	case len(r.Inputs) == 0:
		r.Dir = "."
	}
	return r, nil
}

func firstInput(inputs []pes.Input) string {
	for _, f := range inputFlags {
		if f.kind == inputs[0].Kind {
			return f.name
		}
	}
	return string(inputs[0].Kind)
}

// maxTold is how many files are named on stderr for one reason: two screens. The result's list of sources has them all.
const maxTold = 50

// tell says on stderr what a reader of the result should know of its evidence, and makes an incomplete result an error.
func tell(s *streams, sources pes.Sources) error {
	for _, line := range sources.Asked {
		s.say("asked %s", line)
	}
	told, rest := first(sources.Unread)
	for _, line := range told {
		s.say("note: %s", line)
	}
	if rest > 0 {
		s.say("note: and %d more files that were not read", rest)
	}
	told, rest = first(sources.Incomplete)
	for _, line := range told {
		s.label(red, "incomplete:", line)
	}
	if rest > 0 {
		s.label(red, "incomplete:", fmt.Sprintf("and %d more", rest))
	}
	if len(sources.Incomplete) > 0 {
		return errIncomplete
	}
	return nil
}

// first is as many lines as are told, and how many are not.
func first(lines []string) (told []string, rest int) {
	n := min(len(lines), maxTold)
	return lines[:n], len(lines) - n
}
