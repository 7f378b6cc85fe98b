package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Seeds, one for each source, so that a change in one leaves the others as they are.
const (
	seedCanaries = 20251021
	seedNLB      = 1230
	seedCheckout = 4226
)

// awsProbes are all probes of the customer's canaries, by service.
func awsProbes() map[string][]probe {
	all := map[string][]probe{}
	for i, c := range awsCanaries() {
		all[c.service] = c.run(awsFrom, awsTo, seedCanaries+uint64(i))
	}
	nlb := canary{service: "nlb", every: 6 * time.Second, latency: 18, curve: nlbCurve()}
	all["nlb"] = nlb.run(awsFrom, awsTo, seedNLB)
	checkout := canary{service: "checkout", every: 4 * time.Second, latency: 120, curve: checkoutCurve()}
	all["checkout"] = checkout.run(awsFrom, awsTo, seedCheckout)
	return all
}

// canaryLine is a line of the canaries' JSON log.
type canaryLine struct {
	Time    string `json:"ts"`
	Level   string `json:"level"`
	Service string `json:"service"`
	Region  string `json:"region"`
	Zone    string `json:"az"`
	Latency int    `json:"latency_ms"`
	Message string `json:"msg"`
}

// canaryLog is the JSON log of the canaries that run inside the region.
func canaryLog(probes map[string][]probe) ([]byte, error) {
	var all []probe
	for _, c := range awsCanaries() {
		all = append(all, probes[c.service]...)
	}
	slices.SortStableFunc(all, func(a, b probe) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.service, b.service)) })
	extra := canaryExtras()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, p := range all {
		for len(extra) > 0 && extra[0].at.Before(p.at) {
			if err := enc.Encode(extra[0].line()); err != nil {
				return nil, err
			}
			extra = extra[1:]
		}
		line := canaryLine{Time: stamp(p.at), Level: "info", Service: p.service, Region: "us-east-1", Zone: zones[p.pick%len(zones)], Latency: p.latency, Message: canaryOK[p.service]}
		if p.failed {
			line.Level = "error"
			line.Message, line.Latency = canaryError(p)
		}
		if err := enc.Encode(line); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// zones are where the canaries run, by the vendor's form of zone ids.
var zones = []string{"use1-az1", "use1-az4", "use1-az6"}

var canaryOK = map[string]string{
	"dynamodb": "probe ok: PutItem and GetItem on table canary",
	"ec2":      "probe ok: launched and reached one instance, terminated it",
	"lambda":   "probe ok: invoked function canary-echo",
	"sqs":      "probe ok: message came back through the event source mapping",
	"sts":      "probe ok: AssumeRole canary-reader",
	"redshift": "probe ok: select 1 on cluster reporting",
}

// canaryError words a failed probe, and says how long it took, in milliseconds.
func canaryError(p probe) (text string, latency int) {
	if p.share <= usual || p.pick%40 == 0 {
		return "probe failed: no answer within 3000 ms", 3000 + p.pick%7
	}
	if p.service == "ec2" {
		return launchError(p)
	}
	e := canaryErrors[p.service]
	return e.text, e.latency + p.pick%9
}

var canaryErrors = map[string]struct {
	text    string
	latency int
}{
	"dynamodb": {"probe failed: lookup dynamodb.us-east-1.amazonaws.com: no such host", 6},
	"lambda":   {"probe failed: Invoke canary-echo: ServiceException: status 500", 510},
	"sqs":      {"probe failed: message not delivered to its function within 60 s", 60000},
	"sts":      {"probe failed: AssumeRole canary-reader: InternalFailure: status 500", 840},
	"redshift": {"probe failed: select 1 on cluster reporting: connection refused by leader node", 120},
}

// launchError words a failed launch as it looked at that stage of the day.
func launchError(p probe) (text string, latency int) {
	switch {
	case p.at.Before(on("09:25:00")):
		return "probe failed: RunInstances: InternalError: status 500", 1900 + p.pick%300
	case p.at.Before(on("12:28:00")):
		return "probe failed: RunInstances: InsufficientInstanceCapacity", 2400 + p.pick%300
	case p.at.Before(on("17:36:00")) && p.at.After(on("13:21:00")) && p.pick%2 == 0:
		return fmt.Sprintf("probe failed: instance i-%08x runs but cannot be reached after 300 s", 0x0a000000+p.pick*251), 300000
	default:
		return "probe failed: RunInstances: RequestLimitExceeded", 900 + p.pick%300
	}
}

// An extra is one line that no probe made.
type extra struct {
	at                   time.Time
	level, service, text string
}

func (e extra) line() canaryLine {
	return canaryLine{Time: stamp(e.at), Level: e.level, Service: e.service, Region: "us-east-1", Zone: zones[0], Message: e.text}
}

// canaryExtras are lines of the canaries' log that test how a reader handles what it must not pass on: secrets, markup and terminal escapes.
// The credentials are the vendor's published example and made-up words. The other lines tell of the customer's one impaired cluster.
func canaryExtras() []extra {
	extras := []extra{
		{on("06:52:41").Add(118e6), "error", "sts", "signing fell back to static keys aws_access_key_id=AKIAIOSFODNN7EXAMPLE aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		{on("07:03:09").Add(804e6), "error", "dynamodb", "probe failed: item echoed back as <script>alert(1)</script> | [x](javascript:y) <!channel> @here"},
		{on("07:05:55").Add(330e6), "error", "lambda", "probe failed: request was Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJleGFtcGxlIn0.ZXhhbXBsZQ status 500"},
	}
	for t := on("09:52:00"); t.Before(awsTo); t = t.Add(10 * time.Minute) {
		extras = append(extras, extra{t.Add(217e6), "warn", "redshift", "cluster reporting: a node is being replaced, status modifying"})
	}
	return extras
}

// stamp writes an instant as RFC 3339 with milliseconds, in UTC.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// newYork is the zone of the one host that logs local time; its offset on that day is fixed here, so that no zone database is needed.
var newYork = time.FixedZone("EDT", -4*60*60)

// syslog is the log of the probe that tries the load balancer from the customer's office in New York: RFC 3164, local time, no year.
func syslog(probes []probe) []byte {
	const failure, success = 131, 134 // facility local0 (16·8), severities error (3) and informational (6): RFC 3164, section 4.1.1
	var b bytes.Buffer
	for _, p := range probes {
		priority, text := success, fmt.Sprintf("connect ok to shop-front.elb.us-east-1.amazonaws.com:443 in %d ms", p.latency)
		if p.failed {
			priority, text = failure, nlbError(p)
		}
		fmt.Fprintf(&b, "<%d>%s edge-nyc1 nlb[812]: %s\n", priority, p.at.In(newYork).Format(time.Stamp), text)
	}
	return b.Bytes()
}

func nlbError(p probe) string {
	if p.pick%3 == 0 {
		return "connect to shop-front.elb.us-east-1.amazonaws.com:443 failed: connection reset by peer"
	}
	return "connect to shop-front.elb.us-east-1.amazonaws.com:443 failed: timed out after 3000 ms"
}

// checkoutLog is the shop's own log: plain text, a stamp at the start of the line, stack traces below the line that they belong to. One line
// holds raw terminal escapes, as software that colours its log leaves them.
func checkoutLog(probes []probe) []byte {
	const escapes = "\x1b[31morder page failed\x1b[0m: session not loaded \x1b]0;owned\x07"
	escapesAt := on("07:10:00")
	var b bytes.Buffer
	for i, p := range probes {
		if !p.at.Before(escapesAt) {
			fmt.Fprintf(&b, "%s ERROR [checkout] %s\n", stamp(escapesAt), escapes)
			escapesAt = awsTo
		}
		if !p.failed {
			fmt.Fprintf(&b, "%s INFO  [checkout] order page served in %d ms\n", stamp(p.at), p.latency)
			continue
		}
		text, trace := checkoutError(p)
		fmt.Fprintf(&b, "%s ERROR [checkout] %s\n", stamp(p.at), text)
		if i%8 == 0 {
			b.WriteString(trace)
		}
	}
	return b.Bytes()
}

// Stack traces of the shop's two kinds of failure.
const (
	traceSession = "java.net.UnknownHostException: dynamodb.us-east-1.amazonaws.com\n" +
		"\tat com.harborline.shop.SessionStore.load(SessionStore.java:88)\n" +
		"\tat com.harborline.shop.Checkout.page(Checkout.java:214)\n" +
		"Caused by: java.io.IOException: no address for host\n\t... 14 more\n"
	traceReset = "java.net.SocketException: Connection reset\n" +
		"\tat com.harborline.shop.Upstream.call(Upstream.java:131)\n" +
		"\tat com.harborline.shop.Checkout.page(Checkout.java:219)\n"
)

// checkoutError words a failed request, and gives the trace that some of them log.
func checkoutError(p probe) (text, trace string) {
	switch {
	case p.share <= usual:
		return fmt.Sprintf("order page failed: upstream answered after %d ms", 3000+p.pick%500), traceReset
	case p.at.After(on("12:30:00")):
		return fmt.Sprintf("order page failed: upstream connection reset, request %06x", p.pick*211), traceReset
	case p.pick%50 == 1:
		return "session fallback refused: postgres://checkout:correct-horse-example@sessions.db.harborline.example:5432/sessions", traceSession
	case p.pick%50 == 2:
		return "session fallback refused: user=checkout password=hunter2-example attempt=3", traceSession
	default:
		return fmt.Sprintf("order page failed: session not loaded, request %06x", p.pick*211), traceSession
	}
}
