package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// maxWords is how much of what AWS says in an error is told.
const maxWords = 300

// Error tells an error of the SDK as every other of a system: a *httpx.Error with cause and fix, whose status is what it means in HTTP (AWS
// refuses credentials with 400). An error of the settings or the credentials stays what it is, and if ctx is done, that is the error. Nil is nil.
func (c *Client) Error(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if setting, ok := errors.AsType[*live.SettingError](err); ok {
		return setting
	}
	if credential, ok := errors.AsType[*live.CredentialError](err); ok {
		return credential
	}
	request := "AWS"
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		request = op.Service() + " " + op.Operation()
	}
	if ours, ok := errors.AsType[*httpx.Error](err); ok {
		told := *ours
		told.Request = request + ": " + ours.Request
		return &told
	}
	code, status := codeOf(err)
	if status/100 == 2 {
		return &httpx.Error{Request: request, Err: err, Cause: misread(err), Fix: fixOther}
	}
	e := &httpx.Error{Request: request, Err: err}
	e.Status, e.Cause, e.Fix = c.meaning(code, status, err)
	return e
}

// misread says what an answer is that was to be one of AWS.
func misread(err error) string {
	res, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if ok && strings.HasPrefix(res.Response.Header.Get("Content-Type"), "text/html") || strings.Contains(err.Error(), "invalid character '<'") {
		return "the answer is a web page and none of AWS"
	}
	return "the answer is neither JSON nor anything else of AWS: it is cut, damaged or from another system"
}

// codeOf is the code that AWS names an error by, without the type's namespace, and the status of its answer; "" and 0 if it has none.
func codeOf(err error) (code string, status int) {
	if res, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		status = res.HTTPStatusCode()
	}
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return "", status
	}
	code = api.ErrorCode()
	if i := strings.LastIndexByte(code, '#'); i >= 0 {
		code = code[i+1:]
	}
	if code == "UnknownError" { // the SDK's word for none
		return "", status
	}
	return code, status
}

func throttles(code string) bool {
	switch code {
	case "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException",
		"RequestLimitExceeded", "LimitExceededException", "SlowDown", "BandwidthLimitExceeded", "PriorRequestNotComplete", "TransactionInProgressException":
		return true
	}
	return false
}

// The fixes of what AWS refuses.
const (
	fixLogin = "log in anew (aws sso login, or fresh AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN)"
	fixKeys  = "check profile: and the AWS_ variables; `aws sts get-caller-identity` shows whether AWS knows them"
	fixClock = "set this machine's clock: AWS refuses requests that are signed more than five minutes off"
	fixLater = "it asks to be left alone for a while: run it again later; what came is kept"
	fixWhere = "check its name, region: and the account that profile: leads to; a url: must be the service's own endpoint"
)

// meaning is what an error means in HTTP, its cause, and what to do about it. The codes are those that all services have in common:
// https://docs.aws.amazon.com/awssupport/latest/APIReference/CommonErrors.html
func (c *Client) meaning(code string, status int, err error) (means int, cause, fix string) {
	means, fix = c.general(code, status, err)
	if f := c.access.Fixes[code]; f != "" {
		fix = f
	}
	if fix == "" && status != 0 {
		fix = httpx.UsualFix(status)
	}
	switch {
	case code != "":
		cause = code
		if words := c.words(err); words != "" {
			cause += ": " + words
		}
	case status != 0:
		cause = strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	default:
		cause = c.clean(err.Error())
	}
	return means, cause, fix
}

func (c *Client) general(code string, status int, err error) (means int, fix string) {
	switch code {
	case "ExpiredToken", "ExpiredTokenException":
		return http.StatusUnauthorized, fixLogin
	case "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture":
		return http.StatusUnauthorized, fixClock
	case "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure":
		if text := err.Error(); strings.Contains(text, "Signature expired") || strings.Contains(text, "not yet current") {
			return http.StatusUnauthorized, fixClock
		}
		return http.StatusUnauthorized, fixKeys
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "IncompleteSignature", "IncompleteSignatureException",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException", "UnrecognizedClient":
		return http.StatusUnauthorized, fixKeys
	case "AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation", "UnauthorizedAccess":
		return http.StatusForbidden, c.fixRight(err)
	case "OptInRequired", "SubscriptionRequiredException":
		return http.StatusForbidden, "the account has not subscribed to this part of AWS; leave the source out"
	case "ResourceNotFoundException", "ResourceNotFound":
		return http.StatusNotFound, fixWhere
	}
	switch {
	case throttles(code), status == http.StatusTooManyRequests:
		return http.StatusTooManyRequests, fixLater
	case status == http.StatusUnauthorized:
		return status, fixKeys
	case status == http.StatusForbidden:
		return status, c.fixRight(err)
	case status == http.StatusNotFound:
		return status, fixWhere
	case status/100 == 5:
		return status, "AWS is in trouble itself: run it again later; what came is kept"
	case status/100 == 3: // without a word where to
		return status, "name the service's own endpoint in url:, or leave it out to ask AWS itself"
	case status/100 == 4:
		return status, "see whether region: is right, and the source's other settings, and url: if there is one"
	}
	return status, ""
}

// fixRight names the right that lacks.
func (c *Client) fixRight(err error) string {
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		return fmt.Sprintf("give whom the credentials are of the right to %s (%s), by an IAM policy", op.Operation(), op.Service())
	}
	return "give whom the credentials are of the right to read it, by an IAM policy"
}

// words is what AWS says in an error.
func (c *Client) words(err error) string {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || api.ErrorMessage() == "UnknownError" {
		return ""
	}
	return c.clean(api.ErrorMessage())
}

func (c *Client) clean(text string) string {
	return plain.Line(c.env.Secrets.Clean(strings.ToValidUTF8(text, "")), maxWords)
}

// unloaded is why the SDK's configuration could not be loaded.
func (c *Client) unloaded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if missing, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return &live.SettingError{Key: "profile", Text: fmt.Sprintf("%q is no profile of ~/.aws/config or ~/.aws/credentials", missing.Profile), Hint: "`aws configure list-profiles` lists them"}
	}
	return unfound(err.Error(), c.env.Secrets)
}

// unfound is the error of credentials that were not found.
func unfound(text string, secrets *live.Secrets) *live.CredentialError {
	return &live.CredentialError{
		Text: "AWS credentials: " + plain.Line(secrets.Clean(strings.ToValidUTF8(text, "")), maxWords),
		Hint: "log in (aws sso login), name a profile:, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `aws sts get-caller-identity` shows whether they work",
	}
}
