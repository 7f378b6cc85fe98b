package live

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Read has a family read what a source answered, as if it were files of one export, and puts the source's name to what it finds. link gives an event
// its references, and sees those that the family gave it, files among them; nil gives none. The batch has one report, with the format that is given.
func Read(ctx context.Context, family file.Family, files []*file.File, w event.Window, o file.Options, name, format string, link func(event.Event) []event.Ref) (event.Batch, error) {
	files = slices.DeleteFunc(slices.Clone(files), func(f *file.File) bool { return f == nil })
	b, err := family.Collect(ctx, files, w, o)
	report := event.Report{Name: name, Kind: family.Kind, Format: format}
	for _, r := range b.Reports {
		report.Records += r.Records
		report.Dropped += r.Dropped
		for _, n := range r.Notes {
			if !slices.Contains(report.Notes, n) {
				report.Notes = append(report.Notes, n)
			}
		}
		report.Error = cmp.Or(report.Error, r.Error)
	}
	b.Reports = []event.Report{report}
	for i := range b.Events {
		e := &b.Events[i]
		e.Source = name
		var refs []event.Ref
		if link != nil {
			refs = link(*e)
		}
		e.Refs = refs
	}
	for i := range b.Series {
		b.Series[i].Source = name
	}
	return b, err
}

// Body is an answer as a file of an export, by its path; nil for an empty list or object, of which no family knows the format.
func Body(path string, answer []byte) *file.File {
	switch string(bytes.TrimSpace(answer)) {
	case "", "[]", "{}", "null":
		return nil
	}
	return file.Bytes(path, answer)
}

// Failed puts an error into a batch's report: why it is incomplete, and what to do. A batch without a report gets one.
func Failed(b event.Batch, name string, kind event.Kind, err error) event.Batch {
	if len(b.Reports) == 0 {
		b.Reports = []event.Report{{Name: name, Kind: kind}}
	}
	if err != nil {
		b.Reports[0].Error, b.Reports[0].Fix = err.Error(), Fix(err)
	}
	return b
}

// Fix is what to do about an error of a source; "" if nobody knows.
func Fix(err error) string {
	if c, ok := errors.AsType[*CredentialError](err); ok {
		return c.Hint
	}
	if s, ok := errors.AsType[*SettingError](err); ok {
		return s.Hint
	}
	if a, ok := errors.AsType[*AnswerError](err); ok {
		return a.Hint
	}
	if p, ok := errors.AsType[*ProgramError](err); ok {
		return p.Hint
	}
	return httpx.Fix(err)
}

// errLoop is an answer that leads back to a page that was read.
var errLoop = errors.New("its pages lead back to one that was read: the rest was not read")

// Pages guards the way from page to page. The zero value is at the first.
type Pages struct {
	seen map[string]bool
	n    int
}

// maxPages is how many pages are read of one question.
const maxPages = 10_000

// Next notes the cursor or address of the next page. It is an error if that was read before, or if there are too many.
func (p *Pages) Next(cursor string) error {
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	p.n++
	if p.seen[cursor] || p.n > maxPages {
		return &httpx.Error{Request: "reading page by page", Cause: errLoop.Error(), Fix: "run it again for a shorter window; if it stays so, the system's paging is broken", Err: errLoop}
	}
	p.seen[cursor] = true
	return nil
}
