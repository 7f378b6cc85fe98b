package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// Check asks whom the token speaks for, and of each channel whether it is there and one message of it.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	s.notes = nil
	me, err := s.whoami(ctx)
	h := live.HealthOf(s.client, err)
	if err != nil {
		h.Asks = s.queries(w)
		return h
	}
	s.notes = append(s.notes, me.words())
	rooms, err := s.enter(ctx)
	for _, r := range rooms {
		if err == nil || !fatal(ctx, err) {
			err = cmpErr(err, s.tryRoom(ctx, me, r, &h))
		}
	}
	if err == nil {
		err = s.tryScopes(me, rooms)
	}
	s.note(s.missed())
	checked := live.HealthOf(s.client, err)
	h.Reachable, h.Authorized, h.Skew, h.Clock, h.Err = checked.Reachable, checked.Authorized, checked.Skew, checked.Clock, err
	h.Asks, h.Notes = s.queries(w), s.notes
	return h
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (me *identity) words() string {
	kind := "user"
	if me.bot {
		kind = "bot"
	}
	return fmt.Sprintf("the token is of the %s %s in the workspace %s", kind, plain.Line(me.name, 80), plain.Line(me.team, 80))
}

// tryRoom asks for a channel's newest message.
func (s *source) tryRoom(ctx context.Context, me *identity, r *room, h *live.Health) error {
	if me.bot && r.info != nil && !r.is("is_member") && !r.is("is_im") {
		return s.about(place{text: r.title()}, &httpx.Error{
			Request: "POST " + s.base + "conversations.info", Status: 200, Err: &refusal{"not_in_channel"},
			Cause: reasonOf("not_in_channel").cause, Fix: reasonOf("not_in_channel").fix,
		})
	}
	a, err := s.ask(ctx, "conversations.history", func(ctx context.Context) error {
		_, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.id, Limit: 1})
		return err
	})
	if err != nil {
		return s.about(place{text: r.title()}, err)
	}
	since := r.created.time()
	if a.is("is_limited") {
		s.note(noteLimited)
		if now := s.env.Time(); !now.IsZero() {
			since = now.AddDate(0, 0, -freeDays).UTC()
		}
	}
	if r.created > 0 || a.is("is_limited") {
		if h.Since.Before(since) {
			h.Since = since
		}
	}
	return nil
}

// freeDays is how far back a workspace sees that does not pay (https://slack.com/help/articles/27204752526611).
const freeDays = 90

const noteLimited = "the workspace's plan hides what is older than 90 days"

// tryScopes says which rights are missing for the channels, by the header X-OAuth-Scopes.
func (s *source) tryScopes(me *identity, rooms []*room) error {
	if len(me.scopes) == 0 {
		return nil
	}
	var missing []string
	for _, r := range rooms {
		family := "channels"
		switch {
		case r.is("is_im"):
			family = "im"
		case r.is("is_mpim"):
			family = "mpim"
		case r.info == nil:
			continue
		case r.is("is_private"), r.is("is_group"):
			family = "groups"
		}
		if need := family + ":history"; !slices.Contains(me.scopes, need) && !slices.Contains(missing, need) {
			missing = append(missing, need)
		}
	}
	for need, why := range map[string]string{"users:read": "names of people"} {
		if !slices.Contains(me.scopes, need) {
			s.note(why + " need the scope " + need)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	all := strings.Join(missing, ", ")
	return &httpx.Error{
		Request: "POST " + s.base + "auth.test", Status: 200, Err: &refusal{"missing_scope"}, Cause: "the token lacks the scope " + all,
		Fix: "add " + all + " to the app (api.slack.com/apps, OAuth & Permissions, Scopes), and install it in the workspace again",
	}
}
