package pes

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/render"
)

// PatternsRequest says in which logs to look for patterns, and which of their lines count. Texts are as people write them.
type PatternsRequest struct {
	Files          []string  // paths, folders, archives, and globs with * and **; Stdout as a name is Stdin
	Stdin          io.Reader // what "-" stands for
	From, To, Zone string
	Against        string // files as in Files, or a time: what the patterns are compared with; "" is nothing

	Service  string                  // the one whose lines count alone; "" is all
	Progress func(done, total int64) // as in Request
}

// PatternsOptions says how patterns are shown.
type PatternsOptions struct {
	Format string // one of PatternsFormats; "" is the first
	Sort   string // one of PatternsSorts; "" is the first
	Level  string // patterns of this level, in any word that logs have for it, or worse alone; "" is all
	Limit  int    // how many are shown at most; 0 is all

	Width, Height int  // of the terminal, for a table; a height is how many lines it may take. 0 if not known, or if there is no limit
	Colour        bool // whether a table may have colours
}

// PatternsFormats lists the formats of patterns, the default first.
func PatternsFormats() []string { return []string{"table", "json", "csv"} }

// PatternsSorts lists the orders of patterns, the default first.
func PatternsSorts() []string { return []string{"count", "rare", "first", "last", "level"} }

// Levels lists the levels of log lines, the least first.
func Levels() []string {
	return []string{string(event.Debug), string(event.Info), string(event.Warning), string(event.Error), string(event.Critical)}
}

// Patterns shows what is in logs: the templates of their lines, how often each was written and when; or what changed since another log or an
// instant. It writes nothing but the result.
func Patterns(ctx context.Context, r PatternsRequest, o PatternsOptions) (*Result, error) {
	if err := o.check(r); err != nil {
		return nil, err
	}
	l, err := openLogs(ctx, r, false)
	if err != nil {
		return nil, err
	}
	defer l.close()
	found, err := logs.FindPatterns(ctx, l.sets, l.options())
	if err != nil {
		return nil, err
	}
	if err := l.check(found); err != nil {
		return nil, err
	}
	text, err := l.show(found, o)
	if err != nil {
		return nil, fmt.Errorf("showing the patterns: %w", err)
	}
	return &Result{Text: text, Sources: l.sources(found.Reports)}, nil
}

// check refuses what makes no sense.
func (o *PatternsOptions) check(r PatternsRequest) error {
	o.Format, o.Sort = cmp.Or(o.Format, PatternsFormats()[0]), cmp.Or(o.Sort, PatternsSorts()[0])
	if l := logs.Level(o.Level); l != event.Unsaid {
		o.Level = string(l) // "warn", "fatal"
	}
	for _, x := range []struct {
		what, is string
		of       []string
	}{{"format", o.Format, PatternsFormats()}, {"order", o.Sort, PatternsSorts()}, {"level", cmp.Or(o.Level, Levels()[0]), Levels()}} {
		if !slices.Contains(x.of, x.is) {
			err := fmt.Errorf("no %s %q of patterns: there are %s", x.what, x.is, strings.Join(x.of, ", "))
			return &Error{Err: err, Usage: true}
		}
	}
	if o.Limit < 0 {
		return &Error{Err: fmt.Errorf("--limit %d: there cannot be fewer than none", o.Limit), Usage: true, Hint: "0 is all of them"}
	}
	if n := len(slices.DeleteFunc(slices.Concat(r.Files, []string{r.Against}), func(s string) bool { return s != Stdout })); n > 1 || n == 1 && r.Stdin == nil {
		return &Error{Err: errors.New("standard input can be read for one name only, and where there is one"), Usage: true, Hint: "name - once"}
	}
	if len(r.Files) == 0 || slices.Contains(r.Files, "") {
		return &Error{Err: errors.New("no logs were named, or one by an empty name"), Usage: true, Hint: "name files or folders; - is standard input"}
	}
	return nil
}

// check says what is wrong where there is nothing to show.
func (l *logSets) check(found logs.Patterns) error {
	if s := l.request.Service; s != "" && !slices.Contains(found.Services, s) {
		err := fmt.Errorf("no service %q in these logs: there are %s", l.words(s), l.words(cmp.Or(strings.Join(found.Services, ", "), "none")))
		return &Error{Err: err}
	}
	for i, s := range found.Sets {
		switch {
		case s.Lines > 0:
		case !l.at.IsZero():
			return &Error{Err: fmt.Errorf("nothing to compare: no lines %s", l.names[i])}
		case len(found.Sets) == 2:
			return &Error{Err: fmt.Errorf("nothing to compare: no lines in %s", l.names[i])}
		case !l.window.IsZero():
			err := fmt.Errorf("no lines between %s and %s", bound(l.window.From), bound(l.window.To))
			return &Error{Err: err, Hint: "leave out --from and --to to see of when the lines are"}
		}
	}
	return nil
}

// sources says on what the patterns rest.
func (l *logSets) sources(read []event.Report) Sources {
	ev := evidence{Batch: event.Batch{Reports: slices.Concat(l.reports, read)}}
	l.rules.Batch(&ev.Batch)
	s := ev.sources()
	for _, r := range ev.Reports {
		for _, n := range r.Notes {
			if strings.HasPrefix(n, logs.Timeless) {
				s.Unread = append(s.Unread, fmt.Sprintf("%s: %s; --from tells when it was", r.Name, n))
			}
		}
	}
	return s
}

func (l *logSets) show(found logs.Patterns, o PatternsOptions) ([]byte, error) {
	var b bytes.Buffer
	shown := render.PatternsOptions{TerminalOptions: render.TerminalOptions{Width: o.Width, Color: o.Colour}, Height: o.Height, Zone: l.zone}
	var err error
	if len(found.Sets) == 2 {
		a := l.compared(found, o)
		switch o.Format {
		case "json":
			err = writeJSON(&b, a)
		case "csv":
			err = render.AgainstCSV(&b, a)
		default:
			err = render.AgainstTable(&b, a, shown)
		}
		return b.Bytes(), err
	}
	p := l.listed(found, o)
	switch o.Format {
	case "json":
		err = writeJSON(&b, p)
	case "csv":
		err = render.PatternsCSV(&b, p)
	default:
		err = render.PatternsTable(&b, p, shown)
	}
	return b.Bytes(), err
}

// writeJSON writes a document with a line a value, but for arrays of numbers: those of a trend stand on one line.
func writeJSON(w io.Writer, v any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // "<*>" is on every other line
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(inOneLine(text.Bytes()))
	return err
}

// inOneLine takes the line breaks out of arrays of numbers. There are none within strings: JSON has them escaped.
func inOneLine(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		i := bytes.Index(text, []byte("[\n"))
		if i < 0 {
			break
		}
		out, text = append(out, text[:i+1]...), text[i+1:]
		end := bytes.IndexByte(text, ']')
		if inner := text[:max(end, 0)]; len(bytes.Trim(inner, "0123456789, \n")) == 0 {
			out, text = append(out, bytes.Join(bytes.Fields(inner), []byte(" "))...), text[end:]
		}
	}
	return append(out, text...)
}
