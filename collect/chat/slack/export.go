package slack

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

// files are what was read, in the form of an export: users.json, channels.json, and a folder for each channel.
func (r *reading) files() []*file.File {
	files := []*file.File{live.Body("slack/users.json", r.userList()), live.Body("slack/channels.json", r.channelList())}
	for _, where := range r.rooms {
		kept := slices.SortedFunc(maps.Values(r.messages[where]), func(a, b message) int { return strings.Compare(string(a.TS), string(b.TS)) })
		items := make([]json.RawMessage, 0, len(kept))
		for _, m := range kept {
			items = append(items, r.titled(m))
		}
		files = append(files, live.Body("slack/"+where.id+"/messages.json", array(items)))
	}
	return files
}

// array is a JSON array of values as they are.
func array(items []json.RawMessage) []byte {
	if len(items) == 0 {
		return nil
	}
	return append(append([]byte("["), bytes.Join(toBytes(items), []byte(",\n"))...), ']')
}

func toBytes(items []json.RawMessage) [][]byte {
	out := make([][]byte, len(items))
	for i, raw := range items {
		out[i] = raw
	}
	return out
}

// userList is users.json.
func (r *reading) userList() []byte {
	var items []json.RawMessage
	for _, id := range slices.Sorted(maps.Keys(r.people.users)) {
		o := object(r.people.users[id])
		if o == nil {
			continue
		}
		if object(o["profile"]) == nil {
			o["profile"] = json.RawMessage(`{}`) // what a list of users is known by
		}
		items = append(items, with(o, map[string]any{"id": id}))
	}
	return array(items)
}

// channelList is channels.json: the channels that were read, with what is pinned in them, and those that are mentioned.
func (r *reading) channelList() []byte {
	var items []json.RawMessage
	for _, where := range r.rooms {
		pins := []map[string]string{}
		for _, ts := range where.pins {
			pins = append(pins, map[string]string{"id": ts, "type": "C"})
		}
		set := map[string]any{"id": where.id, "pins": pins}
		if where.info == nil {
			set["is_channel"], set["is_private"] = true, true // in doubt nobody else may read it
		}
		items = append(items, with(where.info, set))
	}
	for _, id := range slices.Sorted(maps.Keys(r.people.channels)) {
		if o := object(r.people.channels[id]); o != nil && r.known[id] == nil {
			items = append(items, with(o, map[string]any{"id": id, "is_channel": true}))
		}
	}
	return array(items)
}

// with is an object with some keys set.
func with(o map[string]json.RawMessage, set map[string]any) json.RawMessage {
	all := map[string]any{}
	for k, v := range o {
		all[k] = v
	}
	maps.Copy(all, set)
	raw, err := json.Marshal(all)
	if err != nil {
		return json.RawMessage(`{}`) // what was read as JSON is JSON
	}
	return raw
}

// titled is a message with its bot's name, where that had to be asked for.
func (r *reading) titled(m message) json.RawMessage {
	if !m.nameless() {
		return m.raw
	}
	bot := r.people.bots[string(m.Bot)]
	if bot == nil {
		return m.raw
	}
	return with(object(m.raw), map[string]any{"bot_profile": bot})
}

// links finds the addresses of messages. They are written as Slack writes permalinks (https://docs.slack.dev/reference/methods/chat.getPermalink), since asking
// for them is a request for each message.
func (r *reading) links() func(event.Event) []event.Ref {
	if r.me == nil || r.me.url == "" {
		return nil
	}
	at := map[string]string{}
	for _, where := range r.rooms {
		for _, m := range r.messages[where] {
			at[chat.ID("", where.id, string(m.TS))] = permalink(r.me.url, where.id, m)
		}
	}
	return func(e event.Event) []event.Ref {
		if address := at[e.ID]; address != "" {
			return []event.Ref{{URL: address}}
		}
		return nil
	}
}

func permalink(workspace, channel string, m message) string {
	address := workspace + "archives/" + channel + "/p" + strings.Replace(string(m.TS), ".", "", 1)
	if _, ok := parseStamp(string(m.Thread)); ok && m.Thread != m.TS {
		address += "?thread_ts=" + string(m.Thread) + "&cid=" + channel
	}
	return address
}
