// Package logs reads log files: JSON lines, logfmt, syslog, access logs, and plain text whose lines begin with a stamp. Millions of lines become a Series of error
// and line counts for each service, and a handful of events: the stretches in which a service's errors stood out, the silences, and the
// patterns (lines of one shape) whose rate changed. A steady line, however frequent, is no event.
//
// The way of a line: files are cut into blocks (feed.go, cut.go), which workers scan side by side (scanner.go): the file's format makes a record
// of each line (format.go and a file a format), and the block's tables count records by service and by shape on an absolute UTC grid (block.go,
// tables.go, counts.go). Blocks are merged in the order of the files and their lines, and all caps are applied there (merge.go, tally.go). Only
// then is anything judged (intervals.go, bursts.go), so that rotating, splitting or renaming files, and the number of workers, change no event.
// Which records are errors is decided in one place (level.go).
package logs

import (
	"slices"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/event"
)

// Family is the formats of logs.
func Family() file.Family {
	return file.Family{Kind: event.Log, Match: match, Collect: collect}
}

// formats is every format that is read, in the order in which a line that does not fit its file's own format is offered to the others. A new
// one is a file and a line here.
func formats() []format {
	return []format{jsonLines(), syslog5424(), syslog3164(), accessLog(), logfmt(), plainText(), columnar()}
}

// match is the answer of the format that is surest; of equally sure ones that of the first.
func match(h file.Head) file.Match {
	if !h.Text() {
		return file.Match{}
	}
	var lines [][]byte
	for line := range h.Lines() {
		if line = trim(line); len(line) > 0 {
			lines = append(lines, line)
		}
		if len(lines) == sampleLines {
			break
		}
	}
	_, best := recognised(lines)
	return best
}

// plainFormat is the format of files of which nothing is known.
func plainFormat() int {
	return slices.IndexFunc(formats(), func(f format) bool { return f.name == plainName })
}

// recognised is the format that is surest of a file's first lines, and how sure it is; plain text if none is.
func recognised(lines [][]byte) (index int, best file.Match) {
	const sure = 50
	index = plainFormat()
	for i, f := range formats() {
		if f.alone && best.Score >= sure {
			continue
		}
		if m := f.match(lines); m.Score > best.Score {
			index, best = i, m
			best.Format = f.name
		}
	}
	return index, best
}
