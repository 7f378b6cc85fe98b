package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A member is a user or a bot of the workspace. A bot speaks by its own name, not by a user's id.
type member struct {
	id, name, title string
	bot             bool
}

// A post is one message of a channel; only at, by and text are always there.
type post struct {
	at      time.Time
	by      string // the member's name
	text    string // in Slack's markup
	subtype string
	key     string // a name that a reply can give as its thread; "" if nothing answers it
	thread  string // the key of the message that it answers

	edited   time.Time
	reaction string // "eyes:observer,comms-lead"
	pinnedBy string
	file     string
	card     string // the text of an attachment, as alert bots send it
}

// A channel has a name, a purpose and its messages in order.
type channel struct {
	id, name, purpose string
	creator           string
	created           time.Time
	posts             []post
}

// An export is a workspace as Slack's own export writes it: users.json, channels.json, and a file a channel and day.
type export struct {
	team, zone string
	members    []member
	channels   []channel
	parents    map[string]time.Time // keys of thread starters that lie before the exported days
}

// zip packs the export.
func (e export) zip(modified time.Time) ([]byte, error) {
	members := map[string][]byte{}
	add := func(name string, v any) error {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "    ")
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		members[name] = b.Bytes()
		return nil
	}
	if err := add("users.json", e.userRecords()); err != nil {
		return nil, err
	}
	if err := add("channels.json", e.channelRecords()); err != nil {
		return nil, err
	}
	for _, c := range e.channels {
		for day, records := range e.days(c) {
			if err := add(c.name+"/"+day+".json", records); err != nil {
				return nil, err
			}
		}
	}
	return zipped(members, modified)
}

type record = map[string]any

func (e export) userRecords() []record {
	var records []record
	for _, m := range e.members {
		records = append(records, record{
			"id": m.id, "team_id": e.team, "name": m.name, "deleted": false, "real_name": m.title, "tz": e.zone, "is_bot": m.bot,
			"profile": record{"real_name": m.title, "display_name": m.name, "title": m.title},
		})
	}
	return records
}

func (e export) channelRecords() []record {
	var records []record
	for _, c := range e.channels {
		var ids []string
		for _, m := range e.members {
			ids = append(ids, m.id)
		}
		records = append(records, record{
			"id": c.id, "name": c.name, "created": c.created.Unix(), "creator": e.member(c.creator).id, "is_archived": false, "is_general": false,
			"members": ids, "topic": record{"value": ""}, "purpose": record{"value": c.purpose},
		})
	}
	return records
}

// days are the channel's messages as records, by UTC day.
func (e export) days(c channel) map[string][]record {
	stamps := map[string]string{}
	for key, at := range e.parents {
		stamps[key] = slackStamp(at, 0)
	}
	replies := map[string][]record{}
	for i, p := range c.posts {
		ts := slackStamp(p.at, i)
		if p.key != "" {
			stamps[p.key] = ts
		}
		if p.thread != "" {
			replies[p.thread] = append(replies[p.thread], record{"user": e.member(p.by).id, "ts": ts})
		}
	}
	days := map[string][]record{}
	for i, p := range c.posts {
		r := e.message(c, p, slackStamp(p.at, i))
		if ts, ok := stamps[p.thread]; ok {
			r["thread_ts"] = ts
		}
		if answers := replies[p.key]; p.key != "" && len(answers) > 0 {
			r["thread_ts"], r["reply_count"], r["replies"] = r["ts"], len(answers), answers
		}
		day := p.at.UTC().Format(time.DateOnly)
		days[day] = append(days[day], r)
	}
	return days
}

func (e export) message(c channel, p post, ts string) record {
	by := e.member(p.by)
	r := record{"type": "message", "ts": ts, "text": p.text, "team": e.team}
	switch {
	case by.bot:
		r["subtype"], r["bot_id"], r["username"] = "bot_message", by.id, by.name
	case p.subtype == "tombstone": // what an export keeps of a deleted message that had replies
		r["subtype"], r["user"], r["hidden"] = p.subtype, "USLACKBOT", true
	default:
		r["user"] = by.id
		r["user_profile"] = record{"name": by.name, "display_name": by.name, "real_name": by.title}
	}
	if p.subtype != "" {
		r["subtype"] = p.subtype
	}
	if !p.edited.IsZero() {
		r["edited"] = record{"user": by.id, "ts": slackStamp(p.edited, 0)}
	}
	if emoji, names, ok := strings.Cut(p.reaction, ":"); ok {
		var ids []string
		for name := range strings.SplitSeq(names, ",") {
			ids = append(ids, e.member(name).id)
		}
		r["reactions"] = []record{{"name": emoji, "users": ids, "count": len(ids)}}
	}
	if p.pinnedBy != "" {
		r["pinned_to"] = []string{c.id}
		r["pinned_info"] = record{"channel": c.id, "pinned_by": e.member(p.pinnedBy).id, "pinned_ts": p.at.Add(time.Minute).Unix()}
	}
	if p.file != "" {
		r["files"] = []record{{"id": "F0" + strings.ToUpper(strconv.FormatInt(p.at.Unix(), 36)), "name": p.file, "title": p.file, "filetype": "png"}}
	}
	if p.card != "" {
		r["attachments"] = []record{{"id": 1, "fallback": p.card, "text": p.card, "color": "d63232"}}
	}
	return r
}

// member is the member of that name; a name that is not in the export is a mistake in the generator's own tables.
func (e export) member(name string) member {
	for _, m := range e.members {
		if m.name == name {
			return m
		}
	}
	panic("no member is called " + name)
}

// slackStamp is a message's ts: seconds and six digits that tell messages of one second apart.
func slackStamp(t time.Time, ordinal int) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), 1009+ordinal*137)
}
