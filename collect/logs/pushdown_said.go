package logs

// SaidOf is what a line says of itself, in the judge's own words, whatever words the engine has: the value of its field of a level and its HTTP status,
// "" where it has none, and its message. Lines that are errors because of their status or their words alone have the level "error".
func SaidOf(level, status, message string) Said {
	r := record{level: levelValue([]byte(level)), status: httpStatus([]byte(status)), message: []byte(message)}
	if r.level == unsaid && r.status == 0 {
		r.level = inMessage(r.message)
	}
	switch {
	case r.level == critical:
		return Said{Level: "critical"}
	case r.isError():
		return Said{Level: "error"}
	case r.level == warning:
		return Said{Level: "warning", Failing: failing(r.message)}
	}
	return Said{Level: "info"}
}

// Message is the first line of a text that is not empty, as which a message of several lines is read.
func Message(text string) string { return string(firstLine([]byte(text))) }

// Role is what a field of a structured line is, by its name.
type Role uint8

// The roles of fields that tell lines apart.
const (
	LevelField Role = iota
	ServiceField
	StatusField
)

// FieldRank says whether a field has a role, and how sure that is: of several in one line that with the least rank counts.
func FieldRank(name string, of Role) (rank int, ok bool) {
	r, n := roleOf([]byte(name))
	want := map[Role]role{LevelField: levelRole, ServiceField: serviceRole, StatusField: statusRole}[of]
	return int(n), r == want
}
