package template

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMineCountsTheLinesOfATemplate(t *testing.T) {
	got, of := Mine([]Line{
		{Text: "charge 17 refused by bank", Count: 3},
		{Text: "shutting down"},
		{Text: "charge 18 20 refused by bank", Count: 2},
	})
	want := []Template{{Text: "charge <*> refused by bank", Count: 5}, {Text: "shutting down", Count: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{0, 1, 0}, of); diff != "" {
		t.Error(diff)
	}
}

func TestMineLooksAtTheBeginning(t *testing.T) {
	words := strings.Repeat("on and ", 40)
	long := strings.Repeat("x", 300)
	for _, c := range []struct{ name, one, other, want string }{
		{"many words", words + strings.Repeat("so it goes ", 20) + "forever", words + strings.Repeat("so it goes ", 20) + "until tea", ""},
		{"many bytes", strings.Repeat(long+" ", 7) + "forever", strings.Repeat(long+" ", 7) + "until", strings.Repeat(long+" ", 6) + Wild},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, of := Mine([]Line{{Text: c.one}, {Text: c.other}})
			if len(got) != 1 || of[0] != of[1] || !strings.HasSuffix(got[0].Text, " "+Wild) || c.want != "" && got[0].Text != c.want {
				t.Errorf("templates %+v", got)
			}
		})
	}
}
