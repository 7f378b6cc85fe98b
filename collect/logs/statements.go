package logs

import (
	"slices"

	"github.com/pes-dev/pes/collect/logs/template"
)

// statements are the patterns of services by the statement that wrote them: "user alice failed" and "user bob failed" are two shapes and one
// pattern. A service's are found when they are asked for, since most services never change.
type statements struct {
	shapes map[*service][]*pattern // in order of their first lines
	of     map[*service][]*pattern
	budget int // how many more shapes may be mined
}

// What is mined at most: a service whose every line is different has no statements to find, and each shape costs some microseconds and a
// kilobyte. What is beyond stays by shape.
const (
	maxMined        = 20_000 // shapes, of all services
	maxMinedService = 5000
)

func newStatements(patterns []*pattern) *statements {
	s := &statements{shapes: map[*service][]*pattern{}, of: map[*service][]*pattern{}, budget: maxMined}
	for _, p := range patterns {
		s.shapes[p.service] = append(s.shapes[p.service], p)
	}
	return s
}

// patterns is the patterns of a service in order of their first lines. Errors, warnings and other lines are kept apart.
func (s *statements) patterns(of *service) []*pattern {
	if done, ok := s.of[of]; ok {
		return done
	}
	shapes := s.shapes[of]
	if len(shapes) > min(s.budget, maxMinedService) {
		s.of[of] = together(shapes, func(p *pattern) uint64 { return p.shape })
		return s.of[of]
	}
	s.budget -= len(shapes)
	lines := make([]template.Line, 0, len(shapes))
	index := map[*pattern]int{}
	for i, p := range shapes {
		index[p] = i
		lines = append(lines, template.Line{Text: p.sample, Count: int(records(p.counts.cells))}) //nolint:gosec // lines of files
	}
	_, mined := template.Mine(lines)
	type key struct {
		template     int
		errors, warn bool
	}
	s.of[of] = together(shapes, func(p *pattern) key { return key{mined[index[p]], p.errors, p.level == warning} })
	return s.of[of]
}

// which is the patterns of a service of which something holds.
func (s *statements) which(of *service, holds func(*pattern) bool) []*pattern {
	var out []*pattern
	for _, p := range s.patterns(of) {
		if holds(p) {
			out = append(out, p)
		}
	}
	return out
}

// together adds up the patterns of one service that have the same key. They must be in order of their first lines, and so is what it returns, which
// shares nothing with them.
func together[K comparable](patterns []*pattern, key func(*pattern) K) []*pattern {
	var out []*pattern
	of := map[K]*pattern{}
	for _, p := range patterns {
		k := key(p)
		all := of[k]
		if all == nil {
			all = &pattern{service: p.service, shape: p.shape, first: p.first, sample: p.sample, made: p.made, counts: counts{step: p.counts.step}}
			of[k] = all
			out = append(out, all)
		}
		all.level = max(all.level, p.level)
		all.errors = all.errors || p.errors
		all.counts.step = max(all.counts.step, p.counts.step)
		all.counts.cells = append(all.counts.cells, p.counts.cells...)
	}
	for _, p := range out {
		p.counts.limit(maxTogether)
	}
	return out
}

// maxTogether is how many cells patterns that are added up have at most, as a single one has (see patternLimit).
const maxTogether = 400

// grave says whether one of several patterns is.
func grave(patterns []*pattern) bool { return slices.ContainsFunc(patterns, (*pattern).grave) }
