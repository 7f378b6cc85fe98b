package httpx

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReach(t *testing.T) {
	hosts := []string{"files.example", "odd.example:8443", "[2001:db8::7]", "10.1.2.3"}
	tests := []struct {
		base, address string
		want          string // why not
	}{
		{"https://a.example/api", "https://a.example/next", ""},
		{"https://a.example", "https://A.EXAMPLE:443/", ""},
		{"https://a.example:443", "https://a.example/", ""},
		{"http://a.example", "https://a.example/", ""},
		{"http://a.example:80", "https://a.example:443/", ""},
		{"http://a.example:8080", "https://a.example:8080/", "another port of that host"},
		{"http://a.example:8080", "https://a.example/", "another port of that host"},
		{"http://[2001:db8::1]:9090", "http://[2001:DB8::1]:9090/", ""},
		{"https://a.example", "http://a.example/", "not encrypted"},
		{"https://a.example", "http://files.example/", "not encrypted"},
		{"https://a.example", "https://a.example:8443/", "another port of that host"},
		{"https://a.example", "https://b.a.example/", "another host"},
		{"https://a.example", "https://a.example.evil.test/", "another host"},
		{"https://a.example", "https://a.example@evil.test/", "an address with a user or a password"},
		{"https://a.example", "https://u:p@a.example/", "an address with a user or a password"},
		{"https://a.example", "https://files.example/x", ""},
		{"https://a.example", "https://files.example:444/x", "another host"},
		{"https://a.example", "https://odd.example:8443/", ""},
		{"https://a.example", "https://odd.example/", "another host"},
		{"https://a.example", "https://[2001:db8::7]/", ""},
		{"https://a.example", "https://10.1.2.3/", ""},
		{"https://a.example", "ftp://a.example/", "no address of a web server"},
		{"https://a.example", "file:///etc/passwd", "no address of a web server"},
		{"https://a.example", "https:///x", "no address of a web server"},
		{"http://a.example", "http://169.254.169.254/latest/meta-data/", "another host"},
		{"http://a.example", "http://[::ffff:169.254.169.254]/", "another host"},
		{"http://a.example", "http://10.0.0.1/", "another host"},
		{"http://a.example", "http://[::1]/", "another host"},
		{"http://a.example", "http://localhost/", "another host"},
		{"http://a.example", "http://2852039166/", "another host"},
		{"http://127.0.0.1:9090", "http://127.0.0.1:22/", "another port of that host"},
		{"http://127.0.0.1:9090", "http://[::ffff:127.0.0.1]:9090/", "another host"},
	}
	for _, tt := range tests {
		c := New(Options{Base: parse(t, tt.base), Hosts: hosts})
		u := parse(t, tt.address)
		if got := c.stranger(u); got != tt.want || c.Reach(u) != (tt.want == "") {
			t.Errorf("%s from %s: %q, want %q", tt.address, tt.base, got, tt.want)
		}
	}
	if New(Options{}).Reach(parse(t, "https://a.example")) {
		t.Error("a client of no system reaches one")
	}
}

// TestGuard: a name does not lead to where clouds keep the machine's credentials, unless somebody wrote the address.
func TestGuard(t *testing.T) {
	for _, tt := range []struct {
		o       Options
		address string
		ok      bool
	}{
		{Options{Base: parse(t, "https://a.example")}, "169.254.169.254:443", false},
		{Options{Base: parse(t, "https://a.example")}, "[::ffff:169.254.169.254]:80", false},
		{Options{Base: parse(t, "https://a.example")}, "[fe80::1%eth0]:443", false},
		{Options{Base: parse(t, "https://a.example"), Hosts: []string{"b.example"}}, "169.254.169.254:443", false},
		{Options{Base: parse(t, "https://a.example"), Hosts: []string{"169.254.169.254:80"}}, "169.254.169.254:80", true},
		{Options{Base: parse(t, "http://169.254.7.7:9090")}, "169.254.7.7:9090", true},
		{Options{Base: parse(t, "http://[fe80::1%25eth0]:9090")}, "[fe80::1%eth0]:9090", true},
		{Options{Base: parse(t, "https://a.example")}, "10.0.0.1:443", true},
		{Options{Base: parse(t, "https://a.example")}, "[::1]:443", true},
		{Options{Base: parse(t, "https://a.example"), Signed: true}, "169.254.170.2:80", true},
		{Options{}, "169.254.169.254:80", true},
	} {
		err := tt.o.guard("tcp", tt.address, nil)
		if (err == nil) != tt.ok {
			t.Errorf("%v %v to %s: %v", tt.o.Base, tt.o.Hosts, tt.address, err)
		}
		if err != nil && !isLasting(&net.OpError{Op: "dial", Err: err}) {
			t.Errorf("%v would be tried again", err)
		}
	}
}

// heard is what a server heard: the headers and body of each request.
type heard struct {
	mu  sync.Mutex
	all []string
}

func (h *heard) serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b strings.Builder
		r.Header.Write(&b)
		body, _ := io.ReadAll(r.Body)
		h.mu.Lock()
		h.all = append(h.all, r.Method+" "+r.URL.String()+"\n"+b.String()+string(body))
		h.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.all, "\n---\n")
}

// two are a system, and another server that it sends people to.
func two(t *testing.T, status int) (c *Client, ours, theirs *heard) {
	t.Helper()
	ours, theirs = &heard{}, &heard{}
	other := httptest.NewServer(theirs.serve(answer(200, `{"from":"other"}`)))
	mux := http.NewServeMux()
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/there", status) })
	mux.HandleFunc("/near", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/here", status) })
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", status) })
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/?token="+secret, status)
	})
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://%zz/"+secret+"?q="+secret)
		w.WriteHeader(status)
	})
	mux.HandleFunc("/here", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"from":"here"}`) })
	system := httptest.NewServer(ours.serve(mux))
	c = New(Options{
		Base: parse(t, system.URL), Hosts: []string{parse(t, other.URL).Host}, Clean: clean,
		Authorize: func(contextType) (http.Header, error) {
			return http.Header{"Authorization": {"Bearer " + secret}, "X-Scope-Orgid": {"team"}}, nil
		},
	})
	t.Cleanup(func() {
		c.Close()
		system.Close()
		other.Close()
	})
	return c, ours, theirs
}

func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		c, ours, theirs := two(t, status)
		for path, want := range map[string]string{"near": `{"from":"here"}`, "away": `{"from":"other"}`} {
			body, _, err := c.Do(t.Context(), Call{Path: path, Query: url.Values{"q": {"1"}}})
			if err != nil || string(body) != want {
				t.Errorf("%d %s: %s, %v", status, path, body, err)
			}
		}
		if got := strings.Count(ours.text(), secret); got != 3 {
			t.Errorf("%d: the system saw the credentials %d times in\n%s", status, got, ours.text())
		}
		if text := theirs.text(); strings.Contains(text, secret) || strings.Contains(text, "team") || strings.Contains(text, "Referer") {
			t.Errorf("%d: another host saw\n%s", status, text)
		}
		_, _, err := c.Do(t.Context(), Call{Path: "round"})
		told(t, err, "more than 5 redirects", "own address")
		_, _, err = c.Do(t.Context(), Call{Path: "inside"})
		told(t, err, "redirects to http://169.254.169.254/latest/, which is another host", "hosts:")
		_, _, err = c.Do(t.Context(), Call{Path: "nowhere"})
		told(t, err, "no address", "url:")
	}
}

// TestRedirectedPost: a body is sent on by 307 and 308, and otherwise lost, so that what comes back would be another question's answer.
func TestRedirectedPost(t *testing.T) {
	for status, lost := range map[int]bool{301: true, 302: true, 303: true, 307: false, 308: false} {
		c, ours, _ := two(t, status)
		_, _, err := c.Do(t.Context(), Call{Path: "near", Form: url.Values{"query": {"all"}}})
		if lost {
			told(t, err, "redirects a POST", "https://")
			continue
		}
		if err != nil || strings.Count(ours.text(), "query=all") != 2 {
			t.Errorf("%d: %v\n%s", status, err, ours.text())
		}
	}
}

// TestSDK: what an SDK does by itself is held to the same rules: credentials that it writes stay at home, in headers of any name and in bodies.
func TestSDK(t *testing.T) {
	c, _, theirs := two(t, 307)
	base := c.o.Base.String()
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/away", nil)
	for _, name := range []string{"Authorization", "X-Odd-Token", "Cookie", "Private-Token"} {
		req.Header.Set(name, "x "+secret)
	}
	req.Header.Set("X-Api-Key", "unknown to anyone")
	req.Header.Set("X-Kept", "yes")
	res, err := c.HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.Request.Header.Get("Referer") == "" || res.Request.URL.Path != "/there" {
		t.Errorf("the answer is to %s", res.Request.URL)
	}
	text := theirs.text()
	if strings.Contains(text, secret) || strings.Contains(text, "unknown to anyone") || !strings.Contains(text, "X-Kept: yes") {
		t.Errorf("another host saw\n%s", text)
	}

	post, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/away", strings.NewReader("token="+secret))
	_, err = c.HTTP().Do(post) //nolint:bodyclose // there is none
	told(t, trimmed(err), "carries the credentials on", "url:")

	get, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://elsewhere.example/?q="+secret, nil)
	_, err = c.HTTP().Do(get) //nolint:bodyclose // there is none
	told(t, trimmed(err), "not asked, as it is another host", "hosts:")
}

// TestSigned: an SDK that signs its requests asks whom it must, and is redirected to nobody.
func TestSigned(t *testing.T) {
	c, ours, theirs := two(t, 307)
	base, other := c.o.Base.String(), "http://"+c.o.Hosts[0]
	c.o.Signed, c.o.Hosts = true, nil
	for _, address := range []string{base + "/here", other + "/x"} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		req.Header.Set("Authorization", "AWS4-HMAC-SHA256 "+secret)
		res, err := c.HTTP().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
	}
	for name, h := range map[string]*heard{"the system": ours, "the other": theirs} {
		if !strings.Contains(h.text(), "AWS4-HMAC-SHA256") {
			t.Errorf("%s saw\n%s", name, h.text())
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/away", nil)
	_, err := c.HTTP().Do(req) //nolint:bodyclose // there is none
	told(t, trimmed(err), "another port of that host", "hosts:")
}

// TestAnswersRequest: the request that an answer names has no credentials in it, as people print it.
func TestAnswersRequest(t *testing.T) {
	c, _, _ := two(t, 302)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, c.o.Base.String()+"/here", nil)
	res, err := c.HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.Request.Header.Get("Authorization") != "" || res.Request != req {
		t.Errorf("%v", res.Request.Header)
	}
}

// TestNextPages: a link that an answer gives is followed where it may go, without credentials elsewhere, and refused otherwise.
func TestNextPages(t *testing.T) {
	c, _, theirs := two(t, 302)
	host := c.o.Hosts[0]
	if _, _, err := c.Do(t.Context(), Call{Path: "http://" + host + "/page2?cursor=x", Header: http.Header{"authorization": {secret}}}); err != nil {
		t.Error(err)
	}
	if text := theirs.text(); strings.Contains(text, secret) || !strings.Contains(text, "/page2?cursor=x") {
		t.Errorf("another host saw\n%s", text)
	}
	for address, cause := range map[string]string{
		"http://169.254.169.254/?q=" + secret: "another host",
		"http://10.0.0.8/" + secret:           "another host",
		"http://u:" + secret + "@" + host:     "user or a password",
		"ftp://" + host + "/":                 "no address of a web server",
	} {
		_, _, err := c.Do(t.Context(), Call{Path: address})
		if err == nil || !strings.Contains(err.Error(), cause) || strings.Contains(err.Error(), secret) || Fix(err) == "" {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPaths(t *testing.T) {
	c := New(Options{Base: parse(t, "https://a.example/prefix/")})
	for path, want := range map[string]string{
		"api/v1":           "https://a.example/prefix/api/v1?q=1",
		"/api/v1":          "https://a.example/prefix/api/v1?q=1",
		"api/v1?page=2":    "https://a.example/prefix/api/v1?page=2&q=1",
		"//evil.example/x": "https://a.example/prefix/evil.example/x?q=1",
		"a%2Fb/c":          "https://a.example/prefix/a%2Fb/c?q=1",
		"":                 "https://a.example/prefix?q=1",
	} {
		req, err := c.request(t.Context(), Call{Path: path, Query: url.Values{"q": {"1"}}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, req.URL.String()); diff != "" {
			t.Errorf("%q: %s", path, diff)
		}
	}
}
