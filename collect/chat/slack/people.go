package slack

import (
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

	authors, mentioned int // how many were asked for one by one
}

func newPeople() people {
	return people{users: map[string]json.RawMessage{}, bots: map[string]json.RawMessage{}, channels: map[string]json.RawMessage{}, blind: map[string]bool{}}
}

// From how many unknown people on the list of all is read, 200 at once, and how much of it: users.info may be asked 100 times a minute, users.list 20
// times, and in a workspace of more than some thousands asking for each is no slower.
const (
	manyUsers    = 100
	maxUserPages = 25
	maxAsked     = 300 // that are asked for one by one of those who wrote, and of those who are mentioned: three minutes each
	maxMentions  = 100 // that are looked up of one message
)

var (
	mentionsUser    = regexp.MustCompile(`(?:(?:<|\\u003[cC])@|"user_id": ?")([UW][A-Z0-9]{2,20})`)
	mentionsChannel = regexp.MustCompile(`(?:(?:<|\\u003[cC])#|"channel_id": ?")(C[A-Z0-9]{5,20})`)
	userID          = regexp.MustCompile(`^[UW][A-Z0-9]{2,20}$`)
	botID           = regexp.MustCompile(`^B[A-Z0-9]{2,20}$`)
)

// strangers are who and what messages speak of that was not asked for yet, by id, in order.
type strangers struct{ authors, bots, mentioned, channels []string }

func (s *source) strangers(messages []message) strangers {
	find := func(known map[string]json.RawMessage, method string, found map[string]bool, id string) {
		if _, ok := known[id]; !ok && !s.people.blind[method] {
			found[id] = true
		}
	}
	a, b, u, c := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, m := range messages {
		if id := string(m.User); userID.MatchString(id) {
			find(s.people.users, "users.info", a, id)
		}
		if m.nameless() {
			find(s.people.bots, "bots.info", b, string(m.Bot))
		}
		for _, hit := range mentionsUser.FindAllSubmatch(m.raw, maxMentions) {
			find(s.people.users, "users.info", u, string(hit[1]))
		}
		for _, hit := range mentionsChannel.FindAllSubmatch(m.raw, maxMentions) {
			if s.known[string(hit[1])] == nil {
				find(s.people.channels, "conversations.info", c, string(hit[1]))
			}
		}
	}
	maps.DeleteFunc(u, func(id string, _ bool) bool { return a[id] })
	return strangers{slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)), slices.Sorted(maps.Keys(u)), slices.Sorted(maps.Keys(c))}
}

// nameless says of a bot's message that it does not tell the bot's name.
func (m message) nameless() bool {
	return botID.MatchString(string(m.Bot)) && m.Name == "" && m.User == "" && (len(m.Bots) == 0 || string(m.Bots) == "null")
}

// meet asks for those that the messages speak of. An error is one that would be that of every further request.
func (s *source) meet(ctx context.Context, messages []message) error {
	x := s.strangers(messages)
	if len(x.authors)+len(x.mentioned) > manyUsers && !s.people.listed {
		if err := s.listUsers(ctx); err != nil {
			return err
		}
		x = s.strangers(messages)
	}
	user := func(ctx context.Context, id string) error {
		_, err := s.api.GetUserInfoContext(ctx, id)
		return err
	}
	bot := func(ctx context.Context, id string) error {
		_, err := s.api.GetBotInfoContext(ctx, slack.GetBotInfoParameters{Bot: id})
		return err
	}
	channel := func(ctx context.Context, id string) error {
		_, err := s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	}
	for _, q := range []introduction{
		{x.authors, s.people.users, "users.info", "user", user, &s.people.authors},
		{x.bots, s.people.bots, "bots.info", "bot", bot, &s.people.authors},
		{x.mentioned, s.people.users, "users.info", "user", user, &s.people.mentioned},
		{x.channels, s.people.channels, "conversations.info", "channel", channel, &s.people.mentioned},
	} {
		if err := s.introduce(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// introduction is asking for some by their ids, one by one.
type introduction struct {
	ids    []string
	known  map[string]json.RawMessage // where they belong
	method string
	key    string // of the answer's object
	call   func(ctx context.Context, id string) error
	asked  *int // how many were asked for
}

func (s *source) introduce(ctx context.Context, q introduction) error {
	for _, id := range q.ids {
		if *q.asked >= maxAsked {
			s.note(fmt.Sprintf("more than %d wrote, or more than %d are mentioned: of the rest, ids stand for the names", maxAsked, maxAsked))
			return nil
		}
		*q.asked++
		a, err := s.ask(ctx, q.method, func(ctx context.Context) error { return q.call(ctx, id) })
		switch {
		case err == nil:
			q.known[id] = a.fields[q.key]
		case fatal(ctx, err):
			return err
		case codeOf(err) == "missing_scope":
			s.people.blind[q.method] = true
			s.without(err, "names are not known, and ids stand for them")
			return nil
		default:
			q.known[id] = nil
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
