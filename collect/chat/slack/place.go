package slack

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/live"
)

// place is a channel as people name it.
type place struct {
	text string // as written
	id   string // "" if it is named by its name
	name string
	host string // of its address; "" if it is no address
}

// Slack's ids of conversations: C, and of old G and D.
var conversation = regexp.MustCompile(`^[CGD][A-Z0-9]{5,20}$`)

// govSuffix is what hosts of Slack for governments end in, which has an API of its own (https://docs.slack.dev/govslack).
const govSuffix = "slack-gov.com"

// maxPlaces is how many channels a source reads: an incident has a few, and each costs requests that are counted by the minute.
const maxPlaces = 50

// parsePlaces reads the channels of the settings.
func parsePlaces(channels []string) ([]place, error) {
	switch {
	case len(channels) == 0:
		return nil, &live.SettingError{Key: "channels", Text: "it is not said which channels to read", Hint: "channels: [https://team.slack.com/archives/C0123ABCDEF]"}
	case len(channels) > maxPlaces:
		return nil, &live.SettingError{Key: "channels", Text: fmt.Sprintf("more than the %d that one source reads", maxPlaces), Hint: "name those of the incident"}
	}
	places := make([]place, 0, len(channels))
	for _, text := range channels {
		p, err := parsePlace(text)
		if err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, nil
}

// parsePlace reads a channel's id, its name, or an address of it: that of the channel, of a message in it, or of the web client. The error is a
// *live.SettingError.
func parsePlace(text string) (place, error) {
	wrong := func(why string) (place, error) {
		return place{}, &live.SettingError{
			Key: "channels", Text: fmt.Sprintf("%.100q %s", text, why),
			Hint: "an id, a name or an address: C0123ABCDEF, #inc-42, https://team.slack.com/archives/C0123ABCDEF",
		}
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "" || text == "#":
		return wrong("names no channel")
	case conversation.MatchString(text):
		return place{text: text, id: text}, nil
	case !strings.Contains(text, "://"):
		name := strings.TrimPrefix(text, "#")
		if strings.ContainsAny(name, " /?&#@") || len(name) > 80 {
			return wrong("is no channel")
		}
		return place{text: text, name: name}, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return wrong("is no address of a channel")
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	for i, before := range []string{"archives", "client"} { // /archives/CHANNEL/…, /client/TEAM/CHANNEL/…
		if parts[0] == before && len(parts) > i+1 && conversation.MatchString(parts[i+1]) {
			return place{text: text, id: parts[i+1], host: u.Host}, nil
		}
	}
	return wrong("is no address of a channel")
}
