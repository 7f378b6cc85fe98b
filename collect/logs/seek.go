package logs

import (
	"io"
	"slices"
	"time"
)

const (
	// seekSize is the size from which a file's window is sought: what is smaller is read in less time than it takes to look around in it.
	seekSize = 4 << 20
	// seekReads is how many reads finding a window may take, whatever the size of the file: a second's worth where a read has to wait for
	// a disk to turn (12 ms each), nothing where it need not.
	seekReads = 80
	// seekSamples is in how many places a file is looked at to learn whether it is in the order of time. Each saves the search a read later.
	seekSamples = 16
	// seekCheck is how many of the reads are kept for looking around the window once it is found.
	seekCheck = 16
	// seekNear is how near a bound is enough: to read at one place more costs as much as to scan what that could save.
	seekNear = 1 << 20

	// minSlack is how late a line is expected to be, at least: a web server stamps a request when it comes and writes the line when it was
	// answered, and five minutes is the longest that servers let a request last by default (TimeOut 300 of Apache httpd up to 2.2).
	minSlack = lag
	// slackFor is how many times later than the latest of those that were looked at, a few thousand, another line may be.
	slackFor = 4
	// maxLag is how late a line may be for the file to count as sorted. Times slackFor it is an hour, which is what stores of logs that want
	// lines in order allow (Loki: half of max_chunk_age); lines that are later come from files that were put together.
	maxLag = 15 * time.Minute
)

// section is a piece of a file in bytes. It begins where a record's line begins, and ends where another begins or with the file.
type section struct{ from, to int64 }

// seeker finds the part of a file that holds a window, if the file is in the order of time: a record may stand behind others that happened
// after it, but after it by no more than the slack. All records before the part are of before the window then, and all behind it of after it.
// The parts of a file that it reads it reads with the file's parser, and there are at most seekReads of them. It may be used once.
type seeker struct {
	r    io.ReaderAt
	size int64
	// instants is when the record happened that a line begins: at the earliest and at the latest, because clocks that are set back show an
	// hour twice. A line that is no record, or none with a time, is not ok. It must not depend on the lines that it saw before.
	instants func(line []byte) (earliest, latest int64, ok bool)

	near  int64 // how near a bound is enough
	want  int   // how much a probe reads at first
	reads int
	buf   []byte  // of the last probe
	seen  []probe // by place
	slack int64
	err   error // of a read
}

// find is the part of the file that holds the window. Where the file is seen not to be in the order of time, or cannot be read, sorted is false
// and the part is the whole file.
func (s *seeker) find(w bounds) (found section, sorted bool) {
	whole := section{0, s.size}
	s.sample()
	if s.slack = s.disorder(); s.slack < 0 {
		return whole, false
	}
	from, folded := s.begin(w.from)
	if folded > 0 { // which hour of two that the clocks show is told by the lines before it: begin before the first
		from, _ = s.begin(min(folded, w.from))
	}
	found = section{from, s.end(w.to, from)}
	s.around(found)
	if slack := s.disorder(); slack < 0 || slack > s.slack {
		return whole, false
	}
	return found, true
}

// sample looks at places across the whole file, its last lines among them: a file that ends before the window is done with at once.
func (s *seeker) sample() {
	n := min(seekSamples, max(s.size/s.near, 1))
	for i := range n {
		s.probe(s.size / n * i)
	}
	s.probe(max(s.size-int64(s.want), 0))
}

// disorder is how much out of order lines are expected to be at most, by what was seen; -1 if the file is not in the order of time, cannot
// be read, or has lines with a time in too few places to tell.
func (s *seeker) disorder() int64 {
	var worst, latest int64
	known := 0
	for _, p := range s.seen {
		if !p.ok {
			continue
		}
		known++
		worst = max(worst, p.lag, latest-p.earliestAtMost)
		latest = max(latest, p.latestAtLeast)
	}
	if s.err != nil || worst > int64(maxLag) || 2*known < len(s.seen) {
		return -1
	}
	return max(int64(minSlack), slackFor*worst)
}

// begin is the offset of the last record before which, as far as is worth looking, nothing is of the time at or later; folded is when the hour
// begins that clocks show twice, if that record is in one, else 0.
func (s *seeker) begin(at int64) (offset, folded int64) {
	if at <= 0 {
		return 0, 0
	}
	before := func(p probe) bool { return p.latest+s.slack < at }
	lo, hi := int64(0), s.size
	for _, p := range s.seen {
		switch {
		case !p.ok:
		case before(p):
			lo, offset, folded = p.at, p.start, p.folded
		default:
			hi = min(hi, p.at)
		}
	}
	for hi-lo > s.near {
		p, ok := s.between(lo, hi)
		if !ok {
			break
		}
		if !before(p) {
			hi = p.at
			continue
		}
		lo, offset, folded = p.at, p.start, p.folded
	}
	return offset, folded
}

// end is the offset of the first record from which on, as far as is worth looking, nothing is of before the time at. It is not before lo.
func (s *seeker) end(at, lo int64) (offset int64) {
	after := func(p probe) bool { return p.earliest-s.slack >= at }
	offset = s.size
	hi := s.size
	for _, p := range slices.Backward(s.seen) {
		switch {
		case !p.ok || p.at < lo:
		case after(p):
			hi, offset = p.at, p.start
		default:
			lo = max(lo, p.at)
		}
	}
	for hi-lo > s.near {
		p, ok := s.between(lo, hi)
		if !ok {
			break
		}
		if !after(p) {
			lo = p.at
			continue
		}
		hi, offset = p.at, min(offset, p.start)
	}
	return offset
}

// between looks at the middle of a stretch, and where there is no record, in a hole or in a line of megabytes, once more on either side.
func (s *seeker) between(lo, hi int64) (p probe, ok bool) {
	for _, quarter := range [...]int64{2, 3, 1} {
		if s.reads >= seekReads-seekCheck || s.err != nil {
			return probe{}, false
		}
		if p = s.probe(lo + (hi-lo)/4*quarter); p.ok {
			return p, true
		}
	}
	return probe{}, false
}

// around looks before the section and behind it for what contradicts the order: where a clock was set back between two samples, another piece
// of the window stands apart from the first. It looks at even steps first, over as many bytes as the section has, an hour or two of the file
// (see span); then at twice the distance each time. What it overlooks is a piece shorter than a step, some minutes of a log whose clock jumps.
func (s *seeker) around(p section) {
	reach := max(p.to-p.from, s.near)
	far := 0 // doublings that lead out of the file
	for d := 2 * reach; d < s.size; d *= 2 {
		far++
	}
	each := (seekReads - s.reads) / 2
	even := int64(max(each-far, each/2, 1))
	for i := int64(1); s.reads < seekReads && s.err == nil; i++ {
		d := reach / even * i
		if i > even {
			d = reach << min(i-even, 62)
		}
		if d <= 0 || p.from-d <= 0 && p.to+d >= s.size {
			return
		}
		if p.from-d > 0 {
			s.probe(p.from - d)
		}
		if p.to+d < s.size {
			s.probe(p.to + d)
		}
	}
}
