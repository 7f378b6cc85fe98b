package pes

import (
	"cmp"
	"errors"
	"strings"

	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/plain"
	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/render"
	"github.com/pes-dev/pes/templates"
)

// Error is an error that says what to do about it.
type Error struct {
	Err   error
	Hint  string // the next step, for a person; "" if there is none to tell
	Usage bool   // the call or the configuration is wrong, not the evidence or the machine
}

func (e *Error) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// maxErrorLine is how long a line of an error may be: some names and quotes in it come from outside.
const maxErrorLine = 1000

// Explain is an error as people may see it, wherever they are: its lines and the next step, without secrets and control characters.
func Explain(err error) (lines []string, hint string) {
	text, _ := redact.String(plain.Text(err.Error(), 0))
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, plain.Line(line, maxErrorLine))
	}
	if e, ok := errors.AsType[*Error](err); ok {
		hint = plain.Line(e.Hint, maxErrorLine)
	}
	return lines, hint
}

// isTemplate says of an error that a template of people's own cannot be used.
func isTemplate(err error) bool {
	_, wrong := errors.AsType[*render.TemplateError](err)
	_, unread := errors.AsType[*templates.LoadError](err)
	return wrong || unread
}

// Plain is a text from outside, such as the name of a file, as a terminal may show it.
func Plain(s string) string { return plain.Line(s, maxErrorLine) }

// explained gives the errors of the incident folder their hints.
func explained(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*incident.ConfigError](err); ok {
		return &Error{Err: err, Usage: true, Hint: cmp.Or(e.Hint, "every key is optional; \"pes init\" in an empty folder writes an example of them all")}
	}
	if _, ok := errors.AsType[*incident.FolderError](err); ok {
		return &Error{Err: err, Usage: true, Hint: "name a folder that holds the evidence, or files by --logs, --alerts, --chat, --status, --notes, --changes"}
	}
	if isTemplate(err) {
		return &Error{Err: err, Usage: true, Hint: "\"pes templates fields\" has all that a template can name, and \"pes templates show pes\" is one to start from"}
	}
	for _, known := range []struct {
		err  error
		hint string
	}{
		{incident.ErrChanged, "nothing is lost: run it again when nobody is writing there"},
		{incident.ErrExists, "edit it, or remove it first"},
		{incident.ErrReadOnly, "allow writing to it, or write to another file: -o FILE"},
		{incident.ErrTaken, "remove it, or name another file"},
		{incident.ErrTooLarge, "move out of it what is no part of the document, or write to another file: -o FILE"},
	} {
		if errors.Is(err, known.err) {
			return &Error{Err: err, Hint: known.hint}
		}
	}
	return err
}
