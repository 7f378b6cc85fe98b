package logs

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// written is the lines of a log of twenty services, as a program of each format writes them.
func written(as string, lines int) (all [][]byte) {
	rng := rand.New(rand.NewPCG(11, 13))
	services := []string{
		"checkout", "payments", "cart", "frontend", "auth", "ledger", "search", "inventory", "shipping", "email", "recommendation",
		"gateway", "fraud", "currency", "session-store", "image-proxy", "scheduler", "notifier", "billing", "catalog",
	}
	messages := []string{
		"page /catalog/%d rendered in %dms for a returning customer, 3 fragments from the cache", "opened connection to 10.1.%d.%d:5432, pool is now at half",
		"row %d written, %d to go before the batch is flushed to the second store and the offset is committed", "lookup of price:%d missed after %d tries",
		"consumer %d rebalanced, %d partitions assigned after the group lost a member", "client %d gone after %d bytes of the body were read; nothing was written",
		"slow statement: SELECT id, total, state FROM orders WHERE customer = %d ORDER BY created DESC LIMIT %d",
	}
	levels := []string{"INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARN", "ERROR"}
	for i := range lines {
		at := day.Add(time.Duration(i)*23*time.Millisecond + time.Duration(rng.IntN(20))*time.Millisecond)
		service, level := services[rng.IntN(len(services))], levels[rng.IntN(len(levels))]
		text := fmt.Sprintf(messages[rng.IntN(len(messages))], rng.IntN(5000), rng.IntN(200))
		var line []byte
		switch as {
		case "json":
			line = fmt.Appendf(line, `{"ts":%q,"level":%q,"service":%q,"pod":"%s-%08x","trace_id":"%016x%016x","msg":%q,"dur_ms":%d}`,
				at.Format("2006-01-02T15:04:05.000Z"), level, service, service, rng.Uint32(), rng.Uint64(), rng.Uint64(), text, rng.IntN(5000))
		case "logfmt":
			line = fmt.Appendf(line, `ts=%s level=%s caller=%s/handler.go:%d svc=%s traceID=%016x msg=%q duration=%dms`,
				at.Format("2006-01-02T15:04:05.000Z"), level, service, rng.IntN(900), service, rng.Uint64(), text, rng.IntN(5000))
		case "access":
			status := []int{200, 200, 200, 304, 404, 503}[rng.IntN(6)]
			line = fmt.Appendf(line, `10.%d.%d.%d - - [%s] "GET /api/v1/%s/%d HTTP/1.1" %d %d "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64)" 0.%03d`,
				rng.IntN(256), rng.IntN(256), rng.IntN(256), at.Format("02/Jan/2006:15:04:05 -0700"), service, rng.IntN(5000), status, rng.IntN(90000), rng.IntN(999))
		case "3164":
			line = fmt.Appendf(line, `%s node-%d %s[%d]: %s`, at.Format(time.Stamp), rng.IntN(30), service, rng.IntN(30000), text)
		case "3164 with a priority":
			line = fmt.Appendf(line, `<%d>%s node-%d %s[%d]: %s`, 8+rng.IntN(8), at.Format(time.Stamp), rng.IntN(30), service, rng.IntN(30000), text)
		case "5424":
			line = fmt.Appendf(line, `<%d>1 %s node-%d %s %d ID%d [meta@1 trace="%016x"] %s`,
				8+rng.IntN(8), at.Format("2006-01-02T15:04:05.000Z"), rng.IntN(30), service, rng.IntN(30000), rng.IntN(50), rng.Uint64(), text)
		}
		all = append(all, line)
	}
	return all
}

// BenchmarkParse is what the fields of a line cost: time, level, service, and where the message stands. The aim for JSON is 1.5 GB/s on a core.
func BenchmarkParse(b *testing.B) {
	for _, bc := range []struct {
		as     string
		format format
	}{
		{"json", jsonLines()},
		{"logfmt", logfmt()},
		{"access", accessLog()},
		{"3164", syslog3164()},
		{"3164 with a priority", syslog3164()},
		{"5424", syslog5424()},
	} {
		b.Run(bc.as, func(b *testing.B) {
			lines := written(bc.as, 5000)
			var size int64
			for _, line := range lines {
				size += int64(len(line)) + 1
			}
			p := bc.format.open(testClock(), lines[:1])
			b.SetBytes(size)
			b.ReportAllocs()
			var r record
			for b.Loop() {
				for _, line := range lines {
					r = record{}
					if !p.parse(line, &r) {
						b.Fatalf("no record: %s", line)
					}
				}
			}
		})
	}
}
