package slacktest

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Export is the workspace as an export, by the paths of its files: users.json, the lists of conversations, and a folder for each with a file a day. Members and
// private channels are in it as in an export of all of a workspace (https://slack.com/help/articles/220556107).
func (w *Workspace) Export() map[string][]byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	lists := map[string][]any{"channels.json": {}, "groups.json": {}, "dms.json": {}, "mpims.json": {}}
	files := map[string][]byte{}
	for _, id := range slices.Sorted(maps.Keys(w.channels)) {
		c := w.channels[id]
		entry := map[string]any{"id": c.ID, "created": c.Created, "members": c.Members}
		list, folder := "dms.json", c.ID
		if !c.direct() {
			list, folder = "channels.json", c.Name
			entry["name"], entry["creator"], entry["is_archived"] = c.Name, c.Creator, false
			entry["topic"], entry["purpose"] = map[string]any{"value": ""}, map[string]any{"value": ""}
		}
		switch {
		case c.Group:
			list = "mpims.json"
		case c.Private:
			list = "groups.json"
		case !c.direct():
			entry["is_general"] = false
		}
		var pins []any
		for _, p := range c.pins {
			pins = append(pins, map[string]any{"id": p.ts, "type": "C", "created": p.at, "user": p.by, "owner": p.by})
		}
		if pins != nil {
			entry["pins"] = pins
		}
		lists[list] = append(lists[list], entry)
		for day, messages := range w.days(c) {
			files[folder+"/"+day+".json"] = mustJSON(messages)
		}
	}
	for name, list := range lists {
		files[name] = mustJSON(list)
	}
	var users []json.RawMessage
	for _, id := range slices.Sorted(maps.Keys(w.users)) {
		users = append(users, mustJSON(w.users[id]))
	}
	files["users.json"] = mustJSON(users)
	return files
}

// days are a channel's messages by the day, replies among them, oldest first.
func (w *Workspace) days(c *Channel) map[string][]Message {
	out := map[string][]Message{}
	for _, m := range c.messages {
		m = c.shown(m)
		if user, _ := m["user"].(string); w.users[user] != nil {
			if profile, ok := w.users[user]["profile"].(map[string]any); ok {
				m["user_profile"] = map[string]any{"real_name": profile["real_name"], "display_name": profile["display_name"], "name": w.users[user]["name"], "team": w.users[user]["team_id"]}
			}
		}
		var replies []any
		for _, r := range c.repliesTo(m.ts()) {
			replies = append(replies, map[string]any{"user": r["user"], "ts": r.ts()})
		}
		if replies != nil {
			m["replies"] = replies
		}
		day := time.UnixMicro(m.at()).UTC().Format(time.DateOnly)
		out[day] = append(out[day], m)
	}
	return out
}
