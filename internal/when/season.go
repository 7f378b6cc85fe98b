package when

import "time"

// Skipped says whether the clocks of the stamp's zone, or of zone (nil is UTC) if it states none, never showed its time of day on its day,
// because they were set forward over it. at is what the stamp was resolved to, the time of day shifted on by what was skipped.
func (s Stamp) Skipped(at time.Time, zone *time.Location) bool {
	if s.zone.kind == zoneOffset || s.epoch {
		return false
	}
	loc, err := s.zone.location(at, zone)
	if err != nil {
		return false
	}
	hour, minute, _ := at.In(loc).Clock()
	return hour != s.civil.hour%24 || minute != s.civil.minute
}

// OtherSeason says that the stamp names its zone as its clocks are called in the other half of the year, such as EST in July, and how they are
// called at the instant that it was resolved to. Such a name is read as the place whose clocks are meant. incident settles an ambiguous one.
func (s Stamp) OtherSeason(at time.Time, incident *time.Location) (written, shown string, ok bool) {
	if s.zone.kind != zoneName {
		return "", "", false
	}
	loc := s.Location(at, incident)
	if loc == nil {
		return "", "", false
	}
	shown, _ = at.In(loc).Zone()
	if shown == s.zone.name {
		return "", "", false
	}
	for _, month := range []time.Month{time.January, time.July} {
		if name, _ := time.Date(at.Year(), month, 15, 0, 0, 0, 0, time.UTC).In(loc).Zone(); name == s.zone.name {
			return name, shown, true
		}
	}
	return "", "", false
}
