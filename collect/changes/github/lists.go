package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/httpx"
)

// maxAsked is how many deployments and merges are asked about one by one: an hour's requests of a token are 5,000.
const maxAsked = 2000

const notAsked = "more than 2,000 deployments and merges: of the others no details were asked for"

// take keeps a page of answers for the family.
func (a *asking) take(name string, body []byte) {
	a.files = append(a.files, live.Body(name, body))
	a.env.Tell(int64(len(a.files)), 0, "answers")
}

// more says whether one more record may be asked about.
func (a *asking) more() bool {
	if a.asked >= maxAsked {
		if !slices.Contains(a.notes, notAsked) {
			a.notes = append(a.notes, notAsked)
		}
		return false
	}
	a.asked++
	return true
}

func deploymentQuery(environment string) url.Values {
	q := url.Values{"per_page": {"100"}}
	if environment != "" {
		q.Set("environment", environment)
	}
	return q
}

// deployments asks for those that began in the window or a day before it, and what became of each. They come newest first and cannot be asked for
// by time, so that paging ends with the first page that is older as a whole.
func (a *asking) deployments(ctx context.Context, repository string) error {
	for _, environment := range a.environments() {
		var within []int64
		n := 0
		err := a.pages(ctx, httpx.Call{Path: "repos/" + repository + "/deployments", Query: deploymentQuery(environment)}, func(body []byte) (bool, error) {
			var page []struct {
				ID      int64     `json:"id"`
				Created time.Time `json:"created_at"`
			}
			if err := json.Unmarshal(body, &page); err != nil {
				return false, err
			}
			old := true
			for _, d := range page {
				early := d.Created.Before(a.from().Add(-before))
				old = old && early
				if !early && (a.window.To.IsZero() || d.Created.Before(a.window.To)) {
					within = append(within, d.ID)
				}
			}
			n++
			a.take(fmt.Sprintf("%s/deployments/%s/%d", repository, environment, n), body)
			return old, nil
		})
		if err != nil {
			return err
		}
		for _, id := range within {
			if !a.more() {
				break
			}
			path := "repos/" + repository + "/deployments/" + strconv.FormatInt(id, 10) + "/statuses"
			err := a.pages(ctx, httpx.Call{Path: path, Query: url.Values{"per_page": {"100"}}}, func(body []byte) (bool, error) {
				a.take(path, body)
				return false, nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// from is the window's beginning; of one without, the year in which GitHub began.
func (a *asking) from() time.Time {
	if a.window.From.IsZero() {
		return time.Date(2008, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return a.window.From
}

// sorted is how much older than its publication the commit of a release may be: releases come sorted by their commits' times.
const sorted = 90 * 24 * time.Hour

// releases asks for releases until they are well before the window.
func (a *asking) releases(ctx context.Context, repository string) error {
	n := 0
	return a.pages(ctx, httpx.Call{Path: "repos/" + repository + "/releases", Query: url.Values{"per_page": {"100"}}}, func(body []byte) (bool, error) {
		var page []struct {
			Created   time.Time  `json:"created_at"`
			Published *time.Time `json:"published_at"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return false, err
		}
		old := true
		for _, r := range page {
			old = old && r.Created.Before(a.from().Add(-sorted)) && (r.Published == nil || r.Published.Before(a.from()))
		}
		n++
		a.take(fmt.Sprintf("%s/releases/%d", repository, n), body)
		return old, nil
	})
}

func mergeQuery(repository string, w event.Window) url.Values {
	return url.Values{"q": {"repo:" + repository + " is:pr is:merged merged:" + bound(w.From) + ".." + bound(w.To.Add(time.Second-1))}, "per_page": {"100"}, "sort": {"created"}, "order": {"asc"}}
}

// bound is an end of a search's range, which is in whole seconds and inclusive: what is beyond the window is left out afterwards.
func bound(t time.Time) string {
	if t.Year() < 1970 {
		return "*"
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// maxFound is how many results of one search can be had.
const maxFound = 1000

// merges searches for pull requests that were merged in the window, and asks for each: a search does not tell the commit. Lists of pull requests are
// sorted by their last change at best, so that an old window would cost the reading of everything since.
func (a *asking) merges(ctx context.Context, repository string) error {
	numbers, err := a.search(ctx, repository, a.window)
	if err != nil {
		return err
	}
	slices.Sort(numbers)
	for _, number := range slices.Compact(numbers) {
		if !a.more() {
			return nil
		}
		path := "repos/" + repository + "/pulls/" + strconv.FormatInt(number, 10)
		body, _, err := a.ask(ctx, httpx.Call{Path: path})
		if err != nil {
			return err
		}
		a.take(path, body)
	}
	return nil
}

// search finds the numbers of pull requests. Where there are more than a search gives, each half of the window is searched.
func (a *asking) search(ctx context.Context, repository string, w event.Window) ([]int64, error) {
	var numbers []int64
	split := false
	err := a.pages(ctx, httpx.Call{Path: "search/issues", Query: mergeQuery(repository, w)}, func(body []byte) (bool, error) {
		var page struct {
			Total      int  `json:"total_count"`
			Incomplete bool `json:"incomplete_results"`
			Items      []struct {
				Number int64 `json:"number"`
				Found  struct {
					Merged time.Time `json:"merged_at"`
				} `json:"pull_request"`
			} `json:"items"`
		}
		if err := json.Unmarshal(body, &page); err != nil {
			return false, err
		}
		if page.Incomplete {
			a.notes = append(a.notes, "GitHub's search for merges in "+repository+" was cut short: some may be missing")
		}
		if page.Total > maxFound && !w.From.IsZero() && !w.To.IsZero() && w.To.Sub(w.From) > time.Minute {
			split = true
			return true, nil
		}
		if page.Total > maxFound {
			a.notes = append(a.notes, fmt.Sprintf("%d merges in %s: GitHub's search gives the first 1,000", page.Total, repository))
		}
		for _, i := range page.Items {
			if a.window.Contains(i.Found.Merged) || i.Found.Merged.IsZero() {
				numbers = append(numbers, i.Number)
			}
		}
		return false, nil
	})
	if err != nil || !split {
		return numbers, err
	}
	middle := w.From.Add(w.To.Sub(w.From) / 2).Truncate(time.Second)
	for _, half := range []event.Window{{From: w.From, To: middle}, {From: middle, To: w.To}} {
		more, err := a.search(ctx, repository, half)
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, more...)
	}
	return numbers, nil
}
