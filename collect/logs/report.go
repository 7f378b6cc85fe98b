package logs

import (
	"errors"
	"strconv"
	"time"

	"github.com/pes-dev/pes/event"
)

// reports is how the reading of each file went; beyond is how many events of each were too many.
func (t *tally) reports(beyond map[uint16]int) []event.Report {
	var all []event.Report
	for i, s := range t.files {
		r := s.report()
		if n := beyond[uint16(i)]; n > 0 {
			r.Notes = append(r.Notes, group(n)+" further changes of patterns are in the rates only")
		}
		if i == 0 { // what concerns all files together is said once
			r.Notes = append(r.Notes, t.notes()...)
		}
		all = append(all, r)
	}
	return all
}

// notes is what was cut of the evidence as a whole.
func (t *tally) notes() []string {
	var notes []string
	if t.overflow > 0 {
		notes = append(notes, "more than "+group(maxServices)+" services in the logs: the service of "+group(t.overflow)+" records was not kept")
	}
	if t.forgotten > 0 {
		notes = append(notes, "more than "+group(maxPatterns)+" patterns in the logs: "+group(t.forgotten)+" records are in the rates only")
	}
	if t.far > 0 {
		notes = append(notes, group(int(t.far))+" records of the logs are more than 30 days off the rest and were left out") //nolint:gosec // a count of lines
	}
	return notes
}

func (s *source) report() event.Report {
	r := event.Report{Name: s.file.Path, Kind: event.Log, Format: formats()[s.format].name, Records: s.records, Dropped: s.dropped}
	note := func(n int, one, many string) {
		switch {
		case n == 1:
			r.Notes = append(r.Notes, one)
		case n > 1:
			r.Notes = append(r.Notes, group(n)+" "+many)
		}
	}
	if s.remarks.noZone {
		r.Notes = append(r.Notes, "times without a zone read as "+zoneName(s.zone))
	}
	if s.remarks.repeated {
		r.Notes = append(r.Notes, "times that the clocks showed twice told apart by the order of the lines")
	}
	if s.remarks.skipped {
		r.Notes = append(r.Notes, "times that the clocks never showed read as those that they showed instead")
	}
	if s.remarks.season != "" {
		r.Notes = append(r.Notes, s.remarks.season)
	}
	if s.remarks.noYear {
		r.Notes = append(r.Notes, "times without a year or a date read as those nearest the incident")
	}
	note(s.mixed, "1 line is in another format", "lines are in other formats")
	switch {
	case s.part != nil && s.part.from == s.part.to:
		r.Notes = append(r.Notes, "nothing of it is of the window: only looked into")
	case s.part != nil:
		r.Notes = append(r.Notes, "only the window was read, and the time before it that it is measured against")
	default:
		if s.unsorted {
			r.Notes = append(r.Notes, "read whole: its records are not in the order of time")
		}
		note(s.outside, "1 record lies outside the window", "records lie outside the window")
	}
	note(s.remarks.counted, "1 stamp was not understood: "+reason(s.remarks.refused), "stamps were not understood, the first: "+reason(s.remarks.refused))
	note(s.dropped-s.remarks.counted, "1 line is no log record", "lines are no log records")
	switch {
	case s.copyOf != nil && s.within:
		r.Notes = append(r.Notes, "all of it stands in "+s.copyOf.file.Path+", and was counted there")
	case s.copyOf != nil && s.begins:
		r.Notes = append(r.Notes, "what can be read of it is the beginning of "+s.copyOf.file.Path+", and was counted there")
	case s.copyOf != nil:
		r.Notes = append(r.Notes, "same content as "+s.copyOf.file.Path+", counted once")
	}
	if s.goesOn != nil {
		r.Notes = append(r.Notes, "what it ends with is the beginning of "+s.goesOn.file.Path+", and was counted there")
	}
	if s.grew {
		r.Notes = append(r.Notes, "written to while it was read: what came later was left out")
	}
	note(s.cut, "1 line was cut at "+group(maxLine)+" bytes", "lines were cut at "+group(maxLine)+" bytes")
	torn, isTorn := errors.AsType[*tornError](s.err)
	switch {
	case isTorn:
		r.Error = torn.behind(s.before).Error()
	case s.err != nil:
		r.Error = s.err.Error()
	case s.records == 0 && s.remarks.refused != nil:
		r.Error = s.remarks.refused.Error()
	}
	return r
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func zoneName(zone *time.Location) string {
	if zone == nil {
		return "UTC"
	}
	return zone.String()
}

// group writes a number with commas between its thousands.
func group(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
