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
	return template.FuncMap{
		escaperText: func(v any) (string, error) {
			if m, ok := v.(markdown); ok {
				return m.source, nil
			}
			return escaped(v, escape)
		},
		escaperHeading: func(v any) (string, error) { return escaped(v, escapeHeading) },
		escaperCell: func(v any) (string, error) {
			if m, ok := v.(markdown); ok {
				if strings.Contains(m.source, "\n") {
					return "", errNewlines
				}
				return m.source, nil
			}
			return escaped(v, escape)
		},
		escaperCode:    func(v any) (string, error) { return escaped(v, func(s string) string { return codeSpan(s, false) }) },
		escaperInCell:  func(v any) (string, error) { return escaped(v, func(s string) string { return codeSpan(s, true) }) },
		escaperComment: func(v any) (string, error) { return escaped(v, comment) },
		escaperLink: func(v any) (string, error) {
			return escaped(v, func(s string) string {
				d, ok := destination(s)
				if !ok {
					return "#"
				}
				return d
			})
		},
	}
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
