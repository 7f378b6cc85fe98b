package kubernetes_test

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes/kubernetes"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/live/livetest"
	"github.com/pes-dev/pes/event"
)

func at(h, m, s int) time.Time { return time.Date(2025, 10, 20, h, m, s, 0, time.UTC) }

// happened is an event of the fake cluster.
type happened struct {
	uid, namespace, kind, name, reason, message, typ string
	first, last                                      time.Time
	count                                            int
}

// fake is the API server of a cluster, in the spirit of httptest: it pages by limit and continue, and may forget where a list was.
type fake struct {
	events  []happened
	expire  int        // how many times a next page is gone
	forever bool       // it always is
	mu      sync.Mutex // of asked
	asked   []string
}

func (f *fake) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"major":"1","minor":"32","gitVersion":"v1.32.4"}`))
	})
	mux.HandleFunc("GET /api/v1/events", func(w http.ResponseWriter, r *http.Request) { f.list(w, r, "") })
	mux.HandleFunc("GET /api/v1/namespaces/{ns}/events", func(w http.ResponseWriter, r *http.Request) { f.list(w, r, r.PathValue("ns")) })
	return livetest.Bearer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.asked = append(f.asked, r.URL.Path+"?"+r.URL.RawQuery)
		f.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		mux.ServeHTTP(w, r)
	}))
}

func (f *fake) list(w http.ResponseWriter, r *http.Request, namespace string) {
	if namespace == "kube-system" {
		w.WriteHeader(http.StatusForbidden)
		w.Write([]byte(`{"kind":"Status","apiVersion":"v1","status":"Failure","message":"events is forbidden: User \"ana\" cannot list resource \"events\"","reason":"Forbidden","code":403}`))
		return
	}
	from, _ := strconv.Atoi(r.URL.Query().Get("continue"))
	if from > 0 && (f.expire > 0 || f.forever) {
		f.expire--
		w.WriteHeader(http.StatusGone)
		w.Write([]byte(`{"kind":"Status","apiVersion":"v1","metadata":{"continue":"x"},"status":"Failure","message":"The provided continue parameter is too old to display a consistent list result.","reason":"Expired","code":410}`))
		return
	}
	var all []happened
	for _, e := range f.events {
		if namespace == "" || e.namespace == namespace {
			all = append(all, e)
		}
	}
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	to := min(from+min(cmp.Or(limit, 500), 3), len(all)) // a server may give fewer than it is asked for
	next := ""
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	items := []any{}
	for _, e := range all[from:to] {
		items = append(items, map[string]any{
			"metadata":       map[string]any{"name": e.name + ".18", "namespace": e.namespace, "uid": e.uid, "creationTimestamp": e.first, "managedFields": []any{map[string]any{"manager": "kubelet"}}},
			"involvedObject": map[string]any{"kind": e.kind, "namespace": e.namespace, "name": e.name, "apiVersion": "v1"}, "reason": e.reason, "message": e.message, "type": e.typ,
			"firstTimestamp": e.first, "lastTimestamp": e.last, "count": e.count, "eventTime": nil, "reportingComponent": "kubelet", "source": map[string]any{"component": "kubelet"},
		})
	}
	json.NewEncoder(w).Encode(map[string]any{"kind": "EventList", "apiVersion": "v1", "metadata": map[string]any{"resourceVersion": "1", "continue": next}, "items": items})
}

func usual() *fake {
	return &fake{events: []happened{
		{"u0", "shop", "Pod", "db-0", "Started", "Started container db", "Normal", at(5, 0, 0), at(5, 0, 0), 1},
		{"u1", "shop", "Deployment", "api", "ScalingReplicaSet", "Scaled up replica set api-7d9f8b6c5 to 3", "Normal", at(6, 40, 0), at(6, 40, 0), 1},
		{"u2", "shop", "Pod", "api-7d9f8b6c5-x2x4z", "BackOff", "Back-off restarting failed container api in pod api-7d9f8b6c5-x2x4z", "Warning", at(6, 50, 0), at(7, 10, 0), 58},
		{"u3", "shop", "Pod", "api-7d9f8b6c5-zzzzz", "BackOff", "Back-off restarting failed container api in pod api-7d9f8b6c5-zzzzz", "Warning", at(6, 52, 0), at(7, 20, 0), 90},
		{"u4", "web", "Pod", "web-0", "Killing", "Stopping container web", "Normal", at(9, 59, 59), at(9, 59, 59), 1},
		{"u5", "web", "Pod", "web-0", "Started", "Started container web", "Normal", at(10, 0, 0), at(10, 0, 0), 1},
	}}
}

func subject() livetest.Subject {
	return livetest.Subject{
		Kind: kubernetes.Kind(), Serve: func(*testing.T) http.Handler { return usual().handler() },
		Env: map[string]string{"KUBE_TOKEN": livetest.Secret}, Least: 3,
	}
}

func TestConformance(t *testing.T) { livetest.Run(t, subject()) }

var want = []string{
	"06:40:00 ×1 api ScalingReplicaSet: Scaled up replica set api-7d9f8b6c5 to 3",
	"06:50:00 ×148 api BackOff: Back-off restarting failed container api in pod api-7d9f8b6c5-x2x4z",
	"09:59:59 ×1 web Killing: Stopping container web",
}

func texts(b event.Batch) []string {
	var out []string
	for _, e := range b.Events {
		out = append(out, fmt.Sprintf("%s ×%d %s %s", e.At.Format("15:04:05"), e.Count, e.Service, e.Text))
	}
	return out
}

func ask(t *testing.T, h http.Handler, w event.Window, more live.Settings) (event.Batch, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s := subject()
	s.Settings = more
	return s.Source(t, server.URL, &live.Secrets{}).Collect(t.Context(), w)
}

func TestCollect(t *testing.T) {
	for name, f := range map[string]*fake{"pages": usual(), "the next page is gone once": {events: usual().events, expire: 1}} {
		b, err := ask(t, f.handler(), livetest.Window, nil)
		if diff := gocmp.Diff(want, texts(b)); diff != "" || err != nil || b.Reports[0].Records < 6 {
			t.Errorf("%s: %v\n%s\n%s", name, err, diff, strings.Join(f.asked, "\n"))
		}
	}
	b, err := ask(t, (&fake{events: usual().events, forever: true}).handler(), livetest.Window, nil)
	if err == nil || len(b.Events) == 0 || b.Reports[0].Error == "" || len(b.Reports[0].Asked.Covered) > 0 {
		t.Errorf("%v %+v", err, b.Reports)
	}
	b, err = ask(t, usual().handler(), livetest.Window, live.Settings{"namespaces": []any{"web", "kube-system"}})
	if err == nil || len(b.Events) != 1 || !strings.Contains(b.Reports[0].Error, "forbidden") || !strings.Contains(b.Reports[0].Fix, "ClusterRole view") {
		t.Errorf("%v %v %+v", err, texts(b), b.Reports)
	}
	if diff := gocmp.Diff([]string{"kubectl get --raw '/api/v1/namespaces/kube-system/events?limit=500'", "kubectl get --raw '/api/v1/namespaces/web/events?limit=500'"}, b.Reports[0].Asked.Queries); diff != "" {
		t.Error(diff)
	}
}

// What a cluster has forgotten is not covered.
func TestForgotten(t *testing.T) {
	f := &fake{events: usual().events[1:]} // the oldest came at 06:40
	b, err := ask(t, f.handler(), livetest.Window, nil)
	if diff := gocmp.Diff([]event.Window{{From: at(6, 40, 0), To: livetest.Window.To}}, b.Reports[0].Asked.Covered); diff != "" || err != nil || len(b.Reports[0].Notes) != 1 || !strings.Contains(b.Reports[0].Notes[0], "back to 2025-10-20 06:40 UTC") {
		t.Errorf("%v %s %q", err, diff, b.Reports[0].Notes)
	}
	// Of an empty cluster nothing is known but of the last hour.
	dated := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", livetest.Now.Format(http.TimeFormat))
		(&fake{}).handler().ServeHTTP(w, r)
	})
	b, err = ask(t, dated, event.Window{From: livetest.Now.Add(-2 * time.Hour), To: livetest.Now}, nil)
	if diff := gocmp.Diff([]event.Window{{From: livetest.Now.Add(-time.Hour), To: livetest.Now}}, b.Reports[0].Asked.Covered); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if b, err = ask(t, dated, livetest.Window, nil); err != nil || len(b.Reports[0].Asked.Covered) != 0 {
		t.Errorf("%v %+v", err, b.Reports[0].Asked)
	}
}

// The real kubectl, where it is installed, speaks to the fake cluster by a kubeconfig.
func TestKubectl(t *testing.T) {
	livetest.Program(t, "kubectl")
	server := httptest.NewTLSServer(usual().handler()) // kubectl sends no token without TLS
	defer server.Close()
	authority := base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	config := filepath.Join(t.TempDir(), "config")
	text := `{"apiVersion":"v1","kind":"Config","current-context":"here","clusters":[{"name":"c","cluster":{"server":"` + server.URL + `","certificate-authority-data":"` + authority + `"}}],
		"contexts":[{"name":"here","context":{"cluster":"c","user":"u"}},{"name":"stranger","context":{"cluster":"c","user":"none"}}],"users":[{"name":"u","user":{"token":"` + livetest.Secret + `"}},{"name":"none","user":{"token":"expired"}}]}`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := open(t, live.Settings{"kubeconfig": config}).Collect(t.Context(), livetest.Window)
	if diff := gocmp.Diff(want, texts(b)); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if h := open(t, live.Settings{"kubeconfig": config}).Check(t.Context(), livetest.Window); h.Err != nil || !h.Reachable || !h.Authorized || h.Version != "v1.32.4" || len(h.Asks) == 0 {
		t.Errorf("%+v", h)
	}
	for context, fix := range map[string]string{"stranger": "log in", "nowhere": "get-contexts"} {
		b, err := open(t, live.Settings{"kubeconfig": config, "context": context}).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Fix, fix) || strings.Contains(err.Error(), livetest.Secret) {
			t.Errorf("%s: %v, fix %q", context, err, b.Reports[0].Fix)
		}
	}
}

func open(t *testing.T, s live.Settings) live.Source {
	t.Helper()
	src, err := kubernetes.Kind().Open("under test", s, live.Env{Now: func() time.Time { return livetest.Now }})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// What kubectl says when it fails becomes cause and fix, by a program in its place.
func TestKubectlFails(t *testing.T) {
	tests := map[string]struct{ script, cause, fix string }{
		"forbidden":     {`echo 'Error from server (Forbidden): events is forbidden: User "ana" cannot list resource "events"' >&2; exit 1`, "Forbidden", "ClusterRole view"},
		"logged out":    {`echo 'error: You must be logged in to the server (Unauthorized)' >&2; exit 1`, "logged in", "log in"},
		"a plug-in":     {`echo 'Unable to connect to the server: getting credentials: exec: executable aws failed with exit code 255' >&2; exit 1`, "getting credentials", "log in"},
		"no connection": {`echo 'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?' >&2; exit 1`, "was refused", "VPN"},
		"no cluster":    {`echo 'error: no configuration has been provided, try setting KUBERNETES_MASTER' >&2; exit 1`, "no configuration", "context:"},
		"no JSON":       {`echo hello`, "no JSON", "by hand"},
		"no list":       {`echo '{"items":7}'`, "no list", "url:"},
		"gone for ever": {`echo 'Error from server (Expired): The provided continue parameter is too old' >&2; exit 1`, "Expired", "again"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "kubectl"), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
			b, err := open(t, live.Settings{"context": "shop"}).Collect(t.Context(), livetest.Window)
			if r := b.Reports[0]; err == nil || !strings.Contains(r.Error, tt.cause) || !strings.Contains(r.Fix, tt.fix) {
				t.Errorf("%v: %q, %q", err, r.Error, r.Fix)
			}
			if h := open(t, nil).Check(t.Context(), livetest.Window); name != "no list" && (h.Err == nil || h.Authorized) && name != "gone for ever" {
				t.Errorf("%+v", h)
			}
		})
	}
	t.Run("no kubectl", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		b, err := open(t, nil).Collect(t.Context(), livetest.Window)
		if err == nil || !strings.Contains(b.Reports[0].Fix, "install kubectl") {
			t.Errorf("%v %+v", err, b.Reports)
		}
	})
}

// In a pod the service account is used, unless kubectl's settings are given.
func TestInPod(t *testing.T) {
	env := map[string]string{"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}
	_, err := kubernetes.Kind().Open("x", live.Settings{}, live.Env{Getenv: func(k string) string { return env[k] }})
	if err == nil || !strings.Contains(err.Error(), "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt") {
		t.Errorf("it does not look for the pod's own authority: %v", err)
	}
	if _, err := kubernetes.Kind().Open("x", live.Settings{"context": "shop"}, live.Env{Getenv: func(k string) string { return env[k] }}); err != nil {
		t.Error(err)
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		s    live.Settings
		want string
	}{
		{live.Settings{"namespaces": "../../secrets"}, "namespaces"},
		{live.Settings{"namespaces": ""}, "namespaces"},
		{live.Settings{"url": "https://k.example", "context": "shop"}, "url"},
		{live.Settings{"context": "--as=admin"}, "context"},
	} {
		if _, err := kubernetes.Kind().Open("x", tt.s, live.Env{}); err == nil || !strings.HasPrefix(err.Error(), tt.want+":") || live.Fix(err) == "" {
			t.Errorf("%v: %v", tt.s, err)
		}
	}
	for arg, want := range map[string]string{"-": "map[]", "prod": "map[context:prod]", "https://k.example:6443": "map[url:https://k.example:6443]"} {
		if s, err := kubernetes.Kind().Flag(arg); err != nil || fmt.Sprint(s) != want {
			t.Errorf("%s: %v %v", arg, s, err)
		}
	}
}
