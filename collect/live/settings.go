package live

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/mistake"
	"github.com/pes-dev/pes/internal/plain"
)

// Settings are what people wrote about a source, by key: texts, booleans, lists and mappings. Numbers are texts, as written.
type Settings map[string]any

// SettingError is a setting that makes no sense.
type SettingError struct {
	Key  string // "" is the source as a whole
	Text string // what is wrong
	Hint string // what to do; "" if Text says it
}

func (e *SettingError) Error() string {
	if e.Key == "" {
		return e.Text
	}
	return e.Key + ": " + e.Text
}

// decode reads settings into a struct whose exported fields bear yaml tags; an embedded struct's fields are its own. The error is a *SettingError.
func decode(s Settings, into any) error {
	fields := map[string]reflect.Value{}
	list(reflect.ValueOf(into).Elem(), fields)
	for _, key := range slices.Sorted(maps.Keys(s)) {
		field, ok := fields[key]
		if !ok {
			return &SettingError{Key: quoted(key), Text: "unknown key" + mistake.DidYouMean(key, slices.Sorted(maps.Keys(fields)))}
		}
		if s[key] == nil {
			continue // a key without a value sets nothing
		}
		if err := set(field, s[key]); err != nil {
			return &SettingError{Key: key, Text: err.Error()}
		}
	}
	return nil
}

// list finds the fields of a struct by their keys.
func list(v reflect.Value, into map[string]reflect.Value) {
	for f, field := range v.Fields() {
		if f.Anonymous {
			list(field, into)
			continue
		}
		if key, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); key != "" && key != "-" {
			into[key] = field
		}
	}
}

// set gives a field a value. The error is for people, and says nothing of the key.
func set(field reflect.Value, value any) error {
	if field.Type() == reflect.TypeFor[time.Duration]() {
		d, err := time.ParseDuration(fmt.Sprint(value))
		if err != nil || d <= 0 {
			return fmt.Errorf("must be a length of time like 30s, 5m or 1h30m, not %s", typeName(value))
		}
		field.SetInt(int64(d))
		return nil
	}
	switch field.Kind() {
	case reflect.Pointer: // nil is that nothing is said
		field.Set(reflect.New(field.Type().Elem()))
		return set(field.Elem(), value)
	case reflect.String:
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("must be text, not %s", typeName(value))
		}
		field.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(fmt.Sprint(value)) // a flag's are texts
		if err != nil {
			return fmt.Errorf("must be true or false, not %s", typeName(value))
		}
		field.SetBool(b)
	case reflect.Float64:
		text, _ := value.(string)
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("must be a number, not %s", typeName(value))
		}
		field.SetFloat(x)
	case reflect.Int:
		text, _ := value.(string)
		n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
		if err != nil {
			return fmt.Errorf("must be a whole number, not %s", typeName(value))
		}
		field.SetInt(int64(n))
	case reflect.Slice:
		return setList(field, value)
	case reflect.Map:
		return setMap(field, value)
	case reflect.Struct:
		m, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("must be a mapping (key: value), not %s", typeName(value))
		}
		return decode(m, field.Addr().Interface())
	default:
		panic("live: a setting of type " + field.Type().String())
	}
	return nil
}

// setList sets a list; what is none is a list of one.
func setList(field reflect.Value, value any) error {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	if len(items) > maxItems {
		return fmt.Errorf("more than %d items", maxItems)
	}
	all := reflect.MakeSlice(field.Type(), len(items), len(items))
	for i, item := range items {
		if item == nil {
			return fmt.Errorf("item %d: it is empty", i+1)
		}
		if err := set(all.Index(i), item); err != nil {
			return fmt.Errorf("item %d: %w", i+1, err)
		}
	}
	field.Set(all)
	return nil
}

func setMap(field reflect.Value, value any) error {
	m, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("must be a mapping (key: value), not %s", typeName(value))
	}
	all := reflect.MakeMap(field.Type())
	for _, k := range slices.Sorted(maps.Keys(m)) {
		one := reflect.New(field.Type().Elem()).Elem()
		if err := set(one, m[k]); err != nil {
			return fmt.Errorf("%s: %w", quoted(k), err)
		}
		all.SetMapIndex(reflect.ValueOf(k), one)
	}
	field.Set(all)
	return nil
}

func typeName(v any) string {
	switch v := v.(type) {
	case []any:
		return "a list"
	case map[string]any:
		return "a mapping"
	case bool:
		return strconv.FormatBool(v)
	}
	return strconv.Quote(quoted(fmt.Sprint(v)))
}

// maxItems is how many items a list of settings may have: more channels, streams or queries than that are asked by nobody.
const maxItems = 1000

// quoted is what people wrote, as much of it as an error shows.
func quoted(s string) string { return plain.Line(s, 80) }
