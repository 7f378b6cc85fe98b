package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestInterruptedKeepsWhatCame: whoever stops a run that takes too long loses nothing of what came, and of what there was before; the next run asks for
// the rest only.
func TestInterruptedKeepsWhatCame(t *testing.T) {
	var asked atomic.Int32
	good := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.URL.Path == "/api/v2/alerts" {
			fmt.Fprint(w, `[{"labels":{"alertname":"HighErrorRate"},"startsAt":"2025-10-20T06:50:00Z","endsAt":"2025-10-20T07:05:00Z","fingerprint":"2f5a0e5f1a0a6b1c","status":{"state":"active"}}]`)
			return
		}
		fmt.Fprint(w, `[]`)
	}))
	defer good.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var hangs atomic.Bool
	hangs.Store(true)
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !hangs.Load() {
			fmt.Fprint(w, `[]`)
			return
		}
		for asked.Load() < 2 {
			time.Sleep(time.Millisecond)
		}
		time.AfterFunc(50*time.Millisecond, cancel) // the other one has had its answers by now
		<-r.Context().Done()
	}))
	defer bad.Close()

	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pes := func(ctx context.Context, args ...string) (status int, stderr string) {
		var out, talk bytes.Buffer
		status = run(ctx, process{noEnv, time.Now, strings.NewReader(""), &out, &talk, args})
		return status, talk.String()
	}
	write("notes.md", "# 2025-10-20\n- 06:52 checkout is down\n")
	if status, talk := pes(t.Context(), "collect", dir); status != exitDone {
		t.Fatalf("exit status %d: %s", status, talk)
	}
	write("incident.yaml", fmt.Sprintf("window: {from: 2025-10-20T06:00:00Z, to: 2025-10-20T10:00:00Z}\nsources:\n  good: {alertmanager: %q}\n  bad: {alertmanager: %q}\n", good.URL, bad.URL))

	status, talk := pes(ctx, "collect", dir)
	if status != exitInterrupted || !strings.Contains(talk, "hint: what came is kept") {
		t.Errorf("exit status %d: %s", status, talk)
	}
	kept, err := os.ReadFile(filepath.Join(dir, "evidence.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"checkout is down", "HighErrorRate", `"error":"interrupted"`} {
		if !bytes.Contains(kept, []byte(want)) {
			t.Errorf("%s is not in evidence.jsonl: %s", want, kept)
		}
	}
	hangs.Store(false)
	asked.Store(0)
	if status, talk := pes(t.Context(), "collect", dir); status != exitDone || asked.Load() > 0 {
		t.Errorf("exit status %d, %d requests to the one that had answered: %s", status, asked.Load(), talk)
	}
}
