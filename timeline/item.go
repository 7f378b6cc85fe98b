package timeline

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// marks are the words by which people mark a remediation item at the beginning of a line.
var marks = regexp.MustCompile(`(?i)^[\s>*•\-–—"'“‘]*(?:\[( |x)\]\s*)?(action items?|follow[ -]?ups?|todo|ai|measures? announced|remediation(?: items?)?)\s*(\((?:done|completed)\))?\s*[:–—-]\s*(.+)$`)

// checkbox is a task of a Markdown list.
var checkbox = regexp.MustCompile(`^\s*[-*+]?\s*\[( |x|X)\]\s+(.+)$`)

// doneWords say at the end or the beginning of an item that it is done.
var doneWords = regexp.MustCompile(`(?i)(^(done|completed)\b\s*[:,–—-]?\s*|\s*[\[(]?\b(?:(?:already|is|was|has been|now)\s+)?(done|completed|finished|shipped|merged)\b( already)?[\])]?\s*[.!]?\s*$)`)

// owner is "@name" or "owner: name" in an item.
var owner = regexp.MustCompile(`(?i)(?:\bowner\s*[:=]\s*|@)([\p{L}0-9][\p{L}0-9._-]*)`)

// dueBefore stands right before the date by which an item is due.
var dueBefore = regexp.MustCompile(`(?i)\b(?:by|due|until|before|deadline)(?: on)?\s*:?\s*$`)

// dueDate is the date by which an item is due, as 2006-01-02 in the incident's zone; "" if none is stated.
func dueDate(e *event.Event, text string, zone *time.Location) string {
	for _, m := range when.Find(text, when.Context{At: e.At, Zone: zone}) {
		if !m.From.IsZero() && m.To.IsZero() && dueBefore.MatchString(text[:m.Start]) {
			return m.From.In(zone).Format(time.DateOnly)
		}
	}
	return ""
}

// midLine is a mark behind the end of a sentence.
var midLine = regexp.MustCompile(`(?i)([.;!?])\s+((?:action items?|follow[ -]?ups?|todo|measures? announced)\s*:)`)

// inLines puts each marked item on a line of its own.
func inLines(text string) string {
	if !strings.Contains(text, ":") || !mayMark(text) {
		return text // a mark ends in a colon
	}
	return midLine.ReplaceAllString(text, "$1\n$2")
}

// markWords begin the marks of marks and midLine, in lower case.
var markWords = [...]string{"action item", "follow", "todo", "ai", "measure", "remediation"}

// mayMark says whether a text holds the beginning of a mark. It spares most texts the patterns.
func mayMark(text string) bool {
	for i := range len(text) {
		if i > 0 && isASCIILetter(text[i-1]) {
			continue
		}
		for _, m := range markWords {
			if text[i]|0x20 == m[0] && len(text)-i >= len(m) && strings.EqualFold(text[i:i+len(m)], m) {
				return true
			}
		}
	}
	return false
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// maxItems is how many items are taken from marked lines; a list that is longer is not one that anybody will work off.
const maxItems = 100

// items are the remediation items that people wrote into incident.yaml, then those of marked lines.
func (b *builder) items() []Item {
	out := slices.Clone(b.opts.Actions)
	seen := map[string]bool{}
	for _, it := range out {
		seen[itemKey(it.Text)] = true
	}
	for _, e := range b.inTextOrder() {
		if len(out) >= maxItems {
			break
		}
		if e.Deleted || (e.Kind != event.Chat && e.Kind != event.Note && e.Kind != event.Status) {
			continue
		}
		if marked(e) == "" && !mayMark(e.Text) {
			continue
		}
		for line := range strings.SplitSeq(inLines(e.Text), "\n") {
			it, ok := markedItem(e, line, b.zone)
			if !ok || seen[itemKey(it.Text)] || len(out) >= maxItems {
				continue
			}
			seen[itemKey(it.Text)] = true
			out = append(out, it)
		}
	}
	return out
}

// inTextOrder lists the events in order of time, those of one instant in the order in which their files have them: a list of measures keeps
// its order.
func (b *builder) inTextOrder() []*event.Event {
	out := make([]*event.Event, len(b.events))
	for i := range b.events {
		out[i] = &b.events[i]
	}
	line := func(e *event.Event) int {
		if len(e.Refs) == 0 {
			return 0
		}
		return e.Refs[0].Line
	}
	slices.SortStableFunc(out, func(x, y *event.Event) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(line(x), line(y))) })
	return out
}

// marked is the mark of an event that its source recognised as an item: "action-item", "measure" …; "" if it is none.
func marked(e *event.Event) string { return e.Labels["marked"] }

// markedItem is the item of a marked line.
func markedItem(e *event.Event, line string, zone *time.Location) (Item, bool) {
	text, done := "", e.Labels["done"] == "true"
	switch m := marks.FindStringSubmatch(line); {
	case m != nil:
		text, done = m[4], done || m[1] == "x" || m[3] != ""
	case marked(e) != "":
		text = strings.TrimSpace(line)
		if c := checkbox.FindStringSubmatch(line); c != nil {
			text, done = c[2], done || c[1] != " "
		}
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return Item{}, false
	}
	if w := doneWords.FindString(text); w != "" && len(w) < len(text) {
		text, done = strings.TrimSpace(strings.Replace(text, w, "", 1)), true
	}
	it := Item{Text: clip(text, 400), State: "open", Origin: "mined", Evidence: []string{e.ID}, Type: itemType(text)}
	if done {
		it.State = "done"
	}
	if m := owner.FindStringSubmatch(text); m != nil {
		it.Owner = m[1]
	}
	it.Due = dueDate(e, text, zone)
	it.ID = "R-" + strings.TrimPrefix(event.ID(event.Note, "item", itemKey(text)), "E-")
	return it, true
}

// itemKey is the text of an item for telling whether two are the same.
func itemKey(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// itemTypes are words that tell what an item is for, in the order in which they are tried: a test of a monitor detects.
var itemTypes = []struct {
	kind  string
	words []string
}{
	{"detect", []string{"alert", "monitor", "detect", "alarm", "canary", "probe", "dashboard", "metric", "page on", "observab"}},
	{"process", []string{"runbook", "playbook", "document", "training", "wording", "status page", "communicat", "drill", "game day", "gameday", "review", "checklist", "process", "on-call", "exercise"}},
	{"mitigate", []string{
		"fallback", "fall back", "failover", "fail over", "throttl", "rate limit", "rate-limit", "rollback", "roll back", "recover", "limit", "velocity",
		"degrade", "circuit", "spare", "capacity", "shed", "cache", "redundan", "multi-region", "second region", "velocity control",
	}},
	{"prevent", []string{
		"fix", "prevent", "guard", "protect", "validat", "disable", "turn off", "turned off", "switched off", "switch off", "race", "remove", "avoid", "pool", "upgrade", "block", "test",
		"lint", "stop",
	}},
}

// itemType is what an item is for by its words; "" if they do not tell.
func itemType(text string) string {
	lower := strings.ToLower(text)
	for _, t := range itemTypes {
		for _, w := range t.words {
			if strings.Contains(lower, w) {
				return t.kind
			}
		}
	}
	return ""
}
