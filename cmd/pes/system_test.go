package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// pretend starts a system that can be asked: it answers a path with the file system/PATH.json of the script's folder, notes what it was asked in the
// file requests, wants the token that is in system/token, says system/status instead of 200, never answers while system/hang is there, and is an hour ahead while system/hour is. The script
// has its address in SYSTEM.
func pretend(e *testscript.Env) {
	s := &system{dir: e.WorkDir}
	server := httptest.NewServer(s)
	e.Defer(server.Close)
	e.Setenv("SYSTEM", server.URL)
}

type system struct {
	dir string
	mu  sync.Mutex
}

func (s *system) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.note(r.Method + " " + r.URL.RequestURI())
	if _, err := os.Stat(s.path("hang")); err == nil {
		<-r.Context().Done()
		return
	}
	if token := s.word("token"); token != "" && r.Header.Get("Authorization") != "Bearer "+token {
		http.Error(w, "bad token "+r.Header.Get("Authorization"), http.StatusUnauthorized)
		return
	}
	if status, err := strconv.Atoi(s.word("status")); err == nil {
		http.Error(w, "no", status)
		return
	}
	if _, err := os.Stat(s.path("hour")); err == nil {
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
	}
	data, err := os.ReadFile(s.path(strings.ReplaceAll(strings.Trim(r.URL.Path, "/"), "/", "-") + ".json"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(data)
}

func (s *system) path(name string) string { return filepath.Join(s.dir, "system", name) }

func (s *system) word(name string) string {
	data, _ := os.ReadFile(s.path(name))
	return strings.TrimSpace(string(data))
}

// note adds a line to the file requests.
func (s *system) note(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := os.OpenFile(filepath.Join(s.dir, "requests"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	fmt.Fprintln(f, line)
}
