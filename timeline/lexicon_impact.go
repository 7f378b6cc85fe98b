package timeline

// impactWords are the words for what users see: that impact begins, is there, ends, how a thing fares when it works and when it does not.
var impactWords = map[cue]string{
	cueOnset: `outage begins|outage starts|outage began|outage started|incident begins|incident starts|impact begins|impact starts|impact began|
		impact started|start of impact|start of outage|user impact starts|customer impact starts|customer impact begins`,
	cueBegan: `began|begin|begins|beginning|start|started|starts|starting|first seen|first observed|first noticed|onset|went down|goes down|since|
		stopped working|stopped responding|stopped serving|outage begins|incident start|incident begins|impact start|impact started|started failing|
		commenced|commencing|begini*`,
	cueImpact: `hang*|hung|denied|stuck|lagging|blank|declined|disconnect*|offline|drops out|dropped out|frozen|freez*|overload*|duplicate*|empty|garbled|
		spik*|dead|no response|wrong|degrad*|error*|unavailab*|outage*|impact*|affect*|latenc*|delay*|disrupt*|unable|unresponsive|lost|loss|
		elevated|increased|drop*|timeout*|timed out|fail*|slow*|incident|down|could not|couldn't|cannot|can't|intermittent*|broken|inaccessible|
		unreachable|crash*|interruption*|issue*|problem*|refuse|refuses|refusing|refused|reject|rejects|rejecting|rejected|throttl*|stale|missing|packet loss|congestion|5xx|500s|502s|503s|504s|
		not available|not work*|event|downtime|instabilit*|malfunction*|glitch*|blip*|faults|unstable|brownout*`,
	cueTrouble: `error|errors|error rate|error rates|failure|failures|timeout|timeouts|5xx|4xx|500s|502s|503s|504s|403s|404s|500|502|503|504|403|404|404s|429|429s|exception|
		exceptions|latency|latencies|lag|backlog|queue|queues|packet loss|complaints|symptom|symptoms|problem|problems|issue|issues|alarm|alarms|
		retries|drops|disconnects|crashes|crashloop|crash loop|crashloops|resets|delays|lock|locks|deadlocks|spam`,
	cueWorsened: `stalled|stalls|went down|goes down|went dark|went offline|went hard down|missed|drops out|dropped out|drop out|fell over|falls over|fell|
		dropped|crashed|crashes|died|dies|jumps|jumped|spike|spikes|spiked|rose|rises|climb|climbs|climbed|shot up|surged|tripped|trips|froze|
		freezes|became|turns red|resulting in|leading to|causing|lost|loses|failed|fails|fail|failing|overflowed|ran out|filled up|hung|becomes|
		expired|unreachable|unavailable|down|hard down|blank|offline|begin failing|began failing|degraded|time out|times out|timed out|timing out|
		rebooted unexpectedly|unexpectedly rebooted|restarted unexpectedly|unexpectedly restarted|
		unplanned reboot|unexpected reboot|unplanned restart|unexpected restart|slowed|slows|hang|hangs|refused|rejected|returned errors|return errors|throws|throwing|answers with error|answers with errors|blackout`,
	cueStopped: `stopped|stops|stop|stopping|ceased|ceases|quit`,
	cueImproved: `recovering|improving|improved|improvement*|signs of recovery|beginning to recover|starting to recover|started to recover|began to recover|
		recovery began|recovery begins|recovery starts|recovery started|partially|partial recovery|slowly|gradually|starting to come back|
		coming back|trending|getting better|decreasing|declining|errors dropping|rate dropping|rates dropping|going down|subsiding|early recovery|
		recover in part|begins increasing|starts to succeed|start to succeed|succeed again|helped|eased`,
	cueOver: `up again|available again|online again|works fine|working fine|fine again|normal again|nominal|all green|green again|all healthy|stable again|
		ok again|okay again|serving again|flowing again|flow again|loading again|loads again|load again|responding again|respond again|answers again|
		answering again|back in service|in service again|no more errors|came back|come back|running normally|deliveries normal|reachable again|
		functional again|succeed again|succeeding again|running again|runs again|resolved|resolve|resolves|resolving|recovered|restored|restores|
		restoring|resolution confirmed|resolution is confirmed|confirmed resolved|issue resolved|all there now|all there again|back to normal|
		returned to normal|return to normal|returns to normal|is normal|were normal|was normal|are normal|all normal|operating normally|
		operates normally|working normally|normal operation*|normal service|is over|was over|are over|all over|now over|ended|ends|end of the event|
		ending|ceased|subsided|as expected|back up|up and running|all clear|fixed|works again|work again|working again|is back|are back|are now back|
		back online|back to 100%|service resumed|resumed|full recovery|fully operational|healthy again|problem is gone|gone away|cleared|
		dropped to normal|at pre-event level|incident end|stopped at|working as intended|work as intended|works as intended|and recovers|fully recovers|recovers fully|fully working|fully functional|fully available|fully online|regained`,
	cueEnd: `outage ends|outage ended|outage over|outage is over|incident ends|incident ended|incident over|incident is over|impact ends|impact ended|
		end of outage|end of impact|end of incident|all clear`,
	cueGone: `gone|went away|cleared|clearing up|vanished|disappeared|stopped|stop|subsided|ceased|drained|empty|emptied|zero|0|0%|none|is over|are over|
		dried up|worked off|worked through|caught up|back to zero|down to zero`,
	cueGood: `back|up|fine|ok|okay|good|well|normal|healthy|stable|green|clear|online|available|nominal|reachable|responsive|usable|operational|functional|
		functioning|success|availability|sweet|happy|clean|recovered|resolved|fixed|restored|solved|sorted|alive|accessible|quick|fast`,
	cueWorks: `work|works|working|load|loads|loading|serve|serves|serving|respond|responds|responding|answer|answers|answering|process|processes|processing|
		processed|accept|accepts|accepting|accepted|deliver|delivers|delivering|delivered|arrive|arrives|arriving|arrived|send|sends|sending|sent|
		flow|flows|flowing|open|opens|opening|run|runs|running|sync|syncs|syncing|synced|connect|connects|connecting|log in|login|logins|sell|sells|
		selling|pass|passes|passing|go through|going through|goes through|went through|succeed|succeeds|succeeding|succeeded|play|plays|playing|
		print|prints|printing|render|renders|rendering|save|saves|saving|reply|replies|replying|publish|publishes|publishing|boot|boots|booting|
		display|displays|reach|reaching|merges|merging|build|builds|building|pulling|pull|pulls|polling|ship|ships|shipping|talk|talks|talking|scan|
		scans|scanning|book|charge|charging|charged|picked up|pay|paying|checkout|check out|search|upload|uploads|uploading|download|downloads|
		downloading|transmit|transmits|transmitting|register|registers|registering|draining|taking|starting|resolves|created|collected|written|
		ringing|loaded|worked|served|responded|flowed|rendered|synced|connected`,
	cueAble: `able to`,
	cueRemain: `remained|stayed|remains|backlog|backlogs|caught up|catch up|catching up|residual|took until|last impaired|last affected|last remaining|
		last delayed|lingering|small number|straggl*|remaining|tail`,
}
