package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// maxNear is how many originals of one topic in one half an hour are compared. More than that is noise in which nothing can be told apart.
const maxNear = 8

// joiner assigns copies to their originals. Originals of a topic are kept by half hours, so that each record is compared with a few.
type joiner struct {
	rs    []*record
	near  map[nearKey][]int // originals, indices into rs
	taken map[takenKey]bool
}

type nearKey struct {
	group int
	slot  int64
}

type takenKey struct {
	original int
	venue    string
}

// joinSame finds the copies among records: the index of each copy's event → that of its principal's. The most native comes first and takes
// what comes near it, then the next; of one place it takes one.
func joinSame(rs []*record, ahead map[string]time.Duration) map[int]int {
	j := &joiner{rs: slices.Clone(rs), near: map[nearKey][]int{}, taken: map[takenKey]bool{}}
	for i := range j.rs {
		j.rs[i].at = j.rs[i].event.At.Add(-ahead[j.rs[i].event.Source])
	}
	slices.SortFunc(j.rs, func(x, y *record) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), x.at.Compare(y.at), cmp.Compare(x.index, y.index))
	})
	root := map[int]int{}
	for i := range j.rs {
		if o := j.original(i); o >= 0 {
			root[j.rs[i].index] = j.rs[o].index
			j.taken[takenKey{o, j.rs[i].venue}] = true
			continue
		}
		k := nearKey{j.rs[i].group.number, slot(j.rs[i].at)}
		if len(j.near[k]) < maxNear {
			j.near[k] = append(j.near[k], i)
		}
	}
	return root
}

func slot(t time.Time) int64 { return t.Unix() / int64(lateText/time.Second) }

// original is the record that the i-th is a copy of, the nearest in time; -1 if there is none, or if several could be it.
func (j *joiner) original(i int) int {
	t := j.rs[i]
	before, after := t.group.way.window()
	var found []int
	for s := slot(t.at.Add(-after - 2*lateText)); s <= slot(t.at.Add(before+2*lateText)); s++ {
		for _, o := range j.near[nearKey{t.group.number, s}] {
			if j.fits(o, t) {
				found = append(found, o)
			}
		}
	}
	if len(found) == 0 {
		return -1
	}
	slices.SortStableFunc(found, func(x, y int) int {
		return cmp.Or(cmp.Compare(j.rs[x].rank, j.rs[y].rank), cmp.Compare(t.at.Sub(j.rs[x].at).Abs(), t.at.Sub(j.rs[y].at).Abs()), cmp.Compare(x, y))
	})
	if t.group.way == byAlert {
		return j.clearest(t, found)
	}
	return found[0]
}

// fits says whether a record may be a copy of an original: near it, from another place, of which none was taken, and not in conflict with it.
func (j *joiner) fits(o int, t *record) bool {
	x := j.rs[o]
	before, after := t.group.way.window()
	loose := x.loose + t.loose
	if d := t.at.Sub(x.at); d < -before-loose || d > after+loose {
		return false
	}
	if x.venue == t.venue || j.taken[takenKey{o, t.venue}] {
		return false
	}
	switch {
	case x.event.Kind == event.Alert && t.event.Kind == event.Alert:
		return sameLabels(x.event, t.event)
	case x.event.Kind == event.Alert:
		return !speaksOfAnother(x.event, t)
	case x.event.Kind == event.Status:
		return samePage(x, t)
	case x.group.way == byText && x.group.words < stockWords:
		return normal(x.event.Text).text == normal(t.event.Text).text
	}
	return true
}

// stockWords is how long a post must be before its words alone tell whose it is. Pages share the phrases that their software offers, such as "A fix
// has been implemented and we are monitoring the results", so that two vendors post the same; the longest of these has eleven words.
const stockWords = 13

// samePage says whether a post and what has its words are of one page: they are many, or the title of the incident is there, too. A person who says
// just these words, and nothing of another page, has them from this one.
func samePage(x, t *record) bool {
	title := normal(x.event.Labels["incident"])
	if t.event.Kind == event.Status {
		if other := t.event.Labels["incident"]; title.text != "" && other != "" {
			return normal(other).text == title.text
		}
		return x.group.words >= stockWords
	}
	if x.group.words >= stockWords {
		return true
	}
	w := normal(t.event.Text)
	return w.contains(title.text) || (!t.event.Actor.Bot && w.len() == x.group.words)
}

// speaksOfAnother says whether a notice names another cluster, region or instance than an alert has, where it does not name the alert's own.
func speaksOfAnother(alert *event.Event, t *record) bool {
	for _, said := range t.says {
		own := normal(alert.Labels[said.key]).text
		if own != "" && own != said.value && !slices.Contains(t.says, labelValue{said.key, own}) {
			return true
		}
	}
	return false
}

// sameLabels says whether the labels of two alerts may be those of one: of what both say nothing differs, but they are not from one system,
// which would have given one alert one id.
func sameLabels(x, y *event.Event) bool {
	differ := false
	for k, v := range x.Labels {
		w, both := y.Labels[k]
		switch {
		case !both:
			differ = true
		case !strings.EqualFold(v, w) && k != "alertname" && k != "severity" && k != "priority" && k != "service":
			return false
		}
	}
	return differ || len(x.Labels) != len(y.Labels)
}

// clearest is the nearest of several alerts, unless another began with it: then the one whose labels the notice names, or none.
func (j *joiner) clearest(t *record, found []int) int {
	rivals := []int{found[0]}
	for _, o := range found[1:] {
		if j.rs[o].rank == j.rs[found[0]].rank && j.rs[o].at.Sub(j.rs[found[0]].at).Abs() < early {
			rivals = append(rivals, o)
		}
	}
	if len(rivals) == 1 {
		return found[0]
	}
	w := normal(t.event.Text)
	best, most, tie := -1, 0, false
	for _, o := range rivals {
		n := 0
		for _, v := range j.rs[o].event.Labels {
			if w.contains(normal(v).text) {
				n++
			}
		}
		switch {
		case n > most:
			best, most, tie = o, n, false
		case n == most:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}
