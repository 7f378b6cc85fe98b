package main

import (
	"fmt"
	"slices"
	"time"
)

// awsExport is the customer's workspace on that day: a war room, and the channel in which the day began.
func awsExport() export {
	e := export{
		team: "T0HARBORLN", zone: "America/New_York",
		members: []member{
			{id: "U0HLCMDR01", name: "incident-commander", title: "Incident Commander"},
			{id: "U0HLPAYM02", name: "on-call-payments", title: "On-call, Payments"},
			{id: "U0HLPLAT03", name: "on-call-platform", title: "On-call, Platform"},
			{id: "U0HLCOMM04", name: "comms-lead", title: "Communications Lead"},
			{id: "U0HLSUPP05", name: "support-lead", title: "Support Lead"},
			{id: "U0HLOBSV06", name: "observer", title: "Observer"},
			{id: "B0HLALRT07", name: "alert-bot", title: "Alerts", bot: true},
			{id: "B0HLSTAT08", name: "status-bot", title: "Vendor status feed", bot: true},
		},
		parents: map[string]time.Time{"zones": clock("2025-10-15")("18:12:40")},
	}
	room := channel{
		id: "C0HLWAR001", name: "inc-aws-us-east-1", purpose: "DynamoDB in us-east-1 does not answer", creator: "incident-commander",
		created: on("06:58:30"), posts: warRoom(),
	}
	ops := channel{
		id: "C0HLOPS002", name: "ops", purpose: "Operations", creator: "on-call-platform", created: clock("2024-02-05")("15:00:00"), posts: opsPosts(),
	}
	e.channels = []channel{ops, room}
	return e
}

// opsPosts are the minutes before there was a war room: the page, the first look, the declaration.
func opsPosts() []post {
	posts := []post{
		{at: on("02:14:10"), by: "on-call-platform", text: "Nightly backup of the catalogue is through, no errors."},
		{at: on("06:52:58"), by: "on-call-payments", text: "ack, looking. Order pages cannot load sessions", reaction: "eyes:on-call-platform"},
		{at: on("06:55:20"), by: "on-call-platform", text: "Same here, three of our canaries are red at once. It is not our network, S3 answers."},
		{
			at: on("06:57:45"), by: "incident-commander", pinnedBy: "incident-commander", key: "declared",
			text: "Declaring a SEV1. I am incident commander, <@U0HLCOMM04> takes communications. War room: <#C0HLWAR001|inc-aws-us-east-1>",
		},
		{at: on("07:19:02"), by: "observer", thread: "zones", text: "This thread again: sessions and checkout still depend on us-east-1 alone."},
		{at: on("07:20:31"), by: "support-lead", thread: "declared", text: "Support is in, tickets are coming."},
	}
	return withAlerts(posts, "DynamoDBCanaryFailing")
}

// warRoom is the channel of the incident, alerts of all critical rules but the first one included.
func warRoom() []post {
	posts := slices.Concat(warRoomNight(), warRoomMorning(), warRoomAfternoon())
	return withAlerts(posts, "EC2LaunchCanaryFailing", "NLBConnectErrors", "CheckoutErrorRateHigh")
}

// withAlerts adds what the alert bot posted half a minute after each start and end of the named alerts, and puts all in order.
func withAlerts(posts []post, names ...string) []post {
	const delay = 32 * time.Second // Alertmanager's group_wait of 30 s, and the way to the channel
	say := func(at time.Time, state string, a alert) {
		if at.IsZero() {
			return
		}
		text := fmt.Sprintf("[%s] %s (%s, us-east-1)", state, a.labels["alertname"], a.labels["service"])
		posts = append(posts, post{at: at.Add(delay), by: "alert-bot", text: text, card: a.summary})
	}
	opened := on("06:58:30")
	for _, a := range named(awsAlerts(awsProbes()), names...) {
		if names[0] != "DynamoDBCanaryFailing" && a.start.Before(opened) {
			say(a.end, "RESOLVED", a)
			continue
		}
		say(a.start, "FIRING", a)
		say(a.end, "RESOLVED", a)
	}
	slices.SortStableFunc(posts, func(a, b post) int { return a.at.Compare(b.at) })
	return posts
}

func warRoomNight() []post {
	return []post{
		{at: on("06:58:32"), by: "incident-commander", subtype: "channel_join", text: "<@U0HLCMDR01> has joined the channel"},
		{at: on("06:58:40"), by: "incident-commander", subtype: "channel_topic", text: "<@U0HLCMDR01> set the channel topic: SEV1, shop degraded, next update 3:30 am"},
		{at: on("06:59:05"), by: "on-call-payments", subtype: "channel_join", text: "<@U0HLPAYM02> has joined the channel"},
		{at: on("06:59:50"), by: "on-call-payments", text: "About three in four order pages fail. The rest are customers whose connections were open before."},
		{
			at: on("07:04:26"), by: "observer", key: "dns", reaction: "thinking_face:on-call-platform",
			text: "`dig dynamodb.us-east-1.amazonaws.com` gives me no address at all. might be DNS?",
		},
		{at: on("07:05:11"), by: "on-call-platform", thread: "dns", text: "Could be. Could also be our resolver, let me ask another one."},
		{at: on("07:08:47"), by: "on-call-platform", thread: "dns", text: "Public resolvers say the same. Nothing we can change from here."},
		{at: on("07:11:40"), by: "status-bot", text: "Vendor dashboard: investigating, multiple services in us-east-1", key: "feed"},
		{at: on("07:13:02"), by: "incident-commander", text: "Good, so it is not only us."},
		{at: on("07:24:18"), by: "comms-lead", text: "Our own status page is up: checkout and accounts degraded, cause with our cloud provider.", reaction: "+1:incident-commander"},
		{at: on("07:31:55"), by: "support-lead", text: "Count so far: 63 tickets, nearly all of them about checkout."},
		{at: on("07:35:30"), by: "observer", text: "Our graphs show the first failed DynamoDB probe at 2:48 am."},
		{
			at: on("07:41:12"), by: "incident-commander", pinnedBy: "comms-lead",
			text: "Decision: no deploys and no scaling down in us-east-1 until launches work. We could not get the instances back.",
		},
		{at: on("07:46:20"), by: "on-call-payments", subtype: "tombstone", key: "paste", text: "This message was deleted."},
		{at: on("07:46:58"), by: "on-call-platform", thread: "paste", text: "Please take that down, the connection string had its password in it."},
		{at: on("07:47:30"), by: "on-call-payments", thread: "paste", text: "Gone, sorry. I only wanted to know in which region this host is: postgres://checkout:correct-horse-example@sessions.db.harborline.example:5432/sessions"},
		{
			at: on("07:58:09"), by: "support-lead",
			text: "A ticket contains only this: &lt;script&gt;alert(1)&lt;/script&gt; | [x](javascript:y) &lt;!channel&gt; @here. Somebody is playing.",
		},
		{at: on("08:21:30"), by: "on-call-platform", text: "AssumeRole works again on our side. DynamoDB does not."},
		{at: on("08:40:02"), by: "support-lead", text: "is it fixed? A few customers say that they got through"},
		{at: on("08:41:15"), by: "on-call-payments", text: "No. Those who get through have old connections."},
		{at: on("09:01:50"), by: "status-bot", text: "Vendor dashboard: possible root cause found, DNS of the DynamoDB endpoint"},
		{at: on("09:31:22"), by: "on-call-platform", text: "DynamoDB resolves for some of our hosts now, half of the probes pass."},
		{
			at: on("09:44:05"), by: "on-call-payments", edited: on("09:46:31"), reaction: "tada:support-lead,comms-lead",
			text: "Order pages load again, orders are coming in. Queue of late mails is still long.",
		},
	}
}

func warRoomMorning() []post {
	return []post{
		{at: on("10:35:40"), by: "status-bot", text: "Vendor dashboard: DNS issue mitigated, launches still failing", key: "mitigated"},
		{at: on("10:38:20"), by: "on-call-payments", thread: "mitigated", text: "looks fixed to me, shall we stand down?"},
		{at: on("10:40:03"), by: "on-call-platform", thread: "mitigated", text: "Not yet, every launch we try fails. We are running on what was up before the night."},
		{at: on("10:42:30"), by: "incident-commander", text: "We stay open. Severity stays as it is because we cannot scale for the morning."},
		{at: on("11:02:14"), by: "on-call-platform", text: "Launch failures as a picture, nothing but failures since half past five our time.", file: "launch-failures.png"},
		{at: on("11:47:00"), by: "observer", text: "Messages reach the functions again, slowly. Oldest one waited more than four hours."},
		{at: on("12:31:52"), by: "on-call-platform", text: "First launch that went through. The next five hit the request limit."},
		{at: on("12:36:40"), by: "on-call-payments", text: "New one: order pages lose their connection in the middle. This is not DynamoDB."},
		{at: on("12:39:18"), by: "on-call-platform", text: "Targets of the load balancer flap between healthy and unhealthy, the instances themselves are fine. Maybe the health checks are wrong?"},
		{at: on("12:44:50"), by: "incident-commander", text: "Second wave, then. <@U0HLCOMM04> please reopen checkout on our page."},
		{at: on("12:49:07"), by: "comms-lead", text: "Done, checkout is yellow again."},
		{at: on("13:20:33"), by: "support-lead", text: "How long will it take? I have a banner to word."},
		{at: on("13:22:10"), by: "incident-commander", text: "Nobody knows. Please word it without a time."},
		{at: on("14:14:35"), by: "status-bot", text: "Vendor dashboard: API errors and connectivity issues across multiple services"},
		{at: on("14:30:12"), by: "observer", text: "About a third of order pages fail, as our edge probe from New York sees it."},
		{at: on("15:12:44"), by: "support-lead", text: "Count so far: 240 tickets."},
	}
}

func warRoomAfternoon() []post {
	return []post{
		{at: on("15:43:36"), by: "status-bot", text: "Vendor dashboard: source narrowed down to a subsystem that watches the health of load balancers"},
		{at: on("16:14:28"), by: "status-bot", text: "Vendor dashboard: more mitigation for load balancer health, connectivity recovering"},
		{at: on("16:41:19"), by: "on-call-platform", text: "Load balancer connections are clean for some minutes now.", reaction: "crossed_fingers:observer"},
		{at: on("16:43:00"), by: "incident-commander", text: "We wait. It looked good this morning too."},
		{at: on("17:30:26"), by: "on-call-platform", text: "AssumeRole had a second bad hour, over now. Launches: one in five works."},
		{at: on("18:28:40"), by: "observer", text: "Functions answer normally."},
		{at: on("19:20:15"), by: "on-call-platform", text: "More than half of the launches work. We add nodes slowly."},
		{
			at: on("19:40:08"), by: "incident-commander", key: "review", pinnedBy: "observer",
			text: "While it is fresh, collect what we take from today in this thread.",
		},
		{at: on("19:42:51"), by: "on-call-payments", thread: "review", text: "action item: keep sessions readable from a second region when us-east-1 has no DynamoDB"},
		{at: on("19:44:30"), by: "on-call-platform", thread: "review", text: "follow-up: keep spare capacity running for the morning, so that we do not depend on launches"},
		{at: on("19:47:12"), by: "comms-lead", thread: "review", text: "TODO: write wording for our status page for an outage of the provider, without promises of time"},
		{at: on("20:58:33"), by: "on-call-platform", text: "Launches are as on any other day. I am lifting our own scaling limits one by one."},
		{at: on("21:25:10"), by: "support-lead", text: "Any reason not to close?"},
		{at: on("21:26:44"), by: "incident-commander", text: "The vendor has not said that it is over. And our reporting cluster is still stuck."},
		{at: on("22:53:41"), by: "status-bot", text: "Vendor dashboard: closing post is up, a post-event summary is to follow"},
		{
			at: on("22:57:20"), by: "incident-commander", reaction: "wave:on-call-payments,on-call-platform,support-lead",
			text: "Closing the incident. The reporting cluster goes on as a ticket of its own. Thanks all, review on Thursday.",
		},
	}
}
