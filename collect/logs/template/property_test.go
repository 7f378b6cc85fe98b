package template

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// message is what programs write: words, names, numbers and values with all kinds of marks between.
func message() *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{
		"order", "cart", "Ledger", "OrderService", "com.acme.Shop", "web-front", "failed", "opened", "closed", "to", "from", "user", "for", "alice", "bob", "carol", "dave",
		"erin", "17", "4.5", "10.0.0.7:80", "/var/lib/x", "shop.log", "true", "null", "ms", "(17)", "[main]", "k=v", `k="v w"`, "k=17", "a:b", "a:1", "()", "Mar", "Mon", "-", "...", "订单", "订单9",
		"'it'", "don't", "<1", "<x>", "{", "}", "C:\\x\\y", "ff:ee:dd:cc:bb:aa", "=", ",", "é", "\x80", "files",
	})
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(word, 0, 9).Draw(t, "words")
		glue := rapid.SampledFrom([]string{" ", " ", " ", "  ", ", ", ":", "="})
		var b strings.Builder
		for i, w := range words {
			if i > 0 {
				b.WriteString(glue.Draw(t, "glue"))
			}
			b.WriteString(w)
		}
		return b.String()
	})
}

func lines() *rapid.Generator[[]Line] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		return Line{Text: message().Draw(t, "text"), Count: rapid.IntRange(0, 20).Draw(t, "count")}
	}), 0, 40)
}

// grouping is the template's text of each message.
func grouping(lines []Line) map[string]string {
	templates, of := Mine(lines)
	g := map[string]string{}
	for i, l := range lines {
		g[l.Text] = templates[of[i]].Text
	}
	return g
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := lines().Draw(t, "lines")
		templates, of := Mine(some)
		order := rapid.Permutation(some).Draw(t, "order")
		others, ofOthers := Mine(order)
		if diff := cmp.Diff(templates, others); diff != "" {
			t.Fatal(diff)
		}
		texts := map[string]int{}
		for i, l := range some {
			texts[l.Text] = of[i]
		}
		for i, l := range order {
			if ofOthers[i] != texts[l.Text] {
				t.Fatalf("%q is of %q, and of %q in another order", l.Text, templates[texts[l.Text]].Text, templates[ofOthers[i]].Text)
			}
		}
	})
}

func TestEveryLineIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := lines().Draw(t, "lines")
		templates, of := Mine(some)
		if len(of) != len(some) {
			t.Fatalf("%d lines have %d templates", len(some), len(of))
		}
		counts := make([]int, len(templates))
		for i, l := range some {
			counts[of[i]] += max(l.Count, 1)
		}
		for i, tmpl := range templates {
			if tmpl.Count != counts[i] || counts[i] == 0 {
				t.Errorf("%q counts %d lines, has %d", tmpl.Text, tmpl.Count, counts[i])
			}
			if i > 0 && templates[i-1].Text >= tmpl.Text {
				t.Errorf("%q comes before %q", templates[i-1].Text, tmpl.Text)
			}
		}
	})
}

// TestMembersFit asks that the constant words of a template stand in each of its messages, in their order.
func TestMembersFit(t *testing.T) {
	words := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	}
	rapid.Check(t, func(t *rapid.T) {
		some := lines().Draw(t, "lines")
		templates, of := Mine(some)
		for i, l := range some {
			have := words(l.Text)
			for _, w := range words(strings.ReplaceAll(templates[of[i]].Text, Wild, " ")) {
				same := func(h string) bool { return strings.TrimSuffix(h, "s") == strings.TrimSuffix(w, "s") } // "1 file", "2 files"
				for len(have) > 0 && !same(have[0]) {
					have = have[1:]
				}
				if len(have) == 0 {
					t.Fatalf("%q does not fit %q: no %q", l.Text, templates[of[i]].Text, w)
				}
				have = have[1:]
			}
		}
	})
}

// TestNewWordsChangeNothing adds a message all of whose words are new.
func TestNewWordsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := lines().Draw(t, "lines")
		before := grouping(some)
		n := rapid.IntRange(1, 8).Draw(t, "words")
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "zq%cx ", 'a'+i)
		}
		after := grouping(append(some, Line{Text: b.String(), Count: rapid.IntRange(1, 1000).Draw(t, "count")}))
		delete(after, b.String())
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestOutcomesStayApart has statements that differ in how it went, with many names around.
func TestOutcomesStayApart(t *testing.T) {
	outcome := rapid.SampledFrom([]string{"failed", "succeeded", "opened", "closed", "refused", "accepted", "ok", "error", "timeout", "up", "down", "lost", "found", "ready", "unavailable", "unhealthy"})
	rapid.Check(t, func(t *rapid.T) {
		good, bad := outcome.Draw(t, "one"), outcome.Draw(t, "other")
		if good == bad {
			return
		}
		form := rapid.SampledFrom([]string{"%[2]s: order of %[1]s", "order of %[1]s %[2]s", "user %[1]s %[2]s at gate", "gate=%[1]s state=%[2]s", "%[1]s is %[2]s", "result=%[2]s name=%[1]s"}).Draw(t, "form")
		names := rapid.SliceOfNDistinct(rapid.StringMatching("[a-z]{4,8}x"), 2, 30, rapid.ID).Draw(t, "names")
		var some []Line
		for _, n := range names {
			some = append(some, Line{Text: fmt.Sprintf(form, n, good)}, Line{Text: fmt.Sprintf(form, n, bad)})
		}
		_, of := Mine(some)
		goods := map[int]bool{}
		for i := 0; i < len(of); i += 2 {
			goods[of[i]] = true
		}
		for i := 1; i < len(of); i += 2 {
			if goods[of[i]] {
				t.Fatalf("%q is of a template of %q", some[i].Text, good)
			}
		}
	})
}

// FuzzMine asks that nothing in a log breaks Mine, and that no order matters.
func FuzzMine(f *testing.F) {
	for _, l := range logs() {
		var b strings.Builder
		for _, s := range l.statements {
			b.WriteString(strings.Join(s, "\n") + "\n")
		}
		f.Add(b.String())
	}
	f.Add("a:1,a:1 (1) (1) (1 (1)) [x] {1}\n\xff\xfe=\x00=1\n\\\\\\ // ~/ ../.. 1/2/3\nJan Jan 1 Jan\n\"\"'' \"a b\" 'c\n<<1>> <1 <")
	f.Fuzz(func(t *testing.T, text string) {
		var some, reversed []Line
		for i, s := range strings.Split(text, "\n") {
			some = append(some, Line{Text: s, Count: i % 7})
		}
		for i := range some {
			reversed = append(reversed, some[len(some)-1-i])
		}
		templates, of := Mine(some)
		others, ofOthers := Mine(reversed)
		if diff := cmp.Diff(templates, others); diff != "" {
			t.Fatal(diff)
		}
		for i := range of {
			if of[i] != ofOthers[len(of)-1-i] {
				t.Fatalf("%q is of %q, and of %q in another order", some[i].Text, templates[of[i]].Text, others[ofOthers[len(of)-1-i]].Text)
			}
		}
	})
}
