package render

import (
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/pes-dev/pes/templates"
)

// The escapers, by the names under which the walk puts them at the end of every pipeline that prints. Templates may not name them.
const (
	escaperPrefix  = "_pes"
	escaperText    = escaperPrefix + "Text"
	escaperCell    = escaperPrefix + "Cell"
	escaperHeading = escaperPrefix + "Heading"
	escaperCode    = escaperPrefix + "Code"
	escaperInCell  = escaperPrefix + "CodeInCell"
	escaperLink    = escaperPrefix + "Link"
	escaperComment = escaperPrefix + "Comment"
)

// parseTemplate parses a template and walks over its tree, so that every value which it prints is escaped for the place where it prints it.
// A template that prints where nothing can be escaped, or that would get around the walk, is an error that names its line.
func parseTemplate(name, source string, funcs template.FuncMap) (*template.Template, error) {
	t, err := template.New(name).Option("missingkey=error").Funcs(funcs).Funcs(escapers()).Parse(templates.Partials)
	if err == nil {
		t, err = t.Parse(source) // after the shared pieces, so that it may define its own in their place
	}
	if err != nil {
		return nil, fmt.Errorf("parsing template: %w", err)
	}
	for _, d := range t.Templates() {
		if d.Tree == nil || d.Root == nil {
			continue
		}
		w := walker{tree: d.Tree}
		end, err := w.list(d.Root, context{})
		if err != nil {
			return nil, err
		}
		if end.in != inNothing {
			return nil, w.errorf(d.Root, "it ends within a code span, link, tag, comment or code block")
		}
		if d.Name() != name && end.line != lineStart {
			return nil, w.errorf(d.Root, "a template that others call must end with a whole line")
		}
	}
	return t, nil
}

type walker struct{ tree *parse.Tree }

func (w walker) errorf(n parse.Node, format string, args ...any) error {
	place, _ := w.tree.ErrorContext(n)
	return fmt.Errorf("template %s: %s", place, fmt.Sprintf(format, args...))
}

func (w walker) list(l *parse.ListNode, c context) (context, error) {
	if l == nil {
		return c, nil
	}
	for i, n := range l.Nodes {
		var err error
		if c, err = w.node(l.Nodes, i, n, c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (w walker) node(siblings []parse.Node, i int, n parse.Node, c context) (context, error) {
	switch n := n.(type) {
	case *parse.TextNode:
		next, err := c.advance(string(n.Text))
		if err != nil {
			return c, w.errorf(n, "%v", err)
		}
		return next, nil
	case *parse.ActionNode:
		return w.action(siblings, i, n, c)
	case *parse.IfNode:
		return w.branch(&n.BranchNode, c)
	case *parse.WithNode:
		return w.branch(&n.BranchNode, c)
	case *parse.RangeNode:
		return w.branch(&n.BranchNode, c)
	case *parse.TemplateNode:
		if c != (context{}) {
			return c, w.errorf(n, "another template can be called only at the start of a line")
		}
		return c, w.honest(n.Pipe)
	case *parse.CommentNode:
		return c, nil
	}
	return c, w.errorf(n, "%s cannot be followed by the walk that escapes what a template prints", n)
}

// action appends the escaper that fits the context.
func (w walker) action(siblings []parse.Node, i int, n *parse.ActionNode, c context) (context, error) {
	if err := w.honest(n.Pipe); err != nil {
		return c, err
	}
	if len(n.Pipe.Decl) > 0 {
		return c, nil
	}
	if i > 0 && prints(siblings[i-1]) {
		return c, w.errorf(n, "two values side by side: put at least a blank between them, as together they could mean what neither does alone")
	}
	name := escaperText
	switch c.in {
	case inFence, inTag:
		return c, w.errorf(n, "a value within a code block or an HTML tag cannot be escaped")
	case inComment:
		name = escaperComment
	case inDestination:
		name = escaperLink
	case inCode:
		if !stripFence(siblings, i) {
			return c, w.errorf(n, "a code span that holds a value holds nothing else")
		}
		c.in, name = inNothing, escaperCode
		if c.line == lineCell {
			name = escaperInCell
		}
	case inNothing:
		switch c.line {
		case lineCell:
			name = escaperCell
		case lineHeading:
			name = escaperHeading
		}
	}
	w.append(n.Pipe, name)
	if c.line == lineStart {
		c.line = lineText
	}
	return c, nil
}

func (w walker) append(p *parse.PipeNode, name string) {
	id := parse.NewIdentifier(name).SetPos(p.Pos).SetTree(w.tree)
	p.Cmds = append(p.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: p.Pos, Args: []parse.Node{id}})
}

// prints says whether a node is a pipeline whose value is printed.
func prints(n parse.Node) bool {
	a, ok := n.(*parse.ActionNode)
	return ok && len(a.Pipe.Decl) == 0
}

// stripFence takes the backticks around a lone value out of the template, as the escaper makes a fence that fits the value.
func stripFence(siblings []parse.Node, i int) bool {
	if i == 0 || i == len(siblings)-1 {
		return false
	}
	before, ok := siblings[i-1].(*parse.TextNode)
	after, ok2 := siblings[i+1].(*parse.TextNode)
	if !ok || !ok2 || !strings.HasSuffix(string(before.Text), "`") || !strings.HasPrefix(string(after.Text), "`") {
		return false
	}
	before.Text = before.Text[:len(before.Text)-1]
	after.Text = after.Text[1:]
	return true
}

// branch follows both ways; they must meet in one context. A loop's body meets itself.
func (w walker) branch(n *parse.BranchNode, c context) (context, error) {
	if err := w.honest(n.Pipe); err != nil {
		return c, err
	}
	one, err := w.list(n.List, c)
	if err != nil {
		return c, err
	}
	two, err := w.list(n.ElseList, c)
	if err != nil {
		return c, err
	}
	joined, ok := one.join(two)
	if ok && n.NodeType == parse.NodeRange {
		joined, ok = joined.join(c)
	}
	if !ok {
		return c, w.errorf(n, "its branches end at different places of the Markdown: one within a line, cell, span or comment, the other not")
	}
	return joined, nil
}

// honest refuses a pipeline that names an escaper itself.
func (w walker) honest(n parse.Node) error {
	switch n := n.(type) {
	case *parse.PipeNode:
		if n == nil {
			return nil
		}
		for _, c := range n.Cmds {
			if err := w.honest(c); err != nil {
				return err
			}
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			if err := w.honest(a); err != nil {
				return err
			}
		}
	case *parse.ChainNode:
		return w.honest(n.Node)
	case *parse.IdentifierNode:
		if strings.HasPrefix(n.Ident, escaperPrefix) {
			return w.errorf(n, "%s is not a template's to call", n.Ident)
		}
	}
	return nil
}
