package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// kubectl asks by the program, with the person's own contexts and credentials. The zero value asks by the current context.
type kubectl struct{ config Config }

// maxPage is how much kubectl may print of one page: five hundred events of some kilobytes.
const maxPage = 64 << 20

func (k kubectl) get(ctx context.Context, path string, query url.Values) ([]byte, time.Time, error) {
	raw := "/" + path
	if len(query) > 0 {
		raw += "?" + query.Encode()
	}
	args := []string{"get", "--raw", raw, "--request-timeout=60s"}
	if k.config.Context != "" {
		args = append(args, "--context="+k.config.Context)
	}
	if k.config.Kubeconfig != "" {
		args = append(args, "--kubeconfig="+k.config.Kubeconfig)
	}
	// The programs that give clusters' credentials ask for a password or open a page, and need credentials of their own.
	body, err := live.Program{Name: "kubectl", Args: args, Most: maxPage, Asks: true}.Run(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return nil, time.Time{}, context.Cause(ctx)
		}
		return nil, time.Time{}, explain(path, err)
	}
	if !json.Valid(body) {
		return nil, time.Time{}, &httpx.Error{Request: "kubectl get --raw /" + path, Cause: "it prints no JSON", Fix: "run it by hand, and see what it prints"}
	}
	return body, time.Time{}, nil
}

// refusals are what kubectl says, the status of the API that it means, and what to do.
var refusals = []struct {
	said   string
	status int
	fix    string
}{
	{"(Forbidden)", 403, "give yourself the right to list events: the ClusterRole view, bound in the cluster or, with namespaces:, in those"},
	{"(Unauthorized)", 401, "log in to the cluster again, as you do for kubectl"},
	{"must be logged in", 401, "log in to the cluster again, as you do for kubectl"},
	{"getting credentials", 401, "log in to the cluster again, as you do for kubectl"},
	{"(NotFound)", 404, "see whether the names in namespaces: are right"},
	{"(Expired)", 410, "run it again"},
	{"does not exist", 0, "kubectl config get-contexts tells the names for context:"},
	{"no configuration has been provided", 0, "name the cluster by context:, kubeconfig: or url:"},
	{"connection to the server", 0, "see whether the cluster is there, and whether this machine needs a VPN to see it"},
	{"Unable to connect", 0, "see whether the cluster is there, and whether this machine needs a VPN to see it"},
}

// explain tells why kubectl failed.
func explain(path string, err error) error {
	e := &httpx.Error{Request: "kubectl get --raw /" + path, Cause: plain.Line(err.Error(), 400), Fix: live.Fix(err), Err: errors.Unwrap(err)}
	if errors.Is(err, exec.ErrNotFound) {
		e.Fix = "install kubectl, or name the API by url:"
		return e
	}
	for _, r := range refusals {
		if strings.Contains(err.Error(), r.said) {
			e.Status, e.Fix = r.status, r.fix
			return e
		}
	}
	return e
}

func (kubectl) health(err error) live.Health {
	h := live.Health{Reachable: err == nil, Authorized: err == nil, Err: err}
	if e, ok := errors.AsType[*httpx.Error](err); ok && e.Status != 0 {
		h.Reachable, h.Authorized = true, e.Status != 401 && e.Status != 403
	}
	return h
}

func (kubectl) close() {}
