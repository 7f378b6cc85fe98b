package slacktest

import (
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func (w *Workspace) authTest(r request) (reply, *refusal) {
	name, _ := w.users[r.token.User]["name"].(string)
	out := reply{"url": w.address(), "team": w.Domain, "user": name, "team_id": w.TeamID, "user_id": r.token.User, "is_enterprise_install": false}
	if r.token.Bot != "" {
		out["bot_id"] = r.token.Bot
	}
	return out, nil
}

func (w *Workspace) userInfo(r request) (reply, *refusal) {
	u := w.users[r.Args["user"]]
	if u == nil {
		return nil, no("user_not_found")
	}
	return reply{"user": u}, nil
}

func (w *Workspace) botInfo(r request) (reply, *refusal) {
	b := w.bots[r.Args["bot"]]
	if b == nil {
		return nil, no("bot_not_found")
	}
	return reply{"bot": b}, nil
}

func (w *Workspace) userList(r request) (reply, *refusal) {
	var all []any
	for _, id := range slices.Sorted(maps.Keys(w.users)) {
		all = append(all, w.users[id])
	}
	return slice(r, "members", all)
}

// sees says whether a token may know of a channel.
func (w *Workspace) sees(r request, c *Channel) bool {
	return c != nil && (!c.private() || slices.Contains(c.Members, r.token.User))
}

// enter is the channel of a request whose messages the token may read: any that its owner is in, and public ones by a user's token.
func (w *Workspace) enter(r request) (*Channel, *refusal) {
	c := w.channels[r.Args["channel"]]
	switch {
	case !w.sees(r, c):
		return nil, no("channel_not_found")
	case r.token.Bot != "" && !slices.Contains(c.Members, r.token.User):
		return nil, no("not_in_channel")
	}
	return c, nil
}

func (w *Workspace) conversationInfo(r request) (reply, *refusal) {
	c := w.channels[r.Args["channel"]]
	if !w.sees(r, c) {
		return nil, no("channel_not_found")
	}
	return reply{"channel": c.info(slices.Contains(c.Members, r.token.User))}, nil
}

func (w *Workspace) join(r request) (reply, *refusal) {
	c := w.channels[r.Args["channel"]]
	switch {
	case !w.sees(r, c):
		return nil, no("channel_not_found")
	case c.private():
		return nil, no("method_not_supported_for_channel_type")
	}
	if !slices.Contains(c.Members, r.token.User) {
		c.Members = append(c.Members, r.token.User)
	}
	return reply{"channel": c.info(true)}, nil
}

// types are those of conversations that conversations.list is asked for.
func types(r request) []string {
	if r.Args["types"] == "" {
		return []string{"public_channel"}
	}
	return strings.Split(r.Args["types"], ",")
}

func listScope(_ *Workspace, r request) string {
	for kind, scope := range map[string]string{"private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"} {
		if slices.Contains(types(r), kind) && !slices.Contains(r.token.Scopes, scope) {
			return scope
		}
	}
	return "channels:read"
}

func (w *Workspace) list(r request) (reply, *refusal) {
	var all []any
	for _, id := range slices.Sorted(maps.Keys(w.channels)) {
		c := w.channels[id]
		kind := "public_channel"
		switch {
		case c.direct():
			kind = "im"
		case c.Group:
			kind = "mpim"
		case c.Private:
			kind = "private_channel"
		}
		if w.sees(r, c) && slices.Contains(types(r), kind) {
			all = append(all, c.info(slices.Contains(c.Members, r.token.User)))
		}
	}
	return slice(r, "channels", all)
}

// slice is a page of a list, whose cursor is a number behind a veil.
func slice(r request, key string, all []any) (reply, *refusal) {
	limit, refused := limitOf(r, 100, 1000)
	if refused != nil {
		return nil, refused
	}
	at := 0
	if c := r.Args["cursor"]; c != "" {
		n, err := strconv.Atoi(unveil(c, "at:"))
		if err != nil || n < 0 || n > len(all) {
			return nil, no("invalid_cursor")
		}
		at = n
	}
	end, next := min(at+limit, len(all)), ""
	if end < len(all) {
		next = veil("at:" + strconv.Itoa(end))
	}
	page := slices.Clone(all[at:end])
	if page == nil {
		page = []any{}
	}
	return reply{key: page, "response_metadata": reply{"next_cursor": next}}, nil
}

func veil(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// unveil is what a cursor holds behind a prefix; "" if it is none of ours.
func unveil(cursor, prefix string) string {
	data, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil {
		return ""
	}
	s, ok := strings.CutPrefix(string(data), prefix)
	if !ok {
		return ""
	}
	return s
}

// limitOf is how many items are asked for.
func limitOf(r request, usual, most int) (int, *refusal) {
	if r.Args["limit"] == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(r.Args["limit"])
	if err != nil || n < 0 {
		return 0, no("invalid_limit")
	}
	if n == 0 {
		return usual, nil
	}
	return min(n, most), nil
}

func (w *Workspace) pinList(r request) (reply, *refusal) {
	c, refused := w.enter(r)
	if refused != nil {
		return nil, refused
	}
	items := []any{}
	for _, p := range c.pins {
		if m := c.find(p.ts); m != nil {
			m = c.shown(m)
			m["permalink"] = w.permalink(c.ID, m)
			items = append(items, reply{"type": "message", "channel": c.ID, "created": p.at, "created_by": p.by, "message": m})
		}
	}
	return reply{"items": items}, nil
}

func (w *Workspace) reactions(r request) (reply, *refusal) {
	c, refused := w.enter(r)
	if refused != nil {
		return nil, refused
	}
	m := c.find(r.Args["timestamp"])
	if m == nil {
		return nil, no("message_not_found")
	}
	return reply{"type": "message", "channel": c.ID, "message": c.shown(m)}, nil
}

func (w *Workspace) getPermalink(r request) (reply, *refusal) {
	c := w.channels[r.Args["channel"]]
	if !w.sees(r, c) {
		return nil, no("channel_not_found")
	}
	m := c.find(r.Args["message_ts"])
	if m == nil {
		return nil, no("message_not_found")
	}
	return reply{"channel": c.ID, "permalink": w.permalink(c.ID, m)}, nil
}
