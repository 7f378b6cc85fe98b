package collect

import (
	"github.com/pes-dev/pes/collect/alerts/alertmanager"
	"github.com/pes-dev/pes/collect/alerts/cloudwatch"
	"github.com/pes-dev/pes/collect/alerts/grafana"
	"github.com/pes-dev/pes/collect/alerts/pagerduty"
	"github.com/pes-dev/pes/collect/alerts/prometheus"
	"github.com/pes-dev/pes/collect/changes/git"
	"github.com/pes-dev/pes/collect/changes/github"
	"github.com/pes-dev/pes/collect/changes/gitlab"
	"github.com/pes-dev/pes/collect/changes/kubernetes"
	"github.com/pes-dev/pes/collect/chat/slack"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs/cloudwatchlogs"
	"github.com/pes-dev/pes/collect/logs/elasticsearch"
	"github.com/pes-dev/pes/collect/logs/journald"
	"github.com/pes-dev/pes/collect/logs/loki"
	"github.com/pes-dev/pes/collect/logs/victorialogs"
	"github.com/pes-dev/pes/collect/status/awshealth"
	"github.com/pes-dev/pes/collect/status/statuspage"
)

// Kinds is every kind of live system that can be asked, by name. A new one is a folder below its family, a line here, and a run of livetest.
func Kinds() []live.Kind {
	return []live.Kind{
		alertmanager.Kind(),
		awshealth.Kind(),
		cloudwatch.Kind(),
		cloudwatchlogs.Kind(),
		elasticsearch.Kind(),
		git.Kind(),
		github.Kind(),
		gitlab.Kind(),
		grafana.Kind(),
		journald.Kind(),
		kubernetes.Kind(),
		loki.Kind(),
		elasticsearch.OpenSearch(),
		pagerduty.Kind(),
		prometheus.Kind(),
		slack.Kind(),
		statuspage.Kind(),
		victorialogs.Kind(),
	}
}
