package timeline

import (
	"slices"
	"testing"

	"github.com/pes-dev/pes/event"
)

// trap is a text beside what it must be taken for, or must not.
type trap struct {
	kind event.Kind
	text string
	does []Role // all of these
	not  []Role // none of these
}

var ends = []Role{RoleOver, RoleClosed, RoleLessened}

// traps has for each act what it is, and then what it is not: each trap that has made a tool announce an end, a cause or a beginning which
// nobody had.
var traps = map[string][]trap{
	"what the acts are": {
		{event.Note, "Outage begins", []Role{RoleBegan}, ends},
		{event.Status, "Between 14:02 UTC and 15:31 UTC payments failed.", []Role{RoleWindow}, nil},
		{event.Note, "Monitoring detected elevated error rates", []Role{RoleNoticed}, ends},
		{event.Chat, "users report failed payments", []Role{RoleReported}, ends},
		{event.Chat, "we're seeing errors on checkout", []Role{RoleReported}, ends},
		{event.Chat, "declaring an incident, SEV2", []Role{RoleDeclared}, ends},
		{event.Chat, "looking into it", []Role{RoleEngaged}, ends},
		{event.Chat, "I'm IC", []Role{RoleEngaged}, ends},
		{event.Chat, "root cause is an expired certificate on the broker", []Role{RoleFound}, []Role{RoleSuspected}},
		{event.Chat, "might be caused by DNS", []Role{RoleSuspected}, []Role{RoleFound}},
		{event.Chat, "we rolled back checkout", []Role{RoleTried}, ends},
		{event.Chat, "error rates are improving", []Role{RoleImproved}, ends},
		{event.Chat, "the impact is mitigated", []Role{RoleLessened}, []Role{RoleOver}},
		{event.Chat, "all clear, everything is back to normal", []Role{RoleOver}, nil},
		{event.Note, "One zone stays degraded: its backlog was cleared", []Role{RoleRemains}, []Role{RoleOver}},
		{event.Chat, "closing the incident, thanks all", []Role{RoleClosed}, nil},
		{event.Note, "Release 2.31.0 was rolled out to all regions", []Role{RoleChanged}, []Role{RoleTried}},
	},
	"negation": {
		{event.Chat, "not resolved yet", nil, ends},
		{event.Chat, "it's not fixed", nil, ends},
		{event.Chat, "this isn't resolved", nil, ends},
		{event.Chat, "incident is not over", nil, ends},
		{event.Chat, "we haven't recovered", nil, ends},
		{event.Chat, "far from back to normal", nil, ends},
		{event.Chat, "no, the incident is still not resolved", nil, ends},
		{event.Chat, "nothing is back to normal", nil, ends},
		{event.Note, "Service has not been restored", nil, ends},
		{event.Status, "The issue has not been resolved.", nil, ends},
		{event.Status, "Service was not restored at 15:31 UTC.", nil, ends},
		{event.Chat, "the impact is not mitigated", nil, ends},
		{event.Chat, "we are not declaring an incident", nil, []Role{RoleDeclared}},
		{event.Chat, "declared no incident", nil, []Role{RoleDeclared}},
		{event.Chat, "this is not an incident", nil, []Role{RoleDeclared}},
		{event.Chat, "DNS is not the root cause", nil, []Role{RoleFound}},
		{event.Chat, "root cause is still unknown", nil, []Role{RoleFound}},
		{event.Chat, "the root cause has not been identified", nil, []Role{RoleFound}},
		{event.Chat, "we ruled out DNS as the root cause", nil, []Role{RoleFound}},
		{event.Chat, "we did not roll back", nil, []Role{RoleTried}},
		{event.Chat, "no improvement so far", nil, []Role{RoleImproved}},
		{event.Chat, "not improving", nil, []Role{RoleImproved}},
		{event.Chat, "not closing the incident yet", nil, ends},
		{event.Status, "It did not begin at 14:00 UTC.", nil, []Role{RoleBegan}},
	},
	"questions": {
		{event.Chat, "is it fixed?", nil, ends},
		{event.Chat, "is everything back to normal?", nil, ends},
		{event.Chat, "incident resolved?", nil, ends},
		{event.Chat, "all clear??", nil, ends},
		{event.Chat, "resolved?!", nil, ends},
		{event.Chat, "are we declaring an incident?", nil, []Role{RoleDeclared}},
		{event.Chat, "is the certificate the root cause?", nil, []Role{RoleFound}},
		{event.Chat, "did we roll back?", nil, []Role{RoleTried}},
		{event.Chat, "who is looking into it?", nil, []Role{RoleEngaged}},
		{event.Chat, "was it resolved at 15:31?", nil, ends},
		{event.Chat, "did it begin at 14:00?", nil, []Role{RoleBegan}},
		{event.Chat, "can we close the incident?", nil, ends},
		{event.Chat, "does anyone know if it is resolved", nil, ends},
		{event.Chat, "any idea whether this is fixed", nil, ends},
	},
	"plans": {
		{event.Chat, "this will be fixed by 15:00", nil, ends},
		{event.Chat, "everything will be back to normal once the rollback is through", nil, ends},
		{event.Chat, "the incident should be resolved in ten minutes", nil, ends},
		{event.Chat, "we expect full recovery by 16:00 UTC", nil, ends},
		{event.Status, "We expect the issue to be resolved by 16:00 UTC.", nil, ends},
		{event.Chat, "if it's not resolved in 10 minutes we declare an incident", nil, append([]Role{RoleDeclared}, ends...)},
		{event.Chat, "we are going to roll back checkout", nil, []Role{RoleTried}},
		{event.Chat, "let's roll back", nil, []Role{RoleTried}},
		{event.Chat, "should we roll back the release", nil, []Role{RoleTried}},
		{event.Chat, "once everything is back to normal we close the incident", nil, ends},
		{event.Chat, "hope this is resolved soon", nil, ends},
		{event.Chat, "the fix will mitigate the impact", nil, ends},
		{event.Chat, "tomorrow we will find the root cause", nil, []Role{RoleFound}},
	},
	"guesses": {
		{event.Chat, "might be DNS", nil, []Role{RoleFound}},
		{event.Chat, "I think the root cause is DNS", nil, []Role{RoleFound}},
		{event.Chat, "root cause is probably the certificate", nil, []Role{RoleFound}},
		{event.Chat, "we suspect that the certificate caused it", nil, []Role{RoleFound}},
		{event.Chat, "looks like everything is back to normal", nil, []Role{RoleOver}},
		{event.Chat, "maybe it's resolved", nil, ends},
		{event.Chat, "seems mitigated", nil, ends},
		{event.Chat, "not sure it is resolved", nil, ends},
		{event.Status, "We believe that the cause may be a network device.", nil, []Role{RoleFound}},
	},
	"parts": {
		{event.Chat, "recovering", []Role{RoleImproved}, ends},
		{event.Chat, "services are recovering", []Role{RoleImproved}, ends},
		{event.Chat, "most payments work again", []Role{RoleLessened}, []Role{RoleOver, RoleClosed}},
		{event.Note, "Most payments work again", []Role{RoleLessened}, []Role{RoleOver, RoleClosed}},
		{event.Note, "Service partially restored", nil, []Role{RoleOver}},
		{event.Note, "80% of stores are back online", []Role{RoleLessened}, []Role{RoleOver, RoleClosed}},
		{event.Note, "20% of stores are back online", nil, ends},
		{event.Status, "Most services have recovered.", nil, []Role{RoleOver}},
		{event.Status, "We are seeing signs of recovery.", []Role{RoleImproved}, ends},
		{event.Chat, "almost back to normal", nil, ends},
		{event.Chat, "that pod is back up", nil, ends},
		{event.Status, "Service has been restored for the majority of customers.", nil, []Role{RoleOver}},
	},
	"scheduled times": {
		{event.Status, "We will provide the next update by 2:45 AM.", nil, append([]Role{RoleBegan}, ends...)},
		{event.Status, "Next update by 18:45 UTC.", nil, append([]Role{RoleBegan}, ends...)},
		{event.Status, "Next update: 18:45 UTC, or when the incident is resolved.", nil, ends},
		{event.Status, "The maintenance is scheduled from 18:00 UTC to 20:00 UTC.", nil, []Role{RoleWindow}},
		{event.Chat, "retro is tomorrow at 10:00", nil, []Role{RoleBegan, RoleOver, RoleWindow}},
		{event.Note, "Next status call at 16:00 UTC", nil, []Role{RoleBegan, RoleOver}},
		{event.Status, "We will share more information by 16:00 UTC.", nil, ends},
	},
	"quotes": {
		{event.Chat, "> incident resolved", nil, ends},
		{event.Chat, "> all clear, everything is back to normal\nno it is not", nil, ends},
		{event.Chat, "support says \"the incident is resolved for everybody\" but that is the old one", nil, ends},
		{event.Chat, "the page says “this incident has been resolved” which is wrong", nil, ends},
		{event.Chat, "```\nincident resolved, all clear\n```", nil, ends},
		{event.Chat, "the template reads `incident resolved, all clear`", nil, ends},
	},
	"copied and relayed": {
		{event.Chat, "AWS status: \"We have resolved the issue with DNS and services are operating normally\"", nil, ends},
		{event.Chat, "copied from the status page: The incident has been resolved.", nil, ends},
		{event.Chat, "the status page already says resolved", nil, ends},
		{event.Chat, "draft for the status page: this incident has been resolved", nil, ends},
		{event.Chat, "don't call it resolved", nil, ends},
		{event.Chat, "please confirm that everything is back to normal", nil, ends},
		{event.Chat, "ping me once resolved", nil, ends},
		{event.Note, "Asked Ben if everything is back to normal", nil, []Role{RoleOver}},
		{event.Note, "Agreed to close the incident once the canary passes", nil, []Role{RoleClosed}},
	},
	"plans, denials and guesses in other words": {
		{event.Status, "We will provide an update as soon as the incident is resolved.", nil, ends},
		{event.Status, "Engineers are working to fully restore service.", nil, ends},
		{event.Note, "Fix is scheduled for tomorrow", nil, ends},
		{event.Note, "Cause of the outage unknown", nil, []Role{RoleFound}},
		{event.Note, "Looking for the root cause", nil, []Role{RoleFound}},
		{event.Note, "Ruled out the network as the cause", nil, []Role{RoleFound}},
		{event.Status, "We have not yet identified the root cause.", nil, []Role{RoleFound}},
		{event.Status, "Once identified, we will share the root cause.", nil, []Role{RoleFound}},
		{event.Chat, "rollback?", nil, []Role{RoleTried}},
		{event.Chat, "we could have declared an incident earlier", nil, []Role{RoleDeclared}},
		{event.Chat, "not sure this is an incident", nil, []Role{RoleDeclared}},
		{event.Chat, "is this an incident?", nil, []Role{RoleDeclared}},
		{event.Chat, "if this is an incident somebody should declare it", nil, []Role{RoleDeclared}},
		{event.Chat, "@ben can you take a look", nil, []Role{RoleEngaged}},
		{event.Chat, "error rates are not improving", nil, []Role{RoleImproved}},
	},
	"what only sounds like it": {
		{event.Chat, "the host name resolved to 10.0.0.7", nil, ends},
		{event.Chat, "last week's incident was resolved in an hour", nil, ends},
		{event.Chat, "similar to the incident that was resolved yesterday", nil, ends},
		{event.Note, "Action item: declare an incident sooner", nil, []Role{RoleDeclared}},
		{event.Chat, "ana said 'all clear, incident resolved' but errors go on", nil, ends},
		{event.Chat, "nobody is looking into it", nil, []Role{RoleEngaged}},
		{event.Note, "The alarm never fired", nil, []Role{RoleNoticed}},
		{event.Note, "No users reported problems", nil, []Role{RoleReported}},
		{event.Note, "Monitoring did not detect it", nil, []Role{RoleNoticed}},
		{event.Status, "Full recovery is expected within two hours.", nil, ends},
		{event.Chat, "waiting until all clear", nil, ends},
		{event.Chat, "until the incident is resolved please do not deploy", nil, ends},
		{event.Chat, "working to get everything back to normal", nil, ends},
		{event.Chat, "trying to get the incident resolved", nil, ends},
		{event.Chat, "we are looking at bringing the system back up", nil, ends},
		{event.Chat, "after fixing the cert, everything is back to normal", []Role{RoleOver}, nil},
		{event.Chat, "we managed to fix the cert, all recovered", []Role{RoleOver}, nil},
		{event.Chat, "FYI from the vendor: this incident has been resolved", nil, ends},
		{event.Chat, "can somebody post that it is resolved", nil, ends},
		{event.Chat, "let me know when it's resolved", nil, ends},
		{event.Chat, "it was resolved and then broke again", nil, ends},
		{event.Chat, "I thought it was resolved", nil, ends},
		{event.Chat, "we thought the incident was over", nil, ends},
		{event.Chat, "merge conflict resolved", nil, ends},
		{event.Chat, "resolved the merge conflict, all tests pass", nil, ends},
		{event.Chat, "DNS resolved fine from my laptop", nil, ends},
		{event.Chat, "all users recovered their passwords", nil, ends},
		{event.Status, "We continue to work towards full recovery.", nil, ends},
		{event.Status, "Our teams are engaged to get all services back to normal.", nil, ends},
		{event.Status, "No further action is needed until the issue is fixed.", nil, ends},
		{event.Note, "Vendor says it is fixed, we still see errors", nil, []Role{RoleOver}},
		{event.Note, "Waiting for DNS to be resolved", nil, []Role{RoleOver}},
		{event.Chat, "identified nothing so far", nil, []Role{RoleFound}},
		{event.Chat, "have we identified the root cause", nil, []Role{RoleFound}},
		{event.Chat, "ready to roll back", nil, []Role{RoleTried}},
		{event.Chat, "rolled back yesterday already", nil, []Role{RoleTried}},
		{event.Chat, "nobody acked the page", nil, []Role{RoleEngaged}},
		{event.Chat, "no complaints from customers", nil, []Role{RoleReported}},
		{event.Chat, "I'm not seeing errors", nil, []Role{RoleReported}},
	},
	"what sounds like a trap and is none": {
		{event.Chat, "all clear, everything is back to normal as expected", []Role{RoleOver}, nil},
		{event.Chat, "incident resolved, retro tomorrow", []Role{RoleOver}, nil},
		{event.Note, "The vendor replaced the card. Incident resolved", []Role{RoleOver}, nil},
		{event.Chat, "it was down but everything is back to normal", []Role{RoleOver}, nil},
		{event.Note, "Ben couldn't wait for the vendor and restored service, incident resolved", []Role{RoleOver}, nil},
		{event.Chat, "no idea why, looking into it", []Role{RoleEngaged}, nil},
		{event.Note, "No change seen, users report failed payments", []Role{RoleReported}, nil},
		{event.Chat, "it broke again", []Role{RoleRelapse}, ends},
		{event.Chat, "vendor says fixed, our checks agree, incident resolved", []Role{RoleOver}, nil},
		{event.Chat, "can we get ana here, payments are failing", []Role{RoleReported}, ends},
		{event.Note, "Paged ana, didn't answer", []Role{RoleNoticed}, ends},
		{event.Chat, "everything is back to normal, that was the incident for today", []Role{RoleOver}, nil},
		{event.Note, "After the restart of the broker the incident started to ease", nil, []Role{RoleBegan}},
	},
	"other meanings": {
		{event.Note, "Resolved status for the CPU alert", nil, ends},
		{event.Chat, "alert resolved: CPU on web-3", nil, ends},
	},
}

func TestTraps(t *testing.T) {
	for name, rows := range traps {
		for _, tt := range rows {
			t.Run(name+"/"+tt.text, func(t *testing.T) { tt.check(t, rolesIn(tt.kind, tt.text, nil)) })
		}
	}
}

func (tt trap) check(t *testing.T, got []Role) {
	t.Helper()
	for _, r := range tt.does {
		if !slices.Contains(got, r) {
			t.Errorf("%s %q is taken for %q, want %q among it", tt.kind, tt.text, got, r)
		}
	}
	for _, r := range tt.not {
		if slices.Contains(got, r) {
			t.Errorf("%s %q is taken for %q", tt.kind, tt.text, r)
		}
	}
}

// What programs say in a chat they copy: it does nothing, whatever it says, but for an alert that is passed on.
func TestProgramsCopy(t *testing.T) {
	for _, text := range []string{
		"Incident resolved", "All clear, everything is back to normal", "Declared an incident: SEV1", "Root cause is an expired certificate", "Rolled back checkout",
		"This incident has been resolved.", "Closing the incident", "We are investigating elevated error rates",
	} {
		e := bot(chat("14:20", "statusbot", text))
		r := &reader{lex: newLexicon(defaultLexicon), zone: day.Location(), services: newServices(nil, nil)}
		if _, claims := r.read(&e); len(claims) > 0 {
			t.Errorf("a program's %q is taken for %q", text, claims[0].Role)
		}
	}
	e := bot(chat("14:20", "pager", "TRIGGERED: PaymentErrors on payments"))
	r := &reader{lex: newLexicon(defaultLexicon), zone: day.Location(), services: newServices(nil, nil)}
	if _, claims := r.read(&e); len(claims) != 1 || claims[0].Role != RoleNoticed {
		t.Errorf("an alert that is passed on is taken for %v, want that it was noticed", claims)
	}
}
