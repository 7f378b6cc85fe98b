package prometheus_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
)

// TestHostileAnswers: whatever the server answers, there is an error that says what to do, or what can be read of it is.
func TestHostileAnswers(t *testing.T) {
	matrix := func(series string) string {
		return `{"status":"success","data":{"resultType":"matrix","result":[` + series + `]}}`
	}
	good := `{"metric":{"__name__":"ALERTS","alertname":"A","alertstate":"firing"},"values":[[1760943600,"1"],[1760943660,"1"]]}`
	tests := map[string]struct {
		body   string
		events int
		cause  string // "" is no error
	}{
		"a list":             {`[]`, 0, "no JSON that is known"},
		"an error with 200":  {`{"status":"error","error":"try \u001b[31m later"}`, 0, "later"},
		"a vector":           {`{"status":"success","data":{"resultType":"vector","result":[]}}`, 0, "answered with a vector"},
		"no data":            {`{"status":"success"}`, 0, "no result"},
		"deep":               {`{"status":"success","data":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`, 0, "damaged"},
		"wrong types":        {matrix(`{"metric":7,"values":"x"},{"metric":null,"values":{"a":1}},{"values":[[1760943600,"1"]]},7,` + good), 0, "no JSON that is known"},
		"odd series":         {matrix(`{"metric":7,"values":"x"},{"metric":null,"values":{"a":1}},{"values":[[1760943600,"1"]]},{"metric":{"alertname":["A"]},"values":[[1,"1"],[2]]},` + good), 1, ""},
		"odd samples":        {matrix(strings.Replace(good, `[1760943600,"1"]`, `[],["x"],[-1,"1"],[1e300,"1"],[1760943600,"NaN"],[1760943600,"1"]`, 1)), 1, ""},
		"a name with quotes": {matrix(strings.ReplaceAll(good, `"A"`, `"A\"} or vector(1) #\u0000"`)), 1, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			n := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if n++; n > 100 || r.URL.Path != "/api/v1/query" {
					http.Error(w, "no", http.StatusNotFound)
					return
				}
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			b, err := ask(t, server.URL, livetest.Window, nil)
			if (err == nil) != (tt.cause == "") || err != nil && (!strings.Contains(err.Error(), tt.cause) || live.Fix(err) == "" || strings.Contains(err.Error(), "\x1b")) {
				t.Errorf("error %v, fix %q", err, live.Fix(err))
			}
			if len(b.Events) != tt.events {
				t.Errorf("%d events, notes %q", len(b.Events), b.Reports[0].Notes)
			}
		})
	}
}
