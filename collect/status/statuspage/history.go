package statuspage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/when"
)

const (
	// maxHistory is how many pages of the history are looked at: fifteen years.
	maxHistory = 60
	// maxIncidents is how many incidents of the history are asked for one by one: the months around an incident have a few dozen.
	maxIncidents = 300
)

// month is a month of the history.
type month struct {
	Name      string `json:"name"`
	Year      int    `json:"year"`
	Incidents []struct {
		Code string `json:"code"`
	} `json:"incidents"`
}

// began is the month's first instant by any clock; zero if it has no name.
func (m month) began() time.Time {
	for i := time.January; i <= time.December; i++ {
		if m.Name == i.String() {
			return time.Date(m.Year, i, 1, 0, 0, 0, 0, time.UTC).Add(-14 * time.Hour)
		}
	}
	return time.Time{}
}

// code is what incidents are called in addresses.
var code = regexp.MustCompile(`^[A-Za-z0-9]{4,40}$`)

// history asks for incidents that the API no longer lists: the page's history names them by month, and each is asked for as a whole. One that began in
// the month before the window may have lasted into it.
func (a *asking) history(ctx context.Context) error {
	var codes []string
	seen := map[string]bool{}
	for page := 1; page <= maxHistory; page++ {
		var answer struct {
			Months []month `json:"months"`
		}
		_, err := a.client.Get(ctx, httpx.Call{Path: pathHistory, Query: url.Values{"page": {strconv.Itoa(page)}}}, &answer)
		if e, ok := errors.AsType[*httpx.Error](err); ok && page == 1 && (e.Status == http.StatusNotFound || strings.Contains(e.Cause, "no JSON")) {
			a.notes = append(a.notes, "the page has no history that programs can read: it tells its latest 50 incidents")
			return nil
		}
		if err != nil {
			return err
		}
		old := len(answer.Months) == 0
		for _, m := range answer.Months {
			began := m.began()
			switch {
			case began.IsZero(), !a.window.To.IsZero() && !began.Before(a.window.To):
				continue
			case began.Before(a.window.From.AddDate(0, -2, 0)):
				old = true
				continue
			}
			for _, i := range m.Incidents {
				if code.MatchString(i.Code) && !seen[i.Code] && !a.known[i.Code] {
					seen[i.Code] = true
					codes = append(codes, i.Code)
				}
			}
		}
		if old {
			break
		}
	}
	for i, c := range codes {
		if i == maxIncidents {
			a.notes = append(a.notes, fmt.Sprintf("%d incidents of the page's history were not asked for", len(codes)-maxIncidents))
			return nil
		}
		path := pathIncident + c + ".json"
		body, _, err := a.client.JSON(ctx, httpx.Call{Path: path})
		if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status == http.StatusNotFound {
			a.notes = append(a.notes, "the page's history names an incident that it no longer has")
			continue
		}
		if err != nil {
			return err
		}
		a.files = append(a.files, live.Body(path, body))
		a.env.Tell(int64(i+1), int64(len(codes)), "incidents")
	}
	a.since = time.Time{}
	return nil
}

// feedTime finds the times of a feed's entries.
var feedTime = regexp.MustCompile(`(?i)<(?:[a-z]{1,9}:)?(?:pubDate|published|date)>\s*([^<]{8,60}?)\s*</`)

// oldestIn is the earliest time of a feed: what is older, it does not tell. Zero if there is none.
func oldestIn(body []byte, zone *time.Location) (oldest time.Time) {
	for _, m := range feedTime.FindAllSubmatch(body, -1) {
		at, _, err := when.Parse(string(m[1]), zone)
		if err == nil && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	return oldest.UTC()
}

// Check asks for the latest incidents, or for the feed.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	defer s.client.Close()
	a := &asking{source: s, window: w, known: map[string]bool{}}
	var err error
	if s.feed != "" {
		err = a.document(ctx)
	} else {
		var page struct {
			Page struct {
				Name string `json:"name"`
			} `json:"page"`
		}
		_, err = s.client.Get(ctx, httpx.Call{Path: pathIncidents}, &page)
	}
	h := live.HealthOf(s.client, err)
	h.Asks, h.Since = s.queries(), a.since
	if h.Err == nil && s.feed != "" {
		h.Notes = []string{"a feed tells the latest posts alone"}
	}
	return h
}
