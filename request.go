package pes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/event"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/when"
	"github.com/pes-dev/pes/redact"
	"github.com/pes-dev/pes/timeline"
)

// Request says what to work on. The zero value is the folder "".
type Request struct {
	Dir    string  // the incident folder; not used if there are Inputs
	Inputs []Input // evidence without a folder

	// From, To and Zone override incident.yaml, as people write them; "" does not.
	From, To, Zone string

	// Rows is how many rows of the timeline people read: the most telling, and the first evidence of every known milestone however few they
	// are; 0 is DefaultRows, AllRows is all of it.
	Rows int

	UserTemplates string // the folder of the user's own templates; "" is none, and one that is not there is none

	// PseudonymKey is the secret that pseudonyms are made with, where people: in incident.yaml asks for them: whoever has it can tell whose pseudonym
	// a name would have. "" makes them with the incident's id, which is no secret.
	PseudonymKey string

	// KeepSecrets leaves secrets, and what redact: in incident.yaml names, in all that is stored and shown. The document says so.
	KeepSecrets bool

	Live   []LiveInput // live systems beside those of incident.yaml
	Ask    Ask         // which of them are asked
	Only   []string    // names of the only ones that are; nil is all
	Forget []string    // names of those of which nothing is to be kept

	Getenv func(string) string // the environment, in which credentials are; nil is an empty one
	Now    func() time.Time    // the clock, by which live systems have told all; nil is one that nobody looks at
	Asking func(Asking)        // is told how far asking is, by any goroutine; nil is no one to tell

	Version  string                  // of pes, for the manifest
	Progress func(done, total int64) // is told how many bytes of the evidence were read; nil is no one to tell
	Waiting  func()                  // is called if another run holds the folder; nil is no one to tell

	after func(step string) // is called after each step that changes the disk; tests stop there
}

// How many rows of a timeline people read.
const (
	DefaultRows = timeline.DefaultRows
	AllRows     = -1
)

// Input names files of evidence: what they are, and a path, or a glob with * and **.
type Input collect.Named

// Sources says what a result rests on, for whoever looks at it: a line each, safe to print.
type Sources struct {
	Asked      []string // what each live system said that was asked
	Incomplete []string // sources that failed, and damaged files: something is missing
	Unread     []string // files that are no evidence that pes knows, settings that it does not use, and what else is to be known of the result
}

// Result is what a use case has to show.
type Result struct {
	Text    []byte           // what is to be printed; nil if the result was written to a file
	Written incident.Written // where it was written; zero if it is Text
	Merged  []string         // what became of what people wrote in the file: a line each, safe to print; nil if there was no document yet
	Sources Sources
}

// job is a request with its folder opened and its words understood.
type job struct {
	Request
	folder *incident.Folder // Config is never nil; Dir is "" for a request of files
	config *incident.Config
	zone   *time.Location // nil if nobody said
	window event.Window
	rules  *redact.Rules // what must not be shown

	systems     []system      // live
	answers     []string      // what was asked of them, and what came
	credentials *live.Secrets // of them, as far as they were needed
	beyond      []event.Event // what live systems said of other times than the window
	stores      bool          // whether evidence.jsonl is written, and may be so while the run is interrupted
}

func open(r Request) (*job, error) {
	j := &job{Request: r, credentials: &live.Secrets{}}
	if err := j.readZone(); err != nil {
		return nil, err
	}
	if err := j.openFolder(); err != nil {
		return nil, explained(err)
	}
	if j.zone == nil {
		j.zone = j.config.Timezone
	}
	j.rules = j.secrets()
	if err := j.findSystems(); err != nil {
		return nil, err
	}
	return j, j.readWindow()
}

func (j *job) openFolder() error {
	j.folder = &incident.Folder{Config: &incident.Config{}}
	if len(j.Inputs) == 0 {
		f, err := incident.Open(j.Dir, j.zone)
		if err != nil {
			return err
		}
		j.folder = f
	}
	j.folder.After = j.after
	j.config = j.folder.Config
	return nil
}

func (j *job) readZone() error {
	if j.Zone == "" {
		return nil
	}
	zone, err := when.Zone(j.Zone, time.Time{}, nil)
	if err != nil {
		return &Error{Err: fmt.Errorf("--timezone: %w", err), Usage: true}
	}
	j.zone = zone
	return nil
}

func (j *job) readWindow() error {
	j.window = j.config.Window.Event()
	for _, end := range []struct {
		flag, text string
		at         *time.Time
	}{{"--from", j.From, &j.window.From}, {"--to", j.To, &j.window.To}} {
		if end.text == "" {
			continue
		}
		at, _, err := when.Parse(end.text, j.zone)
		if err != nil {
			return &Error{Err: fmt.Errorf("%s: %w", end.flag, err), Usage: true}
		}
		*end.at = at
	}
	w := j.window
	if w.From.IsZero() || w.To.IsZero() || w.From.Before(w.To) {
		return nil
	}
	err := errors.New("the window ends before it begins")
	if w.From.Equal(w.To) {
		err = errors.New("the window is empty: it ends when it begins")
	}
	return &Error{Err: err, Usage: true, Hint: "--from and --to override window: in incident.yaml one by one, and a date alone is its midnight"}
}

// lock keeps other runs out of the folder; without a folder there is nothing to keep.
func (j *job) lock(ctx context.Context) (unlock func(), err error) {
	if j.folder.Dir == "" {
		return func() {}, nil
	}
	unlock, err = j.folder.Lock(ctx, j.Waiting)
	if err != nil {
		return nil, &Error{Err: err, Hint: "to write nothing into the folder, print the document: -o -"}
	}
	return unlock, nil
}
