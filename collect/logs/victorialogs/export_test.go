package victorialogs

import (
	"testing"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Counted is what a server counts, however few lines it holds.
func Counted(t *testing.T, url string, w event.Window) event.Batch {
	t.Helper()
	c := Config{HTTP: live.HTTP{URL: url}}
	client, err := c.Client(live.Env{}, live.Access{})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	shaper := struct{ logs.Shaper }{&engine{client: client, config: c}} // it gives no lines away
	b, err := logs.Ask(t.Context(), shaper, "logs", w, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// LinkOf is where the lines of an event are shown, if fields name the service.
func LinkOf(url, query string, fields []string, of event.Event) string {
	e := &engine{config: Config{HTTP: live.HTTP{URL: url}, Query: query}, schema: schema{service: fields}}
	return e.link(of)[0].URL
}
