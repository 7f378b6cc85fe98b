package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// feb reads the UTC times of day of the invented incident of the sample checkout-payments.
var feb = clock("2026-02-17")

// paymentsCurve: a deploy at 14:01 makes every tenant keep connections of its own; the database has none left from 14:04. The first rollback
// does not start, the second has replaced every instance at 14:47.
func paymentsCurve() curve {
	return curve{
		{feb("14:04:10"), usual},
		{feb("14:04:10"), 0.45},
		{feb("14:12:00"), 0.70},
		{feb("14:40:00"), 0.70},
		{feb("14:42:00"), 0.25},
		{feb("14:49:00"), 0.10},
		{feb("14:49:00"), usual},
	}
}

type paymentLine struct {
	Time     string `json:"time"`
	Level    string `json:"level"`
	Service  string `json:"service"`
	Message  string `json:"message"`
	Duration int    `json:"duration_ms"`
}

// paymentsLog is the log of the payments service around the incident.
func paymentsLog(probes []probe) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, p := range probes {
		line := paymentLine{stamp(p.at), "info", p.service, "charge accepted", p.latency}
		switch {
		case p.failed && p.share <= usual:
			line = paymentLine{stamp(p.at), "error", p.service, "charge failed: card network did not answer", 5000 + p.pick%90}
		case p.failed && p.pick%2 == 0:
			line = paymentLine{stamp(p.at), "error", p.service, "charge failed: no connection free in pool within 2000 ms", 2000 + p.pick%9}
		case p.failed:
			line = paymentLine{stamp(p.at), "error", p.service, "charge failed: database says: remaining connection slots are reserved", 12 + p.pick%9}
		}
		if err := enc.Encode(line); err != nil {
			return nil, fmt.Errorf("writing a line of the payments log: %w", err)
		}
	}
	return b.Bytes(), nil
}

// checkoutFiles makes the machine-made evidence of the sample checkout-payments.
func checkoutFiles() ([]file, error) {
	const folder = "checkout-payments/"
	probes := canary{service: "payments", every: 5 * time.Second, latency: 90, curve: paymentsCurve()}.run(feb("13:00:00"), feb("15:30:00"), seedPayments)
	log, err := paymentsLog(probes)
	if err != nil {
		return nil, err
	}
	rules := []rule{
		{"PaymentErrorRateHigh", "payments", "critical", "More than a fifth of the charges fail", 2 * time.Minute, 0.2, 2 * time.Minute},
		{"PaymentErrorBudgetBurn", "payments", "warning", "The error budget of the month burns fast", 10 * time.Minute, 0.1, 5 * time.Minute},
	}
	var alerts []alert
	for _, r := range rules {
		for _, f := range r.evaluate(probes, feb("13:00:00"), feb("15:30:00")) {
			labels := map[string]string{"alertname": r.name, "service": r.service, "severity": r.severity, "job": "payments"}
			alerts = append(alerts, alert{f, labels, r.summary})
		}
	}
	received, err := webhooks(alerts, "larkmarket.example", 4*time.Hour)
	if err != nil {
		return nil, err
	}
	chat, err := checkoutExport().zip(feb("16:00:00"))
	if err != nil {
		return nil, err
	}
	return []file{{folder + "payments.jsonl", log}, {folder + "alerts.jsonl", received}, {folder + "chat.zip", chat}}, nil
}

const seedPayments = 217

// checkoutExport is the one channel of the invented shop in which the incident was worked on.
func checkoutExport() export {
	return export{
		team: "T0LARKMRKT", zone: "Etc/UTC",
		members: []member{
			{id: "U0LMCMDR01", name: "incident-commander", title: "Incident Commander"},
			{id: "U0LMPAYM02", name: "on-call-payments", title: "On-call, Payments"},
			{id: "U0LMDBAS03", name: "database-engineer", title: "Database Engineer"},
			{id: "U0LMSUPP04", name: "support-lead", title: "Support Lead"},
			{id: "B0LMALRT05", name: "alert-bot", title: "Alerts", bot: true},
		},
		channels: []channel{{
			id: "C0LMINC001", name: "inc-payments", purpose: "Charges fail", creator: "on-call-payments", created: feb("14:06:00"), posts: checkoutPosts(),
		}},
	}
}

func checkoutPosts() []post {
	return []post{
		{at: feb("14:07:32"), by: "alert-bot", text: "[FIRING] PaymentErrorRateHigh (payments)", card: "More than a fifth of the charges fail"},
		{at: feb("14:09:20"), by: "on-call-payments", text: "ack, on it", reaction: "eyes:incident-commander"},
		{at: feb("14:11:05"), by: "support-lead", text: "Customers write in: card refused though it is good. 12 tickets since 14:05 UTC."},
		{at: feb("14:12:30"), by: "incident-commander", text: "Declaring SEV2, I am commanding.", pinnedBy: "incident-commander"},
		{at: feb("14:15:10"), by: "on-call-payments", text: "is the card network down?", key: "network"},
		{at: feb("14:16:02"), by: "database-engineer", thread: "network", text: "Their page is green. Our database has all 400 connection slots taken."},
		{at: feb("14:21:40"), by: "database-engineer", text: "Root cause found: since release 4.18.0 each tenant opens a pool of its own, that is 38 pools of 20."},
		{at: feb("14:24:15"), by: "on-call-payments", text: "Rolling back to 4.17.3.", key: "rollback"},
		{at: feb("14:29:50"), by: "on-call-payments", thread: "rollback", text: "The rollback failed: the image of 4.17.3 is no longer in the registry."},
		{at: feb("14:31:20"), by: "incident-commander", text: "Decision: rebuild 4.17.3 from its tag rather than patch 4.18.0 under pressure."},
		{at: feb("14:39:45"), by: "on-call-payments", text: "4.17.3 is rebuilt, rolling out now."},
		{at: feb("14:43:10"), by: "database-engineer", text: "Slots in use: 212 and falling."},
		{at: feb("14:50:05"), by: "on-call-payments", text: "All instances run 4.17.3, charges go through.", edited: feb("14:50:40"), reaction: "tada:support-lead"},
		{at: feb("14:59:30"), by: "incident-commander", text: "Ten quiet minutes. Closing the incident."},
		{at: feb("15:03:00"), by: "database-engineer", text: "action item: alert when four fifths of the connection slots are in use"},
		{at: feb("15:04:10"), by: "on-call-payments", text: "action item: keep the images of the last three releases in the registry"},
	}
}
