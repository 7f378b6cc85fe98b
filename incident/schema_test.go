package incident

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the generated files anew")

const schemaFile = "incident.schema.json"

// TestSchema keeps the schema that editors use up to date with the Go types: go test ./incident -run TestSchema -update.
func TestSchema(t *testing.T) {
	got, err := json.MarshalIndent(schema(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is stale, run with -update (-file +types):\n%s", schemaFile, diff)
	}
}

// TestSchemaKnowsTheReadersKeys holds the schema, which is made from the types, against the reader, which has its keys written out.
func TestSchemaKnowsTheReadersKeys(t *testing.T) {
	for pair := schema(t).Properties.Oldest(); pair != nil; pair = pair.Next() {
		if _, err := Parse(ConfigName, []byte(pair.Key+": ~\n"), nil); err != nil {
			t.Errorf("the schema has a key that the reader has not: %v", err)
		}
	}
	_, err := Parse(ConfigName, []byte("qqqqqqqqqqqq: 1\n"), nil)
	if err == nil {
		t.Fatal("an unknown key was taken")
	}
	_, list, ok := strings.Cut(strings.SplitN(err.Error(), "\n", 2)[0], "it can be ")
	if !ok {
		t.Fatalf("the error does not list the keys: %v", err)
	}
	for key := range strings.SplitSeq(list, ", ") {
		if _, ok := schema(t).Properties.Get(key); !ok {
			t.Errorf("the reader has a key that the schema has not: %s", key)
		}
	}
}

// TestSchemaAgreesWithTheReader: what one takes, the other takes.
func TestSchemaAgreesWithTheReader(t *testing.T) {
	compiled := compile(t)
	tests := map[string]struct {
		yaml string
		ok   bool
	}{
		"everything":             {everything, true},
		"the starter":            {uncommented(Starter()), true},
		"unknown key":            {"tilte: x\n", false},
		"unknown kind":           {"kind: outage\n", false},
		"a list for a title":     {"title: [a]\n", false},
		"service without a name": {"services: [{depends_on: [a]}]\n", false},
		"unknown milestone":      {"milestones: {onsett: 2025-10-20}\n", false},
		"unknown action state":   {"actions: [{text: a, state: later}]\n", false},
		"a clock without a sign": {"clocks: {a.log: 90s}\n", false},
		"a clock without a unit": {"clocks: {a.log: +90}\n", false},
		"a clock left empty":     {"clocks: {a.log: }\n", true},
		"unknown act":            {"lexicon: {recovered: [all green]}\n", false},
		"one word of an act":     {"lexicon: {resolved: all green}\n", true},
		"an act without words":   {"lexicon: {resolved: }\n", true},
		"source without a name":  {"sources: [{prometheus: http://a}]\n", true},
		"target without a name":  {"publish: [{git: http://a}]\n", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(ConfigName, []byte(tt.yaml), nil)
			if (err == nil) != tt.ok {
				t.Errorf("reader: %v, want ok=%v", err, tt.ok)
			}
			var v any
			if err := yaml.Unmarshal([]byte(tt.yaml), &v); err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(v); (err == nil) != tt.ok {
				t.Errorf("schema: %v, want ok=%v", err, tt.ok)
			}
		})
	}
}

func compile(t *testing.T) *validator.Schema {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := validator.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource(schemaFile, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// schema is made from the types and their comments; where YAML takes more forms than the type, it says so.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	plain := jsonschema.Reflector{
		FieldNameTag: "yaml", DoNotReference: true, Anonymous: true, ExpandedStruct: true, RequiredFromJSONSchemaTags: true,
		Mapper: scalar,
	}
	if err := plain.AddGoComments("github.com/pes-dev/pes/incident", "."); err != nil {
		t.Fatal(err)
	}
	of := func(v any) *jsonschema.Schema {
		s := plain.Reflect(v)
		s.Version = ""
		return s
	}
	service := of(Service{})
	service.Required = []string{"name"}
	action := of(Action{})
	action.Required = []string{"text"}
	enum(action, "type", ActionTypes())
	enum(action, "state", ActionStates())
	milestone := of(Milestone{})
	enum(milestone, "state", MilestoneStates())

	definitions := jsonschema.Definitions{}
	forms := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[Service]():  {AnyOf: []*jsonschema.Schema{text(), service}},
		reflect.TypeFor[Action]():   {AnyOf: []*jsonschema.Schema{text(), action}},
		reflect.TypeFor[[]Role]():   {Type: "object", AdditionalProperties: oneOrMore(text())},
		reflect.TypeFor[[]Source](): sources(t, definitions),
		reflect.TypeFor[[]Target](): {AnyOf: []*jsonschema.Schema{
			{Type: "array", Items: &jsonschema.Schema{Type: "object", Required: []string{"name"}}},
			{Type: "object"},
		}},
		reflect.TypeFor[[]Clock](): {
			Type: "object", AdditionalProperties: &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
				{Type: "string", Pattern: `^[+-]([0-9]+(\.[0-9]+)?(h|m|s|ms))+$`}, {Type: "null"},
			}},
		},
		reflect.TypeFor[[]Milestone](): milestones(milestone),
		reflect.TypeFor[[]string]():    oneOrMore(text()),
		reflect.TypeFor[[]Words]():     lexicon(),
	}
	whole := plain
	whole.Mapper = func(rt reflect.Type) *jsonschema.Schema {
		if s, ok := forms[rt]; ok {
			return s
		}
		return scalar(rt)
	}
	s := whole.Reflect(Config{})
	s.Title, s.Definitions = "incident.yaml", definitions
	enum(s, "kind", Kinds())
	enum(s, "status", Statuses())
	enum(s, "people", Peoples())
	enum(s, "distribution", Distributions())
	for pair := s.Properties.Oldest(); pair != nil; pair = pair.Next() { // a key without a value is as good as none
		described := &jsonschema.Schema{Description: pair.Value.Description}
		pair.Value.Description = ""
		described.AnyOf = []*jsonschema.Schema{pair.Value, {Type: "null"}}
		s.Properties.Set(pair.Key, described)
	}
	return s
}

// scalar says how values are written that are not text in Go.
func scalar(rt reflect.Type) *jsonschema.Schema {
	switch rt {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[*time.Location](), reflect.TypeFor[time.Location](), reflect.TypeFor[string]():
		return text()
	case reflect.TypeFor[[]string]():
		return oneOrMore(text())
	}
	return nil
}

// text is a single value: numbers and yes or no are taken as they are written.
func text() *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
}

func oneOrMore(s *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{s, {Type: "array", Items: s}}}
}

func milestones(one *jsonschema.Schema) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
	for _, name := range MilestoneNames() {
		s.Properties.Set(name, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "null"}, one}})
	}
	return s
}

func lexicon() *jsonschema.Schema {
	names := &jsonschema.Schema{}
	for _, act := range Acts() {
		names.Enum = append(names.Enum, act)
	}
	phrases := &jsonschema.Schema{AnyOf: append(oneOrMore(text()).AnyOf, &jsonschema.Schema{Type: "null"})}
	return &jsonschema.Schema{Type: "object", PropertyNames: names, AdditionalProperties: phrases}
}

func enum(s *jsonschema.Schema, key string, values []string) {
	p, ok := s.Properties.Get(key)
	if !ok {
		panic("no key " + key)
	}
	anys := make([]any, len(values))
	for i, v := range slices.All(values) {
		anys[i] = v
	}
	s.Properties.Set(key, &jsonschema.Schema{Type: "string", Enum: anys, Description: p.Description})
}

// uncommented takes the comment mark off the lines of the starter that are examples.
func uncommented(starter string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(starter, "\n") {
		rest, ok := strings.CutPrefix(line, "# ")
		key, _, isKey := strings.Cut(strings.TrimSpace(rest), ":")
		item := strings.HasPrefix(strings.TrimSpace(rest), "- ")
		if ok && (item || isKey && !strings.Contains(key, " ")) && !strings.HasPrefix(key, "yaml-language-server") {
			b.WriteString(rest + "\n")
		}
	}
	return b.String()
}
