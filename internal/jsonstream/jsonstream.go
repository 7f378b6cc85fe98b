// Package jsonstream reads JSON documents of any size one element at a time. Exports and API dumps are single documents that may be larger
// than memory; the formats want the elements at a few places inside them ("data.result[]"), each with the line that it stands on. What was
// read before the first damage is kept, and every error names the line and byte. JSON lines are documents one after another.
package jsonstream

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// MaxElement is the most that one element may take, in bytes. The largest honest one is a Prometheus series: 11,000 samples, the most that
// a range query answers, take some 300 KB. Alert labels and chat messages are far smaller.
const MaxElement = 32 << 20

// maxDepth is how deep the way to an element may nest. API dumps nest five deep; encoding/json bounds what lies inside an element.
const maxDepth = 64

// ErrTooLarge says that an element is larger than MaxElement.
var ErrTooLarge = fmt.Errorf("an element is over the cap of %d MiB", MaxElement>>20)

// Element is one value at one of the places that were asked for. It is valid during the visit only.
type Element struct {
	Path string // the path that it was asked by: "data.result[]"
	Line int    // the line that it begins on, counted from 1

	s *stream
}

// Decode unmarshals the element into v, at most once. A value of another type than v's is a *json.UnmarshalTypeError and leaves the rest of
// the element in v; other errors are damage, which Each reports itself.
func (e Element) Decode(v any) error { return e.s.decode(v) }

// Damaged says whether decoding the element met damage. What was decoded is then not to be used, and Each reports it.
func (e Element) Damaged() bool { return e.s.err != nil }

// Each reads the documents of r and calls visit for every element at one of paths, in the order of the stream. A path is keys joined by
// dots, with "[]" for the elements of an array: "[]", "alerts[]", "data.groups[].rules[]". Elements within elements are not visited.
//
// The error is the first damage, with its place; what stood before it was visited. Damage within a document of one line costs that line
// alone, and damaged counts such lines. A cancelled ctx ends the reading with ctx's error.
func Each(ctx context.Context, r io.Reader, paths []string, visit func(Element)) (damaged int, err error) {
	s := newStream(ctx, r, visit)
	ways := make([]way, len(paths))
	for i, p := range paths {
		ways[i] = way{path: p, left: segments(p)}
	}
	for {
		start, e := s.document(ways)
		if errors.Is(e, io.EOF) {
			return damaged, err
		}
		if e == nil {
			continue
		}
		if ctx.Err() != nil {
			return damaged, ctx.Err()
		}
		damaged++
		offset, line := s.tape.begin(s.offset())
		if err == nil {
			err = fmt.Errorf("line %d, byte %d: %w", line, offset, e)
		}
		if line != start || !s.nextLine() {
			return damaged, err
		}
	}
}

// way is a path, and what is left of it below the value at hand.
type way struct {
	path string
	left []string
}

func segments(path string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(path, "[]", ".[]"), func(r rune) bool { return r == '.' })
}

// step is the ways that go on through a key or, for "[]", through an array's elements.
func step(ways []way, segment string) []way {
	var on []way
	for _, w := range ways {
		if len(w.left) > 0 && w.left[0] == segment {
			on = append(on, way{w.path, w.left[1:]})
		}
	}
	return on
}

type stream struct {
	ctx   context.Context
	visit func(Element)
	tape  *tape
	dec   *json.Decoder
	base  int64 // of dec's first byte
	used  bool  // whether the visit decoded its element
	err   error // of that decoding, if it was damage
}

func newStream(ctx context.Context, r io.Reader, visit func(Element)) *stream {
	t := &tape{r: bufio.NewReaderSize(r, 64<<10), line: 1}
	return &stream{ctx: ctx, visit: visit, tape: t, dec: json.NewDecoder(t)}
}

func (s *stream) offset() int64 { return s.base + s.dec.InputOffset() }

// document reads one value at the top, and says on which line it begins. At the end of the stream it returns io.EOF.
func (s *stream) document(ways []way) (line int, err error) {
	more := s.dec.More() // reads up to the document's first byte
	s.tape.release(s.offset())
	_, line = s.tape.begin(s.offset())
	if more {
		return line, s.value(ways, 0)
	}
	if _, err = s.dec.Token(); err == nil {
		err = errors.New("a closing bracket without an opening one")
	}
	return line, err
}

func (s *stream) value(ways []way, depth int) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if i := slices.IndexFunc(ways, func(w way) bool { return len(w.left) == 0 }); i >= 0 {
		return s.element(ways[i].path)
	}
	if depth > maxDepth {
		return fmt.Errorf("nested more than %d deep", maxDepth)
	}
	tok, err := s.dec.Token()
	if err != nil {
		return truncated(err, depth)
	}
	s.tape.trim(s.offset())
	d, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	if d == '[' {
		err = s.array(step(ways, "[]"), depth)
	} else {
		err = s.object(ways, depth)
	}
	if err != nil {
		return err
	}
	_, err = s.dec.Token() // the closing bracket
	return truncated(err, 1)
}

func (s *stream) array(ways []way, depth int) error {
	for s.dec.More() {
		if err := s.value(ways, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) object(ways []way, depth int) error {
	for s.dec.More() {
		key, err := s.dec.Token()
		if err != nil {
			return truncated(err, 1)
		}
		name, _ := key.(string)
		if err := s.value(step(ways, name), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (s *stream) element(path string) error {
	s.tape.release(s.offset())
	if s.used, s.err = false, nil; !s.dec.More() {
		return truncated(io.EOF, 1)
	}
	if at, line := s.tape.begin(s.offset()); at < s.tape.end() {
		s.visit(Element{Path: path, Line: line, s: s})
	}
	if !s.used {
		_ = s.decode(new(json.RawMessage))
	}
	if s.err != nil {
		return truncated(s.err, 1)
	}
	s.tape.release(s.offset())
	return nil
}

func (s *stream) decode(v any) error {
	if s.used {
		return errors.New("jsonstream: element decoded twice")
	}
	s.used = true
	err := s.dec.Decode(v)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !ok {
		s.err = err
	}
	return err
}

// truncated words the end of the stream inside a document.
func truncated(err error, depth int) error {
	if (errors.Is(err, io.EOF) && depth > 0) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file ends in the middle of a JSON document: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// nextLine goes on behind the line of a damaged document; it says no if there is nothing more. It is of use only where the document does not
// span lines, since what follows is then not the rest of it.
func (s *stream) nextLine() bool {
	s.tape.release(s.offset())
	if !s.tape.nextLine() {
		return false
	}
	s.base = s.tape.from
	s.dec = json.NewDecoder(s.tape)
	return true
}
