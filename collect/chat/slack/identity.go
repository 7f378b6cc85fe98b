package slack

import (
	"context"
	"fmt"
	"net/url"

	"github.com/pes-dev/pes/internal/plain"
)

// identity is whom the token speaks for.
type identity struct {
	url    string // of the workspace, with a slash at its end: what permalinks begin with; "" if it is none
	host   string
	team   string
	name   string
	bot    bool
	scopes []string // that the token has; nil if Slack does not say
}

// whoami asks once whom the token speaks for.
func (s *source) whoami(ctx context.Context) (*identity, error) {
	if s.me != nil {
		return s.me, nil
	}
	a, err := s.ask(ctx, "auth.test", func(ctx context.Context) error {
		_, err := s.api.AuthTestContext(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	me := &identity{team: a.text("team"), name: a.text("user"), bot: a.text("bot_id") != "", scopes: scopes(a.header.Get("X-OAuth-Scopes"))}
	me.url, me.host = workspace(a.text("url"))
	s.me = me
	return me, nil
}

// words are whom the token speaks for.
func (me *identity) words() string {
	kind := "user"
	if me.bot {
		kind = "bot"
	}
	return fmt.Sprintf("the token is of the %s %s in the workspace %s", kind, plain.Line(me.name, 80), plain.Line(me.team, 80))
}

// workspace is the address of a workspace and its host; "" if it is none that a link may lead to.
func workspace(address string) (base, host string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "/" && u.Path != "" || u.RawQuery != "" {
		return "", ""
	}
	return "https://" + u.Host + "/", u.Host
}
