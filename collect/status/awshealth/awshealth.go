// Package awshealth asks AWS Health for the events of AWS itself: public ones, and those that concern the account. Its API is for accounts with
// a Business, Enterprise On-Ramp or Enterprise support plan. https://docs.aws.amazon.com/health/latest/ug/health-api.html
package awshealth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/health"
	"github.com/aws/aws-sdk-go-v2/service/health/types"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws"
	"github.com/pes-dev/pes/collect/status"
	"github.com/pes-dev/pes/event"
)

// Config is a source's settings. region: is where the API is asked, and not whose events are told: us-east-1 if not given, in which AWS Health is for
// all regions (cn-northwest-1 in China, us-gov-west-1 in GovCloud).
type Config struct {
	aws.Settings
	// Regions are those whose events are asked for, such as eu-central-1, ten at most; all if not given. Events of all regions are of "global".
	Regions []string `yaml:"regions"`
	// Services are those whose events are asked for, such as EC2, ten at most; all if not given.
	Services []string `yaml:"services"`
	// Categories are the kinds of events: issue, scheduledChange, investigation, accountNotification. All but the last if not given.
	Categories []string `yaml:"categories"`
}

// Kind is AWS Health as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "awshealth", Event: event.Status, Short: "events of AWS Health: AWS's own issues, and those of the account", Apart: true, Revised: true, Arg: "REGION", Flag: flag,
		Example: `regions: [us-east-1, global]
services: [EC2, RDS]`,
	}, open)
}

// flag takes a region, or several divided by commas; "-" is all.
func flag(arg string) (live.Settings, error) {
	if arg == "-" {
		return live.Settings{}, nil
	}
	var all []any
	for r := range strings.SplitSeq(arg, ",") {
		all = append(all, strings.TrimSpace(r))
	}
	return live.Settings{"regions": all}, nil
}

// most is how many regions, services or events a question may name.
const most = 10

type source struct {
	name   string
	config Config
	env    live.Env
	client *aws.Client
}

func open(name string, c Config, e live.Env) (live.Source, error) {
	for key, list := range map[string][]string{"regions": c.Regions, "services": c.Services} {
		if len(list) > most {
			return nil, &live.SettingError{Key: key, Text: fmt.Sprintf("AWS Health takes %d at most", most), Hint: "make two sources of it, or leave it out to ask for all"}
		}
	}
	var all types.EventTypeCategory
	for _, k := range c.Categories {
		if !slices.Contains(all.Values(), types.EventTypeCategory(k)) {
			return nil, &live.SettingError{Key: "categories", Text: fmt.Sprintf("%q is none", k), Hint: "categories: [issue, scheduledChange, investigation, accountNotification]"}
		}
	}
	if len(c.Categories) == 0 {
		c.Categories = []string{"issue", "scheduledChange", "investigation"}
	}
	client, err := c.Open(e, aws.Access{Region: "us-east-1", Fixes: map[string]string{
		"SubscriptionRequiredException": "AWS Health's API is for accounts with a Business, Enterprise On-Ramp or Enterprise support plan: without one, save what the AWS Health Dashboard shows " +
			"of the event into a file, or ask for its feed (type: statuspage)",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

// api is the service's client.
func (s *source) api(ctx context.Context) (*health.Client, error) {
	c, err := s.client.Config(ctx)
	if err != nil {
		return nil, err
	}
	return health.NewFromConfig(c, func(o *health.Options) { o.Region = where(s.config.Region, c.Region) }), nil
}

// where is the region in which AWS Health is asked for the partition that a region is in. https://docs.aws.amazon.com/general/latest/gr/health.html
func where(said, usual string) string {
	switch {
	case said != "":
		return said
	case strings.HasPrefix(usual, "cn-"):
		return "cn-northwest-1"
	case strings.HasPrefix(usual, "us-gov-"):
		return "us-gov-west-1"
	}
	return "us-east-1"
}

// Collect asks for the events that touch the window, what is said of them, and what they affect.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	files, err := s.ask(ctx, w)
	b, readErr := live.Read(context.WithoutCancel(ctx), status.Family(), files, w, file.Options{}, s.name, "aws-health", link)
	if err == nil {
		err = readErr
	}
	r := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(w), Err: err}
	if since := s.since(); err == nil && since.After(w.From) {
		r.Covered = []event.Window{}
		if w.To.IsZero() || since.Before(w.To) {
			r.Covered = append(r.Covered, event.Window{From: since, To: w.To})
		}
		b.Reports[0].Notes = append(b.Reports[0].Notes, "AWS Health tells the events of the last 90 days: back to "+since.Format(time.DateOnly))
	}
	return live.Finish(b, r)
}

// link is the event's page of the AWS Health Dashboard.
func link(e event.Event) []event.Ref {
	arn := e.Labels["incident_id"]
	if arn == "" {
		return nil
	}
	return []event.Ref{{URL: "https://health.aws.amazon.com/health/home#/event-log?eventID=" + url.QueryEscape(arn)}}
}

// ask gets all that is asked for. What came before an error is returned with it.
func (s *source) ask(ctx context.Context, w event.Window) ([]*file.File, error) {
	api, err := s.api(ctx)
	if err != nil {
		return nil, s.client.Error(ctx, err)
	}
	arns, err := s.events(ctx, api, w)
	var files []*file.File
	for batch := range slices.Chunk(arns, most) {
		if err != nil {
			break
		}
		var more []*file.File
		more, err = s.details(ctx, api, batch)
		files = append(files, more...)
		s.env.Tell(int64(len(files)), 0, "answers")
	}
	return files, s.client.Error(ctx, err)
}

// maxEvents is how many events are asked about: a year of all of AWS has some thousand.
const maxEvents = 5_000

// events lists the events that touch the window: those that began before its end and ended in it or later, or have not ended, and those of which
// something was said in it.
func (s *source) events(ctx context.Context, api *health.Client, w event.Window) ([]string, error) {
	seen := map[string]bool{}
	var arns []string
	for _, f := range s.filters(w) {
		pages := health.NewDescribeEventsPaginator(api, &health.DescribeEventsInput{Filter: &f, MaxResults: new(int32(100))}, func(o *health.DescribeEventsPaginatorOptions) { o.StopOnDuplicateToken = true })
		var guard live.Pages
		for n := 0; pages.HasMorePages(); n++ {
			if err := guard.Next(fmt.Sprint(n)); err != nil {
				return arns, err
			}
			page, err := pages.NextPage(ctx)
			if err != nil {
				return arns, err
			}
			for _, e := range page.Events {
				if e.Arn != nil && !seen[*e.Arn] && len(arns) < maxEvents {
					seen[*e.Arn] = true
					arns = append(arns, *e.Arn)
				}
			}
		}
	}
	slices.Sort(arns)
	return arns, nil
}

func (s *source) filters(w event.Window) []types.EventFilter {
	base := types.EventFilter{Regions: s.config.Regions, Services: s.config.Services}
	for _, c := range s.config.Categories {
		base.EventTypeCategories = append(base.EventTypeCategories, types.EventTypeCategory(c))
	}
	began := []types.DateTimeRange{{To: end(w.To)}}
	ended, open, told := base, base, base
	ended.StartTimes, ended.EndTimes = began, []types.DateTimeRange{{From: end(w.From)}}
	open.StartTimes, open.EventStatusCodes = began, []types.EventStatusCode{types.EventStatusCodeOpen, types.EventStatusCodeUpcoming}
	told.LastUpdatedTimes = []types.DateTimeRange{{From: end(w.From), To: end(w.To)}}
	return []types.EventFilter{ended, open, told}
}

// end is an end of a range; nil is none.
func end(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// details asks what is said of some events, and what they affect, as files of what the command line would have saved.
func (s *source) details(ctx context.Context, api *health.Client, arns []string) ([]*file.File, error) {
	answer, err := api.DescribeEventDetails(ctx, &health.DescribeEventDetailsInput{EventArns: arns})
	if err != nil {
		return nil, err
	}
	saved := struct {
		Set []savedDetails `json:"successfulSet"`
	}{}
	for _, d := range answer.SuccessfulSet {
		if d.Event != nil {
			saved.Set = append(saved.Set, detailsOf(d))
		}
	}
	files := []*file.File{}
	if len(saved.Set) > 0 {
		files = append(files, written("details/"+arns[0], saved))
	}
	more, err := s.entities(ctx, api, arns)
	return append(files, more...), err
}

// maxPages is how many pages of affected resources are read of ten events: ten thousand resources.
const maxPages = 100

func (s *source) entities(ctx context.Context, api *health.Client, arns []string) ([]*file.File, error) {
	pages := health.NewDescribeAffectedEntitiesPaginator(api, &health.DescribeAffectedEntitiesInput{Filter: &types.EntityFilter{EventArns: arns}, MaxResults: new(int32(100))},
		func(o *health.DescribeAffectedEntitiesPaginatorOptions) { o.StopOnDuplicateToken = true })
	saved := struct {
		Entities []savedEntity `json:"entities"`
	}{}
	var err error
	for n := 0; pages.HasMorePages() && n < maxPages; n++ {
		var page *health.DescribeAffectedEntitiesOutput
		if page, err = pages.NextPage(ctx); err != nil {
			break
		}
		for _, e := range page.Entities {
			saved.Entities = append(saved.Entities, savedEntity{text(e.EventArn), text(e.EntityValue), e.LastUpdatedTime})
		}
	}
	if len(saved.Entities) == 0 {
		return nil, err
	}
	return []*file.File{written("entities/"+arns[0], saved)}, err
}

// written is an answer as a file.
func written(name string, v any) *file.File {
	body, err := json.Marshal(v)
	if err != nil {
		panic("awshealth: " + err.Error()) // texts and times alone
	}
	return live.Body(name, body)
}

// savedDetails and savedEntity are what the command line prints of the answers, as far as it is used.
type (
	savedDetails struct {
		Event       savedEvent `json:"event"`
		Description struct {
			Latest string `json:"latestDescription"`
		} `json:"eventDescription"`
	}
	savedEvent struct {
		ARN      string     `json:"arn"`
		Service  string     `json:"service"`
		Type     string     `json:"eventTypeCode"`
		Category string     `json:"eventTypeCategory"`
		Region   string     `json:"region"`
		Zone     string     `json:"availabilityZone,omitempty"`
		Start    *time.Time `json:"startTime,omitempty"`
		End      *time.Time `json:"endTime,omitempty"`
		Updated  *time.Time `json:"lastUpdatedTime,omitempty"`
		Status   string     `json:"statusCode"`
	}
	savedEntity struct {
		Of      string     `json:"eventArn"`
		Value   string     `json:"entityValue"`
		Updated *time.Time `json:"lastUpdatedTime,omitempty"`
	}
)

func detailsOf(d types.EventDetails) savedDetails {
	e := d.Event
	out := savedDetails{Event: savedEvent{
		ARN: text(e.Arn), Service: text(e.Service), Type: text(e.EventTypeCode), Category: string(e.EventTypeCategory), Region: text(e.Region), Zone: text(e.AvailabilityZone),
		Start: e.StartTime, End: e.EndTime, Updated: e.LastUpdatedTime, Status: string(e.StatusCode),
	}}
	if d.EventDescription != nil {
		out.Description.Latest = text(d.EventDescription.LatestDescription)
	}
	return out
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// queries are what is asked, as the AWS command line takes it.
func (s *source) queries(w event.Window) []string {
	var all []string
	for _, f := range s.filters(w) {
		var parts []string
		add := func(key string, values ...string) {
			if len(values) > 0 {
				parts = append(parts, key+"="+strings.Join(values, ","))
			}
		}
		add("startTimes", ranges(f.StartTimes)...)
		add("endTimes", ranges(f.EndTimes)...)
		add("lastUpdatedTimes", ranges(f.LastUpdatedTimes)...)
		add("regions", f.Regions...)
		add("services", f.Services...)
		add("eventTypeCategories", s.config.Categories...)
		for _, c := range f.EventStatusCodes[:min(1, len(f.EventStatusCodes))] {
			add("eventStatusCodes", string(c), string(types.EventStatusCodeUpcoming))
		}
		all = append(all, "aws health describe-events --region us-east-1 --filter '"+strings.Join(parts, ",")+"'")
	}
	return all
}

// ranges writes ranges in the command line's shorthand.
func ranges(rs []types.DateTimeRange) []string {
	var out []string
	for _, r := range rs {
		var ends []string
		if r.From != nil {
			ends = append(ends, "from="+r.From.UTC().Format(time.RFC3339))
		}
		if r.To != nil {
			ends = append(ends, "to="+r.To.UTC().Format(time.RFC3339))
		}
		out = append(out, "{"+strings.Join(ends, ",")+"}")
	}
	return out
}

// remembered is how far back AWS Health tells events.
const remembered = 90 * 24 * time.Hour

// since is from when on AWS Health knows what happened; zero without a clock.
func (s *source) since() time.Time {
	now := s.env.Time()
	if now.IsZero() {
		return now
	}
	return now.Add(-remembered).UTC()
}

// Check asks for one event.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	api, err := s.api(ctx)
	if err == nil {
		_, err = api.DescribeEvents(ctx, &health.DescribeEventsInput{MaxResults: new(int32(10))})
	}
	h := s.client.Health(s.client.Error(ctx, err))
	h.Asks = s.queries(w)
	if h.Err == nil {
		h.Since = s.since()
	}
	return h
}
