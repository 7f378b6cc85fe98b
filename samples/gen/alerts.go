package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"time"
)

// A rule fires when, for a while, more than a share of a service's probes has failed.
type rule struct {
	name, service, severity, summary string
	window                           time.Duration // over which the share is taken
	above                            float64
	hold                             time.Duration // for how long it must be so: Prometheus's "for"
}

// A firing is one time that a rule was true: from its first true evaluation, through the start of the alert, to its end; zero if it was not
// seen to end.
type firing struct{ active, start, end time.Time }

// evaluate is the rule's firings over probes in order, judged every minute on the minute as Prometheus would.
func (r rule) evaluate(probes []probe, from, to time.Time) []firing {
	var firings []firing
	var active time.Time
	for t := from.Truncate(time.Minute); !t.After(to); t = t.Add(time.Minute) {
		switch high := failedShare(probes, t.Add(-r.window), t) > r.above; {
		case high && active.IsZero():
			active = t
		case !high && !active.IsZero():
			if t.Sub(active) > r.hold {
				firings = append(firings, firing{active, active.Add(r.hold), t})
			}
			active = time.Time{}
		}
	}
	if !active.IsZero() && to.Sub(active) >= r.hold {
		firings = append(firings, firing{active: active, start: active.Add(r.hold)})
	}
	return firings
}

// failedShare is the share of probes in [from, to) that failed; 0 if there was none.
func failedShare(probes []probe, from, to time.Time) float64 {
	at := func(p probe, t time.Time) int { return p.at.Compare(t) }
	i, _ := slices.BinarySearchFunc(probes, from, at)
	j, _ := slices.BinarySearchFunc(probes, to, at)
	failed := 0
	for _, p := range probes[i:j] {
		if p.failed {
			failed++
		}
	}
	return float64(failed) / float64(max(j-i, 1))
}

// An alert is one firing of a rule with the labels that it carries.
type alert struct {
	firing
	labels  map[string]string
	summary string
}

// webhookAlert and webhookBody are Alertmanager's webhook in its version 4
// (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config).
type webhookAlert struct {
	Status       string            `json:"status"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	EndsAt       time.Time         `json:"endsAt"`
	GeneratorURL string            `json:"generatorURL"`
	Fingerprint  string            `json:"fingerprint"`
}

type webhookBody struct {
	Receiver          string            `json:"receiver"`
	Status            string            `json:"status"`
	Alerts            []webhookAlert    `json:"alerts"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   int               `json:"truncatedAlerts"`
}

// webhooks is what a receiver of Alertmanager's webhooks kept, a body a line in the order of arrival. An alert that fires for more than
// repeat is sent again, as Alertmanager's repeat_interval does.
func webhooks(alerts []alert, host string, repeat time.Duration) ([]byte, error) {
	type sent struct {
		at   time.Time
		body webhookBody
	}
	var all []sent
	for _, a := range alerts {
		last := cmp.Or(a.end, a.start.Add(time.Second))
		for t := a.start; t.Before(last); t = t.Add(repeat) {
			all = append(all, sent{t, a.body(host, "firing")})
		}
		if !a.end.IsZero() {
			all = append(all, sent{a.end, a.body(host, "resolved")})
		}
	}
	slices.SortStableFunc(all, func(a, b sent) int { return a.at.Compare(b.at) })
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, s := range all {
		if err := enc.Encode(s.body); err != nil {
			return nil, fmt.Errorf("writing a webhook: %w", err)
		}
	}
	return b.Bytes(), nil
}

// body is the webhook that tells of the alert in a status, "firing" or "resolved". A firing alert has no end yet: the zero time.
func (a alert) body(host, status string) webhookBody {
	w := webhookAlert{
		Status: status, Labels: a.labels, Annotations: map[string]string{"summary": a.summary}, StartsAt: a.start,
		GeneratorURL: "http://prometheus." + host + "/graph?g0.expr=" + a.labels["alertname"], Fingerprint: fingerprint(a.labels),
	}
	if status == "resolved" {
		w.EndsAt = a.end
	}
	group := map[string]string{"alertname": a.labels["alertname"]}
	return webhookBody{
		Receiver: "war-room", Status: status, Alerts: []webhookAlert{w}, GroupLabels: group, CommonLabels: a.labels,
		CommonAnnotations: w.Annotations, ExternalURL: "http://alertmanager." + host, Version: "4",
		GroupKey: fmt.Sprintf("{}:{alertname=%q}", a.labels["alertname"]),
	}
}

// fingerprint is Alertmanager's own: FNV-1a over names and values in order, each behind the byte 255 (prometheus/common, model/signature.go).
func fingerprint(labels map[string]string) string {
	h := fnv.New64a()
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		h.Write([]byte(name))
		h.Write([]byte{255})
		h.Write([]byte(labels[name]))
		h.Write([]byte{255})
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

type matrix struct {
	Metric map[string]string `json:"metric"`
	Values [][2]any          `json:"values"`
}

// queryRange is the answer of Prometheus to /api/v1/query_range?query=ALERTS&step=60.
func queryRange(alerts []alert) ([]byte, error) {
	series := map[string]*matrix{}
	add := func(a alert, state string, from, to time.Time) {
		key := fingerprint(a.labels) + state
		if series[key] == nil {
			labels := maps.Clone(a.labels)
			labels["__name__"], labels["alertstate"] = "ALERTS", state
			series[key] = &matrix{Metric: labels}
		}
		for t := from; t.Before(to); t = t.Add(time.Minute) {
			series[key].Values = append(series[key].Values, [2]any{t.Unix(), "1"})
		}
	}
	for _, a := range alerts {
		add(a, "pending", a.active, a.start)
		add(a, "firing", a.start, a.end)
	}
	var result []*matrix
	for _, key := range slices.Sorted(maps.Keys(series)) {
		if len(series[key].Values) > 0 {
			result = append(result, series[key])
		}
	}
	data := map[string]any{"resultType": "matrix", "result": result}
	b, err := json.Marshal(map[string]any{"status": "success", "data": data})
	if err != nil {
		return nil, fmt.Errorf("writing the ALERTS series: %w", err)
	}
	return append(b, '\n'), nil
}
