package chat

import (
	"encoding/json"
	"errors"
	"path"
	"strings"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// slackChannels is one of an export's lists of conversations: channels.json, groups.json, mpims.json or dms.json.
var slackChannels = format{
	name: "slack-channels", first: true,
	match: func(j file.JSON) int {
		k := j.Elements
		switch {
		case !k["id"] || hasAny(k, "ts", "profile", "startsAt"):
			return 0
		case has(k, "name", "members") || has(k, "created", "members") || has(k, "name", "creator", "created"):
			return 90
		case hasAny(k, "is_channel", "is_im", "is_mpim", "is_group", "is_general"):
			return 90
		}
		return 0
	},
	paths: []string{"[]"},
	read:  readChannel,
}

type channel struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	IsPrivate *bool  `json:"is_private"`
	IsGeneral *bool  `json:"is_general"`
	IsGroup   bool   `json:"is_group"`
	IsIM      bool   `json:"is_im"`
	IsMPIM    bool   `json:"is_mpim"`
	Pins      []pin  `json:"pins"`

	private bool
}

// maxPins is how many pins of one channel are read; Slack allows a hundred.
const maxPins = 1000

// pin is a pinned message: its id is the message's ts.
type pin struct {
	ID string `json:"id"`
}

func readChannel(e jsonstream.Element, s *source) error {
	var c channel
	err := e.Decode(&c)
	x := s.export
	switch {
	case c.ID == "":
		return errors.Join(errors.New("without an id"), typeOnly(err))
	case len(x.channels) >= maxNames:
		return errors.New("more than an export holds")
	}
	c.private = c.hidden(path.Base(s.file.Path))
	if old, known := x.channels[c.ID]; known {
		c.private = c.private || old.private
	}
	x.channels[c.ID] = c
	if c.Name != "" && (x.ids[c.Name] == "" || c.ID < x.ids[c.Name]) {
		x.ids[c.Name] = c.ID
	}
	for _, p := range c.Pins[:min(len(c.Pins), maxPins)] {
		x.pins[key{c.ID, p.ID}] = true
	}
	return nil
}

// hidden says whether not everybody of the workspace may read the channel. The entries of channels.json and groups.json have nearly the same
// keys: what tells them apart is the file's name, and where that was changed is_general, which only public channels have. In doubt a
// channel is private.
func (c channel) hidden(fileName string) bool {
	switch {
	case c.IsGroup || c.IsIM || c.IsMPIM || idPrivate(c.ID) || strings.HasPrefix(c.Name, "mpdm-"):
		return true
	case c.IsPrivate != nil:
		return *c.IsPrivate
	case strings.HasPrefix(fileName, "channels"):
		return false
	}
	return c.IsGeneral == nil
}

// idPrivate says whether an id is of a direct conversation or a private channel of old; newer private channels have ids like public ones.
func idPrivate(id string) bool {
	return slackID.MatchString(id) && id[0] != 'C'
}

// typeOnly passes on that a value has an unexpected type; damage is reported by whoever reads the stream.
func typeOnly(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return errors.New("a " + wrong.Value + " in " + wrong.Field)
	}
	return nil
}
