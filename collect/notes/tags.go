package notes

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/event"
)

// tags is what the words right behind the stamps of a file mean, if they mean something: who spoke, or which service a note is about. One
// note alone does not tell; the habit of the file does.
type tags struct {
	actor   *regexp.Regexp // nil if notes do not begin with who spoke
	service *regexp.Regexp // nil if notes do not begin with a service
}

var (
	angled    = regexp.MustCompile(`^<[@+~&% ]?([^<>\s][^<>]{0,40})>:?\s+(\S)`)
	named     = regexp.MustCompile(`^@?([\p{L}][\p{L}\d_.-]{0,30}(?: [\p{Lu}\d][\p{L}\d.-]{0,20})?):\s+(\S)`)
	bracketed = regexp.MustCompile(`^\[([\p{L}\d][^\[\]\n]{0,40})\](?:[^(:]|:\s)\s*(\S)`)
	bold      = regexp.MustCompile(`^\*\*([\p{L}\d][^*\n]{0,40}?)(?::\*\*|\*\*:)\s*(\S)`)
)

// minTags is how often a style of tag must occur before it is taken for one: twice may be chance.
const minTags = 3

// tagsOf looks for the habit of a file.
func tagsOf(items []item) tags {
	timed := 0
	counts := map[*regexp.Regexp]int{}
	systems, colons, phones := 0, 0, 0
	for _, it := range items {
		if !it.timed {
			continue
		}
		timed++
		for _, style := range []*regexp.Regexp{angled, named, bracketed, bold} {
			tag, _ := tagOf(style, it.lines[0])
			if tag == "" {
				continue
			}
			counts[style]++
			if style == named {
				colons++
				if phone.MatchString(it.entry.Stamp.Words) {
					phones++ // a phone's export names who spoke, whatever the name looks like
				}
				if system.MatchString(tag) {
					systems++
				}
			}
		}
	}
	most := func(style *regexp.Regexp) bool { return counts[style] >= minTags && counts[style]*5 > timed*3 }
	var t tags
	switch {
	case most(angled):
		t.actor = angled
	case most(named) && (systems*2 < colons || phones*2 > colons):
		t.actor = named
	}
	for _, style := range []*regexp.Regexp{bold, bracketed, named} {
		if counts[style] >= minTags && t.service == nil && style != t.actor {
			t.service = style
		}
	}
	return t
}

// system is a name that people do not have: "EC2", "DynamoDB", "checkout-api", "us-east-1", "payments/db".
var system = regexp.MustCompile(`\d|[a-z][A-Z]|[A-Z]{2}|[-/_]`)

// notTags are words before a colon, or in brackets, that say what a line is and not whom or what it is about.
var notTags = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
	"note", "notes", "nb", "update", "impact", "cause", "root cause", "trigger", "detection", "resolution", "mitigation", "action", "actions",
	"action items?", "todo", "follow-?ups?", "info", "information", "warn", "warning", "error", "critical", "debug", "fatal", "alert", "alerts",
	"question", "answer", "decision", "summary", "context", "status", "result", "fix", "workaround", "edit", "fyi", "ps", "eta",
	"investigating", "identified", "monitoring", "resolved", "recovered", "mitigated", "detected", "declared", "start", "started", "end",
	"ended", "begin", "finding", "findings", "hypothesis", "theory", "timeline", "incident", "outage", "problem", "recovery", "firing",
	"https?", "comms?", "communication", "customer", "customers", "sev-?\\d", "p\\d", "x", "done", "unknown", "tbd", "sic", "\\d+", "utc", "first", "then",
}, "|") + `)$`)

// tagOf is the tag of a style that a text begins with; "" if there is none.
func tagOf(style *regexp.Regexp, text string) (tag, rest string) {
	if text == "" || (strings.IndexByte("<[*", text[0]) >= 0) == (style == named) {
		return "", "" // the other styles begin with a mark, and this one never does
	}
	m := style.FindStringSubmatchIndex(text)
	if m == nil {
		return "", ""
	}
	tag = strings.TrimSpace(text[m[2]:m[3]])
	if notTags.MatchString(tag) {
		return "", ""
	}
	return tag, text[m[4]:]
}

// apply gives an event what its first words say. A speaker's name is taken off the text, as it stands beside it from now on; a service's
// stays, because the sentence may go on from it.
func (t tags) apply(e *event.Event) {
	if t.actor != nil {
		if name, rest := tagOf(t.actor, e.Text); name != "" {
			e.Actor = event.Actor{Name: name}
			e.Text = rest
		}
	}
	if t.service != nil {
		if name, _ := tagOf(t.service, e.Text); name != "" {
			e.Service = name
		}
	}
}
