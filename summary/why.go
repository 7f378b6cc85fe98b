package summary

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// whys are the words of timeline's rules: each gives one sentence without its full stop.
var whys = map[string]func(r timeline.Reason, c Clock) string{
	"stated-start":         stating("when it began"),
	"stated-window":        stating("from when to when it lasted"),
	"stated-end":           stating("when it ended"),
	"stated-trigger":       stating("when what set it off happened"),
	"stated-detection":     stating("when it was noticed"),
	"stated-notice":        stating("when customers were told"),
	"stated-declaration":   stating("when it was called an incident"),
	"stated-engagement":    stating("when the response began"),
	"stated-cause":         stating("when the cause was named"),
	"stated-mitigation":    stating("when impact was mitigated"),
	"stated-recovery":      stating("when service was normal again"),
	"stated-close":         stating("when it was declared over"),
	"status-resolved":      posting("marks the incident as resolved"),
	"status-investigating": posting("says that the incident is being investigated"),
	"status-began":         posting("is dated to the beginning"),
	"status-identified":    posting("marks the cause as identified"),
	"status-monitoring":    posting("says that a fix is in and being watched"),
	"first-report":         saying("the first report of it is"),
	"declared-words":       saying("it is called an incident in"),
	"resolved-words":       saying("it is said to be over in"),
	"mitigated-words":      saying("it is said to be mitigated in"),
	"cause-words":          saying("the cause is named in"),
	"fault-words":          saying("what is wrong with a part is told in"),
	"ack-words":            saying("somebody takes it on in"),
	"first-responder":      saying("the first responder's message is"),
	"closed-words":         saying("it is declared over in"),
	"restored-words":       saying("service is said to be restored in"),
	"first-sign":           saying("the first text that speaks of impact is"),
	"said-start":           saying("somebody says when it began in"),
	"before-response":      saying("the message that the first response answers is"),
	"noted-start":          noting("the start of impact"),
	"noted-end":            noting("the end of impact"),
	"noted-cause":          noting("the cause"),
	"noted-mitigation":     noting("a mitigation"),
	"named-change":         namedChange,
	"reverted-change":      func(r timeline.Reason, _ Clock) string { return "a later change takes this one back" + colon(r.Words) },
	"no-impact": func(r timeline.Reason, _ Clock) string {
		return "people class it as a " + strings.ReplaceAll(line(r.Words, maxName), "-", " ")
	},
	"own-stamp": func(timeline.Reason, Clock) string {
		return "a source's own stamp is used until its clock is corrected in incident.yaml"
	},
	"still-firing": stillFiring,
	"still-open":   stillOpen,
	"errors-go-on": func(r timeline.Reason, _ Clock) string {
		return "errors in the logs" + ofService(r) + " went on" + in(r)
	},
	"told-too-soon":         toldTooSoon,
	"said-again":            saying("impact is said to be there again in"),
	"self-healed":           saying("it is said to have recovered by itself in"),
	"nobody-acted":          func(timeline.Reason, Clock) string { return "it was over before anybody is on record at work on it" },
	"noticed-after":         func(timeline.Reason, Clock) string { return "it was noticed only after it was over" },
	"impact-began-again":    beganAgain,
	"bounded-by-neighbours": func(timeline.Reason, Clock) string { return "only what came before it or after it is known" },
	"person":                incidentYAML,
	"trigger-words":         saying("what set it off is named in"),
	"first-notice":          posting("is the first that customers could read"),
	"last-notice":           posting("is the last on the incident"),
	"engaged-by-post":       posting("shows that somebody was at work on it by then"),
	"alert-start":           alertStart,
	"alert-end":             alertEnd,
	"log-rate-rise":         rate("rose"),
	"log-rate-end":          rate("fell back"),
	"log-rate-half":         rateHalf,
	"log-silence":           fellSilent,
	"log-speech":            spokeAgain,
	"component-state":       componentState,
	"no-sign-before":        noSignBefore,
	"incident-yaml":         incidentYAML,
	"not-needed":            func(timeline.Reason, Clock) string { return "It healed by itself: nobody had to do this" },
	"not-yet":               func(timeline.Reason, Clock) string { return "The evidence ends before it" },
	"unknown":               func(timeline.Reason, Clock) string { return "The evidence does not tell" },
	"":                      func(timeline.Reason, Clock) string { return "The evidence does not tell" },
	"earliest":              func(timeline.Reason, Clock) string { return "It is the earliest of the times given" },
	"latest":                func(timeline.Reason, Clock) string { return "It is the latest of the times given" },
	"both-shown":            func(timeline.Reason, Clock) string { return "No rule prefers one, so that all are shown" },
	"agreeing":              agreeing,
}

// Rules lists the rules that have words of their own, sorted.
func Rules() []string { return slices.Sorted(maps.Keys(whys)) }

// Why words a reason as one plain sentence. A rule that it does not know is named, with what it was applied to.
func Why(r timeline.Reason, c Clock) string {
	say, ok := whys[r.Rule]
	if !ok {
		return upper(fmt.Sprintf("By the rule %q%s%s%s", line(r.Rule, maxName), ofService(r), in(r), colon(r.Words))) + "."
	}
	return upper(say(r, c)+witnesses(r)) + "."
}

// WhyMilestone words why a milestone is what it is, and who decided it where a person did.
func WhyMilestone(m *timeline.Milestone, c Clock) string {
	if !m.ByPerson {
		r := m.Reason
		if r.Rule == "" {
			r.Rule = stateRules[m.State]
		}
		if r.At.Equal(m.At) {
			r.At = time.Time{} // it stands beside the sentence
		}
		return Why(r, c)
	}
	by := "people"
	if m.By != "" {
		by = line(m.By, maxName)
	}
	return upper(by+" decided it in incident.yaml"+colon(m.Reason.Words)) + "."
}

// WhyCell is WhyMilestone for a cell of a table: with a shorter quotation, and without a word where nothing is known.
func WhyCell(m *timeline.Milestone, c Clock) string {
	if m.State == timeline.Unknown && !m.ByPerson && m.Reason.Words == "" {
		return "–"
	}
	short := *m
	short.Reason.Words = shorter(m.Reason.Words, maxCell)
	return WhyMilestone(&short, c)
}

// WhyUsed is a reason without the words that it rests on, for where they stand already.
func WhyUsed(r timeline.Reason, c Clock) string {
	r.Words = ""
	return Why(r, c)
}

// stateRules say why a milestone without a rule of its own has no time.
var stateRules = map[timeline.State]string{timeline.Pending: "not-yet", timeline.NotApplicable: "not-needed", timeline.Bounded: "bounded-by-neighbours"}

// stating is for a text that gives the time itself.
func stating(what string) func(timeline.Reason, Clock) string {
	return func(r timeline.Reason, _ Clock) string {
		return source(r) + " states " + what + ofService(r) + colon(r.Words)
	}
}

// posting is for a post whose own time counts.
func posting(what string) func(timeline.Reason, Clock) string {
	return func(r timeline.Reason, c Clock) string {
		return source(r) + at(r, c) + " " + what + ofService(r) + colon(r.Words)
	}
}

// saying is for a text whose own time counts because of what it says.
func saying(what string) func(timeline.Reason, Clock) string {
	return func(r timeline.Reason, c Clock) string {
		return what + " " + source(r) + at(r, c) + ofService(r) + colon(r.Words)
	}
}

// noting is for a dated line of notes: its stamp is the time.
func noting(what string) func(timeline.Reason, Clock) string {
	return func(r timeline.Reason, _ Clock) string {
		return source(r) + " puts " + what + ofService(r) + " at this time" + colon(r.Words)
	}
}

func namedChange(r timeline.Reason, _ Clock) string {
	return "this change is named where the cause is told" + colon(r.Words)
}

func stillFiring(r timeline.Reason, _ Clock) string {
	return "the evidence ends with an alert" + ofService(r) + " that was not seen to stop firing" + in(r)
}

func toldTooSoon(r timeline.Reason, c Clock) string {
	return "the first who says so internally does at " + c.Time(r.At)
}

func stillOpen(r timeline.Reason, _ Clock) string {
	return "the evidence ends with a status post" + in(r) + " of the state " + quote(r.Words) + ", and none says that it is over"
}

func beganAgain(r timeline.Reason, c Clock) string {
	if r.At.IsZero() {
		return "impact" + ofService(r) + " began after that"
	}
	return "impact" + ofService(r) + " began after that, at " + c.Time(r.At)
}

func alertStart(r timeline.Reason, c Clock) string {
	return "the alert" + named(r.Words) + " began to fire" + when(r, c) + ofService(r) + in(r)
}

func alertEnd(r timeline.Reason, c Clock) string {
	return "the alert" + named(r.Words) + " stopped firing" + when(r, c) + ofService(r) + in(r) + quiet(r)
}

// rate words a change of a service's error rate.
func rate(verb string) func(timeline.Reason, Clock) string {
	return func(r timeline.Reason, c Clock) string {
		what, levels := "errors", ""
		if r.Words != "" {
			what = line(r.Words, maxName)
		}
		if r.Rule == "log-rate-rise" && (r.Before != 0 || r.After != 0) {
			levels = " from " + level(r.Before, r.Unit) + " to " + level(r.After, r.Unit) + perWhat(r)
		}
		if r.Counted != "" {
			return "failed " + line(r.Counted, maxName) + ofService(r) + " " + verb + levels + when(r, c) + in(r) + quiet(r)
		}
		return what + " in the logs" + ofService(r) + " " + verb + levels + when(r, c) + in(r) + quiet(r)
	}
}

func fellSilent(r timeline.Reason, c Clock) string {
	before := ""
	if r.Before > 0 {
		before = " after " + level(r.Before, r.Unit) + " lines" + perWhat(r)
	}
	return "the logs" + ofService(r) + " fell silent" + before + when(r, c) + in(r)
}

func spokeAgain(r timeline.Reason, c Clock) string {
	return "the logs" + ofService(r) + " went on" + when(r, c) + in(r) + quiet(r)
}

// rateHalf has no number: the peak is a sum over services, which no record of the evidence holds.
func rateHalf(r timeline.Reason, _ Clock) string {
	what := "errors in the logs"
	if r.Counted != "" {
		what = "failed " + line(r.Counted, maxName)
	}
	return what + " of the services that were hit fell below half of their peak and stayed below it"
}

// level is a rate as a person would write it: two figures, a share as a percentage.
func level(f float64, unit string) string {
	if unit == "share" {
		return float(100*f) + " %"
	}
	return float(f)
}

func perWhat(r timeline.Reason) string {
	switch r.Unit {
	case "share":
		return " of " + cmp.Or(line(r.Counted, maxName), "lines")
	case "per-minute":
		return " a minute"
	}
	return ""
}

func componentState(r timeline.Reason, c Clock) string {
	if r.Words == "" {
		return source(r) + at(r, c) + " changes the state of a component" + ofService(r)
	}
	return source(r) + at(r, c) + " sets the state of a component" + ofService(r) + " to " + quote(r.Words)
}

func noSignBefore(r timeline.Reason, c Clock) string {
	if r.At.IsZero() {
		return "there is no sign of it" + ofService(r) + " in the evidence before this time"
	}
	return "there is no sign of it" + ofService(r) + " in the evidence before " + c.Time(r.At)
}

func incidentYAML(r timeline.Reason, _ Clock) string {
	return "people decided it in incident.yaml" + colon(r.Words)
}

func agreeing(r timeline.Reason, _ Clock) string {
	return "other evidence agrees with it" + in(r) + colon(r.Words)
}

// source names what said it: "a status post (dashboard.txt)".
func source(r timeline.Reason) string {
	noun := "a source"
	if n, ok := kindNouns[r.Kind]; ok {
		noun = article(n)
	}
	if r.Source == "" {
		return noun
	}
	return noun + " (" + sourceName(r.Source) + ")"
}

// kindNouns is what one record of a kind is called.
var kindNouns = map[event.Kind]string{
	event.Log: "log line", event.Alert: "alert", event.Chat: "chat message",
	event.Status: "status post", event.Note: "note", event.Change: "change",
}

func article(noun string) string {
	if noun[0] == 'a' {
		return "an " + noun
	}
	return "a " + noun
}

func at(r timeline.Reason, c Clock) string {
	if r.At.IsZero() {
		return ""
	}
	return " of " + c.Time(r.At)
}

// when is at for what happened then.
func when(r timeline.Reason, c Clock) string {
	if r.At.IsZero() {
		return ""
	}
	return " at " + c.Time(r.At)
}

func in(r timeline.Reason) string {
	if r.Source == "" {
		return ""
	}
	return " (" + sourceName(r.Source) + ")"
}

func ofService(r timeline.Reason) string {
	if r.Service == "" {
		return ""
	}
	return " for " + line(r.Service, maxName)
}

func named(words string) string {
	if words == "" {
		return ""
	}
	return " " + quote(words)
}

func colon(words string) string {
	if words == "" {
		return ""
	}
	return ": " + quote(words)
}

// quiet has no length: it is counted to the end of the logs, which no record of the evidence tells.
func quiet(r timeline.Reason) string {
	if r.Quiet <= 0 {
		return ""
	}
	return ", and it stayed quiet"
}

// witnesses says how many records agree; for a sum, they are what was added up.
func witnesses(r timeline.Reason) string {
	if r.Count < 2 || r.Rule == "log-rate-half" {
		return ""
	}
	return "; " + Count(r.Count, "record") + " agree"
}

// float is a number with two significant figures, and without a fraction from ten on.
func float(f float64) string {
	if f >= 10 {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	return strconv.FormatFloat(f, 'g', 2, 64)
}

// Briefly words a reason for a cell of a table: by which kind of evidence it is known.
func Briefly(r timeline.Reason) string {
	by, ok := briefly[r.Rule]
	noun, from := kindNouns[r.Kind]
	switch {
	case !ok:
		return line(strings.ReplaceAll(r.Rule, "-", " "), maxName)
	case by == "stated" && from:
		return "stated in " + article(noun)
	case by == "measured in logs" && r.Counted != "":
		return "measured"
	}
	return by
}

var briefly = map[string]string{
	"stated-window": "stated", "stated-start": "stated", "stated-end": "stated",
	"log-rate-rise": "measured in logs", "log-rate-end": "measured in logs",
	"log-silence": "silent in logs", "log-speech": "silent in logs",
	"alert-start": "by an alert", "alert-end": "by an alert",
	"noted-start": "by a note", "said-again": "said to be there again", "component-state": "by a status page", "person": "decided by people",
}
