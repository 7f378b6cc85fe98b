package people_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/redact/people"
)

func sighting(k event.Kind, id, name string) people.Sighting {
	return people.Sighting{Kind: k, Actor: event.Actor{ID: id, Name: name}}
}

// team is an incident's people: three with roles, two named like words, one in another script, two called alike.
func team(n people.Naming) people.Options {
	return people.Options{
		Naming: n, Key: []byte("k"),
		Seen: []people.Sighting{
			sighting(event.Chat, "U01AAAAAA", "Alice Johnson"),
			sighting(event.Change, "alice.johnson@shop.example", "Alice Johnson"),
			sighting(event.Chat, "U02BBBBBB", "José García"),
			sighting(event.Chat, "U03CCCCCC", "Will Mark"),
			sighting(event.Chat, "U04DDDDDD", "李雷"),
			sighting(event.Chat, "U10KKKKKK", "김철수"),
			sighting(event.Chat, "U05EEEEEE", "Sam Vimes"),
			sighting(event.Chat, "U06FFFFFF", "Sam Gamgee"),
			sighting(event.Chat, "U07GGGGGG", "hudson"),
			sighting(event.Chat, "U08HHHHHH", "database-engineer"),
			sighting(event.Chat, "U09JJJJJJ", "Ольга Петрова"),
			{Kind: event.Chat, Actor: event.Actor{ID: "B01", Name: "alert-bot", Bot: true}},
		},
		Roles: []people.Holder{
			{Role: "incident commander", People: []string{"Alice"}},
			{Role: "communications", People: []string{"jose.garcia@shop.example", "Olga Petrowa"}},
		},
		Services: []string{"hudson", "payments"},
	}
}

func TestText(t *testing.T) {
	d := people.New(team(people.Nameless))
	for _, tt := range []struct{ name, in, want string }{
		{"none", "errors rose to 61 % of lines", "errors rose to 61 % of lines"},
		{"full name", "rolled back by Alice Johnson at 14:05", "rolled back by the incident commander at 14:05"},
		{"opens a sentence", "Alice rolled back. Alice is done", "The incident commander rolled back. The incident commander is done"},
		{"lower case", "thanks alice, alice johnson and ALICE", "thanks the incident commander, the incident commander and the incident commander"},
		{"possessive", "Alice's fix, Vimes' too, Alice’s", "The incident commander's fix, a responder's too, the incident commander’s"},
		{"mention", "@Alice can you? cc @alice.johnson @here", "The incident commander can you? cc the incident commander @here"},
		{"mention of somebody unknown", "@dan-b please look, and @payments, @oncall", "A responder please look, and @payments, @oncall"},
		{"handle", "alice.johnson and ajohnson and alicejohnson", "the incident commander and the incident commander and the incident commander"},
		{"surname first", "Johnson, Alice", "The incident commander"},
		{"middle initial", "Alice M. Johnson and Alice J. agree", "The incident commander and the incident commander agree"},
		{"named twice", "Alice Johnson (alice) and Alice <alice.johnson@shop.example>", "The incident commander and the incident commander"},
		{"title before the name", "the incident commander Alice decides", "the incident commander decides"},
		{"article", "the Alice fix", "the incident commander fix"},
		{"marks", "José, Jose, José García", "Communications responder 1, communications responder 1, communications responder 1"},
		{"script without blanks", "李雷说数据库坏了", "a responder说数据库坏了"},
		{"syllables", "김철수가 재시작", "a responder가 재시작"},
		{"Cyrillic", "Ольга перезапустила", "A responder перезапустила"},
		{"words that are names", "Will will mark the node. Mark it. ask Will. Will says it will", "Will will mark the node. Mark it. ask a responder. A responder says it will"},
		{"verb at the start", "Will restart the node", "Will restart the node"},
		{"speaker", "Will: on it", "A responder: on it"},
		{"ambiguous", "Sam restarted", "A responder restarted"},
		{"service", "hudson build failed, the Hudson queue", "hudson build failed, the Hudson queue"},
		{"service's namesake", "thanks Hudson", "thanks a responder"},
		{"role handle", "database-engineer finds the cause", "the database engineer finds the cause"},
		{"address", "https://github.com/alice/infra and /home/alice/x.log", "https://github.com/incident-commander/infra and /home/incident-commander/x.log"},
		{"file", "see alice-notes.md", "see incident-commander-notes.md"},
		{"unknown e-mail address", "from bob.roe@corp.example to support@corp.example", "from an e-mail address to support@corp.example"},
		{"part of a word", "malice, alicea, salami", "malice, alicea, salami"},
		{"cut", "paged Alice Johns…", "paged the incident commander …"},
		{"slash", "Alice/Will are on it", "incident-commander/responder are on it"},
		{"package", "uses @babel/core and actions/checkout@v4", "uses @babel/core and actions/checkout@v4"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, d.Text(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPseudonyms(t *testing.T) {
	d := people.New(team(people.ByPseudonym))
	alice := d.Actor(event.Actor{ID: "U01AAAAAA", Name: "Alice Johnson"}).Name
	if !strings.HasPrefix(alice, "Responder ") {
		t.Fatalf("%q", alice)
	}
	for _, a := range []event.Actor{{ID: "alice.johnson@shop.example", Name: "Alice Johnson"}, {Name: "Alice"}} {
		if got := d.Actor(a); got != (event.Actor{Name: alice}) {
			t.Errorf("%+v appears as %+v, not as %q", a, got, alice)
		}
	}
	if got := d.Text("Alice, alice.johnson@shop.example, @ajohnson"); strings.Count(got, alice) != 3 {
		t.Errorf("%q", got)
	}
	if got := d.Text("Sam restarted it"); got != "A responder restarted it" {
		t.Errorf("whoever is meant: %q", got)
	}
	vimes, gamgee := d.Text("Sam Vimes"), d.Text("Sam Gamgee")
	if vimes == gamgee || !strings.HasPrefix(vimes, "Responder ") {
		t.Errorf("%q and %q", vimes, gamgee)
	}
	if got := d.Text("Sam; Vimes"); got != "A responder; "+vimes {
		t.Errorf("two words that are no one name: %q", got)
	}
	unknown := d.Text("@dan-b")
	if !strings.HasPrefix(unknown, "Responder ") || d.Text("cc @Dan-B.") != "cc "+unknown+"." || d.Text("@dan-c") == unknown {
		t.Errorf("somebody unknown who is mentioned: %q", unknown)
	}
	if got := d.Actor(event.Actor{ID: "B01", Name: "alert-bot", Bot: true}); got.Name != "alert-bot" || !got.Bot {
		t.Errorf("%+v", got)
	}
}

// TestIntroduced: people whom nothing but notes name are known as well, and what is called by a proper name otherwise is not taken for one.
func TestIntroduced(t *testing.T) {
	d := people.New(people.Options{Naming: people.Nameless, Texts: []string{
		"Priya Raman acknowledges the page", "IC: Ana Lima, Ben and Chidi Eze", "page acked by Łukasz Nowak-Kowalski", "Tom joined", "paged Mark", "Owner: Payments Team",
		"Kafka acknowledges writes again, DynamoDB joined, Amazon Connect declared", "Service: Apollo Gateway", "thanks Sergeant O'Malley", "@Dana Brandt can you, @Payments Oncall?", "acked by Noor: Bexley is next",
	}})
	for _, tt := range []struct{ in, want string }{
		{"priya, raman and Tom; ask Mark", "a responder, a responder and a responder; ask a responder"},
		{"Lima asks Ben; Chidi and Łukasz Nowak-Kowalski", "A responder asks a responder; a responder and a responder"},
		{"O'Malley", "A responder"},
		{"Brandt and Noor; Bexley", "A responder and a responder; Bexley"},
		{"Kafka, DynamoDB, Amazon Connect, Payments Team, Apollo Gateway", "Kafka, DynamoDB, Amazon Connect, Payments Team, Apollo Gateway"},
	} {
		if got := d.Text(tt.in); got != tt.want {
			t.Errorf("%q became %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestWordsThatAreNames: people who are called as words are, in the sentences of one incident.
func TestWordsThatAreNames(t *testing.T) {
	o := people.Options{Naming: people.Nameless}
	for i, name := range []string{"Grant Hill", "Mark Long", "Will Ingram", "April Jones", "Hope Müller", "Max Power", "Anna-Lena von Trapp"} {
		o.Seen = append(o.Seen, sighting(event.Chat, "U10000"+string(rune('A'+i)), name))
	}
	d := people.New(o)
	for _, tt := range []struct{ in, want string }{
		{"Will pages Mark", "A responder pages a responder"},
		{"Will restart it; may return in April; max connections; mark it down", "Will restart it; may return in April; max connections; mark it down"},
		{"hold until April says so, until April at least", "hold until a responder says so, until April at least"},
		{"Hope for the best, Hope!", "Hope for the best, a responder!"},
		{"will says it will", "a responder says it will"},
		{"thanks mark, will and april.", "thanks a responder, a responder and a responder."},
		{"thanks Mark, will do", "thanks a responder, will do"},
		{"owner: Max, due soon", "owner: a responder, due soon"},
		{"the Mark of it, a Grant", "the Mark of it, a Grant"},
		{"Mark Long's deploy, MARK LONG, mark long", "A responder's deploy, a responder, mark long"},
		{"mueller, MÜLLER and Mueller; G. Hill, A. von Trapp", "a responder, a responder and a responder; a responder, a responder"},
		{"/home/avontrapp/x, gitlab.com/mark, user=will", "/home/responder/x, gitlab.com/responder, user=responder"},
		{"DO NOT GRANT IT", "DO NOT GRANT IT"},
		{"Mark: done. Grant, please", "A responder: done. A responder, please"},
		{"April: on it", "A responder: on it"},
		{"Grant's call", "A responder's call"},
		{"who decides (Grant), what (mark)", "who decides (a responder), what (mark)"},
		{"db-grant and x.hope, will.ingram and grant-hill", "db-grant and x.hope, a responder and a responder"},
		{"on db-trapp, x.ingram", "on db-responder, x.responder"},
		{"ask von Trapp, Anna-Lena Trapp or AnnaLenaVonTrapp", "ask a responder, a responder or a responder"},
		{"a note by „Mark“", "a note by „a responder“"},
	} {
		if got := d.Text(tt.in); got != tt.want {
			t.Errorf("%q became\n%q, want\n%q", tt.in, got, tt.want)
		}
	}
}

// TestWhoIsWho: what is one person's, and what is not.
func TestWhoIsWho(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b people.Sighting
		same bool
	}{
		{"id", sighting(event.Chat, "U1AAAAAAA", "alice"), sighting(event.Chat, "U1AAAAAAA", "Alice J."), true},
		{"full name", sighting(event.Chat, "U1AAAAAAA", "Alice Johnson"), sighting(event.Change, "x@y.example", "alice johnson"), true},
		{"handle and full name", sighting(event.Chat, "U1AAAAAAA", "alice.johnson"), sighting(event.Change, "x@y.example", "Alice Johnson"), true},
		{"local part", sighting(event.Chat, "U1AAAAAAA", "ajohn"), sighting(event.Change, "ajohn@y.example", "Alice Johnson"), true},
		{"letters with dots", sighting(event.Chat, "U1AAAAAAA", "Jörg Müller"), sighting(event.Change, "x@y.example", "Joerg Mueller"), true},
		{"address", sighting(event.Change, "a@y.example", "Alice"), sighting(event.Change, "A@y.example", "Lissy"), true},
		{"first name of one", sighting(event.Chat, "U1AAAAAAA", "Alice Johnson"), sighting(event.Note, "", "Alice"), true},
		{"two ids", sighting(event.Chat, "U1AAAAAAA", "Alice Johnson"), sighting(event.Chat, "U2AAAAAAA", "Alice Johnson"), false},
		{"two surnames", sighting(event.Chat, "U1AAAAAAA", "Alice Johnson"), sighting(event.Change, "alice@y.example", "Alice Smith"), false},
		{"secrets", sighting(event.Change, "[redacted:email]", "Ana Lima"), sighting(event.Change, "[redacted:email]", "Ben Roe"), false},
		{"secrets of handles", sighting(event.Change, "[redacted:email]", "ana"), sighting(event.Change, "[redacted:email]", "ben"), false},
		{"address under two names", sighting(event.Change, "a@y.example", "Ana Lima"), sighting(event.Change, "a@y.example", "Ana Souza"), true},
		{"function", sighting(event.Change, "ops@y.example", "Ana Lima"), sighting(event.Chat, "U1AAAAAAA", "ops"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := people.New(people.Options{Naming: people.ByPseudonym, Seen: []people.Sighting{tt.a, tt.b}})
			a, b := d.Actor(tt.a.Actor).Name, d.Actor(tt.b.Actor).Name
			if (a == b) != tt.same || a == "" {
				t.Errorf("%q and %q", a, b)
			}
		})
	}
}

// TestOnCall: who is on call is a responder, so that a verb may follow, however the role is written.
func TestOnCall(t *testing.T) {
	for name, want := range map[string]string{
		"on-call-payments": "the payments on-call responder", "Payments on call": "the payments on-call responder", "oncall": "the on-call responder",
		"payments on-call engineer": "the payments on-call engineer",
	} {
		d := people.New(people.Options{Naming: people.ByRole, Seen: []people.Sighting{sighting(event.Chat, "U3AAAAAAA", name)}, Services: []string{"payments"}})
		if got := d.Actor(event.Actor{ID: "U3AAAAAAA", Name: name}).Name; got != want {
			t.Errorf("%s is told as %q, want %q", name, got, want)
		}
	}
	d := people.New(people.Options{
		Naming: people.ByRole, Roles: []people.Holder{{Role: "on_call", People: []string{"Ana Lima"}}},
		Seen: []people.Sighting{sighting(event.Chat, "U1AAAAAAA", "Ana Lima")},
	})
	if got := d.Actor(event.Actor{Name: "Ana Lima"}).Name; got != "the on-call responder" {
		t.Errorf("who holds the role on_call is told as %q", got)
	}
}

// TestLabels: how roles are worded, and who has one.
func TestLabels(t *testing.T) {
	seen := []people.Sighting{
		sighting(event.Chat, "U1AAAAAAA", "Ana Lima"), sighting(event.Chat, "U2AAAAAAA", "Ben Roe"), sighting(event.Chat, "U3AAAAAAA", "on-call-payments"),
		sighting(event.Chat, "U4AAAAAAA", "Chi Eze"),
		{Kind: event.Change, Actor: event.Actor{Name: "release-bot"}},
	}
	d := people.New(people.Options{Naming: people.ByRole, Seen: seen, Services: []string{"payments"}, Roles: []people.Holder{
		{Role: "Incident_Commander", People: []string{"@ana"}}, {Role: "communications", People: []string{"Ben Roe", "Ana"}},
	}})
	var got []string
	for _, s := range seen {
		got = append(got, d.Actor(s.Actor).Name)
	}
	want := []string{"the incident commander", "communications responder 1", "the payments on-call responder", got[3], "release-bot"}
	if diff := cmp.Diff(want, got); diff != "" || !strings.HasPrefix(got[3], "Responder ") {
		t.Errorf("%s %q", diff, got[3])
	}
	for in, want := range map[string]string{
		"the incident commander (Ana)": "the incident commander", "who was on call (ben roe)": "who was on call (communications responder 1)",
		"Ana": "the incident commander", "payments team": "payments team", "Ben Roe, Ana": "communications responder 1, the incident commander", "": "",
	} {
		if got := d.Who(in); got != want {
			t.Errorf("%q is told as %q, want %q", in, got, want)
		}
	}
	if got := d.Place("https://git.example/ana.lima/x"); got != "git.example/incident-commander/x" {
		t.Errorf("%q", got)
	}
	for in, want := range map[string]string{"payments": "payments", "ben.roe": "communications responder 1", "checkout": "checkout"} {
		if got := d.Service(in); got != want {
			t.Errorf("service %q is told as %q, want %q", in, got, want)
		}
	}
	if got := people.New(team(people.Nameless)).Service("hudson"); got != "hudson" {
		t.Errorf("a service that is called as somebody is: %q", got)
	}
}

// TestNamed: whoever holds an item is a person, unless the name is that of a team.
func TestNamed(t *testing.T) {
	d := people.New(people.Options{Naming: people.Nameless, Named: []string{"Payments Team", "platform", "Dana Brandt", "mark", "dana.brandt@shop.example", "", "@"}})
	if got := d.Text("the Payments Team, platform, Dana; dana.brandt@shop.example; the payments"); got != "the Payments Team, platform, a responder; a responder; the payments" {
		t.Errorf("%q", got)
	}
	if got := d.Who("mark"); got != "a responder" {
		t.Errorf("%q", got)
	}
}

// TestZero: without a naming, nothing is replaced.
func TestZero(t *testing.T) {
	o := team(people.ByName)
	d := people.New(o)
	a := o.Seen[0].Actor
	if d.Text("Alice") != "Alice" || d.Who("Alice") != "Alice" || d.Place("/home/alice") != "/home/alice" || d.Service("alice") != "alice" || d.Actor(a) != a {
		t.Error("something was replaced")
	}
}

// TestPrograms: what is called as programs are is none of people, and its name stays; who has the name of one is.
func TestPrograms(t *testing.T) {
	var o people.Options
	o.Naming = people.Nameless
	for name, program := range map[string]bool{
		"release-bot": true, "deploybot": true, "GitHub Actions": true, "Kafka": true, "bot_alerts": true, "web-ci": true, "Jenkins": true, "Grafana OnCall": true,
		"Alice Jenkins": false, "alice-jenkins": false, "Talbot": false, "Amazon Eve": false, "abbot": false,
	} {
		a := event.Actor{Name: name}
		o.Seen = []people.Sighting{{Kind: event.Note, Actor: a}}
		d := people.New(o)
		if got := d.Actor(a).Name; (got == name) != program {
			t.Errorf("%s appears as %q", name, got)
		}
		if got := d.Text("see " + name + "."); (got == "see "+name+".") != program {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestNamesOfManyWords: whoever has more than two names is known by any of them, and by those of them that follow one another.
func TestNamesOfManyWords(t *testing.T) {
	d := people.New(people.Options{Naming: people.Nameless, Seen: []people.Sighting{
		sighting(event.Chat, "U1", "María José Núñez Ortega"), sighting(event.Chat, "U2", "Kevin O'Brien"), sighting(event.Chat, "U3", "Anneliese von der Heide"),
		sighting(event.Chat, "U4", "Jürgen Großmann"),
	}})
	const want = "so says a responder"
	for _, name := range []string{
		"Nunez", "Núñez", "Maria Jose Nunez", "María-José", "José Núñez", "Núñez Ortega", "MARÍA JOSÉ NÚÑEZ ORTEGA", "kevin.obrien", "OBrien", "Kevin O’Brien", "von der Heide", "Heide",
		"Jürgens", "Grossmanns",
	} {
		if got := d.Text("so says " + name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, text := range []string{"der Dienst von ledger steht", "the logs are in S3", "ops and marks"} {
		if got := d.Text(text); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}
