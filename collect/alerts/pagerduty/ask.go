package pagerduty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/internal/clip"
	"github.com/pes-dev/pes/internal/httpx"
)

// asking is the questions of one collection, and their answers.
type asking struct {
	*source
	window  event.Window
	files   []*file.File
	queries []string
	notes   []string
	records int64

	listed    map[string]bool // the incidents of the list
	logged    map[string]bool // the incidents that the log names
	annotated map[string]bool // the incidents on which the log has notes
}

func (a *asking) ask(ctx context.Context) error {
	around := event.Window{From: a.window.From.Add(-before), To: a.window.To}
	if err := a.pages(ctx, "incidents", around, a.filter(true)); err != nil {
		return err
	}
	if err := a.pages(ctx, "log_entries", a.window, a.filter(false)); err != nil {
		return err
	}
	for _, id := range a.few(a.older(), "incidents that began long before the window, which are shown by their logs alone") {
		if err := a.one(ctx, "incidents/"+url.PathEscape(id)); err != nil {
			return err
		}
	}
	for _, id := range a.few(slices.Sorted(maps.Keys(a.annotated)), "incidents with notes, which are shown as their logs have them") {
		if err := a.one(ctx, "incidents/"+url.PathEscape(id)+"/notes"); err != nil {
			return err
		}
	}
	return nil
}

// filter is what narrows a question. The log cannot be asked for services.
func (a *asking) filter(services bool) url.Values {
	q := url.Values{}
	if len(a.config.Teams) > 0 {
		q["team_ids[]"] = a.config.Teams
	}
	if services {
		q.Set("sort_by", "created_at")
		if len(a.config.Services) > 0 {
			q["service_ids[]"] = a.config.Services
		}
		return q
	}
	q["include[]"] = []string{"channels"}
	return q
}

// body is as much of an answer as paging needs.
type body struct {
	More      bool              `json:"more"`
	Incidents []json.RawMessage `json:"incidents"`
	Log       []json.RawMessage `json:"log_entries"`
}

// record is as much of a record as asking on needs.
type record struct {
	ID       string `json:"id"`
	Type     string `json:"type"`
	Incident struct {
		ID string `json:"id"`
	} `json:"incident"`
	Service struct {
		ID string `json:"id"`
	} `json:"service"`
}

// question is a question by its window, as the report has it.
func question(path string, w event.Window, filter url.Values) string {
	return "GET /" + path + "?" + between(w, filter).Encode()
}

func between(w event.Window, filter url.Values) url.Values {
	q := maps.Clone(filter)
	q.Set("since", w.From.UTC().Format(time.RFC3339))
	q.Set("until", w.To.Add(time.Second-1).UTC().Truncate(time.Second).Format(time.RFC3339)) // its stamps are whole seconds
	q.Set("time_zone", "UTC")
	return q
}

// pages asks for a list page by page. PagerDuty has no more than ten thousand records of one question: of a stretch with more, the halves are asked.
func (a *asking) pages(ctx context.Context, path string, w event.Window, filter url.Values) error {
	a.queries = append(a.queries, question(path, w, filter))
	q := between(w, filter)
	q.Set("limit", strconv.Itoa(pageSize))
	var seen live.Pages
	for offset := 0; ; offset += pageSize {
		if offset+pageSize > maxOffset {
			return a.halves(ctx, path, w, filter)
		}
		if err := seen.Next(strconv.Itoa(offset)); err != nil {
			return err
		}
		q.Set("offset", strconv.Itoa(offset))
		got, err := a.page(ctx, path, q)
		if err != nil {
			return err
		}
		if !got.More || len(got.Incidents)+len(got.Log) == 0 {
			return nil
		}
	}
}

func (a *asking) halves(ctx context.Context, path string, w event.Window, filter url.Values) error {
	middle := w.From.Add(w.To.Sub(w.From) / 2).Truncate(time.Second)
	if !middle.After(w.From) {
		a.notes = append(a.notes, fmt.Sprintf("there are more than %s records of one second: the rest was not read", clip.Grouped(maxOffset)))
		return nil
	}
	if err := a.pages(ctx, path, event.Window{From: w.From, To: middle}, filter); err != nil {
		return err
	}
	return a.pages(ctx, path, event.Window{From: middle, To: w.To}, filter)
}

func (a *asking) page(ctx context.Context, path string, q url.Values) (body, error) {
	call := httpx.Call{Path: path, Query: q, Accept: accept}
	data, header, err := a.client.JSON(ctx, call)
	if err != nil {
		return body{}, err
	}
	var got body
	if err := json.Unmarshal(data, &got); err != nil {
		return body{}, a.client.Misread(call, header, data, err)
	}
	if len(got.Incidents)+len(got.Log) > 0 {
		a.files = append(a.files, file.Bytes(fmt.Sprintf("%s/%06d", path, len(a.files)), a.take(got, data)))
	}
	a.records += int64(len(got.Incidents) + len(got.Log))
	a.env.Tell(a.records, 0, "incidents and entries of their logs")
	return got, nil
}

// take notes which incidents a page names, and leaves out of a log what is of services that are not meant.
func (a *asking) take(got body, data []byte) []byte {
	for _, raw := range got.Incidents {
		a.listed[read(raw).ID] = true
	}
	var meant []json.RawMessage
	for _, raw := range got.Log {
		r := read(raw)
		if len(a.config.Services) > 0 && !a.listed[r.Incident.ID] && !slices.Contains(a.config.Services, r.Service.ID) {
			continue
		}
		meant = append(meant, raw)
		if r.Incident.ID == "" {
			continue
		}
		a.logged[r.Incident.ID] = true
		if strings.HasPrefix(r.Type, "annotate") {
			a.annotated[r.Incident.ID] = true
		}
	}
	if len(meant) == len(got.Log) {
		return data
	}
	left, err := json.Marshal(map[string]any{"log_entries": meant})
	if err != nil {
		return nil // they were read from JSON
	}
	return left
}

// read is a record; what is none has no id.
func read(raw json.RawMessage) (r record) {
	_ = json.Unmarshal(raw, &r)
	return r
}

// older are the incidents that the log of the window names and the list does not hold: they began long before.
func (a *asking) older() []string {
	var ids []string
	for id := range a.logged {
		if !a.listed[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// few is at most maxAsked of what is asked for one by one; of the rest is noted what it is.
func (a *asking) few(ids []string, what string) []string {
	if len(ids) <= maxAsked {
		return ids
	}
	a.notes = append(a.notes, fmt.Sprintf("there are %s more %s", clip.Grouped(len(ids)-maxAsked), what))
	return ids[:maxAsked]
}

// one asks for one thing. What is gone meanwhile is no error.
func (a *asking) one(ctx context.Context, path string) error {
	data, _, err := a.client.JSON(ctx, httpx.Call{Path: path, Accept: accept})
	if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status == http.StatusNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	a.queries = append(a.queries, "GET /"+path)
	a.files = append(a.files, live.Body(path, data))
	return nil
}
