package livetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pes-dev/pes/collect/live"
)

// Setting is one setting of a kind, as its reference and its schema tell of it.
type Setting struct {
	Key    string
	Type   reflect.Type
	Doc    string    // a sentence without the name of the field; the test fails where there is none
	Shared bool      // it is one of live.HTTP, which all have that speak HTTP
	Of     []Setting // of a mapping, or of the mappings of a list
}

// Settings are the settings of a kind, in the order of its struct, with the comments of the fields.
func Settings(t testing.TB, config any) []Setting {
	t.Helper()
	r := &reference{t: t, root: moduleRoot(t), known: map[string]map[string]string{}}
	return r.settings(reflect.TypeOf(config), false)
}

// module is the path that packages of this project begin with.
const module = "github.com/pes-dev/pes/"

// reference reads the comments of the project's own source.
type reference struct {
	t     testing.TB
	root  string
	known map[string]map[string]string // by folder, by Type.Field
}

func (r *reference) settings(s reflect.Type, shared bool) []Setting {
	var all []Setting
	for f := range s.Fields() {
		if f.Anonymous {
			all = append(all, r.settings(f.Type, shared || f.Type == reflect.TypeFor[live.HTTP]())...)
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		doc := r.comments(s.PkgPath())[s.Name()+"."+f.Name]
		if doc == "" {
			r.t.Errorf("%s.%s (%s:) has no comment for the reference", s, f.Name, key)
		}
		one := Setting{Key: key, Type: f.Type, Doc: sentence(doc, f.Name), Shared: shared}
		if inner := element(f.Type); inner.Kind() == reflect.Struct {
			one.Of = r.settings(inner, shared)
		}
		all = append(all, one)
	}
	return all
}

// element is the type within lists and pointers.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// sentence is a comment without the name of the field that it begins with.
func sentence(doc, field string) string {
	for _, verb := range []string{" is ", " are ", " "} {
		if rest, ok := strings.CutPrefix(doc, field+verb); ok {
			doc = rest
			break
		}
	}
	if doc == "" {
		return ""
	}
	first := []rune(doc)
	first[0] = unicode.ToUpper(first[0])
	return string(first)
}

func (r *reference) comments(pkg string) map[string]string {
	if known, ok := r.known[pkg]; ok {
		return known
	}
	all := map[string]string{}
	r.known[pkg] = all
	for _, f := range r.parse(pkg) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, field := range s.Fields.List {
				for _, name := range field.Names {
					all[spec.Name.Name+"."+name.Name] = strings.Join(strings.Fields(field.Doc.Text()), " ")
				}
			}
			return true
		})
	}
	return all
}

// parse reads the files of a package, without its tests.
func (r *reference) parse(pkg string) []*ast.File {
	dir := filepath.Join(r.root, filepath.FromSlash(strings.TrimPrefix(pkg, module)))
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		r.t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			r.t.Fatal(err)
		}
		files = append(files, f)
	}
	if len(files) == 0 {
		r.t.Fatalf("no source of %s in %s", pkg, dir)
	}
	return files
}

// Usual are the variables of the environment that a kind looks for its token in, and where its systems are if that is not said: what its package gives
// live.Access.
func Usual(t testing.TB, config any) (variables []string, address string) {
	t.Helper()
	r := &reference{t: t, root: moduleRoot(t)}
	constants := map[string]string{}
	files := r.parse(reflect.TypeOf(config).PkgPath())
	for _, f := range files {
		for name, object := range f.Scope.Objects {
			if spec, ok := object.Decl.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				constants[name] = text(spec.Values[0], nil)
			}
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, _ := pair.Key.(*ast.Ident)
			switch value := pair.Value.(type) {
			case *ast.CompositeLit:
				if key != nil && key.Name == "Usual" {
					for _, e := range value.Elts {
						variables = append(variables, text(e, constants))
					}
				}
			default:
				if key != nil && key.Name == "Default" {
					address = text(value, constants)
				}
			}
			return true
		})
	}
	return slices.Compact(variables), address
}

// text is a string in source, or the constant that it names.
func text(e ast.Expr, constants map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.Ident:
		return constants[e.Name]
	}
	return ""
}

// moduleRoot is the folder with go.mod, above where the test runs.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// Folder is where the source of a kind is.
func Folder(t testing.TB, config any) string {
	t.Helper()
	return filepath.Join(moduleRoot(t), filepath.FromSlash(strings.TrimPrefix(reflect.TypeOf(config).PkgPath(), module)))
}

// TypeName is what people call a type of settings.
func TypeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "length of time"
	case t.Kind() == reflect.Pointer:
		return TypeName(t.Elem())
	case t.Kind() == reflect.Slice && element(t).Kind() == reflect.Struct:
		return "list of mappings"
	case t.Kind() == reflect.Slice:
		return "list"
	case t.Kind() == reflect.Map, t.Kind() == reflect.Struct:
		return "mapping"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int, t.Kind() == reflect.Float64:
		return "number"
	}
	return "text"
}
