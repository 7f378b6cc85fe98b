package loki_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// logqlParser reads the LogQL that this package sends.
type logqlParser struct {
	t    testing.TB
	text string
}

func (p *logqlParser) fail(what string) {
	p.t.Helper()
	p.t.Errorf("no LogQL that is known: %s wanted at %q", what, p.text)
	p.text = ""
}

func (p *logqlParser) take(token string) bool {
	p.text = strings.TrimLeft(p.text, " \n")
	rest, ok := strings.CutPrefix(p.text, token)
	if ok {
		p.text = rest
	}
	return ok
}

func (p *logqlParser) want(token string) {
	p.t.Helper()
	if !p.take(token) {
		p.fail(token)
	}
}

func (p *logqlParser) end() {
	if strings.TrimSpace(p.text) != "" {
		p.fail("the end")
	}
}

func (p *logqlParser) match(re string) string {
	p.text = strings.TrimLeft(p.text, " \n")
	m := regexp.MustCompile("^(?:" + re + ")").FindString(p.text)
	p.text = p.text[len(m):]
	return m
}

func (p *logqlParser) ident() string {
	name := p.match(`[a-zA-Z_][a-zA-Z0-9_]*`)
	if name == "" {
		p.fail("a name")
	}
	return name
}

func (p *logqlParser) str() string {
	quoted := p.match("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`")
	text, err := strconv.Unquote(quoted)
	if err != nil {
		p.fail("a text")
	}
	return text
}

func (p *logqlParser) duration() int64 {
	d, err := time.ParseDuration(p.match(`[0-9]+(?:ns|ms|s)`))
	if err != nil || d <= 0 {
		p.fail("a duration")
	}
	return int64(d)
}

type metric struct {
	by           []string
	lines        func(fakeEntry) (map[string]string, bool)
	span, offset int64
}

func (p *logqlParser) metric() metric {
	var m metric
	p.want("sum by (")
	for !p.take(")") && p.text != "" {
		m.by = append(m.by, p.ident())
		p.take(",")
	}
	p.want("(count_over_time(")
	m.lines = p.lines()
	p.want("[")
	m.span = p.duration()
	p.want("]")
	p.want("offset")
	m.offset = p.duration()
	p.want("))")
	p.end()
	return m
}

// compare is a comparison of a label. Patterns fit the whole value.
func (p *logqlParser) compare() func(map[string]string) bool {
	name := p.ident()
	switch {
	case p.take("=~"):
		re := regexp.MustCompile("^(?:" + p.str() + ")$")
		return func(l map[string]string) bool { return re.MatchString(l[name]) }
	case p.take("="):
		want := p.str()
		return func(l map[string]string) bool { return l[name] == want }
	}
	p.fail("a comparison")
	return func(map[string]string) bool { return false }
}

func (p *logqlParser) selector() func(map[string]string) bool {
	p.want("{")
	var all []func(map[string]string) bool
	for !p.take("}") && p.text != "" {
		all = append(all, p.compare())
		p.take(",")
	}
	return func(l map[string]string) bool {
		return !slices.ContainsFunc(all, func(c func(map[string]string) bool) bool { return !c(l) })
	}
}

// lines is a query for lines: which there are, and their labels.
func (p *logqlParser) lines() func(fakeEntry) (map[string]string, bool) {
	if strings.HasPrefix(p.text, "{}") {
		p.fail("a matcher, which Loki insists on,")
	}
	streams := p.selector()
	var stages []func(line string, l map[string]string) bool
	for {
		switch {
		case p.take("|="):
			text := p.str()
			stages = append(stages, func(line string, _ map[string]string) bool { return strings.Contains(line, text) })
		case p.take("|~"):
			re := regexp.MustCompile(p.str())
			stages = append(stages, func(line string, _ map[string]string) bool { return re.MatchString(line) })
		case p.take("!~"):
			re := regexp.MustCompile(p.str())
			stages = append(stages, func(line string, _ map[string]string) bool { return !re.MatchString(line) })
		case p.take("|"):
			c := p.or()
			stages = append(stages, func(_ string, l map[string]string) bool { return c(l) })
		default:
			return func(e fakeEntry) (map[string]string, bool) {
				if !streams(e.stream) {
					return nil, false
				}
				for _, s := range stages {
					if !s(e.line, e.labels) {
						return nil, false
					}
				}
				return e.labels, true
			}
		}
	}
}

func (p *logqlParser) or() func(map[string]string) bool {
	left := p.and()
	for p.take("or ") {
		l, r := left, p.and()
		left = func(m map[string]string) bool { return l(m) || r(m) }
	}
	return left
}

func (p *logqlParser) and() func(map[string]string) bool {
	left := p.term()
	for p.take("and ") {
		l, r := left, p.term()
		left = func(m map[string]string) bool { return l(m) && r(m) }
	}
	return left
}

func (p *logqlParser) term() func(map[string]string) bool {
	if !p.take("(") {
		return p.compare()
	}
	c := p.or()
	p.want(")")
	return c
}
