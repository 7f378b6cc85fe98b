package httpx

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// maxRedirects is how many redirects are followed: a login page in front of a system takes two or three.
const maxRedirects = 5

// Reach says whether an address that an answer names may be asked: the system's own host, or one that was named. A change from https to
// http is refused on any.
func (c *Client) Reach(u *url.URL) bool { return c.o.Base != nil && c.stranger(u) == "" }

// stranger is why an address may not be asked; "" if it may.
func (c *Client) stranger(u *url.URL) string {
	switch {
	case u.User != nil:
		return "an address with a user or a password"
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return "no address of a web server"
	case c.o.Base == nil || c.own(u):
		return ""
	case c.o.Base.Scheme == "https" && u.Scheme == "http":
		return "not encrypted"
	}
	for _, h := range c.o.Hosts {
		if named(u, h) {
			return ""
		}
	}
	if strings.EqualFold(u.Hostname(), c.o.Base.Hostname()) {
		return "another port of that host"
	}
	return "another host"
}

// named says whether an address is on a host that was named: host is on the scheme's usual port, host:port on that alone.
func named(u *url.URL, host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), usualPort(u.Scheme)
	}
	return strings.EqualFold(u.Hostname(), name) && portOf(u) == port
}

// own says whether an address is on the system's own host, which alone gets the credentials. Where the system was named by http, its https is it,
// too: what http carried may be carried safely.
func (c *Client) own(u *url.URL) bool {
	b := c.o.Base
	if b == nil || !strings.EqualFold(u.Hostname(), b.Hostname()) {
		return false
	}
	upgrade := b.Scheme == "http" && u.Scheme == "https" && portOf(b) == "80" && portOf(u) == "443"
	return u.Scheme == b.Scheme && portOf(u) == portOf(b) || upgrade
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return usualPort(u.Scheme)
}

func usualPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// guard keeps a name from leading to an address of the link (169.254.0.0/16, fe80::/10), where clouds hand the machine's own credentials to whoever
// asks. Who really means one writes it as an address; and SDKs that sign find the machine's credentials there.
func (o Options) guard(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !to.Addr().Unmap().IsLinkLocalUnicast() || o.Base == nil || o.Signed {
		return nil
	}
	for _, host := range append([]string{o.Base.Host}, o.Hosts...) {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		if named, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && named.Unmap().WithZone("") == to.Addr().Unmap().WithZone("") {
			return nil
		}
	}
	return &refusal{cause: "its name leads to " + to.Addr().String() + ", an address of this machine's own link", fix: "see who answers for the name; if that is right, write the address itself in url: or hosts:"}
}

// redirect follows a redirect only to where the request may have gone by itself, and only with what it carried. The error is an *Error of the request
// that was made.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if r := c.misled(req, via); r != nil {
		return c.explain(via[0], r)
	}
	return nil
}

func (c *Client) misled(req *http.Request, via []*http.Request) *refusal {
	if len(via) > maxRedirects {
		return &refusal{cause: fmt.Sprintf("more than %d redirects", maxRedirects), fix: "url: leads to a page that sends everybody on; name the system's own address"}
	}
	why := c.stranger(req.URL)
	if c.o.Base == nil {
		why = "another host" // nobody said which host is the system's
	}
	if why != "" {
		return &refusal{
			cause: fmt.Sprintf("it redirects to %s, which is %s", c.place(req.URL), why),
			fix:   "if that is right, name it in url:, or list it in hosts:",
		}
	}
	if first := via[0].Method; first != req.Method {
		return &refusal{
			cause: fmt.Sprintf("it redirects a %s to %s, where its body would be lost", first, c.place(req.URL)),
			fix:   "name the address that it redirects to in url:, with https:// if that is the difference",
		}
	}
	return nil
}

// carriers are the headers whose values are credentials, whatever they are.
var carriers = []string{"Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key", "Private-Token", "Job-Token", "X-Amz-Security-Token"}

// strip takes away what only the system's own host may see. SDKs write credentials into headers and bodies themselves, and http.Client hands its
// headers on to where a redirect leads; a header with a secret in it is known by that.
func (c *Client) strip(req *http.Request, body []byte) error {
	for _, name := range carriers {
		req.Header.Del(name)
	}
	if own := c.authorized.Load(); own != nil {
		for name := range *own {
			req.Header.Del(name)
		}
	}
	for name, values := range req.Header {
		all := strings.Join(values, "\n")
		if c.o.Clean(all) != all {
			delete(req.Header, name)
		}
	}
	if text := req.URL.String() + "\n" + string(body); c.o.Clean(text) != text {
		return &refusal{cause: "it sends a request that carries the credentials on to " + req.URL.Host + ", which is another host", fix: "name the host in url: if it is the system's own"}
	}
	return nil
}

// maxPlace is how much of an address an error shows: what names the request and what it asks for.
const maxPlace = 300

// place is an address for people, without user, query, fragment and secrets.
func (c *Client) place(u *url.URL) string {
	return c.clean((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String(), maxPlace)
}
