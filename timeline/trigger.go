package timeline

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/event"
)

// afterOnset is how long after the stated onset a change may stand in the evidence and still have set it off: people round the onset, and a
// deployment is often recorded when it ends.
const afterOnset = 5 * time.Minute

// triggered: a change in the evidence that a statement of the cause names by its commit, its version or its subject, or that was taken back.
func (b *builder) triggered(onset *Milestone) []Candidate {
	if onset.State != Known {
		return nil
	}
	statements := b.namingStatements()
	var out []Candidate
	for i := range b.events {
		e := &b.events[i]
		if e.Kind != event.Change || e.At.After(onset.At.Add(afterOnset)) {
			continue
		}
		if c := statements.naming(e); c != nil {
			cand := eventCandidate(e, e.At, "named-change", scoreSaid)
			cand.Evidence = append(cand.Evidence, c.Event.ID)
			cand.Reason.Words = quoteOf(c.Sentence)
			out = keep(out, cand)
		}
	}
	for _, cand := range b.reverted(onset) {
		out = keep(out, cand)
	}
	return rank(out)
}

// maxTakenBack is how many reverted changes are looked at: an incident takes back a handful.
const maxTakenBack = 500

// reverted are the changes before the onset that a change after it takes back: what was undone to end it is held to have set it off.
func (b *builder) reverted(onset *Milestone) []Candidate {
	bySubject, byCommit := map[string][]*event.Event{}, map[string][]*event.Event{}
	for i := range b.events {
		e := &b.events[i]
		if e.Kind != event.Change || !e.At.Before(onset.At.Add(afterOnset)) {
			continue
		}
		bySubject[e.Text] = append(bySubject[e.Text], e)
		if c := e.Labels["commit"]; len(c) >= shortHash {
			byCommit[c[:shortHash]] = append(byCommit[c[:shortHash]], e)
		}
	}
	var out []Candidate
	for i := range b.events {
		r := &b.events[i]
		if r.Kind != event.Change || r.At.Before(onset.At) || len(out) >= maxTakenBack {
			continue
		}
		subject, ok := strings.CutPrefix(r.Text, `Revert "`)
		if !ok {
			continue
		}
		undone := slices.Clone(bySubject[strings.TrimSuffix(subject, `"`)])
		for w := range hashes(r.Labels["body"]) {
			for _, e := range byCommit[w[:shortHash]] {
				if strings.HasPrefix(e.Labels["commit"], w) && !slices.Contains(undone, e) {
					undone = append(undone, e)
				}
			}
		}
		for _, e := range undone[:min(len(undone), maxTakenBack)] {
			cand := eventCandidate(e, e.At, "reverted-change", scoreSaid-4)
			cand.Evidence = append(cand.Evidence, r.ID)
			cand.Reason.Words = quoteOf(r.Text)
			out = append(out, cand)
		}
	}
	return out
}

// maxNaming is how many statements are searched for the name of a change: every change is held against every statement.
const maxNaming = 500

// naming finds the statements that name a change: by the beginning of its commit, by a version in its subject, or by its subject.
type naming struct {
	claims   []*Claim
	lower    []string        // their sentences, in lower case
	hash     map[string]int  // the first claim that holds a hash
	version  map[string]int  // … a version
	openings map[string]bool // the words of the sentences: a subject stands in none that lacks its first
}

// namingStatements are the claims that may name the change that set it off, in order of time.
func (b *builder) namingStatements() *naming {
	n := &naming{hash: map[string]int{}, version: map[string]int{}, openings: map[string]bool{}}
	for _, c := range b.claims {
		if (c.Role != RoleFound && c.Role != RoleTried && c.Role != RoleSuspected) || len(n.claims) == maxNaming {
			continue
		}
		at, lower := len(n.claims), strings.ToLower(c.Sentence)
		n.claims, n.lower = append(n.claims, c), append(n.lower, lower)
		for w := range hashes(lower) {
			setFirst(n.hash, w, at)
		}
		for v := range versions(lower) {
			setFirst(n.version, v, at)
		}
		for w := range bareWords(lower) {
			n.openings[w] = true
		}
	}
	return n
}

func setFirst(m map[string]int, key string, at int) {
	if _, ok := m[key]; !ok {
		m[key] = at
	}
}

// naming is the first claim that names a change; nil if none does.
func (n *naming) naming(e *event.Event) *Claim {
	const telling = 15 // a shorter subject ("fix", "update docs") stands in many sentences
	if len(n.claims) == 0 {
		return nil
	}
	first := len(n.claims)
	commit, subject := e.Labels["commit"], strings.ToLower(e.Text)
	for size := shortHash; size <= len(commit); size++ {
		if at, ok := n.hash[commit[:size]]; ok {
			first = min(first, at)
		}
	}
	for v := range versions(subject) {
		if at, ok := n.version[v]; ok {
			first = min(first, at)
		}
	}
	if len(subject) >= telling && n.openings[firstWord(subject)] {
		if at := slices.IndexFunc(n.lower[:first], func(s string) bool { return strings.Contains(s, subject) }); at >= 0 {
			first = at
		}
	}
	if first == len(n.claims) {
		return nil
	}
	return n.claims[first]
}

// bareWords are the words of a text without the marks around them, so that a subject is known in quotation marks too.
func bareWords(s string) iter.Seq[string] {
	return strings.FieldsFuncSeq(s, func(r rune) bool { return !wordRune(r) })
}

func firstWord(s string) string {
	for w := range bareWords(s) {
		return w
	}
	return ""
}

// versions are the versions that stand in a text by themselves: "4.18.0", "v2.31.1", "2025.42.3". Two numbers alone ("2.5") are as likely a
// measurement.
func versions(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !wordRune(r) && r != '.' }) {
			v := strings.Trim(strings.TrimPrefix(w, "v"), ".")
			if strings.Count(v, ".") >= 2 && strings.Trim(v, "0123456789.") == "" && !yield(v) {
				return
			}
		}
	}
}

// shortHash is how many digits git abbreviates a commit's hash to.
const shortHash = 7

// hashes are the words of a text that may be commits' hashes, or beginnings of them.
func hashes(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for w := range bareWords(text) {
			if len(w) >= shortHash && isHex(w) && !yield(w) {
				return
			}
		}
	}
}

func isHex(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}
