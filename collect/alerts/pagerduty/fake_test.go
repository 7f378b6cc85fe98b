package pagerduty_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/live/livetest"
)

// fake is a PagerDuty as far as its REST API, version 2, is asked: it pages by offset as that does, and refuses what that refuses.
type fake struct {
	incidents []map[string]any
	log       []map[string]any
	notes     map[string][]map[string]any // by incident
	asked     []string
	always    bool // every page says that there are more
}

func ref(id, kind, summary string) map[string]any {
	return map[string]any{"id": id, "type": kind + "_reference", "summary": summary, "html_url": "https://acme.pagerduty.com/" + kind + "s/" + id}
}

// incident adds an incident of the 20 October 2025; resolved "" is one that is still open.
func (f *fake) incident(id string, number int, title, created, resolved string) {
	i := map[string]any{
		"id": id, "type": "incident", "incident_number": number, "title": title, "summary": fmt.Sprintf("[#%d] %s", number, title),
		"html_url": "https://acme.pagerduty.com/incidents/" + id, "created_at": "2025-10-20T" + created + "Z", "updated_at": "2025-10-20T" + created + "Z",
		"status": "triggered", "urgency": "high", "service": ref("PTICKET", "service", "tickets"), "escalation_policy": ref("PESC", "escalation_policy", "Web"), "priority": nil,
	}
	if resolved != "" {
		i["status"], i["resolved_at"] = "resolved", "2025-10-20T"+resolved+"Z"
	}
	f.incidents = append(f.incidents, i)
}

// entry adds an entry to an incident's log.
func (f *fake) entry(id, kind, at, incident string, agent map[string]any, more ...any) {
	e := map[string]any{
		"id": id, "type": kind + "_log_entry", "summary": kind, "created_at": "2025-10-20T" + at + "Z", "agent": agent, "channel": map[string]any{"type": "web_ui"},
		"html_url": "https://acme.pagerduty.com/incidents/" + incident + "/log_entries/" + id, "service": ref("PTICKET", "service", "tickets"),
		"incident": ref(incident, "incident", "[#41] Tickets cannot be sold"),
	}
	for i := 0; i+1 < len(more); i += 2 {
		e[more[i].(string)] = more[i+1]
	}
	f.log = append(f.log, e)
}

func (f *fake) handler(t testing.TB) http.Handler {
	mux := http.NewServeMux()
	list := func(name string, all func() []map[string]any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			f.asked = append(f.asked, r.URL.Path+" "+r.FormValue("offset"))
			q := r.URL.Query()
			limit, _ := strconv.Atoi(q.Get("limit"))
			offset, _ := strconv.Atoi(q.Get("offset"))
			if limit > 100 || offset+limit > 10_000 {
				http.Error(w, `{"error":{"message":"Invalid Input Provided","code":2001,"errors":["Offset must be less"]}}`, http.StatusBadRequest)
				return
			}
			var found []map[string]any
			since, until := q.Get("since"), q.Get("until") // in the form of created_at, so that texts can be compared
			for _, s := range []string{since, until} {
				if _, err := time.Parse("2006-01-02T15:04:05Z", s); err != nil && s != "" {
					t.Error(err)
				}
			}
			for _, one := range all() {
				at := one["created_at"].(string)
				service := one["service"].(map[string]any)["id"].(string)
				if at < since || until != "" && at > until || q.Has("service_ids[]") && !slices.Contains(q["service_ids[]"], service) {
					continue
				}
				found = append(found, one)
			}
			end := min(offset+limit, len(found))
			page := found[min(offset, len(found)):end]
			json.NewEncoder(w).Encode(map[string]any{name: page, "limit": limit, "offset": offset, "more": end < len(found) || f.always, "total": nil})
		}
	}
	mux.HandleFunc("GET /incidents", list("incidents", func() []map[string]any { return f.incidents }))
	mux.HandleFunc("GET /log_entries", list("log_entries", func() []map[string]any { return f.log }))
	mux.HandleFunc("GET /incidents/{id}", func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r.URL.Path)
		for _, i := range f.incidents {
			if i["id"] == r.PathValue("id") {
				json.NewEncoder(w).Encode(map[string]any{"incident": i})
				return
			}
		}
		http.Error(w, `{"error":{"message":"Not Found","code":2100}}`, http.StatusNotFound)
	})
	mux.HandleFunc("GET /incidents/{id}/notes", func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r.URL.Path)
		json.NewEncoder(w).Encode(map[string]any{"notes": f.notes[r.PathValue("id")]})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "Token token="+livetest.Secret:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":{"message":"Account Not Found"}}`)
		case r.Header.Get("Accept") != "application/vnd.pagerduty+json;version=2":
			http.Error(w, "which version?", http.StatusNotAcceptable)
		default:
			mux.ServeHTTP(w, r)
		}
	})
}
