package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
)

// people is who wrote, and who and what messages mention, by id. What Slack does not know, or does not tell, is there as nil and is not asked for again.
type people struct {
	users    map[string]json.RawMessage
	bots     map[string]json.RawMessage
	channels map[string]json.RawMessage
	blind    map[string]bool // methods that the token may not ask
	listed   bool            // whether the list of users was read
}

func newPeople() people {
	return people{map[string]json.RawMessage{}, map[string]json.RawMessage{}, map[string]json.RawMessage{}, map[string]bool{}, false}
}

// From how many unknown people on the list of all is read, 200 at once, and how much of it: users.info may be asked 100 times a minute, users.list 20
// times, and in a workspace of more than some thousands asking for each is no slower.
const (
	manyUsers    = 100
	maxUserPages = 25
	maxAsked     = 2000 // users, bots, channels that are asked for one by one
)

var (
	mentionsUser    = regexp.MustCompile(`(?:(?:<|\\u003[cC])@|"user_id": ?")([UW][A-Z0-9]{2,20})`)
	mentionsChannel = regexp.MustCompile(`(?:(?:<|\\u003[cC])#|"channel_id": ?")(C[A-Z0-9]{5,20})`)
	userID          = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
	botID           = regexp.MustCompile(`^B[A-Z0-9]{2,20}$`)
)

// unknown is who and what the messages speak of that was not asked for yet, in order.
func (s *source) unknown(messages []message) (users, bots, channels []string) {
	find := func(known map[string]json.RawMessage, method string, found map[string]bool, id string) {
		if _, ok := known[id]; !ok && !s.people.blind[method] {
			found[id] = true
		}
	}
	u, b, c := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range messages {
		if id := string(m.User); userID.MatchString(id) {
			find(s.people.users, "users.info", u, id)
		}
		if m.nameless() {
			find(s.people.bots, "bots.info", b, string(m.Bot))
		}
		for _, hit := range mentionsUser.FindAllSubmatch(m.raw, maxAsked) {
			find(s.people.users, "users.info", u, string(hit[1]))
		}
		for _, hit := range mentionsChannel.FindAllSubmatch(m.raw, maxAsked) {
			if s.known[string(hit[1])] == nil {
				find(s.people.channels, "conversations.info", c, string(hit[1]))
			}
		}
	}
	return slices.Sorted(maps.Keys(u)), slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(c))
}

// nameless says of a bot's message that it does not tell the bot's name.
func (m message) nameless() bool {
	return botID.MatchString(string(m.Bot)) && m.Name == "" && m.User == "" && (len(m.Bots) == 0 || string(m.Bots) == "null")
}

// meet asks for those that the messages speak of. An error is one that would be that of every further request.
func (s *source) meet(ctx context.Context, messages []message) error {
	users, _, _ := s.unknown(messages)
	if len(users) > manyUsers && !s.people.listed {
		if err := s.listUsers(ctx); err != nil {
			return err
		}
	}
	users, bots, channels := s.unknown(messages)
	return cmp.Or(
		s.introduce(ctx, users, s.people.users, "users.info", "user", func(ctx context.Context, id string) error {
			_, err := s.api.GetUserInfoContext(ctx, id)
			return err
		}),
		s.introduce(ctx, bots, s.people.bots, "bots.info", "bot", func(ctx context.Context, id string) error {
			_, err := s.api.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: id})
			return err
		}),
		s.introduce(ctx, channels, s.people.channels, "conversations.info", "channel", func(ctx context.Context, id string) error {
			_, err := s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
			return err
		}),
	)
}

// introduce asks for some by their ids, one by one. The answer's object stands under key.
func (s *source) introduce(ctx context.Context, ids []string, known map[string]json.RawMessage, method, key string, call func(context.Context, string) error) error {
	for _, id := range ids {
		if len(known) >= maxAsked && !s.people.listed || s.people.blind[method] {
			s.note(fmt.Sprintf("more than %d are mentioned: of the rest, the ids stand for the names (%s)", maxAsked, method))
			return nil
		}
		a, err := s.ask(ctx, method, func(ctx context.Context) error { return call(ctx, id) })
		switch {
		case err == nil:
			known[id] = a.fields[key]
		case fatal(ctx, err):
			return err
		case codeOf(err) == "missing_scope":
			s.people.blind[method] = true
			s.without(err, "names are not known, and ids stand for them")
			return nil
		default:
			known[id] = nil
		}
	}
	return nil
}

// listUsers reads the list of the workspace's users, or the beginning of a long one.
func (s *source) listUsers(ctx context.Context) error {
	s.people.listed = true
	var pages live.Pages
	cursor := ""
	for range maxUserPages {
		a, err := s.ask(ctx, "users.list", func(ctx context.Context) error {
			_, err := s.api.GetUsersPaginated(slack.GetUsersOptionCursor(cursor), slack.GetUsersOptionLimit(pageSize)).Next(ctx)
			return err
		})
		switch {
		case err != nil && fatal(ctx, err):
			s.people.listed = false
			return err
		case err != nil:
			return nil //nolint:nilerr // they are asked for one by one
		}
		members, _ := a.list("members")
		for _, raw := range members {
			if id := text(object(raw), "id"); userID.MatchString(id) {
				s.people.users[id] = raw
			}
		}
		if cursor = a.cursor(); cursor == "" || pages.Next(cursor) != nil {
			return nil
		}
		s.env.Tell(int64(len(s.people.users)), 0, "users")
	}
	return nil
}
