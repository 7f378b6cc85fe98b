package slack

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/chat"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
)

// Collect reads the window of each channel: first the messages of all channels, back to where threads begin that may reach into the window; then whom they
// speak of; then threads, those that were last written in first, and whom those speak of. So, wherever it is interrupted after the first step,
// what is younger than the youngest reply that was not asked for is whole: the report says so, and another run asks for the rest.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.client.Close()
	s.notes = nil
	r := &reading{source: s, span: spanOf(w), messages: map[*room]map[string]message{}, until: never}
	failed := r.read(ctx)
	if r.unreadable > 0 {
		r.note(fmt.Sprintf("%d messages without a ts were left out", r.unreadable))
	}
	b, err := live.Read(context.WithoutCancel(ctx), chat.Family(), r.files(), w, file.Options{}, s.name, "slack", r.links())
	failed = cmp.Or(failed, err)
	b.Reports[0].Dropped += r.unreadable
	b.Reports[0].Notes = append(s.told(), b.Reports[0].Notes...)
	result := live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(w), Err: failed, Around: r.around(b.Events)}
	result.Covered = r.covered(w)
	return live.Finish(b, result)
}

// read is the reading. Its error is why it is not whole.
func (r *reading) read(ctx context.Context) error {
	if _, err := r.whoami(ctx); err != nil {
		return err
	}
	if now := r.env.Time(); !now.IsZero() {
		r.until = ceiling(now.Add(min(r.client.Stats().Skew, 0)))
	}
	rooms, failed, err := r.enter(ctx)
	r.rooms = rooms
	if err != nil {
		return err
	}
	if slices.ContainsFunc(rooms, func(where *room) bool { return r.before(where) > where.created }) {
		r.note(r.missed())
	}
	for _, where := range r.rooms {
		r.messages[where] = map[string]message{}
		err := r.channel(ctx, where)
		if err != nil && fatal(ctx, err) {
			return err
		}
		if err != nil {
			failed = append(failed, r.about(place{text: where.title()}, err))
		}
	}
	r.through = len(failed) == 0
	r.broadcast()
	if err := r.greet(ctx); err != nil {
		return err
	}
	more, err := r.answers(ctx)
	if err != nil {
		return err
	}
	return r.worst(append(failed, more...))
}

// worst is the first of what failed. The others are noted.
func (r *reading) worst(failed []error) error {
	if len(failed) == 0 {
		return nil
	}
	for _, err := range failed[1:min(len(failed), maxFailures)] {
		r.note(err.Error())
	}
	if len(failed) > maxFailures {
		r.note(fmt.Sprintf("%d more requests failed", len(failed)-maxFailures))
	}
	return failed[0]
}

// maxFailures is how many are told one by one.
const maxFailures = 10

// greet asks whom the messages of the channels speak of, of the newest first.
func (r *reading) greet(ctx context.Context) error {
	var all []message
	for _, where := range r.rooms {
		for _, m := range r.messages[where] {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b message) int {
		return cmp.Or(cmp.Compare(b.at, a.at), strings.Compare(string(a.raw), string(b.raw)))
	})
	if x := r.strangers(all); len(x.authors)+len(x.mentioned) > manyUsers && !r.people.listed {
		if err := r.listUsers(ctx); err != nil {
			r.named = never
			return err
		}
	}
	for _, m := range all {
		if err := r.meet(ctx, []message{m}); err != nil {
			r.named = m.at + 1
			return err
		}
	}
	return nil
}

// answers reads the threads. It tells which could not be read; err is what ended it.
func (r *reading) answers(ctx context.Context) (failed []error, err error) {
	slices.SortFunc(r.threads, newestFirst)
	for i, t := range r.threads {
		r.env.Tell(int64(i), int64(len(r.threads)), "threads")
		err := r.replies(ctx, t)
		if err != nil && fatal(ctx, err) {
			return failed, err
		}
		if err != nil {
			failed = append(failed, r.about(place{text: t.room.title()}, err))
		}
		t.read = err == nil
	}
	return failed, nil
}

// around says which events outside of the window are parents of threads within.
func (r *reading) around(events []event.Event) func(event.Event) bool {
	wanted := map[string]bool{}
	for _, where := range r.rooms {
		for _, m := range r.messages[where] {
			if m.Thread != "" && m.Thread != m.TS {
				wanted[chat.ID("", where.id, string(m.Thread))] = true
			}
		}
	}
	there := map[string]bool{}
	for _, e := range events {
		there[e.ID] = wanted[e.ID]
	}
	return func(e event.Event) bool { return there[e.ID] }
}

// queries are the calls for the window, as they can be made by hand.
func (s *source) queries(w event.Window) []string {
	span := spanOf(w)
	r := &reading{source: s, span: span}
	var out []string
	for _, p := range s.places {
		channel := cmp.Or(p.id, s.ids[p.name], p.text)
		where := cmp.Or(s.known[channel], &room{})
		out = append(out,
			"conversations.history channel="+channel+bounds(r.before(where), span.to),
			"conversations.replies channel="+channel+" ts=PARENT"+bounds(span.from, span.to)+", for each parent whose latest_reply is in the window or after it",
			"pins.list channel="+channel)
	}
	return out
}

func bounds(from, to stamp) string {
	var b strings.Builder
	if s := from.bound(); s != "" {
		b.WriteString(" oldest=" + s)
	}
	if s := to.bound(); s != "" {
		b.WriteString(" latest=" + s)
	}
	return b.String() + " inclusive=true"
}

// missed says which replies cannot be found.
func (s *source) missed() string {
	return "replies to messages that are older than the window by more than " + hours(s.config.ThreadsBefore) + " are not found (threads_before:)"
}

func hours(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	return d.String()
}
