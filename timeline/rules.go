package timeline

// The rules by which milestones, the ends of periods and contradictions are decided. A Reason names one of them; its words are found where it
// is rendered.
var rules = []string{
	"stated-window",         // an account states from when to when impact lasted
	"stated-start",          // an account states when impact began
	"said-start",            // somebody at work on it says when impact began
	"noted-start",           // a line of notes says at its own time that impact began
	"log-rate-rise",         // a service's error rate rose
	"log-rate-end",          // … and fell back
	"stated-detection",      // an account states when it was noticed
	"first-report",          // a line of notes or a message reports trouble
	"first-sign",            // the first text that speaks of impact
	"before-response",       // the message that the first response answers
	"alert-start",           // an alert began to fire
	"alert-end",             // the last alert was resolved
	"first-notice",          // the first status post
	"declared-words",        // it was called an incident
	"ack-words",             // somebody took it up
	"first-responder",       // the first message of a person after detection
	"stated-cause",          // an account states when the cause was found
	"noted-cause",           // a line of notes names the cause at its own time
	"cause-words",           // a message names the cause
	"fault-words",           // what is wrong with a thing is told, and acted on
	"status-identified",     // a post says that the cause was found
	"stated-mitigation",     // an account states when it was mitigated
	"noted-mitigation",      // a line of notes says so at its own time
	"mitigated-words",       // a post or a message says so
	"log-rate-half",         // errors fell below half of their peak and stayed so
	"restored-words",        // service was said to be restored before the incident was over
	"stated-end",            // an account states when it was over
	"noted-end",             // a line of notes says so at its own time
	"resolved-words",        // a message says so
	"closed-words",          // it was declared closed
	"status-resolved",       // the status page says so
	"named-change",          // a change that a statement of the cause names
	"reverted-change",       // a change before the onset that a change after it takes back
	"impact-began-again",    // what was called over was not
	"no-impact",             // people class it as a near miss or a false alarm
	"still-firing",          // the evidence ends with an alert firing
	"bounded-by-neighbours", // it cannot have been before or after what is known
	"person",                // incident.yaml says so
}

// Rules lists the names of the rules.
func Rules() []string { return append([]string(nil), rules...) }
