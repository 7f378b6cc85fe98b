package redact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pes-dev/pes/redact"
)

// lookalikes are what logs, chats and tools are full of and nobody must keep from anyone.
func lookalikes(d draw) []string {
	upperHex := func(n int) string { return strings.ToUpper(d.hex(n)) }
	ulid := func() string { return "01" + d.of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 24) }
	return []string{
		"reverted " + d.hex(40) + " in main",
		"commit " + d.hex(40) + " by bob",
		"commit: " + d.hex(7),
		"deployed checkout at " + d.hex(12),
		"merge " + d.hex(7) + " " + d.hex(7),
		"https://git.example.com/shop/web/commit/" + d.hex(40),
		"https://github.com/example/web/blob/" + d.hex(40) + "/main.go#L12",
		"HEAD is now at " + d.hex(8) + " fix token refresh",
		"fix: rotate the token cache (" + d.hex(9) + ")",
		"parent " + d.hex(64),
		"trace_id=" + d.hex(32) + " span_id=" + d.hex(16),
		`{"traceId":"` + d.hex(32) + `","spanId":"` + d.hex(16) + `"}`,
		"traceparent: 00-" + d.hex(32) + "-" + d.hex(16) + "-01",
		"X-B3-TraceId: " + d.hex(32),
		"X-Amzn-Trace-Id: Root=1-" + d.hex(8) + "-" + d.hex(24),
		"X-Cloud-Trace-Context: " + d.hex(32) + "/" + d.of(numbers, 19) + ";o=1",
		"dd.trace_id=" + d.of(numbers, 19) + " dd.span_id=" + d.of(numbers, 19),
		"token refused for trace " + d.hex(32),
		"request " + d.uuid() + " failed",
		"request_id=" + d.uuid() + " status=500",
		"x-request-id: " + d.uuid(),
		"x-amzn-RequestId: " + d.uuid(),
		"RequestId: " + d.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 16) + ", HostId: " + d.base64(56),
		"x-amz-id-2: " + d.base64(56),
		"x-amz-cf-id: " + d.of(url64, 54) + "==",
		"x-amz-version-id: " + d.of(url64, 32),
		"x-amz-request-id: " + d.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 16),
		"cf-ray: " + d.hex(16) + "-LHR",
		"x-ms-request-id: " + d.uuid(),
		"x-github-request-id: " + upperHex(4) + ":" + upperHex(6) + ":" + upperHex(7) + ":" + upperHex(8),
		"correlation-id " + d.uuid() + " auth service timed out",
		"operation id: " + d.uuid(),
		"session opened for user root, uid " + d.uuid(),
		"ETag: \"" + d.hex(32) + "\"",
		"etag: W/\"" + d.of(base62, 27) + "\"",
		"etag=" + d.of(base62, 32),
		"image registry.example.com/shop/web@sha256:" + d.hex(64),
		"pulled sha256:" + d.hex(64),
		"Digest: sha256:" + d.hex(64),
		"layer " + d.hex(64) + " exists",
		"container " + d.hex(64) + " exited with 137",
		"containerd://" + d.hex(64),
		"docker://" + d.hex(12),
		"md5: " + d.hex(32),
		"checksum " + d.hex(32) + " differs",
		"sha1=" + d.hex(40),
		"sha512 " + d.hex(128),
		"integrity sha512-" + d.base64(64),
		`"integrity": "sha384-` + d.base64(48) + `"`,
		`<script src="a.js" integrity="sha384-` + d.base64(48) + `">`,
		"golang.org/x/net v0.30.0 h1:" + d.base64(32),
		"golang.org/x/net v0.30.0/go.mod h1:" + d.base64(32),
		"script-src 'nonce-" + d.base64(16) + "'",
		"Content-Security-Policy: script-src 'sha256-" + d.base64(32) + "'",
		"fingerprint SHA256:" + strings.TrimRight(d.base64(32), "="),
		"ED25519 key fingerprint is SHA256:" + strings.TrimRight(d.base64(32), "="),
		"Accepted publickey for deploy from 10.0.3.17 port 50234 ssh2: RSA SHA256:" + strings.TrimRight(d.base64(32), "="),
		"serial " + upperHex(32),
		"thumbprint: " + upperHex(40),
		"ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB" + d.base64(60) + " deploy@build",
		"public key: " + d.base64(32),
		"pod checkout-" + d.of(lower36, 9) + "-" + d.of(lower36, 5) + " evicted",
		"auth-service-" + d.hex(10) + "-" + d.of(lower36, 5) + " not ready",
		"replicaset/token-issuer-" + d.hex(9),
		"pod-template-hash=" + d.hex(9),
		"node ip-10-0-3-17.eu-west-1.compute.internal",
		"i-0" + d.hex(16) + " terminated",
		"vpc-0" + d.hex(16) + " subnet-0" + d.hex(16) + " eni-0" + d.hex(16),
		"arn:aws:iam::123456789012:role/checkout-reader",
		"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-" + d.of(base62, 6),
		"arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/" + d.hex(16),
		"arn:aws:kms:eu-west-1:123456789012:key/" + d.uuid(),
		"ulid " + ulid(),
		"event " + ulid() + " dropped",
		"ksuid=" + d.of(base62, 27),
		"message id " + d.uuid(),
		"Message-ID: <" + d.of(base62, 24) + "@mail.example.com>",
		"Message-ID: <CAJ" + d.of(base62, 40) + "@mail.example.com>",
		"pi_" + d.of(base62, 24) + " failed",
		"charge ch_" + d.of(base62, 24) + " declined",
		"evt_" + d.of(base62, 24),
		"req_" + d.of(base62, 14),
		"customer cus_" + d.of(base62, 14),
		"order 4111 of 5500, batch 3782",
		"order_id=" + d.card("4", 16),
		"offset " + d.card("5"+"3", 16),
		"ts=1729407600123456789", "ts=1760937000123456", "seq=0000000000001729407", "at 1729407600123",
		"phone +49 30 901820 rang",
		"2025-10-20 06:48:11 2025-10-20 06:49:12",
		"snowflake " + d.of(numbers, 18),
		"00:1a:2b:3c:4d:5e", "2001:db8:85a3::8a2e:370:7334", "fe80::1ff:fe23:4567:890a%eth0",
		"2001:0db8:85a3:0000:0000:8a2e:0370:7334",
		"at com.example.auth.TokenRefreshServiceImpl.refresh(TokenRefreshServiceImpl.java:212)",
		"com.example.Web$$EnhancerBySpringCGLIB$$" + d.hex(8),
		"java.lang.IllegalStateException: HttpServletRequestWrapper2FactoryBean",
		"GET /static/js/main." + d.hex(8) + ".chunk.js 200",
		"GET /assets/index-" + d.of(base62, 8) + ".css 404",
		"/usr/lib/x86_64-linux-gnu/libcrypto.so.3(EVP_DigestVerify+0x1f)",
		"0x00007f31c2a4b5d0 in malloc",
		"goroutine 4711 [running]: main.(*Server).handleToken(0xc0001a4000)",
		"https://grafana.example.com/d/" + d.of(base62, 9) + "/checkout?orgId=1&from=1760937000000",
		"https://docs.example.com/document/d/" + d.of(url64, 44) + "/edit",
		"https://example.slack.com/archives/C024BE91L/p1760937000123456",
		"https://app.example.com/incidents/" + d.of(uppers+numbers, 14),
		"https://sentry.example.io/issues/4711/events/" + d.hex(32),
		"git@github.com:example/web.git", "ssh://git@git.example.com:7999/shop/web.git", "git clone git@git.example.com:shop/web.git",
		"react@18.2.0", "@babel/core@7.24.0", "left-pad@1.3.0-rc.beta", "golang.org/x/net@v0.30.0", "npm install lodash@4.17.21",
		"go: github.com/example/mod@v1.2.3-0.20251020064811-" + d.hex(12),
		"deploy@web-1.example.internal:~$ ls", "root@db-1.example.com:/var/log# tail", "getty@tty1.service started", "user@1000.service failed",
		"logo@2x.png", "rabbit@node1.example.internal down", "web@sha256:" + d.hex(64),
		"next_token=" + d.of(base62, 40), "nextPageToken: " + d.of(url64, 60), "continuation token " + d.base64(40), "cursor=" + d.base64(33),
		"pageToken=" + d.of(base62, 22),
		"cache key: go-linux-" + d.hex(40), "cache key " + d.hex(64) + " missed", "partition key " + d.uuid(), "idempotency-key: " + d.uuid(),
		"dedup_key=" + d.hex(32), "primary key " + d.uuid() + " not found", "redis key sess:count expired", "s3 key logs/2025/10/20/" + d.uuid() + ".gz",
		"token expired", "token refresh took 1200ms", "rotated the secret at 10:04", "password reset mail sent to 3 users", "wrong password for user 4711",
		"auth failed for user u" + d.of(numbers, 7), "token bucket empty, 429 for 12s", "secret/prod-db synced, version 17", "api key limit reached: 5000/h",
		"credentials provider chain: env, profile, imds", "basic auth disabled on port 8443", "MFA challenge sent, attempt 2",
		"error: invalid_grant, token has been expired or revoked", "password policy: 12 characters, 1 digit", "key rotation done in 12s",
		"Job 0a1b deployed v2025.10.20-rc1", "build 20251020.4 of web-frontend", "release-2025-10-20T06-48-11Z",
		"user 507f1f77bcf86cd799439011 not found", "ObjectId('" + d.hex(24) + "')", "_id=" + d.of(base62, 20),
		"kafka topic orders.v2.dead-letter partition 12 offset 884711",
		"SQLSTATE[08006] [7] connection to server at 10.0.3.17, port 5432 failed",
		"nonce=" + d.hex(32), "csrf check passed", "opaque=" + d.hex(32),
		"block " + "0x" + d.hex(64), "tx 0x" + d.hex(64) + " reverted",
		"E-7k2q4m1x", "INC-1234", "CVE-2025-12345", "RFC 7519", "ISO/IEC 7812-1",
		"us-east-1a", "eu-central-1", "m5.2xlarge", "TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "HTTP/1.1 503 Service Unavailable",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
		"message " + base64Of("the quick brown fox jumps over the lazy dog, twice"),
		"payload=" + d.base64(60), "body: " + d.base64(90),
		"R2lkOi8vc2hvcGlmeS9Qcm9kdWN0LzEyMzQ1Njc4OTA=",
		"stack: at n (https://cdn.example.com/_next/static/chunks/pages/_app-" + d.hex(16) + ".js:1:4711)",
		"TURN allocation 12ab34cd for session worker-7", "epoch 17 term 4 leader node-3",
		"kubelet: probe of auth/token-issuer-0 failed: HTTP probe failed with statuscode: 503",
		"secret \"registry-pull\" not found in namespace shop", "configmap/token-config unchanged",
		"SHA256 (web.tar.gz) = " + d.hex(64), d.hex(64) + "  web.tar.gz", d.hex(32) + " *release.zip",
		"X-Served-By: cache-fra-eddf8230171-FRA", "via: 1.1 " + d.hex(32) + ".cloudfront.example (CloudFront)",
		"kernel: [12345.678901] nf_conntrack: table full", "pid 4711 comm oauth2-proxy oom_score_adj 968",
		"job_id=" + d.uuid() + " run=" + d.of(numbers, 11), "workflow run " + d.of(numbers, 11), "check_suite " + d.of(numbers, 11),
		"tenant " + d.uuid() + " moved", "subscription " + d.uuid() + " suspended", "device " + d.hex(16) + " offline", "account 123456789012",
		"digest=" + d.hex(40) + " size=1234", "blob " + d.hex(40), "tree " + d.hex(40), "ref refs/heads/main " + d.hex(40),
		"Bearer token missing", "Authorization header missing", "set-cookie header too large (8192 bytes)", "cookie: none",
		"no route for tenant=acme region=eu-1 shard=0042 version=1.2.3+build.5", "version 1.2.3-" + d.hex(8), "v2.0.1-0-g" + d.hex(8),
		fmt.Sprintf("latency p99=%dms p50=%dms hits=%d misses=%d", 912, 31, 1234567, 890), "10.0.3.17:5432 -> 10.0.4.18:50234",
		"queue arn sqs checkout-dlq has 1,234,567 messages", "disk /dev/nvme0n1p1 98% full", "serial=2025102001 zone example.com",
		"webhook delivery " + d.uuid() + " failed with 502", "hook pre-commit took 12s", "login from 10.0.3.17 as u4711x took 300ms",
		"licence check passed for 4711 seats", "oauth callback state mismatch", "saml response rejected: audience example-web-2",
	}
}

// TestLookalikes: of what looks like a secret and is none, hardly any is touched.
func TestLookalikes(t *testing.T) {
	touched, all := 0, 0
	for seed := range uint64(20) {
		for _, s := range lookalikes(newDraw(seed + 100)) {
			all++
			if got, n := redact.String(s); n > 0 {
				touched++
				if seed < 4 {
					t.Logf("%q became %q", s, got)
				}
			}
		}
	}
	t.Logf("%d of %d touched", touched, all)
	if 100*touched > 1*all {
		t.Errorf("%d of %d were touched, more than 1 %%", touched, all)
	}
}
