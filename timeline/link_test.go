package timeline

import (
	"fmt"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// permalink is the address of a message sent at a time.
func permalink(t time.Time) string {
	return fmt.Sprintf("https://acme.slack.com/archives/C024BE91L/p%d", t.UnixMicro())
}

func TestLinkTime(t *testing.T) {
	sent := time.Date(2025, 10, 20, 6, 48, 11, 123456000, time.UTC)
	for text, want := range map[string]time.Time{
		"see " + permalink(sent) + " for it":                                                    sent,
		permalink(sent) + "?thread_ts=1760942891.123456&cid=C024BE91L":                          sent,
		"https://acme.enterprise.slack.com/archives/D0/p1760942891123456":                       sent,
		"https://discord.com/channels/81384788765712384/381870553235193857/1429722000000000000": time.UnixMilli(1429722000000000000>>22 + discordEpoch).UTC(),
		permalink(sent) + " and " + permalink(sent.Add(time.Hour)):                              {},
		"https://acme.slack.com/archives/C024BE91L/p176094289112345":                            {}, // a digit short
		"https://evil.example/?u=acme.slack.com/archives/C024BE91L/p1760942891123456":           {},
		"https://acme.slack.com/archives/C0/p0000000001000000":                                  {},
		"order p1760942891123456 was lost":                                                      {},
		"1760942891.123456":                                                                     {},
		"https://discord.com/channels/1/2/99999999999999999999":                                 {},
	} {
		got, _, ok := linkTime(text)
		if !got.Equal(want) && ok || ok == want.IsZero() {
			t.Errorf("%s: %v, %v, want %v", text, got, ok, want)
		}
	}
}

func TestStampsByLinks(t *testing.T) {
	linkedNote := func(clock, sent string) event.Event {
		return note(clock, "ana wrote "+permalink(at(sent).Add(11*time.Second)))
	}
	message := chat("14:05", "ana", "looking into it")
	message.Refs = []event.Ref{{URL: permalink(at("16:05"))}}
	for _, tt := range []struct {
		name   string
		in     []event.Event
		offset time.Duration
	}{
		{"they agree", []event.Event{linkedNote("14:05", "14:05"), linkedNote("14:20", "14:19")}, 0},
		{"a zone", []event.Event{linkedNote("14:05", "16:05"), linkedNote("14:20", "16:20"), note("14:30", "fixed")}, -2 * time.Hour},
		{"a zone, and a link to something older", []event.Event{linkedNote("14:05", "16:05"), linkedNote("14:20", "16:20"), linkedNote("14:30", "15:12")}, -2 * time.Hour},
		{"links to what was said before", []event.Event{linkedNote("14:05", "13:42"), linkedNote("14:20", "12:01")}, 0},
		{"one that agrees is enough", []event.Event{linkedNote("14:05", "12:05"), linkedNote("14:20", "14:20")}, 0},
		{"a reference of an hour among others", []event.Event{linkedNote("14:05", "13:05"), linkedNote("14:20", "13:42"), linkedNote("14:40", "13:33")}, 0},
		{"a message's own link", []event.Event{message}, -2 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tl := Build(tt.in, nil, Options{})
			var got time.Duration
			for _, c := range tl.Clocks {
				got = c.Offset
			}
			if got != tt.offset {
				t.Errorf("off by %v, want %v", got, tt.offset)
			}
			if shown := len(tl.Contradictions); (shown > 0) != (tt.offset != 0) {
				t.Errorf("%d contradictions", shown)
			}
			for _, c := range tl.Contradictions {
				if c.Subject != "stamp-and-link" || !c.Values[c.Used].At.Equal(tl.Entries[0].At) {
					t.Errorf("contradiction %+v, want the stamp used", c)
				}
			}
		})
	}
	fixed := Build([]event.Event{linkedNote("14:05", "16:05")}, nil, Options{Clocks: map[string]time.Duration{"notes.md": 2 * time.Hour}})
	if len(fixed.Contradictions) != 0 || len(fixed.Clocks) != 1 || fixed.Clocks[0].Remains != 0 || fixed.Clocks[0].Offset != -2*time.Hour {
		t.Errorf("after the correction: %+v, %+v", fixed.Clocks, fixed.Contradictions)
	}
}

// FuzzLinkTime: a text never panics, and a link that is found stands in it.
func FuzzLinkTime(f *testing.F) {
	f.Add("see https://acme.slack.com/archives/C024BE91L/p1760942891123456")
	f.Add("https://discord.com/channels/1/2/1429722000000000000")
	f.Fuzz(func(t *testing.T, text string) {
		at, link, ok := linkTime(text)
		if ok && (at.Year() < 2013 || at.Year() > 2300 || link == "") {
			t.Errorf("%v of %q in %q", at, link, text)
		}
	})
}
