package timeline

// impactWords are the words for what users see: that impact begins, is there, ends, how a thing fares when it works and when it does not.
var impactWords = map[cue]string{
	cueOnset: `from here on|from this point on|outage begins|outage starts|outage began|outage started|incident begins|incident starts|impact begins|impact starts|impact began|
		impact started|start of impact|start of outage|user impact starts|customer impact starts|customer impact begins`,
	cueBegan: `began|begin|begins|beginning|start|started|starts|starting|first seen|first observed|first noticed|onset|went down|goes down|since|
		stopped working|stopped responding|stopped serving|outage begins|incident start|incident begins|impact start|impact started|started failing|
		commenced|commencing|begini*`,
	cueImpact: `hang*|hung|denied|stuck|lagging|blank|declined|disconnect*|offline|drops out|dropped out|frozen|freez*|overload*|duplicate*|empty|garbled|
		spik*|dead|no response|wrong|degrad*|error*|unavailab*|outage*|impact*|affect*|latenc*|delay*|disrupt*|unable|unresponsive|lost|loss|
		elevated|increased|drop*|timeout*|timed out|fail*|slow*|incident|down|could not|couldn't|cannot|can't|intermittent*|broken|inaccessible|
		unreachable|crash*|interruption*|issue*|problem*|refused|rejected|throttl*|stale|missing|packet loss|congestion|5xx|500s|502s|503s|504s|
		not available|not work*|event|refuse|refuses|refusing|reject|rejects|rejecting|downtime|instabilit*|malfunction*|glitch*|blip*|faults|unstable|brownout*|
		nobody can|no one can|noone can|can not|cant|wont load|won't load|doesnt load|doesn't load|doesn't work|doesnt work|not arriving|
		not coming|not loading|not responding|not getting|not receiving|not sending|not delivered|not syncing|not booting|not printing|not ringing|
		evictions|outages|brownout|flapping|unusable|sluggish|laggy|borked|busted|hosed|wonky|flaky|kaput|kicked|kicks|no connection|no contact|no network|no internet|no service|no communication|no input|no output|
		no picture|no video|no sound|stands still|standing still|not moving|have stopped|has stopped|just stopped|came to a stop`,
	cueTrouble: `error|errors|error rate|error rates|failure|failures|timeout|timeouts|5xx|4xx|500s|502s|503s|504s|403s|404s|500|502|503|504|403|404|404s|429|429s|exception|
		exceptions|latency|latencies|lag|backlog|queue|queues|packet loss|complaints|symptom|symptoms|problem|problems|issue|issues|alarm|alarms|
		retries|drops|disconnects|crashes|crashloop|crash loop|crashloops|resets|delays|lock|locks|deadlocks|spam|
		400s|401|401s|404|405s|408s|409s|413s|422s|429|429s|499s|501s|507s|520s|521s|522s|523s|
		524s|525s|526s|527s|530s|servfail|nxdomain|econnrefused|enospc|oom|ooms|oomkilled|oomkills|evictions|eviction|restarts|
		losses|loss|retransmits|jitter|rejects|rejections|declines|bounces|backpressure|spikes|dropouts|drop-outs|glitch|glitches|artifacts|
		stack traces|stacktraces|tracebacks|panics|segfaults|coredumps|deadlock|failed logins|failed jobs|failed payments|missed calls|stuck jobs|
		stuck messages|pending jobs|dups|duplicates|mismatches|brownout|brownouts|flaps|flapping|slowness|hiccup|hiccups|disconnections|kicks|
		lockouts|reds|nan|gibberish|mojibake|stacktrace|traceback|spinner|beachball|hourglass|bluescreen|bsod`,
	cueWorsened: `stalled|stalls|went down|goes down|went dark|went offline|went hard down|missed|drops out|dropped out|drop out|fell over|falls over|fell|
		dropped|crashed|crashes|died|dies|jumps|jumped|spike|spikes|spiked|rose|rises|climb|climbs|climbed|shot up|surged|tripped|trips|froze|
		freezes|became|turns red|resulting in|leading to|causing|lost|loses|failed|fails|fail|failing|overflowed|ran out|filled up|hung|becomes|
		expired|unreachable|unavailable|down|hard down|blank|offline|begin failing|began failing|degraded|time out|times out|timed out|timing out|
		rebooted unexpectedly|unexpectedly rebooted|restarted unexpectedly|unexpectedly restarted|
		unplanned reboot|unexpected reboot|unplanned restart|unexpected restart|
		slowed|slows|hang|hangs|refused|rejected|returned errors|return errors|throws|throwing|answers with error|answers with errors|blackout|
		kicks|kicked out|kicking|throws us out|bounces|bouncing|rejects|rejecting|refuses|refusing|denies|denying|spins|spinning|loops|looping|
		choking|chokes|stutters|stuttering|freezing|hanging|dying|crashing|crash-looping|crashlooping|piling up|piles up|backing up|backs up|
		building up|builds up|growing|stuck|dead|borked|busted|hosed|toast|wonky|flaky|kaput|frozen|bricked|overheating|overheats|beeping|
		blinking red|amber|red|smoking|dark|deaf|mute|muted|cut off|disconnected|disconnecting|kicked|evicted|oomkilled|unregistered|desynced|
		out of sync|garbled|choppy|crackling|one-way audio|no audio|no dial tone|no dialtone|no signal|no link|no carrier|no power|no data|
		no heartbeat|no answer|no reply|no route|white screen|blank screen|blank page|black screen|blue screen|spinner|won't load|won't start|
		wont load|wont start|went red|goes red|gone dark|gone down|gone offline|went away|is out|are out|went out|knocked out|cut out|cuts out|
		gave up|gives up|stopped dead|ground to a halt|grinds to a halt|at a standstill|crawling|crawls|sluggish|laggy|unusable|maxed out|pegged|
		starved|starving|thrashing|swapping|underwater|melting|on fire|dropping|falling over|flatlined|flatlines|nosedived|plummeted|tanked|
		tanking|shoots up|ballooned|balloons|skyrocketed|doubled|tripled`,
	cueStopped: `stopped|stops|stop|stopping|ceased|ceases|quit`,
	cueImproved: `recovering|improving|improved|improvement*|signs of recovery|beginning to recover|starting to recover|started to recover|began to recover|
		recovery began|recovery begins|recovery starts|recovery started|partially|partial recovery|slowly|gradually|starting to come back|
		coming back|trending|getting better|decreasing|declining|errors dropping|rate dropping|rates dropping|going down|subsiding|early recovery|
		recover in part|begins increasing|starts to succeed|start to succeed|succeed again|helped|eased|
		on the mend|looking better|looks better|better now|much better|bit better|getting there|slowly coming|creeping up|ticking up|picking up|
		climbing back|coming down|dropping off|on its way down|halved|halving|easing|tapering|nearly there|almost there|
		starting to work|some are back|most are back|helps|helps a bit|less of it|fewer`,
	cueOver: `up again|available again|online again|works fine|working fine|fine again|normal again|nominal|all green|green again|all healthy|stable again|
		ok again|okay again|serving again|flowing again|flow again|loading again|loads again|load again|responding again|respond again|answers again|
		answering again|back in service|in service again|no more errors|came back|come back|running normally|deliveries normal|reachable again|
		functional again|succeed again|succeeding again|running again|runs again|resolved|resolve|resolves|resolving|recovered|restored|restores|
		restoring|resolution confirmed|resolution is confirmed|confirmed resolved|issue resolved|all there now|all there again|back to normal|
		returned to normal|return to normal|returns to normal|is normal|were normal|was normal|are normal|all normal|operating normally|
		operates normally|working normally|normal operation*|normal service|is over|was over|are over|all over|now over|ended|ends|end of the event|
		ending|ceased|subsided|as expected|back up|up and running|all clear|fixed|works again|work again|working again|is back|are back|are now back|
		back online|back to 100%|service resumed|resumed|full recovery|fully operational|healthy again|problem is gone|gone away|cleared|
		dropped to normal|at pre-event level|incident end|stopped at|
		works now|working now|works for me again|loads now|loading now|answers now|back in business|back in action|back on its feet|
		back to its old self|back to full|good to go|good as new|right as rain|running smoothly|running fine|running as normal|operating as normal|
		as normal|as usual|as it should|as intended|as designed|out of the woods|all services up|all systems go|
		all systems operational|systems operational|service operational|services operational|fully functional|fully working|fully recovered|
		fully restored|reinstated|re-established|reestablished|re-instated|operation resumed|operations resumed|
		production resumed|traffic restored|can log in again|can login again|can work again|can print again|can call again|can order again|
		can pay again|back up to speed|ceased to occur|no further errors|no further issues|no further problems|no further occurrences|
		no more failures|no more timeouts|no more alerts|no more complaints|no more reports|no more drops|alarm cleared|alarms cleared|
		alert cleared|alerts cleared|fault cleared|outage cleared|problem solved|issue solved|problem fixed|issue fixed|
		recovery complete|recovery completed|recovery confirmed|clear now|link up|links up|sorted now|now fixed|now resolved|now restored|
		now operational|now working|now back|now available|now stable|now healthy|now green|comes back|come back up|came back up|comes up again|
		came up again|is up again|are up again|brought online|brought back|brought back up|brought up again|
		comes online|came online|comes back online|confirmed working|confirmed ok|confirmed fixed|confirmed fine|verified working|verified fixed|tested ok|tests ok|tested fine|
		working as intended|work as intended|works as intended|and recovers|fully recovers|recovers fully|fully available|fully online|regained|fully up`,
	cueEnd: `outage ends|outage ended|outage over|outage is over|incident ends|incident ended|incident over|incident is over|impact ends|impact ended|
		end of outage|end of impact|end of incident|all clear`,
	cueGone: `gone|went away|cleared|clearing up|vanished|disappeared|stopped|stop|subsided|ceased|drained|empty|emptied|zero|0|0%|none|is over|are over|
		dried up|worked off|worked through|caught up|back to zero|down to zero|
		at zero|at 0|flat|nil|went quiet|gone quiet|quiet|faded|fading out|done|cleared up|cleared out|dropped off|fell off|died down|
		back to normal|back to baseline|at baseline|normal again|recovered|resolved|dissipated|evaporated|melted away|flushed out|processed|
		delivered|no longer|ended|finished|worked out|cleaned up`,
	cueGood: `back|up|fine|ok|okay|good|well|normal|healthy|stable|green|clear|online|available|nominal|reachable|responsive|usable|operational|functional|
		functioning|success|availability|sweet|happy|clean|recovered|resolved|fixed|restored|solved|sorted|alive|accessible|quick|fast|
		snappy|smooth|peachy|perfect|great|flawless|calm|breathing|playable|passable|routable|in sync|synced|caught up|registered|mounted|
		writable|readable|bookable|printable|intact|consistent|unstuck|unblocked|alright|all right|fab|tidy|sane|flat`,
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
