package timeline

import (
	"cmp"
	"slices"
	"strings"
)

// cue is a group of words that say the same thing about a time or a message.
type cue uint8

const (
	cueBegan     cue = iota // impact began
	cueImpact               // something was wrong for users
	cueOver                 // impact ended
	cueAll                  // … for everybody, wholly
	cueWhole                // the incident itself is spoken of
	cueDetect               // a monitor or a person noticed
	cueReport               // a person reports trouble
	cueName                 // something was found out
	cueCause                // … and it is the cause that is spoken of
	cueMitigate             // impact was lessened
	cueAttempt              // something was done to lessen it
	cueFailed               // … to no avail
	cueImproved             // things get better, but are not over
	cueDeclare              // it is called an incident
	cueEngage               // somebody takes it up
	cueClose                // declared over
	cueResponse             // the work of responders, which begins and ends too
	cueChange               // a change to the system
	cueRemain               // something outlasted the rest
	cuePlan                 // the future, a wish, a condition
	cueHedge                // a guess
	cueNot                  // negation
	cuePart                 // not everything
	cueOnset                // the beginning of impact, in words that can mean nothing else
	cueEnd                  // its end, likewise
	cueMechanism            // how it failed
	cueSearch               // the cause is still looked for
	cueRefute               // a cause that was held to be it is not
	cueFiring               // a monitor says that something is wrong
	cueTrouble              // what there is more of when something is wrong: errors, timeouts, lag
	cueGone                 // … and what it does when it goes away
	cueWorks                // what a service does when it works
	cueGood                 // how it is when it works
	cueStopped              // it does so no more
	cueWorsened             // a figure or a state turns for the worse
	cueAha                  // somebody has just understood
	cueAble                 // that they can
	cueFault                // what may be wrong with a thing, so that others fail
	cuePast                 // another, earlier time is spoken of
	cueRelapse              // it is bad again, in words that can mean nothing else
	cues                    // how many there are
)

// defaultLexicon lists the words of each cue. Words are separated by blanks, phrases by "|"; "*" at a word's end stands for any ending, "~" for at
// most two words between two others.
// They were gathered from public incident reports, status pages and incident rooms; none names a product or a company.
var defaultLexicon = map[cue]string{
	cueBegan: `began|begin|begins|beginning|start|started|starts|starting|first seen|first observed|first noticed|onset|went down|goes down|since|
		stopped working|stopped responding|stopped serving|outage begins|incident start|incident begins|impact start|impact started|started failing|commenced`,
	cueImpact: `hang*|hung|denied|stuck|lagging|blank|declined|disconnect*|offline|drops out|dropped out|frozen|freez*|overload*|duplicate*|empty|garbled|spik*|dead|no response|wrong|degrad*|error*|unavailab*|outage*|impact*|affect*|latenc*|delay*|disrupt*|unable|unresponsive|lost|loss|elevated|increased|drop*|timeout*|timed out|
		fail*|slow*|incident|down|could not|couldn't|cannot|can't|intermittent*|broken|inaccessible|unreachable|crash*|interruption*|issue*|problem*|
		refused|rejected|throttl*|stale|missing|packet loss|congestion|5xx|500s|502s|503s|504s|not available|not work*|event`,
	cueOver: `up again|available again|online again|works fine|working fine|fine again|normal again|nominal|all green|green again|all healthy|stable again|ok again|okay again|serving again|flowing again|flow again|loading again|loads again|load again|responding again|respond again|answers again|answering again|back in service|in service again|no more errors|came back|come back|running normally|deliveries normal|reachable again|functional again|succeed again|succeeding again|running again|runs again|resolved|resolve|resolves|resolving|recovered|restored|restores|restoring|resolution confirmed|resolution is confirmed|confirmed resolved|issue resolved|back to normal|returned to normal|return to normal|returns to normal|is normal|
		were normal|was normal|are normal|all normal|operating normally|operates normally|working normally|normal operation*|normal service|is over|was over|are over|all over|now over|ended|
		ends|end of the event|ending|ceased|subsided|as expected|back up|up and running|
		all clear|fixed|works again|work again|working again|is back|are back|are now back|back online|back to 100%|service resumed|resumed|
		full recovery|fully operational|healthy again|problem is gone|gone away|cleared|dropped to normal|at pre-event level|incident end|stopped at`,
	cueAll:   `all|fully|full|completely|every|everything|entirely|100%|complete`,
	cueWhole: `incident|outage|event|disruption|interruption`,
	cueDetect: `alerted|alert|alerts|alarm*|paged|page from|pages from|detected|detects|detect|detection|witnessed|noticed|notices|notice|noticing|observed|observes|notified|
		monitoring shows|monitor fired|caught the|perceived|spotted|rang|rings|phoned|phones|called us|informs us|informed us|contacted us|goes off|went off|first call|first calls|gets call*|got call*|told me|told us|tells us|calls in|first ticket|first tickets|pager|fired|triggered an alert|raised an alarm|became aware|made aware`,
	cueReport: `customer ~ reports|customer ~ reported|user ~ reports|user ~ reported|client ~ reports|client ~ reported|partner ~ reports|partner ~ reported|user reported|users reported|user reports|users report|customer reported|customers reported|customer reports|customers report|reports of|
		user seeing|users seeing|customers seeing|users see|customers see|informed of|support reports|support reported|helpdesk reports|helpdesk reported|desk reports|desk reported|hotline reports|report from|reported that|reported of|reported by|reporting|complain*|tickets coming in|support tickets|i'm seeing|i am seeing|seeing errors|
		we are seeing|we're seeing|is anyone else|anyone else seeing|getting errors|getting 5*|is down|are down|seems down`,
	cueName: `identified|identifies|identify|discovered|discovers|discover|determined|found|pinpointed|traced|root-caused|diagnosed|narrowed|isolated|located|
		revealed|uncovered|knew|figured out|tracked down|established|recognised|recognized|understood|confirmed|concluded|realised|realized|attributed`,
	cueCause: `found it|that's it|is to blame|was to blame|came down to|cause|root cause|root-caused|causes|reason|source of|culprit|due to|because of|caused by|responsible for|underlying|came from|comes from|stemmed from|stems from|resulted from|traced to|the issue is|the problem is|
		the issue was|the problem was|trigger|origin|originat*|explanation|culprit is|turns out|turned out|it's the|it was the|faulty|at fault`,
	cueMitigate: `mitigated|mitigates|mitigating|mitigation is in place|mitigation in place|mitigation has taken effect|mitigation took effect|repaired|workaround in place|
		workaround is in place|impact has stopped|impact stopped|bleeding stopped|stabilised|stabilized|contained|under control|fix is in place|fix in place`,
	cueAttempt: `doubled|doubling|lowered|lowering|rolled back|rolling back|roll back|rollback|reverted|reverting|revert|restarted|restarting|restart|restarts|rebooted|failed over|failing over|failover|fail over|
		drained|draining|scaled|scaling up|scaling out|scaling down|scaling the|disabled|disabling|turned off|switched off|switched|bumped|redeployed|redeploying|rerouted|re-routed|
		routed away|redirected|throttled|throttling|blocked|deleted|killed|purged|flushed|upgraded|downgraded|applied|applying|deployed a fix|
		deployed the fix|fix deployed|hotfix|patched|increased the|raised the|added nodes|added capacity|evicted|cordoned|uncordoned|re-enabled|
		re-pooled|repooled|depooled|cleaned out|merged|isolated`,
	cueFailed: `did not change|didn't change|no change|not helped|did not improve|didn't improve|did not help|didn't help|no effect|without effect|no improvement|unsuccessful*|still fail*|still seeing|still broken|still down|made no difference|
		did not result|didn't work|did not work|not work|in vain|did not fix|didn't fix|to no avail|failed to roll|rollback failed|failed again|made it worse`,
	cueImproved: `recovering|improving|improved|improvement*|signs of recovery|beginning to recover|starting to recover|started to recover|began to recover|recovery began|
		recovery begins|recovery starts|recovery started|partially|partial recovery|slowly|gradually|starting to come back|coming back|trending|getting better|decreasing|declining|errors dropping|rate dropping|rates dropping|going down|subsiding|
		early recovery|recover in part|begins increasing|starts to succeed|start to succeed|succeed again|helped|eased`,
	cueDeclare: `raising this as|raising a p1|raising p1|raising a p2|this is a p1|this is a p2|this is a sev*|p1 declared|p2 declared|declaring p*|declared p*|making this a sev*|major incident|declared ~ incident|declare ~ incident|declaring ~ incident|declares ~ incident|raised ~ incident|opened ~ incident|incident declared|incident is declared|declared an incident|declaring an incident|declare an incident|declaring incident|declared incident|declares an incident|
		declaring sev*|declared sev*|sev1 declared|sev2 declared|sev-1 declared|sev-2 declared|declaring a sev*|declared a sev*|
		major incident declared|declared a major|declaring a major|opened an incident|opening an incident|declared an emergency|declared emergency|
		incident opened|incident created|incident started by|raised an incident|incident was declared|called an incident|this is an incident|calling it an incident|
		calling this an incident|it is an incident|calling it a sev*|calling this a sev*|incident channel created`,
	cueEngage: `takes the case|took the case|takes over|took over|taking over|takes the lead|takes it|acknowledged|acknowledges|acked|ack|looking into|looking at|look at it|taking a look|having a look|on it|i'm here|i am here|investigat*|i'll take|
		taking ic|i am ic|i'm ic|incident commander|incident lead|assumes|war room started|joined the call|began troubleshooting|engaged|responding|checking`,
	cueClose: `incident closed|closing the incident|closing this incident|closed the incident|incident is closed|standing down|stand down|stood down|closing out|
		declared over|declared resolved|closing this|call is over|room closed|closed the room|closing the room`,
	cueResponse: `mitigation|mitigations|recovery|investigation|investigations|investigating|rollback|roll-out|rollout|deployment|deploy|restoration|engineers|engineer|team|teams|we|
		they|work|working|update|updates|maintenance|upgrade|migration|restart|repair|repairs|troubleshooting|rebalancing|monitoring|review|testing|responders|war room|meeting|retro|retrospective|office hours`,
	cueChange: `deployed|deploy|rolled out|rollout|roll-out|released|release|configuration change|config change|change was|change is|merged|migration|upgrade|upgraded|
		maintenance|rotation|rotated|enabled|erroneously|inadvertently|pushed|shipped|depooled|load spike|cut|update was|switched on`,
	cueRemain: `remained|stayed|remains|backlog|backlogs|caught up|catch up|catching up|residual|took until|last impaired|last affected|last remaining|last delayed|lingering|small number|
		straggl*|remaining|tail`,
	cuePlan: `will|shall|going to|expect|expects|expected|plan|plans|planned|next update|further update|another update|status update by|update by|more information by|
		eta|should be|hope|hoping|scheduled|if|once|would|could|intend|until we|about to|tomorrow|aim|please|can you|let's|need to|needs to|should we|unless`,
	cueHedge: `might|may|maybe|perhaps|possibly|possible|probably|suspect|suspected|suspects|looks like|seems|could be|guess|guessing|think|thinks|likely|potential|potentially|
		apparently|appear|assume|assuming|wonder|wondering|appears|believe|believes|not sure|unclear|hypothesis|theory`,
	cueNot:  `not|no|never|isn't|aren't|wasn't|weren't|hasn't|haven't|didn't|doesn't|don't|without|nor|neither|still|yet|cannot|can't|unconfirmed|far from`,
	cuePart: `most|some|partially|partly|mostly|majority|many|few|several|almost|nearly|part`,
	cueMechanism: `race|race condition|latent|bug|defect|regression|misconfigur*|exhaust*|leak|leaked|deadlock*|overload*|overwhelm*|certificate expired|
		expired certificate|certificate had expired|overwrote|overwritten|collapse*|congestive|thundering herd|out of memory|oom*|saturat*|incompatib*|full disk|
		disk full|left empty|unbounded|retry storm|cascad*`,
	cueRefute: `ruled out|rule out|refuted|refute|disproved|red herring|not the cause|not the root cause|wasn't the cause|isn't the cause|was not it|wasn't it|
		unrelated after all|false lead`,
	cueFiring: `firing|triggered|alerting|is down|problem|critical|breached`,
	cueSearch: `looking for|look for|search for|searching for|finding|find the|find out|investigating|investigate|still unknown|not known|unknown|working on|determine`,
	cueTrouble: `error|errors|error rate|error rates|failure|failures|timeout|timeouts|5xx|4xx|500s|502s|503s|504s|403s|404s|500|502|503|504|403|exception|exceptions|latency|latencies|lag|backlog|
		queue|queues|packet loss|complaints|symptom|symptoms|problem|problems|issue|issues|alarm|alarms|retries|drops|disconnects|crashes|crashloop|crash loop|crashloops|resets|delays|lock|locks|deadlocks|spam`,
	cueGone: `gone|went away|cleared|clearing up|vanished|disappeared|stopped|stop|subsided|ceased|drained|empty|emptied|zero|0|0%|none|is over|are over|dried up|worked off|worked through|caught up|back to zero|down to zero`,
	cueWorks: `work|works|working|load|loads|loading|serve|serves|serving|respond|responds|responding|answer|answers|answering|process|processes|processing|processed|accept|accepts|accepting|accepted|
		deliver|delivers|delivering|delivered|arrive|arrives|arriving|arrived|send|sends|sending|sent|flow|flows|flowing|open|opens|opening|run|runs|running|sync|syncs|syncing|synced|connect|connects|connecting|log in|login|logins|sell|sells|selling|pass|passes|passing|
		go through|going through|goes through|went through|succeed|succeeds|succeeding|succeeded|play|plays|playing|print|prints|printing|render|renders|rendering|save|saves|saving|reply|replies|replying|publish|publishes|publishing|boot|boots|booting|display|displays|
		reach|reaching|merges|merging|build|builds|building|pulling|pull|pulls|polling|ship|ships|shipping|talk|talks|talking|scan|scans|scanning|book|charge|charging|charged|picked up|pay|paying|checkout|check out|search|upload|uploads|uploading|download|downloads|downloading|transmit|transmits|transmitting|register|registers|registering|draining|taking|starting|resolves|created|collected|written|ringing`,
	cueGood:    `back|up|fine|ok|okay|good|well|normal|healthy|stable|green|clear|online|available|nominal|reachable|responsive|usable|operational|functional|functioning|success|availability|sweet|happy|clean|recovered|resolved|fixed|restored|solved|sorted|alive|accessible|quick|fast`,
	cueStopped: `stopped|stops|stop|stopping|ceased|ceases|quit`,
	cueWorsened: `stalled|stalls|went down|goes down|went dark|went offline|went hard down|missed|drops out|dropped out|drop out|fell over|falls over|fell|dropped|crashed|crashes|died|dies|jumps|jumped|spike|spikes|spiked|rose|rises|climb|climbs|climbed|shot up|surged|tripped|trips|froze|freezes|became|turns red|resulting in|leading to|causing|lost|loses|
		failed|fails|fail|failing|overflowed|ran out|filled up|hung|became|becomes|expired|unreachable|unavailable|down|hard down|blank|offline|begin failing|began failing|degraded|time out|times out|timed out|timing out|slowed|slows|hang|hangs|refused|rejected|returned errors|return errors|throws|throwing|answers with error|answers with errors|blackout`,
	cueAha:  `that's the cause|that's the reason|that's the culprit|this is the cause|that's what broke|thats what broke|that explains|which explains|explains it|explains that|cause clear|cause is clear|cause known|found it|got it|that's it|thats it|that is it|that's why|thats why|that's the one|there it is|there we go|ah|aha|bingo|eureka|gotcha|oh no|discovered|nailed it|smoking gun|it is indeed`,
	cuePast: `last week|last week's|last month|last month's|last year|last year's|last night|yesterday|yesterday's|last time|back then|ago|retro|retrospective|postmortem|post-mortem|drill|game day|gameday|exercise|reminder|rehearsal|simulation|fake|previous incident|earlier incident`,
	cueFault: `expired|expires|locked|locked out|full|tripped|wrong|missing|removed|removes|replaced|trimmed|dropped|deleted|deletes|corrupt*|exhausted|out of memory|out of disk|out of space|out of file|out of connections|out of sync|ran out|run out|runs out|leaks|leak|leaking|hijack*|cut|dead|burnt|burned|broken|poison*|
		misconfig*|revoked|revokes|blocked|blocks|rotated|overwrote|overwritten|overload*|deadlock*|race condition|bug|typo|defect*|faulty|fault|hardware fault|crashed|dies|changed|renamed|unsupported|incompatib*|mismatch|invalid|stale|never closes|never frees|
		loop|looping|leaked|swapped|unplugged|disabled|reimaged|misrouted|flapping|resets|not renewed|too small|too low|too many|hard-coded|hardcoded|regression|held by|saturated|saturates|hogging|eats|eating|ate|holding a lock|holds a lock|runaway`,
	cueAble:    `able to`,
	cueRelapse: `went down again|goes down again|broke again|breaks again|back down again|started failing again|failing again|acting up again|relapse|relapsed`,
	cueEnd: `outage ends|outage ended|outage over|outage is over|incident ends|incident ended|incident over|incident is over|impact ends|impact ended|
		end of outage|end of impact|end of incident|all clear`,
	cueOnset: `outage begins|outage starts|outage began|outage started|incident begins|incident starts|impact begins|impact starts|impact began|impact started|start of impact|start of outage|user impact starts|customer impact starts|customer impact begins`,
}

// lexicon finds cues in sentences, in one pass over the words.
type lexicon struct {
	exact  map[string][]phrase // by first word
	prefix map[string][]phrase // by the first three bytes of a first word that ends in "*"
	own    *vocabulary         // what incident.yaml adds and takes away; nil is nothing
}

type phrase struct {
	cue   cue
	words []string
}

// newLexicon compiles a table of cues. It panics on an empty phrase, which is a programmer's mistake.
func newLexicon(table map[cue]string) *lexicon {
	l := &lexicon{exact: map[string][]phrase{}, prefix: map[string][]phrase{}}
	for c, list := range table {
		for p := range strings.SplitSeq(list, "|") {
			words := strings.Fields(p)
			if len(words) == 0 {
				panic("empty phrase in the lexicon")
			}
			l.add(phrase{cue: c, words: words})
		}
	}
	return l
}

// add puts a phrase where find looks for it: by its first word.
func (l *lexicon) add(p phrase) {
	if first := p.words[0]; strings.HasSuffix(first, "*") && len(first) > 3 {
		l.prefix[first[:3]] = append(l.prefix[first[:3]], p)
		return
	}
	l.exact[p.words[0]] = append(l.exact[p.words[0]], p)
}

// find lists the cues of a sentence in the order of their words, in the memory of out.
func (l *lexicon) find(out []hit, words []word) []hit {
	out, spanning := l.scan(out[:0], words)
	out, spanning = l.own.change(words, out, spanning)
	for _, h := range spanning {
		if !slices.ContainsFunc(out, func(o hit) bool { return o.cue == cueNot && o.from > h.from && o.to < h.to }) {
			out = append(out, h) // "declared no incident" declares none
		}
	}
	slices.SortFunc(out, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.cue, b.cue), cmp.Compare(b.to, a.to))
	})
	return out
}

// scan finds where phrases stand; those with words of others between theirs apart.
func (l *lexicon) scan(out []hit, words []word) (found, spanning []hit) {
	find := func(p phrase, i int) {
		n := p.match(words[i:])
		switch {
		case n == 0:
		case slices.Contains(p.words, "~"):
			spanning = append(spanning, hit{p.cue, i, i + n})
		default:
			out = append(out, hit{p.cue, i, i + n})
		}
	}
	for i, w := range words {
		for _, p := range l.exact[w.text] {
			find(p, i)
		}
		if len(w.text) < 3 {
			continue
		}
		for _, p := range l.prefix[w.text[:3]] {
			find(p, i)
		}
	}
	return out, spanning
}

// match is how many words the phrase takes at the beginning of words, 0 if it does not stand there.
func (p phrase) match(words []word) int { return matchFrom(p.words, words) }

func matchFrom(want []string, words []word) int {
	at := 0
	for i, w := range want {
		if w == "~" {
			for skip := 0; skip <= maxBetween && at+skip < len(words); skip++ {
				if n := matchFrom(want[i+1:], words[at+skip:]); n > 0 {
					return at + skip + n
				}
			}
			return 0
		}
		if at == len(words) || !fits(w, words[at].text) {
			return 0
		}
		at++
	}
	return at
}

// maxBetween is how many words "~" stands for: "declared a security incident".
const maxBetween = 2

func fits(want, got string) bool {
	if stem, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(got, stem)
	}
	return got == want
}
