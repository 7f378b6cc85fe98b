package main

import (
	"math/rand/v2"
	"strconv"
	"time"
)

// entry is one line before it is written in a format.
type entry struct {
	at      time.Time
	level   string
	service string
	message []byte // valid until the next entry
	failed  bool   // it is the incident's
	id      uint64 // of a trace, a process, a client: whatever a format has that differs from line to line
	took    int    // milliseconds
}

// incident is what is wrong in a log, and when. The zero incident is none.
type incident struct {
	Onset    time.Time `json:"onset"`
	Recovery time.Time `json:"recovered"`
	Services []string  `json:"services"`
	Share    float64   `json:"share"` // of the services' lines
}

// log makes entries in the order of time.
type log struct {
	rng      *rand.Rand
	incident incident
	now      time.Time
	step     int64 // the mean distance between lines, in nanoseconds
	message  []byte
}

var services = []string{
	"storefront", "basket", "pricing", "orders", "wallet", "ledger", "identity", "profiles", "stock", "parcels", "search-api", "reviews", "mailer", "media", "audit", "feature-flags",
}

// In a text, # stands for a number, @ for an id in hex, and ~ for a noun.
var usual = []struct{ level, text string }{
	{"INFO", "answered GET /~/# with 200 in # ms"},
	{"INFO", "answered POST /~ with 201 in # ms"},
	{"INFO", "picked up message @ from ~-events, # waiting"},
	{"INFO", "session @ opened for customer #"},
	{"INFO", "session @ closed after # requests"},
	{"INFO", "saved ~ # at revision #"},
	{"INFO", "loaded # rules from the configuration"},
	{"INFO", "peer 10.4.#.# joined, # members"},
	{"DEBUG", "found ~:# in the cache"},
	{"DEBUG", "no ~:# in the cache, asking the store"},
	{"DEBUG", "span @ of trace @ took # us"},
	{"DEBUG", "pool has # idle and # busy connections"},
	{"WARN", "the store took # ms to find ~ #"},
	{"WARN", "attempt # of 4 to reach ~ did not succeed, waiting # ms"},
	{"WARN", "buffer of ~ is # percent full"},
}

// Every fiftieth line or so of a healthy day is one of these.
var mishaps = []string{"customer # sent a ~ without a currency", "template of mail @ has no field named ~", "picture @ is damaged at byte #"}

var failures = []string{
	"no connection to store-2.internal:6432 within # ms, request @ given up",
	"rejected by store-2.internal:6432: role \"app\" has # of # connections",
	"order # not written: the transaction was rolled back after # ms",
}

var nouns = []string{"invoices", "baskets", "offers", "addresses", "vouchers", "images", "reviews", "parcels"}

func newLog(seed uint64, lines int64, quiet bool) *log {
	l := &log{rng: rand.New(rand.NewPCG(seed, 0x6c6f67)), now: time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC)}
	l.step = int64(24*time.Hour) / max(lines, 1)
	seconds := func(n int) time.Duration { return time.Duration(n) * time.Second }
	onset := l.now.Add(5*time.Hour + seconds(l.rng.IntN(14*3600)))
	hit := l.rng.Perm(len(services))[:2]
	l.incident = incident{
		Onset: onset, Recovery: onset.Add(20*time.Minute + seconds(l.rng.IntN(40*60))),
		Services: []string{services[hit[0]], services[hit[1]]}, Share: 0.25 + 0.25*l.rng.Float64(),
	}
	if quiet {
		l.incident = incident{}
	}
	return l
}

func (l *log) next() entry {
	l.now = l.now.Add(time.Duration(l.rng.Int64N(2*l.step + 1)))
	e := entry{at: l.now, service: services[l.rng.IntN(len(services))], id: l.rng.Uint64(), took: l.rng.IntN(2000)}
	in := &l.incident
	down := !l.now.Before(in.Onset) && l.now.Before(in.Recovery) && (e.service == in.Services[0] || e.service == in.Services[1])
	switch n := l.rng.IntN(1000); {
	case down && l.rng.Float64() < in.Share:
		e.level, e.message, e.failed = "ERROR", l.fill(failures[n%len(failures)]), true
	case n < 8:
		e.level, e.message = "ERROR", l.fill(mishaps[n%len(mishaps)])
	default:
		u := &usual[n%len(usual)]
		e.level, e.message = u.level, l.fill(u.text)
	}
	return e
}

func (l *log) fill(text string) []byte {
	b := l.message[:0]
	for i := range len(text) {
		switch text[i] {
		case '#':
			b = strconv.AppendUint(b, uint64(l.rng.Uint32N(4000)), 10)
		case '@':
			b = strconv.AppendUint(b, l.rng.Uint64(), 16)
		case '~':
			b = append(b, nouns[l.rng.IntN(len(nouns))]...)
		default:
			b = append(b, text[i])
		}
	}
	l.message = b
	return b
}
