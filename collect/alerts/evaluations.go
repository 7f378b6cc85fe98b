package alerts

import (
	"bytes"
	"errors"
	"math"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/internal/jsonstream"
)

// prometheusEvaluations is the answer of an instant query for prometheus_rule_group_last_evaluation_timestamp_seconds: until when a Prometheus
// evaluated its rules. An alert whose samples end earlier had ended; without that, a Prometheus that stopped looks the same.
var prometheusEvaluations = format{
	name: "prometheus-evaluations",
	match: func(j file.JSON) int {
		if has(j.Paths, "data.resultType", "data.result.metric.rule_group", "data.result.value") {
			return 60 // another metric may bear that label
		}
		return 0
	},
	paths: []string{"data.result[]"},
	read:  readEvaluation,
	done: func(s *source) {
		// Of several servers the one that stopped first is believed: which alert is whose nobody says.
		if s.evaluated > 0 && (s.evidence.evaluated == 0 || s.evaluated < s.evidence.evaluated) {
			s.evidence.evaluated = s.evaluated
		}
	},
}

// EvaluationMetric is the metric by which a Prometheus tells when it last evaluated a group of rules, in seconds since 1970.
const EvaluationMetric = "prometheus_rule_group_last_evaluation_timestamp_seconds"

func readEvaluation(e jsonstream.Element, s *source) error {
	var raw struct {
		Metric labels      `json:"metric"`
		Value  samplesJSON `json:"value"`
	}
	if err := e.Decode(&raw); err != nil {
		return mistyped(err)
	}
	if raw.Metric["__name__"] != EvaluationMetric {
		return errors.New("a series other than " + EvaluationMetric)
	}
	taken := sample(bytes.Trim(raw.Value, "[]"), func(ms int64, value float64) bool {
		if value <= 0 || value >= maxUnix {
			return false
		}
		s.evaluated = max(s.evaluated, min(ms, int64(math.Round(value*1000)))) // it cannot know of later than it was asked for
		return true
	})
	if !taken {
		return errors.New("a value that is no time")
	}
	return nil
}
