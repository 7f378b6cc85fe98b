package incident

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/pes-dev/pes/internal/mistake"
	"github.com/pes-dev/pes/internal/when"
)

// reader reads the tree of an incident.yaml. It goes on after a problem, so that a person sees all of them at once.
type reader struct {
	zone     *time.Location // of times that state none
	anchors  map[string]ast.Node
	problems []Problem
	more     int // problems beyond maxProblems
	hint     string
	unfolded int // how many aliases were followed
	depth    int
}

// What aliases may unfold to, and how deep values may stand in one another: ten times what anyone needs.
const (
	maxUnfolded = 500
	maxDepth    = 30
	maxProblems = 20
)

// A field reads the value of a key.
type field func(n ast.Node)

// fields are the keys that a mapping may have.
type fields map[string]field

func (r *reader) problem(n ast.Node, format string, args ...any) {
	if len(r.problems) == maxProblems {
		r.more++
		return
	}
	at := position(n)
	r.problems = append(r.problems, Problem{Line: at.Line, Column: at.Column, Text: fmt.Sprintf(format, args...)})
}

// position is where a node begins: of a mapping, where its first key does, not its first colon.
func position(n ast.Node) Problem {
	switch v := n.(type) {
	case *ast.MappingNode:
		if !v.IsFlowStyle && len(v.Values) > 0 {
			return position(v.Values[0])
		}
	case *ast.MappingValueNode:
		return position(v.Key)
	}
	token := n.GetToken()
	if token == nil || token.Position == nil {
		return Problem{}
	}
	return Problem{Line: token.Position.Line, Column: token.Position.Column}
}

// value is the node that an alias, an anchor or a tag stands for; nil for null, and for what cannot be followed.
func (r *reader) value(n ast.Node) ast.Node {
	for {
		switch v := n.(type) {
		case nil, *ast.NullNode:
			return nil
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			n = v.Value
		case *ast.AliasNode:
			if n = r.follow(v); n == nil {
				return nil
			}
		default:
			return n
		}
	}
}

func (r *reader) follow(alias *ast.AliasNode) ast.Node {
	name := alias.Value.GetToken().Value
	target, ok := r.anchors[name]
	if !ok {
		r.problem(alias, "alias *%s: nothing is named &%s", name, name)
		return nil
	}
	r.unfolded++
	if r.unfolded == maxUnfolded+1 {
		r.problem(alias, "more than %d aliases followed", maxUnfolded)
	}
	if r.unfolded > maxUnfolded {
		return nil
	}
	return target
}

// entry is a key with its value.
type entry struct {
	key   string
	at    ast.Node // the key
	value ast.Node
}

// entries are the keys of a mapping with their values, merged mappings (<<) last. What is no mapping is a problem: what says what it is.
func (r *reader) entries(n ast.Node, what string) []entry {
	n = r.value(n)
	if n == nil {
		return nil
	}
	var values []*ast.MappingValueNode
	switch v := n.(type) {
	case *ast.MappingNode:
		values = v.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{v}
	default:
		r.problem(n, "%s must be a mapping (key: value), not %s", what, typeName(n))
		return nil
	}
	var own, merged []entry
	lines := map[string]int{}
	for _, v := range values {
		if v.Key.IsMergeKey() {
			merged = append(merged, r.merged(v.Value)...)
			continue
		}
		key, ok := keyText(v.Key)
		if !ok {
			r.problem(v.Key, "a key must be text")
			continue
		}
		if line, twice := lines[key]; twice {
			r.problem(v.Key, "%s is given twice, first in line %d", key, line)
			continue
		}
		lines[key] = position(v.Key).Line
		own = append(own, entry{key, v.Key, v.Value})
	}
	for _, e := range merged {
		if _, has := lines[e.key]; !has {
			own = append(own, e)
		}
	}
	return own
}

// merged are the entries of a mapping that is merged into another (<<), which may be merged itself.
func (r *reader) merged(n ast.Node) []entry {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxDepth {
		r.problem(n, "mappings merged more than %d deep", maxDepth)
		return nil
	}
	return r.entries(n, "what is merged")
}

func keyText(k ast.MapKeyNode) (string, bool) {
	switch v := k.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.MappingKeyNode:
		if s, ok := v.Value.(*ast.StringNode); ok {
			return s.Value, true
		}
		return "", false
	case ast.ScalarNode:
		return v.GetToken().Value, true
	}
	return "", false
}

// mapping reads a mapping whose keys are known.
func (r *reader) mapping(n ast.Node, what string, f fields) {
	for _, e := range r.entries(n, what) {
		read, ok := f[e.key]
		if !ok {
			r.problem(e.at, "unknown key %q%s", cut(e.key), mistake.DidYouMean(e.key, slices.Sorted(maps.Keys(f))))
			continue
		}
		read(e.value)
	}
}

// each reads the items of a list; what is no list is a list of one.
func (r *reader) each(n ast.Node, read field) {
	n = r.value(n)
	if n == nil {
		return
	}
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		read(n)
		return
	}
	for _, item := range list.Values {
		if r.value(item) == nil {
			r.problem(item, "an empty item")
			continue
		}
		read(item)
	}
}

// scalar is the text of a value that is no list or mapping; ok is false for those, which are a problem, and for null.
func (r *reader) scalar(n ast.Node, what string) (text string, at ast.Node, ok bool) {
	n = r.value(n)
	switch v := n.(type) {
	case nil:
		return "", nil, false
	case *ast.LiteralNode:
		return strings.TrimRight(v.Value.Value, "\n"), n, true
	case *ast.StringNode:
		return v.Value, n, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return v.GetToken().Value, n, true // as written: "0042" stays
	}
	r.problem(n, "%s must be text, not %s", what, typeName(n))
	return "", n, false
}

func (r *reader) text(what string, dst *string) field {
	return func(n ast.Node) {
		if s, _, ok := r.scalar(n, what); ok {
			*dst = strings.TrimSpace(s)
		}
	}
}

func (r *reader) texts(what string, dst *[]string) field {
	return func(n ast.Node) {
		r.each(n, func(item ast.Node) {
			if s, _, ok := r.scalar(item, what); ok {
				*dst = append(*dst, strings.TrimSpace(s))
			}
		})
	}
}

func (r *reader) oneOf(what string, dst *string, known []string) field {
	return func(n ast.Node) {
		s, at, ok := r.scalar(n, what)
		if !ok || s == "" {
			return
		}
		if !slices.Contains(known, s) {
			r.problem(at, "%s %q is not known%s", what, cut(s), mistake.DidYouMean(s, known))
			return
		}
		*dst = s
	}
}

func (r *reader) instant(what string, dst *time.Time, precision *time.Duration) field {
	return func(n ast.Node) {
		s, at, ok := r.scalar(n, what)
		if !ok || s == "" {
			return
		}
		t, p, err := when.Parse(s, r.zone)
		if err != nil {
			r.problem(at, "%s: %v", what, err)
			return
		}
		*dst, *precision = t, p
	}
}

// patterns reads regular expressions, and says where one is none.
func (r *reader) patterns(what string, dst *[]string) field {
	return func(n ast.Node) {
		r.each(n, func(item ast.Node) {
			s, at, ok := r.scalar(item, what)
			if !ok {
				return
			}
			re, err := regexp.Compile(s)
			switch {
			case err != nil:
				r.problem(at, "%s: %v", what, err)
				return
			case re.MatchString(""):
				r.problem(at, "%s: it matches where nothing stands, and so everywhere: %s", what, cut(s))
				return
			case len(*dst) == maxPatterns:
				r.problem(at, "more than %d patterns", maxPatterns)
				return
			}
			*dst = append(*dst, s)
		})
	}
}

// loose reads a value whose shape another package knows: text, numbers as text, booleans, lists and mappings. No credential may be in it.
func (r *reader) loose(n ast.Node, what string) any {
	r.depth++
	defer func() { r.depth-- }()
	n = r.value(n)
	if n == nil {
		return nil
	}
	if r.depth > maxDepth {
		r.problem(n, "%s: nested deeper than %d", what, maxDepth)
		return nil
	}
	switch v := n.(type) {
	case *ast.BoolNode:
		return v.Value
	case *ast.SequenceNode:
		list := make([]any, 0, len(v.Values))
		for _, item := range v.Values {
			list = append(list, r.loose(item, what))
		}
		return list
	case *ast.MappingNode, *ast.MappingValueNode:
		m := map[string]any{}
		for _, e := range r.entries(n, what) {
			m[e.key] = r.setting(e)
		}
		return m
	}
	s, _, _ := r.scalar(n, what)
	if u, err := url.Parse(s); err == nil && u.User != nil {
		if _, has := u.User.Password(); has {
			r.credential(n, "an address with a password")
		}
	}
	return s
}

// setting is the value of one key of a Target.
func (r *reader) setting(e entry) any {
	if isCredential(e.key) && r.value(e.value) != nil {
		r.credential(e.at, e.key)
		return nil
	}
	return r.loose(e.value, e.key)
}

func (r *reader) credential(n ast.Node, what string) {
	r.problem(n, "%s: credentials do not belong in incident.yaml, which is shared and kept", cut(what))
	r.hint = "say where to find it: token_env: NAME, token_file: PATH or token_command: COMMAND; and revoke it if the file was shared"
}

// credentialKey fits keys whose value would be a credential, and not those that say where one is (token_env).
var credentialKey = regexp.MustCompile(`^(?:.*[_-])?(?:token|password|passwd|pwd|passphrase|secret|api_?key|access_?key|private_?key|secret_?key|routing_?key|authorization|bearer|cookie|credentials?)$`)

func isCredential(key string) bool {
	return credentialKey.MatchString(strings.ReplaceAll(strings.ToLower(key), "-", "_"))
}

// cut shortens what is quoted from the file.
func cut(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func typeName(n ast.Node) string {
	switch n.(type) {
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	}
	return "a single value"
}
