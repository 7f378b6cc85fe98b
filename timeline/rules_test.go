package timeline

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pes-dev/pes/event"
)

// ruleCase is the least evidence in which a rule decides, and evidence much like it in which it must not.
type ruleCase struct {
	rule string
	of   Name // the milestone that it decides; "" is a period or a contradiction
	with []event.Event
	but  []event.Event // the counter-example: there the rule decides nothing at all
	o    Options
	butO Options // what people say in the counter-example, where that is what differs
	s    []event.Series
	butS []event.Series
}

func list(events ...event.Event) []event.Event { return events }

// ruleCases has a row for each rule. A counter-example differs in what the rule refuses, and in nothing else.
var ruleCases = []ruleCase{
	{
		rule: "stated-window", of: Onset,
		with: list(post("18:00", "resolved", "Between 14:02 UTC and 15:31 UTC payments failed.")),
		but:  list(post("13:00", "scheduled", "Maintenance of the payment system is planned between 14:02 UTC and 15:31 UTC.")),
	},
	{
		rule: "stated-start", of: Onset,
		with: list(note("18:00", "The incident started at 14:02 UTC.")),
		but:  list(note("18:00", "The mitigation of the incident started at 14:02 UTC.")),
	},
	{
		rule: "said-start", of: Onset,
		with: list(chat("14:20", "ana", "the outage started at 14:02")),
		but:  list(chat("14:20", "ana", "we started the migration at 14:02")),
	},
	{
		rule: "status-began", of: Onset,
		with: list(withLabel(post("14:02", "investigating", "Slow uploads"), "began", "true"), post("14:48", "resolved", "A disk was full.")),
		but:  list(post("14:02", "investigating", "Slow uploads"), post("14:48", "resolved", "A disk was full.")),
	},
	{
		rule: "noted-start", of: Onset,
		with: list(note("14:02", "Outage begins, payments fail")),
		but:  list(chat("14:02", "ana", "outage begins, payments fail")),
	},
	{
		rule: "log-rate-rise", of: Onset,
		with: list(rise("14:02", "14:48", "payments")),
		but:  list(withLabel(rise("14:02", "14:48", "payments"), "change", "appeared")),
	},
	{
		rule: "log-rate-end", of: Recovered,
		with: list(rise("14:02", "14:48", "payments")),
		but:  list(open(rise("14:02", "14:48", "payments"))),
	},
	{
		rule: "log-silence", of: Onset,
		with: list(hush("14:02", "14:48", "payments")),
		but:  list(withLabel(hush("14:02", "14:48", "payments"), "change", "fell-silent")),
	},
	{
		rule: "log-speech", of: Recovered,
		with: list(rise("14:02", "14:10", "payments"), hush("14:10", "14:48", "payments")),
		but:  list(rise("14:02", "14:10", "payments"), open(hush("14:10", "14:48", "payments"))),
	},
	{
		rule: "stated-detection", of: Detected,
		with: list(note("18:00", "Our monitoring alerted the team at 14:05 UTC.")),
		but:  list(note("18:00", "Our monitoring did not alert the team at 14:05 UTC.")),
	},
	{
		rule: "first-report", of: Detected,
		with: list(chat("14:05", "ana", "users report failed payments")),
		but:  list(chat("14:05", "ana", "do users report failed payments?")),
	},
	{
		rule: "first-sign", of: Detected,
		with: list(note("14:05", "Payments degraded, on the bridge")),
		but:  list(note("14:05", "Payments not degraded, on the bridge")),
	},
	{
		rule: "alert-start", of: Detected,
		with: list(alert("14:05", "14:52", "payments", "PaymentErrors")),
		but:  list(withLabel(alert("14:05", "14:52", "payments", "PaymentErrors"), "silence", "true")),
	},
	{
		rule: "alert-end", of: Recovered,
		with: list(alert("14:05", "14:52", "", "PaymentErrors"), note("14:06", "Users report failed payments")),
		but:  list(alert("14:05", "14:52", "", "PaymentErrors")),
	},
	{
		rule: "first-notice", of: Notified,
		with: list(post("14:15", "investigating", "We are looking at payments.")),
		but:  list(post("14:15", "investigating", "We are looking at payments."), note("18:00", "The incident started at 14:22 UTC.")),
	},
	{
		rule: "declared-words", of: Declared,
		with: list(chat("14:09", "ana", "declaring an incident, SEV2")),
		but:  list(chat("14:09", "ana", "should we be declaring an incident?")),
	},
	{
		rule: "ack-words", of: Engaged,
		with: list(chat("14:07", "ana", "looking into it")),
		but:  list(post("14:07", "investigating", "We are looking into it.")),
	},
	{
		rule: "first-responder", of: Engaged,
		with: list(alert("14:05", "14:52", "payments", "PaymentErrors"), chat("14:06", "ana", "hm")),
		but:  list(alert("14:05", "14:52", "payments", "PaymentErrors"), bot(chat("14:06", "ana", "hm"))),
	},
	{
		rule: "stated-cause", of: Identified,
		with: list(note("18:00", "At 14:40 UTC engineers identified the root cause.")),
		but:  list(note("18:00", "At 14:40 UTC engineers had not identified the root cause.")),
	},
	{
		rule: "noted-cause", of: Identified,
		with: list(note("14:40", "Root cause identified: the pool was too small")),
		but:  list(note("14:40", "Root cause might be the pool")),
	},
	{
		rule: "cause-words", of: Identified,
		with: list(chat("14:40", "ben", "root cause is the connection pool")),
		but:  list(chat("14:40", "ben", "root cause is still unknown")),
	},
	{
		rule: "status-identified", of: Identified,
		with: list(post("14:40", "identified", "The cause has been identified.")),
		but:  list(post("14:40", "investigating", "The cause has not been identified yet.")),
	},
	{
		rule: "stated-mitigation", of: Mitigated,
		with: list(note("18:00", "At 14:46 UTC the impact was mitigated.")),
		but:  list(note("18:00", "At 14:46 UTC the impact was not mitigated.")),
	},
	{
		rule: "noted-mitigation", of: Mitigated,
		with: list(note("14:46", "Mitigated: pool size restored")),
		but:  list(note("14:46", "Not mitigated: pool size restored")),
	},
	{
		rule: "mitigated-words", of: Mitigated,
		with: list(chat("14:46", "ben", "the impact is mitigated")),
		but:  list(chat("14:46", "ben", "the impact will be mitigated by the restart")),
	},
	{
		rule: "log-rate-half", of: Mitigated,
		with: list(rise("14:00", "14:50", "payments")), s: ruleErrors("payments", 40, 300, 60, 10),
		but: list(rise("14:00", "14:50", "payments")), butS: ruleErrors("payments", 100, 300),
	},
	{
		rule: "restored-words", of: Mitigated,
		with: list(note("14:00", "Users report failed payments"), note("14:30", "Cards are back online"), note("15:00", "Incident resolved, everything fully recovered")),
		but:  list(note("14:00", "Users report failed payments"), note("14:30", "Cards are not back online"), note("15:00", "Incident resolved, everything fully recovered")),
	},
	{
		rule: "stated-end", of: Recovered,
		with: list(note("18:00", "Service was restored at 15:31 UTC.")),
		but:  list(note("18:00", "Service was not restored at 15:31 UTC.")),
	},
	{
		rule: "noted-end", of: Recovered,
		with: list(note("14:05", "Users report failed payments"), note("14:48", "All payments work again")),
		but:  list(note("14:05", "Users report failed payments"), note("14:48", "Most payments work again")),
	},
	{
		rule: "resolved-words", of: Recovered,
		with: list(chat("14:05", "ana", "payments are failing"), chat("14:48", "ana", "all clear, everything is back to normal")),
		but:  list(chat("14:05", "ana", "payments are failing"), chat("14:48", "ana", "that pod is back up")),
	},
	{
		rule: "closed-words", of: Closed,
		with: list(chat("14:05", "ana", "payments are failing"), chat("15:10", "ana", "closing the incident, thanks all")),
		but:  list(chat("14:05", "ana", "payments are failing"), chat("15:10", "ana", "who is closing the incident?")),
	},
	{
		rule: "status-began", of: Onset,
		with: list(begun(post("14:02", "investigating", "Logins down")), post("14:55", "resolved", "A disk was full.")),
		but:  list(begun(post("14:02", "investigating", "Logins down")), post("14:55", "resolved", "Logins failed from 13:40 UTC until 14:50 UTC.")),
	},
	{
		rule: "status-resolved", of: Recovered,
		with: list(post("14:15", "investigating", "We are looking at payments."), post("14:55", "resolved", "Thank you for your patience.")),
		but:  list(post("14:15", "investigating", "We are looking at payments."), post("14:55", "monitoring", "Thank you for your patience.")),
	},
	{
		rule: "named-change", of: Triggered,
		with: list(change("13:58", "Raise the retry limit", "0a1b2c3d4e5f"), rise("14:02", "14:48", "payments"), chat("14:40", "ben", "root cause is commit 0a1b2c3")),
		but:  list(change("13:58", "Raise the retry limit", "0a1b2c3d4e5f"), rise("14:02", "14:48", "payments"), chat("14:40", "ben", "root cause is not commit 0a1b2c3")),
	},
	{
		rule: "reverted-change", of: Triggered,
		with: list(change("13:58", "Raise the retry limit", "0a1b2c3d4e5f"), rise("14:02", "14:48", "payments"), change("14:44", `Revert "Raise the retry limit"`, "ffffffffffff")),
		but:  list(change("13:58", "Raise the retry limit", "0a1b2c3d4e5f"), rise("14:02", "14:48", "payments"), change("14:44", `Revert "Lower the retry limit"`, "ffffffffffff")),
	},
	{
		rule: "impact-began-again",
		with: list(rise("14:02", "14:30", "payments"), chat("14:33", "ana", "incident resolved, all clear"), rise("14:50", "15:20", "search"), note("15:30", "All services recovered")),
		but:  list(rise("14:02", "14:30", "payments"), chat("14:33", "ana", "that pod is back up"), rise("14:50", "15:20", "search"), note("15:30", "All services recovered")),
	},
	{
		rule: "no-impact", of: Onset,
		with: list(alert("14:05", "14:52", "payments", "PaymentErrors")), o: Options{Kind: "false-alarm"},
		but: list(alert("14:05", "14:52", "payments", "PaymentErrors")), butO: Options{Kind: "availability"},
	},
	{
		rule: "still-firing", of: Recovered,
		with: list(alert("14:05", "", "payments", "PaymentErrors")),
		but:  list(alert("14:05", "14:52", "payments", "PaymentErrors")),
	},
	{
		rule: "before-response", of: Detected,
		with: list(chat("14:05", "ana", "hm, checkout"), chat("14:07", "ben", "looking into it")),
		but:  list(chat("13:05", "ana", "hm, checkout"), chat("14:07", "ben", "looking into it")),
	},
	{
		rule: "fault-words", of: Identified,
		with: list(note("14:05", "Users report failed logins"), note("14:30", "LDAP bind account locked"), note("14:48", "All logins work again")),
		but:  list(note("14:05", "Users report failed logins"), note("14:30", "LDAP bind account not locked"), note("14:48", "All logins work again")),
	},
	{
		rule: "errors-go-on",
		with: list(open(rise("14:02", "15:30", "payments")), chat("14:33", "ana", "incident resolved, all clear")),
		but:  list(rise("14:02", "14:30", "payments"), chat("14:33", "ana", "incident resolved, all clear")),
	},
	{
		rule: "told-too-soon",
		with: list(post("14:15", "investigating", "We are looking at payments."), post("14:40", "resolved", "It is over."), chat("15:20", "ana", "all clear, everything is back to normal")),
		but:  list(post("14:15", "investigating", "We are looking at payments."), post("15:30", "resolved", "It is over."), chat("15:20", "ana", "all clear, everything is back to normal")),
	},
	{
		rule: "no-sign-before",
		with: list(chat("13:40", "ana", "SEV2 declared"), rise("14:02", "14:48", "payments")),
		but:  list(chat("14:09", "ana", "SEV2 declared"), rise("14:02", "14:48", "payments")),
	},
	{
		rule: "said-again",
		with: list(note("09:00", "Outage begins, calls drop"), note("09:35", "Calls stable again"), note("11:20", "Calls dropping again"), note("12:10", "All calls stable again, outage over")),
		but:  list(note("09:00", "Outage begins, calls drop"), note("09:35", "Calls stable again"), note("11:20", "Calls never drop again"), note("12:10", "All calls stable again, outage over")),
	},
	{
		rule: "component-state",
		with: list(moved("14:15", "investigating", "Payments: operational → major_outage")),
		but:  list(moved("14:15", "investigating", "Payments: under_maintenance → operational")),
	},
	{
		rule: "still-open", of: Recovered,
		with: list(post("14:15", "investigating", "We are looking at payments."), post("14:30", "monitoring", "A fix is in.")),
		but:  list(post("14:15", "investigating", "We are looking at payments."), post("14:30", "resolved", "A fix is in.")),
	},
	{
		rule: "self-healed", of: Mitigated,
		with: list(rise("14:02", "14:48", "payments"), chat("14:10", "ana", "looking into it"), chat("14:55", "ana", "recovered on its own")),
		but:  list(rise("14:02", "14:48", "payments"), chat("14:10", "ana", "looking into it"), chat("14:55", "ana", "it did not recover on its own")),
	},
	{
		rule: "nobody-acted", of: Mitigated,
		with: list(rise("14:02", "14:20", "payments"), alert("14:05", "14:21", "payments", "PaymentErrors"), chat("14:30", "ana", "looking into the alert, errors are gone")),
		but:  list(rise("14:02", "14:20", "payments"), alert("14:05", "14:21", "payments", "PaymentErrors"), chat("14:10", "ana", "looking into the alert")),
	},
	{
		rule: "noticed-after", of: Mitigated,
		with: list(rise("14:02", "14:20", "payments"), chat("17:00", "ana", "several customers report failed payments")),
		but:  list(rise("14:02", "14:20", "payments"), chat("14:10", "ana", "several customers report failed payments")),
	},
	{
		rule: "own-stamp",
		with: list(note("14:05", "ana wrote "+permalink(at("16:05")))),
		but:  list(note("14:05", "ana wrote "+permalink(at("14:05")))),
	},
	{
		rule: "bounded-by-neighbours", of: Onset,
		with: list(alert("14:05", "14:52", "payments", "PaymentErrors")),
		but:  list(chat("09:00", "ana", "good morning")),
	},
	{
		rule: "person", of: Onset,
		with: list(rise("14:02", "14:48", "payments")), o: Options{Overrides: []Override{{Name: Onset, At: at("13:58"), By: "ana"}}},
		but: list(rise("14:02", "14:48", "payments")),
	},
}

// TestDatedBackIsNoNotice: a post that bears the time of the beginning was not read by anybody then.
func TestDatedBackIsNoNotice(t *testing.T) {
	tl := Build(list(begun(post("14:02", "investigating", "Payments fail")), post("14:20", "update", "We are looking at payments."), post("14:48", "resolved", "Payments work.")), nil, Options{})
	if m := tl.Milestones[Notified]; m.State != Known || !m.At.Equal(at("14:20")) || !tl.Milestones[Onset].At.Equal(at("14:02")) {
		t.Errorf("notified %s %s, onset %s", m.State, clock(m.At), clock(tl.Milestones[Onset].At))
	}
}

// begun is a page's first post whose date is that of the beginning.
func begun(e event.Event) event.Event {
	e.Labels = maps.Clone(e.Labels)
	e.Labels["began"] = "true"
	return e
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range ruleCases {
		seen[c.rule] = true
		t.Run(c.rule, func(t *testing.T) {
			tl := Build(c.with, c.s, c.o)
			if c.of != "" && tl.Milestones[c.of].Reason.Rule != c.rule {
				m := tl.Milestones[c.of]
				t.Errorf("%s is %s %s by %q, want %q to decide", c.of, m.State, clock(m.At), m.Reason.Rule, c.rule)
			}
			if !slices.Contains(deciding(tl), c.rule) {
				t.Errorf("%q decides nothing of %s", c.rule, deciding(tl))
			}
			if tl := Build(c.but, c.butS, c.butO); slices.Contains(deciding(tl), c.rule) {
				t.Errorf("%q decides in the counter-example", c.rule)
			}
		})
	}
	for _, r := range Rules() {
		if !seen[r] {
			t.Errorf("%q has no evidence in which it decides", r)
		}
	}
}

// deciding lists the rules by which anything in a timeline was decided, sorted.
func deciding(tl *Timeline) []string {
	var out []string
	see := func(r Reason) {
		if r.Rule != "" {
			out = append(out, r.Rule)
		}
	}
	for _, m := range tl.Milestones {
		see(m.Reason)
	}
	for _, i := range tl.Impacts {
		see(i.FromWhy)
		if !i.To.IsZero() {
			see(i.ToWhy)
		}
		for _, m := range i.Milestones {
			see(m.Reason)
		}
	}
	for _, c := range tl.Contradictions {
		see(c.Reason)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Each rule is documented once, in one sentence that says what it looks for.
func TestEveryRuleIsDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Reference() {
		if seen[r.Name] {
			t.Errorf("%q is listed twice", r.Name)
		}
		seen[r.Name] = true
		if !singleSentence(r.Doc) || (!strings.HasPrefix(r.Doc, "Looks for ") && !strings.HasPrefix(r.Doc, "Takes ")) {
			t.Errorf("%q: %q is no sentence on what it looks for", r.Name, r.Doc)
		}
	}
}

// No rule is named in the code that the list has not.
func TestNoRuleIsMissing(t *testing.T) {
	known := Rules()
	eachFile(t, func(f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			kv, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, isIdent := kv.Key.(*ast.Ident)
			value, isText := kv.Value.(*ast.BasicLit)
			if isIdent && isText && key.Name == "Rule" && !slices.Contains(known, strings.Trim(value.Value, `"`)) {
				t.Errorf("the rule %s is not listed in rules.go", value.Value)
			}
			return true
		})
	})
}

func change(clock, subject, commit string) event.Event {
	return event.Event{
		ID: event.ID(event.Change, clock, subject), Source: "git", Kind: event.Change, At: at(clock), Text: subject, Count: 1,
		Labels: map[string]string{"commit": commit},
	}
}

func withLabel(e event.Event, key, value string) event.Event {
	e.Labels[key] = value
	return e
}

func open(e event.Event) event.Event {
	e.Open = true
	return e
}

func bot(e event.Event) event.Event {
	e.Actor.Bot = true
	return e
}

// errorsOf is a service's errors a minute from 14:00 on: pairs of how many minutes, and how many errors in each.
func ruleErrors(service string, pairs ...uint32) []event.Series {
	s := event.Series{Service: service, Source: "app.log", Start: at("14:00"), Step: event.Duration(time.Minute)}
	for i := 0; i+1 < len(pairs); i += 2 {
		for range pairs[i] {
			s.Errors = append(s.Errors, pairs[i+1])
			s.Total = append(s.Total, 1000)
		}
	}
	return []event.Series{s}
}

// eachFile visits the package's own files, without its tests.
func eachFile(t *testing.T, visit func(*ast.File)) {
	t.Helper()
	all, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		visit(f)
	}
}
