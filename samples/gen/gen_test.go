package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// made is what the generator makes, made once for all tests.
var made = sync.OnceValues(generate)

// What is checked in is what the generator makes. The unpacked content is compared, so that a later compressor may pack it differently.
func TestCheckedInIsGenerated(t *testing.T) {
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(f.path, func(t *testing.T) {
			onDisk, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(f.path)))
			if err != nil {
				t.Fatalf("%v (run go run ./samples/gen)", err)
			}
			want, got := unpack(t, f.path, f.data), unpack(t, f.path, onDisk)
			if !slices.Equal(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))) {
				t.Fatal("the members differ: run go run ./samples/gen")
			}
			for name := range want {
				if !bytes.Equal(want[name], got[name]) {
					t.Errorf("%s differs: run go run ./samples/gen", name)
				}
			}
		})
	}
}

// The same seeds give the same bytes.
func TestGenerateTwice(t *testing.T) {
	first, err := made()
	if err != nil {
		t.Fatal(err)
	}
	second, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, cmp.AllowUnexported(file{})); diff != "" {
		t.Errorf("a second run differs:\n%s", diff)
	}
}

// No file is over 2 MB, and each sample is quick to read: under 15 MB unpacked.
func TestSizes(t *testing.T) {
	const packedLimit, unpackedLimit = 2 << 20, 15 << 20
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	unpacked := map[string]int{}
	for _, f := range files {
		if len(f.data) > packedLimit {
			t.Errorf("%s has %d bytes, over %d", f.path, len(f.data), packedLimit)
		}
		sample, _, _ := strings.Cut(f.path, "/")
		for _, data := range unpack(t, f.path, f.data) {
			unpacked[sample] += len(data)
		}
	}
	for sample, n := range unpacked {
		if n > unpackedLimit {
			t.Errorf("%s has %d bytes unpacked, over %d", sample, n, unpackedLimit)
		}
	}
}

// unpack is what a file holds: its members by name, or its whole content under "".
func unpack(t *testing.T, path string, data []byte) map[string][]byte {
	t.Helper()
	switch filepath.Ext(path) {
	case ".gz":
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return map[string][]byte{"": readAll(t, r)}
	case ".zst":
		r, err := zstd.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		return map[string][]byte{"": readAll(t, r)}
	case ".png":
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return map[string][]byte{"": b.Bytes()}
	case ".zip":
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		members := map[string][]byte{}
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			members[f.Name] = readAll(t, r)
		}
		return members
	default:
		return map[string][]byte{"": data}
	}
}

func readAll(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Each service's waves of errors, as the canaries measured them, begin and end in the minutes that are publicly known.
func TestErrorsAgreeWithTheFacts(t *testing.T) {
	want := map[string][]string{
		"dynamodb": {"06:48-09:39"},
		"ec2":      {"06:48-20:49"},
		"nlb":      {"12:30-16:36"},
		"lambda":   {"06:51-09:39", "14:04-18:26"},
		"sqs":      {"06:51-12:59", "14:20-20:02"},
		"sts":      {"06:51-08:18", "15:31-16:58"},
		"redshift": {"06:47-09:20"},
		"checkout": {"06:48-09:39", "12:30-16:36"},
	}
	got := map[string][]string{}
	for service, probes := range awsProbes() {
		got[service] = waves(probes)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waves of errors (-want +got):\n%s", diff)
	}
}

// waves are the spans in which more than the usual errors were to be had and came less than ten minutes apart.
func waves(probes []probe) []string {
	var spans []string
	var first, last time.Time
	end := func() {
		if !first.IsZero() {
			spans = append(spans, first.Format("15:04")+"-"+last.Format("15:04"))
		}
	}
	for _, p := range probes {
		if !p.failed || p.share <= usual {
			continue
		}
		if p.at.Sub(last) > 10*time.Minute {
			end()
			first = p.at
		}
		last = p.at
	}
	end()
	return spans
}

// The alerts agree with what the sample's README promises: DynamoDB's comes first at 06:51, one flaps, one is not seen to end, and nothing but
// that one fires in the last two hours.
func TestAlerts(t *testing.T) {
	alerts := awsAlerts(awsProbes())
	if first := alerts[0]; first.labels["alertname"] != "DynamoDBCanaryFailing" || !first.start.Equal(on("06:51:00")) {
		t.Errorf("the first alert is %s at %s", first.labels["alertname"], first.start)
	}
	times, open := map[string]int{}, []string(nil)
	for _, a := range alerts {
		name := a.labels["alertname"]
		times[name]++
		switch {
		case a.end.IsZero():
			open = append(open, name)
		case a.end.After(on("22:00:00")):
			t.Errorf("%s fires until %s", name, a.end)
		}
	}
	want := map[string]int{
		"DynamoDBCanaryFailing": 1, "EC2LaunchCanaryFailing": 1, "NLBConnectErrors": 1, "LambdaInvokeErrors": 27, "SQSDeliveryLate": 2,
		"STSAssumeRoleFailing": 2, "RedshiftQueryFailing": 1, "RedshiftClusterUnavailable": 1, "CheckoutErrorRateHigh": 2, "DiskFillsInFourHours": 1,
	}
	if diff := cmp.Diff(want, times); diff != "" {
		t.Errorf("how often each alert fired (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"RedshiftClusterUnavailable"}, open); diff != "" {
		t.Errorf("alerts without an end (-want +got):\n%s", diff)
	}
}

// The fingerprint is Alertmanager's: this one was computed by Alertmanager 0.25 for these labels.
func TestFingerprint(t *testing.T) {
	labels := map[string]string{
		"alertname": "CheckoutErrorRateHigh", "cluster": "test", "instance": "127.0.0.1:19100", "job": "app", "service": "checkout",
		"severity": "critical", "team": "payments",
	}
	if got := fingerprint(labels); got != "c9ff13706a97f0de" {
		t.Errorf("fingerprint %s", got)
	}
}

// A Slack export holds every message once, in order, and every reply names a parent that is in the export or is known to be older.
func TestSlackExports(t *testing.T) {
	for _, e := range []export{awsExport(), checkoutExport()} {
		packed, err := e.zip(on("00:00:00"))
		if err != nil {
			t.Fatal(err)
		}
		members := unpack(t, "export.zip", packed)
		for _, c := range e.channels {
			t.Run(c.name, func(t *testing.T) {
				last, seen := "", map[string]bool{}
				for _, name := range slices.Sorted(maps.Keys(members)) {
					if !strings.HasPrefix(name, c.name+"/") {
						continue
					}
					var messages []struct{ TS, ThreadTS string }
					if err := json.Unmarshal(bytes.ReplaceAll(members[name], []byte("thread_ts"), []byte("threadTS")), &messages); err != nil {
						t.Fatal(err)
					}
					for _, m := range messages {
						if m.TS <= last {
							t.Errorf("message %s does not come after %s", m.TS, last)
						}
						last, seen[m.TS] = m.TS, true
						older := m.ThreadTS != "" && m.ThreadTS < slackStamp(on("00:00:00"), 0)
						if m.ThreadTS != "" && !seen[m.ThreadTS] && !older {
							t.Errorf("message %s answers %s, which is nowhere", m.TS, m.ThreadTS)
						}
					}
				}
				if len(seen) != len(c.posts) {
					t.Errorf("%d messages, want %d", len(seen), len(c.posts))
				}
			})
		}
	}
}

// The dashboard's posts stand newest first, as on the page, all of one day.
func TestDashboardOrder(t *testing.T) {
	page, err := os.ReadFile("../aws-us-east-1-2025-10-20/status/health-dashboard.txt")
	if err != nil {
		t.Fatal(err)
	}
	stamps := regexp.MustCompile(`(?m)^Oct 20 (\d{1,2}:\d\d [AP]M) PDT `).FindAllStringSubmatch(string(page), -1)
	var times []time.Time
	for _, s := range stamps {
		at, err := time.Parse("3:04 PM", s[1])
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, at)
	}
	if len(times) != 24 {
		t.Errorf("%d posts, want 24", len(times))
	}
	if !slices.IsSortedFunc(times, func(a, b time.Time) int { return b.Compare(a) }) {
		t.Error("the posts are not newest first")
	}
}
