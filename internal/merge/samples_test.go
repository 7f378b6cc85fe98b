package merge

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sample is a document of the samples as pes writes it, in a genre: "" is the default.
func sample(t testing.TB, incident, genre string) string {
	t.Helper()
	name := "PES.md"
	if genre != "" {
		name = "PES." + genre + ".md"
	}
	b, err := os.ReadFile(filepath.Join("..", "..", "samples", "expected", incident, name))
	if err != nil {
		t.Fatal(err)
	}
	return marking(t, string(b))
}

// earlier is a document as it may have been before the last evidence came: with fewer rows and items, and other figures.
func earlier(t testing.TB, r *rand.Rand, doc string) string {
	t.Helper()
	var b strings.Builder
	for _, l := range look(doc) {
		if (l.kind == "row" || strings.HasPrefix(l.text, "- ")) && r.IntN(8) == 0 {
			continue
		}
		if (l.kind == "row" || l.kind == "prose") && r.IntN(10) == 0 {
			l.text = strings.Replace(l.text, "1", "7", 1)
		}
		b.WriteString(l.text)
	}
	return marking(t, b.String())
}

// TestSamplesAfterHumanEdits lets people make 50 edits in the documents of the samples, then more evidence comes, with and without the base, and
// then another genre is asked for.
func TestSamplesAfterHumanEdits(t *testing.T) {
	for _, incident := range []string{"aws-us-east-1-2025-10-20", "checkout-payments"} {
		for seed := range uint64(3) {
			t.Run(fmt.Sprint(incident, "/", seed), func(t *testing.T) {
				r := rand.New(rand.NewPCG(seed, 11))
				e := &editor{r: r, touched: map[string]bool{}, deleted: map[string]bool{}}
				late := sample(t, incident, "")
				base := earlier(t, r, late)
				v := look(base)
				for range 50 {
					v = e.edit(v)
				}
				if seed%2 == 1 {
					base = ""
				}
				result := merged(t, v.String(), base, late).Document
				e.check(t, v, string(result), late)
				for _, genre := range []string{"coe", "aws-pes", "executive", ""} {
					other := sample(t, incident, genre)
					was := string(result)
					result = merged(t, was, "", other).Document
					for l := range strings.Lines(was) {
						if strings.Contains(l, "⟦") && !survives(strings.TrimRight(l, "\n"), string(result)) {
							t.Errorf("as genre %s: lost %q", genre, l)
						}
					}
					e.checkBlocks(t, look(was), look(string(result)), look(other))
				}
			})
		}
	}
}

// TestAnotherGenreOfAnUneditedDocument asks that nothing of one genre stays in another if nobody wrote anything.
func TestAnotherGenreOfAnUneditedDocument(t *testing.T) {
	const incident = "checkout-payments"
	genres := []string{"", "coe", "aws-pes", "sre-book", "gcp", "cloudflare", "atlassian", "pagerduty", "executive", "public"}
	for i, from := range genres {
		to := sample(t, incident, genres[(i+1)%len(genres)])
		r := merged(t, sample(t, incident, from), "", to)
		if d := cmp.Diff(to, string(r.Document)); d != "" {
			t.Errorf("%q to %q (-generated +merged):\n%s", from, genres[(i+1)%len(genres)], d)
		}
	}
}
