package incident

import (
	"strings"

	"github.com/pes-dev/pes/internal/mistake"
)

// Problem is one thing that is wrong in incident.yaml.
type Problem = mistake.Problem

// ConfigError is everything that is wrong in incident.yaml, in the order of its lines.
type ConfigError struct {
	File     string // the path, as the file was asked for
	Problems []Problem
	Hint     string // what to do about it, beyond what the problems say; "" if nothing

	lines []string
}

// Error is a paragraph for each problem: file, line and column, what is wrong, and the line itself. It holds several lines, no control
// characters, and no value of a key that is named like a credential.
func (e *ConfigError) Error() string {
	paragraphs := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		paragraphs[i] = p.Paragraph(e.File, e.lines)
	}
	return strings.Join(paragraphs, "\n")
}

// ConfigError is an error about the folder's incident.yaml by whoever uses what it says: the problems, in any order, and a hint.
func (f *Folder) ConfigError(problems []Problem, hint string) *ConfigError {
	name := f.Path(ConfigName)
	e := &ConfigError{File: name, Problems: problems, Hint: hint}
	mistake.Sort(e.Problems)
	if data, err := readCapped(name); err == nil { // else there are no lines to show
		e.lines = strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n"), "\n")
	}
	return e
}
