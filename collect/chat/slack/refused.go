package slack

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// refusal is Slack's own word for why it does not answer.
type refusal struct{ code string }

func (r *refusal) Error() string { return r.code }

// codeOf is Slack's word for an error; "" if it is none of Slack's.
func codeOf(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code
	}
	return ""
}

// fatal says of an error that it would be that of every further request, too. Everything is that Slack does not say by a word of its own.
func fatal(ctx context.Context, err error) bool {
	code := codeOf(err)
	return code == "" || ctx.Err() != nil || unwelcome(code) || transient(code)
}

// reason is what a refusal means, and what to do.
type reason struct{ cause, fix string }

// Remedies that several refusals share.
const (
	fixToken   = "make a new token (api.slack.com/apps, OAuth & Permissions) and give it by SLACK_TOKEN, token_env:, token_file: or token_command:"
	fixInstall = "install the app in the workspace again, and use the new token"
	fixAdmin   = "ask an administrator of the workspace, or have the channel exported and read the export"
	anybody    = "/invite @NAME with the app's name" // until its name is known
	fixLater   = "it is in trouble itself: run it again later; what came is kept"
)

// reasonOf is what Slack's words mean (https://docs.slack.dev/reference/methods/conversations.history, "Errors", and those of its sister methods).
func reasonOf(code string) reason {
	switch code {
	case "not_authed":
		return reason{"no token was sent", "set SLACK_TOKEN to a token of a bot (xoxb-…) or of a user (xoxp-…), or name its place: token_env:, token_file:, token_command:"}
	case "invalid_auth":
		return reason{"the token is not accepted", "see whether it is whole (xoxb-… or xoxp-…) and of this workspace, and whether the workspace restricts addresses; else " + fixToken}
	case "account_inactive":
		return reason{"the token's user, or the app, was removed from the workspace", fixInstall}
	case "token_revoked", "token_expired":
		return reason{"the token is no longer valid", fixToken}
	case "not_allowed_token_type":
		return reason{"this kind of token may not ask that", "use a token of a bot (xoxb-…) or of a user (xoxp-…)"}
	case "not_in_channel":
		return reason{"the token's owner is not in the channel", "in the channel, type " + anybody + "; a user's token (xoxp-…) reads public channels without"}
	case "channel_not_found":
		return reason{"there is no such channel, or the token's owner may not see it", "see whether the channel is of the token's workspace; if it is private, type in it " + anybody}
	case "ratelimited", "rate_limited":
		return reason{"it asks to be left alone for a while", "give it more time (timeout: 2h), or run it again later: what came is kept, and it goes on from there"}
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return reason{"it cannot answer now", fixLater}
	case "ekm_access_denied", "enterprise_is_restricted", "team_access_not_granted", "access_denied", "no_permission", "org_login_required":
		return reason{"the workspace does not allow it", fixAdmin}
	case "two_factor_setup_required":
		return reason{"the token's user has to set up two-factor authentication first", "do so, or use a bot's token"}
	case "invalid_cursor":
		return reason{"it does not know the next page any more", "run it again"}
	}
	return reason{"Slack refuses it", ""}
}

// refused is the error of a refusal.
func (s *source) refused(method string, a answer) *httpx.Error {
	code := plain.Line(s.env.Secrets.Clean(a.text("error")), 80)
	if code == "" {
		code = "an error without a name"
	}
	r := reasonOf(code)
	if code == "missing_scope" {
		r = s.lacks(method, a)
	}
	if s.me != nil && s.me.bot && s.me.name != "" {
		r.fix = strings.ReplaceAll(r.fix, anybody, "/invite @"+plain.Line(s.env.Secrets.Clean(s.me.name), 80))
	}
	if r.fix == "" {
		r.fix = "see what it means at https://docs.slack.dev/reference/methods/" + plain.Line(method, 80)
	}
	return &httpx.Error{Request: "POST " + s.base + method, Cause: r.cause + " (" + code + ")", Fix: r.fix, Err: &refusal{code}}
}

// unwelcome says of Slack's words that they are about the token itself.
func unwelcome(code string) bool {
	return slices.Contains([]string{"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}, code)
}

// lacks is the reason of a token that may not ask a method.
func (s *source) lacks(method string, a answer) reason {
	needed := scopes(a.text("needed"))
	if len(needed) == 0 {
		needed = []string{"the one that " + method + " wants"}
	}
	cause := "the token lacks the scope " + strings.Join(needed, ", ")
	if has := scopes(a.text("provided")); len(has) > 0 {
		cause += ", and has " + strings.Join(has[:min(len(has), 20)], ", ")
	}
	return reason{
		plain.Line(s.env.Secrets.Clean(cause), 400),
		"add " + plain.Line(strings.Join(needed, ", "), 200) + " to the app (api.slack.com/apps, OAuth & Permissions, Scopes), and install it in the workspace again",
	}
}

// scopes are the names in a list that is divided by commas.
func scopes(list string) []string {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// object is a JSON object by its keys; nil if it is none.
func object(raw json.RawMessage) map[string]json.RawMessage {
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}

// text is a text of an object; "" if there is none.
func text(o map[string]json.RawMessage, key string) string {
	return answer{fields: o}.text(key)
}
