package collect

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Logs lists the logs that names stand for: files, archives, folders, and patterns as in Named; f says how to look at folders, and its own Dir
// and Named are not looked at. A file that is named is taken whatever its lines look like, as long as it is text; of what lies in a folder or an
// archive only what is recognised as a log. What was not taken has a report, with an Error where it was named or cannot be read. The error is
// not nil only if ctx is done.
func (f *Folder) Logs(ctx context.Context, names []string) ([]*file.File, []event.Report, error) {
	r := reading{Folder: f, families: f.families}
	if r.families == nil {
		r.families = families()
	}
	logs := slices.IndexFunc(r.families, func(x file.Family) bool { return x.Kind == event.Log })
	for _, name := range names {
		paths, err := expand(name)
		if err != nil {
			r.reports = append(r.reports, event.Report{Name: name, Kind: event.Log, Error: err.Error()})
			continue
		}
		for _, p := range paths {
			if err := r.findLogs(ctx, p, logs); err != nil {
				return nil, nil, err
			}
			r.leaveOthers(p, logs)
		}
	}
	var files []*file.File
	for _, s := range r.sources {
		if !slices.ContainsFunc(files, func(o *file.File) bool { return o.Path == s.Path }) { // two names may stand for it
			files = append(files, s.File)
		}
	}
	return files, r.reports, nil
}

// findLogs finds what a path stands for.
func (r *reading) findLogs(ctx context.Context, name string, logs int) error {
	slashed := filepath.ToSlash(name)
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		files, reports, err := file.Walk(ctx, name, file.WalkOptions{Skip: r.Skip})
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			r.reports = append(r.reports, event.Report{Name: slashed, Kind: event.Log, Error: err.Error()})
			return nil
		}
		for _, p := range reports {
			p.Name = path.Join(slashed, p.Name)
			r.reports = append(r.reports, p)
		}
		for _, f := range files {
			f.Path = path.Join(slashed, f.Path)
			r.recognise(f)
		}
		return nil
	}
	files, reports, err := file.Named(ctx, []string{name})
	if err != nil {
		return err
	}
	for _, p := range reports {
		p.Kind = event.Log
		r.reports = append(r.reports, p)
	}
	for _, f := range files {
		if f.Path == slashed {
			r.takeText(f, logs)
			continue
		}
		r.recognise(f) // in an archive
	}
	return nil
}

// leaveOthers takes back what was recognised as another kind of evidence.
func (r *reading) leaveOthers(name string, logs int) {
	before := len(r.sources)
	r.sources = slices.DeleteFunc(r.sources, func(s source) bool { return s.family != logs })
	note := "1 file is other evidence than logs, and was left out"
	switch n := before - len(r.sources); n {
	case 0:
		return
	case 1:
	default:
		note = fmt.Sprintf("%d files are other evidence than logs, and were left out", n)
	}
	r.reports = append(r.reports, event.Report{Name: filepath.ToSlash(name), Notes: []string{note}})
}

// takeText takes a file that was named for a log if it is text, and reports it if not.
func (r *reading) takeText(f *file.File, logs int) {
	h, err := f.Head()
	if err != nil {
		r.reports = append(r.reports, event.Report{Name: f.Path, Kind: event.Log, Error: err.Error()})
		return
	}
	if h.Attachment() == "" && h.Archive() == "" && withoutZeros(h).Text() {
		r.sources = append(r.sources, source{File: f, family: logs})
		return
	}
	report := unknown(f, h)
	report.Kind = event.Log
	if report.Error == "" {
		report.Error, report.Notes = "not text", nil
	}
	r.reports = append(r.reports, report)
}

// withoutZeros is a head without NUL bytes: a log that was cut while its program went on writing begins with as many as were cut.
func withoutZeros(h file.Head) file.Head {
	h.Data = bytes.ReplaceAll(h.Data, []byte{0}, nil)
	return h
}

// Exists says whether a name stands for something: a path, or a pattern that a file fits.
func Exists(name string) bool {
	paths, err := expand(name)
	return err == nil && len(paths) > 0
}
