package people_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact/people"
)

// syllables make names that are no words.
var syllables = []string{"vro", "kuz", "mez", "dzi", "nyu", "qua", "zor", "łuk", "ñei", "öhr", "жан", "тов"}

func namePart(t *rapid.T, label string) string {
	n := rapid.IntRange(2, 4).Draw(t, label+" length")
	var b strings.Builder
	for range n {
		b.WriteString(rapid.SampledFrom(syllables).Draw(t, label))
	}
	s := []rune(b.String())
	return string(unicode.ToUpper(s[0])) + string(s[1:])
}

// written are the ways in which people write a name.
var written = []func(given, last string) string{
	func(g, l string) string { return g + " " + l },
	func(g, _ string) string { return g },
	func(_, l string) string { return l },
	func(g, l string) string { return l + ", " + g },
	func(g, _ string) string { return strings.ToLower(g) },
	func(g, l string) string { return strings.ToUpper(g + " " + l) },
	func(g, l string) string { return strings.ToLower(g + "." + l) },
	func(g, l string) string { return "@" + strings.ToLower(g+l) },
	func(g, l string) string { return strings.ToLower(g+"."+l) + "@corp.example" },
	func(g, l string) string {
		return "https://git.example/" + strings.ToLower(g) + "/" + strings.ToLower(l)
	},
	func(g, l string) string { return "/home/" + strings.ToLower(g) + "_" + strings.ToLower(l) + "/x.log" },
	func(g, _ string) string { return g + "'s" },
	func(g, l string) string { return g + " " + strings.ToLower(l) },
	func(g, l string) string { return g + " X. " + l },
	func(g, l string) string { return g + l },
}

// TestNoNameSurvives: whatever the names, and however they are written, a nameless text has none of them, and its other words are there.
func TestNoNameSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o people.Options
		o.Naming = rapid.SampledFrom([]people.Naming{people.ByRole, people.ByPseudonym, people.Nameless}).Draw(t, "naming")
		type name struct{ given, last string }
		var names []name
		for i := range rapid.IntRange(1, 5).Draw(t, "people") {
			n := name{namePart(t, "given"), namePart(t, "last")}
			names = append(names, n)
			o.Seen = append(o.Seen, people.Sighting{Kind: event.Chat, Actor: event.Actor{ID: fmt.Sprintf("U0AAAAA%d", i), Name: n.given + " " + n.last}})
		}
		fillers := []string{"restarted", "the node,", "and", "(", ")", "payments:", "10:04", "--", "…", "\n"}
		var text []string
		kept := 0
		for range rapid.IntRange(1, 12).Draw(t, "words") {
			if rapid.Bool().Draw(t, "is a name") {
				n := rapid.SampledFrom(names).Draw(t, "who")
				text = append(text, rapid.SampledFrom(written).Draw(t, "form")(n.given, n.last))
				continue
			}
			f := rapid.SampledFrom(fillers).Draw(t, "filler")
			if f == "restarted" {
				kept++
			}
			text = append(text, f)
		}
		in := strings.Join(text, " ")
		out := people.New(o).Text(in)
		for _, n := range names {
			for _, w := range []string{n.given, n.last} {
				if strings.Contains(strings.ToLower(out), strings.ToLower(w)) {
					t.Fatalf("%q is left of %q: %q", w, in, out)
				}
			}
		}
		if got := strings.Count(out, "restarted"); got != kept {
			t.Fatalf("%d of %d words are left of %q: %q", got, kept, in, out)
		}
	})
}

// TestOrderOfAppearance: who was seen in which order, and who else was, changes nobody's pseudonym beyond its length.
func TestOrderOfAppearance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := people.Options{Naming: people.ByPseudonym, Key: []byte("key")}
		for i := range rapid.IntRange(2, 40).Draw(t, "people") {
			o.Seen = append(o.Seen, people.Sighting{Kind: event.Chat, Actor: event.Actor{ID: fmt.Sprintf("U0AAAA%02d", i), Name: fmt.Sprintf("Person%02d", i)}})
		}
		first := people.New(o)
		alone := people.New(people.Options{Naming: people.ByPseudonym, Key: o.Key, Seen: o.Seen[:1]})
		o.Seen = rapid.Permutation(o.Seen).Draw(t, "order")
		again := people.New(o)
		names := map[string]bool{}
		for _, s := range o.Seen {
			a, b := first.Actor(s.Actor).Name, again.Actor(s.Actor).Name
			if a != b || names[a] {
				t.Fatalf("%v appears as %q and %q, which others have: %v", s.Actor, a, b, names[a])
			}
			names[a] = true
		}
		who := event.Actor{ID: "U0AAAA00", Name: "Person00"}
		if a, b := first.Actor(who).Name, alone.Actor(who).Name; !strings.HasPrefix(a, b) {
			t.Fatalf("%q alone, %q among others", b, a)
		}
	})
}

// FuzzText: no panic, no invalid text out of a valid one, and a text without names and mentions is left as it is.
func FuzzText(f *testing.F) {
	for _, s := range []string{"Alice Johnson (alice) <alice.johnson@shop.example>", "@dan-b, Will's", "Johns…", "李雷说 Ольга", "Jose\u0301's x@", "a@b.c@d.e", "AliCe J.0@0.000", strings.Repeat("@", 50)} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		d := people.New(team(people.Naming(1 + (n%3+3)%3)))
		out := d.Text(s)
		if strings.ToValidUTF8(s, "") == s && strings.ToValidUTF8(out, "") != out {
			t.Errorf("%q became %q", s, out)
		}
		if d.Text(s) != out {
			t.Errorf("%q is not always %q", s, out)
		}
		d.Actor(event.Actor{ID: s, Name: s})
		_, _, _ = d.Who(s), d.Place(s), d.Service(s)
	})
}

// BenchmarkText replaces the names of 2,000 people in 20,000 texts.
func BenchmarkText(b *testing.B) {
	o := people.Options{Naming: people.ByPseudonym}
	for i := range 2000 {
		o.Seen = append(o.Seen, people.Sighting{Kind: event.Chat, Actor: event.Actor{ID: fmt.Sprintf("U%07d", i), Name: fmt.Sprintf("Given%c%c Last%d", 'a'+i%26, 'a'+i/26%26, i)}})
	}
	texts := make([]string, 20_000)
	size := 0
	for i := range texts {
		texts[i] = fmt.Sprintf("the queue of node %d is full, paging Given%c%c; Last%d says that the connection pool was never sized for it and rolls back", i, 'a'+i%26, 'a'+i/26%26, i%2000)
		size += len(texts[i])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		d := people.New(o)
		for _, s := range texts {
			d.Text(s)
		}
	}
}

// BenchmarkHostile replaces names in texts that look like one without end.
func BenchmarkHostile(b *testing.B) {
	d := people.New(team(people.Nameless))
	for name, part := range map[string]string{"at": "@", "mail": "a@b", "name": "Alice ", "dots": "alice.", "mentions": "@x ", "ideographs": "李", "locals": strings.Repeat("a", 70) + "@"} {
		s := strings.Repeat(part, 100_000/len(part))
		i := 0
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				i++
				d.Text(fmt.Sprint(i) + " " + s)
			}
		})
	}
}
