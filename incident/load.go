package incident

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"github.com/pes-dev/pes/internal/mistake"
)

// ConfigName is the name of the file in which people say what they know.
const ConfigName = "incident.yaml"

// What incident.yaml may be at most. A long one has a few hundred lines; the parser takes quadratic time on what nobody writes (a mapping of
// 100,000 keys: a minute), so these bounds are what keeps a hostile file from hanging pes: at them, it answers in half a second.
const (
	maxConfigBytes  = 256 << 10
	maxConfigTokens = 20_000
)

// Load reads the incident.yaml of a folder. A folder without one has the zero Config. Times that state no zone are read in the file's own
// timezone, else in fallback (nil is UTC). The error is a *ConfigError if the file was read but says something wrong.
func Load(dir string, fallback *time.Location) (*Config, error) {
	name := filepath.Join(dir, ConfigName)
	data, err := readCapped(name)
	if errors.Is(err, fs.ErrNotExist) {
		return absent(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, plainError(err))
	}
	return Parse(name, data, fallback)
}

// absent is the answer for a folder without an incident.yaml, which a name that nearly fits must not pass for.
func absent(dir string) (*Config, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return &Config{}, nil //nolint:nilerr // whoever reads the evidence meets the error as well
	}
	for _, e := range entries {
		name := strings.TrimSuffix(strings.ToLower(e.Name()), ".txt") // which some editors add
		if name == ConfigName || name == "incident.yml" {
			near := filepath.Join(dir, e.Name())
			return nil, &ConfigError{File: near, Problems: []Problem{{Text: "not read: the file must be called " + ConfigName}}, Hint: "rename it"}
		}
	}
	return &Config{}, nil
}

func readCapped(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // nothing was written
	return io.ReadAll(io.LimitReader(f, maxConfigBytes+1))
}

// plainError is what went wrong, without the path, which the caller names.
func plainError(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// Parse reads the content of an incident.yaml; file is how errors call it. All problems are found, not only the first, except that a file
// which is no YAML has only one.
func Parse(file string, data []byte, fallback *time.Location) (*Config, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	r := &reader{zone: cmp.Or(fallback, time.UTC)}
	var c Config
	if root, problem := tree(text); problem != nil {
		r.problems = []Problem{*problem}
	} else if root != nil {
		r.anchors = anchors(root)
		r.config(root, &c)
	}
	if len(r.problems) == 0 {
		return &c, nil
	}
	mistake.Sort(r.problems)
	if r.more > 0 {
		r.problems = append(r.problems, Problem{Text: fmt.Sprintf("and %d more problems like these", r.more)})
	}
	return nil, &ConfigError{File: file, Problems: r.problems, Hint: r.hint, lines: strings.Split(text, "\n")}
}

// tree is the text's one document; nil if it is empty.
func tree(text string) (ast.Node, *Problem) {
	if len(text) > maxConfigBytes {
		return nil, &Problem{Text: fmt.Sprintf("larger than %d KiB: this is no incident.yaml", maxConfigBytes>>10)}
	}
	if !utf8.ValidString(text) {
		return nil, &Problem{Line: invalidLine(text), Column: 1, Text: "not UTF-8: save the file in that encoding"}
	}
	tokens := lexer.Tokenize(text)
	if len(tokens) > maxConfigTokens {
		return nil, &Problem{Text: fmt.Sprintf("more than %d words and signs: this is no incident.yaml", maxConfigTokens)}
	}
	file, err := parse(text)
	if err != nil {
		return nil, syntaxProblem(text, err)
	}
	var body ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if body != nil {
			at := doc.Body.GetToken().Position
			return nil, &Problem{Line: at.Line, Column: at.Column, Text: "a second document: incident.yaml holds one; remove the line ---"}
		}
		body = doc.Body
	}
	return body, nil
}

// parse is the parser's answer; a panic in it is an answer too, since the text is not ours.
func parse(text string) (file *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the YAML cannot be read: %v", p)
		}
	}()
	return parser.ParseBytes([]byte(text), 0, parser.AllowDuplicateMapKey()) // the reader finds duplicates, and goes on
}

func syntaxProblem(text string, err error) *Problem {
	e, ok := errors.AsType[yaml.Error](err)
	if !ok || e.GetToken() == nil {
		return &Problem{Text: err.Error()}
	}
	at := e.GetToken().Position
	p := &Problem{Line: max(at.Line, 1), Column: at.Column, Text: e.GetMessage()}
	lines := strings.Split(text, "\n")
	if p.Line <= len(lines) && strings.HasPrefix(lines[p.Line-1], "\t") {
		p.Column, p.Text = 1, "a tab: YAML is indented with spaces"
	}
	return p
}

func invalidLine(text string) int {
	line := 1
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return line
		}
		if r == '\n' {
			line++
		}
	}
	return line
}

// anchors finds the named values of a document.
func anchors(root ast.Node) map[string]ast.Node {
	found := anchorFinder{}
	ast.Walk(found, root)
	return found
}

type anchorFinder map[string]ast.Node

// Visit is called by ast.Walk.
func (a anchorFinder) Visit(n ast.Node) ast.Visitor {
	if anchor, ok := n.(*ast.AnchorNode); ok && anchor.Name != nil {
		a[anchor.Name.GetToken().Value] = anchor.Value
	}
	return a
}
