package live_test

import (
	"net/http"
	"testing"

	"github.com/pes-dev/pes/collect/live"
)

func TestNextLink(t *testing.T) {
	for header, want := range map[string]string{
		"": "",
		`<https://x.example/a?page=2>; rel="next", <https://x.example/a?page=9>; rel="last"`:       "https://x.example/a?page=2",
		`<https://x.example/a?page=1>; rel="prev", <https://x.example/a?f=1,2;3&page=3>; rel=next`: "https://x.example/a?f=1,2;3&page=3",
		`<https://x.example/a?page=1>; rel="first"`:                                                "",
		`<https://x.example/a`: "", `rel="next"`: "", `<>; rel="next"`: "",
		`<https://x.example/b>; title="a"; rel="next"`: "https://x.example/b",
	} {
		if got := live.NextLink(http.Header{"Link": {header}}); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}
