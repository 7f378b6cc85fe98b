// Package slack asks a Slack workspace for what was written in its channels: messages, the threads below them, pins, and who wrote them.
//
// It goes through slack-go, which knows Slack's methods and their parameters, over the client of package httpx, which alone waits and tries again.
// Answers are kept as Slack wrote them, and are handed to package chat as if they were an export, so that both give the same events. The way of a
// reading is told in collect.go.
package slack

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Config is a source's settings. URL is https://slack.com if not given.
type Config struct {
	live.HTTP
	// Channels are the channels to read: ids (C0123ABCDEF), names (#inc-42), or addresses (https://team.slack.com/archives/C0123ABCDEF).
	Channels []string `yaml:"channels"`
	// ThreadsBefore is how long before the window a thread may have begun whose replies within it are found. Three days if not given.
	ThreadsBefore time.Duration `yaml:"threads_before"`
}

// usualURL is where Slack is.
const usualURL = "https://slack.com"

// usualBefore is how long before the window threads are looked for: what was begun on a Friday is answered on Monday.
const usualBefore = 72 * time.Hour

// usualLimit is how long a run may take: 50 requests a minute make 700 threads.
const usualLimit = 15 * time.Minute

// Kind is Slack as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "slack", Event: event.Chat, Short: "messages, threads and pins of Slack channels",
		Arg: "CHANNEL", Flag: flag, Apart: true, Revised: true, Limit: usualLimit,
		Example: `channels: [C0123456789]
threads_before: 72h`,
	}, open)
}

// flag is the settings that a channel stands for.
func flag(arg string) (live.Settings, error) {
	p, err := parsePlace(arg)
	if err != nil {
		return nil, err
	}
	s := live.Settings{"channels": []any{arg}}
	if strings.HasSuffix(p.host, govSuffix) {
		s["url"] = "https://slack-gov.com"
	}
	return s, nil
}

type source struct {
	name   string
	config Config
	env    live.Env
	client *httpx.Client
	api    *slack.Client
	base   string // of the addresses of methods, with a slash at its end
	places []place

	mu sync.Mutex // one reading at a time: they share what follows

	// What was learnt stays known: a run asks for several windows.
	me      *identity
	ids     map[string]string // of channels, by what the settings call them
	known   map[string]*room  // by id
	people  people
	limit   int      // of messages a page
	lacking []string // what is done without, for good
	notes   []string // what is to be known of one reading
}

// note notes something of a reading, once.
func (s *source) note(n string) {
	if !slices.Contains(s.notes, n) {
		s.notes = append(s.notes, n)
	}
}

// without notes what is done without, and why.
func (s *source) without(err error, effect string) {
	note := effect + " (" + strings.TrimPrefix(err.Error(), "POST "+s.base) + ")"
	if !slices.Contains(s.lacking, note) {
		s.lacking = append(s.lacking, note)
	}
}

// told is all that is to be known.
func (s *source) told() []string { return slices.Concat(s.lacking, s.notes) }

func open(name string, c Config, e live.Env) (live.Source, error) {
	if c.User != "" {
		return nil, &live.SettingError{Key: "user", Text: "Slack wants a token alone", Hint: "leave it out"}
	}
	if c.ThreadsBefore == 0 {
		c.ThreadsBefore = usualBefore
	}
	c.URL = strings.TrimSuffix(strings.TrimRight(c.URL, "/"), "/api") // as other programs want it
	client, err := c.Client(e, live.Access{
		Default: usualURL, Usual: []string{"SLACK_TOKEN", "SLACK_BOT_TOKEN", "SLACK_USER_TOKEN"}, Fixes: map[int]string{429: reasonOf("ratelimited").fix},
	})
	if err != nil {
		return nil, err
	}
	s := &source{name: name, config: c, env: e, client: client, ids: map[string]string{}, known: map[string]*room{}, people: newPeople(), limit: pageSize}
	if s.places, err = parsePlaces(c.Channels); err != nil {
		return nil, err
	}
	if s.base, err = url.JoinPath(cmp.Or(c.URL, usualURL), "api/"); err != nil {
		return nil, &live.SettingError{Key: "url", Text: "no address"}
	}
	s.api = slack.New("", slack.OptionAPIURL(s.base), slack.OptionHTTPClient(&wire{client: client, env: e, refused: s.refused}))
	return s, nil
}
