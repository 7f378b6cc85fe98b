package chat

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/event"
)

// Caps on untrusted input. Slack cuts a message at 40,000 characters; the longest honest ones hold a pasted log.
const (
	maxText     = 64 << 10
	maxExtra    = 8 << 10 // of attachments
	maxLabel    = 1 << 10
	maxNames    = 500_000   // users or channels of an export
	maxMessages = 200_000   // held while reading, of all exports together
	maxHeld     = 256 << 20 // bytes of their text
	maxTeams    = 1000
	maxEvents   = 100_000 // kept of an export: an incident's channel has hundreds of messages, a busy workspace's day some thousands
	maxNotes    = 20
	maxErrors   = 5 // named in a report; the rest are counted
)

// export is one Slack export: the folder, or archive, that holds the lists of users and channels and a folder for each channel.
type export struct {
	root     string
	report   event.Report
	errors   int
	users    map[string]user
	channels map[string]channel // by id
	ids      map[string]string  // channel ids by name
	messages map[key]*message
	changes  []change
	teams    map[string]int // how often a team is named
	skipped  map[string]int // messages of a subtype that is no event
	pins     map[key]bool
	held     *held
}

// held is what the messages of all exports take while they are read.
type held struct{ messages, bytes int }

// take says whether there is room for one more message.
func (h *held) take(m *message) bool {
	if h.messages >= maxMessages || h.bytes+len(m.Text) > maxHeld {
		return false
	}
	h.messages++
	h.bytes += len(m.Text)
	return true
}

// key identifies a message within an export: the channel's id, and the ts that Slack orders and addresses it by.
type key struct{ channel, ts string }

func newExport(root string, h *held) *export {
	name := strings.TrimSuffix(root, "!")
	if name == "." {
		name = "slack-export"
	}
	return &export{
		root: root, report: event.Report{Name: name, Kind: event.Chat, Format: "slack-export"},
		users: map[string]user{}, channels: map[string]channel{}, ids: map[string]string{}, messages: map[key]*message{}, teams: map[string]int{},
		skipped: map[string]int{}, pins: map[key]bool{}, held: h,
	}
}

func folder(p string) string { return path.Dir(p) }

var dated = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(\.json)?$`)

// rootOf is the export that a file belongs to. A message file lies in its channel's folder below the root; one that does not, by the lack of
// any list of users or channels near and of a date for a name, stands for itself.
func rootOf(p string, f format, roots map[string]bool) string {
	dir := folder(p)
	above := path.Dir(dir)
	switch {
	case f.first || roots[dir]:
		return dir
	case roots[above] || (dated.MatchString(path.Base(p)) && dir != "." && !strings.HasSuffix(dir, "!")):
		return above
	}
	return p
}

// folderOf is the folder of a message file below its export's root, which is named after the channel; "" if there is none.
func (s *source) folderOf() string {
	dir := folder(s.file.Path)
	if s.export.root == s.file.Path || s.export.root == dir {
		return ""
	}
	return path.Base(dir)
}

func (x *export) note(n string) {
	if len(x.report.Notes) < maxNotes && !slices.Contains(x.report.Notes, n) {
		x.report.Notes = append(x.report.Notes, n)
	}
}

func (x *export) fail(err error) {
	x.errors++
	switch {
	case x.errors == 1:
		x.report.Error = err.Error()
	case x.errors <= maxErrors:
		x.report.Error += "; " + err.Error()
	case x.errors == maxErrors+1:
		x.report.Error += "; and more"
	}
}

// channelID is the id of the channel that a folder is named after. Exports name a folder by the channel's name, and that of a direct
// conversation by its id. A folder that no list knows stands for the id itself.
func (x *export) channelID(folder string) string {
	if id := x.ids[folder]; id != "" {
		return id
	}
	return folder
}

// team is the workspace: the team that most users belong to, else the one that most messages name.
func (x *export) team() string {
	best := ""
	for _, t := range slices.Sorted(maps.Keys(x.teams)) {
		if best == "" || x.teams[t] > x.teams[best] {
			best = t
		}
	}
	return best
}

// name counts a team that users or messages name.
func (x *export) name(team string, weight int) {
	if team != "" && len(team) <= maxLabel && (len(x.teams) < maxTeams || x.teams[team] > 0) {
		x.teams[team] += weight
	}
}

// slackID is the form of Slack's ids of channels (C), private channels of old (G) and direct conversations (D).
var slackID = regexp.MustCompile(`^[CGD][A-Z0-9]{5,}$`)

// ID is the id of the event that a Slack message makes, for whoever reads the same message in another way. channel is Slack's id of the
// channel; ts is the message's, as Slack writes it. Slack's ids of channels tell workspaces apart, so that team is not looked at: a message
// names the team of its author, which may be another company's, and a bot's names none. Only where a channel's id is unknown and its name
// stands for it, team, the workspace's id or "", is a part of the key.
func ID(team, channel, ts string) string {
	if slackID.MatchString(channel) {
		team = ""
	}
	return event.ID(event.Chat, team, channel, ts)
}
