package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/logs"
)

func generate(t *testing.T, format string, size int64, seed uint64, quiet bool) ([]byte, incident) {
	t.Helper()
	truth := filepath.Join(t.TempDir(), "truth.json")
	var out bytes.Buffer
	if err := run(format, size, seed, quiet, truth, &out); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(truth)
	if err != nil {
		t.Fatal(err)
	}
	var in incident
	if err := json.Unmarshal(b, &in); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), in
}

func TestGenerate(t *testing.T) {
	recognised := map[string]string{"text": "plain-text", "json": "json-lines", "logfmt": "logfmt", "access": "access-log", "syslog": "syslog-3164"}
	for _, format := range formatNames() {
		t.Run(format, func(t *testing.T) {
			const size = 1 << 20
			one, in := generate(t, format, size, 7, false)
			two, _ := generate(t, format, size, 7, false)
			if !bytes.Equal(one, two) {
				t.Error("the same flags give other bytes")
			}
			if other, otherIn := generate(t, format, size, 8, false); bytes.Equal(one, other) || in.Onset.Equal(otherIn.Onset) {
				t.Error("another seed gives the same log")
			}
			if n := len(one); n < size || n > size+1000 {
				t.Errorf("%d bytes, want %d and the rest of a line", n, size)
			}
			head, err := file.Bytes("a.log", one).Head()
			if err != nil {
				t.Fatal(err)
			}
			if m := logs.Family().Match(head); m.Format != recognised[format] {
				t.Errorf("recognised as %q", m.Format)
			}
			if lines := int64(bytes.Count(one, []byte("\n"))); size/lines > formats[format].perLine+8 || size/lines < formats[format].perLine-8 {
				t.Errorf("%d bytes a line, said to be %d", size/lines, formats[format].perLine)
			}
		})
	}
}

// The incident is where the truth says, and nowhere else.
func TestIncident(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		l := newLog(3, 200_000, quiet)
		in := l.incident
		inside, failed := 0, 0
		var last time.Time
		for range 200_000 {
			e := l.next()
			if e.at.Before(last) {
				t.Fatal("time goes back")
			}
			last = e.at
			during := !e.at.Before(in.Onset) && e.at.Before(in.Recovery) && strings.Contains(strings.Join(in.Services, " "), e.service)
			if during {
				inside++
			}
			if e.failed {
				failed++
			}
			if e.failed && !during {
				t.Fatalf("%s fails at %v, which the truth %+v does not say", e.service, e.at, in)
			}
		}
		if quiet && failed > 0 || !quiet && (float64(failed) < 0.7*in.Share*float64(inside) || inside < 200) {
			t.Errorf("quiet %v: %d of %d lines failed, the truth says %.2f", quiet, failed, inside, in.Share)
		}
		if day := last.Sub(time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC)); day < 23*time.Hour || day > 25*time.Hour {
			t.Errorf("the log lasts %v", day)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := run("xml", 1, 1, false, "", &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "access, json, logfmt, syslog, text") {
		t.Errorf("error %v does not say which formats there are", err)
	}
}
