package render

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// The escapers, by the names under which the walk puts them at the end of every pipeline that prints. The check knows none of them, so that no
// template can name one.
const (
	escaperPrefix  = "_pes"
	escaperText    = escaperPrefix + "Text"
	escaperCell    = escaperPrefix + "Cell"
	escaperHeading = escaperPrefix + "Heading"
	escaperCode    = escaperPrefix + "Code"
	escaperInCell  = escaperPrefix + "CodeInCell"
	escaperLink    = escaperPrefix + "Link"
	escaperPiece   = escaperPrefix + "Piece"
	escaperComment = escaperPrefix + "Comment"
	escaperMarker  = escaperPrefix + "Marker"
	escaperName    = escaperPrefix + "Name"
	escaperHTML    = escaperPrefix + "HTML"
	escaperLine    = escaperPrefix + "Line"
	escaperBlock   = escaperPrefix + "Block"
	escaperFront   = escaperPrefix + "Front"

	apart = "Apart" // behind the name of an escaper for text: what stands before must not be read together with the value
)

// maxLoops is how deep lists may be gone through within each other: the documents that there are need two.
const maxLoops = 5

var (
	errTagValue    = errors.New("a value within an HTML tag cannot be escaped")
	errInfoValue   = errors.New("a value on the line that opens a code block cannot be escaped")
	errQuotedFence = errors.New("a code block that holds a value begins at the start of its lines, without blanks or >")
	errSide        = errors.New("two values side by side: put at least a blank between them, as together they could mean what neither does alone")
	errSlash       = errors.New("a backslash before a value would change what it prints: write two")
	errAngle       = errors.New("< before a value could begin a tag: write &lt; for it, and [text](address) for a link")
	errAddress     = errors.New("an address is one value, or begins with https:// and the name of a host, with # or with a folder")
	errAddressCode = errors.New("an address before a code span would go on into it: put a blank between them")
	errForged      = errors.New("a comment that holds a value begins with a word of its own: what it holds could pass for a mark of pes")
	errFrontValue  = errors.New("a value in front matter stands behind a key, behind the dash of a list's item, or in a list in brackets")
	errHTMLCode    = errors.New("a code span within HTML is none: write <code>{{.}}</code>, or put an empty line before it")
	errLinksHere   = errors.New("links cannot stand here, only text can; IDs has the ids of evidence where a record has them")
	errHTMLEnd     = errors.New("a template that others call and that ends in HTML must end with an empty line")
	errBranches    = errors.New("its branches end at different places of the Markdown: one within a line, cell, span or comment, the other not")
	errLoops       = errors.New("lists within lists within lists: more than five deep is more than a document can hold")
	errCallPlace   = errors.New("another template can be called only at the start of a line")
	errDeclared    = errors.New("an end of a loop in its middle cannot be followed: write {{if}} around the rest of its body")
	errWholeLine   = errors.New("a template that others call must end with a whole line")
	errOpenEnd     = errors.New("it ends within a code span, link, tag, comment, code block or front matter")
)

// escapeTrees walks over every template, so that what it prints is escaped for the place where it is printed.
func escapeTrees(trees map[string]*parse.Tree, name string, found types, p *problems) {
	for n, tree := range trees {
		if tree.Root == nil {
			continue
		}
		w := &walker{tree: tree, types: found, problems: p}
		begin := context{}
		if n != name {
			begin = context{opening: openingMaybe, bracket: true}
		}
		mend(tree.Root)
		end, ok := w.list(tree.Root, begin)
		switch {
		case !ok:
		case end.in != inNothing:
			w.add(tree, tree.Root.Position(), "%v", errOpenEnd)
		case n != name && end.line != lineStart:
			w.add(tree, tree.Root.Position(), "%v", errWholeLine)
		case n != name && end.html != htmlNone:
			w.add(tree, tree.Root.Position(), "%v", errHTMLEnd)
		}
		w.edit()
		w.meter(tree.Root)
	}
}

// walker walks over one template.
type walker struct {
	tree *parse.Tree
	types
	*problems
	loops int
	dry   bool     // look only
	edits []func() // what is done to the tree when all of it has been walked over
}

func (w *walker) edit() {
	for _, f := range w.edits {
		f()
	}
}

func (w *walker) later(f func()) {
	if !w.dry {
		w.edits = append(w.edits, f)
	}
}

// wrong tells of what cannot be escaped. What follows it cannot be judged.
func (w *walker) wrong(n parse.Node, err error) (context, bool) {
	w.add(w.tree, n.Position(), "%v", err)
	return context{}, false
}

// mend makes one text of texts between which the parser took a comment out.
func mend(l *parse.ListNode) {
	if l == nil {
		return
	}
	var out []parse.Node
	for _, n := range l.Nodes {
		last, _ := slicesLast(out).(*parse.TextNode)
		text, ok := n.(*parse.TextNode)
		if ok && last != nil {
			last.Text = append(slices.Clone(last.Text), text.Text...)
			continue
		}
		if b := branchOf(n); b != nil {
			mend(b.List)
			mend(b.ElseList)
		}
		if n.Type() != parse.NodeComment {
			out = append(out, n)
		}
	}
	l.Nodes = out
}

func slicesLast(nodes []parse.Node) parse.Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[len(nodes)-1]
}

// branchOf is what if, with and range have in common; nil for other nodes.
func branchOf(n parse.Node) *parse.BranchNode {
	switch n := n.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	}
	return nil
}

func (w *walker) list(l *parse.ListNode, c context) (context, bool) {
	if l == nil {
		return c, true
	}
	for i, n := range l.Nodes {
		var ok bool
		if c, ok = w.node(l.Nodes, i, n, c); !ok {
			return c, false
		}
	}
	return c, true
}

func (w *walker) node(siblings []parse.Node, i int, n parse.Node, c context) (context, bool) {
	if b := branchOf(n); b != nil {
		return w.branch(b, c)
	}
	switch n := n.(type) {
	case *parse.TextNode:
		next, at, err := c.advance(string(n.Text))
		if err != nil {
			w.add(w.tree, n.Position()+parse.Pos(at), "%v", err)
		}
		return next, err == nil
	case *parse.ActionNode:
		return w.action(siblings, i, n, c)
	case *parse.TemplateNode:
		if c.line != lineStart || c.in != inNothing || c.lead != "" || c.html != htmlNone {
			return w.wrong(n, errCallPlace)
		}
		if c.opening == openingYes {
			c.opening = openingMaybe
		}
		c.bracket = true
		return c, true
	}
	return w.wrong(n, errDeclared) // break and continue: nothing else is left
}

// branch follows both ways; they must meet in one context. A loop's body meets itself: what it ends with is what it may begin with.
func (w *walker) branch(n *parse.BranchNode, c context) (context, bool) {
	begin := c
	if n.NodeType == parse.NodeRange {
		if w.loops++; w.loops > maxLoops {
			return w.wrong(n, errLoops)
		}
		defer func() { w.loops-- }()
		var ok bool
		if begin, ok = w.repeated(n, c); !ok {
			return c, false
		}
	}
	one, ok := w.list(n.List, begin)
	two, ok2 := w.list(n.ElseList, c)
	if !ok || !ok2 {
		return c, false
	}
	joined, ok := one.join(two)
	if ok && n.NodeType == parse.NodeRange {
		joined, ok = joined.join(c)
	}
	if !ok {
		return w.wrong(n, errBranches)
	}
	return joined, true
}

// repeated is the context in which the body of a loop may begin, the second time as well.
func (w *walker) repeated(n *parse.BranchNode, c context) (context, bool) {
	was := w.dry
	w.dry = true
	defer func() { w.dry = was }()
	for range 3 { // every time there is more that may be, of which there are few things
		end, ok := w.list(n.List, c)
		if !ok {
			return c, false
		}
		next, ok := end.join(c)
		if !ok {
			return w.wrong(n, errBranches)
		}
		if next == c {
			return c, true
		}
		c = next
	}
	return w.wrong(n, errBranches)
}

// action appends the escaper that fits the context.
func (w *walker) action(siblings []parse.Node, i int, n *parse.ActionNode, c context) (context, bool) {
	if len(n.Pipe.Decl) > 0 {
		return c, true
	}
	if i > 0 && prints(siblings[i-1]) {
		return w.wrong(n, errSide)
	}
	name, args, next, err := w.escaper(siblings, i, c)
	if err == nil && w.links[n.Pipe] && !strings.HasPrefix(name, escaperText) && !strings.HasPrefix(name, escaperCell) {
		err = errLinksHere
	}
	if err != nil {
		return w.wrong(n, err)
	}
	w.later(func() { w.append(n.Pipe, name, args...) })
	next.tail |= c.tail | tailValue // it may be empty
	if w.links[n.Pipe] || c.in == inCode {
		next.tail |= tailTick
	}
	if next.in == inNothing && next.line < lineMaybe {
		next.line, next.lead = lineMaybe, ""
	}
	if next.opening == openingYes {
		next.opening = openingMaybe
	}
	return next, true
}

// prints says whether a node is a pipeline whose value is printed.
func prints(n parse.Node) bool {
	a, ok := n.(*parse.ActionNode)
	return ok && len(a.Pipe.Decl) == 0
}

func (w *walker) append(p *parse.PipeNode, name string, args ...string) {
	nodes := []parse.Node{parse.NewIdentifier(name).SetPos(p.Pos).SetTree(w.tree)}
	for _, a := range args {
		nodes = append(nodes, &parse.StringNode{NodeType: parse.NodeString, Pos: p.Pos, Quoted: strconv.Quote(a), Text: a})
	}
	p.Cmds = append(p.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: p.Pos, Args: nodes})
}
