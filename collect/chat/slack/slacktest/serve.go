package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxArgs is how large a request may be.
const maxArgs = 1 << 20

// reply is what a method answers: an object without ok.
type reply map[string]any

// refusal is why a method does not answer.
type refusal struct{ code string }

func no(code string) *refusal { return &refusal{code} }

// request is a call with what its token may do.
type request struct {
	Call
	token Token
}

// scope is what a method needs of a token; "" is nothing. It is told before it is looked whether the channel is there.
type method struct {
	scope  func(w *Workspace, r request) string
	answer func(w *Workspace, r request) (reply, *refusal)
}

func fixed(scope string) func(*Workspace, request) string {
	return func(*Workspace, request) string { return scope }
}

// perChannel is a scope that hangs on what a channel is.
func perChannel(suffix string) func(*Workspace, request) string {
	return func(w *Workspace, r request) string {
		c := w.channels[r.Args["channel"]]
		switch {
		case c == nil || !c.private():
			return "channels:" + suffix
		case c.direct():
			return "im:" + suffix
		case c.Group:
			return "mpim:" + suffix
		}
		return "groups:" + suffix
	}
}

func methods() map[string]method {
	return map[string]method{
		"auth.test":             {fixed(""), (*Workspace).authTest},
		"bots.info":             {fixed("users:read"), (*Workspace).botInfo},
		"chat.getPermalink":     {fixed(""), (*Workspace).getPermalink},
		"conversations.history": {perChannel("history"), (*Workspace).history},
		"conversations.info":    {perChannel("read"), (*Workspace).conversationInfo},
		"conversations.join":    {fixed("channels:join"), (*Workspace).join},
		"conversations.list":    {listScope, (*Workspace).list},
		"conversations.replies": {perChannel("history"), (*Workspace).replies},
		"pins.list":             {fixed("pins:read"), (*Workspace).pinList},
		"reactions.get":         {fixed("reactions:read"), (*Workspace).reactions},
		"users.info":            {fixed("users:read"), (*Workspace).userInfo},
		"users.list":            {fixed("users:read"), (*Workspace).userList},
	}
}

// ServeHTTP answers a call. Whatever is wrong with it but its rate is told with the status 200, as Slack does.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, req *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name, ok := strings.CutPrefix(req.URL.Path, "/api/")
	if !ok {
		http.NotFound(rw, req)
		return
	}
	args, err := arguments(rw, req)
	if err != nil {
		write(rw, reply{"error": "invalid_form_data"})
		return
	}
	c := Call{Method: name, Token: bearer(req, args), Args: args}
	delete(args, "token")
	w.calls = append(w.calls, c)
	if w.Intercept != nil {
		if a := w.Intercept(len(w.calls), c); a != nil {
			a.write(rw)
			return
		}
	}
	m, known := methods()[name]
	if !known {
		write(rw, reply{"error": "unknown_method", "req_method": name})
		return
	}
	token, good := w.tokens[c.Token]
	switch {
	case c.Token == "":
		write(rw, reply{"error": "not_authed"})
		return
	case !good:
		write(rw, reply{"error": "invalid_auth"})
		return
	}
	rw.Header().Set("X-OAuth-Scopes", strings.Join(token.Scopes, ","))
	r := request{c, token}
	scope := m.scope(w, r)
	if scope != "" {
		rw.Header().Set("X-Accepted-OAuth-Scopes", scope)
	}
	if wait := w.wait(name); wait > 0 {
		if !w.Unsaid {
			rw.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
		}
		rw.WriteHeader(http.StatusTooManyRequests)
		write(rw, reply{"error": "ratelimited"})
		return
	}
	if scope != "" && !slices.Contains(token.Scopes, scope) {
		write(rw, reply{"error": "missing_scope", "needed": scope, "provided": strings.Join(token.Scopes, ",")})
		return
	}
	out, refused := m.answer(w, r)
	if refused != nil {
		write(rw, reply{"error": refused.code})
		return
	}
	out = maps.Clone(out)
	out["ok"] = true
	write(rw, out)
}

func write(rw http.ResponseWriter, r reply) {
	if _, said := r["ok"]; !said {
		r["ok"] = false
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Write(mustJSON(r)) //nolint:errcheck,gosec // whoever asked is gone
}

func (a *Answer) write(rw http.ResponseWriter) {
	for k, v := range a.Header {
		rw.Header().Set(k, v)
	}
	if a.Cut {
		rw.Header().Set("Content-Length", strconv.Itoa(len(a.Body)+1000))
	}
	if rw.Header().Get("Content-Type") == "" {
		rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	if a.Status != 0 {
		rw.WriteHeader(a.Status)
	}
	io.WriteString(rw, a.Body) //nolint:errcheck,gosec // whoever asked is gone
}

// bearer is the token, by the header or by an argument (https://docs.slack.dev/apis/web-api).
func bearer(req *http.Request, args map[string]string) string {
	if token, ok := strings.CutPrefix(req.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	return args["token"]
}

// arguments are those of the address and of the body, a form or JSON.
func arguments(rw http.ResponseWriter, req *http.Request) (map[string]string, error) {
	args := map[string]string{}
	req.Body = http.MaxBytesReader(rw, req.Body, maxArgs)
	kind, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if kind == "application/json" {
		var body map[string]any
		if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
			return nil, err
		}
		for k, v := range body {
			args[k] = fmt.Sprint(v)
		}
		return args, nil
	}
	if err := req.ParseForm(); err != nil {
		return nil, err
	}
	for k, v := range req.Form {
		args[k] = v[0]
	}
	return args, nil
}

// wait is how long a method must be left alone; 0 if it may be asked.
func (w *Workspace) wait(name string) time.Duration {
	if w.PerMinute == 0 || name != "conversations.history" && name != "conversations.replies" {
		return 0
	}
	now := w.Now()
	recent := slices.DeleteFunc(w.asked[name], func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	if len(recent) >= w.PerMinute {
		w.asked[name] = recent
		return recent[0].Add(time.Minute).Sub(now)
	}
	w.asked[name] = append(recent, now)
	return 0
}
