package summary

import (
	"fmt"
	"testing"

	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/timeline"
)

// A folder of a hundred thousand files is told in a table that somebody can read: the damaged first, the rest by kind and format, nothing lost
// from the counts.
func TestManySourcesAreFolded(t *testing.T) {
	var m Meta
	const files, damaged = 1000, 300
	for i := range files {
		r := event.Report{Name: fmt.Sprintf("%04d.log", i), Kind: event.Log, Format: "json-lines", Records: 2}
		if i%10 < 3 {
			r.Error = "gzip stream ends in the middle"
		}
		m.Sources = append(m.Sources, r)
	}
	s := New(timeline.Build(nil, nil, timeline.Options{}), m)
	told := s.Told()
	if len(told) > maxSources+2 {
		t.Errorf("%d rows for %d sources, want at most %d", len(told), files, maxSources+2)
	}
	records, more := 0, 0
	for i, r := range told {
		records += r.Records
		more += r.Files
		if i < maxSources && r.Error == "" {
			t.Errorf("row %d is of a source that was read whole, want the damaged ones first", i)
		}
	}
	if records != 2*files || more != files-maxSources {
		t.Errorf("the rows tell of %d records and fold %d sources, want %d and %d", records, more, 2*files, files-maxSources)
	}
	asked := 0
	for _, q := range s.Questions {
		if q.Ask.Rule == "ask-source" || q.Ask.Rule == "ask-sources" {
			asked++
		}
		if q.Ask.Rule == "ask-sources" && q.Ask.Args.Count != damaged-maxAsked {
			t.Errorf("asked for %d more sources, want %d", q.Ask.Args.Count, damaged-maxAsked)
		}
	}
	if asked != maxAsked+1 {
		t.Errorf("%d questions for damaged sources, want %d", asked, maxAsked+1)
	}
}

func TestLogsWithoutAChangeAreNotMissing(t *testing.T) {
	m := Meta{Sources: []event.Report{{Name: "app.log", Kind: event.Log, Records: 4000}}}
	for _, x := range New(timeline.Build(nil, nil, timeline.Options{}), m).Missing {
		for _, k := range x.Args.List {
			if k == string(event.Log) {
				t.Error("logs are said to be missing though 4,000 lines were read")
			}
		}
	}
}
