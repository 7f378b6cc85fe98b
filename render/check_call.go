package render

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"text/template/parse"

	"github.com/pes-dev/pes/internal/mistake"
)

// builtins are the functions of text/template that a template may call. The others are refused for the reason in refused.
var builtins = []string{"and", "eq", "ge", "gt", "le", "len", "lt", "ne", "not"}

var refused = map[string]string{
	"call":     "nothing that a template sees is to be called",
	"html":     "what is printed is escaped already",
	"index":    "go through a list with {{range}}",
	"js":       "what is printed is escaped already",
	"print":    "write {{.Name}} where the text is to stand",
	"printf":   "write {{.Name}} where the text is to stand, and number for a number with commas",
	"println":  "write {{.Name}} where the text is to stand",
	"slice":    "texts are cut by themselves, and lists are gone through with {{range}}",
	"urlquery": "what is printed in an address is escaped already",
}

// wholeNumber is the one form of numbers. Others that are whole numbers too, such as 1e3, are not to a comparison.
var wholeNumber = regexp.MustCompile(`^[+-]?[0-9]+$`)

// command is the type of what a command gives. final is that of the command before it in the pipeline, nil for the first.
func (c *checker) command(cmd *parse.CommandNode, dot, final reflect.Type) reflect.Type {
	first, args := cmd.Args[0], cmd.Args[1:]
	if n, ok := first.(*parse.IdentifierNode); ok {
		return c.function(n, args, dot, final)
	}
	of := c.arg(first, dot)
	if len(args) > 0 || final != nil {
		for _, a := range args {
			c.arg(a, dot)
		}
		return c.wrong(first.Position(), "%s is no function, and takes nothing behind it or before a |", first)
	}
	return of
}

// arg is the type of one operand.
func (c *checker) arg(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return c.there(n.Position(), dot)
	case *parse.FieldNode:
		return c.fields(start(n, n.Ident, ""), c.there(n.Position(), dot), n.Ident, n)
	case *parse.VariableNode:
		return c.fields(start(n, n.Ident[1:], n.Ident[0]), c.there(n.Position(), c.lookup(n.Ident[0])), n.Ident[1:], n)
	case *parse.ChainNode:
		return c.fields(n.Position(), c.arg(n.Node, dot), n.Field, n)
	case *parse.PipeNode:
		return c.value(n, dot)
	case *parse.IdentifierNode:
		return c.function(n, nil, dot, nil)
	case *parse.StringNode:
		return typeString
	case *parse.BoolNode:
		return typeBool
	case *parse.NumberNode:
		if n.IsInt && wholeNumber.MatchString(n.Text) {
			return typeInt
		}
		return c.wrong(n.Position(), "%s is no whole number", n.Text)
	}
	return c.wrong(n.Position(), "%s has no meaning here", n)
}

// there refuses to name what a template was not called with.
func (c *checker) there(at parse.Pos, of reflect.Type) reflect.Type {
	if of == nil {
		return c.wrong(at, "a variable that has no value yet")
	}
	if of == typeNothing {
		name := c.inside[len(c.inside)-1]
		return c.wrong(at, "%q is called without what it is about: write {{template %q .}} where it is called", name, name)
	}
	return of
}

// start is where the first of a node's fields stands. The parser has the place of the second, where there are several or a variable before.
func start(n parse.Node, names []string, variable string) parse.Pos {
	at := n.Position()
	if variable != "" || len(names) < 2 {
		return at
	}
	return at - parse.Pos(len(names[0])+1)
}

// function is the type of what a function gives.
func (c *checker) function(n *parse.IdentifierNode, args []parse.Node, dot, final reflect.Type) reflect.Type {
	var given []reflect.Type
	for _, a := range args {
		given = append(given, c.arg(a, dot))
	}
	if final != nil {
		given = append(given, final)
	}
	if f, ok := funcs[n.Ident]; ok {
		return c.signature(n, reflect.TypeOf(f), given)
	}
	if slices.Contains(builtins, n.Ident) {
		return c.builtin(n, given)
	}
	if c.full() {
		return typeAnything
	}
	known := slices.Sorted(maps.Keys(funcs))
	if why, ok := refused[n.Ident]; ok {
		return c.wrong(n.Position(), "%s is not among the functions of templates: %s", n.Ident, why)
	}
	return c.wrong(n.Position(), "no function %q%s", n.Ident, mistake.DidYouMean(n.Ident, append(known, builtins...)))
}

// signature checks a call of one of our functions.
func (c *checker) signature(n *parse.IdentifierNode, f reflect.Type, given []reflect.Type) reflect.Type {
	least := f.NumIn()
	if f.IsVariadic() {
		least--
	}
	if len(given) < least || (len(given) > least && !f.IsVariadic()) {
		c.wrong(n.Position(), "%s takes %s, and is given %s", n.Ident, wanted(least, f.IsVariadic()), number(len(given)))
		return f.Out(0)
	}
	for i, g := range given {
		want := f.In(min(i, f.NumIn()-1))
		if f.IsVariadic() && i >= least {
			want = f.In(f.NumIn() - 1).Elem()
		}
		if g != typeAnything && !g.AssignableTo(want) {
			c.wrong(n.Position(), "%s takes %s in place %d, and is given %s", n.Ident, titled(want), i+1, titled(g))
		}
	}
	return f.Out(0)
}

func wanted(n int, more bool) string {
	words := count(n, "value")
	if more {
		words = "at least " + words
	}
	return words
}

// builtin checks a call of one of text/template's functions.
func (c *checker) builtin(n *parse.IdentifierNode, given []reflect.Type) reflect.Type {
	least, most := 2, 2
	switch n.Ident {
	case "not", "len":
		least, most = 1, 1
	case "and":
		least, most = 1, len(given)
	case "eq":
		most = len(given)
	}
	if len(given) < least || len(given) > most {
		c.wrong(n.Position(), "%s takes %s, and is given %s", n.Ident, wanted(least, n.Ident == "and" || n.Ident == "eq"), number(len(given)))
		given = nil
	}
	switch n.Ident {
	case "not":
		return typeBool
	case "and":
		return same(given)
	case "len":
		return c.length(n, given)
	}
	c.comparison(n, given)
	return typeBool
}

// same is the type of all; either if they differ.
func same(given []reflect.Type) reflect.Type {
	for _, g := range given {
		if g != given[0] {
			return typeEither
		}
	}
	if given == nil {
		return typeAnything
	}
	return given[0]
}

func (c *checker) length(n *parse.IdentifierNode, given []reflect.Type) reflect.Type {
	for _, g := range given {
		if g != typeAnything && g.Kind() != reflect.Slice && !isText(g) {
			c.wrong(n.Position(), "%s has no length", titled(g))
		}
	}
	return typeInt
}

// comparison checks that what is compared are texts, or numbers, or, for eq and ne, yes and no.
func (c *checker) comparison(n *parse.IdentifierNode, given []reflect.Type) {
	if slices.Contains(given, typeAnything) {
		return
	}
	for _, g := range given {
		equals := n.Ident == "eq" || n.Ident == "ne"
		if !isText(g) && !isNumber(g) && (g != typeBool || !equals) {
			c.wrong(n.Position(), "%s cannot be compared by %s", titled(g), n.Ident)
			return
		}
		if g.Kind() != given[0].Kind() {
			c.wrong(n.Position(), "%s compares %s with %s", n.Ident, titled(given[0]), titled(g))
			return
		}
	}
}
