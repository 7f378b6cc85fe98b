package status

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// A feed of a status page has an entry for each incident or for each post, in RSS 2.0, RSS 1.0 or Atom. Statuspage's entries are incidents, with all
// posts in a content of HTML; others are taken as one post. https://www.rssboard.org/rss-specification, RFC 4287

// matchFeed knows a feed by its first element.
func matchFeed(h file.Head) file.Match {
	start := h.Data[:min(len(h.Data), 4<<10)]
	if feedStart.Match(start) {
		return file.Match{Score: 75}
	}
	return file.Match{}
}

// Fleeting says of the beginning of a document that it is a feed whose entries may be written over as an incident goes on, so that what is no longer in it
// was not taken back. Statuspage's keep all posts of an incident.
func Fleeting(h file.Head) bool {
	return match(h).Format == "feed" && !bytes.Contains(h.Data, []byte("data-var=")) && !postBlock.Match(h.Data)
}

var feedStart = regexp.MustCompile(`(?s)^(?:\x{feff})?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE [^<>\[\]]*>\s*)*<(?:rss[\s>]|rdf:RDF[\s>]|feed\s[^>]*http://www\.w3\.org/2005/Atom)`)

// Caps on feeds. An entry is some five elements in three others; what is deeper is markup of a text that was not escaped.
const (
	maxNesting = 64
	maxEntries = 5_000
	maxContent = 4 * maxText
)

// readFeed reads a feed element by element, so that of one that breaks off all whole entries are kept. No entity is resolved but those of XML itself: a
// document type is passed over.
func readFeed(data []byte, o file.Options) reading {
	f := feed{zone: o.Zone, dec: xml.NewDecoder(bytes.NewReader(data))}
	f.dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, fmt.Errorf("text in an unknown encoding %.40q", label)
		}
		return e.NewDecoder().Reader(in), nil
	}
	err := f.read()
	line, _ := f.dec.InputPos()
	broken, _ := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.Is(err, io.EOF) && f.closed:
	case errors.Is(err, io.EOF), broken != nil && broken.Msg == "unexpected EOF":
		f.r.err = fmt.Errorf("line %d: XML ends in the middle: what came before was kept", line)
	default:
		f.r.err = fmt.Errorf("line %d: %w: what came before was kept", line, err)
	}
	if over := len(f.r.posts) - maxEvents; over > 0 {
		f.r.posts = f.r.posts[:maxEvents]
		f.r.dropped += over
		f.r.note("more than %d posts: %d left out", maxEvents, over)
	}
	return f.r
}

// feed is a feed that is being read.
type feed struct {
	dec     *xml.Decoder
	zone    *time.Location
	r       reading
	depth   int
	entries int
	closed  bool // the outermost element was

	at    int // the depth of the entry at hand; 0 is outside
	entry entry
	field *strings.Builder // what the text goes to; nil is nowhere
	in    int              // the depth of the element that the text is in
	size  int
}

// entry is what an entry says.
type entry struct {
	title, link, id, published, updated, content, summary strings.Builder
	line                                                  int
}

func (f *feed) read() error {
	for {
		t, err := f.dec.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if f.depth++; f.depth > maxNesting {
				return fmt.Errorf("elements in one another more than %d deep", maxNesting)
			}
			f.open(t)
		case xml.EndElement:
			f.end()
			if f.depth--; f.depth == 0 {
				f.closed = true
			}
		case xml.CharData:
			f.text(string(t))
		}
	}
}

// open begins an element.
func (f *feed) open(t xml.StartElement) {
	name := strings.ToLower(t.Name.Local)
	switch {
	case f.at == 0:
		if name == "item" || name == "entry" {
			f.at, f.entry, f.field = f.depth, entry{}, nil
			f.entry.line, _ = f.dec.InputPos()
		}
	case f.depth == f.at+1:
		f.in, f.size = f.depth, 0
		f.field = f.entry.of(name)
		if href := attribute(t, "href"); name == "link" && href != "" && f.entry.link.Len() == 0 && cmp.Or(attribute(t, "rel"), "alternate") == "alternate" {
			f.entry.link.WriteString(href[:min(len(href), maxLabel)])
		}
	case f.field != nil && blocks[name] != "": // XHTML in a content
		f.text("\n")
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// of is where an element's text goes; nil if it says nothing of use.
func (e *entry) of(name string) *strings.Builder {
	switch name {
	case "title":
		return &e.title
	case "link":
		return &e.link
	case "guid", "id":
		return &e.id
	case "pubdate", "published", "date", "issued":
		return &e.published
	case "updated", "modified":
		return &e.updated
	case "encoded", "content":
		return &e.content
	case "description", "summary":
		return &e.summary
	}
	return nil
}

func (f *feed) text(s string) {
	if f.field == nil || f.size >= maxContent {
		return
	}
	s = s[:min(len(s), maxContent-f.size)]
	f.size += len(s)
	f.field.WriteString(s)
}

// end closes an element.
func (f *feed) end() {
	switch {
	case f.at > 0 && f.depth == f.at:
		f.at, f.field = 0, nil
		if f.entries++; f.entries > maxEntries {
			f.r.records++
			f.r.dropped++
			f.r.note("more than %d entries: the rest was left out", maxEntries)
			return
		}
		f.add()
	case f.field != nil && f.depth == f.in:
		f.field = nil
	}
}

// postBlock is how Statuspage writes a post in an entry: its time, what it is, and its words.
var postBlock = regexp.MustCompile(`(?is)<small>(.{1,400}?)</small>\s*<br\s*/?>\s*<strong>(.{1,80}?)</strong>\s*(?:-|–|—)?\s*`)

// add makes posts of an entry.
func (f *feed) add() {
	e := &f.entry
	stamp, precision := f.stamp(cmp.Or(strings.TrimSpace(e.published.String()), strings.TrimSpace(e.updated.String())))
	content := cmp.Or(strings.TrimSpace(e.content.String()), strings.TrimSpace(e.summary.String()))
	title := plainText(e.title.String())
	at := postBlock.FindAllStringSubmatchIndex(content, maxStates)
	if len(at) == 0 || stamp.IsZero() {
		f.whole(stamp, precision, title, content)
		return
	}
	key := cmp.Or(strings.TrimSpace(e.link.String()), strings.TrimSpace(e.id.String()))
	for i, m := range at {
		f.r.records++
		end := len(content)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		when, precision := f.near(plainText(content[m[2]:m[3]]), stamp)
		text := cmp.Or(plainText(content[m[1]:end]), title)
		if when.IsZero() || text == "" {
			f.timeless()
			continue
		}
		p := f.post(when, precision, text, title)
		p.Labels["status"] = stamped.Clip(strings.ReplaceAll(strings.ToLower(plainText(content[m[4]:m[5]])), " ", "_"), maxLabel)
		p.ID = event.ID(event.Status, key, when.Format(time.RFC3339), event.Shape(text))
		if key == "" {
			p.ID = ""
		}
		f.r.posts = append(f.r.posts, p)
	}
}

// whole makes one post of an entry.
func (f *feed) whole(at time.Time, precision time.Duration, title, content string) {
	f.r.records++
	text := plainText(content)
	switch {
	case text == "":
		text = title
	case title != "" && !strings.HasPrefix(text, title):
		text = stamped.Clip(title+"\n"+text, maxText)
	}
	if at.IsZero() || text == "" {
		f.timeless()
		return
	}
	p := f.post(at, precision, text, title)
	if word := cmp.Or(statusWord(title), statusWord(plainText(content))); word != "" {
		p.Labels["status"] = word
	}
	if key := cmp.Or(strings.TrimSpace(f.entry.id.String()), strings.TrimSpace(f.entry.link.String())); key != "" {
		p.ID = event.ID(event.Status, key, at.Format(time.RFC3339)) // pages give all posts of an incident one address
	}
	f.r.posts = append(f.r.posts, p)
}

func (f *feed) timeless() {
	f.r.dropped++
	f.r.note("entries of the feed without a usable time, or without words, were left out")
}

func (f *feed) post(at time.Time, precision time.Duration, text, title string) post {
	p := post{Event: event.Event{
		Kind: event.Status, At: at, Text: stamped.Clip(text, maxText), Count: 1, Labels: map[string]string{}, Refs: []event.Ref{{Line: f.entry.line}},
	}}
	if precision >= time.Minute {
		p.Precision = event.Duration(precision)
	}
	if title != "" {
		p.Labels["incident"] = stamped.Clip(title, maxLabel)
	}
	if link := strings.TrimSpace(f.entry.link.String()); isWeb(link) {
		p.Refs = append(p.Refs, event.Ref{URL: link})
	}
	if updated, _ := f.stamp(strings.TrimSpace(f.entry.updated.String())); !updated.IsZero() {
		p.version = sortable(updated)
	}
	return p
}

// stamp reads a time of a feed, RFC 822 or RFC 3339; zero if it is none, or names a zone that could be several.
func (f *feed) stamp(s string) (time.Time, time.Duration) {
	if s == "" {
		return time.Time{}, 0
	}
	at, precision, err := when.Parse(s, f.zone)
	if err != nil {
		f.r.note("a time of the feed was not read: %s", stamped.Clip(err.Error(), 300))
		return time.Time{}, 0
	}
	elsewhere := time.FixedZone("elsewhere", 5*3600+1800)
	if other, _, err := when.Parse(s, elsewhere); err == nil && !other.Equal(at) {
		if there, _, _ := when.Parse(s, time.UTC); f.zone == nil || !there.Equal(at) || f.zone == time.UTC {
			f.r.note("times without a zone read as %s", cmp.Or(f.zone, time.UTC))
		}
	}
	return at.UTC(), precision
}

// dayClock is the time of a Statuspage's post: "Oct 20, 17:08 UTC", without a year.
var dayClock = regexp.MustCompile(`^([A-Z][a-z]{2,8}\.? {1,3}\d{1,2}) ?, ?(\d{1,2}:\d\d(?: ?[AaPp]\.?[Mm]\.?)?)(?: ?-.{0,80})? ([A-Za-z+:\d-]{1,12})$`)

// near reads a time without a year as the one nearest to the entry's own.
func (f *feed) near(s string, anchor time.Time) (time.Time, time.Duration) {
	m := dayClock.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil {
		return f.stamp(s)
	}
	var best time.Time
	for year := anchor.Year() - 1; year <= anchor.Year()+1; year++ {
		at, _, err := when.Parse(fmt.Sprintf("%s, %d %s %s", m[1], year, m[2], m[3]), f.zone)
		if err != nil {
			if year == anchor.Year() {
				f.r.note("a time of the feed was not read: %s", stamped.Clip(err.Error(), 300))
			}
			continue
		}
		if best.IsZero() || at.Sub(anchor).Abs() < best.Sub(anchor).Abs() {
			best = at
		}
	}
	return best.UTC(), time.Minute
}
