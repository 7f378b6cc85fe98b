package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/httpx"
)

// Pages of messages. Slack recommends no more than 200 at a time, and gives some apps 15 (https://docs.slack.dev/apis/web-api/rate-limits).
const (
	pageSize   = 200
	smallPages = 15
)

// Caps on what is read. An incident's channel has hundreds of messages, a busy workspace's day some thousands.
const (
	maxMessages = 100_000
	maxBytes    = 256 << 20
	maxIdle     = 20 // pages in a row that bring nothing new
)

// loose is a text; what is none is empty.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = loose(s)
	}
	return nil
}

// message is a message as Slack wrote it, with what the way through a channel needs of it.
type message struct {
	raw    json.RawMessage
	at     stamp
	TS     loose           `json:"ts"`
	Thread loose           `json:"thread_ts"`
	Latest loose           `json:"latest_reply"`
	Count  json.RawMessage `json:"reply_count"`
	User   loose           `json:"user"`
	Bot    loose           `json:"bot_id"`
	Name   loose           `json:"username"`
	Bots   json.RawMessage `json:"bot_profile"`
}

// decode reads a message; what has no stamp is none.
func decode(raw json.RawMessage) (message, bool) {
	m := message{raw: raw}
	if json.Unmarshal(raw, &m) != nil {
		return m, false
	}
	at, ok := parseStamp(string(m.TS))
	m.at = at
	return m, ok
}

// newestReply is when the thread below the message was last written in; 0 if there is no thread, never if Slack does not say.
func (m message) newestReply() stamp {
	if m.Thread != "" && m.Thread != m.TS {
		return 0 // a reply that was shown in the channel, too
	}
	at, ok := parseStamp(string(m.Latest))
	switch {
	case ok:
		return at
	case m.Thread != "" || len(m.Count) > 0 && string(m.Count) != "0" && string(m.Count) != "null":
		return never
	}
	return 0
}

// thread is the replies to a message.
type thread struct {
	room   *room
	parent message
	newest stamp // when it was last written in
	read   bool
}

// reading is one reading of a window.
type reading struct {
	*source
	span     span
	rooms    []*room
	messages map[*room]map[string]message // by ts
	bytes    int
	count    int
	threads  []*thread
	through  bool  // whether the channels were read to their end, all of them
	named    stamp // from when on it is known whom the messages of the channels speak of
	limited  bool  // whether older messages are hidden by the workspace's plan
	until    stamp // when the reading began, by Slack's clock: what is written later is not in it; never if nobody knows

	unreadable int // messages without a stamp
}

// page reads one page of messages. It is called with a cursor, which is "" for the first.
type page func(ctx context.Context, cursor string) (answer, error)

// each reads page by page, and gives each message to take. name is the method's.
func (r *reading) each(ctx context.Context, name string, next page, take func(message) error) error {
	var pages live.Pages
	seen := map[string]bool{}
	idle := 0
	for cursor := ""; ; {
		a, err := next(ctx, cursor)
		if codeOf(err) == "invalid_limit" && r.limit > smallPages {
			r.limit = smallPages
			r.note(noteSmall)
			a, err = next(ctx, cursor)
		}
		if err != nil {
			return err
		}
		items, ok := a.list("messages")
		if !ok {
			return r.odd(name, "the answer holds no list of messages")
		}
		idle++
		for _, raw := range items {
			m, ok := decode(raw)
			if !ok {
				r.unreadable++
				continue
			}
			if seen[string(m.TS)] {
				continue // what was posted meanwhile moves the rest of the pages
			}
			seen[string(m.TS)], idle = true, 0
			if err := take(m); err != nil {
				return err
			}
		}
		if a.is("is_limited") {
			r.note(noteLimited)
			r.limited = true
		}
		if cursor = a.cursor(); cursor == "" {
			if a.is("has_more") {
				return r.odd(name, "there are more messages, and it is not said how to ask for them")
			}
			return nil
		}
		if len(items) == smallPages && r.limit > smallPages {
			r.note(noteSmall)
		}
		if err := pages.Next(cursor); err != nil {
			return err
		}
		if idle > maxIdle {
			return r.odd(name, fmt.Sprintf("%d pages in a row brought nothing new: the rest was not read", idle))
		}
	}
}

const noteSmall = "Slack gives this app 15 messages a page, and may allow one page a minute, as it does with apps that are distributed outside of its " +
	"Marketplace: an app made in the workspace itself is not limited so; else give it time (timeout: 2h), what is interrupted goes on where it ended"

// odd is the error of an answer that Slack does not give.
func (r *reading) odd(name, cause string) error {
	return &httpx.Error{Request: "POST " + r.base + name, Cause: cause, Fix: "run it again for a shorter window; if it stays so, see whether url: is Slack itself"}
}

// keep holds a message; the one that was read last counts.
func (r *reading) keep(where *room, m message) error {
	kept := r.messages[where]
	old, known := kept[string(m.TS)]
	if !known {
		r.count++
	}
	r.bytes += len(m.raw) - len(old.raw)
	kept[string(m.TS)] = m
	if r.count > maxMessages || r.bytes > maxBytes {
		return &httpx.Error{
			Request: "reading " + where.title(), Cause: fmt.Sprintf("more than %s messages, or %d MiB of them: the rest was not read", clip.Grouped(maxMessages), maxBytes>>20),
			Fix: "ask for a shorter window, or for fewer channels",
		}
	}
	return nil
}

// channel reads a channel from the window's end back to where threads begin that may reach into it.
func (r *reading) channel(ctx context.Context, where *room) error {
	from := r.before(where)
	next := func(ctx context.Context, cursor string) (answer, error) {
		return r.ask(ctx, "conversations.history", func(ctx context.Context) error {
			_, err := r.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
				ChannelID: where.id, Cursor: cursor, Oldest: from.bound(), Latest: r.latest(), Inclusive: true, Limit: r.limit,
			})
			return err
		})
	}
	return r.each(ctx, "conversations.history", next, func(m message) error {
		newest := m.newestReply()
		if m.at >= r.span.to || m.at < r.span.from && newest < r.span.from {
			return nil
		}
		if newest > 0 {
			r.threads = append(r.threads, &thread{room: where, parent: m, newest: newest})
		}
		if m.at < r.span.from {
			return nil // it is kept if the thread has something for the window
		}
		err := r.keep(where, m)
		r.env.Tell(int64(r.count), 0, "messages")
		return err
	})
}

// before is from when on threads are looked for.
func (r *reading) before(where *room) stamp {
	if r.span.from == 0 {
		return 0
	}
	from := max(r.span.from-stamp(r.config.ThreadsBefore.Microseconds()), 0)
	if where.created > 0 {
		from = max(from, min(where.created, r.span.from))
	}
	return from
}

// latest is the end of what is asked for. It is always said: without it, Slack begins with the oldest messages instead of the newest.
func (r *reading) latest() string {
	if r.span.to != never {
		return r.span.to.String()
	}
	if now := r.env.Time(); !now.IsZero() {
		return ceiling(now.AddDate(0, 0, 1)).String() // Slack's clock may be ahead of ours
	}
	return ""
}

// broadcast adds the threads that are known only by a reply that was shown in the channel, too: they began before messages were looked for.
func (r *reading) broadcast() {
	known := map[*room]map[loose]bool{}
	for _, t := range r.threads {
		if known[t.room] == nil {
			known[t.room] = map[loose]bool{}
		}
		known[t.room][t.parent.TS] = true
	}
	for _, where := range r.rooms {
		for _, m := range r.messages[where] {
			at, ok := parseStamp(string(m.Thread))
			if !ok || m.Thread == m.TS || known[where][m.Thread] {
				continue
			}
			if known[where] == nil {
				known[where] = map[loose]bool{}
			}
			known[where][m.Thread] = true
			r.threads = append(r.threads, &thread{room: where, parent: message{TS: m.Thread, at: at}, newest: never})
		}
	}
}

// replies reads a thread, as far as it lies in the window.
func (r *reading) replies(ctx context.Context, t *thread) error {
	next := func(ctx context.Context, cursor string) (answer, error) {
		return r.ask(ctx, "conversations.replies", func(ctx context.Context) error {
			_, _, _, err := r.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: t.room.id, Timestamp: string(t.parent.TS), Cursor: cursor, Oldest: r.span.from.bound(), Latest: r.latest(), Inclusive: true, Limit: r.limit,
			})
			return err
		})
	}
	var found []message
	err := r.each(ctx, "conversations.replies", next, func(m message) error {
		switch {
		case m.TS == t.parent.TS:
			t.parent = m
		case r.span.contains(m.at):
			found = append(found, m)
			return r.keep(t.room, m)
		}
		return nil
	})
	if t.parent.raw != nil && len(found) > 0 {
		err = cmp.Or(err, r.keep(t.room, t.parent))
		found = append(found, t.parent)
	}
	if codeOf(err) == "thread_not_found" {
		err = nil // it was deleted meanwhile
	}
	if err != nil {
		return err
	}
	return r.meet(ctx, found)
}

// covered is the stretch of which nothing is missing: to the window's end, from the newest of what was not asked for any more. As replies are always
// younger than what they answer, that a channel was not read to its end leaves nothing that is sure to be whole.
func (r *reading) covered(w event.Window) []event.Window {
	if !r.through {
		return []event.Window{}
	}
	from := max(r.span.from, r.named)
	if r.limited && r.until != never {
		from = max(from, ceiling(r.until.time().AddDate(0, 0, -freeDays)))
	}
	for _, t := range r.threads {
		if !t.read {
			from = max(from, min(t.newest, never-1)+1)
		}
	}
	if from > r.span.from {
		w.From = from.time()
	}
	if r.until != never && (w.To.IsZero() || w.To.After(r.until.time())) {
		w.To = r.until.time()
	}
	if from >= r.span.to || !w.To.IsZero() && !w.From.Before(w.To) {
		return []event.Window{}
	}
	return []event.Window{w}
}

// newestFirst orders threads by when they were last written in, so that what is read of an interrupted run is whole from some moment on.
func newestFirst(a, b *thread) int {
	return cmp.Or(cmp.Compare(b.newest, a.newest), cmp.Compare(a.room.id, b.room.id), cmp.Compare(b.parent.at, a.parent.at))
}
