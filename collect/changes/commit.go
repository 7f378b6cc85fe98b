package changes

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// Labels of a commit's event.
const (
	labelCommit   = "commit"   // the hash, as far as it was printed
	labelBody     = "body"     // the message below its first line
	labelFiles    = "files"    // how many files it changed, where the log says so
	labelRefs     = "refs"     // branches and tags that point to it
	labelMerge    = "merge"    // "true" if it has several parents
	labelRevert   = "revert"   // "true" if it takes another commit back
	labelReverts  = "reverts"  // that commit, where the message names it
	labelAuthored = "authored" // when its author wrote it, RFC 3339, where that is not when it was committed
)

// commit is one commit as a log tells it.
type commit struct {
	hash     string
	at       time.Time // when it was committed, else when it was written; zero if neither is told
	authored time.Time
	day      bool // only the day is told
	author   event.Actor
	subject  string
	body     string
	files    int
	refs     string
	merge    bool
	ref      event.Ref
}

// until is the end of the day, where no more than that is told.
func (c commit) until() time.Time {
	if c.day {
		return c.at.Add(24*time.Hour - 1)
	}
	return c.at
}

// events makes one event of each commit, whatever number of files tells of it.
func events(commits []commit) []event.Event {
	full := fullHashes(commits)
	byID := map[string]event.Event{}
	for _, c := range commits {
		if i, _ := slices.BinarySearch(full, c.hash); i < len(full) && strings.HasPrefix(full[i], c.hash) && (i+1 == len(full) || !strings.HasPrefix(full[i+1], c.hash)) {
			c.hash = full[i]
		}
		ev := c.event()
		old, known := byID[ev.ID]
		if known {
			ev = join(old, ev)
		}
		byID[ev.ID] = ev
	}
	return slices.SortedFunc(maps.Values(byID), event.Compare)
}

// fullHashes are the hashes that are not abbreviated, sorted: an abbreviated one that begins only one of them is that commit.
func fullHashes(commits []commit) []string {
	const sha1 = 40
	var full []string
	for _, c := range commits {
		if len(c.hash) >= sha1 {
			full = append(full, c.hash)
		}
	}
	slices.Sort(full)
	return slices.Compact(full)
}

// maxRefs is how many places of one commit are kept.
const maxRefs = 20

// join keeps the account of a commit that says more.
func join(a, b event.Event) event.Event {
	if cmp.Or(cmp.Compare(len(b.Labels), len(a.Labels)), cmp.Compare(len(b.Labels[labelBody]), len(a.Labels[labelBody])),
		a.At.Compare(b.At), cmp.Compare(b.Text, a.Text), cmp.Compare(b.Actor.ID, a.Actor.ID)) > 0 {
		a, b = b, a
	}
	refs := append(slices.Clone(a.Refs), b.Refs...)
	slices.SortFunc(refs, func(a, b event.Ref) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	refs = slices.Compact(refs)
	a.Refs = refs[:min(len(refs), maxRefs)]
	a.Source = min(a.Source, b.Source)
	return a
}

func (c commit) event() event.Event {
	ev := event.Event{
		ID: event.ID(event.Change, c.hash), Source: c.ref.File, Kind: event.Change, At: c.at, Count: 1, Refs: []event.Ref{c.ref},
		Actor:  event.Actor{ID: clip.Text(c.author.ID, maxLabel), Name: clip.Text(c.author.Name, maxLabel)},
		Text:   c.subject,
		Labels: c.labels(),
	}
	if c.day {
		ev.Precision = event.Duration(24 * time.Hour)
	}
	return ev
}

func (c commit) labels() map[string]string {
	l := map[string]string{labelCommit: c.hash}
	if c.body != "" {
		l[labelBody] = c.body
	}
	if c.files > 0 {
		l[labelFiles] = strconv.Itoa(c.files)
	}
	if c.refs != "" {
		l[labelRefs] = clip.Text(c.refs, maxLabel)
	}
	if c.merge {
		l[labelMerge] = "true"
	}
	if !c.authored.IsZero() && !c.authored.Equal(c.at) {
		l[labelAuthored] = c.authored.Format(time.RFC3339)
	}
	markRevert(l, c.subject, c.body)
	return l
}

// markRevert says in labels whether a change takes another back, and which.
func markRevert(l map[string]string, subject, body string) {
	if strings.HasPrefix(subject, `Revert "`) || strings.HasPrefix(subject, "Revert ") || strings.HasPrefix(subject, "revert:") {
		l[labelRevert] = "true"
	}
	// git revert writes this sentence.
	if _, after, found := strings.Cut(body, "This reverts commit "); found {
		if id, _ := hash(after); id != "" {
			l[labelRevert], l[labelReverts] = "true", id
		}
	}
}

// person splits "Ana Lima <ana@shop.example>".
func person(s string) event.Actor {
	s = strings.TrimSpace(s)
	open := strings.LastIndexByte(s, '<')
	if open < 0 || !strings.HasSuffix(s, ">") {
		return event.Actor{Name: s}
	}
	return event.Actor{ID: s[open+1 : len(s)-1], Name: strings.TrimSpace(s[:open])}
}
