package render

import (
	"reflect"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/pes-dev/pes/internal/mistake"
)

// The check finds, before any document is written, whether a template names what there is: it follows every way through the template with the
// types of what it names in place of values. That can be exact because the view holds only texts, numbers, yes or no, links, records and lists of
// these: there is no pointer that may be nil, no map that may lack a key, and no index that may be out of range, so that a template that passes
// does not fail on any incident but for its size. Where text/template would take anything, as in a comparison of a text with a number, it is
// stricter.

// The types that only the check knows.
type (
	// anything is what an expression gives that was found wrong already, so that one mistake is told once.
	anything struct{}
	// either is what "and" gives of values of several types: yes or no, but nothing to print.
	either struct{}
	// nothing is the dot of a template that is called without one.
	nothing struct{}
)

var (
	typeAnything = reflect.TypeFor[anything]()
	typeEither   = reflect.TypeFor[either]()
	typeNothing  = reflect.TypeFor[nothing]()
	typeView     = reflect.TypeFor[*view]()
	typeMarkdown = reflect.TypeFor[markdown]()
	typeString   = reflect.TypeFor[string]()
	typeInt      = reflect.TypeFor[int]()
	typeBool     = reflect.TypeFor[bool]()
)

// types is what the check found out for the walk: which pipelines print links, and what the methods in a node cost.
type types struct {
	links   map[*parse.PipeNode]bool
	methods map[parse.Node]int
}

// variable is a variable in scope.
type variable struct {
	name string
	of   reflect.Type
}

// checker checks one template and those that it calls.
type checker struct {
	trees map[string]*parse.Tree
	found types
	*problems

	tree   *parse.Tree
	vars   []variable
	inside []string        // the templates that are being checked, outermost first
	done   map[string]bool // what was called with which type
}

// checkTrees checks the template called name, and those that it calls, for a document.
func checkTrees(trees map[string]*parse.Tree, name string, p *problems) types {
	c := &checker{trees: trees, problems: p, done: map[string]bool{}, found: types{map[*parse.PipeNode]bool{}, map[parse.Node]int{}}}
	c.body(name, typeView)
	for _, n := range c.uncalled() {
		c.body(n, typeView) // a piece that nobody calls is checked as one that is called with the document
	}
	return c.found
}

// uncalled is the template's own pieces that it does not call.
func (c *checker) uncalled() []string {
	var out []string
	for n, t := range c.trees {
		called := func(key string) bool { return strings.HasPrefix(key, n+"\x00") }
		if t.ParseName == c.name && !slices.ContainsFunc(keys(c.done), called) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// body checks a template for the type of its dot.
func (c *checker) body(name string, dot reflect.Type) {
	key := name + "\x00" + dot.String()
	if c.done[key] {
		return
	}
	c.done[key] = true
	tree, vars := c.tree, c.vars
	c.tree, c.vars = c.trees[name], []variable{{"$", dot}}
	c.inside = append(c.inside, name)
	c.list(c.tree.Root, dot)
	c.inside = c.inside[:len(c.inside)-1]
	c.tree, c.vars = tree, vars
}

func (c *checker) wrong(at parse.Pos, format string, args ...any) reflect.Type {
	c.add(c.tree, at, format, args...)
	return typeAnything
}

func (c *checker) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.action(n, dot)
		case *parse.IfNode:
			c.scope(func() {
				c.pipe(n.Pipe, dot)
				c.scope(func() { c.list(n.List, dot) })
				c.list(n.ElseList, dot)
			})
		case *parse.WithNode:
			c.scope(func() {
				of := c.pipe(n.Pipe, dot)
				c.scope(func() { c.list(n.List, of) })
				c.list(n.ElseList, dot)
			})
		case *parse.RangeNode:
			c.scope(func() { c.loop(n, dot) })
		case *parse.TemplateNode:
			c.call(n, dot)
		}
	}
}

// scope drops the variables that were declared in it.
func (c *checker) scope(in func()) {
	mark := len(c.vars)
	in()
	c.vars = c.vars[:mark]
}

// action checks a pipeline that prints, or that sets a variable.
func (c *checker) action(n *parse.ActionNode, dot reflect.Type) {
	of := c.pipe(n.Pipe, dot)
	if len(n.Pipe.Decl) > 0 {
		return
	}
	switch {
	case of == typeMarkdown:
		c.found.links[n.Pipe] = true
	case of == typeAnything || isText(of) || isNumber(of):
	case of == typeBool || of == typeEither:
		c.wrong(n.Position(), "yes or no cannot be printed: ask for it with {{if}}")
	case of.Kind() == reflect.Slice:
		c.wrong(n.Position(), "a list cannot be printed: go through it with {{range}}")
	default:
		c.wrong(n.Position(), "%s cannot be printed; it has %s", titled(of), listed(fieldsOf(of)))
	}
}

// loop checks a range, its variables and its body.
func (c *checker) loop(n *parse.RangeNode, dot reflect.Type) {
	of := c.value(n.Pipe, dot)
	elem := typeAnything
	switch {
	case of.Kind() == reflect.Slice:
		elem = of.Elem()
	case of != typeAnything:
		c.wrong(n.Pipe.Position(), "{{range}} goes through a list, and this is %s", titled(of))
	}
	c.scope(func() {
		decl := n.Pipe.Decl
		if n.Pipe.IsAssign {
			c.wrong(n.Pipe.Position(), "{{range}} sets variables of its own: write := in place of =")
		}
		if len(decl) == 2 {
			c.vars = append(c.vars, variable{decl[0].Ident[0], typeInt})
		}
		if len(decl) > 0 {
			c.vars = append(c.vars, variable{decl[len(decl)-1].Ident[0], elem})
		}
		c.list(n.List, elem)
	})
	c.list(n.ElseList, dot)
}

// call checks a call of another template, for the type that it is called with.
func (c *checker) call(n *parse.TemplateNode, dot reflect.Type) {
	of := typeNothing
	if n.Pipe != nil {
		of = c.pipe(n.Pipe, dot)
	}
	tree := c.trees[n.Name]
	if tree == nil {
		var names []string
		for name := range c.trees {
			if name != c.name && !strings.HasSuffix(name, ".tmpl") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		c.wrong(n.Position(), "no template %q%s", n.Name, mistake.DidYouMean(n.Name, names))
		return
	}
	if slices.Contains(c.inside, n.Name) {
		c.wrong(n.Position(), "template %q calls itself, and so would not come to an end", n.Name)
		return
	}
	if len(c.inside) > maxNesting {
		c.wrong(n.Position(), "templates call each other more than %d deep", maxNesting)
		return
	}
	c.body(n.Name, of)
}

// maxNesting is how deep templates may call each other: more than anybody writes, and little enough for any stack.
const maxNesting = 50

// pipe checks a pipeline and sets the variables that it declares.
func (c *checker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	of := c.value(p, dot)
	for _, v := range p.Decl {
		name := v.Ident[0]
		if !p.IsAssign {
			c.vars = append(c.vars, variable{name, of})
			continue
		}
		was := c.there(p.Position(), c.lookup(name))
		if was != of && was != typeAnything && of != typeAnything {
			c.wrong(p.Position(), "%s holds %s, and cannot be set to %s", name, titled(was), titled(of))
		}
	}
	return of
}

// value is the type of what a pipeline gives.
func (c *checker) value(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	var of reflect.Type
	for _, cmd := range p.Cmds {
		of = c.command(cmd, dot, of)
	}
	return of
}

// lookup is the type of a variable, nil if there is none in scope: the parser lets {{$x := $x}} pass.
func (c *checker) lookup(name string) reflect.Type {
	for i := range slices.Backward(c.vars) {
		if c.vars[i].name == name {
			return c.vars[i].of
		}
	}
	return nil
}

func isText(t reflect.Type) bool { return t.Kind() == reflect.String }

func isNumber(t reflect.Type) bool { return t.Kind() == reflect.Int }

// titled is a type as the reference for authors calls it.
func titled(t reflect.Type) string {
	switch {
	case t == typeView:
		return "the document"
	case t == typeMarkdown:
		return "links"
	case t == typeAnything, t == typeEither:
		return "one of several things"
	case isText(t):
		return "a text"
	case isNumber(t):
		return "a number"
	case t == typeBool:
		return "yes or no"
	case t.Kind() == reflect.Slice:
		return "a list"
	}
	return "a record (" + strings.TrimSuffix(t.Name(), "View") + ")"
}

// fieldsOf is what a record has, in the order in which it is documented.
func fieldsOf(t reflect.Type) []string {
	var names []string
	r := t
	if r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	if r.Kind() != reflect.Struct || t == typeMarkdown {
		return nil
	}
	for f := range r.Fields() {
		if f.IsExported() {
			names = append(names, f.Name)
		}
	}
	for m := range reflect.PointerTo(r).Methods() {
		names = append(names, m.Name)
	}
	return names
}

// listed is names as a sentence has them.
func listed(names []string) string {
	var out []string
	for _, n := range names {
		out = append(out, "."+n)
	}
	return strings.Join(out, ", ")
}

// field is the type of a record's field, or of what its method gives. at is where it stands.
func (c *checker) field(at parse.Pos, of reflect.Type, name string, n parse.Node) reflect.Type {
	if of == typeAnything {
		return typeAnything
	}
	r := of
	if r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	if r.Kind() != reflect.Struct || of == typeMarkdown || of == typeEither {
		return c.wrong(at, "%s has no fields, and so no .%s", titled(of), name)
	}
	if m, ok := reflect.PointerTo(r).MethodByName(name); ok {
		c.found.methods[n]++
		return m.Type.Out(0)
	}
	f, ok := r.FieldByName(name)
	if ok && f.IsExported() {
		return f.Type
	}
	if c.full() {
		return typeAnything
	}
	if slices.Contains(fieldsOf(typeView), name) && c.lookup("$") == typeView {
		return c.wrong(at, "%s has no field .%s, but the document has: write $.%s", titled(of), name, name)
	}
	if near := mistake.Nearest(name, fieldsOf(of)); near != "" {
		return c.wrong(at, "%s has no field .%s; did you mean .%s?", titled(of), name, near)
	}
	return c.wrong(at, "%s has no field .%s; it has %s", titled(of), name, listed(fieldsOf(of)))
}

// fields is the type of fields of fields; at is where the first of them stands.
func (c *checker) fields(at parse.Pos, of reflect.Type, names []string, n parse.Node) reflect.Type {
	for _, name := range names {
		of = c.field(at, of, name, n)
		at += parse.Pos(len(name) + 1)
	}
	return of
}
