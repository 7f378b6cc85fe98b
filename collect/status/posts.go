package status

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/notes/stamped"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/when"
)

// block is one post: its stamp, where it stands, and its words.
type block struct {
	entry  stamped.Entry
	title  string // the last heading above
	status string // of a heading that says nothing else; "" if none stands above
	lines  []string
	size   int // bytes in lines
}

// add appends a line, until the post is as long as its text may be. One line more is kept, so that the cut shows.
func (b *block) add(line string) {
	if b.size <= maxText {
		b.lines = append(b.lines, line)
		b.size += len(line) + 1
	}
}

func (b block) text() string {
	return stamped.Clip(tidy(strings.Join(b.lines, "\n")), maxText)
}

// sampleSize is how much of a head is looked at: some ten posts, and more than a header before the first.
const sampleSize = 8 << 10

// matchPosts knows posts pasted from a dashboard by their voice: most of the stamped blocks speak as a vendor does to its customers. A
// timeline that engineers kept has the same stamps, and other words.
func matchPosts(h file.Head) file.Match {
	if !h.Text() || h.JSON().Kind == "object" || h.JSON().Kind == "array" {
		return file.Match{}
	}
	blocks, _ := splitPosts(stamped.Sample(h.Data, sampleSize), file.Options{})
	seconds := 0
	entries := make([]stamped.Entry, len(blocks))
	for i, b := range blocks {
		entries[i] = b.entry
		if b.entry.Stamp.Precision() < time.Minute {
			seconds++
		}
	}
	if len(blocks) == 0 || seconds*2 > len(blocks) {
		return file.Match{} // a log, as a rule
	}
	spoken := 0
	for _, b := range blocks {
		if voice.MatchString(b.text()) {
			spoken++
		}
	}
	m := file.Match{Undated: stamped.Undated(entries)}
	switch {
	case statuspageMark.Match(h.Data):
		m.Score = 85
	case spoken*2 < len(blocks):
		return file.Match{}
	case spoken*4 >= len(blocks)*3:
		m.Score = 80
	default:
		m.Score = 65
	}
	return m
}

// statuspageMark is a line of Statuspage's own pages of an incident, which people copy whole: its second line, and what stands below a post.
var statuspageMark = regexp.MustCompile(`(?m)^\s*(?:Incident Report for \S.{0,80}|Posted (?:\d+ \w+ ago\. )?[A-Z][a-z]{2} \d{1,2}, \d{4} - \d{2}:\d{2} [A-Z]{3,5})\s*$`)

// postedBelow is the line that stands below each post of such a page.
var postedBelow = regexp.MustCompile(`(?m)^\s*Posted (?:\d+ \w+ ago\. )?[A-Z][a-z]{2} \d{1,2}, \d{4} - \d{2}:\d{2} [A-Z]{3,5}\s*$`)

// pageName is the line of a Statuspage page that says whose page it is.
var pageName = regexp.MustCompile(`^\s*Incident Report for \S.{0,80}$`)

// voice is what vendors say in their posts. It is the shared stock of the dashboards of AWS, Google Cloud, Azure and of Statuspage's
// templates, not the wording of any one post.
var voice = regexp.MustCompile(`(?i)` + strings.Join([]string{
	`\bwe(?:'re|’re| are| were| have| had|'ve|’ve)? (?:also |now |still |currently |actively |continuing to |begun to |been )*(?:investigat|continu|identif|monitor|confirm|see|seeing|observ|implement|appl(?:y|ied)|work|mitigat|experienc|aware|recommend|apologi[sz]e|provide|expect|deploy|resolv|recover|rolling|look|restor|mak|advis|encourag)`,
	`\bwe (?:can|will|do|did|want|would|recommend|advise|believe)\b`,
	`\b(?:our|some|affected|impacted|all|many) (?:customers|users)\b`, `\bcustomers (?:may|might|can|who|should|will|are|were)\b`,
	`\b(?:users|you) may (?:experience|see|notice|encounter|continue)\b`,
	`\b(?:next|another|further) updates? (?:by|at|in|within|will|as|when|once|is|to)\b`, `\bprovide (?:an |another |further |more )?(?:update|information|details)`,
	`\b(?:this|the) (?:incident|issue|problem|event) (?:has been|is now|was|is believed to be) (?:fully )?(?:resolved|mitigated|identified|fixed)`,
	`\boperating normally\b`, `\bthank you for your patience\b`, `\bwe apologi[sz]e\b`,
	`^\W*(?:investigating|identified|monitoring|resolved|update|postmortem|scheduled|in progress|completed|verifying)\s*(?:\]|-|–|—|:)`,
}, "|"))

// readPosts reads posts pasted as text.
func readPosts(data []byte, o file.Options) reading {
	blocks, over := splitPosts(data, o)
	r := reading{records: len(blocks) + over, dropped: over}
	if over > 0 {
		r.note("more than %d posts: %d left out", maxEvents, over)
	}
	entries := make([]stamped.Entry, len(blocks))
	for i, b := range blocks {
		entries[i] = b.entry
	}
	notes := stamped.Resolve(entries, stamped.Options{Zone: o.Zone, Near: when.Span{From: o.Near.From, To: o.Near.To}, FromStart: true, Order: stamped.OrderIn(data, o.Zone)})
	for _, n := range notes {
		r.note("%s", n)
	}
	wordless := 0
	for i, b := range blocks {
		b.entry = entries[i]
		text := b.text()
		if b.entry.At.IsZero() {
			r.dropped++
			continue
		}
		if text == "" {
			r.dropped++
			wordless++
			continue
		}
		r.posts = append(r.posts, b.post(text, o.Zone))
	}
	if wordless > 0 {
		r.note("%d posts without words left out", wordless)
	}
	if reasons, refused := stamped.Refusal(entries); refused > 0 {
		r.err = fmt.Errorf("%d posts refused: %s", refused, reasons)
	}
	return r
}

func (b block) post(text string, incident *time.Location) post {
	labels := map[string]string{}
	if s := cmp.Or(statusWord(text), b.status); s != "" {
		labels["status"] = s
	}
	if zone := b.entry.ZoneLabel(incident); zone != "" {
		labels["zone"] = zone
	}
	if b.title != "" {
		labels["incident"] = stamped.Clip(b.title, maxLabel)
	}
	return post{Event: event.Event{
		Kind: event.Status, At: b.entry.At, Until: b.entry.Until, Precision: event.Duration(b.entry.Stamp.Precision()),
		Text: text, Count: 1, Labels: labels, Refs: []event.Ref{{Line: b.entry.Line}},
	}}
}

var statusStart = regexp.MustCompile(`(?i)^[\s*_]*(?:\[\s*(` + statusWords + `)\s*\]|(` + statusWords + `)[*_]*\s*(?:(?:-|–|—|:)(?:\s|[*_]|$)|\n|$))`)

const statusWords = `investigating|identified|monitoring|resolved|update|postmortem|post-mortem|scheduled|in progress|completed|verifying|mitigated`

// statusAlone is a heading that is a status and nothing more, as Statuspage's pages have one above each post.
var statusAlone = regexp.MustCompile(`(?i)^[\s#*_]*(` + statusWords + `)[\s:*_]*$`)

// statusWord is the status that a post begins with: "Resolved - …", "Investigating: …", "[RESOLVED] …"; "" if it begins otherwise.
func statusWord(text string) string {
	m := statusStart.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	s := strings.ToLower(m[1] + m[2])
	return strings.ReplaceAll(strings.ReplaceAll(s, "post-mortem", "postmortem"), " ", "_") // as Statuspage's API writes them
}

// splitPosts splits a text into posts. What stands before the first stamp, and short lines of their own that no sentence ends, are headings:
// they may state the date and the zone. Posts beyond maxEvents are counted alone.
func splitPosts(data []byte, o file.Options) (blocks []block, over int) {
	s := splitter{o: o, signed: postedBelow.Match(data), order: stamped.OrderIn(data, o.Zone)}
	s.trailing = s.signed || stampsTrail(data)
	for n, line := range stamped.Lines(data, maxText) {
		s.take(line, n)
	}
	return s.blocks, s.over
}

type splitter struct {
	o        file.Options
	trailing bool       // stamps stand below their posts
	signed   bool       // … as a page signs them: an account within a post has times of its own
	order    when.Order // of dates in numbers

	blocks    []block
	over      int   // posts beyond maxEvents
	above     block // with trailing stamps: the words since the last
	title     string
	status    string        // what the last heading says of the next post, if that is all it says
	heading   stamped.Entry // what headings state: Day, From, Zone, Group
	gap       bool          // an empty line stands before this one
	ambiguous string        // why the zone which a heading states cannot be told; "" if it can
}

func (s *splitter) take(line string, n int) {
	if strings.TrimSpace(line) == "" {
		s.gap = true
		s.add("")
		return
	}
	defer func() { s.gap = false }()
	if st, rest, ok := cutStamp(line); ok && (!s.signed || rest == "" || posted.MatchString(line)) {
		s.open(st, rest, n)
		return
	}
	if pageName.MatchString(line) {
		return
	}
	if s.isHeading(line) {
		s.head(line, n)
		return
	}
	s.add(line)
}

var posted = regexp.MustCompile(`^(?i)\W{0,3}(?:posted|updated|published)(?: on| at)?:? (?:(?:about |over |almost )?(?:an?|\d+) [a-z]+ ago\.? +)?`)

// cutStamp reads a stamp at the start of a line. Statuspage writes "Oct 20, 2025 - 22:11 UTC", and "Posted" before it.
func cutStamp(line string) (stamped.Stamp, string, bool) {
	line = strings.TrimLeft(line, " \t>-*•#")
	if p := posted.FindString(line); p != "" {
		line = line[len(p):]
	}
	if m := dateDash.FindStringSubmatchIndex(line); m != nil {
		line = line[m[2]:m[3]] + " " + line[m[4]:]
	}
	return stamped.Cut(line)
}

var dateDash = regexp.MustCompile(`^([A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?) - (\d{1,2}:\d\d)`)

// open begins a post.
func (s *splitter) open(st stamped.Stamp, rest string, n int) {
	e := s.heading
	e.Stamp, e.Line = st, n
	if !st.HasZone() {
		e.Problem = s.ambiguous
	}
	b := block{entry: e, title: s.title, status: s.status}
	s.status = ""
	if s.trailing {
		b.lines, b.size, s.above = s.above.lines, s.above.size, block{}
	}
	if rest != "" {
		b.add(rest)
	}
	if len(s.blocks) == maxEvents {
		s.over++
		return
	}
	s.blocks = append(s.blocks, b)
}

func (s *splitter) add(line string) {
	if s.trailing {
		s.above.add(line)
		return
	}
	if len(s.blocks) > 0 && s.over == 0 {
		s.blocks[len(s.blocks)-1].add(line)
	}
}

// maxTitle is the length up to which a line of its own is a heading. Titles of incidents on public pages are below 120 characters.
const maxTitle = 160

// isHeading tells a heading from a post's second paragraph: it is a date, or short, without a sentence's end, and with nothing right above.
func (s *splitter) isHeading(line string) bool {
	if strings.HasPrefix(line, "#") {
		return true
	}
	if len(line) > maxTitle {
		return false
	}
	if _, alone, ok := stamped.Date(line, s.order); ok && alone {
		return true
	}
	if s.trailing {
		return len(s.blocks) == 0 && len(s.above.lines) == 0 && statusWord(line) == ""
	}
	if len(s.blocks) == 0 {
		return true
	}
	return s.gap && !strings.ContainsAny(line[len(line)-1:], ".!?,;)") && !strings.HasPrefix(line, " ")
}

func (s *splitter) head(line string, n int) {
	s.heading.Group++
	if word := statusAlone.FindStringSubmatch(line); word != nil {
		s.status = statusWord(word[1])
		return
	}
	day, alone, dated := stamped.Date(line, s.order)
	if dated {
		s.heading.Day, s.heading.From = day, n
	}
	_, zone, err := stamped.Zone(line, s.o.Near.From, s.o.Zone)
	if err != nil {
		s.ambiguous = err.Error()
	}
	if zone != nil {
		s.heading.Zone, s.ambiguous = zone, ""
	}
	if !alone && zone == nil {
		s.title = strings.Trim(line, " \t#*_=:")
	}
}

// stampsTrail says whether stamps stand below their posts, as in Statuspage's e-mails and history pages, and not above them. Each stamp without
// words beside it leans to the side on which words stand, the more if no empty line parts them. Where all stamps lean to both sides alike, the
// first and the last of the text tell: one of them has nothing on one side. Above a stamp words count only if a status began them, since a title
// stands above the first stamp of any text.
func stampsTrail(data []byte) bool {
	var stamps, bare, above, below int
	spoken := false             // a status began words since the last stamp
	joined := false             // no empty line since the last words or the last stamp
	pending := false            // the last stamp was bare, and no words have come since
	told, since := false, false // a sentence stands before the first stamp; since the last
	for _, line := range stamped.Lines(data[:min(len(data), file.HeadSize)], maxText) {
		if strings.TrimSpace(line) == "" {
			joined = false
			continue
		}
		_, rest, ok := cutStamp(line)
		switch {
		case ok:
			stamps++
			since = false
			pending = strings.TrimSpace(rest) == ""
			if pending {
				bare++
				above += lean(spoken, joined)
			}
			spoken = false
		default:
			below += lean(pending, joined)
			pending = false
			spoken = spoken || statusWord(line) != ""
			told, since = told || (stamps == 0 && isSentence(line)), since || isSentence(line)
		}
		joined = true
	}
	if bare == stamps && stamps > 1 && told && !since && above == 0 {
		return true // words before the first stamp, none behind the last
	}
	return above > below && bare*2 > stamps
}

// isSentence tells a post's words from a page's headings and links.
func isSentence(line string) bool {
	const least = 6 // words of the shortest post that says anything: "We are looking into the problem."
	line = strings.TrimRight(line, " *_")
	return strings.HasSuffix(line, ".") && len(strings.Fields(line)) >= least
}

func lean(words, joined bool) int {
	switch {
	case !words:
		return 0
	case joined:
		return 2
	}
	return 1
}
