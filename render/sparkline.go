package render

import (
	"slices"
	"strings"

	"github.com/pes-dev/pes/summary"
)

// sparkWidth is how many characters a trend takes.
const sparkWidth = 20

// spark draws a trend in eighths of a line's height, each pattern to its own peak. A dot is nothing at all, so that silence is seen.
func spark(t *summary.Trend) string {
	if t == nil {
		return ""
	}
	bins := squeezed(t.Counts, sparkWidth)
	var peak uint64
	for _, n := range bins {
		peak = max(peak, n)
	}
	if peak == 0 {
		return ""
	}
	levels := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, n := range bins {
		if n == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune(levels[(n*uint64(len(levels))-1)/peak])
	}
	return b.String()
}

// squeezed adds up neighbouring bins where there are more than width, equally many each: unequal ones would show waves that are not there.
func squeezed(counts []uint32, width int) []uint64 {
	each := max((len(counts)+width-1)/width, 1)
	bins := make([]uint64, 0, width)
	for group := range slices.Chunk(counts, each) {
		var sum uint64
		for _, n := range group {
			sum += uint64(n)
		}
		bins = append(bins, sum)
	}
	return bins
}
