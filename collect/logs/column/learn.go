package column

// maxColumns is how many columns a header has at most. The longest headers known, those of supercomputers, have ten.
const maxColumns = 16

// sure are the kinds that a message does not have in the same place whatever it says.
const sure = number | stamp | bracket | level | separator | tag

// Learn finds the layout of a file by its first lines; empty ones are passed over. Lines that differ only in their digits count once.
func Learn(lines [][]byte) Layout {
	sample := distinct(lines)
	var columns [maxColumns]map[kind]int
	for c := range columns {
		columns[c] = map[kind]int{}
	}
	for _, line := range sample {
		at := 0
		for c := range columns {
			t := next(line, at)
			columns[c][t.kind]++
			at = t.next
		}
	}
	var l Layout
	for _, column := range columns {
		var s step
		fit := 0
		for k, n := range column {
			if k&sure != 0 {
				s.kinds |= k
				fit += n
			}
		}
		if fit == 0 || 10*fit < 9*len(sample) {
			break
		}
		l.steps = append(l.steps, s)
		n := int8(len(l.steps))
		switch {
		case l.stamp == 0 && s.kinds == stamp:
			l.stamp, l.stampTo = n, n
		case l.stampTo == n-1 && s.kinds == stamp:
			l.stampTo = n
		case l.level == 0 && s.kinds == level:
			l.level = n
		case s.kinds == tag:
			l.service = n
			return l
		}
	}
	return l
}

// distinct is the lines that differ in more than digits.
func distinct(lines [][]byte) [][]byte {
	seen := map[string]bool{}
	var sample [][]byte
	for _, line := range lines {
		masked := make([]byte, 0, len(line))
		for _, c := range line {
			if c-'0' <= 9 {
				if n := len(masked); n > 0 && masked[n-1] == '0' {
					continue
				}
				c = '0'
			}
			masked = append(masked, c)
		}
		if len(line) > 0 && !seen[string(masked)] {
			seen[string(masked)] = true
			sample = append(sample, line)
		}
	}
	return sample
}
