package victorialogs

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// schema is which fields of lines say what, and which words of their levels mean what, in a window.
type schema struct {
	learnt                 bool
	service, level, status []string            // the surest first; of a line, the first that it has counts
	words                  map[string][]string // the values of the level by what they mean: "error", "critical", "warning", "info"; "" is nothing
	bare                   bool                // some lines have no level that means anything
	calm                   event.Window        // no warning in it speaks of a failure; zero is not known
	byWords                bool                // there are so many warnings that their words alone are looked up
	absent                 []string            // fields that the settings name, and no line has
	tooMany                bool                // there are more values of the level than are looked at
}

// class is lines that say one thing of themselves.
type class struct {
	said   logs.Said
	filter string
}

// maxLevels is how many values of a level are told apart: a level has a dozen.
const maxLevels = 200

// maxFields is how many fields are looked at for a service, and for a level.
const maxFields = 3

// counted is how the API tells of fields and values.
type counted struct {
	Values []struct {
		Value string `json:"value"`
		Hits  uint64 `json:"hits"`
	} `json:"values"`
}

func (c counted) has(value string) bool {
	for _, v := range c.Values {
		if v.Value == value {
			return true
		}
	}
	return false
}

func (e *engine) count(ctx context.Context, path string, form url.Values) (c counted, err error) {
	call := httpx.Call{Path: path, Form: form}
	data, header, err := e.client.JSON(ctx, call)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return c, e.client.Misread(call, header, data, err)
	}
	return c, nil
}

// learn finds out which fields there are, once. n is how many lines there are; 0 is not known.
func (e *engine) learn(ctx context.Context, w event.Window, n uint64) error {
	if e.learnt {
		return nil
	}
	query := e.config.filter() + " " + between(w)
	names, err := e.count(ctx, pathFields, url.Values{"query": {query}})
	if err != nil {
		return err
	}
	for _, v := range names.Values {
		n = max(n, v.Hits)
	}
	e.service = fieldsOf(names, logs.ServiceField, e.config.Service, n)
	e.level = fieldsOf(names, logs.LevelField, e.config.Level, n)
	e.status = fieldsOf(names, logs.StatusField, "", n)[:]
	e.absent = nil
	for _, field := range []string{e.config.Service, e.config.Level} {
		if field != "" && !names.has(field) {
			e.absent = append(e.absent, field)
		}
	}
	e.words = map[string][]string{}
	e.bare = len(e.level) == 0
	var stated uint64
	for _, field := range e.level {
		values, err := e.count(ctx, pathValues, url.Values{"query": {query}, "field": {field}, "limit": {strconv.Itoa(maxLevels)}})
		if err != nil {
			return err
		}
		e.tooMany = e.tooMany || len(values.Values) >= maxLevels
		for _, v := range values.Values {
			meant := ""
			if logs.Severity(v.Value) != event.Unsaid {
				meant = logs.SaidOf(v.Value, "", "").Level
				stated += v.Hits
			}
			if !slices.Contains(e.words[meant], v.Value) {
				e.words[meant] = append(e.words[meant], v.Value)
			}
		}
	}
	for _, words := range e.words {
		slices.Sort(words)
	}
	e.bare = e.bare || stated < n || len(e.words[""]) > 0 || e.tooMany
	e.learnt = true
	return nil
}

// fieldsOf is the fields of a role, or the one that is given. Once a field is in every line, further ones say nothing.
func fieldsOf(names counted, role logs.Role, given string, n uint64) []string {
	if given != "" {
		return []string{given}
	}
	type ranked struct {
		name string
		rank int
		hits uint64
	}
	var all []ranked
	for _, v := range names.Values {
		if rank, ok := logs.FieldRank(v.Value, role); ok {
			all = append(all, ranked{v.Value, rank, v.Hits})
		}
	}
	slices.SortFunc(all, func(x, y ranked) int { return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(x.name, y.name)) })
	var fields []string
	for _, f := range all[:min(len(all), maxFields)] {
		fields = append(fields, f.name)
		if f.hits >= n {
			break
		}
	}
	return fields
}

// by is fields as LogsQL names them.
func (e *engine) by(fields []string) []string {
	var all []string
	for _, f := range fields {
		all = append(all, quote(f))
	}
	return all
}

// first is the value of the first field that a row has.
func first(r row, fields []string) string {
	for _, f := range fields {
		if v := r[f]; v != "" {
			return v
		}
	}
	return ""
}

func (e *engine) serviceOf(r row) string { return first(r, e.service) }

func (e *engine) saidOf(r row, text string) logs.Said {
	return logs.SaidOf(first(r, e.level), first(r, e.status), text)
}

// ofServices is the filter of services' lines.
func (e *engine) ofServices(names []string) string {
	if len(e.service) == 0 {
		return "*" // all have none
	}
	var each, before []string
	for _, f := range e.service {
		var values []string
		for _, name := range names {
			values = append(values, quote(name))
		}
		each = append(each, strings.Join(append(slices.Clone(before), quote(f)+":in("+strings.Join(values, ", ")+")"), " "))
		before = append(before, quote(f)+`:=""`)
	}
	return "(" + strings.Join(each, " or ") + ")"
}

// stating is the filter of lines whose level means one of some things; "" if no line's does.
func (e *engine) stating(meant ...string) string {
	var values []string
	for _, m := range meant {
		for _, v := range e.words[m] {
			values = append(values, quote(v))
		}
	}
	if len(values) == 0 {
		return ""
	}
	var each, before []string
	for _, f := range e.level {
		each = append(each, strings.Join(append(slices.Clone(before), quote(f)+":in("+strings.Join(values, ", ")+")"), " "))
		before = append(before, quote(f)+`:=""`)
	}
	return "(" + strings.Join(each, " or ") + ")"
}

// unstated is the filter of lines of which nothing but the text, or a status, says how bad they are; "" if there are none.
func (e *engine) unstated() string {
	if !e.bare {
		return ""
	}
	if s := e.stating("error", "critical", "warning", "info"); s != "" {
		return "!" + s
	}
	return "*"
}

// classes is what lines may say of themselves, but for nothing much, among said if that is given. All warnings are one.
func (e *engine) classes(said []logs.Said) []class {
	var all []class
	for _, level := range []string{"critical", "error", "warning"} {
		if len(said) > 0 && !slices.ContainsFunc(said, func(s logs.Said) bool { return s.Level == level }) {
			continue
		}
		if f := e.either(level); f != nothing {
			all = append(all, class{logs.Said{Level: level}, f})
		}
	}
	return all
}

// nothing is a filter that no line fits.
const nothing = `!*`

// filterOf is the filter of lines of a window that say something of themselves. Words are not looked for where none was found before.
func (e *engine) filterOf(w event.Window, s logs.Said) string {
	calm := !e.calm.IsZero() && len(event.Without(w, []event.Window{e.calm})) == 0
	switch {
	case s.Level == "info":
		var none []string
		for _, other := range []logs.Said{{Level: "critical"}, {Level: "error"}, {Level: "warning"}, {Level: "warning", Failing: true}} {
			if f := e.filterOf(w, other); f != nothing {
				none = append(none, "!"+f)
			}
		}
		if len(none) == 0 {
			return "*"
		}
		return "(" + strings.Join(none, " ") + ")"
	case s.Level == "warning" && calm && s.Failing:
		return nothing
	case s.Level == "warning" && calm:
		return e.either("warning")
	case s.Level == "warning" && s.Failing:
		return and(e.either("warning"), failing(e.byWords))
	case s.Level == "warning":
		return and(e.either("warning"), "!"+failing(e.byWords))
	}
	return e.either(s.Level)
}

func and(filters ...string) string {
	if slices.Contains(filters, nothing) {
		return nothing
	}
	return "(" + strings.Join(filters, " ") + ")"
}

// either is the lines whose level means something, or of which it is to be read elsewhere.
func (e *engine) either(meant string) string {
	var each []string
	if s := e.stating(meant); s != "" {
		each = append(each, s)
	}
	if u := e.unstated(); u != "" {
		each = append(each, e.told(u, meant))
	}
	if len(each) == 0 {
		return nothing
	}
	return "(" + strings.Join(each, " or ") + ")"
}

// told is the lines among those without a level whose status or text means something.
func (e *engine) told(unstated, meant string) string {
	inText := "_msg:~" + quote(logs.StatedWords(meant))
	if meant == "error" {
		inText = "(" + inText + " or !_msg:~" + quote(logs.StatedWords("")) + " _msg:~" + quote(logs.FailureWords) + ")"
	}
	var each []string
	var before []string
	for _, f := range e.status {
		if meant == "error" {
			each = append(each, strings.Join(append(slices.Clone(before), quote(f)+`:~"^5[0-9][0-9]$"`), " "))
		}
		before = append(before, "!"+quote(f)+`:~"^[1-5][0-9][0-9]$"`)
	}
	each = append(each, strings.Join(append(before, inText), " "))
	return "(" + unstated + " (" + strings.Join(each, " or ") + "))"
}

// failing is the lines whose text speaks of a failure. Words are looked up before any line is looked at: hardly any warning has one. What an
// underscore joins to another word is not found so. The names of exceptions, and statuses behind quotes, cannot be looked up: by words alone, they
// are left out.
func failing(byWords bool) string {
	var each []string
	for _, words := range logs.FailurePhrases() {
		each = append(each, quote(words), quote(strings.ToUpper(words[:1])+words[1:]), quote(strings.ToUpper(words)))
	}
	for _, word := range logs.StatusWords() {
		each = append(each, quote(word))
	}
	if !byWords {
		each = append(each, "_msg:~"+quote(`Error|Exception|" 5`))
	}
	return "((" + strings.Join(each, " or ") + ") _msg:~" + quote(logs.FailureWords) + ")"
}

// quote is a text as LogsQL reads it in quotes: as Go does.
func quote(s string) string { return strconv.Quote(s) }

func literal(s string) string { return regexp.QuoteMeta(s) }

// phrase says whether a word is one to the system too, so that it can be looked up.
func phrase(word string) bool {
	return word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r >= 0x80 || !(r == '_' || r|0x20 >= 'a' && r|0x20 <= 'z') })
}

// notes is what is to be known of how lines are read.
func (e *engine) notes() []string {
	if !e.learnt {
		return nil
	}
	said := func(what string, fields []string) string {
		if len(fields) == 0 {
			return "no field names the " + what
		}
		return fmt.Sprintf("%s by the field %s", what, strings.Join(fields, ", else "))
	}
	notes := []string{said("service", e.service), said("level", e.level)}
	for _, field := range e.absent {
		notes = append(notes, "no line of the window has the field "+field)
	}
	if e.bare {
		notes = append(notes, "the level of lines without one is read from their words")
	}
	if e.byWords {
		notes = append(notes, "of that many warnings, those that name nothing but an exception are not told from others")
	}
	if e.tooMany {
		notes = append(notes, fmt.Sprintf("more than %d levels: the rest was not told apart", maxLevels))
	}
	return notes
}
