package timeline

// Rule is one of the rules by which milestones, the ends of periods and contradictions are decided. A Reason names it; the words of a reason
// are found where it is rendered.
type Rule struct {
	Name string
	Doc  string // one sentence: what it looks for, what it needs, what it refuses
}

// rules are in the order of the milestones that they decide.
var rules = []Rule{
	{"stated-window", "Looks for a range of time that a text states for the impact; one that was told while it happened counts less, and a range of work, of a plan or of a remainder is none."},
	{"stated-start", "Looks for a stated time at which impact began; needs a word of impact or the incident in its clause, and refuses the start of the responders' work."},
	{"said-start", "Looks for a time that somebody states in a conversation for the beginning of impact; needs a word of impact or the incident in its clause."},
	{"noted-start", "Looks for a line of notes that says at its own time that impact begins, or that is the first to tell that things turned bad; a chat message or a post, which come late, are refused."},
	{"status-began", "Looks for the page of an incident that was written when it was over, whose date is its beginning; one with updates, or that speaks of the moment, is none."},
	{"log-rate-rise", "Looks for a measured rise of a service's error rate; one with which the logs begin is refused, since it may have begun earlier."},
	{"log-rate-end", "Looks for the measured end of the last rise; needs logs that go on behind it, and yields to an alert that outlasts it by ten minutes."},
	{"log-silence", "Looks for a service that logged steadily and stopped while other logs went on; a sign of it, which yields to whatever was measured or stated."},
	{"log-speech", "Looks for the end of a service's silence; counts as measured where the errors of that service ended in it, and then their end is none."},
	{"stated-detection", "Looks for a stated time at which a monitor or a person noticed, in a text that looks back; one from before the onset's hour or after the response began is refused."},
	{"first-report", "Looks for the first line of notes or message of a person that reports trouble or notices it; a plan or a sentence on the end is none, and a question only if it asks who else sees it."},
	{"first-sign", "Looks for the first note or message that speaks of impact; counts only where nothing says outright that it was noticed."},
	{"before-response", "Looks for the message that the first response answers; needs one by somebody else shortly before it, and nothing that says outright that it was noticed."},
	{"alert-start", "Looks for the first alert that began to fire; silences and suppressed alerts, which told nobody, are refused, and so are alerts from before the onset."},
	{"alert-end", "Looks for the end of the last alert; needs another sign that there was an incident, and no alert that was never seen to end."},
	{"first-notice", "Looks for the first post on a status page; one from before the onset is another incident's."},
	{"declared-words", "Looks for words that call it an incident, at a stated time or at the message's own; denials, questions and plans are refused."},
	{"ack-words", "Looks for words by which somebody takes it up, or a stated time of it; counts from the detection on, and never on a status page."},
	{"first-responder", "Looks for the first message of a person from the detection on; needs a known detection, and refuses programs."},
	{"stated-cause", "Looks for a stated time at which the cause was found; refuses one from before the detection, and a cause that was taken back."},
	{"noted-cause", "Looks for a line of notes that names the cause at its own time; guesses, searches and denials are refused."},
	{"cause-words", "Looks for a message that names the cause; guesses, questions, searches and what was ruled out later are refused."},
	{"fault-words", "Looks for what is said to be wrong with a thing after the detection and before things turned for the better; counts only where nothing names the cause."},
	{"status-identified", "Looks for a post that says that the cause was found; the weakest of its kind, since posts come late."},
	{"stated-mitigation", "Looks for a stated time at which impact was mitigated, in a text that looks back; one before which impact began again is refused."},
	{"noted-mitigation", "Looks for a line of notes that says at its own time that impact was mitigated, or that most works again; refused if impact began again behind it."},
	{"mitigated-words", "Looks for a message or a post that says that impact is mitigated, or that most works again; guesses and plans are refused, and so is one after which impact began again."},
	{"log-rate-half", "Looks for the moment at which the errors of all services that were hit fell below half of their peak for good; needs a peak of ten errors at least."},
	{"restored-words", "Looks for a line of notes that calls service restored, or for the turn for the better after something was tried, before the incident was over; needs a known recovery behind it."},
	{"stated-end", "Looks for a stated time at which impact was over; a time within a window that the same text states is a step on the way."},
	{"noted-end", "Looks for a line of notes that says at its own time that impact is over; parts, hopes, plans and the end of an alert are refused."},
	{"resolved-words", "Looks for a message that calls the incident resolved; one machine of many, denials, questions and plans are refused, and one thing that works again counts less."},
	{"closed-words", "Looks for words that declare the incident over or end the call; what comes before the recovery is refused."},
	{"status-resolved", "Looks for a post whose own state is resolved; yields to what is stated with hindsight and to what was measured."},
	{"named-change", "Looks for a change whose commit, version or subject a statement of the cause or of an attempt names; one from after the onset is refused."},
	{"reverted-change", "Looks for a change from before the onset that a change after it takes back; needs git's own form of a revert."},
	{"impact-began-again", "Looks for impact on a service that began after the incident was called mitigated or over; needs words that meant the whole incident."},
	{"no-impact", "Takes people's word in incident.yaml that it was a near miss or a false alarm: then impact did not begin, and could not end."},
	{"still-firing", "Looks for an alert that was not seen to end, where nothing tells of a recovery or a close: then the recovery is still to come."},
	{"errors-go-on", "Looks for errors in the logs that go on behind an end that was declared; needs a measured rise, and that it was not seen to end or that the errors stay at half of its worst."},
	{"told-too-soon", "Looks for a public statement of the end that was made more than five minutes before it was said internally."},
	{"no-sign-before", "Looks for a declaration more than five minutes before anything speaks of impact; needs a known onset, an alert or a measured rise."},
	{"said-again", "Looks for words that say at their own time that impact is there again, half an hour or more after an end; wishes, what lasts still and what works again are refused."},
	{"component-state", "Looks for a post of a status page that sets a component of it to an impaired state; where a period is known better, it only supports it."},
	{"still-open", "Looks for a last post of the status page that says that it is not over; then the recovery is still to come."},
	{"self-healed", "Looks for a statement from after the end that it recovered by itself; refused where a mitigation is stated or an attempt helped."},
	{"nobody-acted", "Looks for an end before which nobody is on record at work on it, and talk of people after it; refused where notes or posts tell of it, and then nobody mitigated."},
	{"noticed-after", "Looks for a detection that comes after the recovery; then nobody had to take it up or to mitigate it."},
	{"bounded-by-neighbours", "Takes what is known before and after for limits where nothing tells the time itself; limits that contradict each other are refused."},
	{"own-stamp", "Takes a source's own stamp, whatever a link in it says, until people correct its clock."},
	{"person", "Takes a person's decision in incident.yaml, and keeps the machine's answer beside it."},
}

// Rules lists the names of the rules.
func Rules() []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = r.Name
	}
	return out
}

// Reference lists the rules with what there is to know of each.
func Reference() []Rule { return append([]Rule(nil), rules...) }
