package render

import (
	"testing"

	"github.com/pes-dev/pes/timeline"
)

func TestItemsDoNotRepeatTheirOwnerAndDate(t *testing.T) {
	kim := timeline.Item{Owner: "kim", Due: "2026-03-06"}
	for _, c := range []struct {
		name, text, want string
		item             timeline.Item
	}{
		{"owner and date", "test the restore (owner: kim, due 2026-03-06)", "test the restore", kim},
		{"with a mark and a full stop", "test the restore (Owner: @kim; by: 2026-03-06).", "test the restore", kim},
		{"the owner alone", "test the restore (owner=kim)", "test the restore", kim},
		{"another owner", "test the restore (owner: lee)", "test the restore (owner: lee)", kim},
		{"a date that was not read", "test the restore (owner: kim, due soon)", "test the restore (owner: kim, due soon)", kim},
		{"a remark of another kind", "test the restore (all regions)", "test the restore (all regions)", kim},
		{"an owner and a remark", "test the restore (owner: kim, all regions)", "test the restore (owner: kim, all regions)", kim},
		{"nothing else", "(owner: kim)", "(owner: kim)", kim},
		{"no bracket that opens", "owner: kim)", "owner: kim)", kim},
		{"an item without an owner", "test the restore (owner: )", "test the restore (owner: )", timeline.Item{}},
		{"an empty remark", "call restore()", "call restore()", kim},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.item.Text = c.text
			if got := bareItem(c.item); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
