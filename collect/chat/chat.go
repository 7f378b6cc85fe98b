// Package chat reads what people and bots wrote to each other during an incident: exports of Slack, as a zip, a folder or single files.
package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// format is one kind of file of an export. A new one is a file and a line in formats.
type format struct {
	name  string
	match func(file.JSON) int // how sure, 0 to 100
	first bool                // names that the other files' messages need: read before them
	paths []string            // where in the document the elements stand that read wants, as jsonstream says it
	read  func(jsonstream.Element, *source) error
}

func formats() []format {
	return []format{slackChannels, slackMessages, slackUsers}
}

// Family is the chat family.
func Family() file.Family {
	return file.Family{Kind: event.Chat, Match: match, Collect: collect}
}

func match(h file.Head) file.Match {
	f, score := recognise(h)
	return file.Match{Format: f.name, Score: score}
}

func recognise(h file.Head) (best format, score int) {
	j := h.JSON()
	return file.Surest(formats(), func(f format) int { return f.match(j) })
}

// has says whether all the keys are there.
func has(keys map[string]bool, all ...string) bool {
	return !slices.ContainsFunc(all, func(k string) bool { return !keys[k] })
}

func hasAny(keys map[string]bool, some ...string) bool {
	return slices.ContainsFunc(some, func(k string) bool { return keys[k] })
}

// source is one file that is being read.
type source struct {
	file   *file.File
	format format
	export *export
	window event.Window
}

func collect(ctx context.Context, files []*file.File, w event.Window, _ file.Options) (event.Batch, error) {
	sources := sourcesOf(files, w)
	for _, first := range []bool{true, false} {
		for _, s := range sources {
			if s.format.first != first {
				continue
			}
			s.readFile(ctx)
			if err := ctx.Err(); err != nil {
				return event.Batch{}, err
			}
		}
	}
	return batch(exportsOf(sources), w), nil
}

// sourcesOf opens the files' beginnings and finds the export that each belongs to. The result is sorted by path.
func sourcesOf(files []*file.File, w event.Window) []*source {
	exports := map[string]*export{}
	all := new(held)
	sources := make([]*source, 0, len(files))
	for _, f := range slices.SortedFunc(slices.Values(files), func(a, b *file.File) int { return strings.Compare(a.Path, b.Path) }) {
		sources = append(sources, &source{file: f, window: w})
	}
	roots := map[string]bool{} // folders that hold a list of users or channels
	for _, s := range sources {
		if head, err := s.file.Head(); err == nil {
			s.format, _ = recognise(head)
		}
		if s.format.first {
			roots[folder(s.file.Path)] = true
		}
	}
	for _, s := range sources {
		root := rootOf(s.file.Path, s.format, roots)
		if exports[root] == nil {
			exports[root] = newExport(root, all)
		}
		s.export = exports[root]
	}
	return sources
}

func exportsOf(sources []*source) []*export {
	var out []*export
	for _, s := range sources {
		if !slices.Contains(out, s.export) {
			out = append(out, s.export)
		}
	}
	return out
}

func (s *source) readFile(ctx context.Context) {
	damaged, err := s.readAll(ctx)
	if err == nil {
		return
	}
	s.export.report.Dropped += damaged
	s.export.fail(fmt.Errorf("%s: %w", s.file.Path, err))
}

func (s *source) readAll(ctx context.Context) (damaged int, err error) {
	if s.format.read == nil {
		if _, err := s.file.Head(); err != nil {
			return 0, err
		}
		return 0, errors.New("holds no chat")
	}
	in, err := s.file.Open()
	if err != nil {
		return 0, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	return jsonstream.Each(ctx, in, s.format.paths, func(e jsonstream.Element) {
		if err := s.format.read(e, s); err != nil && !e.Damaged() {
			s.export.report.Dropped++
			s.export.note("records that are no " + strings.TrimPrefix(s.format.name, "slack-") + " were left out: " + err.Error())
		}
	})
}
