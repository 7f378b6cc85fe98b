package chat

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
)

// Labels of a message's event.
const (
	labelChannel      = "channel"       // the channel's name
	labelThread       = "thread"        // of a reply: the ts of the message that it answers
	labelThreadParent = "thread_parent" // "outside the export", where the message that it answers is in none of the files
	labelSubtype      = "subtype"       // Slack's, where it has one
	labelReactions    = "reactions"     // "eyes:2 white_check_mark:1"
	labelPinned       = "pinned"        // "true"
	labelAliases      = "aliases"       // what else its author is called, where that differs: the real name, the account
	labelFiles        = "files"         // names of the files that were shared with it
)

// directory resolves ids: by the export's own lists, else by those of all exports together.
type directory struct {
	own, all *export
}

func (d directory) userName(id string) string {
	return clip.Text(cmp.Or(d.own.users[id].label(), d.all.users[id].label()), maxLabel)
}

// aliases are the names of a user beside the one that is shown. People use them all, and whoever hides one must know the others.
func (d directory) aliases(id string) []string {
	u, known := d.own.users[id]
	if !known {
		u = d.all.users[id]
	}
	shown := d.userName(id)
	var out []string
	for _, name := range []string{u.Profile.RealName, u.RealName, u.Name, u.Profile.Name} {
		if name != "" && name != shown && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (d directory) channelName(id string) string {
	return clip.Text(cmp.Or(d.own.channels[id].Name, d.all.channels[id].Name), maxLabel)
}

// united is the lists of all exports; of two entries with one id, the one of the export that comes first by path counts.
func united(exports []*export) *export {
	if len(exports) == 1 {
		return exports[0]
	}
	all := &export{users: map[string]user{}, channels: map[string]channel{}}
	for _, x := range slices.Backward(exports) {
		maps.Copy(all.users, x.users)
		maps.Copy(all.channels, x.channels)
	}
	return all
}

// batch makes events of what the exports hold.
func batch(exports []*export, w event.Window) event.Batch {
	var b event.Batch
	byID := map[string]int{}
	all := united(exports)
	for _, x := range exports {
		x.apply(w)
		for _, ev := range x.events(directory{x, all}) {
			i, known := byID[ev.ID]
			if !known {
				byID[ev.ID] = len(b.Events)
				b.Events = append(b.Events, ev)
				continue
			}
			b.Events[i] = joinEvents(b.Events[i], ev)
		}
		b.Reports = append(b.Reports, x.finished())
	}
	slices.SortFunc(b.Events, event.Compare)
	slices.SortFunc(b.Reports, func(a, b event.Report) int { return strings.Compare(a.Name, b.Name) })
	return b
}

// joinEvents is one message that two exports hold: the later state of it counts.
func joinEvents(a, b event.Event) event.Event {
	if cmp.Or(b.Revised.Compare(a.Revised), compareBool(b.Deleted, a.Deleted), cmp.Compare(b.Text, a.Text)) > 0 {
		a, b = b, a
	}
	a.Refs = sortedRefs(append(a.Refs, b.Refs...))
	a.Source = min(a.Source, b.Source)
	a.Private = a.Private || b.Private
	return a
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// events is the export's messages, and the parents of replies even where they are out of the window.
func (x *export) events(d directory) []event.Event {
	wanted := map[key]bool{}
	for _, m := range x.messages {
		if !m.outside && m.reply() {
			wanted[key{m.channel, m.ThreadTS}] = true
		}
	}
	team := x.team()
	var all []event.Event
	for k, m := range x.messages {
		if !m.outside || wanted[k] {
			all = append(all, x.event(m, team, d))
		}
	}
	slices.SortFunc(all, event.Compare)
	if len(all) <= maxEvents {
		return all
	}
	x.report.Dropped += len(all) - maxEvents
	x.note(fmt.Sprintf("%s messages beyond the cap of %s were left out: bots' before people's, then those in the middle", clip.Grouped(len(all)-maxEvents), clip.Grouped(maxEvents)))
	return capped(all, maxEvents)
}

// capped keeps so many of messages in order: people's before bots', and of people's the first and the last, which tell how it began and how it ended.
func capped(all []event.Event, most int) []event.Event {
	slices.SortStableFunc(all, func(a, b event.Event) int { return compareBool(a.Actor.Bot, b.Actor.Bot) })
	people := slices.IndexFunc(all, func(e event.Event) bool { return e.Actor.Bot })
	if people < 0 {
		people = len(all)
	}
	if people <= most {
		return all[:most]
	}
	return append(all[:most/2:most/2], all[people-(most-most/2):people]...)
}

func (m *message) reply() bool { return m.ThreadTS != "" && m.ThreadTS != m.TS }

func (x *export) event(m *message, team string, d directory) event.Event {
	ev := event.Event{
		ID:      ID(team, m.channel, m.TS),
		Source:  x.report.Name,
		Kind:    event.Chat,
		At:      m.at,
		Actor:   m.actor(d),
		Count:   1,
		Refs:    sortedRefs(m.refs),
		Private: x.channels[m.channel].private || idPrivate(m.channel) || strings.HasPrefix(m.channel, "mpdm-"),
		Revised: m.revised(),
		Deleted: m.deleted,
		Labels:  x.labels(m, d),
	}
	if strings.HasPrefix(m.Permalink, "https://") && len(m.Permalink) <= maxLabel {
		ev.Refs = sortedRefs(append(ev.Refs, event.Ref{URL: m.Permalink}))
	}
	if !m.deleted {
		ev.Text = clip.Text(m.text(d), maxText)
	}
	return ev
}

func (x *export) labels(m *message, d directory) map[string]string {
	l := map[string]string{}
	set := func(k, v string) {
		if v != "" {
			l[k] = clip.Text(v, maxLabel)
		}
	}
	set(labelChannel, cmp.Or(d.channelName(m.channel), m.channel))
	set(labelSubtype, m.Subtype)
	if !m.bot() {
		set(labelAliases, strings.Join(d.aliases(m.User), "; "))
	}
	if m.reply() {
		set(labelThread, m.ThreadTS)
		if x.messages[key{m.channel, m.ThreadTS}] == nil {
			set(labelThreadParent, "outside the export")
		}
	}
	if m.deleted {
		return l // reactions and names of files could tell what was taken back
	}
	set(labelReactions, reactionText(m.Reactions))
	set(labelFiles, strings.Join(m.fileNames(), ", "))
	if len(m.PinnedTo) > 0 || x.pins[key{m.channel, m.TS}] {
		set(labelPinned, "true")
	}
	return l
}

func reactionText(all []reaction) string {
	counts := map[string]int{}
	for _, r := range all {
		counts[r.Name] += max(r.Count, len(r.Users), 1)
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%s:%d", name, counts[name]))
	}
	return strings.Join(parts, " ")
}

// fileNames leaves out what was deleted since.
func (m *message) fileNames() []string {
	var out []string
	for _, f := range m.Files {
		if name := cmp.Or(f.Name, f.Title); name != "" && f.Mode != "tombstone" {
			out = append(out, name)
		}
	}
	return out
}

// actor is who wrote a message. A bot may post under a name of its own for every message; an app has a user id beside its bot id.
func (m *message) actor(d directory) event.Actor {
	own := user{}
	if m.UserProfile != nil {
		own.Profile = *m.UserProfile
	}
	name := cmp.Or(d.userName(m.User), own.label())
	a := event.Actor{ID: cmp.Or(m.User, m.BotID), Bot: m.bot() || m.User == "USLACKBOT" || d.own.users[m.User].IsBot}
	if m.bot() {
		profile := botProfile{}
		if m.BotProfile != nil {
			profile = *m.BotProfile
		}
		name = cmp.Or(m.Username, profile.Name, name)
	}
	a.ID = clip.Text(a.ID, maxLabel)
	a.Name = clip.Text(name, maxLabel)
	return a
}

func (m *message) text(d directory) string {
	s := strings.TrimSpace(plainText(m.Text, d))
	if s != "" {
		return s
	}
	switch {
	case m.Topic != "":
		return "set the channel topic: " + plainText(m.Topic, d)
	case m.Purpose != "":
		return "set the channel purpose: " + plainText(m.Purpose, d)
	case m.Subtype == "channel_name" || m.Subtype == "group_name":
		return "renamed the channel to: " + m.Name
	}
	var files []string
	for _, f := range m.fileNames() {
		files = append(files, "[file: "+f+"]")
	}
	return strings.Join(files, " ")
}

// maxRefs is how many places of one message are kept.
const maxRefs = 20

// sortedRefs puts addresses last: a file of the incident folder is at hand.
func sortedRefs(r []event.Ref) []event.Ref {
	r = slices.Clone(r)
	slices.SortFunc(r, func(a, b event.Ref) int {
		return cmp.Or(cmp.Compare(a.URL, b.URL), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	r = slices.Compact(r)
	return r[:min(len(r), maxRefs)]
}

// finished is the report, with what was counted.
func (x *export) finished() event.Report {
	for _, subtype := range slices.Sorted(maps.Keys(x.skipped)) {
		x.note(fmt.Sprintf("%s messages of subtype %s are no events", clip.Grouped(x.skipped[subtype]), clip.Text(subtype, 100)))
	}
	return x.report
}

// Thread is the ts of the message that a reply answers; "" for a message that is none.
func Thread(e event.Event) string { return e.Labels[labelThread] }

// TS is the ts of a message that was written at an instant: Unix seconds and microseconds.
func TS(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }
