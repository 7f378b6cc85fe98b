package chat

import (
	"encoding/json"
	"strings"

	"github.com/pes-dev/pes/internal/clip"
)

// maxNesting is how deep blocks may nest: rich text has lists within lists up to 8 levels, each of them two blocks.
const maxNesting = 20

// maxItems bounds what is read of one message's blocks or attachments; Slack allows 50 blocks and 100 attachments.
const maxItems = 200

// block is one element of Block Kit, of any type: layout blocks, rich text and their objects share few keys.
// (https://docs.slack.dev/reference/block-kit)
type block struct {
	Type        string          `json:"type"`
	Text        json.RawMessage `json:"text"` // a string, or a text object
	Name        string          `json:"name"` // of an emoji
	URL         string          `json:"url"`
	UserID      string          `json:"user_id"`
	ChannelID   string          `json:"channel_id"`
	UsergroupID string          `json:"usergroup_id"`
	Range       string          `json:"range"`
	Timestamp   int64           `json:"timestamp"`
	Fallback    string          `json:"fallback"`
	AltText     string          `json:"alt_text"`
	Elements    []block         `json:"elements"`
	Fields      []block         `json:"fields"`
}

type attachment struct {
	Pretext    string  `json:"pretext"`
	AuthorName string  `json:"author_name"`
	Title      string  `json:"title"`
	Text       string  `json:"text"`
	Fallback   string  `json:"fallback"`
	Fields     []field `json:"fields"`
	Blocks     []block `json:"blocks"`
}

type field struct {
	Title string `json:"title"`
	Value any    `json:"value"`
}

// extra is the text that stands outside of a message's text field, in mrkdwn: in blocks, which repeat the text where there is one, and in
// attachments, where alerting bots put everything.
func (m *message) extra() string {
	var parts []string
	if m.Text == "" {
		var blocks []block
		_ = json.Unmarshal(m.Blocks, &blocks) // what has another type than expected is left out
		parts = append(parts, blocksText(blocks, 0, "\n"))
	}
	var attachments []attachment
	_ = json.Unmarshal(m.Attachments, &attachments)
	for _, a := range attachments[:min(len(attachments), maxItems)] {
		parts = append(parts, a.text())
	}
	limit := maxExtra
	if m.Text == "" {
		limit = maxText
	}
	return clip.Text(joinLines(parts), limit)
}

func (a attachment) text() string {
	parts := []string{a.Pretext, a.Title, a.Text}
	for _, f := range a.Fields[:min(len(a.Fields), maxItems)] {
		value, _ := f.Value.(string)
		parts = append(parts, strings.Trim(f.Title+": "+value, ": "))
	}
	parts = append(parts, blocksText(a.Blocks, 0, "\n"))
	if s := joinLines(parts); s != "" {
		return s
	}
	return a.Fallback
}

func joinLines(parts []string) string {
	kept := parts[:0]
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "\n")
}

// blocksText is the blocks' text in mrkdwn, as if it had been typed.
func blocksText(all []block, depth int, separator string) string {
	if len(all) > 0 && depth > maxNesting {
		return "…"
	}
	var parts []string
	for _, b := range all[:min(len(all), maxItems)] {
		if s := b.mrkdwn(depth); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, separator)
}

func (b block) mrkdwn(depth int) string {
	switch b.Type {
	case "rich_text_section":
		return blocksText(b.Elements, depth+1, "")
	case "rich_text_preformatted":
		return "```" + blocksText(b.Elements, depth+1, "") + "```"
	case "rich_text_quote":
		return "&gt; " + blocksText(b.Elements, depth+1, "")
	case "rich_text_list":
		return "• " + blocksText(b.Elements, depth+1, "\n• ")
	case "user":
		return "<@" + b.UserID + ">"
	case "channel":
		return "<#" + b.ChannelID + ">"
	case "usergroup":
		return "<!subteam^" + b.UsergroupID + ">"
	case "broadcast":
		return "<!" + b.Range + ">"
	case "emoji":
		return ":" + b.Name + ":"
	case "date":
		return b.Fallback
	case "link":
		return "<" + b.URL + labelled(b.string()) + ">"
	case "text":
		return escape(b.string())
	}
	parts := []string{b.string(), blocksText(b.Fields, depth+1, "\n"), blocksText(b.Elements, depth+1, "\n")}
	if s := joinLines(parts); s != "" {
		return s
	}
	return b.AltText
}

func labelled(text string) string {
	if text == "" {
		return ""
	}
	return "|" + escape(text)
}

// escape writes plain text as mrkdwn, where three characters are entities.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(s string) string { return escaper.Replace(s) }

// string is the block's own text. A text object of type plain_text is no mrkdwn, and is escaped to be one.
func (b block) string() string {
	var s string
	if json.Unmarshal(b.Text, &s) == nil {
		return s
	}
	var object struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if json.Unmarshal(b.Text, &object) != nil {
		return ""
	}
	if object.Type == "plain_text" {
		return escape(object.Text)
	}
	return object.Text
}
