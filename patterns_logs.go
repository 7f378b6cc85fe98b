package pes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
)

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
	j.rules = j.secrets()
	if err := l.find(ctx); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// incident takes from an incident folder, if the logs are those of one, what its stamps do not say, the zone and when it was, and what must not be
// shown. All of its logs are looked at, not only those of its window.
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
	l.config = f.Config
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
	l.again = l.again || !l.at.IsZero() || len(l.request.Files) > 1 // of several, some may be looked at for copies
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
		l.names = [2]string{l.words(baseline), l.words(strings.Join(l.request.Files, " "))}
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
	text := []string{"no logs in " + l.words(strings.Join(names, " "))}
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
	return logs.PatternOptions{Options: file.Options{Zone: l.zone, Near: l.near}, Clean: l.clean, Service: l.request.Service}
}
