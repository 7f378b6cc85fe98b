package pes

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/when"
	"github.com/pes-dev/pes/redact"
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
	Level  string // patterns of this level or worse alone; "" is all
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
	if len(r.Files) == 0 || slices.Contains(r.Files, "") {
		return &Error{Err: errors.New("no logs were named, or one by an empty name"), Usage: true, Hint: "name files or folders; - is standard input"}
	}
	return nil
}

// logSets is the logs of a request, with its words understood.
type logSets struct {
	*job
	request PatternsRequest
	again   bool         // they are read more than once
	near    event.Window // when it was, for stamps that lack the year
	sets    []logs.Set
	names   [2]string // of what is compared: before, after
	at      time.Time // the instant at which before ends and after begins; zero where files are compared
	reports []event.Report
	opened  []func() error
}

func openLogs(ctx context.Context, r PatternsRequest, again bool) (*logSets, error) {
	j := &job{Request: Request{From: r.From, To: r.To, Zone: r.Zone}, config: &incident.Config{}}
	if err := j.readZone(); err != nil {
		return nil, err
	}
	if err := j.readWindow(); err != nil {
		return nil, err
	}
	l := &logSets{job: j, request: r, again: again, near: j.window}
	if err := l.incident(); err != nil {
		return nil, err
	}
	if err := l.find(ctx); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// incident takes from an incident folder, if the logs are those of one, what its stamps do not say: the zone, and when it was. All of its logs
// are looked at, not only those of its window.
func (l *logSets) incident() error {
	if len(l.request.Files) != 1 {
		return nil
	}
	if info, err := os.Stat(l.request.Files[0]); err != nil || !info.IsDir() {
		return nil //nolint:nilerr // whoever lists the files says what is wrong with the name
	}
	f, err := incident.Open(l.request.Files[0], l.zone)
	if err != nil {
		return explained(err)
	}
	if l.zone == nil {
		l.zone = f.Config.Timezone
	}
	if l.near.IsZero() {
		l.near = f.Config.Window.Event()
	}
	return nil
}

// find lists the files, and says which of them, and of which time, are compared with which.
func (l *logSets) find(ctx context.Context) error {
	baseline, err := l.against()
	if err != nil {
		return err
	}
	l.again = l.again || !l.at.IsZero()
	files, err := l.list(ctx, l.request.Files)
	if err != nil {
		return err
	}
	now := logs.Set{Files: files, Window: l.window}
	switch {
	case !l.at.IsZero():
		before, after := now, now
		before.Window.To, after.Window.From = l.at, l.at
		l.sets = []logs.Set{before, after}
		text := l.at.In(cmp.Or(l.zone, time.UTC)).Format("2006-01-02 15:04:05 MST")
		l.names = [2]string{"before " + text, "after " + text}
	case baseline != "":
		old, err := l.list(ctx, []string{baseline})
		if err != nil {
			return err
		}
		l.sets = []logs.Set{{Files: old, Window: l.window}, now}
		l.names = [2]string{words(baseline), words(strings.Join(l.request.Files, " "))}
		files = slices.Concat(files, old)
	default:
		l.sets = []logs.Set{now}
	}
	collect.Watch(files, l.request.Progress)
	return nil
}

// against understands what to compare with: the files of a baseline, or an instant.
func (l *logSets) against() (baseline string, err error) {
	text := l.request.Against
	if text == "" || text == Stdout || collect.Exists(text) {
		return text, nil
	}
	at, _, err := when.Parse(text, l.zone)
	if err != nil {
		return "", &Error{Err: fmt.Errorf("--against %s: no such file, and %w", text, err), Usage: true}
	}
	w := event.Window{From: l.window.From, To: l.window.To}
	if !w.Contains(at) || at.Equal(w.From) {
		return "", &Error{Err: fmt.Errorf("--against %s: not within --from and --to", text), Usage: true}
	}
	l.at = at
	return "", nil
}

// list is the files that names stand for.
func (l *logSets) list(ctx context.Context, names []string) ([]*file.File, error) {
	folder := &collect.Folder{Skip: incident.Skip, Ours: func(h file.Head) bool { return incident.Ours(h.Data) }}
	var files []*file.File
	var reports []event.Report
	for _, name := range names {
		pipe, err := l.pipe(name)
		if err != nil {
			return nil, err
		}
		if pipe != nil {
			files = append(files, pipe)
			continue
		}
		found, told, err := folder.Logs(ctx, []string{name})
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
		reports = append(reports, told...)
	}
	l.reports = append(l.reports, reports...)
	if len(files) > 0 {
		return files, nil
	}
	text := []string{"no logs in " + words(strings.Join(names, " "))}
	for _, r := range reports {
		text = append(text, reportLine(r))
	}
	return nil, &Error{Err: errors.New(strings.Join(text, "\n")), Hint: whatLogs(names)}
}

// pipe is the file behind a name that stands for a stream: "-", or what a shell makes of "<(command)". It is nil for any other.
func (l *logSets) pipe(name string) (*file.File, error) {
	r := l.request.Stdin
	if name != Stdout {
		info, err := os.Stat(name)
		if err != nil || info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) == 0 {
			return nil, nil //nolint:nilnil // whoever lists the files says what is wrong with the name
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		l.opened = append(l.opened, f.Close)
		r = f
	}
	f, done, err := file.Stream(filepath.ToSlash(name), r, l.again)
	if err != nil {
		return nil, err
	}
	l.opened = append(l.opened, done)
	return f, nil
}

// close gives back what was opened for streams.
func (l *logSets) close() {
	for _, done := range l.opened {
		_ = done() // nothing was written, but for a temporary file; and nothing is to be done about one that cannot be removed
	}
}

func whatLogs(names []string) string {
	for _, n := range names {
		if info, err := os.Stat(n); err == nil && info.IsDir() {
			return "of a folder only what is recognised as a log is read; name a file to have it read as it is"
		}
	}
	return "check the names; a pattern stands in quotes, and ** in it is any depth"
}

// options is how the log lines are read. What is shown of them is clean: harmless to look at, and without secrets.
func (l *logSets) options() logs.PatternOptions {
	return logs.PatternOptions{Options: file.Options{Zone: l.zone, Near: l.near}, Clean: clean, Service: l.request.Service}
}

// check says what is wrong where there is nothing to show.
func (l *logSets) check(found logs.Patterns) error {
	if s := l.request.Service; s != "" && !slices.Contains(found.Services, s) {
		err := fmt.Errorf("no service %q in these logs: there are %s", words(s), words(cmp.Or(strings.Join(found.Services, ", "), "none")))
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
	redact.Batch(&ev.Batch)
	return ev.sources()
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
