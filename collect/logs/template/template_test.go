package template

import (
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
