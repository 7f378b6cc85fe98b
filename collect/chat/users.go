package chat

import (
	"cmp"
	"errors"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// slackUsers is an export's list of people and bots, users.json.
var slackUsers = format{
	name: "slack-users", first: true,
	match: func(j file.JSON) int {
		k := j.Elements
		switch {
		case !k["id"] || k["ts"]:
			return 0
		case k["profile"] && hasAny(k, "team_id", "is_bot", "real_name", "tz", "name"):
			return 90
		case has(k, "name", "real_name"):
			return 50
		}
		return 0
	},
	paths: []string{"[]"},
	read:  readUser,
}

type user struct {
	ID       string  `json:"id"`
	TeamID   string  `json:"team_id"`
	Name     string  `json:"name"`
	RealName string  `json:"real_name"`
	IsBot    bool    `json:"is_bot"`
	Profile  profile `json:"profile"`
}

type profile struct {
	DisplayName string `json:"display_name"`
	RealName    string `json:"real_name"`
	Name        string `json:"name"`
	Team        string `json:"team"`
	BotID       string `json:"bot_id"`
}

// label is what Slack shows: the name that one chose, else one's real name, else the account's.
func (u user) label() string {
	return cmp.Or(u.Profile.DisplayName, u.Profile.RealName, u.RealName, u.Name, u.Profile.Name)
}

func readUser(e jsonstream.Element, s *source) error {
	var u user
	err := e.Decode(&u)
	switch {
	case u.ID == "":
		return errors.Join(errors.New("without an id"), typeOnly(err))
	case len(s.export.users) >= maxNames:
		return errors.New("more than an export holds")
	}
	if old, known := s.export.users[u.ID]; known && old.label() != "" && (u.label() == "" || old.label() <= u.label()) {
		return nil
	}
	s.export.users[u.ID] = u
	s.export.name(u.TeamID, userWeight)
	return nil
}

// userWeight lets the list of users decide on the team before any number of messages does.
const userWeight = 1 << 20
