package render

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"text/template"
	"time"
)

var (
	errNothing  = errors.New("a value that is not there")
	errNoText   = errors.New("Markdown cannot stand here: only text can")
	errNewlines = errors.New("several lines of Markdown within a table cell")
)

// escapers are what the walk appends.
func escapers() template.FuncMap {
	escapers := template.FuncMap{
		escaperText:    printer(escape, true),
		escaperCell:    printer(escape, false),
		escaperHeading: only(escapeHeading),
		escaperCode:    only(func(s string) string { return codeSpan(s, false) }),
		escaperInCell:  only(func(s string) string { return codeSpan(s, true) }),
		escaperComment: only(comment),
		escaperMarker:  only(markerWord),
		escaperName:    only(markerName),
		escaperLink:    only(link),
		escaperPiece:   only(addressPiece),
		escaperHTML:    only(escapeHTML),
		escaperLine:    only(codeLine),
		escaperFront:   frontValue,
		escaperBlock: func(info string, v any) (string, error) {
			return escaped(v, func(s string) string { return codeBlock(info, s) })
		},
	}
	for name, how := range map[string]func(any) (string, error){
		escaperText: printer(escape, true), escaperCell: printer(escape, false), escaperHeading: only(escapeHeading),
	} {
		escapers[name+apart] = func(v any) (string, error) {
			s, err := how(v)
			return broken(s != "") + s, err
		}
	}
	return escapers
}

// only is an escaper for a place in which there can be nothing but text.
func only(how func(string) string) func(any) (string, error) {
	return func(v any) (string, error) { return escaped(v, how) }
}

// printer is an escaper for a place in which Markdown of ours can stand, too.
func printer(how func(string) string, lines bool) func(any) (string, error) {
	return func(v any) (string, error) {
		m, ok := v.(markdown)
		switch {
		case !ok:
			return escaped(v, how)
		case !lines && strings.Contains(m.source, "\n"):
			return "", errNewlines
		}
		return m.source, nil
	}
}

// frontValue is a value of front matter: a whole number as it is, a text in quotation marks.
func frontValue(v any) (string, error) {
	s, err := textOf(v)
	if err != nil {
		return "", err
	}
	if _, ok := v.(int); ok {
		return s, nil
	}
	return yamlText(s), nil
}

func escaped(v any, how func(string) string) (string, error) {
	s, err := textOf(v)
	if err != nil {
		return "", err
	}
	return how(s), nil
}

// textOf is the text of a value that a template may print: a string or a whole number. Others have a form of their own: a template that
// prints a time, a pointer or a list without saying how would print Go.
func textOf(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", errNothing
	case markdown:
		return "", errNoText
	case string:
		return v, nil
	case time.Time, time.Duration:
		return "", fmt.Errorf("a %T: say how to tell it (at, utc, length)", v)
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return r.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprint(r.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint(r.Uint()), nil
	default:
		return "", fmt.Errorf("a %T cannot be printed", v)
	}
}
