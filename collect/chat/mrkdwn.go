package chat

import (
	"strconv"
	"strings"
	"time"
)

// names turns ids into what people see.
type names interface {
	userName(id string) string    // "" if unknown
	channelName(id string) string // "" if unknown
}

// plainText is a message's text as a person reads it: ids become names, links show their address, and Slack's three entities are undone. The
// marks for bold, quotes and code stay. (https://docs.slack.dev/messaging/formatting-message-text)
func plainText(s string, n names) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexAny(s[open+1:], "<>\n")
		if end < 0 || s[open+1+end] != '>' {
			b.WriteString(unescape(s[:open+1]))
			s = s[open+1:]
			continue
		}
		b.WriteString(unescape(s[:open]))
		b.WriteString(reference(s[open+1:open+1+end], n))
		s = s[open+end+2:]
	}
	b.WriteString(unescape(s))
	return b.String()
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return entities.Replace(s) }

// reference is what stands between < and >.
func reference(s string, n names) string {
	target, label, _ := strings.Cut(s, "|")
	label = unescape(label)
	switch {
	case target == "":
		return "<" + unescape(s) + ">"
	case strings.HasPrefix(target, "@"):
		return mention("@", target[1:], label, n.userName(target[1:]))
	case strings.HasPrefix(target, "#"):
		return mention("#", target[1:], label, n.channelName(target[1:]))
	case strings.HasPrefix(target, "!"):
		return special(target[1:], label)
	}
	return link(unescape(target), label)
}

// mention prefers the name that the export's lists give, then the label, then the id.
func mention(mark, id, label, name string) string {
	switch {
	case name != "":
		return mark + name
	case label != "":
		return mark + strings.TrimPrefix(label, mark)
	}
	return mark + unescape(id)
}

// special is a reference to many people (!here, !subteam^S123) or to a time (!date^1392734382^{date}^https://…|fallback).
func special(target, label string) string {
	parts := strings.Split(target, "^")
	switch {
	case parts[0] == "date":
		return date(parts, label)
	case label != "":
		return "@" + strings.TrimPrefix(label, "@")
	case parts[0] == "subteam" && len(parts) > 1:
		return "@" + unescape(parts[1])
	}
	return "@" + unescape(parts[0])
}

// date is the fallback, which the sender worded, or the instant in UTC.
func date(parts []string, fallback string) string {
	if fallback != "" {
		return fallback
	}
	if len(parts) > 1 {
		if s, err := strconv.ParseInt(parts[1], 10, 64); err == nil && s > 0 && s < maxUnix {
			return time.Unix(s, 0).UTC().Format("2006-01-02 15:04:05 UTC")
		}
	}
	return strings.Join(parts, "^")
}

// link shows where it leads: what an outsider wrote as its label is no guide to that.
func link(target, label string) string {
	address := strings.TrimPrefix(target, "mailto:")
	if label == "" || label == address || "https://"+label == address || "http://"+label == address || strings.TrimPrefix(label, "tel:") == address {
		return address
	}
	return label + " (" + address + ")"
}
