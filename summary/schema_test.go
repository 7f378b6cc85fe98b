package summary_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	invopop "github.com/invopop/jsonschema"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pes-dev/pes/summary"
	"github.com/pes-dev/pes/timeline"
)

var update = flag.Bool("update", false, "write the schemas anew")

// contract is a public form of JSON: the file that its schema is checked in as, and documents that fit it.
type contract struct {
	file, title, description string
	of                       any // a pointer to the type that it is made of
	fitting                  map[string]any
}

// schema is made from the Go types: what they say of a field is what the contract says.
func (c contract) schema(t *testing.T) []byte {
	t.Helper()
	r := invopop.Reflector{AllowAdditionalProperties: true} // fields may be added to a contract
	s := r.Reflect(c.of)
	s.ID = ""
	s.Title, s.Description = c.title, c.description
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// test holds the contract's file against its types, and documents against the file.
func (c contract) test(t *testing.T) {
	got := c.schema(t)
	if *update {
		if err := os.WriteFile(c.file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current (-want +got), run with -update:\n%s", c.file, d)
	}
	compiled := c.compiled(t)
	for name, doc := range c.fitting {
		b, err := json.Marshal(doc)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := compiled.Validate(v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (c contract) compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	f, err := os.Open(c.file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource(c.file, doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(c.file)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func TestTimelineFitsItsSchema(t *testing.T) {
	contract{
		file: "timeline.schema.json", title: summary.Schema, of: &summary.Document{},
		description: "What `pes timeline -f json` prints. Instants are RFC 3339 in UTC, durations are seconds, null is unknown.",
		fitting: map[string]any{
			"nothing known": summary.JSON(summary.New(&timeline.Timeline{}, summary.Meta{})),
			"an outage":     summary.JSON(payments()),
			"hostile":       summary.JSON(hostile()),
		},
	}.test(t)
}
