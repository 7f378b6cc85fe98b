package main

import "time"

// on reads the UTC times of day of 20 October 2025.
var on = clock("2025-10-20")

// The span that the invented customer kept logs of: from well before the first error to well after the last.
var (
	awsFrom = on("02:00:00")
	awsTo   = on("23:59:59").Add(time.Second)
)

// usual is the share of probes that fails on any day, for no reason that anybody looks into.
const usual = 0.002

// awsCanaries are the customer's canaries. That something failed from one time to another is public (times in UTC, seven hours ahead of the
// vendor's PDT); the share that failed, and the seconds, are invented.
func awsCanaries() []canary {
	return []canary{
		{service: "dynamodb", every: 5 * time.Second, latency: 9, curve: dynamodbCurve()},
		{service: "ec2", every: 20 * time.Second, latency: 14000, curve: ec2Curve()},
		{service: "lambda", every: 6 * time.Second, latency: 40, curve: lambdaCurve()},
		{service: "sqs", every: 12 * time.Second, latency: 700, curve: sqsCurve()},
		{service: "sts", every: 12 * time.Second, latency: 25, curve: stsCurve()},
		{service: "redshift", every: 30 * time.Second, latency: 350, curve: redshiftCurve()},
	}
}

// dynamodbCurve: the endpoint's record is empty from 06:48, restored at 09:25, and usable for all at 09:40 when caches have expired.
func dynamodbCurve() curve {
	return curve{
		{on("06:48:03"), usual},
		{on("06:48:03"), 0.97},
		{on("09:22:00"), 0.97},
		{on("09:25:00"), 0.85},
		{on("09:40:00"), 0.10},
		{on("09:40:00"), usual},
	}
}

// ec2Curve: launches are impaired from 06:48, collapse at 09:25, succeed here and there from 12:28, and are normal at 20:50.
func ec2Curve() curve {
	return curve{
		{on("06:48:10"), usual},
		{on("06:48:10"), 0.62},
		{on("09:25:00"), 0.62},
		{on("09:25:00"), 0.98},
		{on("12:28:00"), 0.98},
		{on("12:28:00"), 0.80},
		{on("17:36:00"), 0.80},
		{on("18:23:00"), 0.60},
		{on("19:01:00"), 0.45},
		{on("20:03:00"), 0.30},
		{on("20:50:00"), 0.28},
		{on("20:50:00"), usual},
	}
}

// nlbCurve: connection errors begin at 12:30 and end at 16:36, when the automatic failover is switched off; 16:13 brings some relief.
func nlbCurve() curve {
	return curve{
		{on("12:30:04"), usual},
		{on("12:30:04"), 0.30},
		{on("13:52:00"), 0.42},
		{on("16:13:00"), 0.48},
		{on("16:20:00"), 0.28},
		{on("16:36:30"), 0.28},
		{on("16:36:30"), usual},
	}
}

// lambdaCurve: errors from 06:51; the second wave (from 14:04) ends with enough capacity at 18:27.
func lambdaCurve() curve {
	return curve{
		{on("06:51:02"), usual},
		{on("06:51:02"), 0.62},
		{on("09:20:00"), 0.62},
		{on("09:40:00"), 0.06},
		{on("09:40:00"), usual},
		{on("14:04:00"), usual},
		{on("14:04:00"), 0.50},
		{on("17:30:00"), 0.49},
		{on("18:20:00"), 0.25},
		{on("18:27:00"), 0.12},
		{on("18:27:00"), usual},
	}
}

// sqsCurve: messages wait for Lambda's pollers, which come back at 11:40 and have caught up at 13:00; the polling rate, lowered in the second
// wave, is raised again by 20:03.
func sqsCurve() curve {
	return curve{
		{on("06:51:10"), usual},
		{on("06:51:10"), 0.70},
		{on("11:40:00"), 0.70},
		{on("13:00:00"), 0.10},
		{on("13:00:00"), usual},
		{on("14:20:00"), usual},
		{on("14:20:00"), 0.40},
		{on("19:15:00"), 0.35},
		{on("20:03:00"), 0.10},
		{on("20:03:00"), usual},
	}
}

// stsCurve: two waves, 06:51 to 08:19 and 15:31 to 16:59.
func stsCurve() curve {
	return curve{
		{on("06:51:05"), usual},
		{on("06:51:05"), 0.72},
		{on("08:19:00"), 0.66},
		{on("08:19:00"), usual},
		{on("15:31:00"), usual},
		{on("15:31:00"), 0.52},
		{on("16:59:00"), 0.52},
		{on("16:59:00"), usual},
	}
}

// redshiftCurve: queries fail from 06:47 and work again between 09:15 and 09:21.
func redshiftCurve() curve {
	return curve{
		{on("06:47:20"), usual},
		{on("06:47:20"), 0.92},
		{on("09:15:00"), 0.92},
		{on("09:21:00"), 0.30},
		{on("09:21:00"), usual},
	}
}

// checkoutCurve is the customer's own shop: its sessions lie in DynamoDB, its pages behind a network load balancer.
func checkoutCurve() curve {
	return curve{
		{on("06:48:07"), usual},
		{on("06:48:07"), 0.74},
		{on("09:24:00"), 0.74},
		{on("09:40:00"), 0.05},
		{on("09:40:00"), usual},
		{on("12:30:30"), usual},
		{on("12:30:30"), 0.12},
		{on("13:52:00"), 0.30},
		{on("16:13:00"), 0.32},
		{on("16:20:00"), 0.18},
		{on("16:36:30"), 0.18},
		{on("16:36:30"), usual},
	}
}
