package logs

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pes-dev/pes/event"
)

// maxEvents is how many events all logs together yield: a timeline of some hundred rows is the most that anybody reads. What is beyond it,
// the least severe and least frequent changes, stays in the rates.
const maxEvents = 200

// findings is what changed, of services and of patterns.
func (b *board) findings() []finding {
	intervals := b.intervals()
	episodes := b.episodes(intervals)
	return append(intervals, telling(b.bursts(episodes), episodes)...)
}

// capped keeps the findings that matter most: what happened to services first, then patterns by severity and frequency, and of those as many as
// are told of one change (see changed.go). It returns how many of each file's it left out.
func capped(found []finding) (kept []finding, beyond map[uint16]int) {
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(
			cmp.Compare(b.rank(), a.rank()), cmp.Compare(b.score, a.score), a.event.At.Compare(b.event.At),
			cmp.Compare(a.event.Service, b.event.Service), cmp.Compare(a.event.Text, b.event.Text),
		)
	})
	beyond = map[uint16]int{}
	told := map[cohort]int{}
	for _, f := range found {
		told[f.beside]++
		if len(kept) == maxEvents || f.key == "" && told[f.beside] > f.beside.most {
			beyond[f.places[0].file]++
			continue
		}
		kept = append(kept, f)
	}
	return kept, beyond
}

func (f finding) rank() int {
	if f.key != "" {
		return 10 // above every severity
	}
	return f.event.Severity.Rank()
}

// named gives the findings their references and ids, and puts them in order.
func (t *tally) named(found []finding) []event.Event {
	for i := range found {
		f := &found[i]
		if f.key == "" {
			f.key = "pattern\x00" + event.Shape(f.event.Text)
			f.event.Labels["template"] = event.Shape(f.event.Text)
		}
		f.event.Source = t.files[f.places[0].file].file.Path
		f.event.Refs = t.refs(f.places)
	}
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Or(
			a.event.At.Compare(b.event.At), cmp.Compare(a.event.Service, b.event.Service), cmp.Compare(a.key, b.key),
			cmp.Compare(a.event.Labels["change"], b.event.Labels["change"]), a.event.Until.Compare(b.event.Until),
		)
	})
	seen := map[string]int{}
	events := make([]event.Event, 0, len(found))
	for _, f := range found {
		minute := f.event.At.Truncate(time.Minute).Format(time.RFC3339)
		parts := []string{f.event.Service, f.key, minute}
		id := event.ID(event.Log, parts...)
		seen[id]++
		if n := seen[id]; n > 1 { // it ended and began again within a minute
			id = event.ID(event.Log, append(parts, strconv.Itoa(n))...)
		}
		f.event.ID = id
		events = append(events, f.event)
	}
	slices.SortFunc(events, event.Compare)
	return events
}

// refs makes references of lines.
func (t *tally) refs(places []place) []event.Ref {
	var refs []event.Ref
	for _, p := range places {
		if p.line > 0 {
			refs = append(refs, t.files[p.file].ref(p.line))
		}
	}
	slices.SortFunc(refs, func(a, b event.Ref) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return slices.Compact(refs)
}

// ref is the reference of a line, by its number among those that were read.
func (s *source) ref(line uint32) event.Ref {
	r := event.Ref{File: s.file.Path}
	if s.before >= 0 {
		r.Line = int(lineNumber(s.before + int64(line)))
	}
	return r
}

// shown is a message as an event's text: valid UTF-8, and cut visibly.
func shown(message []byte) string { return shownOf(message, len(message)) }

// shownOf is shown for a message of which only the beginning is at hand, and how long it is.
func shownOf(message []byte, whole int) string {
	text := clip(message, maxSample)
	if !utf8.ValidString(text) {
		text = string([]rune(text)) // each invalid byte becomes U+FFFD
	}
	if whole > maxSample {
		text += cutMark + group(whole) + " bytes)"
	}
	return text
}

// cutMark is between a message that was cut and the length that it had.
const cutMark = " … (cut: "

// wholeWords is what shown has of a message, without the mark and the word that the cut went through.
func wholeWords(shown string) string {
	i := strings.LastIndex(shown, cutMark)
	if i < 0 || len(shown) < maxSample {
		return shown
	}
	if j := strings.LastIndexByte(shown[:i], ' '); j > 0 {
		i = j
	}
	return shown[:i]
}
