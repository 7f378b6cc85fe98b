// Package live is what sources have in common that are asked rather than read: a kind of system with its settings (Kind), one such system (Source), what
// asking it needs of the process (Env), where its credentials come from, and how what it answered becomes evidence.
//
// A source asks for what the window needs and hands the answers to its family as if they were files of an export (Read), wherever there is such
// a form. So the same evidence has the same ids, times and words however it came, and what is hostile in an answer meets the caps and
// checks that files meet. The sources are in folders of their own below their families, and only the list in package collect knows them all.
package live

import (
	"context"
	"time"

	"github.com/pes-dev/pes/event"
)

// Source is a system that can be asked.
type Source interface {
	// Collect is as collect.Collector has it. All events and series, and the one report, bear the source's name. What came before an error, or
	// before ctx was done, is returned with it: the report's Asked.Covered says of which stretches nothing is missing. References are addresses
	// where the system has pages, never files.
	Collect(ctx context.Context, w event.Window) (event.Batch, error)

	// Check asks for as little as possible: whether the system is there and accepts the credentials, how far back it can see, and what Collect
	// would ask for the window.
	Check(ctx context.Context, w event.Window) Health
}

// Health is how a source is.
type Health struct {
	Reachable  bool
	Authorized bool          // its credentials are good, or it wants none
	Version    string        // the system's; "" if it does not say
	Since      time.Time     // how far back it can see; zero if it does not say
	Skew       time.Duration // what its clock is ahead of ours; see Clock
	Clock      bool          // whether Skew is known
	Asks       []string      // what Collect would ask, a line each, without secrets
	Notes      []string      // what else is to be known: "sees public channels alone"
	Err        error         // what is wrong, nil if nothing; httpx.Fix or Fix has what to do
}

// Kind is a kind of live system.
type Kind struct {
	Name  string     // as incident.yaml and the flag have it: "prometheus"
	Event event.Kind // what it yields
	Short string     // what it asks, for help: a phrase

	// Flag is the settings that the flag's argument stands for; nil is url:.
	Flag func(arg string) (Settings, error)
	// Arg is how help calls the flag's argument; "" is URL.
	Arg string

	// Apart says that its records are instants that stand each for itself, so that of a longer window only what is missing is asked for, and the
	// rest is kept. Of others the whole window is asked again.
	Apart bool
	// Revised says that records that were collected may be edited or deleted later: what is covered is asked again by each run.
	Revised bool

	// Forgets says that it tells what is, and not what was: what it told once stays, also when it does not tell it any more.
	Forgets bool

	// Limit is how long asking one may take, unless its settings say otherwise; 0 is five minutes.
	Limit time.Duration

	// Example is settings for the reference, as lines of YAML. "" is url: alone.
	Example string
	// Met is which real system it was tried against, and its version; "" is none, but only answers after the vendor's documentation.
	Met string

	// Config is a zero value of its settings, for the reference.
	Config any
	// Open makes the source. The error is a *SettingsError.
	Open func(name string, s Settings, e Env) (Source, error)
}

// Of completes a kind by the type of its settings: a struct whose fields bear yaml tags, and whose Open makes the source. An error of open about a
// setting is a *SettingError.
func Of[C any](k Kind, open func(name string, c C, e Env) (Source, error)) Kind {
	var zero C
	k.Config = zero
	k.Open = func(name string, s Settings, e Env) (Source, error) {
		c := zero
		if err := decode(s, &c); err != nil {
			return nil, err
		}
		return open(name, c, e)
	}
	return k
}

// Env is what asking needs of the process. The zero value has no environment, and a clock that stands still.
type Env struct {
	Getenv  func(string) string // the environment; nil is empty
	Now     func() time.Time    // the clock; nil is one that nobody looks at
	Secrets *Secrets            // learns the credentials, so that they can be taken out of everything that is told; nil is to forget them
	Zone    *time.Location      // of stamps that have none; nil is UTC

	// Progress is told how far the source is: done of total, 0 if that is not known, and of what ("messages"). Any goroutine may call it; nil is no one.
	Progress func(done, total int64, what string)

	// Skewed is told what the system's clock is ahead of ours, each time that it says; any goroutine may call it; nil is no one.
	Skewed func(time.Duration)

	Pause   time.Duration // before a second attempt; 0 is the usual one. Tests make it short
	Timeout time.Duration // of one attempt; 0 is the usual one
}

// Get is a variable of the environment.
func (e Env) Get(name string) string {
	if e.Getenv == nil {
		return ""
	}
	return e.Getenv(name)
}

// Tell tells of progress.
func (e Env) Tell(done, total int64, what string) {
	if e.Progress != nil {
		e.Progress(done, total, what)
	}
}

// Time is the time by the clock; zero if there is none.
func (e Env) Time() time.Time {
	if e.Now == nil {
		return time.Time{}
	}
	return e.Now()
}
