package pes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/internal/merge"
)

func TestTold(t *testing.T) {
	many := &draft{}
	var named []string
	for i := range maxNamed + 3 {
		many.changes = append(many.changes, merge.Change{Kind: merge.Added, Section: fmt.Sprint("S", i)})
		if i < maxNamed {
			named = append(named, fmt.Sprintf("“S%d”", i))
		}
	}
	for _, tt := range []struct {
		name string
		d    *draft
		want []string
	}{
		{"nothing", &draft{}, nil},
		{"people's words first, whatever the order", &draft{changes: []merge.Change{
			{Kind: merge.Replaced, Section: "Timeline", Table: true, Rows: 1},
			{Kind: merge.Kept, Section: "Summary"},
		}}, []string{"kept as people wrote it: “Summary”", "replaced by the newly generated text: “Timeline” (1 row)"}},
		{"a section and its tables", &draft{changes: []merge.Change{
			{Kind: merge.Kept, Section: "Phases"},
			{Kind: merge.Kept, Section: "Phases", Table: true, Rows: 2},
			{Kind: merge.Kept, Section: "Phases", Table: true, Rows: 1},
			{Kind: merge.Kept, Section: "Items", Table: true, Rows: 4},
			{Kind: merge.Kept, Section: "Items", Table: true},
			{Kind: merge.Kept, Section: "Key facts", Table: true},
			{Kind: merge.Kept, Section: "Impact", Table: true, Rows: 2},
			{Kind: merge.Kept, Section: "Impact"},
		}}, []string{"kept as people wrote it: “Phases” (and 3 rows), “Items” (4 rows), “Key facts” (table), “Impact” (and 2 rows)"}},
		{"what a heading holds", &draft{changes: []merge.Change{
			{Kind: merge.Rescued, Section: ""},
			{Kind: merge.Rescued, Section: "a\x1b[31mb\n" + strings.Repeat("c", 100)},
		}}, []string{"moved to the end, since its place is gone: what stands before the first heading, “ab " + strings.Repeat("c", 54) + "…”"}},
		{
			"another genre", &draft{genre: "coe", changes: []merge.Change{{Kind: merge.Removed, Section: "Metrics"}}},
			[]string{"the file held a document of genre coe", "left out, since this genre or the evidence does not have it: “Metrics”"},
		},
		{"many", many, []string{"added: " + strings.Join(named, ", ") + ", and 3 more"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.d.told()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
