package summary

import (
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// notices tells how customers were told, from the status posts: the first, how many, the longest silence, the last.
func notices(t *timeline.Timeline) []Sentence {
	posts := ofKind(t, event.Status)
	if len(posts) == 0 {
		return []Sentence{{Rule: "notice-none"}}
	}
	first, last := posts[0], lastPost(posts)
	out := []Sentence{noticeFirst(t, first)}
	if len(posts) > 1 {
		out = append(out,
			Sentence{
				Rule:     "notice-count",
				Args:     Args{Count: len(posts), Of: pages(posts), From: first.At, To: last.At},
				Evidence: []string{first.ID, last.ID},
			})
	}
	if from, to := longestSilence(t, posts); to.At.After(from.At) {
		silence := Sentence{Rule: "notice-silence", Args: Args{From: from.At, To: to.At, Length: to.At.Sub(from.At)}}
		silence.Evidence = []string{from.ID, to.ID}
		out = append(out, silence)
	}
	if len(posts) > 1 {
		out = append(out, Sentence{Rule: "notice-last", Args: Args{From: last.At, Text: last.Text}, Evidence: []string{last.ID}})
	}
	if s, ok := datedBack(posts); ok {
		out = append(out, s)
	}
	return out
}

// noticeFirst speaks of the milestone where it is known, as its rule may have looked further than at status posts.
func noticeFirst(t *timeline.Timeline, first timeline.Entry) Sentence {
	s := Sentence{Rule: "notice-first", Args: Args{From: first.At, Text: first.Text}, Evidence: []string{first.ID}}
	if n := t.Milestones[timeline.Notified]; n.State == timeline.Known && !n.At.Equal(first.At) {
		s.Args.From, s.Args.Text, s.Evidence = n.At, "", n.Evidence
	}
	if d, ok := since(t, s.Args.From); ok {
		s.Args.Name, s.Args.Length = "after", d
		s.Evidence = union(s.Evidence, firstOf(t.Milestones[timeline.Onset].Evidence))
		s.Decided = decided(t, timeline.Onset)
	}
	return s
}

// datedBack counts posts that say that they were recorded later than the time they bear: nobody could read them then.
func datedBack(posts []timeline.Entry) (Sentence, bool) {
	s := Sentence{Rule: "notice-dated-back", Args: Args{Of: len(posts)}}
	for _, p := range posts {
		if p.Reported.After(p.At) {
			s.Args.Count++
			s.Args.Length = max(s.Args.Length, p.Reported.Sub(p.At))
			s.Evidence = append(s.Evidence, p.ID)
		}
	}
	return s, s.Args.Count > 0
}

// lastPost is the last post, and of several at its time the one that says most.
func lastPost(posts []timeline.Entry) timeline.Entry {
	last := posts[len(posts)-1]
	for _, p := range posts {
		if p.At.Equal(last.At) && len(p.Text) > len(last.Text) {
			last = p
		}
	}
	return last
}

// longestSilence is between two posts of which the first was made while customers were waiting: before recovery, where that is known. What
// comes days later is an account, and nobody missed it.
func longestSilence(t *timeline.Timeline, posts []timeline.Entry) (from, to timeline.Entry) {
	from, to = posts[0], posts[0]
	over := t.Milestones[timeline.Recovered]
	for i := 1; i < len(posts); i++ {
		if over.State == timeline.Known && !posts[i-1].At.Before(over.At) {
			break
		}
		if posts[i].At.Sub(posts[i-1].At) > to.At.Sub(from.At) {
			from, to = posts[i-1], posts[i]
		}
	}
	return from, to
}

// pages counts the sources of posts.
func pages(posts []timeline.Entry) int {
	seen := map[string]bool{}
	for _, p := range posts {
		seen[p.Source] = true
	}
	return len(seen)
}

func ofKind(t *timeline.Timeline, k event.Kind) []timeline.Entry {
	var out []timeline.Entry
	for _, e := range t.Entries {
		if e.Kind == k && !e.Deleted {
			out = append(out, e)
		}
	}
	return out
}

// changesBefore is how far back a change is worth showing beside the onset, and maxChanges how many: those nearest to it. A day covers a
// release that took one peak of traffic to break; older ones are in the timeline.
const (
	changesBefore = 24 * time.Hour
	maxChanges    = 5
)

// changes are what was changed shortly before onset. That it was before says nothing about why.
func changes(t *timeline.Timeline) []Sentence {
	on := t.Milestones[timeline.Onset]
	if on.State != timeline.Known {
		return nil
	}
	var out []Sentence
	for _, e := range ofKind(t, event.Change) {
		if d := on.At.Sub(e.At); d >= 0 && d <= changesBefore {
			out = append(out, Sentence{
				Rule:     "change-before",
				Args:     Args{From: e.At, Length: d, Text: e.Text, Who: e.Service},
				Evidence: union([]string{e.ID}, firstOf(on.Evidence)),
				Decided:  on.ByPerson,
			})
		}
	}
	return out[max(0, len(out)-maxChanges):]
}
