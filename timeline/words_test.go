package timeline

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pes-dev/pes/event"
)

// A team's words decide what a message does, in any script, and take away what pes reads wrongly.
func TestOwnWords(t *testing.T) {
	add := func(act string, phrases ...string) Words { return Words{Act: act, Add: phrases} }
	away := func(act string, phrases ...string) Words { return Words{Act: act, Remove: phrases} }
	for _, tt := range []struct {
		name  string
		words []Words
		text  string
		want  []Role
	}{
		{"unknown words", nil, "läuft wieder rund", nil},
		{"resolved", []Words{add("resolved", "läuft wieder rund")}, "läuft wieder rund", []Role{RoleOver}},
		{"upper case", []Words{add("resolved", "LÄUFT wieder Rund")}, "Läuft Wieder rund!", []Role{RoleOver}},
		{"accents typed apart", []Words{add("resolved", "läuft wieder")}, "la\u0308uft wieder", []Role{RoleOver}},
		{"accents typed apart in the phrase", []Words{add("resolved", "la\u0308uft wieder")}, "läuft wieder", []Role{RoleOver}},
		{"any ending", []Words{add("resolved", "entstör*")}, "alles entstört", []Role{RoleOver}},
		{"any ending, another word", []Words{add("resolved", "entstör*")}, "alles verstört", nil},
		{"words between", []Words{add("declares", "machen ~ Störfall auf")}, "wir machen jetzt einen Störfall auf", []Role{RoleDeclared}},
		{"too many words between", []Words{add("declares", "machen ~ auf")}, "wir machen jetzt gleich einen Störfall auf", nil},
		{"denied", []Words{add("resolved", "behoben"), add("denies", "nicht")}, "noch nicht behoben", nil},
		{"denied between", []Words{add("resolved", "läuft ~ wieder"), add("denies", "nicht")}, "läuft noch nicht wieder", nil},
		{"denied between, in the default words", nil, "we declared no incident", nil},
		{"planned", []Words{add("resolved", "behoben"), add("plans", "wird")}, "das wird gleich behoben", nil},
		{"asked without a mark", []Words{add("resolved", "behoben"), add("asks", "weiß wer ob")}, "weiß wer ob das behoben ist", nil},
		{"asked with a full-width mark", []Words{add("resolved", "復旧しました")}, "復旧しました？", nil},
		{"onset", []Words{add("onset", "störung beginnt")}, "Störung beginnt um 14:02 UTC", []Role{RoleBegan, RoleReported}},
		{"onset leaves words of impact alone", []Words{away("onset", "degraded")}, "degraded since 14:02 UTC", []Role{RoleBegan, RoleReported}},
		{"noise", []Words{add("noise", "feueralarm-übung")}, "Feueralarm-Übung: declaring an incident", nil},
		{"noise in the sentence before", []Words{add("noise", "mittagessen")}, "Mittagessen ist da. Declaring an incident", []Role{RoleDeclared}},
		{"cause", []Words{add("names-cause", "schuld war")}, "schuld war ein volles Log auf der Platte", []Role{RoleFound}},
		{"guess", []Words{add("guesses", "vermutlich"), add("names-cause", "schuld ist")}, "schuld ist vermutlich das DNS", []Role{RoleSuspected}},
		{"within a run of letters", []Words{add("resolved", "復旧しました")}, "決済サービスが復旧しました", []Role{RoleOver}},
		{"taken away within a run of letters", []Words{add("resolved", "復旧"), away("resolved", "復旧していません")}, "まだ復旧していません", nil},
		{"vowel signs", []Words{add("resolved", "ठीक है")}, "सब ठीक है", []Role{RoleOver}},
		{"Thai", []Words{add("resolved", "กลับมาใช้งานได้")}, "ระบบกลับมาใช้งานได้แล้ว", []Role{RoleOver}},
		{"before", nil, "all of it is over", []Role{RoleOver}},
		{"taken away", []Words{away("resolved", "is over")}, "all of it is over", nil},
		{"taken away by more words", []Words{away("recovers", "is over quota")}, "incident bucket is over quota", nil},
		{"elsewhere it stays", []Words{away("recovers", "is over quota")}, "incident is over", []Role{RoleOver}},
		{"taken away by another ending", []Words{away("recovers", "resolv*")}, "incident resolved", nil},
		{"an act that does not exist", []Words{add("nonsense", "behoben")}, "behoben", nil},
		{"signs alone", []Words{add("resolved", "!!! ✅")}, "✅ !!!", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, rolesIn(event.Chat, tt.text, tt.words)); d != "" {
				t.Errorf("roles of %q (-want +got):\n%s", tt.text, d)
			}
		})
	}
}

// Whatever stands in a lexicon, nothing panics, and the order in which acts are listed does not matter.
func TestAnyWords(t *testing.T) {
	var names []string
	for _, a := range Acts() {
		names = append(names, a.Name)
	}
	token := rapid.SampledFrom([]string{"~", "*", "is", "over", "inc*", "läuft*", "復旧", "復旧*", "a-b", "it's", "!!", "\xff", "<time>", "14:02", "not", "<", "é*", ""})
	phrases := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(token, 0, 5), func(w []string) string { return strings.Join(w, " ") }), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		d := drawIncident(t)
		for range rapid.IntRange(1, 5).Draw(t, "acts") {
			d.o.Lexicon = append(d.o.Lexicon, Words{rapid.SampledFrom(names).Draw(t, "act"), phrases.Draw(t, "add"), phrases.Draw(t, "remove")})
		}
		other := d.o
		other.Lexicon = slices.Clone(d.o.Lexicon)
		slices.Reverse(other.Lexicon)
		tl := Build(d.events, d.series, d.o)
		same(t, tl, Build(d.events, d.series, other))
		checkCitations(t, tl)
		checkPhases(t, tl.Phases)
	})
}

// rolesOf is what a text does, by the given words beside those of pes.
func rolesIn(kind event.Kind, text string, words []Words) []Role {
	e := &event.Event{ID: "E-00000000", Kind: kind, At: at("14:20"), Text: text}
	lex := newLexicon(defaultLexicon)
	lex.own = newVocabulary(words)
	r := &reader{lex: lex, zone: day.Location(), services: newServices(nil, nil)}
	_, claims := r.read(e)
	var out []Role
	for _, c := range claims {
		out = append(out, c.Role)
	}
	return out
}

// What there is to extend is documented, and nothing is left out of it: every cue of the lexicon, and every role of a claim.
func TestEveryActIsDocumented(t *testing.T) {
	names := map[string]bool{}
	covered := map[cue]bool{}
	roles := map[Role]bool{}
	for _, a := range Acts() {
		if names[a.Name] || a.Name == "" {
			t.Errorf("the name %q is given twice, or empty", a.Name)
		}
		if !singleSentence(a.Doc) {
			t.Errorf("%s: %q is not one sentence", a.Name, a.Doc)
		}
		names[a.Name], roles[a.Role] = true, true
		for _, c := range a.cues {
			covered[c] = true
		}
	}
	for c := range cues {
		if !covered[c] {
			t.Errorf("no act of words.go has the cue %d: nobody can add to it", c)
		}
	}
	for name, role := range constants(t, "Role") {
		if !roles[Role(role)] {
			t.Errorf("no act of words.go has the role %s", name)
		}
	}
}

// oneSentence says whether a documentation is one sentence.
func singleSentence(s string) bool {
	return len(s) > 20 && strings.HasSuffix(s, ".") && !strings.Contains(strings.TrimSuffix(s, "."), ". ") && strings.ToUpper(s[:1]) == s[:1]
}

// constants are the string constants of a type in this package, by their names.
func constants(t *testing.T, typ string) map[string]string {
	t.Helper()
	out := map[string]string{}
	eachFile(t, func(f *ast.File) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				id, ok := v.Type.(*ast.Ident)
				if !ok || id.Name != typ {
					continue
				}
				for i, name := range v.Names {
					out[name.Name] = strings.Trim(v.Values[i].(*ast.BasicLit).Value, `"`)
				}
			}
		}
	})
	if len(out) < 10 {
		t.Fatalf("found %d constants of %s", len(out), typ)
	}
	return out
}

func TestPhrasesOfActs(t *testing.T) {
	for _, a := range Acts() {
		list := a.Phrases()
		if !slices.IsSorted(list) || slices.Contains(list, "") {
			t.Errorf("%s: %q", a.Name, list)
		}
		if a.Extensible() && len(list) == 0 && a.Name != "asks" && a.Name != "noise" {
			t.Errorf("%s has no words", a.Name)
		}
	}
}
