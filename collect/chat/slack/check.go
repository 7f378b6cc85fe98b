package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// Check asks whom the token speaks for, and of each channel whether it is there and one message of it.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.client.Close()
	s.notes = nil
	var since time.Time
	err := s.look(ctx, &since)
	h := live.HealthOf(s.client, err)
	if code := codeOf(err); code != "" {
		h.Reachable, h.Authorized = true, !unwelcome(code)
	}
	h.Since, h.Asks, h.Notes = since, s.queries(w), s.told()
	return h
}

// look finds out how the source is. The error is what is wrong.
func (s *source) look(ctx context.Context, since *time.Time) error {
	me, err := s.whoami(ctx)
	if err != nil {
		return err
	}
	s.notes = append(s.notes, me.words(), s.missed())
	rooms, failed, err := s.enter(ctx)
	if err == nil {
		err = s.scopes(me, rooms)
	}
	for _, r := range rooms {
		if err != nil {
			break
		}
		switch tried := s.try(ctx, r, since); {
		case tried != nil && fatal(ctx, tried):
			err = tried
		case tried != nil:
			failed = append(failed, s.about(place{text: r.title()}, tried))
		}
	}
	return cmp.Or(err, joined(failed))
}

// try asks for a channel's newest message. since becomes how far back the workspace's plan lets the channel be seen, if it limits that.
func (s *source) try(ctx context.Context, r *room, since *time.Time) error {
	if s.me.bot && r.info != nil && !r.is("is_member") && !r.is("is_im") && !r.is("is_mpim") {
		return s.refused("conversations.history", answer{fields: map[string]json.RawMessage{"error": json.RawMessage(`"not_in_channel"`)}})
	}
	a, err := s.ask(ctx, "conversations.history", func(ctx context.Context) error {
		_, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: r.id, Limit: 1})
		return err
	})
	if err != nil {
		return err
	}
	if !a.is("is_limited") {
		return nil // back to its creation: before that there was nothing to see, as with every channel that was made for an incident
	}
	s.note(noteLimited)
	if now := s.env.Time(); !now.IsZero() {
		*since = now.AddDate(0, 0, -freeDays).UTC()
	}
	return nil
}

// freeDays is how far back a workspace sees that does not pay (https://slack.com/help/articles/27204752526611).
const freeDays = 90

const noteLimited = "the workspace's plan hides what is older than 90 days"

// scopes says which rights are missing for the channels, by the header X-OAuth-Scopes.
func (s *source) scopes(me *identity, rooms []*room) error {
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
	for _, optional := range []struct{ scope, why string }{{"users:read", "names of people"}, {"pins:read", "pinned messages of other times"}} {
		if !slices.Contains(me.scopes, optional.scope) {
			s.note("without the scope " + optional.scope + " it does without " + optional.why)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	all := strings.Join(missing, ", ")
	return &httpx.Error{
		Request: "POST " + s.base + "auth.test", Err: &refusal{"missing_scope"}, Cause: "the token lacks the scope " + all,
		Fix: "add " + all + " to the app (api.slack.com/apps, OAuth & Permissions, Scopes), and install it in the workspace again",
	}
}

// several are errors of one source, in one line. What to do is the first's to say.
type several []error

func joined(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	return several(errs)
}

func (s several) Error() string {
	var all []string
	for _, err := range s {
		all = append(all, err.Error())
	}
	return strings.Join(all, "; ")
}

func (s several) Unwrap() []error { return s }
