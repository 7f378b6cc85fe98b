package timeline

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
)

// Addresses of messages hold the moment at which the message was sent, to which no zone can be wrong: the ts of a Slack message in microseconds
// (https://api.slack.com/messaging/retrieving#permalinks), the milliseconds since 2015 in the upper bits of a Discord id
// (https://discord.com/developers/docs/reference#snowflakes). A number that is no part of such an address could be anything and is not read.
var (
	slackLink   = regexp.MustCompile(`https://[a-zA-Z0-9-]{1,63}(?:\.enterprise)?\.slack\.com/archives/[A-Z0-9]{1,21}/p(\d{10})(\d{6})\b`)
	discordLink = regexp.MustCompile(`https://(?:[a-z]{1,10}\.)?discord(?:app)?\.com/channels/(?:@me|\d{1,20})/\d{1,20}/(\d{17,20})\b`)
)

// discordEpoch is the beginning of Discord's count, in milliseconds of Unix time: 2015 began.
const discordEpoch = 1420070400000

// linkTime is when the message was sent that an address leads to, and the address. A text with several is a list of references, and an address
// with a time before chats had addresses is forged.
func linkTime(text string) (at time.Time, link string, ok bool) {
	text = text[:min(len(text), maxText)]
	slack, discord := slackLink.FindAllStringSubmatch(text, 2), discordLink.FindAllStringSubmatch(text, 2)
	switch {
	case len(slack) == 1 && len(discord) == 0:
		s, _ := strconv.ParseInt(slack[0][1], 10, 64) // ten digits
		us, _ := strconv.ParseInt(slack[0][2], 10, 64)
		at, link = time.Unix(s, us*1000).UTC(), slack[0][0]
	case len(discord) == 1 && len(slack) == 0:
		id, err := strconv.ParseUint(discord[0][1], 10, 64)
		if err != nil {
			return at, "", false
		}
		at, link = time.UnixMilli(int64(id>>22)+discordEpoch).UTC(), discord[0][0]
	}
	return at, link, link != "" && at.Year() >= 2013
}

// linked is an event whose text or place leads to a message, with how far its stamp is from that.
type linked struct {
	event *event.Event
	id    string // of the entry that the event is part of
	at    time.Time
	link  string
	own   bool          // it is the message itself
	off   time.Duration // how far the event's own stamp is ahead
}

// findLinks lists the events with one link to a message each. A message's place is its own link. A line of notes or a post that leads to a
// message was written of it; whether at the same time is for stampsByLinks to tell.
func findLinks(events []event.Event, fixes map[string]time.Duration) []linked {
	var out []linked
	for i := range events {
		e := &events[i]
		if e.Deleted || time.Duration(e.Precision) > lateText || e.Labels["undated"] == "true" {
			continue
		}
		var l linked
		var ok bool
		switch e.Kind {
		case event.Chat:
			k := slices.IndexFunc(e.Refs, func(r event.Ref) bool { return r.URL != "" })
			if k < 0 {
				continue
			}
			l.at, l.link, ok = linkTime(e.Refs[k].URL)
			l.own = true
		case event.Note, event.Status:
			l.at, l.link, ok = linkTime(e.Text)
		}
		if !ok {
			continue
		}
		l.event, l.off = e, e.At.Add(-fixes[e.Source]).Sub(l.at)
		out = append(out, l)
	}
	return out
}

// stampsByLinks tells, source by source, whether stamps agree with the links beside them. A line may lead to a message that is older than the
// line, so that only an offset of whole hours to the minute says that a stamp was read in the wrong zone, and only while no line of the source
// agrees with its link. A message's own link must agree.
func stampsByLinks(links []linked, fixes map[string]time.Duration) ([]Clock, []linked) {
	sorted := slices.SortedStableFunc(slices.Values(links), func(x, y linked) int {
		if x.event.Source != y.event.Source {
			if x.event.Source < y.event.Source {
				return -1
			}
			return 1
		}
		return event.Compare(*x.event, *y.event)
	})
	var clocks []Clock
	var shown []linked
	for source := range runs(sorted, func(x, y linked) bool { return x.event.Source == y.event.Source }) {
		off, first, n := offByLinks(source)
		if n == 0 {
			continue
		}
		name := source[0].event.Source
		c := Clock{Source: name, Offset: off, Pairs: n, Zone: wholeHours(off), Corrected: fixes[name], Evidence: []string{first.event.ID}}
		if c.Remains = off + c.Corrected; c.Remains.Abs() <= early {
			c.Remains = 0
		}
		clocks = append(clocks, c)
		if c.Remains != 0 {
			shown = append(shown, first)
		}
	}
	return clocks, shown
}

// offByLinks is the offset that most links of one source show, the first event that shows it, and how many do; none if the stamps agree.
func offByLinks(source []linked) (time.Duration, linked, int) {
	counts := map[time.Duration]int{}
	first := map[time.Duration]linked{}
	others := 0
	for _, l := range source {
		loose := max(time.Duration(l.event.Precision), time.Minute)
		hours := l.off.Round(time.Hour)
		switch {
		case !l.own && l.off > -loose-early && l.off < loose+early:
			return 0, linked{}, 0 // it agrees
		case l.own && l.off.Abs() > time.Second:
			hours = l.off.Round(time.Second)
		case l.own, hours == 0, hours.Abs() > textReach, (l.off - hours).Abs() >= loose:
			others++
			continue // it leads to something said before
		}
		if counts[hours]++; counts[hours] == 1 {
			first[hours] = l
		}
	}
	best, most := time.Duration(0), 0
	for off, n := range counts {
		if n > most || (n == most && first[off].event.At.Before(first[best].event.At)) {
			best, most = off, n
		}
	}
	if 2*most <= others {
		return 0, linked{}, 0 // most lead to all kinds of times: they are references
	}
	return best, first[best], most
}

// stampContradictions shows stamps that disagree with the links beside them, one a source.
func stampContradictions(shown []linked) []Contradiction {
	var out []Contradiction
	for _, l := range shown {
		ids := []string{l.id}
		own := Value{At: l.event.At, Source: l.event.Source, Text: quoteOf(l.event.Text), Evidence: ids}
		link := Value{At: l.at, Source: l.event.Source, Text: quoteOf(l.link), Evidence: ids}
		c := Contradiction{Subject: "stamp-and-link", Values: []Value{own, link}, Used: 0, Reason: Reason{Rule: "own-stamp"}, Evidence: ids}
		if l.at.Before(l.event.At) {
			c.Values, c.Used = []Value{link, own}, 1
		}
		out = append(out, c)
	}
	return out
}
