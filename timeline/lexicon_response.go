package timeline

// responseWords are the words for what people and monitors do about it: notice, report, declare, take up, look for the cause, find it, try, mitigate, close.
var responseWords = map[cue]string{
	cueDetect: `alerted|alert|alerts|alarm*|paged|page from|pages from|detected|detects|detect|detection|witnessed|noticed|notices|notice|noticing|observed|
		observes|notified|monitoring shows|monitor fired|caught the|perceived|spotted|rang|rings|phoned|phones|called us|informs us|informed us|
		contacted us|goes off|went off|first call|first calls|gets call*|got call*|told me|told us|tells us|calls in|first ticket|first tickets|
		pager|fired|triggered an alert|raised an alarm|became aware|made aware|learned of|learned about|learnt of|found out about|received a call|received calls|
		received reports|receiving reports|received the first|first reported|was contacted by|were contacted by`,
	cueReport: `customer ~ reports|customer ~ reported|user ~ reports|user ~ reported|client ~ reports|client ~ reported|partner ~ reports|
		partner ~ reported|user reported|users reported|user reports|users report|customer reported|customers reported|customer reports|
		customers report|reports of|user seeing|users seeing|customers seeing|users see|customers see|informed of|support reports|support reported|
		helpdesk reports|helpdesk reported|desk reports|desk reported|hotline reports|report from|reported that|reported of|reported by|reporting|
		complain*|tickets coming in|support tickets|i'm seeing|i am seeing|seeing errors|we are seeing|we're seeing|is anyone else|
		anyone else seeing|getting errors|getting 5*|is down|are down|seems down`,
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
		determine`,
	cueName: `identified|identifies|identify|discovered|discovers|discover|determined|found|pinpointed|traced|root-caused|diagnosed|narrowed|isolated|
		located|revealed|uncovered|knew|figured out|tracked down|established|recognised|recognized|understood|confirmed|concluded|realised|realized|
		attributed`,
	cueCause: `found it|that's it|is to blame|was to blame|came down to|cause|root cause|root-caused|causes|reason|source of|culprit|due to|because of|
		caused by|responsible for|underlying|came from|comes from|stemmed from|stems from|resulted from|traced to|the issue is|the problem is|
		the issue was|the problem was|trigger|origin|originat*|explanation|culprit is|turns out|turned out|it's the|it was the|faulty|at fault`,
	cueAha: `that's the cause|that's the reason|that's the culprit|this is the cause|that's what broke|thats what broke|that explains|which explains|
		explains it|explains that|cause clear|cause is clear|cause known|found it|got it|that's it|thats it|that is it|that's why|thats why|
		that's the one|there it is|there we go|ah|aha|bingo|eureka|gotcha|oh no|discovered|nailed it|smoking gun|it is indeed`,
	cueFault: `expired|expires|locked|locked out|full|tripped|wrong|missing|removed|removes|replaced|trimmed|dropped|deleted|deletes|corrupt*|exhausted|
		out of memory|out of disk|out of space|out of file|out of connections|out of sync|ran out|run out|runs out|leaks|leak|leaking|hijack*|cut|
		dead|burnt|burned|broken|poison*|misconfig*|revoked|revokes|blocked|blocks|rotated|overwrote|overwritten|overload*|deadlock*|race condition|
		bug|typo|defect*|faulty|fault|hardware fault|crashed|dies|changed|renamed|unsupported|incompatib*|mismatch|invalid|stale|never closes|
		never frees|loop|looping|leaked|swapped|unplugged|disabled|reimaged|misrouted|flapping|resets|not renewed|too small|too low|too many|
		hard-coded|hardcoded|regression|held by|saturated|saturates|hogging|eats|eating|ate|holding a lock|holds a lock|runaway`,
	cueMechanism: `race|race condition|latent|bug|defect|regression|misconfigur*|exhaust*|leak|leaked|deadlock*|overload*|overwhelm*|certificate expired|
		expired certificate|certificate had expired|overwrote|overwritten|collapse*|congestive|thundering herd|out of memory|oom*|saturat*|
		incompatib*|full disk|disk full|left empty|unbounded|retry storm|cascad*`,
	cueRefute: `ruled out|rule out|refuted|refute|disproved|red herring|not the cause|not the root cause|wasn't the cause|isn't the cause|was not it|
		wasn't it|unrelated after all|false lead`,
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
		not work|in vain|did not fix|didn't fix|to no avail|failed to roll|rollback failed|failed again|made it worse`,
	cueMitigate: `mitigated|mitigates|mitigating|mitigation is in place|mitigation in place|mitigation has taken effect|mitigation took effect|repaired|
		workaround in place|workaround is in place|impact has stopped|impact stopped|bleeding stopped|stabilised|stabilized|contained|under control|
		fix is in place|fix in place`,
	cueClose: `incident closed|closing the incident|closing this incident|closed the incident|incident is closed|standing down|stand down|stood down|
		closing out|declared over|declared resolved|closing this|call is over|room closed|closed the room|closing the room`,
}
