package live

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQueries(t *testing.T) {
	var q Queries
	if diff := cmp.Diff([]string{"GET /x"}, q.List("GET /x")); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"a", "b", "a"} {
		q.Tell(text)
	}
	if diff := cmp.Diff([]string{"a", "b"}, q.List("GET /x")); diff != "" {
		t.Error(diff)
	}
	for i := range 50 {
		q.Tell(fmt.Sprint(i))
	}
	list := q.List()
	if len(list) != maxQueries+1 || list[maxQueries] != "and 12 more of their kind" {
		t.Errorf("%d: %q", len(list), list[len(list)-1])
	}
}
