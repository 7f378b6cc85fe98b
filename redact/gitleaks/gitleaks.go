// Package gitleaks finds secrets by the rules of the scanner of that name: expressions for the keys of some two hundred vendors. The rules are its
// own, as a table; the scanner around them is not here. As a library it would bring 75 modules, a network client among them, which together add
// half to the size of pes and 20 ms to each start, and it reads 1.4 MB/s.
//
// Each rule has words of which one stands in whatever it fits. One pass over a text finds all words of all rules; a rule is compiled when a word
// of its own is met for the first time, and is asked about the surroundings of its words alone.
package gitleaks

import (
	"math"
	"regexp"
	"sync"
)

//go:generate go run -modfile=../../tools.mod generate.go

// rule is one of gitleaks' rules.
type rule struct {
	id      string
	expr    string
	group   int     // of the expression that is the secret; 0 is the first that is not empty, or all of it
	entropy float64 // what the secret must exceed, in bits a character; 0 is no bound
	words   []string
}

// Secret is a secret in a text: s[Start:End].
type Secret struct {
	Start, End int
	Rule       string // the id of the rule: "adafruit-api-key"
}

// How much of a text a rule is asked about around its words. Its expressions begin with at most 50 characters and a word; the longest keys that
// they are about have some 700 characters.
const (
	before = 128
	behind = 2048
	// enough is how much of one text a rule is asked about at all: a text that repeats the words of all rules must not take minutes.
	enough = 256 << 10
)

// stretch is a part of a text that a rule is asked about.
type stretch struct{ from, to int }

// Find returns the secrets in a text rule by rule, those of one rule in order of place. They may overlap.
func Find(s string) []Secret {
	var places map[int][]stretch
	w := words()
	for state, i := 0, 0; i < len(s); i++ {
		state = w.next(state, s[i])
		for _, r := range w.rules[state] {
			if places == nil {
				places = map[int][]stretch{}
			}
			places[r] = widened(places[r], stretch{max(0, i-before), min(len(s), i+behind)})
		}
	}
	if places == nil {
		return nil
	}
	var found []Secret
	for r := range rules {
		left := enough
		for _, p := range places[r] {
			if left -= p.to - p.from; left < 0 {
				break
			}
			found = rules[r].find(found, s, p)
		}
	}
	return found
}

// widened adds a stretch to those before it, or makes the last one longer.
func widened(list []stretch, s stretch) []stretch {
	if n := len(list); n > 0 && list[n-1].to >= s.from && s.to-list[n-1].from <= enough {
		list[n-1].to = s.to
		return list
	}
	return append(list, s)
}

func (r *rule) find(found []Secret, s string, p stretch) []Secret {
	for _, m := range compiled(r).FindAllStringSubmatchIndex(s[p.from:p.to], -1) {
		from, to := r.secret(m)
		if from += p.from; r.entropy > 0 && entropy(s[from:p.from+to]) <= r.entropy {
			continue
		}
		found = append(found, Secret{from, p.from + to, r.id})
	}
	return found
}

// secret is where in a match the secret stands.
func (r *rule) secret(m []int) (from, to int) {
	if r.group > 0 {
		return m[2*r.group], m[2*r.group+1]
	}
	for g := 2; g < len(m); g += 2 {
		if m[g+1] > m[g] {
			return m[g], m[g+1]
		}
	}
	return m[0], m[1]
}

// expressions are the rules' own, each compiled when it is needed: all of them would take 10 ms.
var expressions = func() map[string]func() *regexp.Regexp {
	m := make(map[string]func() *regexp.Regexp, len(rules))
	for _, r := range rules {
		m[r.id] = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(r.expr) })
	}
	return m
}()

func compiled(r *rule) *regexp.Regexp { return expressions[r.id]() }

// entropy is Shannon's, of the bytes of s, in bits a byte.
func entropy(s string) float64 {
	var counts [256]int
	for i := range len(s) {
		counts[s[i]]++
	}
	sum := 0.0
	for _, n := range counts {
		if n > 0 {
			p := float64(n) / float64(len(s))
			sum -= p * math.Log2(p)
		}
	}
	return sum
}
