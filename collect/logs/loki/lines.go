package loki

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/plain"
)

// found is a line, and what tells it from another one of the same time.
type found struct {
	entry
	stream string // its labels
}

// fetch fetches the first lines of a query, or the last, at most n, in order of time.
func (e *engine) fetch(ctx context.Context, w event.Window, query string, n int, last bool) ([]found, error) {
	e.asked.Tell(legible(query))
	lines, over, err := logs.Paging[found]{
		Most: maxLines, Grain: time.Nanosecond, Last: last,
		Page: func(ctx context.Context, w event.Window, n int) ([]found, error) {
			return e.page(ctx, query, w, n, last)
		},
		At: func(f found) time.Time { return time.Unix(0, f.at).UTC() },
		ID: func(f found) string { return f.stream + "\x00" + f.text },
	}.Fetch(ctx, w, n)
	if len(over) > 0 {
		e.note(fmt.Sprintf("more than %d lines bear the stamp %s: the rest of them was not fetched", maxLines, over[0].Format(time.RFC3339Nano)))
	}
	return lines, err
}

// page fetches lines in the order in which they are asked for: the last first if backward.
func (e *engine) page(ctx context.Context, query string, w event.Window, limit int, backward bool) ([]found, error) {
	direction := "forward"
	if backward {
		direction = "backward"
	}
	streams, err := e.streams(ctx, url.Values{
		"query": {query}, "start": {nano(w.From)}, "end": {nano(w.To)}, "limit": {strconv.Itoa(limit)}, "direction": {direction},
	})
	if err != nil {
		return nil, err
	}
	var all []found
	for _, s := range streams {
		if backward {
			slices.Reverse(s.Values)
		}
		name := named(s.Stream)
		for _, v := range s.Values {
			labels := s.Stream
			if len(v.labels) > 0 {
				labels = maps.Clone(v.labels)
				maps.Copy(labels, s.Stream)
			}
			v.labels = labels
			all = append(all, found{v, name})
		}
	}
	sortLines(all)
	if backward {
		slices.Reverse(all)
	}
	return all, nil
}

// sortLines puts lines in order of time; those of one stamp in that of their streams' labels, and in a stream as they came.
func sortLines(all []found) {
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.stream, b.stream)) })
}

// named is the labels of a stream as one text.
func named(labels map[string]string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		b.WriteString(k)
		b.WriteByte('=')
		b.WriteString(strconv.Quote(labels[k]))
	}
	return b.String()
}

// maxNotes is how many notes a report gets from Loki's own words.
const maxNotes = 5

func (e *engine) note(text string) {
	text = plain.Line(e.env.Secrets.Clean(text), 300)
	if len(e.notes) < maxNotes && !slices.Contains(e.notes, text) {
		e.notes = append(e.notes, text)
	}
}
