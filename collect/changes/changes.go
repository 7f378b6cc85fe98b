// Package changes reads what was changed before and during an incident: the history of a repository as git log prints it, deployments, releases and
// merges as the APIs of GitHub and GitLab tell them, and the events of a Kubernetes cluster.
package changes

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// format is one way in which changes are listed. A new one is a file and a line in formats.
type format struct {
	name  string
	match func(file.Head) int // how sure, 0 to 100
	// read reads a whole file with the given head. What came before an error is kept.
	read func(ctx context.Context, s *source, head file.Head, in io.Reader) error
}

func formats() []format {
	return []format{gitLines, gitLog, gitTags, gitHub, gitLab, kubernetes}
}

// Family is the family of changes.
func Family() file.Family {
	return file.Family{Kind: event.Change, Match: match, Collect: collect}
}

func match(h file.Head) file.Match {
	f, score := recognise(h)
	return file.Match{Format: f.name, Score: score}
}

func recognise(h file.Head) (best format, score int) {
	return file.Surest(formats(), func(f format) int { return f.match(h) })
}

// Caps on untrusted input. Lines of a diff may be a minified program; a commit message is a few lines, a release's some hundred.
const (
	maxLine   = 64 << 10
	maxBody   = 4 << 10
	maxText   = 4 << 10
	maxLabel  = 1 << 10
	maxEvents = 20_000 // a file: ten years of a busy repository are some 100,000 commits, an incident's weeks a few hundred
	maxNotes  = 20
)

// source is a file that is being read.
type source struct {
	path    string
	options file.Options
	window  event.Window
	report  event.Report
	commits []commit
	*evidence
}

func (s *source) note(n string) {
	if len(s.report.Notes) < maxNotes && !slices.Contains(s.report.Notes, n) {
		s.report.Notes = append(s.report.Notes, n)
	}
}

// drop counts a commit that could not be used, and says why once.
func (s *source) drop(reason string) {
	s.report.Dropped++
	s.note(reason)
}

func (s *source) full() {
	s.drop(fmt.Sprintf("commits beyond the cap of %s were left out, the last in the file", clip.Grouped(maxEvents)))
}

// add keeps a commit that touches the window.
func (s *source) add(c commit) {
	s.report.Records++
	switch {
	case c.at.IsZero():
		s.drop("commits without a date were left out: print the log with its dates (git log --date=iso-strict)")
	case !s.window.Overlaps(c.at, c.until()):
	case len(s.commits) >= maxEvents:
		s.full()
	default:
		c.subject, c.body = clip.Text(c.subject, maxText), clip.Text(c.body, maxBody)
		s.commits = append(s.commits, c)
	}
}

func collect(ctx context.Context, files []*file.File, w event.Window, o file.Options) (event.Batch, error) {
	var b event.Batch
	var all []commit
	e := &evidence{deployments: map[string]*deployment{}, records: map[string]record{}}
	for _, f := range slices.SortedFunc(slices.Values(files), func(a, b *file.File) int { return strings.Compare(a.Path, b.Path) }) {
		s := &source{path: f.Path, options: o, window: w, report: event.Report{Name: f.Path, Kind: event.Change}, evidence: e}
		if err := s.readAll(ctx, f); err != nil {
			s.report.Error = fmt.Sprintf("reading %s: %v", f.Path, err)
		}
		if err := ctx.Err(); err != nil {
			return event.Batch{}, err
		}
		all = append(all, s.commits...)
		b.Reports = append(b.Reports, s.report)
	}
	others := slices.DeleteFunc(e.events(), func(ev event.Event) bool { return !w.Overlaps(ev.At, ev.Until) })
	b.Events = append(events(all), others...)
	slices.SortFunc(b.Events, event.Compare)
	return b, nil
}

func (s *source) readAll(ctx context.Context, f *file.File) error {
	head, err := f.Head()
	if err != nil {
		return err
	}
	format, score := recognise(head)
	if score == 0 {
		return errors.New("holds no history of changes")
	}
	s.report.Format = format.name
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	return format.read(ctx, s, head, in)
}

// parser takes a file's lines, without their ends and colours, one by one, and an end.
type parser interface {
	line(n int, text string)
	end()
}

// byLine reads a file line by line.
func byLine(parse func(*source) parser) func(context.Context, *source, file.Head, io.Reader) error {
	return func(ctx context.Context, s *source, _ file.Head, in io.Reader) error {
		p := parse(s)
		n, err := eachLine(ctx, in, p.line)
		p.end()
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		return nil
	}
}

// eachLine hands out the lines of r. What is beyond maxLine of one is let go: only the lines of a diff are so long, and they are not kept.
func eachLine(ctx context.Context, r io.Reader, line func(n int, text string)) (n int, err error) {
	in := bufio.NewReaderSize(r, maxLine)
	for ctx.Err() == nil {
		b, err := in.ReadSlice('\n')
		text := strings.TrimRight(string(b), "\r\n")
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if len(b) > 0 {
			n++
			line(n, uncoloured(text))
		}
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, ctx.Err()
}

// uncoloured takes off the colours that git prints to a terminal, which a recorded terminal session holds: ESC [ … m, and ESC [ K.
func uncoloured(s string) string {
	if !strings.Contains(s, "\x1b[") {
		return s
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		s = strings.TrimLeft(after, "0123456789;")
		s = s[min(len(s), 1):]
	}
}
