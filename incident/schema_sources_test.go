package incident

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/invopop/jsonschema"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
)

// sources is what editors know of sources: the kinds, and the settings of each, whatever form says which kind it is. The reader takes any settings, and
// package collect refuses what it does not know; here, what is no setting is marked at once.
func sources(t *testing.T, definitions jsonschema.Definitions) *jsonschema.Schema {
	t.Helper()
	kinds := slices.SortedFunc(slices.Values(collect.Kinds()), func(a, b live.Kind) int { return strings.Compare(a.Name, b.Name) })
	one := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties()}
	one.Properties.Set("name", described(text(), "How the document and errors call it; the kind's name if not given."))
	names := &jsonschema.Schema{Type: "string", Description: "Which kind of system it is."}
	one.Properties.Set("kind", names)
	definitions["source"] = one
	source := &jsonschema.Schema{Ref: "#/$defs/source"}
	byName := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: source}
	for _, k := range kinds {
		names.Enum = append(names.Enum, k.Name)
		settings := livetest.Settings(t, k.Config)
		definitions[k.Name] = mapping(settings)
		ref := &jsonschema.Schema{Ref: "#/$defs/" + k.Name}
		short := &jsonschema.Schema{Description: k.Short, AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "null"}, closed(ref, settings)}}
		one.Properties.Set(k.Name, short)
		one.AllOf = append(one.AllOf, &jsonschema.Schema{If: is(k.Name), Then: closed(ref, settings, "name", "kind", k.Name)})
		byName.Properties.Set(k.Name, &jsonschema.Schema{Description: k.Short, AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "null"}, source}})
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: source}, byName}}
}

// is holds where a source says that it is of a kind.
func is(kind string) *jsonschema.Schema {
	said := &jsonschema.Schema{Properties: jsonschema.NewProperties(), Required: []string{"kind"}}
	said.Properties.Set("kind", &jsonschema.Schema{Const: kind})
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{said, {Required: []string{kind}}}}
}

// closed is a schema with no other keys than settings and some more.
func closed(s *jsonschema.Schema, settings []livetest.Setting, more ...string) *jsonschema.Schema {
	keys := &jsonschema.Schema{}
	for _, one := range settings {
		more = append(more, one.Key)
	}
	for _, key := range slices.Sorted(slices.Values(more)) {
		keys.Enum = append(keys.Enum, key)
	}
	return &jsonschema.Schema{Ref: s.Ref, Type: s.Type, Properties: s.Properties, PropertyNames: keys}
}

func mapping(settings []livetest.Setting) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties()}
	for _, one := range settings {
		value := value(one.Type, one)
		s.Properties.Set(one.Key, described(&jsonschema.Schema{AnyOf: []*jsonschema.Schema{value, {Type: "null"}}}, one.Doc))
	}
	return s
}

// value is how a setting of a type is written.
func value(of reflect.Type, s livetest.Setting) *jsonschema.Schema {
	switch {
	case of == reflect.TypeFor[time.Duration]():
		return &jsonschema.Schema{Type: "string", Pattern: `^\+?([0-9]+(\.[0-9]*)?(h|m|s|ms|us|ns))+$`}
	case of.Kind() == reflect.Pointer:
		return value(of.Elem(), s)
	case of.Kind() == reflect.Slice:
		return oneOrMore(value(of.Elem(), s))
	case of.Kind() == reflect.Map:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: value(of.Elem(), s)}
	case of.Kind() == reflect.Struct:
		return closed(mapping(s.Of), s.Of)
	case of.Kind() == reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	}
	return text()
}

func described(s *jsonschema.Schema, words string) *jsonschema.Schema {
	s.Description = words
	return s
}

// TestSchemaOfSources: each form that the reader takes, editors take, and what no kind has they mark.
func TestSchemaOfSources(t *testing.T) {
	compiled := compile(t)
	for text, ok := range map[string]bool{
		"sources: [{name: a, kind: slack, channels: [C1], token_env: X}]":           true,
		"sources: [{kind: slack, channels: C1}]":                                    true,
		"sources: [{prometheus: https://a.example}]":                                true,
		"sources: [{prometheus: {url: https://a.example, timeout: 10m}}]":           true,
		"sources: [{name: a, prometheus: https://a.example, match: x, timeout: ~}]": true,
		"sources: {prometheus: {url: https://a.example}}":                           true,
		"sources: {prometheus: https://a.example, slack: }":                         true,
		"sources: {metrics: {kind: prometheus, url: https://a.example}}":            true,
		"sources:": true,
		"sources: [{kind: prometheus, headers: {X-Scope-OrgID: 7}, hosts: a.example}]": true,
		"sources: [{kind: promehteus}]":                           false,
		"sources: [{kind: prometheus, channels: C1}]":             false,
		"sources: [{prometheus: {channels: C1}}]":                 false,
		"sources: [{prometheus: https://a.example, chanels: C1}]": false,
		"sources: [{kind: prometheus, timeout: soon}]":            false,
		"sources: [{kind: prometheus, url: [a]}]":                 false,
		"sources: [prometheus]":                                   false,
	} {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(v); (err == nil) != ok {
			t.Errorf("%s: %v, want ok=%v", text, err, ok)
		}
	}
}
