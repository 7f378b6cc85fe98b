package main

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"golang.org/x/term"

	"github.com/pes-dev/pes"
)

// streams is where a command talks to: the result goes to out, everything else to err.
type streams struct {
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	bars     *bars // nil if nobody watches
}

// style is an ANSI style: the digits of SGR.
type style string

const (
	bold style = "1"
	red  style = "1;31"
)

// paint styles text for stderr, where that is a terminal that takes it.
func (s *streams) paint(st style, text string) string {
	if !s.colours(s.err) {
		return text
	}
	return "\x1b[" + string(st) + "m" + text + "\x1b[0m"
}

// colours says whether w is to get colours: a terminal alone, unless NO_COLOR (https://no-color.org) or TERM=dumb say otherwise.
func (s *streams) colours(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && s.env("NO_COLOR") == "" && s.env("TERM") != "dumb"
}

// terminal is the width of the terminal that w is; ok is false if it is none.
func terminal(w io.Writer) (width int, ok bool) {
	width, _, ok = screen(w)
	return width, ok
}

// screen is the width and the height of the terminal that w is; ok is false if it is none.
func screen(w io.Writer) (width, height int, ok bool) {
	f, ok := w.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, 0, false
	}
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0, 0, true
	}
	return width, height, true
}

// say tells a person something that is not the result. What it names, paths among them, may come from strangers.
func (s *streams) say(format string, args ...any) {
	s.progressDone()
	fmt.Fprintln(s.err, pes.Plain(fmt.Sprintf(format, args...)))
}

// label tells the same behind a word in a style.
func (s *streams) label(st style, word, text string) {
	s.progressDone()
	fmt.Fprintln(s.err, s.paint(st, word), pes.Plain(text))
}

// result writes the whole result, which is complete by now: a command that fails has written nothing.
func (s *streams) result(text []byte) error {
	s.progressDone()
	if _, err := io.Copy(s.out, bytes.NewReader(text)); err != nil {
		return fmt.Errorf("writing to standard output: %w", err)
	}
	return nil
}

// resultWriter writes a result that is too large to be held as a whole.
type resultWriter struct{ s *streams }

func (w resultWriter) Write(p []byte) (int, error) {
	w.s.progressDone()
	return w.s.out.Write(p)
}
