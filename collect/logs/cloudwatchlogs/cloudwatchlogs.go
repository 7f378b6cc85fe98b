// Package cloudwatchlogs asks Amazon CloudWatch Logs, by Logs Insights. The lines stay there: they are counted by service and level, and only a few of the
// services that changed are fetched, see logs.Ask; if there are few as a whole, all are.
//
// AWS bills each query by the bytes that it scans (https://aws.amazon.com/cloudwatch/pricing/), whatever it answers: all of the log groups that are meant,
// for the window and as long before it. So the log groups must be named, a query asks only those of the services that it is about, and max_gb bounds the whole.
//
// A service is a log group, by the last part of its name, unless a field names it. Whether a line speaks of a failure is asked by logs.Failures, which does not
// see what denies it. Times are in milliseconds.
package cloudwatchlogs

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	insights "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/aws"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings.
type Config struct {
	aws.Settings
	// LogGroups are the names of the log groups that are asked.
	LogGroups []string `yaml:"log_groups"`
	// Prefix is what the names of the log groups begin with that are asked: /ecs/shop-. Either it or log_groups must be given, for AWS bills what is scanned.
	Prefix string `yaml:"prefix"`
	// Query is a condition that lines must meet, as Logs Insights has it behind filter: kubernetes.namespace_name = "shop". All if not given.
	Query string `yaml:"query"`
	// Service is the field of structured lines that names the service; if not given, the log group does.
	Service string `yaml:"service"`
	// Level is the field of structured lines with the level; if not given, level, severity or log.level.
	Level string `yaml:"level"`
	// MaxGB is how many gigabytes may be scanned, a thousand million bytes each; 1000 if not given, which AWS bills with about 5 USD.
	MaxGB int `yaml:"max_gb"`
}

// defaultGB is how much may be scanned: at 0.005 USD a gigabyte nobody is asked who paid for it.
const defaultGB = 1000

// Kind is CloudWatch Logs as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "cloudwatchlogs", Event: event.Log, Short: "logs of Amazon CloudWatch: counted there by Logs Insights, which AWS bills by the bytes scanned",
		Limit: 30 * time.Minute, // some dozens of queries, each of which takes seconds however little it finds
		Example: `region: eu-central-1
profile: readonly
log_groups: [/ecs/shop/checkout, /ecs/shop/payments]
max_gb: 200`,
		Arg: "PREFIX", Flag: func(arg string) (live.Settings, error) { return live.Settings{"prefix": arg}, nil },
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *aws.Client
}

var fieldName = regexp.MustCompile(`^@?[A-Za-z_][A-Za-z0-9_.]*$`)

func open(name string, c Config, e live.Env) (live.Source, error) {
	if len(c.LogGroups) == 0 && c.Prefix == "" {
		return nil, &live.SettingError{Key: "log_groups", Text: "it is not said which log groups are asked, and AWS bills what is scanned", Hint: "log_groups: [/ecs/shop], or prefix: /ecs/shop-"}
	}
	for key, field := range map[string]string{"service": c.Service, "level": c.Level} {
		if field != "" && !fieldName.MatchString(field) {
			return nil, &live.SettingError{Key: key, Text: fmt.Sprintf("%q is no name of a field", field), Hint: key + ": app.name"}
		}
	}
	if strings.ContainsAny(c.Query, "|#") {
		return nil, &live.SettingError{Key: "query", Text: "it is more than a condition", Hint: `query: level != "debug"`}
	}
	if c.MaxGB < 0 {
		return nil, &live.SettingError{Key: "max_gb", Text: "must be more than nothing", Hint: "max_gb: 100"}
	}
	if c.MaxGB == 0 {
		c.MaxGB = defaultGB
	}
	client, err := c.Open(e, aws.Access{Fixes: map[string]string{
		"LimitExceededException":    "too many queries run at once in this account (30 by default): run it again later; what came is kept",
		"MalformedQueryException":   "see whether query:, service: and level: are what Logs Insights takes",
		"InvalidParameterException": "see whether the window lies within the retention of the log groups, and query:, service: and level: are right",
	}})
	if err != nil {
		return nil, err
	}
	return &source{name, c, e, client}, nil
}

// Collect has the lines counted, and judges the counts.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx)
	var b event.Batch
	if err == nil {
		b, err = logs.Ask(ctx, e, s.name, w, s.link)
	}
	if len(b.Reports) == 0 {
		b.Reports = []event.Report{{Name: s.name, Kind: event.Log}}
	}
	b.Reports[0].Format = "cloudwatchlogs"
	if e.started > 0 {
		b.Reports[0].Notes = append(b.Reports[0].Notes, fmt.Sprintf("Logs Insights scanned %.1f GB (queries: %d), which AWS bills", e.scanned/gigabyte, e.started))
	}
	b.Reports[0].Notes = append(b.Reports[0].Notes, e.notes...)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: e.asked.List("DescribeLogGroups"), Version: "", Err: err})
}

const gigabyte = 1e9

// link is where the lines are: the console.
func (s *source) link(event.Event) []event.Ref {
	region := s.client.Region()
	if region == "" {
		return nil
	}
	return []event.Ref{{URL: "https://" + region + ".console.aws.amazon.com/cloudwatch/home?region=" + region + "#logsV2:logs-insights"}}
}

// engine finds the log groups. It is never nil.
func (s *source) engine(ctx context.Context) (*engine, error) {
	e := &engine{source: s, levels: []string{"level", "severity", "log.level"}}
	if s.config.Level != "" {
		e.levels = []string{s.config.Level}
	}
	config, err := s.client.Config(ctx)
	if err != nil {
		return e, s.client.Error(ctx, err)
	}
	e.api = insights.NewFromConfig(config)
	e.groups = slices.Clone(s.config.LogGroups)
	if s.config.Prefix != "" {
		if err := e.find(ctx); err != nil {
			return e, err
		}
	}
	slices.Sort(e.groups)
	e.groups = slices.Compact(e.groups)
	if len(e.groups) == 0 {
		return e, &httpx.Error{Request: "CloudWatch Logs DescribeLogGroups", Cause: "no log group begins with " + s.config.Prefix, Fix: "see prefix:, region: and the account that profile: leads to"}
	}
	e.services = named(e.groups)
	return e, nil
}

// maxGroups is how many log groups are asked: ten queries side by side of 50 each.
const maxGroups = 500

// find finds the log groups that begin with the prefix.
func (e *engine) find(ctx context.Context) error {
	var pages live.Pages
	in := &insights.DescribeLogGroupsInput{LogGroupNamePrefix: &e.config.Prefix}
	for {
		out, err := e.api.DescribeLogGroups(ctx, in)
		if err != nil {
			return e.client.Error(ctx, err)
		}
		for _, g := range out.LogGroups {
			if g.LogGroupName == nil {
				continue
			}
			if len(e.groups) == maxGroups {
				return &httpx.Error{Request: "CloudWatch Logs DescribeLogGroups", Cause: fmt.Sprintf("more than %d log groups begin with %s", maxGroups, e.config.Prefix), Fix: "name fewer by a longer prefix:, or by log_groups:"}
			}
			e.groups = append(e.groups, *g.LogGroupName)
			if g.CreationTime != nil && *g.CreationTime > 0 {
				if at := time.UnixMilli(*g.CreationTime).UTC(); e.since.IsZero() || at.Before(e.since) {
					e.since = at
				}
			}
		}
		if out.NextToken == nil {
			return nil
		}
		if err := pages.Next(*out.NextToken); err != nil {
			return err
		}
		in.NextToken = out.NextToken
	}
}

// named is the log groups by their services: the last part of a name, unless several share it.
func named(groups []string) map[string]string {
	count := map[string]int{}
	short := func(g string) string { return g[strings.LastIndexByte(strings.TrimRight(g, "/"), '/')+1:] }
	for _, g := range groups {
		count[short(g)]++
	}
	services := map[string]string{}
	for _, g := range groups {
		if s := short(g); count[s] == 1 && s != "" {
			services[s] = g
			continue
		}
		services[g] = g
	}
	return services
}

// Check asks for the log groups alone, which costs nothing.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	w = s.env.Bounded(w)
	e, err := s.engine(ctx)
	if err == nil && s.config.Prefix == "" { // whether they are there
		for _, g := range e.groups[:min(len(e.groups), 5)] {
			e.config.Prefix = g
			known := e.groups
			if err = e.find(ctx); err != nil {
				break
			}
			if e.groups = e.groups[len(known):]; !slices.Contains(e.groups, g) {
				err = &httpx.Error{Request: "CloudWatch Logs DescribeLogGroups", Status: 404, Cause: "there is no log group " + g, Fix: "see log_groups:, region: and the account that profile: leads to"}
				break
			}
			e.groups = known
		}
	}
	h := s.client.Health(err)
	if err != nil {
		return h
	}
	h.Since = e.since
	h.Asks = []string{e.rates(w, logs.Query{}, time.Minute)}
	h.Notes = []string{
		fmt.Sprintf("%d log groups are asked; AWS bills each query by the bytes that it scans, and some dozens are asked; at most %d GB as a whole (max_gb:)", len(e.groups), s.config.MaxGB),
		"it sees back to when the oldest log group was made, or as far as their retention goes",
	}
	return h
}
