package status

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
)

// matchStatuspage knows the JSON of Atlassian Statuspage and of what speaks its API: an incident by itself or under "incident" (a webhook, the
// management API), a page with "incidents" or "scheduled_maintenances" (the public API), and an array of incidents.
func matchStatuspage(h file.Head) file.Match {
	j := h.JSON()
	keys := j.Keys
	if j.Kind == "array" {
		keys = j.Elements
	}
	p := j.Paths
	switch {
	case keys["incident_updates"], p["incident.incident_updates"], p["incidents.incident_updates"], p["scheduled_maintenances.incident_updates"]:
		return file.Match{Score: 95}
	case keys["page"] && (keys["incidents"] || keys["scheduled_maintenances"] || keys["incident"]):
		return file.Match{Score: 90}
	case keys["page"] && p["components.page_id"], keys["impact"] && keys["shortlink"], p["incident.impact"] && p["incident.shortlink"]:
		return file.Match{Score: 80} // the incidents may stand behind what the head holds
	}
	return file.Match{}
}

// readStatuspage reads one JSON value or several behind one another.
func readStatuspage(data []byte, _ file.Options) reading {
	s := statuspage{data: data, dec: json.NewDecoder(bytes.NewReader(data)), line: 1}
	for s.r.err == nil {
		err := s.value()
		if errors.Is(err, io.EOF) {
			break
		}
		s.r.err = err
	}
	if s.timeless > 0 {
		s.r.note("%d updates without a usable display_at or created_at left out", s.timeless)
	}
	if over := len(s.r.posts) - maxEvents; over > 0 {
		s.r.posts = s.r.posts[:maxEvents]
		s.r.dropped += over
		s.r.note("more than %d posts: %d left out", maxEvents, over)
	}
	return s.r
}

// statuspage walks the JSON token by token, so that of a file which breaks off in the middle all whole updates are kept.
type statuspage struct {
	data []byte
	dec  *json.Decoder
	r    reading

	timeless int // updates without a time

	depth  int // how many objects that may hold incidents stand around the decoder
	offset int // up to where lines were counted
	line   int // the line at offset
}

// here is the line that the decoder has come to.
func (s *statuspage) here() int {
	to := min(int(s.dec.InputOffset()), len(s.data))
	for to < len(s.data) && strings.IndexByte(" \t\r\n,:", s.data[to]) >= 0 {
		to++ // the decoder stands behind the last token, and the record begins at the next
	}
	s.line += bytes.Count(s.data[s.offset:to], []byte{'\n'})
	s.offset = to
	return s.line
}

// value reads one value of the top level. It returns io.EOF behind the last.
func (s *statuspage) value() error {
	t, err := s.dec.Token()
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return s.broken(err)
	}
	switch t {
	case json.Delim('{'):
		return s.incident(s.here())
	case json.Delim('['):
		return s.incidents()
	}
	return nil
}

// broken words a JSON error; io.EOF within a value is a file that breaks off.
func (s *statuspage) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("line %d: JSON ends in the middle: what came before was kept", s.here())
	}
	return fmt.Errorf("line %d: %w: what came before was kept", s.here(), err)
}

// incidents reads the elements of an array whose bracket was read.
func (s *statuspage) incidents() error {
	for s.dec.More() {
		line := s.here()
		t, err := s.dec.Token()
		if err != nil {
			return s.broken(err)
		}
		if t != json.Delim('{') {
			s.r.records++
			s.r.dropped++
			if err := s.skip(t); err != nil {
				return err
			}
			continue
		}
		if err := s.incident(line); err != nil {
			return err
		}
	}
	return s.close()
}

// incident reads an object whose brace was read: an incident, or what holds incidents.
func (s *statuspage) incident(line int) error {
	fields := map[string]json.RawMessage{}
	var updates []located
	var failed error
	for failed == nil && s.dec.More() {
		t, err := s.dec.Token()
		if err != nil {
			failed = s.broken(err)
			break
		}
		switch key, _ := t.(string); key {
		case "incident":
			failed = s.nested('{', func() error { return s.incident(s.here()) })
		case "incidents", "scheduled_maintenances":
			failed = s.nested('[', s.incidents)
		case "incident_updates":
			failed = s.nested('[', func() error { updates, err = s.updates(updates); return err })
		default:
			var raw json.RawMessage
			if err := s.dec.Decode(&raw); err != nil {
				failed = s.broken(err)
				break
			}
			if incidentKeys[key] {
				fields[key] = raw
			}
		}
	}
	s.add(fields, updates, line)
	if failed != nil {
		return failed
	}
	return s.close()
}

// maxDepth is how deep incidents may be wrapped. The API wraps them twice; the rest is for tools that wrap its answers.
const maxDepth = 8

// nested reads a value that should open with delim, by read; any other value, or one wrapped too deep, is passed over.
func (s *statuspage) nested(delim json.Delim, read func() error) error {
	t, err := s.dec.Token()
	if err != nil {
		return s.broken(err)
	}
	if t != delim || s.depth == maxDepth {
		return s.skip(t)
	}
	s.depth++
	defer func() { s.depth-- }()
	return read()
}

// located is an update with the line that it begins in.
type located struct {
	raw  json.RawMessage
	line int
}

func (s *statuspage) updates(to []located) ([]located, error) {
	for s.dec.More() {
		u := located{line: s.here()}
		if err := s.dec.Decode(&u.raw); err != nil {
			return to, s.broken(err)
		}
		to = append(to, u)
	}
	return to, s.close()
}

// close reads the closing bracket.
func (s *statuspage) close() error {
	if _, err := s.dec.Token(); err != nil {
		return s.broken(err)
	}
	return nil
}

// skip passes over the rest of a value whose first token was read.
func (s *statuspage) skip(t json.Token) error {
	for depth := nesting(t); depth > 0; {
		t, err := s.dec.Token()
		if err != nil {
			return s.broken(err)
		}
		depth += nesting(t)
	}
	return nil
}

func nesting(t json.Token) int {
	switch t {
	case json.Delim('{'), json.Delim('['):
		return 1
	case json.Delim('}'), json.Delim(']'):
		return -1
	}
	return 0
}

// add makes posts of an incident's updates; of one without any, a post of the incident itself.
func (s *statuspage) add(fields map[string]json.RawMessage, updates []located, line int) {
	inc := decode[incident](marshal(fields))
	if len(updates) == 0 && (inc.Name == "" || inc.posted().IsZero()) {
		return // a page, or a webhook about something else
	}
	if len(updates) == 0 {
		s.r.records++
		s.r.posts = append(s.r.posts, inc.post(update{}, line))
	}
	hasPostmortem := false
	for _, l := range updates {
		s.r.records++
		u := decode[update](l.raw)
		hasPostmortem = hasPostmortem || u.Status == "postmortem"
		if u.at().IsZero() {
			s.r.dropped++
			s.timeless++
			continue
		}
		s.r.posts = append(s.r.posts, inc.post(u, l.line))
	}
	if body, at := inc.PostmortemBody, inc.Published.Time; body != "" && !at.IsZero() && !hasPostmortem {
		s.r.records++
		u := update{ID: inc.ID + "/postmortem", Status: "postmortem", Body: body, Created: inc.Published}
		s.r.posts = append(s.r.posts, inc.post(u, line))
	}
}

func marshal(fields map[string]json.RawMessage) []byte {
	b, err := json.Marshal(fields)
	if err != nil {
		return nil // cannot be: each field was decoded
	}
	return b
}

// decode fills in what fits: a field of a wrong type is left zero, and costs no other.
func decode[T any](raw []byte) T {
	var v T
	_ = json.Unmarshal(raw, &v)
	return v
}

// instant is a stamp of the API: RFC 3339. Anything else is the zero time.
type instant struct{ time.Time }

// UnmarshalJSON never fails, so that one odd stamp does not cost the record.
func (i *instant) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			i.Time = t.UTC()
		}
	}
	return nil
}

// word is a string of the API that some of its imitators write as a number.
type word string

// UnmarshalJSON takes a string or a number; anything else is "".
func (w *word) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*w = word(s)
		return nil
	}
	var n json.Number
	if json.Unmarshal(b, &n) == nil {
		*w = word(n)
	}
	return nil
}
