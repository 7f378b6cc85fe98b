package notes

import (
	"regexp"
	"strings"

	"github.com/pes-dev/pes/collect/notes/stamped"
)

// tableCells are the cells of a row "| 13:42 | text |"; nil if the line is none. A bar behind a backslash is text.
func tableCells(line string) []string {
	t := strings.TrimSpace(line)
	if !strings.HasPrefix(t, "|") || strings.Count(t, "|") < 2 {
		return nil
	}
	t = strings.TrimSuffix(t[1:], "|")
	const bar = "\x00"
	t = strings.ReplaceAll(t, `\|`, bar)
	cells := strings.Split(t, "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(c, bar, "|"))
	}
	return cells
}

var delimiterRow = regexp.MustCompile(`^[\s:|-]+$`)

// row reads a row of a table. Date and time may have a cell each, or start and end.
func (p *parser) row(cells []string, n int) {
	if delimiterRow.MatchString(strings.Join(cells, "|")) {
		return
	}
	if text := p.labelledRow(cells); text != "" {
		if dateLine.MatchString(text) {
			p.head(text, metaLevel, n)
		}
		p.start(item{listed: true}, text, n)
		return
	}
	st, rest, ok := rowStamp(cells)
	if !ok {
		if p.table == nil {
			p.table = cells
			p.zone("time " + headerOf(cells))
			return
		}
		p.start(item{listed: true, marked: p.mark(joined(cells), true, "")}, joined(cells), n)
		return
	}
	if p.table == nil {
		p.table = []string{}
	}
	p.start(item{timed: true, listed: true, entry: stamped.Entry{Stamp: st}}, joined(rest), n)
}

// labelledRow is a row of a table of fields, "| Start time | 14:05 UTC |", as the line that it stands for; "" if it is none.
func (p *parser) labelledRow(cells []string) string {
	if len(cells) != 2 {
		return ""
	}
	label, value := strings.Trim(cells[0], "*_: "), strings.Trim(cells[1], "*_ ")
	_, rest, ok := cutStamp(value, true)
	_, alone, dated := stamped.Date(value, p.order)
	line := label + ": " + value
	if (!ok && !(dated && alone)) || len(strings.Fields(rest)) > 2 || (!dateLine.MatchString(line) && !labelled.MatchString(line)) {
		return ""
	}
	return line
}

// headerOf is the header cell that speaks of time, for the zone which it may state.
func headerOf(cells []string) string {
	for _, c := range cells {
		if strings.Contains(strings.ToLower(c), "time") || strings.Contains(c, "(") {
			return c
		}
	}
	return cells[0]
}

// rowStamp reads the stamp of a row, and the cells that are its text. The stamp takes the first cell or the first two: date and time, start
// and end. A cell before it may be a number, or empty.
func rowStamp(cells []string) (st stamped.Stamp, rest []string, ok bool) {
	for i := range min(len(cells), 2) {
		before, c, after := cells[:i:i], cells[i], cells[i+1:]
		if len(after) > 1 {
			for _, between := range []string{" ", " - "} {
				both, text, ok := cutStamp(c+between+after[0], true)
				if ok && text == "" && !dateOnly(both) && (both.Range || between == " ") {
					return both, append(before, after[1:]...), true
				}
			}
		}
		st, text, ok := cutStamp(c, true)
		if ok && !dateOnly(st) && (i == 0 || text == "") {
			return st, append(append(before, text), after...), true
		}
	}
	return stamped.Stamp{}, nil, false
}

// joined are the cells that hold something, side by side.
func joined(cells []string) string {
	var out []string
	for _, c := range cells {
		if c != "" && c != "-" && c != "—" {
			out = append(out, c)
		}
	}
	return strings.Join(out, " | ")
}
