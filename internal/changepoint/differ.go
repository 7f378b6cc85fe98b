package changepoint

import "math"

// Differ says whether two counts, each against its own exposure, can hardly come of one rate. It is the likelihood-ratio test of two Poisson
// rates, the cost that Detect pays, with the place of the change known beforehand: at the level of one in a hundred for a single comparison
// (chi-squared of one degree of freedom, 6.63), and with Bonferroni's bound, 2 ln tests on that scale, where tests comparisons are made
// together. 0 is 1. Nothing differs from a stretch without exposure.
func Differ(a, b Segment, tests int) bool {
	const oneInHundred = 6.63
	if a.Exposure == 0 || b.Exposure == 0 {
		return false
	}
	both := cost(float64(a.Count+b.Count), float64(a.Exposure)+float64(b.Exposure))
	apart := cost(float64(a.Count), float64(a.Exposure)) + cost(float64(b.Count), float64(b.Exposure))
	return both-apart >= oneInHundred+2*math.Log(float64(max(tests, 1)))
}
