package mistake

import (
	"strings"
	"testing"
)

func TestEditDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"form", "from", 1}, {"abc", "abc", 0}, {"title", "tilte", 1},
	}
	for _, tt := range tests {
		if got := editDistance(tt.a, tt.b); got != tt.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestParagraph(t *testing.T) {
	long := strings.Repeat("x", maxLine+1)
	lines := []string{"a: b", "\tpassword: hunter2 \x1b[31m", long}
	for _, tt := range []struct {
		p    Problem
		want string
	}{
		{Problem{Text: "all of it"}, "f.yaml: all of it"},
		{Problem{Line: 1, Column: 4, Text: "one\x1b[2J\nline"}, "f.yaml:1:4: one line\n   1 | a: b\n     |    ^"},
		{Problem{Line: 2, Column: 2, Text: "x"}, "f.yaml:2:2: x\n   2 |  password: *************\n     |  ^"},
		{Problem{Line: 3, Column: 2, Text: "x"}, "f.yaml:3:2: x"},
		{Problem{Line: 9, Column: 2, Text: "x"}, "f.yaml:9:2: x"},
	} {
		if got := tt.p.Paragraph("f.yaml", lines); got != tt.want {
			t.Errorf("%+v: got\n%s\nwant\n%s", tt.p, got, tt.want)
		}
	}
}

// TestConcealed: a line that is shown holds no credential, also where it stands in no key that is named so.
func TestConcealed(t *testing.T) {
	for line, want := range map[string]string{
		"url: http://ana:hunter22@host/":        "url: http://ana:********@host/",
		"{kind: x, url: 'ana:hunter22@host:80'": "{kind: x, url: 'ana:********@host:80'",
		"url: http://a na:hunter22@host":        "url: http://a na:********@host",
		"headers: {X-Foo: Basic aHVudGVyMjI=":   "headers: {X-Foo: Basic ************",
		"headers: {X-Foo: 'Bearer abcdef'}":     "headers: {X-Foo: 'Bearer ********",
		"title: ana@host is the basic idea":     "title: ana@host is the basic idea",
	} {
		if got := concealed(line); got != want {
			t.Errorf("%s: got %s, want %s", line, got, want)
		}
	}
}

func TestExcerptKeepsColumns(t *testing.T) {
	line := strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300)
	text, column := excerpt(line, 301)
	if !strings.HasPrefix(text[column-1:], "HERE") {
		t.Errorf("column %d of %q", column, text)
	}
	if len(text) > excerptWidth {
		t.Errorf("%d characters", len(text))
	}
}
