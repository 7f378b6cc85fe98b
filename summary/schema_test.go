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

var update = flag.Bool("update", false, "write the schema anew")

const schemaFile = "timeline.schema.json"

// schema is made from the Go types: what they say of a field is what the contract says.
func schema(t *testing.T) []byte {
	t.Helper()
	r := invopop.Reflector{AllowAdditionalProperties: true} // fields may be added to a contract
	s := r.Reflect(&summary.Document{})
	s.ID = ""
	s.Title = summary.Schema
	s.Description = "What `pes timeline -f json` prints. Instants are RFC 3339 in UTC, durations are seconds, null is unknown."
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSchemaIsCurrent(t *testing.T) {
	got := schema(t)
	if *update {
		if err := os.WriteFile(schemaFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current (-want +got), run with -update:\n%s", schemaFile, d)
	}
}

func TestOutputFitsTheSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	f, err := os.Open(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource(schemaFile, doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*summary.Summary{
		"nothing known": summary.New(&timeline.Timeline{}, summary.Meta{}),
		"an outage":     payments(),
		"hostile":       hostile(),
	} {
		b, err := json.Marshal(summary.JSON(s))
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
