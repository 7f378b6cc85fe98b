package changepoint

import "math"

// Differ says whether two counts, each against its own exposure, can hardly come of one rate. It is the likelihood-ratio test of two Poisson
// rates, the cost that Detect pays, with the place of the change known beforehand: at the level of one in a hundred for a single comparison
// (chi-squared of one degree of freedom, 6.63), and with Bonferroni's bound, 2 ln tests on that scale, where tests comparisons are made
// together; 0 is 1. scatter is how many times the variance of such counts is that of a Poisson's, where that is known: what comes in clumps
// differs more by chance. Less than 1 is 1. Nothing differs from a stretch without exposure.
func Differ(a, b Segment, scatter float64, tests int) bool {
	const oneInHundred = 6.63
	if a.Exposure == 0 || b.Exposure == 0 {
		return false
	}
	both := cost(float64(a.Count+b.Count), float64(a.Exposure)+float64(b.Exposure))
	apart := cost(float64(a.Count), float64(a.Exposure)) + cost(float64(b.Count), float64(b.Exposure))
	return both-apart >= max(scatter, 1)*(oneInHundred+2*math.Log(float64(max(tests, 1))))
}

// Scatter is how many times the variance of counts in bins of equal exposure is that of a Poisson's: 1 for lines that come one by one, more for
// those that come in clumps. Fewer than three bins say nothing, which is 1.
func Scatter(count []uint32) float64 {
	if len(count) < 3 {
		return 1
	}
	var sum, squares float64
	for _, n := range count {
		sum += float64(n)
	}
	if sum == 0 {
		return 1
	}
	mean := sum / float64(len(count))
	for _, n := range count {
		squares += (float64(n) - mean) * (float64(n) - mean)
	}
	return max(1, squares/float64(len(count)-1)/mean)
}
