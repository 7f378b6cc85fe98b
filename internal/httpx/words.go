package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pes-dev/pes/internal/plain"
)

// maxQuote is how much of an answer's words an error quotes.
const maxQuote = 200

// clean is a text from outside, fit to be told: one line without control characters, secrets and length. Secrets are looked for behind the control
// characters that may stand in them, and before anything is cut.
func (c *Client) clean(text string, most int) string {
	return plain.Line(c.o.Clean(plain.Line(text, 0)), most)
}

// Refused is the error of an answer whose status says no. It quotes what the answer says of it, and how long it asks to wait.
func (c *Client) Refused(res *http.Response, body []byte) *Error {
	e := &Error{Request: c.named(res.Request), Status: res.StatusCode, Cause: status(res.StatusCode)}
	words := c.words(res, body)
	if words != "" {
		e.Cause += ": " + words
	}
	if wait := c.retryAfter(res.Header); wait > 0 && mayPass(res) {
		e.Cause += fmt.Sprintf(" (it asks to wait %s)", wait)
	}
	e.Fix = c.o.Fixes[res.StatusCode]
	if e.Fix == "" && res.StatusCode == http.StatusBadRequest && res.Request.URL.Scheme == "http" && bytes.Contains(body, []byte("HTTPS")) {
		e.Fix = "write https:// in url:" // a server of TLS that was spoken to without
	}
	if e.Fix == "" {
		e.Fix = UsualFix(res.StatusCode)
	}
	return e
}

func status(code int) string {
	if text := http.StatusText(code); text != "" {
		return fmt.Sprintf("%d %s", code, text)
	}
	return fmt.Sprint(code)
}

// UsualFix is what to do about an answer with a status that says no, where nobody knows more of the system.
func UsualFix(code int) string {
	switch code {
	case http.StatusUnauthorized:
		return "the credentials are missing, wrong or expired: see token_env:, token_file: or token_command:"
	case http.StatusForbidden:
		return "the credentials are good, and may not do this: give them the right to read"
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone:
		return "see whether url: is the system's own address, with the path that stands before its API"
	case http.StatusProxyAuthRequired:
		return "the proxy wants a name and a password: see HTTPS_PROXY and HTTP_PROXY"
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong:
		return "ask for less at a time: fewer names in the source's settings, or a shorter window"
	case http.StatusTooManyRequests:
		return "it asks to be left alone for a while: run it again later; what came is kept"
	case http.StatusNetworkAuthenticationRequired:
		return "the network wants a login first: open any page in a browser"
	}
	switch code / 100 {
	case 5:
		return "it is in trouble itself: run it again later; what came is kept"
	case 4:
		return "it does not take the question: see the source's settings, and whether url: is the right system, in a version that pes knows"
	}
	return "see whether url: is the system's own address"
}

// words are what an answer that says no says in words.
func (c *Client) words(res *http.Response, body []byte) string {
	if isHTML(res.Header, body) {
		return ""
	}
	text := ownAddress.ReplaceAllString(strings.ToValidUTF8(string(body), ""), "")
	var value any
	if json.Unmarshal(body, &value) == nil {
		text = strings.Join(said(value, 0), "; ")
	}
	return strings.TrimSuffix(c.clean(strings.TrimSpace(text), maxQuote), ".")
}

// ownAddress is what VictoriaLogs and VictoriaMetrics put before the words of an error: who asked, and the whole question.
var ownAddress = regexp.MustCompile(`^remoteAddr: "[^"]*"; requestURI: [^ ]*; `)

// sayings are the keys under which systems put what is wrong, for people, best first: RFC 9457 (detail, title), OAuth (error_description), GitHub, GitLab
// and PagerDuty (message, errors), Elasticsearch (error.root_cause, whose reason tells more than "all shards failed", and error.reason), Prometheus and
// Slack (error), AWS (Message).
var sayings = []string{"message", "error_description", "root_cause", "reason", "detail", "description", "msg", "title", "error", "errors", "errormessages"}

// said finds the words for people in an answer: of an object the best of its sayings and the list of errors beside it, of a list all that is said.
func said(v any, depth int) []string {
	const deep, many = 4, 5
	if depth > deep {
		return nil
	}
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) != "" {
			return []string{strings.TrimSpace(v)}
		}
	case []any:
		var all []string
		for _, item := range v[:min(len(v), many)] {
			all = append(all, said(item, depth+1)...)
		}
		return slices.Compact(all[:min(len(all), many)])
	case map[string]any:
		return saidByObject(v, depth)
	}
	return nil
}

func saidByObject(v map[string]any, depth int) []string {
	lower := map[string]any{}
	for _, k := range slices.Sorted(maps.Keys(v)) {
		lower[strings.ToLower(k)] = v[k]
	}
	for _, key := range sayings {
		all := said(lower[key], depth+1)
		if len(all) == 0 {
			continue
		}
		if list, ok := lower["errors"].([]any); ok && key != "errors" {
			all = append(all, said(list, depth+1)...)
		}
		return slices.Compact(all)
	}
	return nil
}

// Misread is the error of an answer that is not what was asked for.
func (c *Client) Misread(call Call, header http.Header, data []byte, err error) *Error {
	e := &Error{Request: "its answer", Status: http.StatusOK, Err: err, Fix: "see whether url: is the right system, in a version that pes knows"}
	if req, bad := c.request(context.Background(), call); bad == nil { // it is not sent
		e.Request = c.named(req)
	}
	wrong, isPart := errPart(err)
	switch {
	case isHTML(header, data):
		e.Cause, e.Fix = "the answer is a web page and no JSON", "url: leads to a login page, a proxy or a user interface: name the API's address, and see whether it wants credentials"
	case len(bytes.TrimSpace(data)) == 0:
		e.Cause = "the answer is empty"
	case isPart:
		e.Cause = c.clean("the answer is no JSON that is known: "+wrong, maxQuote)
	default:
		e.Cause = c.clean("the answer is no JSON that is known: "+err.Error(), maxQuote)
	}
	return e
}

// errPart tells where an answer is no JSON, or which part of it is of another type than its API says.
func errPart(err error) (string, bool) {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("it is cut or damaged at byte %d", syntax.Offset), true
	}
	t, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return "", false
	}
	field := t.Field
	if field == "" {
		field = "it"
	}
	value, _, _ := strings.Cut(t.Value, " ") // "number 1.5": the value is not needed
	return fmt.Sprintf("%s is of type %s, where %s belongs", field, value, jsonName(t.Type)), true
}

func jsonName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a number"
}

func isHTML(header http.Header, body []byte) bool {
	return strings.HasPrefix(header.Get("Content-Type"), "text/html") || bytes.HasPrefix(bytes.TrimSpace(body[:min(len(body), 64)]), []byte("<"))
}
