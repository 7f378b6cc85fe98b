// Package status reads what a vendor or a team told the public: exports of a status page, and posts of a health dashboard as they were pasted
// into a file. Every post is one event, at the time that the page shows for it; what a post says about other times stays in its text.
package status

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Caps on untrusted input. A post of a status page is a few hundred bytes and a long account some ten thousand; an API export of a page's
// whole history (GitHub's: 50 incidents) is about 1 MB.
const (
	maxFile   = 32 << 20
	maxText   = 64 << 10
	maxLabel  = 1 << 10
	maxStates = 16 << 10 // the states of an update's components: some hundreds
	maxEvents = 20_000   // a file
	maxNotes  = 20       // a report
)

// format is one way in which status posts come. A new one is a file and a line in formats.
type format struct {
	name  string
	match func(file.Head) file.Match
	// read reads a whole file. It fills in what it can even when the file is cut or broken.
	read func(data []byte, o file.Options) reading
}

func formats() []format {
	return []format{
		{"dashboard-posts", matchPosts, readPosts},
		{"statuspage", matchStatuspage, readStatuspage},
		{"cstate", matchCState, readCState},
		{"feed", matchFeed, readFeed},
		{"aws-health", matchHealth, readHealth},
	}
}

// reading is what one file came to.
type reading struct {
	posts   []post
	records int
	dropped int
	notes   []string
	err     error
}

// note adds a note to the report, unless it is there or there are many.
func (r *reading) note(format string, args ...any) {
	n := fmt.Sprintf(format, args...)
	if len(r.notes) < maxNotes && !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

// post is an event that is not finished: one without a native key gets its id when all files are read, and of one that several files hold,
// the latest version counts.
type post struct {
	event.Event
	version string // when the page last changed it, RFC 3339 in UTC with all digits, so that strings compare as times
}

// Family is the status family.
func Family() file.Family {
	return file.Family{Kind: event.Status, Match: match, Collect: collect}
}

// match asks every format and takes the surest.
func match(h file.Head) file.Match {
	var best file.Match
	for _, f := range formats() {
		if m := f.match(h); m.Score > best.Score {
			best = m
			best.Format = f.name
		}
	}
	return best
}

func collect(ctx context.Context, files []*file.File, w event.Window, o file.Options) (event.Batch, error) {
	var b event.Batch
	var posts []post
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return event.Batch{}, err
		}
		r, format := readFile(f, o)
		kept := within(w, &r)
		for i := range kept {
			kept[i].Source = f.Path
			for j := range kept[i].Refs {
				if kept[i].Refs[j].Line > 0 {
					kept[i].Refs[j].File = f.Path
				}
			}
		}
		posts = append(posts, kept...)
		b.Reports = append(b.Reports, report(f.Path, format, r))
	}
	b.Events = finish(posts)
	slices.SortFunc(b.Reports, func(a, b event.Report) int { return strings.Compare(a.Name, b.Name) })
	return b, nil
}

// readFile reads a file in the format that its head speaks for.
func readFile(f *file.File, o file.Options) (reading, string) {
	head, err := f.Head()
	if err != nil {
		return reading{err: fmt.Errorf("%s: %w", f.Path, err)}, ""
	}
	name := match(head).Format
	i := slices.IndexFunc(formats(), func(f format) bool { return f.name == name })
	if i < 0 {
		return reading{err: fmt.Errorf("%s: holds no status posts", f.Path)}, ""
	}
	data, err := f.ReadAll(maxFile)
	r := formats()[i].read(data, o)
	if err != nil {
		r.err = fmt.Errorf("%s: %w", f.Path, err) // the cause of whatever the format found broken
	} else if r.err != nil {
		r.err = fmt.Errorf("%s: %w", f.Path, r.err)
	}
	return r, name
}

// within leaves out what lies outside of the window, and says how much.
func within(w event.Window, r *reading) []post {
	kept := slices.DeleteFunc(r.posts, func(p post) bool { return !w.Overlaps(p.At, p.Until) })
	if out := len(r.posts) - len(kept); out > 0 {
		r.note("%d posts outside of the window left out", out)
	}
	return kept
}

func report(path, format string, r reading) event.Report {
	rep := event.Report{Name: path, Kind: event.Status, Format: format, Records: r.records, Dropped: r.dropped, Notes: r.notes}
	if r.err != nil {
		rep.Error = r.err.Error()
	}
	return rep
}

// finish sorts the posts of all files, makes one of those that have the same native id, and gives ids to the others. The result does not
// depend on the names or the order of the files but for Source and Refs.
func finish(posts []post) []event.Event {
	slices.SortFunc(posts, comparePosts)
	at := map[string]int{} // where the event of a native id stands in events
	var versions []string
	var ordinals event.Ordinals
	var events []event.Event
	for _, p := range posts {
		if p.ID == "" {
			p.ID = ordinals.ID(event.Status, p.At, p.Text)
		} else if i, ok := at[p.ID]; ok {
			refs := append(events[i].Refs, p.Refs...)
			if p.version > versions[i] {
				events[i], versions[i] = p.Event, p.version
			}
			events[i].Refs = refs
			continue
		} else {
			at[p.ID] = len(events)
		}
		events = append(events, p.Event)
		versions = append(versions, p.version)
	}
	for i := range events {
		slices.SortFunc(events[i].Refs, compareRefs)
		events[i].Refs = slices.Compact(events[i].Refs)
	}
	slices.SortFunc(events, event.Compare)
	return events
}

// comparePosts puts equal posts side by side, the latest version first, and looks at a file's name only when nothing else tells them apart.
func comparePosts(a, b post) int {
	if c := cmp.Or(a.At.Compare(b.At), strings.Compare(a.Text, b.Text), strings.Compare(a.ID, b.ID), strings.Compare(b.version, a.version)); c != 0 {
		return c
	}
	return cmp.Or(
		strings.Compare(fmt.Sprint(a.Labels), fmt.Sprint(b.Labels)), // fmt sorts a map's keys
		strings.Compare(a.Source, b.Source),
		slices.CompareFunc(a.Refs, b.Refs, compareRefs),
	)
}

func compareRefs(a, b event.Ref) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.URL, b.URL))
}
