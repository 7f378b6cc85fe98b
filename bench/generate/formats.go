package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// format is one way of writing a line.
type format struct {
	perLine int64 // bytes of a line on average, so that a log of any size is a day
	line    func(b []byte, e entry) []byte
}

var formats = map[string]format{
	"text":   {92, text},
	"json":   {209, jsonLine},
	"logfmt": {139, logfmt},
	"access": {156, access},
	"syslog": {92, syslog},
}

func formatNames() []string { return slices.Sorted(maps.Keys(formats)) }

// text is a layout of log4j: stamp, level, thread, logger.
func text(b []byte, e entry) []byte {
	b = e.at.AppendFormat(b, "2006-01-02 15:04:05,000 ")
	b = append(b, e.level...)
	for n := len(e.level); n < 5; n++ {
		b = append(b, ' ')
	}
	b = append(b, " [worker-"...)
	b = strconv.AppendUint(b, e.id%48, 10)
	b = append(append(append(b, "] "...), e.service...), ": "...)
	return append(b, e.message...)
}

func jsonLine(b []byte, e entry) []byte {
	b = e.at.AppendFormat(append(b, `{"ts":"`...), "2006-01-02T15:04:05.000Z")
	b = append(append(b, `","level":"`...), e.level...)
	b = append(append(b, `","service":"`...), e.service...)
	b = append(append(append(b, `","pod":"`...), e.service...), '-')
	b = strconv.AppendUint(b, e.id>>32, 16)
	b = append(b, `","trace_id":"`...)
	b = strconv.AppendUint(strconv.AppendUint(b, e.id, 16), e.id*0x9e3779b97f4a7c15, 16)
	b = quoted(append(b, `","msg":`...), e.message)
	b = strconv.AppendInt(append(b, `,"dur_ms":`...), int64(e.took), 10)
	return append(b, '}')
}

func logfmt(b []byte, e entry) []byte {
	b = e.at.AppendFormat(append(b, "ts="...), "2006-01-02T15:04:05.000Z")
	b = append(append(b, " level="...), strings.ToLower(e.level)...)
	b = append(append(b, " svc="...), e.service...)
	b = strconv.AppendUint(append(b, " trace="...), e.id, 16)
	b = quoted(append(b, " msg="...), e.message)
	b = strconv.AppendInt(append(b, " took="...), int64(e.took), 10)
	return append(b, "ms"...)
}

// access is the Combined Log Format with a duration. An error of the incident is a 503, any other a 500; the message is not in it.
func access(b []byte, e entry) []byte {
	b = append(b, "10."...)
	b = strconv.AppendUint(b, e.id>>8&255, 10)
	b = strconv.AppendUint(append(b, '.'), e.id>>16&255, 10)
	b = strconv.AppendUint(append(b, '.'), e.id>>24&255, 10)
	b = e.at.AppendFormat(append(b, " - - ["...), "02/Jan/2006:15:04:05 -0700")
	b = append(append(b, `] "GET /api/v1/`...), e.service...)
	b = strconv.AppendUint(append(b, '/'), e.id>>32%4000, 10)
	status := 200
	switch {
	case e.failed:
		status = 503
	case e.level == "ERROR":
		status = 500
	case e.level == "DEBUG" && e.id%16 == 0:
		status = 404
	}
	b = strconv.AppendInt(append(b, ` HTTP/1.1" `...), int64(status), 10)
	b = strconv.AppendUint(append(b, ' '), e.id>>40%90_000, 10)
	b = append(b, ` "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64)" `...)
	return strconv.AppendFloat(b, float64(e.took)/1000, 'f', 3, 64)
}

// syslog is RFC 3164 as files have it, without a priority: the level stands in the message.
func syslog(b []byte, e entry) []byte {
	b = e.at.AppendFormat(b, time.Stamp)
	b = strconv.AppendUint(append(b, " node-"...), e.id%20, 10)
	b = append(append(b, ' '), e.service...)
	b = strconv.AppendUint(append(b, '['), 1000+e.id>>48%30_000, 10)
	b = append(append(append(b, "]: "...), e.level...), ' ')
	return append(b, e.message...)
}

// quoted appends a text of ASCII in quotes.
func quoted(b, text []byte) []byte {
	b = append(b, '"')
	for _, c := range text {
		if c == '"' {
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return append(b, '"')
}
