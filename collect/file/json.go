package file

import (
	"bytes"
	"encoding/json"
	"io"
)

// JSON is the outline of the first JSON value of a head: enough to tell one format from another without decoding it.
type JSON struct {
	Kind     string          // "object", "array", "scalar"; "" if the head does not begin with JSON
	Keys     map[string]bool // the keys of the object; nil for an array
	Elements map[string]bool // the keys of the objects that an array holds, all of them together; nil for an object
	Paths    map[string]bool // keys with the keys they stand under, "data.result.metric", four deep; arrays do not count as a level
	Whole    bool            // the value ends within the head
	More     bool            // something follows the value: JSON lines, or several values behind one another
}

// maxPath is how deep JSON.Paths goes.
const maxPath = 4

// JSON outlines the head's first value. A value that the head's end cuts is outlined as far as it goes; what is broken earlier has the
// outline of what stands before the break, and Whole is false.
func (h Head) JSON() JSON {
	data := bytes.TrimLeft(h.Data, " \t\r\n")
	if len(data) == 0 || bytes.IndexByte([]byte(`{["-0123456789tfn`), data[0]) < 0 {
		return JSON{}
	}
	o := outline{dec: json.NewDecoder(bytes.NewReader(data)), paths: map[string]bool{}}
	first, err := o.dec.Token()
	if err != nil {
		return JSON{}
	}
	j := JSON{Kind: "scalar", Paths: o.paths}
	switch first {
	case json.Delim('{'):
		j.Kind, j.Keys = "object", map[string]bool{}
		o.top = j.Keys
	case json.Delim('['):
		j.Kind, j.Elements = "array", map[string]bool{}
		o.top = j.Elements
	}
	j.Whole = j.Kind == "scalar" || o.read(first) == nil
	if !j.Whole && len(o.paths) == 0 && !startsValue(data) {
		return JSON{} // "[2025-10-20 …" is a bracket, not an array
	}
	rest := data[o.dec.InputOffset():]
	if j.Whole && !endsValue(rest) {
		return JSON{} // "2025-10-20 …" begins with a number and "[7] started" with an array, and neither is JSON
	}
	j.More = j.Whole && len(bytes.TrimSpace(rest)) > 0
	return j
}

// endsValue says whether what follows a value leaves it a value: the end of the line, or another object or array.
func endsValue(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r")
	return len(rest) == 0 || bytes.IndexByte([]byte("\n{["), rest[0]) >= 0
}

// startsValue says whether what follows an opening bracket can be the inside of JSON: a key, an element, or nothing yet.
func startsValue(data []byte) bool {
	rest := bytes.TrimLeft(data[1:], " \t\r\n")
	if len(rest) == 0 {
		return true
	}
	if data[0] == '{' {
		return rest[0] == '"' || rest[0] == '}'
	}
	return bytes.IndexByte([]byte(`{["]`), rest[0]) >= 0
}

// outline walks the tokens of one value and notes its keys.
type outline struct {
	dec   *json.Decoder
	top   map[string]bool
	paths map[string]bool
	stack []level
}

// level is an object or array that the walk is inside of.
type level struct {
	object bool
	depth  int    // how many keys lead to it
	path   string // those keys, joined; only maintained up to maxPath
	key    string // in an object: the key whose value is awaited; "" if a key is
	keyed  bool
}

func (o *outline) read(first json.Token) error {
	o.push(first, level{})
	for len(o.stack) > 0 {
		token, err := o.dec.Token()
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		o.take(token)
	}
	return nil
}

func (o *outline) push(open json.Token, parent level) {
	l := level{object: open == json.Delim('{'), depth: parent.depth, path: parent.path}
	if parent.keyed {
		l.depth++
		l.path = join(parent.path, parent.key, parent.depth)
	}
	o.stack = append(o.stack, l)
}

func (o *outline) take(token json.Token) {
	l := &o.stack[len(o.stack)-1]
	switch token {
	case json.Delim('}'), json.Delim(']'):
		o.stack = o.stack[:len(o.stack)-1]
		return
	case json.Delim('{'), json.Delim('['):
		parent := *l
		l.keyed = false
		o.push(token, parent)
		return
	}
	if !l.object {
		return
	}
	if l.keyed {
		l.keyed = false
		return
	}
	l.key, _ = token.(string)
	l.keyed = true
	if l.depth == 0 {
		o.top[l.key] = true
	}
	if l.depth < maxPath {
		o.paths[join(l.path, l.key, l.depth)] = true
	}
}

func join(path, key string, depth int) string {
	switch {
	case depth >= maxPath:
		return ""
	case depth == 0:
		return key
	}
	return path + "." + key
}
