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
