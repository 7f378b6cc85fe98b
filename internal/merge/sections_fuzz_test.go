package merge

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// goldmarkHeadings is where goldmark finds headings at the top level: the line of each and its level.
func goldmarkHeadings(src []byte) [][2]int {
	var found [][2]int
	for n := goldmark.DefaultParser().Parse(text.NewReader(src)).FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		found = append(found, [2]int{bytes.Count(src[:h.Pos()], []byte{'\n'}), h.Level})
	}
	return found
}

func ourHeadings(src []byte) [][2]int {
	var found [][2]int
	for _, s := range parse(src).sections {
		found = append(found, [2]int{s.from, s.level})
	}
	return found
}

// FuzzSections holds the cutting into sections against goldmark's tree: a heading is one here exactly if a reader sees one.
func FuzzSections(f *testing.F) {
	for _, s := range []string{
		first, "a\n=\n\nb\n-\n", "- a\n# b\n", "- a\n\n  # b\n# c\n", "> # a\n# b\n", "```\n# a\n```\n# b\n", "<!--\n# a\n-->\n# b\n",
		"    # a\n# b\n", "<details>\n# a\n\n# b\n</details>\n", "1. a\n   - b\n\n     # c\n\n# d\n", "- ```\n  # a\n# b\n", "a\n***\n# b", "* * *\n# a\n",
		"> a\nb\n===\n", "- a\nb\n---\n", "\t# a\n", " \t# a", "-\n\n  # a\n", "-\n  # a\n", "~~~ x\n# a\n~~~~\n# b\n", "<pre>\n\n# a\n</pre>\n# b\n",
		"a\n    # b\n# c", "2. a\n# b", "a\n2. b\n# c", "- - a\n\n\n  # b\n# c\n", "# \n#\n####### x\n#x\n", ">\t# a\n>\n# b", "<a>\n# b\n", "a\n<a>\n# b\n\n# c",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<10 || !plainMarkdown(src) {
			t.Skip()
		}
		if d := cmp.Diff(goldmarkHeadings(src), ourHeadings(src)); d != "" {
			t.Errorf("(-goldmark +ours):\n%s\n%q", d, src)
		}
	})
}

// Where goldmark 1.8 leaves the specification: it knows declarations in capitals only, takes a closing tag with a blank after its slash for one,
// and measures the indent of what follows an empty list item differently.
var beside = regexp.MustCompile(`(?m)<![a-z]|</[ \t]|(?:^|[\s>])(?:[-+*]|\d+[.)])[ \t]*$`)

// plainMarkdown says if a text is one on which goldmark and the specification agree, and which is no more than Markdown: no front matter, no ledger,
// no line end or blank but those of text files, and no definition of a link, whose paragraph no underline makes a heading here.
func plainMarkdown(src []byte) bool {
	if bytes.HasPrefix(src, []byte("---")) || bytes.Contains(src, marked) || bytes.Contains(src, []byte("]:")) || bytes.HasPrefix(src, []byte(bom)) {
		return false
	}
	if beside.Match(src) {
		return false
	}
	return !slices.ContainsFunc(src, func(c byte) bool { return c < ' ' && !strings.ContainsRune("\n\t", rune(c)) || c >= 0x7f })
}

// TestSectionsOfMixedBlocks compares with goldmark on documents that are put together of lines of all kinds.
func TestSectionsOfMixedBlocks(t *testing.T) {
	lines := []string{
		"# a", "## b ##", "words", "", "", "===", "---", "- item", "- ", "1. one", "2. two", "> quote", ">", "```", "~~~~", "    deep", "\ttab", "<div>", "</div>", "<!--", "-->",
		"<!-- c -->", "<b>", "<pre>", "</pre>", "* * *", "+ plus", "| a | b |", "|---|---|", "<?x", "?>", "#x", "10) ten", "**bold**", "<details><summary>x</summary>",
	}
	indents := []string{"", "", "", "", " ", "  ", "   ", "    ", "      ", "> ", "- ", "1. ", "\t", ">\t", "-\t", "  > "}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(9) {
			b.WriteString(indents[random.IntN(len(indents))] + lines[random.IntN(len(lines))] + "\n")
		}
		src := []byte(b.String())
		if !plainMarkdown(src) {
			continue
		}
		if d := cmp.Diff(goldmarkHeadings(src), ourHeadings(src)); d != "" {
			t.Errorf("(-goldmark +ours):\n%s\n%q", d, src)
		}
	}
}
