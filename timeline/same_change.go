package timeline

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/pes-dev/pes/event"
)

// shortCommit is how many digits of a commit are shown at least: git's own default.
const shortCommit = 7

// maxSharing is how many commits with the same first digits, and changes with the same version, are looked at.
const maxSharing = 8

// versions are those of three numbers, as releases have them. Four numbers are more often an address.
var versionForm = regexp.MustCompile(`(?:^|[^\d.])v?(\d{1,8}\.\d{1,8}\.\d{1,8})(?:$|[^\d.]|\.(?:\D|$))`)

func versionIn(text string) string {
	m := versionForm.FindStringSubmatch(text[:min(len(text), 4<<10)])
	if m == nil {
		return ""
	}
	return m[1]
}

// addChange makes a change known by its commit and its version.
func (t *topics) addChange(e *event.Event, i int) {
	commit := strings.ToLower(e.Labels["commit"])
	if len(commit) >= shortCommit && len(t.commits[commit[:shortCommit]]) < maxSharing {
		t.commits[commit[:shortCommit]] = append(t.commits[commit[:shortCommit]], i)
	}
	if v := versionIn(e.Text); v != "" && len(t.versions[v]) < maxSharing {
		t.versions[v] = append(t.versions[v], i)
	}
}

// changeTopic is what a change is known by; two sources of changes share its commit.
func changeTopic(e *event.Event) topic {
	if c := strings.ToLower(e.Labels["commit"]); len(c) >= shortCommit {
		return topic{byChange, c}
	}
	return topic{byChange, e.ID}
}

// Words by which a program says something else of a change than that it was made.
var (
	undoWords  = setOf("revert reverts reverted reverting rollback rollbacks rolled rolling undo undone")
	aroundWork = setOf(`failed failing failure cancelled canceled aborted queued requested scheduled approve approved approval blocked opened review reviewed proposed
		build built building tests test pipeline passed check checks draft plan planned`)
	commonWords = setOf("deploy deploys deployed deploying deployment release releases released releasing version bump update updated to of the a in on for and from with by")
)

// ofDeployment is the change that a program announces: it names the commit, or the version and what it is a version of. A roll-back names the
// commit that it takes away, which is another change.
func (t *topics) ofDeployment(e *event.Event, w plainWords) topic {
	if (len(t.commits) == 0 && len(t.versions) == 0) || w.has(aroundWork) {
		return topic{}
	}
	found := t.committed(w)
	if len(found) == 0 {
		found = t.released(e, w)
	}
	undoes := w.has(undoWords)
	var about topic
	for _, i := range found {
		c := &t.events[i]
		if normal(c.Text).has(undoWords) != undoes || (about.key != "" && about != changeTopic(c)) {
			return topic{}
		}
		about = changeTopic(c)
	}
	return about
}

// committed lists the changes whose commits stand in a text, in full or by their first digits.
func (t *topics) committed(w plainWords) []int {
	var out []int
	for k := range w.starts {
		digits := w.at(k, 1)
		if len(digits) < shortCommit || !hexForm(digits) {
			continue
		}
		for _, i := range t.commits[digits[:shortCommit]] {
			if strings.HasPrefix(strings.ToLower(t.events[i].Labels["commit"]), digits) {
				out = append(out, i)
			}
		}
	}
	return out
}

// hexForm says whether a word looks like a commit and not like a number or a word.
func hexForm(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r >= 'a' && r <= 'f':
			letters++
		default:
			return false
		}
	}
	return digits > 0 && letters > 0
}

// released lists the changes of the version that a text names, if it names what they are a version of.
func (t *topics) released(e *event.Event, w plainWords) []int {
	v := versionIn(e.Text)
	if v == "" {
		return nil
	}
	var out []int
	for _, i := range t.versions[v] {
		c := normal(t.events[i].Text)
		for k := range c.starts {
			if word := c.at(k, 1); !commonWords[word] && unicode.IsLetter(rune(word[0])) && w.contains(word) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}
