package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// room is a channel.
type room struct {
	id      string
	info    map[string]json.RawMessage // Slack's; nil if it may not be asked
	pins    []string                   // the ts of messages, sorted
	created stamp                      // 0 if unknown
}

func (r *room) name() string { return text(r.info, "name") }

func (r *room) is(key string) bool { return answer{fields: r.info}.is(key) }

// title is the channel for people.
func (r *room) title() string {
	if n := plain.Line(r.name(), 80); n != "" {
		return "#" + n
	}
	return r.id
}

// enter finds the channels that the settings name, in their order, once. Of those that cannot be read it tells why; err is what ended it.
func (s *source) enter(ctx context.Context) (rooms []*room, failed []error, err error) {
	for _, p := range s.places {
		id, err := s.find(ctx, p)
		var r *room
		if err == nil {
			r, err = s.room(ctx, id)
		}
		switch {
		case err != nil && fatal(ctx, err):
			return rooms, failed, err
		case err != nil:
			failed = append(failed, s.about(p, err))
		case !slices.Contains(rooms, r):
			rooms = append(rooms, r)
		}
	}
	return rooms, failed, nil
}

// about puts the channel into a refusal, and whether it is another workspace's.
func (s *source) about(p place, err error) error {
	e, ok := errors.AsType[*httpx.Error](err)
	if !ok || codeOf(err) == "" {
		return err
	}
	told := *e
	told.Cause = plain.Line(p.text, 120) + ": " + told.Cause
	if s.me != nil && p.host != "" && s.me.host != "" && p.host != s.me.host && p.host != "app.slack.com" {
		told.Fix = fmt.Sprintf("the address is of %s and the token of %s: use a token of that workspace; else %s", plain.Line(p.host, 80), s.me.host, told.Fix)
	}
	return &told
}

// find is the id of a channel.
func (s *source) find(ctx context.Context, p place) (string, error) {
	if id := cmp.Or(p.id, s.ids[p.name]); id != "" {
		return id, nil
	}
	types := []string{"public_channel", "private_channel"}
	id, err := s.search(ctx, p.name, types)
	if codeOf(err) == "missing_scope" {
		id, err = s.search(ctx, p.name, types[:1]) // a token that sees public channels alone
	}
	if err == nil && id == "" {
		err = &httpx.Error{
			Request: "POST " + s.base + "conversations.list", Cause: "no channel that the token can see is called that", Err: &refusal{"channel_not_found"},
			Fix: "name it by its address (in Slack: the channel's menu, Copy link), and invite the app if it is private: /invite @NAME",
		}
	}
	s.ids[p.name] = id
	return id, err
}

// search looks through the workspace's channels for a name.
func (s *source) search(ctx context.Context, name string, types []string) (string, error) {
	var pages live.Pages
	for cursor := ""; ; {
		a, err := s.ask(ctx, "conversations.list", func(ctx context.Context) error {
			_, _, err := s.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{Cursor: cursor, Limit: pageSize, Types: types})
			return err
		})
		if err != nil {
			return "", err
		}
		channels, _ := a.list("channels")
		for _, raw := range channels {
			o := object(raw)
			if id := text(o, "id"); (text(o, "name") == name || text(o, "name_normalized") == name) && conversation.MatchString(id) {
				return id, nil
			}
		}
		if cursor = a.cursor(); cursor == "" {
			return "", nil
		}
		if err := pages.Next(cursor); err != nil {
			return "", err
		}
		s.env.Tell(0, 0, "channels")
	}
}

// cursor is where the next page begins; "" if there is none.
func (a answer) cursor() string { return text(object(a.fields["response_metadata"]), "next_cursor") }

// room is a channel by its id, asked for once.
func (s *source) room(ctx context.Context, id string) (*room, error) {
	if r := s.known[id]; r != nil {
		return r, nil
	}
	r := &room{id: id}
	a, err := s.info(ctx, id)
	switch {
	case err == nil:
		r.info = object(a.fields["channel"])
	case codeOf(err) == "missing_scope":
		s.without(err, "whether "+id+" is private, and its name, are not known: it is taken to be private")
	default:
		return nil, err
	}
	r.created = r.birth()
	if r.pins, err = s.pins(ctx, id); err != nil {
		return nil, err
	}
	s.known[id] = r
	return r, nil
}

// birth is when the channel was made; 0 if nobody knows. Of a channel that is shared between workspaces it may be when it came to be shared.
func (r *room) birth() stamp {
	n, err := strconv.ParseInt(string(r.info["created"]), 10, 64)
	if err != nil || n <= 0 || n > 1<<33 || r.is("is_shared") || r.is("is_ext_shared") || r.is("is_org_shared") {
		return 0
	}
	return stamp(n * 1_000_000)
}

func (s *source) info(ctx context.Context, id string) (answer, error) {
	return s.ask(ctx, "conversations.info", func(ctx context.Context) error {
		_, err := s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
}

// pins are the pinned messages of a channel. Messages tell by themselves that they are pinned, so that it does without the right to ask.
func (s *source) pins(ctx context.Context, id string) ([]string, error) {
	a, err := s.ask(ctx, "pins.list", func(ctx context.Context) error {
		_, _, err := s.api.ListPinsContext(ctx, id)
		return err
	})
	switch {
	case err == nil:
	case fatal(ctx, err):
		return nil, err
	default:
		s.without(err, "pinned messages of "+id+" are known by the messages alone")
		return nil, nil
	}
	items, _ := a.list("items")
	var pins []string
	for _, item := range items {
		if ts := text(object(object(item)["message"]), "ts"); ts != "" {
			pins = append(pins, ts)
		}
	}
	slices.Sort(pins)
	return slices.Compact(pins), nil
}
