package summary

import (
	"cmp"
	"strings"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

var factWords = vocabulary{
	"value-text": func(a Args, _ teller) string { return line(a.Text, maxQuote) },
	"value-untold": func(a Args, _ teller) string {
		list := make([]string, len(a.List))
		for i, l := range a.List {
			list[i] = strings.ToLower(l[:1]) + l[1:]
		}
		return strings.Join(list, "; ")
	},
	"value-list":     func(a Args, _ teller) string { return names(a.List, 12) },
	"value-span":     spanValue,
	"value-duration": func(a Args, _ teller) string { return DurationWords(timeline.State(a.Name), a) },
	"about":          aboutWords,
	"missing-kinds": func(a Args, _ teller) string {
		var list []string
		for _, k := range a.List {
			list = append(list, KindLabel(event.Kind(k)))
		}
		return "Not among the evidence: " + List(list) + "."
	},
}

func spanValue(a Args, c teller) string {
	if !a.From.IsZero() && !a.To.IsZero() && a.Length > 0 {
		s := c.Span(a.From, a.To) + " (" + Length(a.Length) + ")"
		if !c.IsUTC() {
			s += ", that is " + c.UTC().Span(a.From, a.To)
		}
		return s
	}
	if a.From.IsZero() && a.To.IsZero() && len(a.More) == 0 && timeline.State(a.Name) != timeline.Pending {
		return "unknown"
	}
	return startWords(a, c.Time) + endWords(a, c.Time)
}

func aboutWords(a Args, _ teller) string {
	s := cmp.Or(milestoneClauses[timeline.Name(a.Name)], subjects[a.Name], strings.ReplaceAll(line(a.Name, maxName), "-", " "))
	if a.Who != "" {
		s += " (" + line(a.Who, maxName) + ")"
	}
	return s
}

var noticeWords = vocabulary{
	"notice-none": func(Args, teller) string {
		return "No status post is among the evidence: how customers were told is not known."
	},
	"notice-first": func(a Args, c teller) string {
		return "The first public notice was given at " + c.Time(a.From) + afterOnset(a) + colon(a.Text) + "."
	},
	"notice-count": func(a Args, c teller) string {
		s := upper(spelled(a.Count, "post")) + " were made, " + c.Span(a.From, a.To)
		if a.Of > 1 {
			s += ", in " + spelled(a.Of, "source")
		}
		return s + "."
	},
	"notice-silence": func(a Args, c teller) string {
		return "The longest silence between two posts was " + Length(a.Length) + ", " + c.Span(a.From, a.To) + "."
	},
	"notice-last": func(a Args, c teller) string {
		return "The last post, of " + c.Time(a.From) + ", says: " + quote(a.Text) + "."
	},
	"notice-dated-back": func(a Args, _ teller) string {
		verb := "were"
		if a.Count == 1 {
			verb = "was"
		}
		return upper(spelled(a.Count, "post")) + " " + verb + " recorded later than the time shown, by up to " + Length(a.Length) + "."
	},
	"change-before": func(a Args, c teller) string {
		s := c.Time(a.From) + ", " + Length(a.Length) + " before onset"
		if a.Who != "" {
			s += " (" + line(a.Who, maxName) + ")"
		}
		return s + ": " + quote(a.Text)
	},
}

var lessonWords = vocabulary{
	"observed-ttd":     observed("It was noticed", "after onset"),
	"observed-ttn":     observed("The first public notice came", "after onset"),
	"observed-tte":     observed("The first response came", "after it was noticed"),
	"observed-tti":     observed("The cause was named", "after onset"),
	"observed-ttm":     observed("Impact was mitigated", "after onset"),
	"observed-ttr":     observed("Service was normal again", "after onset"),
	"observed-attempt": observedAttempt,
	"observed-wave":    observedWave,
	"observed-waves":   func(a Args, c teller) string { return "Impact came back " + List(c.all(a.More)) + "." },
	"observed-false-fix": func(a Args, c teller) string {
		return "It was said" + atTime(a, c) + " to be better than later evidence shows: " + quote(a.Text) + "."
	},
	"observed-late-cause": func(a Args, _ teller) string {
		return "Impact was mitigated " + Length(a.Length) + " before the cause was named."
	},
	"observed-silence": func(a Args, c teller) string {
		return "Between two public posts there were " + Length(a.Length) + " of silence, " + c.Span(a.From, a.To) + "."
	},
	"observed-longest": func(a Args, c teller) string {
		return "The longest phase was " + line(a.Name, maxName) + ", " + Length(a.Length) + ", " + c.Span(a.From, a.To) + "."
	},
	"observed-hour": func(a Args, c teller) string {
		return "Onset fell on a " + c.In(a.From).Format("Monday") + " at " + c.In(a.From).Format("15:04") + " " + c.Zone(a.From) + "."
	},
}

func observed(what, after string) func(Args, teller) string {
	return func(a Args, _ teller) string {
		if timeline.State(a.Name) == timeline.Known && a.Length == 0 {
			return what + " at the same time, 0 s " + after + "."
		}
		return what + " " + DurationWords(timeline.State(a.Name), a) + " " + after + "."
	}
}

func observedAttempt(a Args, c teller) string {
	s := "An attempt" + atTime(a, c)
	if a.Who != "" {
		s += " (" + line(a.Who, maxName) + ")"
	}
	return s + ": " + quote(a.Text) + outcome(a.Name) + "."
}

func observedWave(a Args, c teller) string {
	if a.Who == "" {
		return "at " + c.Time(a.From)
	}
	return "for " + line(a.Who, maxName) + " at " + c.Time(a.From)
}

var askWords = vocabulary{
	"ask-unknown": func(a Args, _ teller) string { return question(a.Name) },
	"ask-bounded": func(a Args, c teller) string {
		return question(a.Name) + " So far: " + boundWords(a, c) + "."
	},
	"ask-pending":  func(a Args, _ teller) string { return question(a.Name) + " The evidence ends before it." },
	"ask-disagree": func(a Args, c teller) string { return "Which account is right on " + List(c.all(a.More)) + "?" },
	"ask-cause":    func(Args, teller) string { return "What was the cause? No source states one without hedging." },
	"ask-impact": func(Args, teller) string {
		return "How many customers and requests were affected? No source states a number."
	},
	"ask-class": func(Args, teller) string {
		return "What kind of incident was it, and how severe? incident.yaml does not say."
	},
	"ask-items":   func(Args, teller) string { return "What will be done about it? No remediation item is on record." },
	"ask-lacking": askLacking,
	"ask-sources": func(a Args, _ teller) string {
		return "What do " + Count(a.Count, "more damaged source") + " hold?"
	},
	"ask-source": func(a Args, _ teller) string {
		return "What does " + line(a.Who, maxName) + " hold? It could not be read whole: " + line(a.Text, maxQuote) + "."
	},
}

// askLacking asks at once for all that items lack: "R-1 and R-2: who owns them, and by when will they be done?"
func askLacking(a Args, _ teller) string {
	what := map[string]string{"owner": "who owns them", "due": "by when will they be done", "verify": "how will their effect be checked"}
	if len(a.List) == 1 {
		what = map[string]string{"owner": "who owns it", "due": "by when will it be done", "verify": "how will its effect be checked"}
	}
	var asks []string
	for lack := range strings.FieldsSeq(a.Name) {
		asks = append(asks, what[lack])
	}
	return names(a.List, 8) + ": " + List(asks) + "?"
}
