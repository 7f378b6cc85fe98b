package slacktest

import (
	"slices"
	"strconv"
)

// bounds are oldest and latest of a request, in microseconds.
type bounds struct {
	oldest, latest int64
	inclusive      bool
}

func boundsOf(r request) (bounds, *refusal) {
	b := bounds{oldest: -1, latest: 1 << 62, inclusive: r.Args["inclusive"] == "1" || r.Args["inclusive"] == "true"}
	if s := r.Args["oldest"]; s != "" && s != "0" {
		if b.oldest = micros(s); b.oldest < 0 {
			return b, no("invalid_ts_oldest")
		}
	}
	if s := r.Args["latest"]; s != "" {
		if b.latest = micros(s); b.latest < 0 {
			return b, no("invalid_ts_latest")
		}
	}
	return b, nil
}

func (b bounds) contain(at int64) bool {
	return b.oldest < at && at < b.latest || b.inclusive && (at == b.oldest || at == b.latest)
}

// pageSize is how many messages a page holds.
func (w *Workspace) pageSize(r request, usual, most int) (int, *refusal) {
	n, refused := limitOf(r, usual, most)
	if refused != nil {
		return 0, refused
	}
	if w.MaxPage > 0 && n > w.MaxPage {
		if w.StrictLimit && r.Args["limit"] != "" {
			return 0, no("invalid_limit")
		}
		n = w.MaxPage
	}
	return n, nil
}

// history is messages of a channel, newest first, without replies unless those were shown in the channel, too. With oldest and without latest the first
// page is that of the oldest messages (github.com/slackhq/slack-api-docs, issue 4), in the same order.
func (w *Workspace) history(r request) (reply, *refusal) {
	c, refused := w.enter(r)
	if refused != nil {
		return nil, refused
	}
	b, refused := boundsOf(r)
	if refused != nil {
		return nil, refused
	}
	size, refused := w.pageSize(r, 100, 999)
	if refused != nil {
		return nil, refused
	}
	var all []Message
	limited := false
	for _, m := range slices.Backward(c.messages) {
		switch {
		case m.reply() && m["subtype"] != "thread_broadcast", !b.contain(m.at()):
		case w.hidden(m):
			limited = true
		default:
			all = append(all, m)
		}
	}
	cursor := r.Args["cursor"]
	forward := r.Args["oldest"] != "" && r.Args["latest"] == ""
	if cursor != "" {
		at, err := strconv.ParseInt(unveil(cursor, "next_ts:"), 10, 64)
		if err != nil {
			return nil, no("invalid_cursor")
		}
		all = slices.DeleteFunc(all, func(m Message) bool { return forward && m.at() < at || !forward && m.at() > at })
	}
	more, next := len(all) > size, ""
	switch {
	case more && forward:
		next = veil("next_ts:" + strconv.FormatInt(all[len(all)-size-1].at(), 10))
		all = all[len(all)-size:]
	case more:
		next = veil("next_ts:" + strconv.FormatInt(all[size].at(), 10))
		all = all[:size]
	}
	out := reply{"messages": c.show(all), "has_more": more, "pin_count": len(c.pins), "channel_actions_ts": nil, "channel_actions_count": 0}
	if limited {
		out["is_limited"] = true
	}
	if more {
		out["response_metadata"] = reply{"next_cursor": next}
	}
	return out, nil
}

func (w *Workspace) hidden(m Message) bool {
	return !w.Hidden.IsZero() && m.at() < w.Hidden.UnixMicro()
}

func (c *Channel) show(all []Message) []Message {
	out := make([]Message, 0, len(all))
	for _, m := range all {
		out = append(out, c.shown(m))
	}
	return out
}

// replies is a thread: its parent, then the replies, oldest first. Later pages do without the parent.
func (w *Workspace) replies(r request) (reply, *refusal) {
	c, refused := w.enter(r)
	if refused != nil {
		return nil, refused
	}
	b, refused := boundsOf(r)
	if refused != nil {
		return nil, refused
	}
	size, refused := w.pageSize(r, 1000, 1000)
	if refused != nil {
		return nil, refused
	}
	parent := c.find(r.Args["ts"])
	if parent != nil && parent.reply() {
		parent = c.find(parent.thread())
	}
	if parent == nil || parent["subtype"] == "channel_join" || w.hidden(parent) {
		return nil, no("thread_not_found")
	}
	all := slices.DeleteFunc(c.repliesTo(parent.ts()), func(m Message) bool { return !b.contain(m.at()) || w.hidden(m) })
	if cursor := r.Args["cursor"]; cursor != "" {
		at, err := strconv.ParseInt(unveil(cursor, "next_ts:"), 10, 64)
		if err != nil {
			return nil, no("invalid_cursor")
		}
		all = slices.DeleteFunc(all, func(m Message) bool { return m.at() < at })
	} else if !w.BareReplies || b.contain(parent.at()) {
		all = slices.Insert(all, 0, parent)
	}
	more := len(all) > size
	out := reply{"has_more": more}
	if more {
		out["response_metadata"] = reply{"next_cursor": veil("next_ts:" + strconv.FormatInt(all[size].at(), 10))}
		all = all[:size]
	}
	out["messages"] = c.show(all)
	return out, nil
}
