package logs

import (
	"bytes"
	"cmp"

	"github.com/pes-dev/pes/collect/file"
	columns "github.com/pes-dev/pes/collect/logs/column"
)

// columnar is text whose lines have a header of columns that does not begin with the stamp: "- 1760943783 2025.10.20 R02-M1 RAS KERNEL FATAL data
// storage interrupt" of a supercomputer, "app.log.1 2025-10-20 07:03:03.250 812 ERROR billing refused" of a collector. What the columns are is
// learnt from the file's first lines. One of them must be the level: lists and tables of other kinds have stamps and names, too.
func columnar() format {
	return format{
		name:  "columns",
		alone: true,
		match: func(lines [][]byte) file.Match {
			p := openColumns(&clock{}, lines)
			if !p.sure {
				return file.Match{}
			}
			t := try(p, lines, func(r *record) bool { return r.level != unsaid })
			if !share(t.told, t.lines, 60) {
				return file.Match{}
			}
			return file.Match{Score: 45, Undated: 2*t.undated > t.records}
		},
		open: func(c *clock, first [][]byte) parser { return openColumns(c, first) },
	}
}

type columnParser struct {
	clock  *clock
	layout columns.Layout
	sure   bool // the layout has what it takes
}

func openColumns(c *clock, first [][]byte) *columnParser {
	p := &columnParser{clock: c, layout: columns.Learn(first)}
	stamp, level, _ := p.layout.Parts()
	p.sure = stamp && level
	return p
}

func (p *columnParser) parse(line []byte, r *record) bool {
	var h columns.Header
	if !p.sure || !p.layout.Read(line, &h) || h.Stamp.To == 0 {
		return false
	}
	at, n, err := p.clock.read(bytes.TrimLeft(line[h.Stamp.From:], "["))
	if n == 0 {
		if at, err = p.clock.value(line[h.Stamp.From:h.Stamp.To], anyUnit); at == 0 && err == nil {
			return false
		}
	}
	r.at, r.undated = at, err
	r.message = line[h.Message:]
	r.service = line[h.Service.From:h.Service.To]
	r.level = cmp.Or(levelValue(line[h.Level.From:h.Level.To]), inMessage(r.message))
	return true
}
