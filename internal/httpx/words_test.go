package httpx

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	long := strings.Repeat("many words ", 50)
	tests := map[string]struct{ body, kind, want string }{
		"text":                   {"no such page\n", "", "no such page"},
		"nothing":                {"", "", ""},
		"words behind addresses": {`remoteAddr: "10.0.0.7:5026"; requestURI: /select/logsql/query?query=%28; cannot parse query [(]` + "\n", "", "cannot parse query [(]"},
		"message":                {`{"message":"Bad credentials","documentation_url":"https://docs"}`, "", "Bad credentials"},
		"error":                  {`{"status":"error","errorType":"bad_data","error":"parse error: unexpected end"}`, "", "parse error: unexpected end"},
		"error and description":  {`{"error":"invalid_grant","error_description":"The code has expired."}`, "", "The code has expired"},
		"error with message":     {`{"error":{"code":2001,"message":"Invalid Input","errors":["Since is wrong","Until is wrong"]}}`, "", "Invalid Input; Since is wrong; Until is wrong"},
		"error with reason":      {`{"error":{"root_cause":[{"type":"x","reason":"no such index [logs]"}],"type":"x","reason":"no such index [logs]"},"status":404}`, "", "no such index [logs]"},
		"error with causes":      {`{"error":{"root_cause":[{"type":"x","reason":"Failed to parse query [a:]"}],"type":"y","reason":"all shards failed"},"status":400}`, "", "Failed to parse query [a:]"},
		"error without causes":   {`{"error":{"root_cause":[],"type":"y","reason":"all shards failed"},"status":503}`, "", "all shards failed"},
		"errors of texts":        {`{"errors":["first","second"]}`, "", "first; second"},
		"errors of objects":      {`{"errors":[{"title":"Forbidden","detail":"needs the scope read"}]}`, "", "needs the scope read"},
		"other letters":          {`{"__type":"AccessDenied","Message":"not authorized to perform"}`, "", "not authorized to perform"},
		"problem":                {`{"type":"about:blank","title":"Gone","detail":"It was deleted"}`, "", "It was deleted"},
		"message of objects":     {`{"message":{"base":["is too long"]}}`, "", ""},
		"a string":               {`"nope"`, "", "nope"},
		"no words":               {`{"code":17,"ok":false}`, "", ""},
		"many":                   {`{"errors":["a","b","c","d","e","f","g"]}`, "", "a; b; c; d; e"},
		"deep":                   {strings.Repeat(`{"error":`, 2000) + `"x"` + strings.Repeat("}", 2000), "", ""},
		"page":                   {"<html><body>Sign in</body></html>", "text/html; charset=utf-8", ""},
		"page by its look":       {"  <!DOCTYPE html>", "text/plain", ""},
		"control characters":     {"one\x1b[31m\x00two\nthree\u202e", "", "onetwo three"},
		"no UTF-8":               {"bad \xff byte", "", "bad  byte"},
		"secret":                 {`{"message":"the token ` + secret + ` is revoked"}`, "", "the token [credential] is revoked"},
		"secret in pieces":       {secret[:5] + "\x00" + secret[5:] + " is revoked", "", "[credential] is revoked"},
		"secret in JSON escapes": {`{"message":"\u0070` + secret[1:] + ` is revoked"}`, "", "[credential] is revoked"},
		"long":                   {long, "", strings.TrimSpace(long)[:197] + "…"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := New(Options{Base: parse(t, "http://system.example"), Clean: clean})
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://system.example/a?q="+secret, nil)
			res := &http.Response{StatusCode: 418, Header: http.Header{"Content-Type": {tt.kind}}, Request: req}
			want := "418 I'm a teapot"
			if tt.want != "" {
				want += ": " + tt.want
			}
			e := c.Refused(res, []byte(tt.body))
			if e.Cause != want {
				t.Errorf("got  %q\nwant %q", e.Cause, want)
			}
			told(t, e, "418", "settings")
		})
	}
}

func TestMisread(t *testing.T) {
	tests := map[string]struct{ body, kind, cause string }{
		"page":         {"<html>", "text/html", "a web page and no JSON"},
		"empty":        {" ", "", "the answer is empty"},
		"cut":          {`{"a":`, "", "no JSON that is known"},
		"other type":   {`{"data":{"result":"x"}}`, "", "data.result is of type string, where a list belongs"},
		"other at all": {`[]`, "", "it is of type array, where an object belongs"},
		"number":       {`{"data":{"count":"7"}}`, "", "data.count is of type string, where a number belongs"},
		"text":         {`{"data":{"name":12345678901234567890}}`, "", "data.name is of type number, where a string belongs"},
		"object":       {`{"data":true}`, "", "data is of type bool, where an object belongs"},
		"too deep":     {strings.Repeat("[", 100_000), "", "no JSON that is known"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := serving(t, answer(200, tt.body, "Content-Type", tt.kind), Options{})
			var into struct {
				Data struct {
					Result []int  `json:"result"`
					Count  int    `json:"count"`
					Name   string `json:"name"`
				} `json:"data"`
			}
			_, err := c.Get(t.Context(), Call{Path: "a/b?q=" + secret}, &into)
			told(t, err, tt.cause, "url:")
		})
	}
	c := serving(t, answer(200, `{"half":`), Options{})
	_, _, err := c.JSON(t.Context(), Call{Path: "a"})
	told(t, err, "cut or damaged", "version")
}

// TestFixes: what a kind knows better than the client comes first.
func TestFixes(t *testing.T) {
	c := serving(t, answer(403, ""), Options{Fixes: map[int]string{403: "give the bot the scope channels:history"}})
	_, _, err := c.Do(t.Context(), Call{Path: "x"})
	told(t, err, "403 Forbidden", "channels:history")
}

// FuzzAnswer: whatever bytes a server sends, the client ends, and its error is for people: it names the request, is bounded, and holds neither the
// secret nor anything that is not to be printed.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
		"HTTP/1.1 401 No\r\nContent-Type: application/json\r\n\r\n{\"message\":\"bad " + secret + "\"}",
		"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/" + secret + "?q=1\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://%zz/\r\n\r\n",
		"HTTP/1.1 307 Temporary\r\nLocation: /\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxxxxxxxxxxxxxxxxx",
		"HTTP/1.1 429 Slow\r\nRetry-After: 99999999999999999999\r\nDate: x\r\n\r\n",
		"\x15\x03\x01\x00\x02\x02\x28", "SSH-2.0-x\r\n", "",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		c := New(Options{
			Base: parse(t, "http://system.example"), Clean: clean, Pause: time.Nanosecond, Timeout: 50 * time.Millisecond, Attempts: 2, Proxy: direct, MaxBody: 1 << 16,
			Authorize: func(context.Context) (http.Header, error) { return http.Header{"Authorization": {secret}}, nil },
			Dial: func(context.Context, string, string) (net.Conn, error) {
				ours, theirs := net.Pipe()
				go func() {
					defer theirs.Close()
					theirs.Read(make([]byte, 4096))
					theirs.Write(answer)
				}()
				return ours, nil
			},
		})
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		var into any
		_, err := c.Get(ctx, Call{Path: "a?q=1"}, &into)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("it does not end: %v", err)
		}
		text := err.Error() + Fix(err)
		if strings.Contains(text, secret) || len(text) > 1200 || !utf8.ValidString(text) || strings.IndexFunc(text, unicode.IsControl) >= 0 {
			t.Errorf("error %q", text)
		}
		if _, ok := errors.AsType[*Error](err); !ok {
			t.Errorf("error %T", err)
		}
	})
}
