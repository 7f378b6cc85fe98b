// Package aws is what sources have in common that ask AWS through its SDK: their settings, how the SDK is set up so that it speaks through the one
// client of pes, and how its errors are told.
//
// Credentials are found as the AWS command line finds them, by the SDK's own chain: the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
// AWS_SESSION_TOKEN; the profile of ~/.aws/config and ~/.aws/credentials with whatever that names (SSO, a role, a process); a web identity; the
// role of the container or of the machine. The SDK reads the environment of the process and these files by itself. What it finds is remembered as
// secret (live.Secrets), so that it is taken out of all that is told.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
package aws

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"

	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/internal/httpx"
)

// Settings is the settings of a source that asks AWS. The zero value asks as the AWS command line would without options.
type Settings struct {
	// Region is the region that is asked, such as eu-central-1; if not given, that of AWS_REGION, AWS_DEFAULT_REGION or the profile.
	Region string `yaml:"region"`
	// Profile is the profile of ~/.aws/config that says who asks; if not given, the usual chain of credentials: environment, AWS_PROFILE, role.
	Profile string `yaml:"profile"`
	// URL is the endpoint, if it is not the region's public one: a private endpoint of a VPC, or a proxy.
	URL string `yaml:"url"`
	// Hosts are further hosts that redirects may lead to.
	Hosts []string `yaml:"hosts"`
	// CAFile is the file with the certificates (PEM) of who may have signed the endpoint's; if not given, that of AWS_CA_BUNDLE, or the machine's.
	CAFile string `yaml:"ca_file"`
	// Timeout is how long all of it may take: 10m. Five minutes if not given.
	Timeout time.Duration `yaml:"timeout"`
}

// Access says what a kind knows of the service that it asks.
type Access struct {
	Region string            // which region is asked if nothing says so; "" is that it must be said
	Fixes  map[string]string // what to do about an error, by AWS's code for it, where more is known than in general
}

// Client is the access to AWS of one source. It is safe for concurrent use.
type Client struct {
	settings Settings
	access   Access
	env      live.Env
	http     *httpx.Client

	mu     sync.Mutex
	loaded *aws.Config
}

// Open makes a client. It opens no connection, reads no file but ca_file and looks for no credential: Config does. The error is a *live.SettingError.
func (s Settings) Open(e live.Env, a Access) (*Client, error) {
	// The default address is never asked: the SDK finds the endpoint by region and service.
	client, err := live.HTTP{URL: s.URL, Hosts: s.Hosts, CAFile: cmp.Or(s.CAFile, e.Get(caBundle))}.Client(e, live.Access{Default: "https://amazonaws.com", Signed: true})
	if wrong, ok := errors.AsType[*live.SettingError](err); ok && wrong.Key == "ca_file" && s.CAFile == "" {
		return nil, &live.SettingError{Text: caBundle + ": " + wrong.Text, Hint: wrong.Hint}
	}
	if err != nil {
		return nil, err
	}
	return &Client{settings: s, access: a, env: e, http: client}, nil
}

// Config is what services of the SDK are made with (cloudwatchlogs.NewFromConfig). It is loaded once. The error is a *live.SettingError, a
// *live.CredentialError, or that of ctx.
func (c *Client) Config(ctx context.Context) (aws.Config, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded != nil {
		return *c.loaded, nil
	}
	loaded, err := config.LoadDefaultConfig(ctx, c.options()...)
	if err != nil {
		return aws.Config{}, c.unloaded(ctx, err)
	}
	loaded.HTTPClient = wire{c.http.HTTP()}
	loaded.Region = cmp.Or(loaded.Region, c.access.Region)
	if loaded.Region == "" {
		return aws.Config{}, &live.SettingError{Key: "region", Text: "it is not said which region is asked", Hint: "region: eu-central-1, or set AWS_REGION"}
	}
	loaded.Credentials = learning{loaded.Credentials, c.env.Secrets}
	if c.settings.URL != "" {
		loaded.BaseEndpoint = aws.String(c.settings.URL)
	}
	c.loaded = &loaded
	return loaded, nil
}

func (c *Client) options() []func(*config.LoadOptions) error {
	e := c.env
	all := []func(*config.LoadOptions) error{
		config.WithRetryer(c.retryer),
		config.WithLogger(logging.Nop{}), // it would write to standard error
		config.WithRegion(cmp.Or(c.settings.Region, e.Get("AWS_REGION"), e.Get("AWS_DEFAULT_REGION"))),
		config.WithEC2RoleCredentialOptions(func(o *ec2rolecreds.Options) { o.Client = machine(e) }),
	}
	if e.Get(caBundle) == "" {
		all = append(all, config.WithHTTPClient(wire{c.http.HTTP()}))
	}
	if name := c.settings.Profile; name != "" {
		all = append(all, config.WithSharedConfigProfile(name))
	} else if id, secret := e.Get("AWS_ACCESS_KEY_ID"), e.Get("AWS_SECRET_ACCESS_KEY"); id != "" && secret != "" {
		// The chain's first link, read here so that an environment that is not the process's own counts, too.
		all = append(all, config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(id, secret, e.Get("AWS_SESSION_TOKEN"))))
	}
	return all
}

// caBundle is the variable that names the certificates of a company's own authority. Where it is set, the SDK adds them to a client of its own and
// refuses any other, so that it looks for credentials with that one; everything else goes through the client of pes, which trusts the same file.
const caBundle = "AWS_CA_BUNDLE"

// machineTime is how long the machine's own metadata service may take. It is one hop away where it is at all; where it is not, as on a laptop, waiting
// is all that shows it.
const machineTime = time.Second

// machine asks the metadata service of an EC2 instance for the role's credentials.
func machine(e live.Env) *imds.Client {
	state := imds.ClientDefaultEnableState
	if e.Get("AWS_EC2_METADATA_DISABLED") == "true" {
		state = imds.ClientDisabled
	}
	client := httpx.New(httpx.Options{Clean: e.Secrets.Clean, Timeout: machineTime, Attempts: 1, Signed: true})
	return imds.New(imds.Options{HTTPClient: client.HTTP(), Retryer: aws.NopRetryer{}, ClientEnableState: state})
}

// throttled is how often a request is sent that AWS answers with "too many", at most. CloudWatch allows some requests a second.
const throttled = 6

// retryer tries again what AWS refuses for now with the status 400, which says nothing to httpx. The rest is tried again there.
func (c *Client) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = throttled
		o.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			code, status := codeOf(err)
			return aws.BoolTernary(status/100 == 4 && status != 429 && throttles(code))
		})}
		o.RateLimiter = unlimited{}
		if c.env.Pause > 0 {
			o.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) { return c.env.Pause << min(attempt, 6), nil })
		}
	})
}

// unlimited lets each request be tried again: MaxAttempts bounds it.
type unlimited struct{}

func (unlimited) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}

func (unlimited) AddTokens(uint) error { return nil }

// learning remembers credentials as secrets when they are found.
type learning struct {
	aws.CredentialsProvider
	secrets *live.Secrets
}

// Retrieve finds the credentials. The error is a *live.CredentialError, or that of ctx.
func (l learning) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if l.CredentialsProvider == nil {
		return aws.Credentials{}, unfound("no credentials for AWS were found", l.secrets)
	}
	found, err := l.CredentialsProvider.Retrieve(ctx)
	if ctx.Err() != nil {
		return found, context.Cause(ctx)
	}
	if err != nil {
		return found, unfound(err.Error(), l.secrets)
	}
	l.secrets.Add(found.AccessKeyID)
	l.secrets.Add(found.SecretAccessKey)
	l.secrets.Add(found.SessionToken)
	return found, nil
}

// Health is the health that a request shows, whose error is one of Error.
func (c *Client) Health(err error) live.Health { return live.HealthOf(c.http, err) }

// Stats is what asking came to so far.
func (c *Client) Stats() httpx.Stats { return c.http.Stats() }

// Close lets go of idle connections.
func (c *Client) Close() { c.http.Close() }

// Region is the region that is asked; "" before Config found it.
func (c *Client) Region() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded == nil {
		return ""
	}
	return c.loaded.Region
}
