package summary_test

import (
	"math"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

// at is a second of the night over New Year in which the fixture's outage happened.
func at(hour, minute, second int) time.Time {
	return time.Date(2024, 12, 31, hour, minute, second, 0, time.UTC)
}

func entry(id string, t time.Time, k event.Kind, text string) timeline.Entry {
	return timeline.Entry{Event: event.Event{ID: id, At: t, Kind: k, Source: string(k) + ".txt", Text: text, Count: 1}, Row: true}
}

// payments is a small outage: a failed attempt, a recovery, a person's decision, a bound, and something of everything.
func payments() *summary.Summary {
	two := 2 * time.Minute
	t := &timeline.Timeline{
		Milestones: timeline.Milestones{
			timeline.Onset: {
				Name: timeline.Onset, State: timeline.Known, At: at(22, 58, 30), Evidence: []string{"E-aaaaaaaa", "E-gone0000"}, Confidence: timeline.High,
				Reason: timeline.Reason{Rule: "log-rate-rise", Source: "log.txt", Kind: event.Log, Service: "payments", Before: 0.2, After: 31},
			},
			timeline.Detected: {
				Name: timeline.Detected, State: timeline.Known, At: at(23, 1, 0), Evidence: []string{"E-bbbbbbbb"}, ByPerson: true, By: "kim",
				Confidence: timeline.High, Reason: timeline.Reason{Rule: "person", Words: "the page went out then"},
				Machine: &timeline.Milestone{
					Name: timeline.Detected, State: timeline.Known, At: at(23, 4, 0), Evidence: []string{"E-cccccccc"}, Confidence: timeline.Medium,
					Reason: timeline.Reason{Rule: "first-report", Source: "message.txt", Kind: event.Chat, Words: "is pay down?"},
				},
			},
			timeline.Mitigated: {Name: timeline.Mitigated, State: timeline.Bounded, NotAfter: at(25, 30, 0), Reason: timeline.Reason{Rule: "bounded-by-neighbours"}},
			timeline.Recovered: {
				Name: timeline.Recovered, State: timeline.Known, At: at(25, 30, 0), Evidence: []string{"E-eeeeeeee"}, Confidence: timeline.High,
				Reason: timeline.Reason{Rule: "status-resolved", Source: "status.txt", Kind: event.Status, Words: "Resolved."},
			},
		},
		Phases:    []timeline.Phase{{Name: "detection", From: at(22, 58, 30), To: at(23, 1, 0), Ends: timeline.Detected}},
		Durations: []timeline.Duration{{Name: "ttd", State: timeline.Known, Value: 150 * time.Second, From: timeline.Onset, To: timeline.Detected, Evidence: []string{"E-aaaaaaaa", "E-bbbbbbbb"}}, {Name: "ttm", State: timeline.Bounded, Max: &two}},
		Impacts: []timeline.Impact{
			{Service: "payments", Wave: 1, From: at(22, 58, 30), To: at(23, 20, 0), Evidence: []string{"E-aaaaaaaa", "E-gone0000"}},
			{Service: "payments", Wave: 2, From: at(24, 10, 0), To: at(25, 30, 0), Evidence: []string{"E-dddddddd"}, HasPeak: true, Peak: math.Inf(1), Unit: "errors/min"},
		},
		Attempts: []timeline.Attempt{{At: at(23, 15, 0), Text: "restarted payments", Outcome: "failed", Evidence: []string{"E-cccccccc"}}},
		Entries: []timeline.Entry{
			entry("E-aaaaaaaa", at(22, 58, 30), event.Log, "connection refused"),
			entry("E-bbbbbbbb", at(23, 1, 0), event.Alert, "PaymentsDown"),
			entry("E-cccccccc", at(23, 4, 0), event.Chat, "is pay down?"),
			entry("E-dddddddd", at(24, 10, 0), event.Log, "connection refused"),
			entry("E-eeeeeeee", at(25, 30, 0), event.Status, "Resolved."),
		},
		Items: []timeline.Item{{ID: "R1", Text: "alert on the pool", State: "open", Evidence: []string{"E-cccccccc", "E-gone0000"}}},
		Contradictions: []timeline.Contradiction{{
			Subject: "recovered", Used: -1, Evidence: []string{"E-gone0000", "E-eeeeeeee"},
			Values: []timeline.Value{{At: at(25, 0, 0), Source: "a", Evidence: []string{"E-cccccccc"}}, {At: at(25, 30, 0), Source: "b", Evidence: []string{"E-gone0000"}}},
		}},
	}
	return summary.New(t, summary.Meta{Title: "Payments down over New Year", Zone: time.FixedZone("CET", 3600), Impact: summary.Stated{Customers: "about 1,200"}})
}

// hostile is a timeline whose every text is meant to do harm, and whose numbers are out of range.
func hostile() *summary.Summary {
	bad := "\x1b]0;x\x07<script>\u202e\u009b31m | [x](javascript:y) <!channel> @here\n# h\xff" + strings.Repeat("A", 1<<17)
	e := timeline.Entry{Event: event.Event{ID: "E-00000000", At: at(1, 0, 0), Kind: event.Kind(bad), Source: bad, Service: bad, Text: bad, Actor: event.Actor{Name: bad}, Refs: []event.Ref{{File: bad, URL: bad}}}, Row: true}
	r := timeline.Reason{Rule: bad, Source: bad, Service: bad, Words: bad, Before: math.NaN(), After: math.Inf(-1), Quiet: math.MinInt64, Count: -1}
	m := &timeline.Milestone{Name: timeline.Onset, State: timeline.Known, At: at(1, 0, 0), Evidence: []string{"E-00000000", bad}, Reason: r, Alternatives: []timeline.Candidate{{At: at(2, 0, 0), Reason: r}}}
	m.Machine = m
	t := &timeline.Timeline{
		Milestones: timeline.Milestones{timeline.Onset: m, timeline.Detected: nil},
		Entries:    []timeline.Entry{e},
		Phases:     []timeline.Phase{{Name: bad, From: at(2, 0, 0), To: at(1, 0, 0)}},
		Impacts:    []timeline.Impact{{Service: bad, Unit: bad, Ended: bad, HasPeak: true, Peak: math.NaN()}},
		Facts:      []timeline.Fact{{Text: bad, Value: math.Inf(1), Unit: "services"}},
		Items:      []timeline.Item{{Text: bad, Owner: bad}},
		Causes:     []timeline.Statement{{Text: bad, Source: bad}},
		Attempts:   []timeline.Attempt{{Text: bad, Outcome: bad}},
		Contradictions: []timeline.Contradiction{
			{Subject: bad, Used: 9, Reason: r, Values: []timeline.Value{{Text: bad, Source: bad}}},
			{Subject: "fixed-while-firing", Used: 1, Values: []timeline.Value{{}, {}}},
			{Subject: "none"},
		},
		Durations: []timeline.Duration{{Name: "ttd", State: timeline.Known, Value: math.MinInt64}},
	}
	return summary.New(t, summary.Meta{Title: bad, Kind: bad, Sources: []event.Report{{Name: bad, Error: bad, Notes: []string{bad}}}})
}
