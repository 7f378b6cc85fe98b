package changes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// byElement reads a document of JSON element by element: an array of them, arrays in an array (as "gh api --paginate --slurp" prints pages), one or
// several by themselves, or a list in one of the given keys of an object.
func byElement(take func(*source, jsonstream.Element) error, lists ...string) func(context.Context, *source, file.Head, io.Reader) error {
	return func(ctx context.Context, s *source, head file.Head, in io.Reader) error {
		damaged, err := jsonstream.Each(ctx, in, places(head, lists), func(e jsonstream.Element) {
			err := take(s, e)
			if e.Damaged() {
				return
			}
			s.report.Records++
			if err != nil {
				s.drop(err.Error())
			}
		})
		s.report.Dropped += damaged
		if damaged > 1 {
			err = fmt.Errorf("%w (and %d more such lines)", err, damaged-1)
		}
		return err
	}
}

// places says where in a document the elements stand.
func places(head file.Head, lists []string) []string {
	j := head.JSON()
	if j.Kind == "array" {
		second := strings.TrimLeft(strings.TrimLeft(string(head.Data), " \t\r\n")[1:], " \t\r\n")
		if !strings.HasPrefix(second, "[") {
			return []string{"[]"}
		}
		return []string{"[][]"}
	}
	for _, key := range lists {
		if j.Keys[key] {
			return []string{key + "[]"}
		}
	}
	return []string{""}
}

// errMistyped is an element that is no object.
var errMistyped = errors.New("what is no object was left out")

// decode reads an element. A field of a wrong type is left as it is and costs no other.
func decode[T any](e jsonstream.Element) (T, error) {
	var v T
	err := e.Decode(&v)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		err = nil
		if wrong.Field == "" {
			err = errMistyped
		}
	}
	return v, err
}

// word is a string; what is none is "", but a number is its digits.
type word string

// UnmarshalJSON never fails, so that one odd field does not cost the record.
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

// instant is a stamp of an API: RFC 3339. Anything else is the zero time.
type instant struct{ time.Time }

// UnmarshalJSON never fails, as that of word.
func (i *instant) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			i.Time = t.UTC()
		}
	}
	return nil
}

// refs is where a record stands, and its page, if a browser can open that.
func (s *source) refs(e jsonstream.Element, page word) []event.Ref {
	at := []event.Ref{{File: s.path, Line: e.Line}}
	if u, err := url.Parse(string(page)); err == nil && len(page) <= maxLabel && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil {
		at = append(at, event.Ref{URL: string(page)})
	}
	return at
}

// has says whether all the keys are there.
func has(keys map[string]bool, all ...string) bool {
	for _, k := range all {
		if !keys[k] {
			return false
		}
	}
	return true
}

// keysOf are the keys of a document's elements: of an object's own, or of those that an array or one of the given lists holds.
func keysOf(j file.JSON, lists ...string) map[string]bool {
	if j.Kind == "array" {
		return j.Elements
	}
	for _, list := range lists {
		if !j.Keys[list] {
			continue
		}
		keys := map[string]bool{}
		for path := range j.Paths {
			if key, ok := strings.CutPrefix(path, list+"."); ok {
				keys[key] = true
			}
		}
		return keys
	}
	return j.Keys
}
