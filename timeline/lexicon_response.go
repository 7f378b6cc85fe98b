package timeline

// responseWords are the words for what people and monitors do about it: notice, report, declare, take up, look for the cause, find it, try, mitigate, close.
var responseWords = map[cue]string{
	cueDetect: `alerted|alert|alerts|alarm*|paged|page from|pages from|detected|detects|detect|detection|witnessed|noticed|notices|notice|noticing|observed|
		observes|notified|monitoring shows|monitor fired|caught the|perceived|spotted|rang|rings|phoned|phones|called us|informs us|informed us|
		contacted us|goes off|went off|first call|first calls|gets call*|got call*|told me|told us|tells us|calls in|first ticket|first tickets|
		pager|fired|triggered an alert|raised an alarm|became aware|made aware|learned of|learned about|learnt of|found out about|received a call|received calls|
		received reports|receiving reports|received the first|first reported|was contacted by|were contacted by|
		pagerduty|pingdom|opsgenie|nagios|zabbix|icinga|prometheus alert|uptimerobot|statuscake|healthcheck failed|health check failed|
		health checks failing|probe failed|probe failing|probes failing|synthetic ~ failed|synthetics failing|canary failing|canary failed|
		blackbox|watchdog|got paged|was paged|were paged|been paged|paging|page fired|alert fired|alerts firing|pager went|woken by|woke up to|
		woken up by|sms from|tripped the alarm|threshold crossed|threshold exceeded|threshold breached|spike detected|anomaly detected|
		picked up on|came to our attention|brought to our attention|flagged|flags|saw it in|phone call from|phonecall|calls from|ticket from|
		tickets from|first report|first reports|first complaint|first complaints|rings in|called in|rang us|rang in|rang up|pinged us|pings us|
		messaged us|wrote in|writes in|raised a ticket|opened a ticket with us|logged a ticket|logged a fault|call from|noc sees|noc saw|noc calls|
		noc called|dispatch calls|shift lead calls`,
	cueReport: `customer ~ reports|customer ~ reported|user ~ reports|user ~ reported|client ~ reports|client ~ reported|partner ~ reports|
		partner ~ reported|user reported|users reported|user reports|users report|customer reported|customers reported|customer reports|
		customers report|reports of|user seeing|users seeing|customers seeing|users see|customers see|informed of|support reports|support reported|
		helpdesk reports|helpdesk reported|desk reports|desk reported|hotline reports|report from|reported that|reported of|reported by|reporting|
		complain*|tickets coming in|support tickets|i'm seeing|i am seeing|seeing errors|we are seeing|we're seeing|is anyone else|
		anyone else seeing|getting errors|getting 5*|is down|are down|seems down|
		anyone else|anybody else|someone else seeing|is it just me|just me or|ppl say|people say|folks say|users say|customers say|users saying|
		people saying|customers saying|people complaining|users complaining|getting reports|getting calls|getting complaints|getting tickets|
		hearing from|hearing that|heard from|told by|getting 4*|
		getting a 5*|getting a 4*|gives me 5*|
		gives me an error|gives an error|gives me error|shows an error|shows error|got an error|i get 5*|i get 4*|i get an error|we get 5*|
		we get errors|i'm getting|im getting|we're getting|we are getting|seeing 5*|seeing 4*|seeing timeouts|seeing failures|seeing drops|
		seeing loss|seeing lag|seeing latency|seeing high|seeing elevated|seeing lots|seeing a lot|seeing a spike|seeing increased|having trouble|
		having issues|having problems|having difficulty|got issues|got problems|experiencing issues|experiencing problems|facing issue*|
		facing problem*|facing error*|facing difficult*`,
	cueFiring: `firing|triggered|alerting|is down|problem|critical|breached`,
	cueDeclare: `raising this as|raising a p1|raising p1|raising a p2|this is a p1|this is a p2|this is a sev*|p1 declared|p2 declared|declaring p*|
		declared p*|making this a sev*|major incident|declared ~ incident|declare ~ incident|declaring ~ incident|declares ~ incident|
		raised ~ incident|opened ~ incident|incident declared|incident is declared|declared an incident|declaring an incident|declare an incident|
		declaring incident|declared incident|declares an incident|declaring sev*|declared sev*|sev1 declared|sev2 declared|sev-1 declared|
		sev-2 declared|declaring a sev*|declared a sev*|major incident declared|declared a major|declaring a major|opened an incident|
		opening an incident|declared an emergency|declared emergency|incident opened|incident created|incident started by|raised an incident|
		incident was declared|called an incident|this is an incident|calling it an incident|calling this an incident|it is an incident|
		calling it a sev*|calling this a sev*|incident channel created`,
	cueEngage: `takes the case|took the case|takes over|took over|taking over|takes the lead|takes it|acknowledged|acknowledges|acked|ack|looking into|
		looking at|look at it|taking a look|having a look|on it|i'm here|i am here|investigat*|i'll take|taking ic|i am ic|i'm ic|incident commander|
		incident lead|assumes|war room started|joined the call|began troubleshooting|engaged|responding|checking`,
	cueResponse: `mitigation|mitigations|recovery|investigation|investigations|investigating|rollback|roll-out|rollout|deployment|deploy|restoration|engineers|
		engineer|team|teams|we|they|work|working|update|updates|maintenance|upgrade|migration|restart|repair|repairs|troubleshooting|rebalancing|
		monitoring|review|testing|responders|war room|meeting|retro|retrospective|office hours`,
	cueSearch: `looking for|look for|search for|searching for|finding|find the|find out|investigating|investigate|still unknown|not known|unknown|working on|
		determine|
		under investigation|still investigating|looking into why|no idea why|no clue|dunno|don't know why|dont know why|not sure why|why is|
		unclear why|cause unclear|trying to find|trying to figure|trying to understand|trying to work out|figuring out|hunting|digging|chasing|
		pending investigation|to be determined|tbd`,
	cueName: `finds|identified|identifies|identify|discovered|discovers|discover|determined|found|pinpointed|traced|root-caused|diagnosed|narrowed|isolated|
		located|revealed|uncovered|knew|figured out|tracked down|established|recognised|recognized|understood|confirmed|concluded|realised|realized|
		attributed`,
	cueCause: `found it|that's it|is to blame|was to blame|came down to|cause|root cause|root-caused|causes|reason|source of|culprit|due to|because of|
		caused by|responsible for|underlying|came from|comes from|stemmed from|stems from|resulted from|traced to|the issue is|the problem is|
		the issue was|the problem was|trigger|origin|originat*|explanation|culprit is|turns out|turned out|it's the|it was the|faulty|at fault`,
	cueAha: `that's the cause|that's the reason|that's the culprit|this is the cause|that's what broke|thats what broke|that explains|which explains|
		explains it|explains that|cause clear|cause is clear|cause known|found it|got it|that's it|thats it|that is it|that's why|thats why|
		that's the one|there it is|there we go|ah|aha|bingo|eureka|gotcha|oh no|discovered|nailed it|smoking gun|it is indeed|
		that was it|this was it|this is it|figured it out|figured out|worked it out|worked out why|work out why|cracked it|mystery solved|
		case solved|found the culprit|found the problem|found the issue|found the bug|found the cause|found the reason|found him|found you|
		tracked it down|tracked this down|traced it|pinned it down|pinned down|penny dropped|makes sense now|all makes sense|d'oh|doh|my bad|
		my fault|my mistake|my doing|my change|my merge|my deploy|my commit|my pr|that was me|thats me|that's me|that's on me|mea culpa|
		i messed up|i screwed up|i broke it|i broke|i forgot to|root cause is clear|cause established|
		we know why|know why now|now we know|well there's|there's your|there's our|there is your|there is our|here's the culprit|here's why|
		here is why|here's the problem|bang to rights|caught it red-handed|case closed`,
	cueFault: `expired|expires|locked|locked out|full|tripped|wrong|missing|removed|removes|replaced|trimmed|dropped|deleted|deletes|corrupt*|exhausted|
		out of memory|out of disk|out of space|out of file|out of connections|out of sync|ran out|run out|runs out|leaks|leak|leaking|hijack*|cut|
		dead|burnt|burned|broken|poison*|misconfig*|revoked|revokes|blocked|blocks|rotated|overwrote|overwritten|overload*|deadlock*|race condition|
		bug|typo|defect*|faulty|fault|hardware fault|crashed|dies|changed|renamed|unsupported|incompatib*|mismatch|invalid|stale|never closes|
		never frees|loop|looping|leaked|swapped|unplugged|disabled|reimaged|misrouted|flapping|resets|not renewed|too small|too low|too many|
		hard-coded|hardcoded|regression|held by|saturated|saturates|hogging|eats|eating|ate|holding a lock|holds a lock|runaway|
		drops|rejects|never published|never renewed|never released|never closed|never freed|not freed|not released|not published|not loaded|
		not mounted|not applied|retired|decommissioned|blacklisted|blocklisted|greylisted|delisted|unpaid|null-routed|blackholed|
		black-holed|split brain|split-brain|quorum lost|lost quorum|no quorum|bit rot|bad sector|bad sectors|bad disk|bad optic|bad sfp|bad cable|
		bad ram|bad dimm|bad block|bad config|bad data|bad row|bad record|bad deploy|bad build|bad release|bad query|bad regex|bad route|
		no more addresses|no free|none left|no space|no inodes|out of inodes|out of addresses|out of ips|out of ports|out of threads|
		out of descriptors|out of licences|out of licenses|out of quota|quota exceeded|limit reached|limit exceeded|hit the limit|
		at its limit|at the limit|at capacity|waiting for lock|waiting on a lock|waits for|blocked by|clash|clashes|conflict|conflicts|conflicting|
		collides|collision|duplicate ip|duplicate mac|wrong port|wrong key|wrong version|clock skew|clock drift|drifted|off by one|off-by-one|
		null pointer|nullpointer|npe|infinite loop|memory leak|fd leak|connection leak|pool exhausted|stuck lock|stale lock|lock file|lockfile|
		dead battery|failed battery|blown|blew|fried|severed|dug up|backhoe|rodent|chewed|flooded|water damage|overheated|ac failure|aircon|
		breaker|fuse|psu|loose cable|disconnected cable|cable cut|fibre cut|fiber cut|mis-routed|misconfigured|mistyped|misspelled|misspelt|
		wrong way round|swapped round|outdated|obsolete|deprecated|mixed up|case sensitive|
		leap year|daylight saving|timezone bug|turned on for all|hammering|hammers|ddos|bots|
		scraper|crawler|flood|flooding|noisy neighbour|noisy neighbor|hogs|hogged|starves|opens too many|opened too many|fat-fingered|fat fingered|not registered|unreadable|wrong owner|wrong permissions|permission denied|chmod`,
	cueMechanism: `race|race condition|latent|bug|defect|regression|misconfigur*|exhaust*|leak|leaked|deadlock*|overload*|overwhelm*|certificate expired|
		expired certificate|certificate had expired|overwrote|overwritten|collapse*|congestive|thundering herd|out of memory|oom*|saturat*|
		incompatib*|full disk|disk full|left empty|unbounded|retry storm|cascad*`,
	cueRefute: `ruled out|rule out|refuted|refute|disproved|red herring|not the cause|not the root cause|wasn't the cause|isn't the cause|was not it|
		wasn't it|unrelated after all|false lead|
		not the culprit|isn't the culprit|wasn't the culprit|innocent|not guilty|not to blame|exonerated|dead end|barking up the wrong tree|
		wrong track|scratch that|false alarm on|nope not it|not it|isn't it|that's not it|thats not it|that wasn't it|nothing to do with|
		has nothing to do|rules out|ruling out|can exclude|excluded as`,
	cueChange: `deployed|deploy|rolled out|rollout|roll-out|released|release|configuration change|config change|change was|change is|merged|migration|
		upgrade|upgraded|maintenance|rotation|rotated|enabled|erroneously|inadvertently|pushed|shipped|depooled|load spike|cut|update was|
		switched on`,
	cueAttempt: `doubled|doubling|lowered|lowering|rolled back|rolling back|roll back|rollback|reverted|reverting|revert|restarted|restarting|restart|
		restarts|rebooted|failed over|failing over|failover|fail over|drained|draining|scaled|scaling up|scaling out|scaling down|scaling the|
		disabled|disabling|turned off|switched off|switched|bumped|redeployed|redeploying|rerouted|re-routed|routed away|redirected|throttled|
		throttling|blocked|deleted|killed|purged|flushed|upgraded|downgraded|applied|applying|deployed a fix|deployed the fix|fix deployed|hotfix|
		patched|increased the|raised the|added nodes|added capacity|evicted|cordoned|uncordoned|re-enabled|re-pooled|repooled|depooled|cleaned out|
		merged|isolated`,
	cueFailed: `did not change|didn't change|no change|not helped|did not improve|didn't improve|did not help|didn't help|no effect|without effect|
		no improvement|unsuccessful*|still fail*|still seeing|still broken|still down|made no difference|did not result|didn't work|did not work|
		not work|in vain|did not fix|didn't fix|to no avail|failed to roll|rollback failed|failed again|made it worse|
		no joy|no luck|no dice|no cigar|no go|no good|nope|same result|same thing|same error|still the same|still same|still nothing|no better|
		no difference|not better|isn't helping|not helping|hasn't helped|didnt help|doesn't help|doesnt help|didnt work|came straight back|
		came right back|comes right back|back to square one|still happening|still failing|still there|still hanging|still slow|still stuck`,
	cueMitigate: `mitigated|mitigates|mitigating|mitigation is in place|mitigation in place|mitigation has taken effect|mitigation took effect|repaired|
		workaround in place|workaround is in place|impact has stopped|impact stopped|bleeding stopped|stabilised|stabilized|contained|under control|
		fix is in place|fix in place|
		bleeding has stopped|stopped the bleeding|worked around|working around|workaround applied|workaround deployed|workaround active|
		temporary fix|temp fix|tmp fix|stopgap|stop-gap|band-aid|bandaid|patched up|limping along|limping|degraded but up|up but slow|slow but up|
		slow but working|works but slow`,
	cueClose: `incident closed|closing the incident|closing this incident|closed the incident|incident is closed|standing down|stand down|stood down|
		closing out|declared over|declared resolved|closing this|call is over|room closed|closed the room|closing the room|
		incident can be closed|can be closed|we can close|signing off|calling it|calling it done|calling it resolved|going back to bed|
		closing ticket|ticket closed|closing the ticket|closing the page|closing the call|bridge closed|closing the bridge|case closed out|wrap up|
		wrapping up`,
}
