package render

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/templates"
)

// fieldsFile is the reference of the templates' language, for their authors.
const fieldsFile = "../templates/FIELDS.md"

const fieldsIntro = `# What a template can print

A template is Markdown with actions of Go's [text/template](https://pkg.go.dev/text/template) in it. This page has all that an action can name: the
functions, and the fields of the document. It is made from the code (` + "`go test ./render -run TestFieldsReference -update`" + `), so that it is complete.

What is printed needs no care: every text is escaped for the place where it is printed, be that a paragraph, a heading, a table's cell, a link's
text or address, a code span or block, HTML, a comment or front matter. Where nothing can be escaped, as within an HTML tag, a value is an error.
Links to evidence that lead to no place in the document become plain ids. A marker on a line of its own names a section or a table, so that what
people write there is found again when the document is generated anew or in another genre:
` + "`<!-- pes:section NAME -->`" + ` under a heading, ` + "`<!-- pes:table NAME by=evidence -->`" + ` before a table.

A field is text, a number, yes or no, links, or one of the records below, or a list of these. A text is empty if there is nothing to say, unless
its line says otherwise. ` + "`{{range .Impacts}}`" + ` goes through a list, ` + "`{{with .ID}}`" + ` and ` + "`{{if .ID}}`" + ` ask whether there is
anything; links are always there, as they print nothing where there are none.

`

// TestFieldsReference holds the reference against the types that templates see; -update writes it anew.
func TestFieldsReference(t *testing.T) {
	docs := sourceComments(t)
	var b strings.Builder
	b.WriteString(fieldsIntro + "## Functions\n\nOf text/template's own there are `" + strings.Join(builtins, "`, `") + "`. Beside them:\n\n| Function | What it gives |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(funcs)) {
		fmt.Fprintf(&b, "| `%s%s` | %s |\n", name, parameters(reflect.TypeOf(funcs[name])), docs.of(t, "funcs."+name))
	}
	if len(funcs) > 12 {
		t.Errorf("%d functions: nobody learns more than a dozen", len(funcs))
	}
	b.WriteString("\n## Shared pieces\n\nThe genres share these; a template may define its own in their place.\n\n| Piece | What it is |\n|---|---|\n")
	for _, m := range regexp.MustCompile(`\{\{/\* (.*?): (.*?) \*/ -\}\}\s*\{\{define "(.*?)"`).FindAllStringSubmatch(templates.Partials, -1) {
		if m[1] != m[3] {
			t.Errorf("the comment before %s is about %s", m[3], m[1])
		}
		fmt.Fprintf(&b, "| `{{template %q .}}` | %s |\n", m[1], sentenceCase(m[2])+".")
	}
	seen := map[reflect.Type]bool{}
	for queue := []reflect.Type{reflect.TypeFor[view]()}; len(queue) > 0; queue = queue[1:] {
		if r := queue[0]; !seen[r] {
			seen[r] = true
			queue = append(queue, describe(t, &b, r, docs)...)
		}
	}
	got := []byte(b.String())
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(fieldsFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(fieldsFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s is not current (-want +got), run with -update:\n%s", fieldsFile, d)
	}
}

// describe writes the section of a record, and returns the records that it leads to.
func describe(t *testing.T, b *strings.Builder, r reflect.Type, docs comments) []reflect.Type {
	t.Helper()
	title, about := "The document", "What a template is given."
	if r != reflect.TypeFor[view]() {
		about = strings.TrimPrefix(docs.of(t, r.Name()), r.Name()+" is ")
		title, about = recordName(r), strings.ToUpper(about[:1])+about[1:]
	}
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| Field | Type | What it is |\n|---|---|---|\n", title, about)
	var next []reflect.Type
	row := func(name string, of reflect.Type, doc string) {
		kind, record := kindOf(t, of)
		fmt.Fprintf(b, "| `.%s` | %s | %s |\n", name, kind, doc)
		if record != nil {
			next = append(next, record)
		}
	}
	for f := range r.Fields() {
		if f.IsExported() {
			row(f.Name, f.Type, docs.of(t, r.Name()+"."+f.Name))
		}
	}
	for m := range reflect.PointerTo(r).Methods() {
		if m.Type.NumOut() != 1 {
			t.Errorf("%s.%s gives %d values", r.Name(), m.Name, m.Type.NumOut())
			continue
		}
		row(m.Name+parametersOf(m.Type), m.Type.Out(0), method(docs.of(t, r.Name()+"."+m.Name), m.Name))
	}
	return next
}

// method is the comment of a method without its name in front.
func method(doc, name string) string {
	doc = strings.TrimPrefix(doc, name+" is ")
	return strings.ToUpper(doc[:min(len(doc), 1)]) + doc[min(len(doc), 1):]
}

func recordName(r reflect.Type) string { return strings.TrimSuffix(r.Name(), "View") }

// kindOf is what a type is to a template's author, and the record that it leads to.
func kindOf(t *testing.T, r reflect.Type) (string, reflect.Type) {
	t.Helper()
	switch {
	case r == reflect.TypeFor[markdown]():
		return "links", nil
	case r == reflect.TypeFor[*view]():
		return "the document", nil
	case r.Kind() == reflect.String:
		return "text", nil
	case r.Kind() == reflect.Int:
		return "number", nil
	case r.Kind() == reflect.Bool:
		return "yes or no", nil
	case r.Kind() == reflect.Slice:
		kind, record := kindOf(t, r.Elem())
		return "list of " + kind, record
	case r.Kind() == reflect.Struct:
		return fmt.Sprintf("[%s](#%s)", recordName(r), recordName(r)), r
	}
	t.Errorf("a template cannot use a %v", r)
	return r.String(), nil
}

func parameters(f reflect.Type) string {
	var b strings.Builder
	for i := range f.NumIn() {
		name := f.In(i).Kind().String()
		switch {
		case f.IsVariadic() && i == f.NumIn()-1:
			name = "TEXT …"
		case name == "slice":
			name = "LIST"
		case name == "string":
			name = "TEXT"
		case name == "int":
			name = "NUMBER"
		}
		b.WriteString(" " + name)
	}
	return b.String()
}

func parametersOf(method reflect.Type) string {
	var b strings.Builder
	for i := 1; i < method.NumIn(); i++ {
		b.WriteString(" " + method.In(i).Kind().String())
	}
	return b.String()
}

// comments are those of the package's types, fields, methods and template functions, by name.
type comments map[string]string

// of is a comment, which must be there and be sentences. A field whose name says all has a line all the same.
func (c comments) of(t *testing.T, name string) string {
	t.Helper()
	doc := c[name]
	if doc == "" {
		t.Errorf("%s has no comment", name)
	}
	return strings.ReplaceAll(doc, "|", "\\|")
}

func sourceComments(t *testing.T) comments {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := comments{}
	for _, name := range files {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		lines := map[int]string{}
		for _, g := range f.Comments {
			lines[set.Position(g.Pos()).Line] = text(g)
		}
		for _, d := range f.Decls {
			out.add(d, func(n ast.Node) string { return lines[set.Position(n.Pos()).Line] })
		}
	}
	return out
}

func (c comments) add(d ast.Decl, beside func(ast.Node) string) {
	if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
		if p, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
			c[fmt.Sprint(p.X)+"."+f.Name.Name] = text(f.Doc)
		} else {
			c[fmt.Sprint(f.Recv.List[0].Type)+"."+f.Name.Name] = text(f.Doc)
		}
	}
	g, ok := d.(*ast.GenDecl)
	if !ok {
		return
	}
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			c[spec.Name.Name] = text(g.Doc)
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, f := range s.Fields.List {
					for _, n := range f.Names {
						c[spec.Name.Name+"."+n.Name] = text(f.Comment)
					}
				}
			}
		case *ast.ValueSpec:
			if spec.Names[0].Name == "funcs" {
				for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
					key := e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value
					c["funcs."+strings.Trim(key, `"`)] = beside(e)
				}
			}
		}
	}
}

func text(g *ast.CommentGroup) string { return strings.Join(strings.Fields(g.Text()), " ") }
