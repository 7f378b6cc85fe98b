package render

// view is a document as templates see it: all that they may print, as strings that are escaped where they are printed, whole numbers, yes or no,
// links to evidence, and lists of these. Instants, durations and the timeline behind it are not in reach: what is told of a time is told by the
// same rules everywhere. What is exported here and in the types that it leads to is the language of templates, and is documented for their
// authors in templates/FIELDS.md, which is made of these comments. A name in it is never given another meaning.
type view struct {
	d *document

	Title    string // What people called the incident, else its day. Never empty.
	Status   string // How far the document has come: draft, in-review or final.
	ID       string // The incident's id. Empty if not said.
	Severity string // How severe people say it was. Empty if not said.
	Kind     string // What kind of incident it was: availability, data, security, third-party, near-miss or false-alarm. Empty if not said.
	Version  string // Of pes. Empty for a build without one.
	Zone     string // The zone of the document's times, as headers name it: EDT, or America/New_York where its offset changes.
	TwoZones bool   // Whether that is not UTC, so that tables have a column for each.

	Lede     []sentenceView // The opening: at most ten sentences.
	KeyFacts []factView     // What somebody looks for first.
	Date     sentenceView   // The day of the incident: 20 October 2025. Empty if no milestone is known.

	Durations []factView // Those of the key facts that are durations, what is not known of them included.
	Numbers   []factView // Those of the key facts that say how much was affected.

	Impacts          []impactView    // The periods of impact, in order of time.
	ImpactHead       headView        // The headers of their times.
	AnyPeak          bool            // Whether any of them has a peak.
	PeakUnit         string          // The unit of all peaks. Empty if they differ.
	AnyEnded         bool            // Whether a source says of the end of any of them.
	Cascade          []onwardView    // The services in the order in which they were hit, the first twelve.
	CascadeHead      headView        // The headers of their times.
	CascadeLeft      int             // How many services the order leaves out.
	Services         []serviceView   // The services that were hit, each with what is told of it, in the order in which they were hit.
	FirstImpacts     []impactView    // Four of the periods of impact: of the services that an account follows, then the longest, in order of time.
	FirstImpactsLeft int             // How many periods of impact that leaves out.
	LeadServices     []serviceView   // Those of the services that an account follows: those of the longest periods, and those that people tried to mend.
	OtherServices    []serviceView   // The other services.
	Whole            serviceView     // What is told of the incident and of none of several services.
	Remainders       []remainderView // What outlasted the recovery.

	Milestones    []milestoneView  // All ten, in order, known or not.
	MilestoneHead headView         // The headers of their times.
	Triggered     milestoneView    // When what set it off happened.
	Onset         milestoneView    // When impact began.
	Detected      milestoneView    // When it was first noticed.
	Notified      milestoneView    // When the first public notice came.
	Declared      milestoneView    // When it was called an incident.
	Engaged       milestoneView    // When the first response came.
	Identified    milestoneView    // When the cause was named.
	Mitigated     milestoneView    // When impact fell below half of its peak and stayed so, or was stated to have.
	Recovered     milestoneView    // When service was normal again.
	Closed        milestoneView    // When it was declared over.
	Phases        []phaseView      // The phases of the work, in order.
	PhaseHead     headView         // The headers of their times.
	Considered    []consideredView // Answers that were considered for milestones and not chosen.

	Story       []chapterView  // What happened, by phase.
	Moments     []rowView      // The rows of the story as rows of a table.
	MomentsHead headView       // The headers of their times.
	Attempts    []attemptView  // What was tried to end the impact, in order of time.
	Notices     []sentenceView // How customers were told.
	Posts       []postView     // The public posts, in order of time.
	People      []personView   // The people who wrote in the rooms of the incident or hold a role in it, by name.

	Causes       []causeView    // What sources state of causes, the most telling first.
	PostedCauses []causeView    // Those of them that public posts state.
	Changes      []sentenceView // What was changed in the day before onset.
	Well         []sentenceView // Observations on what went well, for people to judge.
	Hard         []sentenceView // Observations on what was hard.
	Luck         []sentenceView // Observations on where luck helped.

	Items          []itemView         // The remediation items.
	FirstItems     []itemView         // Four of them, those first that are open and that nobody has taken on.
	FirstItemsLeft int                // How many items that leaves out.
	PostedItems    []itemView         // Those of the items that public posts announce.
	AnyVerify      bool               // Whether any of them says how its effect will be checked.
	Disagreements  []disagreementView // What sources disagree on.
	Questions      []questionView     // What the evidence leaves open.
	FirstQuestions []questionView     // The first four of them.
	QuestionsLeft  int                // How many questions that leaves out.

	Timeline     []rowView      // The timeline that people read, silences among its rows.
	TimelineHead headView       // The headers of its times.
	AnyFolded    bool           // Whether a row of it has entries of the appendix folded under it.
	Appendix     []rowView      // The rest of the timeline, up to a limit.
	AppendixHead headView       // The headers of its times.
	AppendixLeft int            // How many entries the appendix leaves out.
	Evidence     []evidenceView // Every entry that anything but the appendix rests on, in order of time.
	EvidenceHead headView       // The headers of their times.

	Sources     []sourceView   // What was read.
	Missing     []sentenceView // Which kinds of evidence there are none of.
	Assumptions []string       // What was assumed when the evidence was read.
	Secrets     []secretView   // What was removed before anything was stored, by kind.
	Attachments []string       // Files that belong to the incident and are no evidence.
}

// headView is what the headers of a table's columns of times say: the zone, and the date where all of the column happened on one day.
type headView struct {
	Local string // Of the column in the document's zone: EDT, 20 Oct 2025.
	UTC   string // Of the column in UTC.
}

func (t times) view() headView { return headView{Local: t.Head, UTC: t.HeadUTC} }

func newView(d *document) *view {
	s := d.Summary
	v := &view{
		d: d, Title: s.Title, Status: s.Status(), ID: s.Meta.ID, Severity: s.Meta.Severity, Kind: s.Meta.Kind, Version: s.Meta.Version,
		Zone: d.Zone, TwoZones: d.TwoZones,
	}
	v.addImpact(d)
	v.addMilestones(d)
	v.addServices(d)
	v.addStory(d)
	v.addPosts(d)
	v.addStatements(d)
	v.addTimeline(d)
	v.addSources(d)
	return v
}

// InUTC is the same document with all its times in UTC.
func (v *view) InUTC() *view {
	s := *v.d.Summary
	s.Clock = s.Clock.UTC()
	d := *v.d
	d.Summary, d.clock, d.TwoZones = &s, s.Clock, false
	d.Zone, d.uniform = zoneName(&s)
	return newView(&d)
}

// Supporting is the evidence that this document cites, in order of time.
func (v *view) Supporting() []evidenceView {
	*v.d.supporting = true
	t := v.d.EvidenceTimes()
	var out []evidenceView
	for _, e := range v.d.Timeline.Entries {
		if v.d.printed[e.ID] {
			out = append(out, v.d.evidenceView(t, e))
		}
	}
	return out
}

// views makes the view of each element of a list.
func views[T, V any](list []T, of func(T) V) []V {
	var out []V
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}
