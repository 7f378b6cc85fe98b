package summary

import (
	"github.com/pes-dev/pes/timeline"
)

// Line is a line of the timeline that people read: a row, or a silence between two.
type Line struct {
	Row     Row // zero for a silence
	Silence *timeline.Silence
}

// Lines are the rows with the silences between them, in order of time.
func (s *Summary) Lines() []Line {
	var out []Line
	rest := s.Timeline.Silences
	until := func(fits func(timeline.Silence) bool) {
		for len(rest) > 0 && fits(rest[0]) {
			if rest[0].Row {
				out = append(out, Line{Silence: &rest[0]})
			}
			rest = rest[1:]
		}
	}
	for _, r := range s.Rows {
		until(func(x timeline.Silence) bool { return !x.To.After(r.At) })
		out = append(out, Line{Row: r})
	}
	until(func(timeline.Silence) bool { return true })
	return out
}

// SilenceWords says what a silence is: what is counted, and whether anything that had begun before it went on. Its beginning stands beside it.
func SilenceWords(x timeline.Silence, until string) string {
	s := "nothing on record for " + Length(x.To.Sub(x.From)) + ", to " + until + ": no entry of any kind begins or ends in this time"
	if x.Going > 0 {
		s += "; alerts or errors that had begun before went on"
	}
	return s
}
