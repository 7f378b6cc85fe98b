package gitleaks

import "sync"

// automaton finds the words of all rules in one pass (Aho and Corasick, 1975). Case does not matter: the words are in lower case.
type automaton struct {
	class [256]uint8 // of a byte; 0 is one that stands in no word
	width int        // how many classes there are
	moves []uint16   // state·width + class → state
	rules [][]int    // of each state: the rules of which a word ends there
}

func (a *automaton) next(state int, c byte) int { return int(a.moves[state*a.width+int(a.class[c])]) }

// words is the automaton of all rules, made when a text is first looked at: it takes 1 ms.
var words = sync.OnceValue(func() *automaton {
	a := &automaton{width: 1}
	for _, r := range rules {
		for _, w := range r.words {
			a.classes(w)
		}
	}
	a.state()
	for i, r := range rules {
		for _, w := range r.words {
			a.add(w, i)
		}
	}
	a.link()
	return a
})

func (a *automaton) classes(word string) {
	for i := range len(word) {
		c := word[i]
		if a.class[c] != 0 {
			continue
		}
		a.class[c] = uint8(a.width) //nolint:gosec // there are fewer classes than bytes
		if c >= 'a' && c <= 'z' {
			a.class[c-'a'+'A'] = a.class[c]
		}
		a.width++
	}
}

func (a *automaton) state() uint16 {
	a.moves = append(a.moves, make([]uint16, a.width)...)
	a.rules = append(a.rules, nil)
	return uint16(len(a.rules) - 1) //nolint:gosec // the words have some two thousand letters together; a test counts them
}

func (a *automaton) add(word string, rule int) {
	at := 0
	for i := range len(word) {
		m := at*a.width + int(a.class[word[i]])
		if a.moves[m] == 0 {
			to := a.state() // which moves the table
			a.moves[m] = to
		}
		at = int(a.moves[m])
	}
	a.rules[at] = append(a.rules[at], rule)
}

// link completes the moves of each state by those of the longest proper ending that is a state, in order of length, so that these are complete.
func (a *automaton) link() {
	ending := make([]uint16, len(a.rules))
	queue := []uint16{0}
	for len(queue) > 0 {
		at := int(queue[0])
		queue = queue[1:]
		for c := range a.width {
			m := at*a.width + c
			shorter := uint16(0)
			if at != 0 {
				shorter = a.moves[int(ending[at])*a.width+c]
			}
			to := a.moves[m]
			if to == 0 {
				a.moves[m] = shorter
				continue
			}
			ending[to] = shorter
			a.rules[to] = append(a.rules[to], a.rules[shorter]...)
			queue = append(queue, to)
		}
	}
}
