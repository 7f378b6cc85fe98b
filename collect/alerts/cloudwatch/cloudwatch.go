// Package cloudwatch asks Amazon CloudWatch for the history of its alarms, and for what people wrote about them.
package cloudwatch

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/pes-dev/pes/collect/alerts"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/plain"
)

// Config is a source's settings.
type Config struct {
	aws.Settings
	// Alarms are the names of the alarms that are meant. All of the region if not given.
	Alarms []string `yaml:"alarms"`
}

// Kind is CloudWatch as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "cloudwatch", Event: event.Alert, Short: "alarms that fired, from the history that Amazon CloudWatch keeps of them",
		Arg: "REGION", Flag: func(arg string) (live.Settings, error) { return live.Settings{"region": arg}, nil },
		Example: `region: eu-central-1
profile: production
alarms: [checkout-5xx]`,
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *aws.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	client, err := c.Open(e, aws.Access{Fixes: map[string]string{
		"AccessDenied":          needs,
		"AccessDeniedException": needs,
	}})
	if err != nil {
		return nil, err
	}
	return &source{name: name, config: c, env: e, client: client}, nil
}

const needs = "give the role the right to cloudwatch:DescribeAlarmHistory and cloudwatch:DescribeAlarms, on * since composite alarms want that"

const (
	// kept is how long CloudWatch keeps the history of an alarm: 30 days.
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
	kept = 30 * 24 * time.Hour
	// around is how far from the window changes of state are asked for: the ends of alarms that went off before it ended, and most beginnings.
	around   = 24 * time.Hour
	pageSize = 100 // the most that a page may have
	// maxItems is how many changes of state are read of one source.
	maxItems = 100_000
	// maxBack is of how many alarms the beginning is looked for one by one.
	maxBack = 50
)

// Collect asks for the history of alarms in the window and around it, for the beginnings of those that had gone off before that, and for descriptions.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	a := &asking{source: s, window: s.env.Bounded(w), first: map[string]types.AlarmHistoryItem{}}
	err := s.client.Error(ctx, a.ask(ctx))
	b, readErr := live.Read(ctx, alerts.Family(), a.files(), a.window, file.Options{}, s.name, "cloudwatch", a.link)
	b.Reports[0].Notes = append(b.Reports[0].Notes, a.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: a.queries, Err: cmp.Or(err, readErr)})
}

// link is an alarm's page in the console.
func (a *asking) link(e event.Event) []event.Ref {
	name := e.Labels["alertname"]
	if name == "" || a.region == "" {
		return nil
	}
	return []event.Ref{{URL: fmt.Sprintf("https://%[1]s.console.aws.amazon.com/cloudwatch/home?region=%[1]s#alarmsV2:alarm/%[2]s", url.PathEscape(a.region), url.PathEscape(name))}}
}

// asking is the questions of one collection, and their answers.
type asking struct {
	*source
	window  event.Window
	api     *cloudwatch.Client
	region  string
	items   []types.AlarmHistoryItem
	alarms  [][]byte // answers about alarms
	first   map[string]types.AlarmHistoryItem
	queries []string
	notes   []string
}

// connect makes the SDK's client, and says which region it asks.
func (s *source) connect(ctx context.Context) (*cloudwatch.Client, string, error) {
	config, err := s.client.Config(ctx)
	if err != nil {
		return nil, "", err
	}
	return cloudwatch.NewFromConfig(config), config.Region, nil
}

func (a *asking) ask(ctx context.Context) (err error) {
	if a.api, a.region, err = a.connect(ctx); err != nil {
		return err
	}
	names := a.config.Alarms
	if len(names) == 0 {
		names = []string{""} // of all
	}
	for _, name := range names {
		if err := a.history(ctx, name, a.env.Wide(a.window, around)); err != nil {
			return err
		}
	}
	if err := a.beginnings(ctx); err != nil {
		return err
	}
	return a.describe(ctx)
}

// bothTypes are the types of alarms; without them CloudWatch tells of metric alarms alone.
var bothTypes = []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}

// question is the question for changes of state in a half-open window. CloudWatch takes both ends as included.
func question(name string, w event.Window) *cloudwatch.DescribeAlarmHistoryInput {
	in := &cloudwatch.DescribeAlarmHistoryInput{
		AlarmTypes: bothTypes, HistoryItemType: types.HistoryItemTypeStateUpdate, ScanBy: types.ScanByTimestampAscending, MaxRecords: sdk.Int32(pageSize),
		StartDate: sdk.Time(w.From), EndDate: sdk.Time(w.To.Add(-time.Millisecond)),
	}
	if name != "" {
		in.AlarmName = sdk.String(name)
	}
	return in
}

// told is a question as the command line of AWS has it.
func told(in *cloudwatch.DescribeAlarmHistoryInput) string {
	q := "aws cloudwatch describe-alarm-history --alarm-types MetricAlarm CompositeAlarm --history-item-type StateUpdate --scan-by " + string(in.ScanBy)
	if in.AlarmName != nil {
		q += fmt.Sprintf(" --alarm-name %q", *in.AlarmName)
	}
	return q + " --start-date " + in.StartDate.UTC().Format(time.RFC3339) + " --end-date " + in.EndDate.UTC().Format("2006-01-02T15:04:05.999Z07:00")
}

// history asks for changes of state, page by page.
func (a *asking) history(ctx context.Context, name string, w event.Window) error {
	in := question(name, w)
	a.queries = append(a.queries, told(in))
	var seen live.Pages
	for {
		out, err := a.api.DescribeAlarmHistory(ctx, in)
		if err != nil {
			return err
		}
		a.items = append(a.items, out.AlarmHistoryItems...)
		a.env.Tell(int64(len(a.items)), 0, "changes of alarms")
		switch {
		case sdk.ToString(out.NextToken) == "":
			return nil
		case len(a.items) >= maxItems:
			a.notes = append(a.notes, fmt.Sprintf("changes of alarms beyond %s were left out: name the alarms that are meant by alarms:", clip.Grouped(maxItems)))
			return nil
		}
		if err := seen.Next(*out.NextToken); err != nil {
			return err
		}
		in.NextToken = out.NextToken
	}
}

// beginnings looks for the beginnings of alarms whose first change in the window is that they end: the last page of what was before.
func (a *asking) beginnings(ctx context.Context) error {
	for _, item := range a.items {
		if first, known := a.first[sdk.ToString(item.AlarmName)]; !known || sdk.ToTime(item.Timestamp).Before(sdk.ToTime(first.Timestamp)) {
			a.first[sdk.ToString(item.AlarmName)] = item
		}
	}
	var ended []string
	for name, item := range a.first {
		if wasAlarm(item) {
			ended = append(ended, name)
		}
	}
	slices.Sort(ended)
	if len(ended) > maxBack {
		a.notes = append(a.notes, fmt.Sprintf("of %d alarms that went off more than a day before the window the beginning was not looked for", len(ended)-maxBack))
		ended = ended[:maxBack]
	}
	wide := a.env.Wide(a.window, around)
	for _, name := range ended {
		in := question(name, event.Window{From: a.window.From.Add(-kept), To: wide.From})
		in.ScanBy = types.ScanByTimestampDescending
		a.queries = append(a.queries, told(in))
		out, err := a.api.DescribeAlarmHistory(ctx, in)
		if err != nil {
			return err
		}
		a.items = append(a.items, out.AlarmHistoryItems...)
	}
	return nil
}

// wasAlarm says whether a change is one away from ALARM.
func wasAlarm(item types.AlarmHistoryItem) bool {
	var data struct {
		Old struct {
			Value string `json:"stateValue"`
		} `json:"oldState"`
	}
	return json.Unmarshal([]byte(sdk.ToString(item.HistoryData)), &data) == nil && data.Old.Value == "ALARM"
}

// describe asks what people wrote about the alarms that changed. Alarms that are gone have no description; the history is complete without.
func (a *asking) describe(ctx context.Context) error {
	for names := range slices.Chunk(slices.Sorted(maps.Keys(a.first)), pageSize) {
		out, err := a.api.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: names, AlarmTypes: bothTypes, MaxRecords: sdk.Int32(pageSize)})
		if ctx.Err() != nil {
			return err
		}
		if err != nil {
			a.notes = append(a.notes, "what is written about alarms could not be read: "+plain.Line(a.client.Error(ctx, err).Error(), 300))
			return nil
		}
		a.queries = append(a.queries, "aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm --alarm-names …")
		a.alarms = append(a.alarms, describedAs(out))
	}
	a.queries = slices.Compact(a.queries)
	return nil
}

// described is an alarm as the command line of AWS prints it, as far as it is read.
type described struct {
	AlarmName        string
	AlarmDescription string `json:",omitempty"`
	StateValue       string
}

func describedAs(out *cloudwatch.DescribeAlarmsOutput) []byte {
	var all struct {
		MetricAlarms    []described
		CompositeAlarms []described
	}
	for _, m := range out.MetricAlarms {
		all.MetricAlarms = append(all.MetricAlarms, described{sdk.ToString(m.AlarmName), sdk.ToString(m.AlarmDescription), string(m.StateValue)})
	}
	for _, c := range out.CompositeAlarms {
		all.CompositeAlarms = append(all.CompositeAlarms, described{sdk.ToString(c.AlarmName), sdk.ToString(c.AlarmDescription), string(c.StateValue)})
	}
	body, err := json.Marshal(all)
	if err != nil {
		return nil // texts alone are in it
	}
	return body
}

// files are the answers as the command line of AWS prints them.
func (a *asking) files() []*file.File {
	var files []*file.File
	if len(a.items) > 0 {
		var all struct{ AlarmHistoryItems []alerts.AlarmHistoryItem }
		for _, i := range a.items {
			all.AlarmHistoryItems = append(all.AlarmHistoryItems, alerts.AlarmHistoryItem{
				AlarmName: sdk.ToString(i.AlarmName), AlarmType: string(i.AlarmType), Timestamp: sdk.ToTime(i.Timestamp).UTC().Format(time.RFC3339Nano),
				HistoryItemType: string(i.HistoryItemType), HistorySummary: sdk.ToString(i.HistorySummary), HistoryData: sdk.ToString(i.HistoryData),
			})
		}
		if body, err := json.Marshal(all); err == nil {
			files = append(files, file.Bytes("alarm-history", body))
		}
	}
	for n, body := range a.alarms {
		if !strings.Contains(string(body), "AlarmName") {
			continue // none of them is there any more
		}
		files = append(files, file.Bytes(fmt.Sprintf("alarms/%06d", n), body))
	}
	return files
}

// Check asks for one change of state.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	w = s.env.Bounded(w)
	api, _, err := s.connect(ctx)
	if err == nil {
		in := question("", event.Window{From: w.From, To: w.To})
		in.MaxRecords = sdk.Int32(1)
		_, err = api.DescribeAlarmHistory(ctx, in)
	}
	h := s.client.Health(s.client.Error(ctx, err))
	h.Asks = []string{told(question("", s.env.Wide(w, around)))}
	if now := s.env.Time(); !now.IsZero() {
		h.Since = now.Add(-kept)
		if w.From.Before(h.Since) {
			h.Notes = append(h.Notes, "CloudWatch keeps the history of alarms for 30 days: the window begins before that")
		}
	}
	return h
}
