package chat

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// slackMessages is a channel's messages of a day, as an export has them, or an answer of conversations.history or conversations.replies.
var slackMessages = format{
	name: "slack-messages",
	match: func(j file.JSON) int {
		switch {
		case has(j.Elements, "type", "ts") && hasAny(j.Elements, "text", "user", "subtype", "bot_id", "blocks"):
			return 90
		case has(j.Paths, "messages.type", "messages.ts") && j.Keys["messages"]:
			return 85
		case !j.Whole && !j.Elements["ts"] && has(j.Elements, "type", "text") && hasAny(j.Elements, "user", "client_msg_id", "subtype", "bot_id"):
			return 60 // the first message is longer than what is looked at, and its ts stands behind its text
		}
		return 0
	},
	paths: []string{"[]", "messages[]"},
	read:  readMessage,
}

// message is a message as Slack writes it; what is not decoded here means nothing to a timeline.
type message struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	DeletedTS   string          `json:"deleted_ts"`
	Channel     any             `json:"channel"` // its id, where a file of another origin than an export has it
	User        string          `json:"user"`
	Username    string          `json:"username"`
	BotID       string          `json:"bot_id"`
	Team        string          `json:"team"`
	Text        string          `json:"text"`
	Topic       string          `json:"topic"`
	Purpose     string          `json:"purpose"`
	Name        string          `json:"name"`
	Permalink   string          `json:"permalink"`
	Blocks      json.RawMessage `json:"blocks"`
	Attachments json.RawMessage `json:"attachments"`
	Edited      *edit           `json:"edited"`
	UserProfile *profile        `json:"user_profile"`
	BotProfile  *botProfile     `json:"bot_profile"`
	Reactions   []reaction      `json:"reactions"`
	Files       []attachedFile  `json:"files"`
	PinnedTo    []string        `json:"pinned_to"`
	Item        json.RawMessage `json:"item"`
	Message     *message        `json:"message"`          // what it was changed to
	Previous    *message        `json:"previous_message"` // what it was before

	at      time.Time
	channel string // the channel's id
	refs    []event.Ref
	deleted bool
	outside bool // out of the window: kept only while it may be the parent of a reply within
}

type edit struct {
	TS string `json:"ts"`
}

type botProfile struct {
	Name string `json:"name"`
}

type reaction struct {
	Name  string   `json:"name"`
	Count int      `json:"count"`
	Users []string `json:"users"`
}

type attachedFile struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Mode  string `json:"mode"`
}

var errNoStamp = errors.New("without a ts")

func readMessage(e jsonstream.Element, s *source) error {
	var m message
	x := s.export
	err := e.Decode(&m)
	if e.Damaged() {
		return err
	}
	x.report.Records++
	if m.at = parseTS(m.TS); m.at.IsZero() {
		return errors.Join(errNoStamp, typeOnly(err))
	}
	m.channel = x.channelID(s.folderOf())
	if c, ok := m.Channel.(string); ok && m.channel == "" {
		m.channel = clip.Text(c, maxLabel)
	}
	m.refs = []event.Ref{{File: s.file.Path, Line: e.Line}}
	x.name(m.Team, 1)
	return x.take(&m, s.window)
}

// parseTS reads a ts: Unix seconds, a dot and microseconds. It is both the instant and the message's address, and exact.
func parseTS(ts string) time.Time {
	sec, frac, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(sec, 10, 64)
	if err != nil || s <= 0 || s > maxUnix || len(frac) > 9 {
		return time.Time{}
	}
	if strings.Trim(frac, "0123456789") != "" {
		return time.Time{}
	}
	ns, err := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(s, ns).UTC()
}

// maxUnix is the year 2286: a greater number is not in seconds.
const maxUnix = 10_000_000_000

// shrink lets go of what a message needs no more, and cuts what is too long, visibly.
func (m *message) shrink() {
	if m.Text == "" || m.bot() {
		m.Text = joinText(m.Text, m.extra())
	}
	m.Text = clip.Text(m.Text, maxText)
	m.Blocks, m.Attachments, m.Item, m.Message, m.Previous, m.Channel = nil, nil, nil, nil, nil, nil
	m.Username = clip.Text(m.Username, maxLabel)
}

func (m *message) bot() bool { return m.BotID != "" || m.Subtype == "bot_message" }

func joinText(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || strings.Contains(a, b):
		return a
	}
	return a + "\n" + b
}
