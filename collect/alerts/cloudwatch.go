package alerts

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// cloudWatchHistory is what "aws cloudwatch describe-alarm-history" prints.
var cloudWatchHistory = format{
	name: "cloudwatch-alarm-history",
	match: func(j file.JSON) int {
		if has(j.Paths, "AlarmHistoryItems.AlarmName", "AlarmHistoryItems.Timestamp", "AlarmHistoryItems.HistoryItemType") {
			return 95
		}
		return 0
	},
	paths: []string{"AlarmHistoryItems[]"},
	read:  readAlarmHistory,
}

// cloudWatchAlarms is what "aws cloudwatch describe-alarms" prints, for what people wrote about their alarms.
var cloudWatchAlarms = format{
	name: "cloudwatch-alarms",
	match: func(j file.JSON) int {
		if has(j.Paths, "MetricAlarms.AlarmName", "MetricAlarms.StateValue") || has(j.Paths, "CompositeAlarms.AlarmName", "CompositeAlarms.StateValue") {
			return 95
		}
		return 0
	},
	paths: []string{"MetricAlarms[]", "CompositeAlarms[]"},
	read:  readAlarm,
}

// AlarmHistoryItem is a record of an alarm's history, as AWS's API writes it:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
type AlarmHistoryItem struct {
	AlarmName       string
	AlarmType       string `json:",omitempty"`
	Timestamp       string
	HistoryItemType string
	HistorySummary  string `json:",omitempty"`
	HistoryData     string `json:",omitempty"`
}

// alarmState is one side of a change in an alarm's HistoryData.
type alarmState struct {
	Value  text `json:"stateValue"`
	Reason text `json:"stateReason"`
}

func (s alarmState) phase() phase {
	if s.Value == "ALARM" {
		return firing
	}
	return calm // INSUFFICIENT_DATA says that it cannot be known, and calls nobody
}

func readAlarmHistory(e jsonstream.Element, s *source) error {
	var item struct {
		AlarmName, AlarmType, HistoryItemType, HistoryData text
		Timestamp                                          stamp
	}
	if err := e.Decode(&item); err != nil {
		return mistyped(err)
	}
	if item.AlarmName == "" || item.Timestamp.IsZero() {
		return errors.New("a record of an alarm without a name or a time")
	}
	if item.HistoryItemType != "StateUpdate" {
		s.note("records of alarms other than changes of their state were left out")
		return nil
	}
	var data struct {
		Old alarmState `json:"oldState"`
		New alarmState `json:"newState"`
	}
	if json.Unmarshal([]byte(item.HistoryData), &data) != nil || data.New.Value == "" {
		return errors.New("a change of an alarm's state that does not say to which")
	}
	l := labels{"alertname": string(item.AlarmName)}
	if item.AlarmType == "CompositeAlarm" {
		l["alarm_type"] = "composite"
	}
	said := string(item.AlarmName)
	if reason := strings.TrimSpace(string(data.New.Reason)); reason != "" && !strings.HasPrefix(reason, "{") {
		said += ": " + reason
	}
	s.evidence.change(l, nil, transition{
		at: item.Timestamp.Time, from: data.Old.phase(), to: data.New.phase(), refs: refs{{File: s.path, Line: e.Line}},
		words: words{text: clip.Text(said, maxText), derived: true, late: data.New.phase() != firing},
	}, s)
	return nil
}

func readAlarm(e jsonstream.Element, s *source) error {
	var a struct{ AlarmName, AlarmDescription text }
	if err := e.Decode(&a); err != nil {
		return mistyped(err)
	}
	if a.AlarmName == "" {
		return errors.New("an alarm without a name")
	}
	r := rule{Name: a.AlarmName, Annotations: labels{}}
	if a.AlarmDescription != "" {
		r.Annotations["summary"] = string(a.AlarmDescription)
	}
	s.learn(r)
	return nil
}
