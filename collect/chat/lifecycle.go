package chat

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// change is a later word about a message: its new text, or that it was deleted.
type change struct {
	target key
	at     time.Time
	to     *message // nil if it was deleted
	by     *message // what the record says of the message as it was; may be nil
	refs   []event.Ref
}

// noEvent lists the subtypes that say nothing about an incident; they are counted. Slack lists all subtypes at
// https://docs.slack.dev/reference/events/message.
func noEvent(subtype string) bool {
	return slices.Contains([]string{
		"bot_add", "bot_disable", "bot_enable", "bot_remove", "channel_convert_to_private", "channel_join", "channel_leave",
		"channel_posting_permissions", "ekm_access_denied", "group_join", "group_leave", "message_replied", "pinned_item", "reminder_add",
		"reply_broadcast", "unpinned_item",
	}, subtype)
}

// take files one record of a message file.
func (x *export) take(m *message, w event.Window) error {
	switch {
	case m.Subtype == "message_changed" && m.Message != nil:
		return x.changed(m)
	case m.Subtype == "message_deleted":
		return x.deleted(m)
	case noEvent(m.Subtype):
		x.skipped[m.Subtype]++
		x.pinned(m)
		return nil
	}
	m.deleted = m.Subtype == "tombstone"
	m.shrink()
	m.outside = !w.Contains(m.at)
	if m.outside && m.ThreadTS != m.TS { // no parent of a thread
		return nil
	}
	return x.keep(m)
}

var errFull = fmt.Errorf("more than %s messages or %s bytes", clip.Grouped(maxMessages), clip.Grouped(maxHeld))

// keep adds a message, or joins it to the same one of another file: the one last edited counts.
func (x *export) keep(m *message) error {
	k := key{m.channel, m.TS}
	old, known := x.messages[k]
	if !known {
		if !x.held.take(m) {
			return errFull
		}
		x.messages[k] = m
		return nil
	}
	at := append(old.refs, m.refs...)
	if m.newer(old) {
		x.messages[k] = m
		old = m
	}
	old.refs = at[:min(len(at), maxRefs)]
	return nil
}

// newer orders two states of one message, so that the order of files does not matter.
func (m *message) newer(old *message) bool {
	if a, b := m.revised(), old.revised(); !a.Equal(b) {
		return a.After(b)
	}
	if m.deleted != old.deleted {
		return m.deleted
	}
	return m.Text > old.Text
}

func (m *message) revised() time.Time {
	if m.Edited == nil {
		return time.Time{}
	}
	return parseTS(m.Edited.TS)
}

func (x *export) changed(m *message) error {
	to := m.Message
	if to.Edited == nil {
		to.Edited = &edit{TS: m.TS}
	}
	to.at, to.channel, to.refs = parseTS(to.TS), m.channel, m.refs
	to.deleted = to.Subtype == "tombstone"
	to.shrink()
	if !x.held.take(to) {
		return errFull
	}
	x.changes = append(x.changes, change{target: key{m.channel, to.TS}, at: m.at, to: to, refs: m.refs})
	return nil
}

func (x *export) deleted(m *message) error {
	ts := m.DeletedTS
	if ts == "" && m.Previous != nil {
		ts = m.Previous.TS
	}
	by := m.Previous
	if by != nil {
		by.Text = ""
		by.Blocks, by.Attachments = nil, nil
		by.shrink()
	}
	if !x.held.take(&message{}) {
		return errFull
	}
	x.changes = append(x.changes, change{target: key{m.channel, ts}, at: m.at, by: by, refs: m.refs})
	return nil
}

// pinned notes which message a pinned_item record is about.
func (x *export) pinned(m *message) {
	if m.Subtype != "pinned_item" {
		return
	}
	var item struct {
		TS      string   `json:"ts"`
		Message *message `json:"message"`
	}
	if json.Unmarshal(m.Item, &item) != nil {
		return
	}
	if item.TS == "" && item.Message != nil {
		item.TS = item.Message.TS
	}
	x.pins[key{m.channel, item.TS}] = true
}

// apply carries out what later records say, in the order of time; a message that only they show is made of them.
func (x *export) apply(w event.Window) {
	slices.SortStableFunc(x.changes, func(a, b change) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return strings.Compare(a.target.ts, b.target.ts)
	})
	for _, c := range x.changes {
		m := x.messages[c.target]
		if m == nil {
			m = c.newMessage(w)
		}
		if m == nil {
			continue
		}
		x.messages[c.target] = m
		m.refs = append(m.refs, c.refs...)
		if c.to == nil {
			m.deleted = true
			continue
		}
		if c.to.deleted {
			m.deleted = true
		}
		if a, b := c.to.revised(), m.revised(); !a.Before(b) {
			m.Text, m.Edited = c.to.Text, c.to.Edited
			m.Files, m.Reactions = c.to.Files, c.to.Reactions
		}
	}
	x.changes = nil
}

// newMessage is the message that a change is about, where the export does not have it itself; nil if it is outside the window.
func (c change) newMessage(w event.Window) *message {
	m := c.to
	if m == nil {
		m = c.by
	}
	if m == nil {
		m = &message{}
	}
	m.TS, m.channel = c.target.ts, c.target.channel
	if m.at = parseTS(m.TS); m.at.IsZero() || !w.Contains(m.at) {
		return nil
	}
	m.refs = nil
	return m
}
