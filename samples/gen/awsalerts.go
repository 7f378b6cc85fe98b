package main

import (
	"slices"
	"time"
)

// awsRules are the customer's alert rules over its canaries. The first of them to fire on that day is DynamoDB's, three minutes after the
// first error.
func awsRules() []rule {
	const minute = time.Minute
	return []rule{
		{"DynamoDBCanaryFailing", "dynamodb", "critical", "More than half of the DynamoDB probes fail", minute, 0.5, 2 * minute},
		{"EC2LaunchCanaryFailing", "ec2", "critical", "More than 7% of the instance launches fail", 10 * minute, 0.07, 5 * minute},
		{"NLBConnectErrors", "nlb", "critical", "Connections to the shop's load balancer fail", 5 * minute, 0.1, 2 * minute},
		{"LambdaInvokeErrors", "lambda", "warning", "About half of the Lambda invocations fail", 5 * minute, 0.5, 0},
		{"SQSDeliveryLate", "sqs", "warning", "Messages do not reach their functions within 60 s", 10 * minute, 0.1, 5 * minute},
		{"STSAssumeRoleFailing", "sts", "warning", "AssumeRole fails", 10 * minute, 0.1, 3 * minute},
		{"RedshiftQueryFailing", "redshift", "warning", "Queries on the cluster reporting fail", 5 * minute, 0.5, 10 * minute},
		{"CheckoutErrorRateHigh", "checkout", "critical", "More than a tenth of the order pages fail", 5 * minute, 0.1, 5 * minute},
	}
}

// awsAlerts are all alerts of the day: what the rules make of the probes, a cluster whose end was not seen, and a disk that has nothing to do
// with any of it.
func awsAlerts(probes map[string][]probe) []alert {
	alerts := []alert{
		{
			firing:  firing{active: on("09:45:00"), start: on("09:55:00")},
			labels:  awsLabels("RedshiftClusterUnavailable", "redshift", "warning"),
			summary: "Cluster reporting cannot be resized or paused: a node is being replaced",
		},
		{
			firing:  firing{active: on("18:02:00"), start: on("18:07:00"), end: on("18:38:00")},
			labels:  awsLabels("DiskFillsInFourHours", "ci", "warning"),
			summary: "build-runner-3: /var is 91% full",
		},
	}
	for _, r := range awsRules() {
		for _, f := range r.evaluate(probes[r.service], awsFrom, awsTo) {
			alerts = append(alerts, alert{f, awsLabels(r.name, r.service, r.severity), r.summary})
		}
	}
	slices.SortStableFunc(alerts, func(a, b alert) int { return a.start.Compare(b.start) })
	return alerts
}

func awsLabels(name, service, severity string) map[string]string {
	return map[string]string{"alertname": name, "service": service, "severity": severity, "region": "us-east-1", "job": "canary"}
}

// named are the alerts of one of the given names.
func named(alerts []alert, names ...string) []alert {
	return slices.DeleteFunc(slices.Clone(alerts), func(a alert) bool { return !slices.Contains(names, a.labels["alertname"]) })
}

// awsFiles makes the machine-made evidence of the sample aws-us-east-1-2025-10-20.
func awsFiles() ([]file, error) {
	const folder = "aws-us-east-1-2025-10-20/"
	probes := awsProbes()
	alerts := awsAlerts(probes)
	canaries, err := canaryLog(probes)
	if err != nil {
		return nil, err
	}
	packed, err := gzipped(canaries)
	if err != nil {
		return nil, err
	}
	checkout, err := zstandard(checkoutLog(probes["checkout"]))
	if err != nil {
		return nil, err
	}
	received, err := webhooks(alerts, "harborline.example", 4*time.Hour)
	if err != nil {
		return nil, err
	}
	ranges, err := queryRange(named(alerts, "DynamoDBCanaryFailing", "NLBConnectErrors"))
	if err != nil {
		return nil, err
	}
	export, err := awsExport().zip(on("23:30:00"))
	if err != nil {
		return nil, err
	}
	picture, err := launchPicture(probes["ec2"])
	if err != nil {
		return nil, err
	}
	return []file{
		{folder + "logs/canaries.jsonl.gz", packed},
		{folder + "logs/edge-nyc1.log", syslog(probes["nlb"])},
		{folder + "logs/checkout.log.zst", checkout},
		{folder + "alerts/webhooks.jsonl", received},
		{folder + "alerts/prometheus-alerts.json", ranges},
		{folder + "chat/slack-export.zip", export},
		{folder + "launch-failures.png", picture},
	}, nil
}
