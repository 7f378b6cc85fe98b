package logs

import (
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// What counts as a change of a service, so that the lines which changed with it are told:
//
//   - its errors rose, or its failures that are logged as warnings, be it for seconds;
//   - one line in twenty more than before is a warning;
//   - it fell silent.
//
// A surge of traffic is none, for it is no outage, and neither is a deploy, which brings dozens of new lines and seldom trouble. Where trouble
// follows, the errors rise, and then what is told is: up to maxTelling patterns of errors and warnings that began around that time or shortly
// before it, and up to maxChatter others that came and went with it ("circuit open"), but not those that came with the release and stayed.
// A critical line, and one of a few that are fatal to any program ("no space left on device"), is told whatever else happened and even if it
// is alone.
const (
	// leadTime is how long before a service changed the patterns begin that may have to do with it: deploys and configurations take minutes to bite.
	leadTime = 10 * time.Minute
	// maxTelling and maxChatter are how many patterns are told of one change, maxMinor of one that is no more than a blip or warnings, and maxGrave how
	// many critical lines are told of a service at other times: the rows of one service should fit a glance.
	maxTelling, maxChatter, maxMinor, maxGrave = 8, 3, 3, 5
	// minWarned is the least increase of the share of warnings among a service's lines. Warnings come and go with much that is no trouble.
	minWarned = 0.05
)

// episode is a stretch of time in which a service changed.
type episode struct {
	from, to  time.Time
	fromStart bool // it had begun before the evidence
	minor     bool // a blip, or warnings
}

// cohort is the findings about patterns that share the cap on how many are told.
type cohort struct {
	service string
	episode int // -1 is none
	bad     bool
	most    int
}

// episodes is when each service changed.
func (b *board) episodes(intervals []finding) map[string][]episode {
	episodes := map[string][]episode{}
	add := func(f finding, minor bool) {
		e := episode{from: f.event.At, to: f.event.Until, fromStart: f.event.Labels["from_start"] != "", minor: minor}
		if f.event.Open || f.event.Until.IsZero() {
			e.to = instant(b.last)
		}
		episodes[f.event.Service] = append(episodes[f.event.Service], e)
	}
	for _, f := range intervals {
		add(f, f.event.Labels["change"] == changeErrorBlip)
	}
	for _, r := range b.rates {
		if r.sporadic {
			continue
		}
		o := b.options(r)
		o.MinRise = minWarned
		for _, f := range apart(b.rises(r, b.kind(r.service, (*pattern).warns), event.Warning, o), intervals) {
			add(f, true)
		}
	}
	return episodes
}

// holds says whether a change of a pattern has to do with that of its service.
func (e episode) holds(f finding) bool {
	slack := 2 * time.Minute
	if f.event.At.After(e.to) || f.event.At.Before(e.from.Add(-leadTime)) {
		return false
	}
	if f.bad || f.event.Labels["change"] == changeFellSilent {
		return true
	}
	return !e.minor && !f.event.At.Before(e.from.Add(-slack)) && !f.event.Until.After(e.to.Add(pause))
}

// telling is the changes of patterns that have to do with a change of their service, and those that are grave.
func telling(found []finding, episodes map[string][]episode) []finding {
	var out []finding
	for _, f := range found {
		of := episodes[f.event.Service]
		i := slices.IndexFunc(of, func(e episode) bool { return e.holds(f) })
		if i < 0 && !f.grave {
			continue
		}
		f.beside = cohort{service: f.event.Service, episode: i, bad: f.bad, most: maxGrave}
		switch {
		case i >= 0 && of[i].minor:
			f.beside.most = maxMinor
		case i >= 0 && f.bad:
			f.beside.most = maxTelling
		case i >= 0:
			f.beside.most = maxChatter
		}
		out = append(out, f)
	}
	return out
}

// grave says whether a pattern is news by its own word.
func (p *pattern) grave() bool { return p.level == critical || p.errors && deadly(p.sample) }

// deadly says whether a message is one of the few whose words are fixed by operating systems and runtimes, and after which a program hardly goes
// on: those of errno (glibc's strerror for ENOSPC, EMFILE, ENOMEM, EROFS, EIO), of the Linux kernel, of the Java virtual machine, of Go's runtime,
// and of TLS for the commonest cause of an outage at midnight.
func deadly(message string) bool {
	lower := strings.ToLower(message)
	return slices.ContainsFunc(deadlyWords(), func(words string) bool { return strings.Contains(lower, strings.ToLower(words)) })
}

// deadlyWords is those words, as they are mostly written.
func deadlyWords() []string {
	return []string{
		"no space left on device", "too many open files", "cannot allocate memory", "read-only file system", "input/output error",
		"out of memory", "oom-kill", "segfault", "segmentation fault", "core dumped", "kernel panic",
		"OutOfMemoryError", "StackOverflowError", "fatal error:", "panic:", "certificate has expired",
	}
}

// bad says whether a pattern's lines are errors or warnings.
func (p *pattern) bad() bool { return p.errors || p.level >= warning }
