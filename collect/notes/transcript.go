package notes

import "regexp"

// The lines of chat clients' logs (irssi, WeeChat, HexChat, ZNC, mIRC) that nobody said.
var (
	// logDay is a line that tells the day of the lines below, as C's ctime writes it: "--- Log opened Tue Mar 05 08:12:44 2024",
	// "**** BEGIN LOGGING AT Tue Mar  5 08:12:44 2024", "Session Start: …", "--- Day changed Wed Mar 06 2024".
	logDay = regexp.MustCompile(`(?i)^(?:---|\*{3,4})?\s*(?:log opened|begin logging at|session (?:start|time):|day changed(?: to)?)\s+[a-z]{3},?\s+([a-z]{3})\s+(\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s+(\d{4})\s*$`)
	logEnd = regexp.MustCompile(`(?i)^(?:---|\*{3,4})?\s*(?:log closed|ending logging at|session close:)\s`)

	// presence is who came, went and changed names. A topic is kept: rooms write the state of the incident into it.
	presence = regexp.MustCompile(`(?i)^(?:(?:-!-|\*{1,3}|-->|<--|--|=!=|·)\s*)\S.{0,200}\b(?:(?:has )?(?:joined|quit|left|parted)\b|is now known as\b|sets? mode\b|changed mode\b|mode/#)|` +
		`^(?:-!-|\*{1,3})\s*(?:joins|parts|quits|mode)\b[:/]|^\*{1,3}\s*\S+ \([^)]*@[^)]*\) has (?:joined|quit|left)\b|^-!- Irssi: `)
)

// loggedDay is the date of a line that a client wrote when a log or a day began, as a heading states it; "" if it is none.
func loggedDay(line string) string {
	m := logDay.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	return m[2] + " " + m[1] + " " + m[3]
}
