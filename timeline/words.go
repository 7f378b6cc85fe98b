package timeline

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Act is something that a message does, or that its words say of it: it declares, reports, names a cause, asks.
type Act struct {
	Name string // as people write it in incident.yaml
	Role Role   // what a time is the time of where this act decides; "" for words that only qualify what others say
	Doc  string // one sentence: what it looks for, what it needs, what it refuses
	cues []cue  // what its words stand for; none where no word decides
	with []cue  // what a team's word for it says as well, so that it needs no other word beside it
}

// Only a team's own words ask without a question mark, or mark what has nothing to do with an incident: which words those are hangs on the
// team, so that the table of the lexicon has none.
const (
	cueAsks  cue = cues + iota // a question, whatever it ends with
	cueNoise                   // the sentence does nothing
)

// acts are in the order in which an incident runs; those that qualify others come last.
var acts = []Act{
	{"lasts", RoleWindow, "A range of time in a sentence on impact, or in one on nothing else; ranges of the responders' work and of plans are none.", nil, nil},
	{"onset", RoleBegan, "Says outright that impact begins, as \"impact started\" does; counts at its own time in notes, at a stated time everywhere.", []cue{cueOnset}, []cue{cueBegan, cueImpact}},
	{"begins", RoleBegan, "Says that something begins; needs a word of impact beside it, and is none where the responders' work or a repair begins.", []cue{cueBegan}, nil},
	{"detects", RoleNoticed, "Says that a monitor or a person noticed; denied, asked and planned is none, and neither is a sentence that tells of the end.", []cue{cueDetect}, nil},
	{"firing", RoleNoticed, "Is how a program's message passes on an alert; what else programs say in a chat is copied, and does nothing.", []cue{cueFiring}, nil},
	{"reports", RoleReported, "Says that somebody reports trouble; denied is none, a question only if it asks who else sees it, and neither is a sentence that tells of the end.", []cue{cueReport}, nil},
	{"declares", RoleDeclared, "Calls it an incident, now or at a stated time; denied, asked or planned is none.", []cue{cueDeclare}, nil},
	{"acknowledges", RoleEngaged, "Takes it up: an acknowledgement, somebody who looks into it or takes the lead; not where the sentence tells of the end.", []cue{cueEngage}, nil},
	{"guesses", RoleSuspected, "Hedges: \"might be\", \"we suspect\"; beside a word of cause it is a guess at the cause, and no such sentence ends or explains anything.", []cue{cueHedge}, nil},
	{"names-cause", RoleFound, "Says outright what the cause is; guessed, denied, planned, searched for or taken back later is none.", []cue{cueCause, cueName}, nil},
	{"tries", RoleTried, "Tells of something done about it by a responder, in the passive or in a note's clipped style; planned or denied is none.", []cue{cueAttempt}, nil},
	{"fails", "", "Says that an attempt was to no avail.", []cue{cueFailed}, nil},
	{"improves", RoleImproved, "Says that it gets better and is not over; keeps a word of the end beside it from ending anything.", []cue{cueImproved}, nil},
	{"mitigated", RoleLessened, "Says that impact was lessened; guessed, denied, planned or asked is none.", []cue{cueMitigate}, nil},
	{"recovers", RoleOver, "Says that something works again; in a chat it counts less without a word such as \"all\" or \"incident\" beside it, and a part, a hope or an alert's end is none.", []cue{cueOver}, nil},
	{"resolved", RoleOver, "Says outright that impact is over; denied, planned or asked is none.", []cue{cueOver, cueEnd}, nil},
	{"remains", RoleRemains, "Says that something outlasted the rest, such as a backlog; its end is not the incident's.", []cue{cueRemain}, nil},
	{"relapses", RoleRelapse, "Says outright that it is bad again; what works again, must not happen again, is asked or planned is none, and bad states beside \"still\" or \"again\" count too.", []cue{cueRelapse}, nil},
	{"faults", RoleFault, "Says what is wrong with a thing, as \"account locked\" does; denied is none, and neither is what a responder did.", []cue{cueFault}, nil},
	{"closes", RoleClosed, "Declares the incident over, or ends the call; denied, planned or asked is none.", []cue{cueClose}, nil},
	{"changes", RoleChanged, "Tells in notes of a change to the system that is no attempt to help.", []cue{cueChange}, nil},
	{"tells-public", "", "Is every post on a status page; no word decides, the kind of the evidence does.", nil, nil},
	{"follows-up", "", "Is a line that is marked as an action item, a follow-up, a task or a measure; it states nothing of the incident's times.", nil, nil},

	{"impact", "", "Says that something is wrong for users.", []cue{cueImpact}, nil},
	{"incident", "", "Speaks of the incident itself, and not of one service.", []cue{cueWhole}, nil},
	{"entirely", "", "Says that something holds for all, or wholly.", []cue{cueAll}, nil},
	{"partial", "", "Says that something holds for a part; what is over for a part is not over.", []cue{cuePart}, nil},
	{"finds", "", "Says that something was found out; what, another word must say.", []cue{cueName}, nil},
	{"understands", "", "Says that it is clear now; the cause must stand beside it, and a guess or a plan finds nothing.", []cue{cueAha}, nil},
	{"trouble", "", "Names what there is more of when something is wrong, such as errors; beside a word for going away it is well, beside \"again\" or \"still\" bad.", []cue{cueTrouble}, nil},
	{"goes-away", "", "Says that what it stands behind is no more; counts behind a word of trouble alone.", []cue{cueGone}, nil},
	{"works", "", "Says that a service does its work; well beside \"again\" or \"now\", bad where it is denied, and nothing by itself.", []cue{cueWorks}, nil},
	{"able", "", "Says that users can do what they came for; needs a word of work behind it, and denied is none.", []cue{cueAble}, nil},
	{"good-state", "", "Names a good state; by itself it says little, and it is well beside a word that says that it was otherwise.", []cue{cueGood}, nil},
	{"stops", "", "Says that a service no longer does what follows; needs a word of work behind it.", []cue{cueStopped}, nil},
	{"worsens", "", "Says that a figure or a state turned for the worse; in notes it begins impact where nothing was noticed before.", []cue{cueWorsened}, nil},
	{"cause", "", "Speaks of a cause; whether it is found, another word must say.", []cue{cueCause}, nil},
	{"mechanism", "", "Says how something failed: an overload, an expired certificate.", []cue{cueMechanism}, nil},
	{"searches", "", "Says that the cause is still looked for.", []cue{cueSearch}, nil},
	{"rules-out", "", "Takes back what was held to be the cause.", []cue{cueRefute}, nil},
	{"responds", "", "Speaks of the responders or their work, which begins and ends too.", []cue{cueResponse}, nil},
	{"plans", "", "Speaks of what is ahead, hoped for or a condition; what stands behind it has not happened.", []cue{cuePlan}, nil},
	{"denies", "", "Denies what stands right behind it.", []cue{cueNot}, nil},
	{"asks", "", "Makes a question of a sentence, as a question mark does; a question does nothing.", []cue{cueAsks}, nil},
	{"past", "", "Speaks of another, earlier time, or of an exercise; what stands beside it is not of this incident.", []cue{cuePast}, nil},
	{"noise", "", "Has nothing to do with an incident; a sentence that holds it does nothing.", []cue{cueNoise}, nil},
}

// Acts lists what a message can do, and what can be said of it.
func Acts() []Act { return slices.Clone(acts) }

// Extensible says whether words decide on the act, so that a team can add its own.
func (a Act) Extensible() bool { return len(a.cues) > 0 }

// Phrases lists the words that pes knows for the act by itself, sorted; none where only a team's own count.
func (a Act) Phrases() []string {
	var out []string
	for _, c := range a.cues {
		for p := range strings.SplitSeq(defaultLexicon[c], "|") {
			if p = strings.Join(strings.Fields(p), " "); p != "" {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Words are a team's own words for an act. Letters count whatever their case. A "*" behind a word stands for any ending, "~" for at most two
// words between two others. What is removed takes away what the act's words say where they stand within it: "resolved to" leaves every
// other "resolved" alone.
type Words struct {
	Act    string // the name of one of Acts; others are passed over
	Add    []string
	Remove []string
}

// vocabulary is what a team's words change in the lexicon.
type vocabulary struct {
	added, removed wordList
}

// wordList finds phrases of which some may stand within a run of letters.
type wordList struct {
	lex  *lexicon
	runs []run
}

// run is a phrase in a script that puts no blanks between words (Japanese, Chinese, Thai): it may stand anywhere in a run of letters.
type run struct {
	cue  cue
	text string
}

// newVocabulary compiles a team's words; nil if there are none.
func newVocabulary(list []Words) *vocabulary {
	if len(list) == 0 {
		return nil
	}
	v := &vocabulary{added: wordList{lex: newLexicon(nil)}, removed: wordList{lex: newLexicon(nil)}}
	for _, w := range list {
		i := slices.IndexFunc(acts, func(a Act) bool { return a.Name == w.Act })
		if i < 0 {
			continue
		}
		for _, c := range acts[i].cues {
			v.added.add(c, w.Add)
			v.removed.add(c, w.Remove)
		}
		if acts[i].Role == RoleOver { // what is no end in these words is no good state in them either
			for _, c := range []cue{cueGood, cueWorks, cueGone} {
				v.removed.add(c, w.Remove)
			}
		}
		for _, c := range acts[i].with {
			v.added.add(c, w.Add)
		}
	}
	return v
}

func (l *wordList) add(c cue, phrases []string) {
	for _, text := range phrases {
		words := phraseWords(text)
		switch {
		case len(words) == 0: // signs alone: they never stand among words
		case len(words) == 1 && strings.ContainsFunc(words[0], unspaced):
			l.runs = append(l.runs, run{c, strings.TrimSuffix(words[0], "*")})
		default:
			l.lex.add(phrase{c, words})
		}
	}
}

func (l *wordList) scan(words []word) (out, spanning []hit) {
	out, spanning = l.lex.scan(nil, words)
	for i, w := range words {
		for _, p := range l.runs {
			if strings.Contains(w.text, p.text) {
				out = append(out, hit{p.cue, i, i + 1})
			}
		}
	}
	return out, spanning
}

// change adds to the cues of a sentence what a team's words say, and takes away what stands within words that are to say nothing.
func (v *vocabulary) change(words []word, out, spanning []hit) (changed, changedSpanning []hit) {
	if v == nil {
		return out, spanning
	}
	more, moreSpanning := v.added.scan(words)
	out, spanning = append(out, more...), append(spanning, moreSpanning...)
	removed, removedSpanning := v.removed.scan(words)
	if removed = append(removed, removedSpanning...); len(removed) == 0 {
		return out, spanning
	}
	away := func(h hit) bool {
		return slices.ContainsFunc(removed, func(r hit) bool { return r.cue == h.cue && r.from <= h.from && h.to <= r.to })
	}
	return slices.DeleteFunc(out, away), slices.DeleteFunc(spanning, away)
}

// phraseWords cuts a phrase into words as sentences are cut, with its "*" and "~".
func phraseWords(phrase string) []string {
	var out []string
	for part := range strings.FieldsSeq(phrase) {
		if part == "~" {
			out = append(out, part)
			continue
		}
		stem, open := strings.CutSuffix(part, "*")
		words := split(nil, stem, nil, 0)
		for _, w := range words {
			out = append(out, w.text)
		}
		if open && len(words) > 0 {
			out[len(out)-1] += "*"
		}
	}
	return out
}

// unspaced says whether a letter belongs to a script that is written without blanks between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// folded is a word as it is compared: in lower case, with one form of apostrophe, and with accents that were typed apart put onto their letters.
func folded(w string) string {
	w = strings.ToLower(w)
	for i := range len(w) {
		if w[i] >= 0x80 {
			return strings.ReplaceAll(norm.NFC.String(w), "’", "'")
		}
	}
	return w
}
