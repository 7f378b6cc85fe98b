package render

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"

	"github.com/pes-dev/pes/internal/mistake"
	"github.com/pes-dev/pes/templates"
)

// TemplateError is everything that is wrong in a template, in the order of its lines.
type TemplateError struct {
	File     string // as errors call it
	Problems []mistake.Problem

	lines []string
}

// Error is a paragraph for each problem: file, line and column, what is wrong, and the line itself.
func (e *TemplateError) Error() string {
	paragraphs := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		paragraphs[i] = p.Paragraph(e.File, e.lines)
	}
	return strings.Join(paragraphs, "\n")
}

// maxProblems is how many problems of a template are told: more than a screen of them is read by nobody.
const maxProblems = 20

// program is a template that has been checked, and in which every value is escaped for the place where it is printed.
type program struct {
	template *template.Template
	meter    *meter
	file     TemplateError // the template's name and lines, for what is found only when it runs
}

// Execute writes the document. What a template asks for beyond reason is an error: see meter.
func (p *program) Execute(w io.Writer, v *view) error {
	*p.meter = meter{}
	return p.located(p.template.Execute(&cappedWriter{w: w, left: maxDocument}, v))
}

// located says of what went wrong in a run where it did, in the words of the checks: text/template names functions there that only the walk put in.
func (p *program) located(err error) error {
	failed, ok := errors.AsType[template.ExecError](err)
	if !ok {
		return err
	}
	cause := failed.Err
	for next := errors.Unwrap(cause); next != nil; next = errors.Unwrap(next) {
		cause = next
	}
	e := p.file
	problem := mistake.Problem{Text: cause.Error()}
	if rest, ok := strings.CutPrefix(failed.Err.Error(), "template: "+e.File+":"); ok {
		if _, err := fmt.Sscanf(rest, "%d:%d:", &problem.Line, &problem.Column); err == nil {
			problem.Column++ // which text/template counts from 0
		}
	}
	e.Problems = []mistake.Problem{problem}
	return &e
}

// parseTemplate parses a template behind the pieces that all share, checks that it can name what it names, and walks over its tree, so that every
// value which it prints is escaped for the place where it prints it. The error is a *TemplateError that has all that is wrong.
func parseTemplate(name, source string) (*program, error) {
	trees := map[string]*parse.Tree{}
	if problem := parseInto(trees, "partials.tmpl", templates.Partials); problem != nil {
		return nil, &TemplateError{File: "partials.tmpl", Problems: []mistake.Problem{*problem}}
	}
	own := map[string]*parse.Tree{}
	source = strings.TrimSuffix(source, "\n") + "\n" // so that the last line is a whole one
	e := &TemplateError{File: name, lines: strings.Split(source, "\n")}
	if problem := parseInto(own, name, source); problem != nil {
		e.Problems = []mistake.Problem{*problem}
		return nil, e
	}
	maps.Copy(trees, own) // behind the shared pieces, so that it may define its own in their place
	p := &problems{name: name, source: source}
	types := checkTrees(trees, name, p)
	escapeTrees(trees, name, types, p)
	if e.Problems = p.told(); len(e.Problems) > 0 {
		return nil, e
	}
	return assemble(*e, trees)
}

// assemble makes of the trees what can be executed.
func assemble(file TemplateError, trees map[string]*parse.Tree) (*program, error) {
	m := &meter{}
	t := template.New(file.File).Option("missingkey=error").Funcs(m.bounded(funcs)).Funcs(escapers()).Funcs(template.FuncMap{spender: m.spend})
	for n, tree := range trees {
		if _, err := t.AddParseTree(n, tree); err != nil {
			return nil, fmt.Errorf("template %s: %w", file.File, err)
		}
	}
	return &program{t, m, file}, nil
}

// parseInto parses a file of templates. Which functions there are is for the check to say, which tells all that are unknown.
func parseInto(trees map[string]*parse.Tree, name, source string) *mistake.Problem {
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	_, err := t.Parse(source, "", "", trees)
	if err != nil {
		return syntaxProblem(name, source, err)
	}
	if trees[name] == nil { // a file of definitions alone
		trees[name] = t
	}
	return nil
}

// quoted is what the parser's message says it did not expect.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// unclosed is the lexer's error that tells of the end of the text, and where the action began.
var unclosed = regexp.MustCompile(`: unclosed action(?: started at .*:([0-9]+))$`)

// syntaxProblem is the parser's error with a column: that of what it quotes, else of the line's first action.
func syntaxProblem(name, source string, err error) *mistake.Problem {
	text := strings.TrimPrefix(err.Error(), "template: "+name+":")
	if strings.HasSuffix(text, "unexpected EOF") {
		if at, ok := unended(source); ok {
			p := &problems{name: name, source: source}
			p.add(&parse.Tree{ParseName: name}, parse.Pos(at), "this has no {{end}}")
			return &p.list[0]
		}
	}
	number, rest, ok := strings.Cut(text, ":")
	if m := unclosed.FindStringSubmatch(text); m != nil {
		number, rest = m[1], "an action that is not closed by }}"
	}
	line, errLine := strconv.Atoi(number)
	if !ok || errLine != nil {
		return &mistake.Problem{Text: strings.TrimPrefix(text, " ")}
	}
	p := &mistake.Problem{Line: line, Column: 1, Text: strings.TrimSpace(rest)}
	lines := strings.Split(source, "\n")
	if line > len(lines) {
		return p
	}
	at := strings.Index(lines[line-1], "{{")
	if q, errQuote := strconv.Unquote(quoted.FindString(rest)); errQuote == nil && q != "" {
		if i := strings.Index(lines[line-1], q); i >= 0 {
			at = i
		}
	}
	if at > 0 {
		p.Column = utf8.RuneCountInString(lines[line-1][:at]) + 1
	}
	return p
}

// nesting are the actions that begin and end what an {{end}} ends.
var nesting = regexp.MustCompile(`\{\{(?:- )?\s*(if|with|range|define|block|end)\b`)

// unended is where the innermost action stands that no {{end}} ends.
func unended(source string) (int, bool) {
	var open []int
	for _, m := range nesting.FindAllStringSubmatchIndex(source, -1) {
		switch {
		case source[m[2]:m[3]] != "end":
			open = append(open, m[0])
		case len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	if len(open) == 0 {
		return 0, false
	}
	return open[len(open)-1], true
}

// problems collects what is wrong in a template.
type problems struct {
	name, source string
	list         []mistake.Problem
	more         int // problems beyond those that could be told
}

// add tells of a problem at an offset in the source of the tree's file; the shared pieces have none but by a programmer's mistake, or because the
// template calls them with what is not the document.
func (p *problems) add(tree *parse.Tree, at parse.Pos, format string, args ...any) {
	if p.full() {
		return
	}
	text := fmt.Sprintf(format, args...)
	if tree.ParseName != p.name {
		p.list = append(p.list, mistake.Problem{Text: fmt.Sprintf("the shared piece %q: %s", tree.Name, text)})
		return
	}
	before := p.source[:min(int(at), len(p.source))]
	line := strings.LastIndexByte(before, '\n') + 1
	p.list = append(p.list, mistake.Problem{
		Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(before[line:]) + 1, Text: text,
	})
}

// full says, and counts, that a problem is one too many to be looked at closely.
func (p *problems) full() bool {
	if len(p.list) < maxFound {
		return false
	}
	p.more++
	return true
}

// maxFound is how many problems are kept to be put in order.
const maxFound = 500

// told is what is told of the problems: each once, in order, and not too many.
func (p *problems) told() []mistake.Problem {
	mistake.Sort(p.list)
	var out []mistake.Problem
	for i, x := range p.list {
		if i == 0 || x != p.list[i-1] {
			out = append(out, x)
		}
	}
	if more := len(out) - maxProblems + p.more; len(out) > maxProblems {
		out = append(out[:maxProblems], mistake.Problem{Text: fmt.Sprintf("and %d more problems like these", more)})
	}
	return out
}
