// Package slacktest is a pretend Slack workspace for tests, in the spirit of net/http/httptest: it holds channels, people, messages, threads, pins and
// reactions, and answers Slack's Web API about them over HTTP. It is made after Slack's documentation (https://docs.slack.dev/reference/methods), the
// pages of the methods that it answers, and what differs from them here is said where it does. It imports nothing of what it tests.
package slacktest

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Workspace is a workspace and the server before it. It is an http.Handler, its methods below /api/. The zero value is not usable: see New.
// Fields are set before it serves.
type Workspace struct {
	Domain string // "acme" of acme.slack.com
	TeamID string

	// MaxPage is the most messages of a page of conversations.history and conversations.replies, and their usual number; 0 is 999 and 100. Slack gives 15 to
	// apps that are distributed outside of its Marketplace (https://docs.slack.dev/apis/web-api/rate-limits).
	MaxPage int
	// StrictLimit refuses a limit above MaxPage (invalid_limit) where Slack usually lowers it.
	StrictLimit bool
	// BareReplies leaves a parent out of conversations.replies where it is not between oldest and latest. The documentation does not say.
	BareReplies bool
	// Hidden is before when messages are hidden by a plan that costs nothing; zero hides none.
	Hidden time.Time

	// PerMinute is how often conversations.history and conversations.replies may be asked in a minute, each; 0 is for ever. Now is its clock.
	PerMinute int
	Now       func() time.Time
	// Unsaid leaves Retry-After out of a refusal by rate.
	Unsaid bool

	// Intercept sees each call before it is answered, its number among all from 1; what it returns is the answer, and nil leaves that to the workspace.
	Intercept func(n int, c Call) *Answer

	mu       sync.Mutex
	tokens   map[string]Token
	users    map[string]map[string]any
	bots     map[string]map[string]any
	channels map[string]*Channel
	calls    []Call
	asked    map[string][]time.Time
}

// Token is what a token may do.
type Token struct {
	User   string // whom it speaks for
	Bot    string // the bot's id, for a bot's token; "" for a user's
	Scopes []string
}

// Channel is a conversation. Its id says what it is where Private does not: D for a direct one.
type Channel struct {
	ID, Name string
	Private  bool
	Group    bool // a direct conversation of several
	Created  int64
	Creator  string
	Members  []string

	messages []Message // by ts
	pins     []pin
}

type pin struct {
	ts, by string
	at     int64
}

// Message is a message as Slack writes it. What a thread makes of it (reply_count, latest_reply …), and pinned_to, are added when it is asked for.
type Message map[string]any

// Call is a request that came.
type Call struct {
	Method string // "conversations.history"
	Token  string
	Args   map[string]string
}

// Answer is an answer other than the workspace's.
type Answer struct {
	Status int // 0 is 200
	Header map[string]string
	Body   string
	Cut    bool // the connection ends in the middle
}

// Refusal is an answer of Slack's that says no.
func Refusal(code string) *Answer {
	return &Answer{Body: string(mustJSON(reply{"ok": false, "error": code}))}
}

// New is an empty workspace.
func New(domain, teamID string) *Workspace {
	return &Workspace{
		Domain: domain, TeamID: teamID, tokens: map[string]Token{}, users: map[string]map[string]any{}, bots: map[string]map[string]any{},
		channels: map[string]*Channel{}, asked: map[string][]time.Time{},
	}
}

// AllScopes are those that reading everything needs.
func AllScopes() []string {
	return []string{
		"channels:history", "channels:read", "groups:history", "groups:read", "im:history", "im:read", "mpim:history", "mpim:read", "pins:read", "reactions:read", "users:read",
	}
}

// Grant makes a token good.
func (w *Workspace) Grant(token string, t Token) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokens[token] = t
}

// AddUser adds a person. set changes what users.info tells of them.
func (w *Workspace) AddUser(id, name, realName string, set map[string]any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := map[string]any{
		"id": id, "team_id": w.TeamID, "name": name, "deleted": false, "real_name": realName, "tz": "Europe/Amsterdam", "tz_offset": 7200, "is_bot": false,
		"is_app_user": false, "updated": 1750000000,
		"profile": map[string]any{"real_name": realName, "display_name": name, "team": w.TeamID, "title": "", "phone": ""},
	}
	maps.Copy(u, set)
	w.users[id] = u
}

// AddBot adds a bot, which has a user beside it if user is not "".
func (w *Workspace) AddBot(id, name, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bots[id] = map[string]any{"id": id, "deleted": false, "name": name, "updated": 1750000000, "app_id": "A0" + id, "user_id": user, "icons": map[string]any{}}
}

// AddChannel adds a conversation.
func (w *Workspace) AddChannel(c Channel) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[c.ID] = &c
}

// Post adds a message, whose ts it must have.
func (w *Workspace) Post(channel string, messages ...Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	for _, m := range messages {
		m = maps.Clone(m)
		if m["type"] == nil {
			m["type"] = "message"
		}
		c.messages = append(c.messages, m)
	}
	slices.SortStableFunc(c.messages, func(a, b Message) int { return cmp.Compare(a.at(), b.at()) })
}

// Text is a message of a person.
func Text(ts, user, text string) Message {
	return Message{"ts": ts, "user": user, "text": text, "client_msg_id": "id-" + ts}
}

// Reply is a message of a person in a thread.
func Reply(parent, ts, user, text string) Message {
	m := Text(ts, user, text)
	m["thread_ts"] = parent
	return m
}

// Edit gives a message another text, at a time.
func (w *Workspace) Edit(channel, ts, text, at string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.channels[channel].find(ts)
	m["text"], m["edited"] = text, map[string]any{"user": m["user"], "ts": at}
	delete(m, "blocks")
}

// Delete takes a message away. A parent that was answered stays as a tombstone.
func (w *Workspace) Delete(channel, ts string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	c.pins = slices.DeleteFunc(c.pins, func(p pin) bool { return p.ts == ts })
	for i, m := range c.messages {
		if m.ts() != ts {
			continue
		}
		if len(c.repliesTo(ts)) > 0 {
			c.messages[i] = Message{"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": true, "text": "This message was deleted.", "ts": ts, "thread_ts": ts}
			return
		}
		c.messages = slices.Delete(c.messages, i, i+1)
		return
	}
}

// Pin pins a message.
func (w *Workspace) Pin(channel, ts, by string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	c.pins = append(c.pins, pin{ts, by, c.Created + 1})
}

// React adds a reaction.
func (w *Workspace) React(channel, ts, name, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.channels[channel].find(ts)
	all, _ := m["reactions"].([]map[string]any)
	for _, r := range all {
		if r["name"] == name {
			r["users"] = append(r["users"].([]string), user)
			r["count"] = r["count"].(int) + 1
			return
		}
	}
	m["reactions"] = append(all, map[string]any{"name": name, "users": []string{user}, "count": 1})
}

// Calls are the requests that came.
func (w *Workspace) Calls() []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

// Forget forgets the requests that came.
func (w *Workspace) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = nil
}

// Permalink is the address of a message, as chat.getPermalink tells it.
func (w *Workspace) Permalink(channel, ts string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.permalink(channel, w.channels[channel].find(ts))
}

func (w *Workspace) permalink(channel string, m Message) string {
	address := w.address() + "archives/" + channel + "/p" + strings.Replace(m.ts(), ".", "", 1)
	if m.reply() {
		address += "?thread_ts=" + m.thread() + "&cid=" + channel
	}
	return address
}

func (w *Workspace) address() string { return "https://" + w.Domain + ".slack.com/" }

func (m Message) ts() string { s, _ := m["ts"].(string); return s }

func (m Message) thread() string { s, _ := m["thread_ts"].(string); return s }

func (m Message) reply() bool { return m.thread() != "" && m.thread() != m.ts() }

func (m Message) at() int64 { return micros(m.ts()) }

// micros is a ts in microseconds; -1 if it is none. A ts of other than six decimals is misread as Slack does: its dot is not looked at
// (github.com/slackapi/python-slack-sdk, issue 906).
func micros(ts string) int64 {
	whole, part, dotted := strings.Cut(ts, ".")
	if !dotted {
		part = "000000"
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (c *Channel) find(ts string) Message {
	for _, m := range c.messages {
		if m.ts() == ts {
			return m
		}
	}
	return nil
}

func (c *Channel) repliesTo(ts string) []Message {
	var out []Message
	for _, m := range c.messages {
		if m.reply() && m.thread() == ts {
			out = append(out, m)
		}
	}
	return out
}

func (c *Channel) private() bool { return c.Private || c.Group || c.direct() }

func (c *Channel) direct() bool { return strings.HasPrefix(c.ID, "D") }

// shown is a message as it is answered.
func (c *Channel) shown(m Message) Message {
	m = maps.Clone(m)
	if replies := c.repliesTo(m.ts()); len(replies) > 0 {
		var who []string
		for _, r := range replies {
			if u, _ := r["user"].(string); u != "" && !slices.Contains(who, u) && len(who) < 5 {
				who = append(who, u)
			}
		}
		m["thread_ts"], m["reply_count"], m["reply_users"], m["reply_users_count"] = m.ts(), len(replies), who, len(who)
		m["latest_reply"], m["is_locked"], m["subscribed"] = replies[len(replies)-1].ts(), false, false
	}
	if m.reply() {
		if parent := c.find(m.thread()); parent != nil {
			m["parent_user_id"] = parent["user"]
		}
	}
	if slices.ContainsFunc(c.pins, func(p pin) bool { return p.ts == m.ts() }) {
		m["pinned_to"] = []string{c.ID}
	}
	return m
}

// info is a channel as conversations.info tells it.
func (c *Channel) info(member bool) map[string]any {
	o := map[string]any{
		"id": c.ID, "created": c.Created, "is_archived": false, "is_im": c.direct(), "is_org_shared": false, "updated": c.Created * 1000, "priority": 0,
		"is_private": c.private(), "is_mpim": c.Group, "is_channel": !c.private(), "is_group": false, "is_member": member, "is_general": false, "is_shared": false,
	}
	if c.direct() {
		return map[string]any{"id": c.ID, "created": c.Created, "is_im": true, "is_org_shared": false, "user": c.Members[0], "is_open": true}
	}
	o["name"], o["name_normalized"], o["creator"] = c.Name, c.Name, c.Creator
	o["topic"], o["purpose"] = map[string]any{"value": ""}, map[string]any{"value": ""}
	return o
}

func mustJSON(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("slacktest: " + err.Error())
	}
	return data
}
