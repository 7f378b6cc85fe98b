package logs

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs/template"
	"github.com/pes-dev/pes/event"
)

// miner is a Shaper made of an Engine that is none: it reads some lines of what is asked for, finds their patterns, and has the engine count each of
// them by the words that all of its lines have.
type miner struct {
	Engine
	a       *asking
	changed map[string][]event.Window
	found   map[string][]mined // by service and by what was asked for
}

// mined is a pattern of lines that were read.
type mined struct {
	service string
	words   []string
	text    string // of one of them
	n       int    // how many were read
}

// What a miner reads of each changed stretch of a service, and how many patterns it has counted: two hundred lines hold each pattern that is a
// twentieth of them for sure, and a timeline tells eight of one change.
const (
	minedLines    = 200
	minedPatterns = 24
)

// Shapes is as Shaper has it, of the patterns that were found when q was asked for the first time.
func (m *miner) Shapes(ctx context.Context, w event.Window, q Query, step time.Duration, n int) ([]Shape, error) {
	var shapes []Shape
	for _, native := range m.services(q) {
		key := native + "\x00" + strings.Join(q.Any, "\x00")
		if _, ok := m.found[key]; !ok {
			found, err := m.mine(ctx, native, q)
			if err != nil {
				return shapes, err
			}
			m.found[key] = found
		}
		counted, err := m.count(ctx, w, m.found[key], q, step)
		if err != nil {
			return shapes, err
		}
		shapes = append(shapes, counted...)
	}
	return shapes[:min(len(shapes), n)], nil
}

// services is whose lines are asked for. All are asked for as one, because few lines are grave.
func (m *miner) services(q Query) []string {
	if len(q.Services) > 0 {
		return q.Services
	}
	return []string{""}
}

// mine reads lines and finds their patterns, the most frequent first.
func (m *miner) mine(ctx context.Context, native string, q Query) ([]mined, error) {
	lines, err := m.read(ctx, native, q)
	if err != nil {
		return nil, err
	}
	byService := map[string][]Line{}
	for _, l := range lines {
		byService[l.Service] = append(byService[l.Service], l)
	}
	var all []mined
	for service, of := range byService {
		all = append(all, mine(service, of)...)
	}
	slices.SortFunc(all, func(x, y mined) int {
		return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(x.service, y.service), cmp.Compare(x.text, y.text))
	})
	return all[:min(len(all), minedPatterns)], nil
}

// read reads some lines of what is asked for: of a service that changed, its errors, its warnings and its other lines around each change; and of
// what is asked for in all services, the first.
func (m *miner) read(ctx context.Context, native string, q Query) ([]Line, error) {
	if len(q.Services) == 0 {
		return m.Lines(ctx, m.a.span, q, minedLines)
	}
	var all []Line
	for _, w := range m.a.stretches(map[string][]event.Window{"": m.changed[m.a.named(native)]}, patternStep) {
		before := event.Window{From: m.a.span.From, To: w.From}
		for _, said := range [][]Said{m.a.of(failed), m.a.of(warned, failedMildly), m.a.of(uneventful)} {
			if len(said) == 0 {
				continue
			}
			first := Query{Services: []string{native}, Said: said, Any: q.Any}
			last := first
			last.Last = true
			middle := event.Window{From: w.From.Add(w.To.Sub(w.From) / 2), To: w.To}
			for _, ask := range []struct {
				w event.Window
				q Query
				n int
			}{{w, first, minedLines}, {middle, first, minedLines}, {w, last, minedLines / 2}, {before, last, minedLines / 4}} {
				if !ask.w.From.Before(ask.w.To) {
					continue
				}
				lines, err := m.Lines(ctx, ask.w, ask.q, ask.n)
				if err != nil {
					return nil, err
				}
				all = append(all, lines...)
			}
		}
	}
	return all, nil
}

// mine finds the patterns of a service's lines.
func mine(service string, lines []Line) []mined {
	var shapes []template.Line
	var texts [][]string // of each shape
	index := map[uint64]int{}
	for _, l := range lines {
		h := shapeOf([]byte(l.Text))
		i, ok := index[h]
		if !ok {
			i = len(shapes)
			index[h] = i
			shapes, texts = append(shapes, template.Line{Text: l.Text}), append(texts, nil)
		}
		shapes[i].Count++
		if len(texts[i]) < 3 {
			texts[i] = append(texts[i], l.Text)
		}
	}
	templates, of := template.Mine(shapes)
	all := make([]mined, len(templates))
	for i, t := range templates {
		all[i] = mined{service: service, n: t.Count, words: literals(t.Text)}
	}
	for i, t := range of {
		for _, text := range texts[i] {
			if all[t].text == "" || text < all[t].text {
				all[t].text = text
			}
			if !holds(text, all[t].words) {
				all[t].words = slices.DeleteFunc(all[t].words, func(w string) bool { return !strings.Contains(text, w) })
			}
		}
	}
	return slices.DeleteFunc(all, func(x mined) bool { return len(x.words) == 0 })
}

// literals is the words of a template that all of its lines have.
func literals(text string) []string {
	var all []string
	for word := range strings.FieldsSeq(text) {
		for part := range strings.SplitSeq(word, template.Wild) {
			if strings.ContainsFunc(part, func(r rune) bool { return r > '9' }) {
				all = append(all, part)
			}
		}
	}
	return all
}

// holds says whether a text has all parts, in order.
func holds(text string, parts []string) bool {
	for _, p := range parts {
		i := strings.Index(text, p)
		if i < 0 {
			return false
		}
		text = text[i+len(p):]
	}
	return true
}

// count has the engine count patterns.
func (m *miner) count(ctx context.Context, w event.Window, all []mined, q Query, step time.Duration) ([]Shape, error) {
	var shapes []Shape
	for _, x := range all {
		ask := Query{Services: []string{x.service}, Said: q.Said, Words: x.words}
		bins, err := m.Rates(ctx, w, ask, step)
		if err != nil {
			return nil, err
		}
		if len(bins) == 0 {
			continue
		}
		first, err := m.Lines(ctx, w, ask, 1)
		if err != nil {
			return nil, err
		}
		of := map[Said]*Shape{}
		sortBins(bins)
		for _, b := range bins {
			s := of[b.Said]
			if s == nil {
				s = &Shape{Service: x.service, Said: b.Said, Text: x.text, words: x.words}
				if len(first) > 0 {
					s.Text = first[0].Text
				}
				of[b.Said] = s
			}
			s.Bins = append(s.Bins, b)
		}
		if len(first) > 0 && !first[0].At.Before(bins[0].Start) {
			bins[0].First = first[0].At
		}
		for _, s := range of {
			shapes = append(shapes, *s)
		}
	}
	return shapes, nil
}
