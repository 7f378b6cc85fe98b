package changes_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/collect/changes"
	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// told is what an event says, a line for comparing. The labels are those that are asked for.
func told(ev event.Event, keys ...string) string {
	s := ev.At.Format("15:04:05")
	if !ev.Until.IsZero() {
		s += "–" + ev.Until.Format("15:04:05")
	}
	if ev.Severity != event.Unsaid {
		s += " " + string(ev.Severity)
	}
	if ev.Count > 1 {
		s += fmt.Sprintf(" ×%d", ev.Count)
	}
	s += " " + ev.Actor.Name + ": " + ev.Text
	for _, k := range keys {
		s += " " + k + "=" + ev.Labels[k]
	}
	return s
}

func tellAll(events []event.Event, keys ...string) []string {
	var out []string
	for _, ev := range events {
		out = append(out, told(ev, keys...))
	}
	return out
}

const (
	ghDeployment = `{"url":"https://api.github.com/repos/shop/checkout/deployments/71","id":71,"node_id":"DE_1","task":"deploy","original_environment":"production","environment":"production",
		"description":"by the pipeline","created_at":"2025-10-20T06:40:00Z","updated_at":"2025-10-20T06:46:10Z","statuses_url":"https://api.github.com/repos/shop/checkout/deployments/71/statuses",
		"repository_url":"https://api.github.com/repos/shop/checkout","sha":"` + id1 + `","ref":"v4.2.0","payload":{"x":[1]},"creator":{"login":"shop-ci[bot]","type":"Bot"},"transient_environment":false}`
	ghStatuses = `[{"url":"https://api.github.com/repos/shop/checkout/deployments/71/statuses/3","id":3,"state":"inactive","created_at":"2025-10-20T09:00:00Z","deployment_url":"https://api.github.com/repos/shop/checkout/deployments/71"},
		{"id":2,"state":"failure","created_at":"2025-10-20T06:46:10Z","environment":"production","log_url":"https://ci.shop.example/run/9","deployment_url":"https://api.github.com/repos/shop/checkout/deployments/71"},
		{"id":1,"state":"in_progress","created_at":"2025-10-20T06:40:20Z","deployment_url":"https://api.github.com/repos/shop/checkout/deployments/71"}]`
	ghPull = `{"url":"https://api.github.com/repos/shop/checkout/pulls/12","html_url":"https://github.com/shop/checkout/pull/12","number":12,"state":"closed","title":"Revert \"Raise the pool size\"",
		"body":"This reverts commit ` + id2 + `.","user":{"login":"ana","type":"User"},"created_at":"2025-10-20T06:30:00Z","updated_at":"2025-10-20T07:30:00Z","merged_at":"2025-10-20T07:01:02Z","merge_commit_sha":"` + id1 + `",
		"base":{"ref":"main","repo":{"full_name":"shop/checkout"}},"head":{"ref":"fix"}}`
	ghRelease = `{"url":"https://api.github.com/repos/shop/checkout/releases/5","html_url":"https://github.com/shop/checkout/releases/tag/v4.2.0","tag_name":"v4.2.0","target_commitish":"main","name":"The autumn release","draft":false,
		"prerelease":true,"created_at":"2025-10-18T06:30:00Z","published_at":"2025-10-20T06:35:00Z","author":{"login":"ana"},"body":"- faster"}`
)

func TestGitHub(t *testing.T) {
	failed := "06:40:00–06:46:10 warning shop-ci[bot]: Deployment of v4.2.0 (1d3f2a7) of shop/checkout to production: failure commit=" + id1
	tests := map[string]struct {
		in   []string
		want []string
	}{
		"a deployment and its statuses": {[]string{"[" + ghDeployment + "]", ghStatuses}, []string{failed}},
		"the other way round":           {[]string{ghStatuses, "[" + ghDeployment + "]"}, []string{failed}},
		"pages in an array":             {[]string{"[[" + ghDeployment + "],[]]", ghStatuses}, []string{failed}},
		"as it was before and as it is": {
			[]string{"[" + strings.NewReplacer(`06:46:10Z","statuses_url`, `06:50:00Z","statuses_url`, "v4.2.0", "v4.2.1").Replace(ghDeployment) + "]", "[" + ghDeployment + "]"},
			[]string{"06:40:00 shop-ci[bot]: Deployment of v4.2.1 (1d3f2a7) of shop/checkout to production commit=" + id1},
		},
		"a deployment alone":               {[]string{ghDeployment}, []string{"06:40:00 shop-ci[bot]: Deployment of v4.2.0 (1d3f2a7) of shop/checkout to production commit=" + id1}},
		"statuses alone":                   {[]string{ghStatuses}, []string{"06:40:20–06:46:10 warning : Deployment of shop/checkout to production: failure commit="}},
		"a merged pull request":            {[]string{"[" + ghPull + "]"}, []string{`07:01:02 ana: Revert "Raise the pool size" commit=` + id1}},
		"a request that was not merged":    {[]string{strings.Replace("["+ghPull+"]", `"2025-10-20T07:01:02Z"`, "null", 1)}, nil},
		"a release":                        {[]string{"[" + ghRelease + "]"}, []string{"06:35:00 ana: Release v4.2.0 of shop/checkout: The autumn release commit="}},
		"a draft of a release":             {[]string{strings.Replace(strings.Replace("["+ghRelease+"]", `"draft":false`, `"draft":true`, 1), `"2025-10-20T06:35:00Z"`, "null", 1)}, nil},
		"what a search found":              {[]string{`{"total_count":1,"incomplete_results":false,"items":[{"html_url":"https://github.com/shop/checkout/pull/12","number":12,"title":"Raise","user":{"login":"ana"},"pull_request":{"merged_at":"2025-10-20T07:01:02Z"}}]}`}, []string{"07:01:02 ana: Raise commit="}},
		"what gh pr list prints":           {[]string{`[{"author":{"login":"ana"},"mergeCommit":{"oid":"` + id1 + `"},"mergedAt":"2025-10-20T07:01:02Z","number":12,"title":"Raise","url":"https://github.com/shop/checkout/pull/12"}]`}, []string{"07:01:02 ana: Raise commit=" + id1}},
		"fields of a wrong type":           {[]string{`[{"deployment_url":"https://api.github.com/repos/a/b/deployments/1","state":"success","created_at":"2025-10-20T07:00:00Z","environment":{"a":1},"draft":"no"}]`}, []string{"07:00:00 : Deployment of a/b: success commit="}},
		"what is no object among the rest": {[]string{`[` + ghDeployment + `,7,"x",null]`}, []string{"06:40:00 shop-ci[bot]: Deployment of v4.2.0 (1d3f2a7) of shop/checkout to production commit=" + id1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, file.Options{}, tt.in...)
			if diff := cmp.Diff(tt.want, tellAll(got.Events, "commit")); diff != "" {
				t.Errorf("(-want +got):\n%s\n%+v", diff, got.Reports)
			}
		})
	}
	one := collect(t, event.Window{}, file.Options{}, "["+ghPull+"]").Events[0]
	if diff := cmp.Diff([]event.Ref{{File: "changes/0", Line: 1}, {URL: "https://github.com/shop/checkout/pull/12"}}, sorted(one.Refs)); diff != "" {
		t.Error(diff)
	}
	want := map[string]string{"type": "merge", "repository": "shop/checkout", "request": "12", "ref": "main", "commit": id1, "revert": "true", "reverts": id2, "body": "This reverts commit " + id2 + "."}
	if diff := cmp.Diff(want, one.Labels); diff != "" {
		t.Error(diff)
	}
	again := collect(t, event.Window{}, file.Options{}, `[{"mergedAt":"2025-10-20T07:01:02Z","number":12,"title":"Raise","url":"https://github.com/shop/checkout/pull/12"}]`).Events[0]
	if again.ID != one.ID {
		t.Error("a pull request has another id in gh's own list")
	}
}

func sorted(refs []event.Ref) []event.Ref {
	return slices.SortedFunc(slices.Values(refs), func(a, b event.Ref) int { return strings.Compare(a.URL, b.URL) })
}

const (
	glDeployment = `{"id":901,"iid":44,"ref":"main","sha":"` + id1 + `","created_at":"2025-10-20T06:40:00.123Z","updated_at":"2025-10-20T06:46:11.000Z","status":"success",
		"user":{"id":1,"name":"Ana Lima","username":"ana"},"environment":{"id":9,"name":"production","external_url":"https://shop.example"},
		"deployable":{"id":664,"status":"success","finished_at":"2025-10-20T06:46:10.000Z","commit":{"id":"` + id1 + `","title":"Raise"},"pipeline":{"id":36,"web_url":"https://gitlab.shop.example/shop/web/checkout/-/pipelines/36"}}}`
	glRelease = `{"tag_name":"v4.2.0","name":"v4.2.0","description":"- faster","created_at":"2025-10-20T06:35:30.000Z","released_at":"2025-10-20T06:35:00.000Z","upcoming_release":false,"author":{"name":"Ana Lima","username":"ana"},
		"commit":{"id":"` + id2 + `"},"_links":{"self":"https://gitlab.shop.example/shop/web/checkout/-/releases/v4.2.0"}}`
	glMerge = `{"id":77,"iid":12,"project_id":3,"title":"Raise the pool size","description":"","state":"merged","created_at":"2025-10-19T07:01:02.000Z","updated_at":"2025-10-20T08:01:02.000Z","merged_at":"2025-10-20T07:01:02.500Z",
		"target_branch":"main","author":{"name":"Ana Lima","username":"ana"},"sha":"` + id2 + `","merge_commit_sha":null,"squash_commit_sha":null,"web_url":"https://gitlab.shop.example/shop/web/checkout/-/merge_requests/12"}`
)

func TestGitLab(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []string
	}{
		"a deployment":                {"[" + glDeployment + "]", []string{"06:40:00–06:46:10 Ana Lima: Deployment of main (1d3f2a7) of shop/web/checkout to production: success commit=" + id1}},
		"one without a job":           {`[{"id":1,"iid":1,"ref":"main","sha":"` + id1 + `","created_at":"2025-10-20T06:40:00Z","updated_at":"2025-10-20T06:41:00Z","status":"failed","user":null,"environment":{"id":9,"name":"production"},"deployable":null}]`, []string{"06:40:00–06:41:00 warning : Deployment of main (1d3f2a7) to production: failed commit=" + id1}},
		"a release":                   {"[" + glRelease + "]", []string{"06:35:00 Ana Lima: Release v4.2.0 of shop/web/checkout commit=" + id2}},
		"a release that is to come":   {"[" + strings.Replace(glRelease, `"upcoming_release":false`, `"upcoming_release":true`, 1) + "]", nil},
		"merged by moving the branch": {"[" + glMerge + "]", []string{"07:01:02 Ana Lima: Raise the pool size commit=" + id2}},
		"merged by a commit":          {"[" + strings.Replace(glMerge, `"merge_commit_sha":null`, `"merge_commit_sha":"`+id1+`"`, 1) + "]", []string{"07:01:02 Ana Lima: Raise the pool size commit=" + id1}},
		"an open request":             {"[" + strings.Replace(glMerge, `"2025-10-20T07:01:02.500Z"`, "null", 1) + "]", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, file.Options{}, tt.in)
			if diff := cmp.Diff(tt.want, tellAll(got.Events, "commit")); diff != "" {
				t.Errorf("(-want +got):\n%s\n%+v", diff, got.Reports)
			}
		})
	}
	if r := collect(t, event.Window{}, file.Options{}, "["+glRelease+"]").Events[0]; !r.Reported.Equal(time.Date(2025, 10, 20, 6, 35, 30, 0, time.UTC)) {
		t.Errorf("a release that is dated back was recorded at %s", r.Reported)
	}
}

func TestTags(t *testing.T) {
	tag := "object " + id2 + "\ntype commit\ntag v4.2.0\ntagger Ana Lima <ana@shop.example> 1760942100 +0200\n\nThe autumn release\n\n" + strings.Repeat("0", 40) + " tag 3\nfake\n"
	in := fmt.Sprintf("%s tag %d\n%s\n%s tag %d\n%s\n%s commit 4\nabcd\n", id1, len(tag), tag, "b"+id1[1:], len("object x\n"), "object x\n", id2)
	got := collect(t, event.Window{}, file.Options{}, in)
	if diff := cmp.Diff([]string{"06:35:00 Ana Lima: Tag v4.2.0: The autumn release commit=" + id2 + " tag=v4.2.0"}, tellAll(got.Events, "commit", "tag")); diff != "" {
		t.Errorf("%s%+v", diff, got.Reports)
	}
	if r := got.Reports[0]; r.Records != 3 || r.Dropped != 1 || r.Error != "" {
		t.Errorf("%+v", r)
	}
	if r := collect(t, event.Window{}, file.Options{}, in[:100]).Reports[0]; !strings.Contains(r.Error, "ends in the middle of a tag") {
		t.Errorf("%+v", r)
	}
}

// k8s makes an event of a cluster.
func k8s(uid, object, reason, message, first, last string, count int, more string) string {
	return fmt.Sprintf(`{"kind":"Event","apiVersion":"v1","metadata":{"name":"%s.18","namespace":"shop","uid":"%s","creationTimestamp":"%s"},"involvedObject":{"kind":"%s","namespace":"shop","name":"%s"},
		"reason":"%s","message":"%s","source":{"component":"kubelet","host":"node-1"},"firstTimestamp":"%s","lastTimestamp":"%s","count":%d%s,"eventTime":null,"reportingComponent":"kubelet"}`,
		object, uid, first, strings.SplitN(object, "/", 2)[0], strings.SplitN(object, "/", 2)[1], reason, message, first, last, count, more)
}

func TestKubernetes(t *testing.T) {
	list := func(items ...string) string {
		return `{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":""},"items":[` + strings.Join(items, ",") + `]}`
	}
	const backOff = "Back-off restarting failed container api in pod "
	tests := map[string]struct {
		in   []string
		want []string
	}{
		"one": {
			[]string{list(k8s("u1", "Deployment/api", "ScalingReplicaSet", "Scaled up replica set api-7d9f8b6c5 to 3", "2025-10-20T06:40:00Z", "2025-10-20T06:40:00Z", 1, `,"type":"Normal"`))},
			[]string{"06:40:00 kubelet: ScalingReplicaSet: Scaled up replica set api-7d9f8b6c5 to 3 api objects="},
		},
		"of several pods of a workload": {
			[]string{list(
				k8s("u2", "Pod/api-7d9f8b6c5-zzzzz", "BackOff", backOff+"api-7d9f8b6c5-zzzzz_shop", "2025-10-20T06:52:00Z", "2025-10-20T07:20:00Z", 90, `,"type":"Warning"`),
				k8s("u1", "Pod/api-7d9f8b6c5-x2x4z", "BackOff", backOff+"api-7d9f8b6c5-x2x4z_shop", "2025-10-20T06:50:00Z", "2025-10-20T07:10:00Z", 58, `,"type":"Warning"`),
				k8s("u3", "Pod/api-7d9f8b6c5-x2x4z", "BackOff", backOff+"api-7d9f8b6c5-x2x4z_shop", "2025-10-20T07:30:01Z", "2025-10-20T07:30:01Z", 1, `,"type":"Warning"`),
			)},
			[]string{"06:50:00–07:20:00 error ×148 kubelet: BackOff: " + backOff + "api-7d9f8b6c5-x2x4z_shop api objects=2", "07:30:01 error kubelet: BackOff: " + backOff + "api-7d9f8b6c5-x2x4z_shop api objects="},
		},
		"another replica set is another change": {
			[]string{list(
				k8s("u1", "Deployment/api", "ScalingReplicaSet", "Scaled up replica set api-7d9f8b6c5 to 1", "2025-10-20T06:40:00Z", "2025-10-20T06:40:00Z", 1, ""),
				k8s("u2", "Deployment/api", "ScalingReplicaSet", "Scaled up replica set api-7d9f8b6c5 to 2", "2025-10-20T06:41:00Z", "2025-10-20T06:41:00Z", 1, ""),
				k8s("u3", "Deployment/api", "ScalingReplicaSet", "Scaled up replica set api-59bdc8f4d to 2", "2025-10-20T06:42:00Z", "2025-10-20T06:42:00Z", 1, ""),
			)},
			[]string{"06:40:00–06:41:00 ×2 kubelet: ScalingReplicaSet: Scaled up replica set api-7d9f8b6c5 to 1 api objects=", "06:42:00 kubelet: ScalingReplicaSet: Scaled up replica set api-59bdc8f4d to 2 api objects="},
		},
		"the same event told again later": {
			[]string{
				list(k8s("u1", "Node/node-1", "NodeNotReady", "Node node-1 status is now: NodeNotReady", "2025-10-20T06:50:00Z", "2025-10-20T06:50:00Z", 1, "")),
				list(k8s("u1", "Node/node-1", "NodeNotReady", "Node node-1 status is now: NodeNotReady", "2025-10-20T06:50:00Z", "2025-10-20T06:59:00Z", 4, "")),
			},
			[]string{"06:50:00–06:59:00 error ×4 kubelet: NodeNotReady: Node node-1 status is now: NodeNotReady node-1 objects="},
		},
		"events.k8s.io/v1": {
			[]string{`{"kind":"EventList","apiVersion":"events.k8s.io/v1","items":[{"metadata":{"name":"a.1","uid":"u9","creationTimestamp":"2025-10-20T06:50:01Z"},"eventTime":"2025-10-20T06:50:00.500000Z","series":{"count":7,"lastObservedTime":"2025-10-20T06:55:00.000000Z"},
				"reportingController":"default-scheduler","reason":"FailedScheduling","regarding":{"kind":"Pod","namespace":"shop","name":"api-7d9f8b6c5-x2x4z"},"note":"0/3 nodes are available","type":"Warning"}]}`},
			[]string{"06:50:00–06:55:00 error ×7 default-scheduler: FailedScheduling: 0/3 nodes are available api objects="},
		},
		"as they come": {
			[]string{
				k8s("u1", "Pod/db-0", "Killing", "Stopping container db", "2025-10-20T06:40:00Z", "2025-10-20T06:40:00Z", 1, "") + "\n" +
					k8s("u2", "Pod/db-1", "Unhealthy", "Readiness probe failed", "2025-10-20T06:41:00Z", "2025-10-20T06:41:00Z", 1, `,"type":"Warning"`),
			},
			[]string{"06:40:00 kubelet: Killing: Stopping container db db objects=", "06:41:00 warning kubelet: Unhealthy: Readiness probe failed db objects="},
		},
		"without an uid, a count or an end": {
			[]string{`{"items":[{"metadata":{"name":"x.1"},"involvedObject":{"kind":"Node","name":"node-1"},"reason":"Rebooted","firstTimestamp":"2025-10-20T06:50:00Z","lastTimestamp":null,"count":"many"},{"involvedObject":{},"reason":"NoTime"}]}`},
			[]string{"06:50:00 warning : Rebooted node-1 objects="},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := collect(t, event.Window{}, file.Options{}, tt.in...)
			var lines []string
			for _, ev := range got.Events {
				lines = append(lines, told(ev)+" "+ev.Service+" objects="+ev.Labels["objects"])
				if (ev.Labels["trouble"] == "true") != (ev.Severity != "") {
					t.Errorf("%s: trouble %q", ev.Text, ev.Labels["trouble"])
				}
			}
			if diff := cmp.Diff(tt.want, lines); diff != "" {
				t.Errorf("(-want +got):\n%s\n%+v", diff, got.Reports)
			}
		})
	}
}

// The window leaves ids and counts alone: what began before it and goes on in it is there whole.
func TestKubernetesWindow(t *testing.T) {
	in := `{"items":[` + k8s("u1", "Pod/db-0", "BackOff", "Back-off", "2025-10-20T06:40:00Z", "2025-10-20T07:00:00Z", 9, "") + `]}`
	all := collect(t, event.Window{}, file.Options{}, in)
	at := func(h, m int) time.Time { return time.Date(2025, 10, 20, h, m, 0, 0, time.UTC) }
	for _, tt := range []struct {
		w    event.Window
		want int
	}{
		{event.Window{From: at(6, 50), To: at(6, 55)}, 1},
		{event.Window{From: at(7, 0), To: at(8, 0)}, 1},
		{event.Window{From: at(7, 1), To: at(8, 0)}, 0},
		{event.Window{From: at(6, 0), To: at(6, 40)}, 0},
	} {
		got := collect(t, tt.w, file.Options{}, in)
		if len(got.Events) != tt.want || tt.want == 1 && !cmp.Equal(got.Events, all.Events) {
			t.Errorf("%v: %v", tt.w, got.Events)
		}
	}
}

func TestCapsOfAPIs(t *testing.T) {
	var b strings.Builder
	b.WriteString("[")
	for i := range 20_010 {
		fmt.Fprintf(&b, `{"tag_name":"v%d","html_url":"https://github.com/a/b/releases/tag/v%d","published_at":"2025-10-20T06:00:00Z","body":"x"},`, i, i)
	}
	in := strings.TrimSuffix(b.String(), ",") + "]"
	got := collect(t, event.Window{}, file.Options{}, in)
	if len(got.Events) != 20_000 || got.Reports[0].Dropped != 10 {
		t.Errorf("%d events, %+v", len(got.Events), got.Reports)
	}
	long := strings.Repeat("y", 1<<20)
	ev := collect(t, event.Window{}, file.Options{}, `[{"html_url":"https://github.com/a/b/pull/1","merged_at":"2025-10-20T06:00:00Z","merge_commit_sha":"x","title":"`+long+`","body":"`+long+`","user":{"login":"`+long+`"}}]`).Events[0]
	if len(ev.Text) > 4<<10 || len(ev.Labels["body"]) > 4<<10 || len(ev.Actor.Name) > 1<<10 || ev.Labels["commit"] != "" {
		t.Errorf("%d %d %d %v", len(ev.Text), len(ev.Labels["body"]), len(ev.Actor.Name), slices.Sorted(maps.Keys(ev.Labels)))
	}
}

func TestAPIsLeaveOthersAlone(t *testing.T) {
	for _, in := range []string{
		`[{"sha":"x","state":"open"}]`, `{"items":[{"metadata":{},"reason":"x"}]}`, `[{"tag_name":"x"}]`, `[{"id":1,"iid":2}]`, `{"items":[]}`, `[[]]`, `[]`,
		`[{"labels":{"alertname":"x"},"startsAt":"2025-10-20T06:00:00Z","fingerprint":"x","status":{}}]`, `{"reason":"x","message":"a log line"}`,
	} {
		if m := changes.Family().Match(file.Head{Data: []byte(in), Whole: true}); m.Score != 0 {
			t.Errorf("%q was taken as %s", in, m.Format)
		}
	}
}

// FuzzAPIs: whatever a file holds, nothing panics, every event has an id, a UTC time that its end is not before, a count and texts within their caps,
// and the order of files changes nothing.
func FuzzAPIs(f *testing.F) {
	for _, seed := range []string{"[" + ghDeployment + "]", ghStatuses, "[" + ghPull + "]", ghRelease, "[" + glDeployment + "]", "[" + glMerge + "]", k8s("u", "Pod/a-b", "BackOff", "x", "2025-10-20T06:00:00Z", "2025-10-20T06:00:00Z", 2, "")} {
		f.Add([]byte(seed), []byte(ghStatuses))
	}
	f.Add([]byte(id1+" tag 9\nobject x\n\n"), []byte(`{"items":[{"regarding":{},"reason":1,"series":{"count":-5}}]}`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		files := []*file.File{file.Bytes("a", one), file.Bytes("b", two)}
		b, err := changes.Family().Collect(t.Context(), files, event.Window{}, file.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range b.Events {
			if ev.ID == "" || ev.At.IsZero() || ev.At.Location() != time.UTC || !ev.Until.IsZero() && ev.Until.Before(ev.At) || ev.Count < 1 || len(ev.Text) > 5<<10 {
				t.Fatalf("a broken event: %+v", ev)
			}
		}
		slices.Reverse(files)
		again, err := changes.Family().Collect(t.Context(), files, event.Window{}, file.Options{})
		if diff := cmp.Diff(b, again); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
	})
}
