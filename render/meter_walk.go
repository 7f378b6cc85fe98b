package render

import (
	"strconv"
	"text/template/parse"
)

// stepsOfMethod is what a call of a method counts for: it makes the whole document in another form.
const stepsOfMethod = 10_000

// meter puts at the start of a body what counts its nodes whenever it is run: that of a template, which may be called again, and those of loops.
func (w *walker) meter(body *parse.ListNode) {
	steps := 1 + w.steps(body)
	text := strconv.Itoa(steps)
	n := &parse.NumberNode{NodeType: parse.NodeNumber, Pos: body.Pos, IsInt: true, Int64: int64(steps), Text: text}
	cmd := &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: body.Pos,
		Args: []parse.Node{parse.NewIdentifier(spender).SetPos(body.Pos).SetTree(w.tree), n},
	}
	pipe := &parse.PipeNode{NodeType: parse.NodePipe, Pos: body.Pos, Cmds: []*parse.CommandNode{cmd}}
	action := &parse.ActionNode{NodeType: parse.NodeAction, Pos: body.Pos, Pipe: pipe}
	body.Nodes = append([]parse.Node{action}, body.Nodes...)
}

// steps counts the nodes of a body, without those of the loops in it, which count their own.
func (w *walker) steps(l *parse.ListNode) int {
	if l == nil {
		return 0
	}
	total := 0
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			total += w.pipe(n.Pipe)
		case *parse.TemplateNode:
			total += 1 + w.pipe(n.Pipe)
		}
		total++
		b := branchOf(n)
		if b == nil {
			continue
		}
		total += w.pipe(b.Pipe) + w.steps(b.ElseList)
		if b.NodeType == parse.NodeRange {
			w.meter(b.List)
			continue
		}
		total += w.steps(b.List)
	}
	return total
}

func (w *walker) pipe(p *parse.PipeNode) int {
	if p == nil {
		return 0
	}
	total := 0
	for _, c := range p.Cmds {
		for _, a := range c.Args {
			total += 1 + w.operand(a)
		}
	}
	return total
}

func (w *walker) operand(n parse.Node) int {
	total := w.methods[n] * stepsOfMethod
	switch n := n.(type) {
	case *parse.PipeNode:
		total += w.pipe(n)
	case *parse.ChainNode:
		total += w.operand(n.Node)
	}
	return total
}
