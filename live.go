package pes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/pes-dev/pes/collect"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/incident"
	"github.com/pes-dev/pes/internal/mistake"
)

// LiveInput names a live system that is not in incident.yaml: its kind, and where it is.
type LiveInput struct{ Kind, Arg string }

// LiveKind is a kind of live system, for the command line.
type LiveKind struct {
	Name  string
	Arg   string // what a LiveInput's Arg is: URL, CHANNEL_URL
	Short string // what is asked
}

// LiveKinds lists the kinds of live systems by name.
func LiveKinds() []LiveKind {
	return each(collect.Kinds(), func(k live.Kind) LiveKind {
		arg := k.Arg
		if arg == "" {
			arg = "URL"
		}
		return LiveKind{k.Name, arg, k.Short}
	})
}

// system is one live system of a job, not opened yet.
type system struct {
	name     string
	kind     live.Kind
	settings live.Settings
	places   map[string]incident.Problem // where incident.yaml has its keys; nil for one of a flag
	arg      string                      // of the flag
	skew     *atomic.Int64               // what its clock is ahead of ours, in nanoseconds, as far as it said
}

// limit is how long asking a system may take, unless its settings say otherwise: a chat's limits alone may ask for a pause of a minute a page.
const limit = 5 * time.Minute

// findSystems lists the live systems of incident.yaml and of the flags.
func (j *job) findSystems() error {
	var problems []incident.Problem
	hint := ""
	for _, s := range j.config.Sources {
		one, err := newSystem(s)
		if err == nil && j.system(one.name) != nil {
			err = &live.SettingError{Key: "name", Text: fmt.Sprintf("two sources are called %q", one.name), Hint: "give each a name: of its own"}
		}
		if err != nil {
			p, h := misplaced(s.Places, err)
			problems, hint = append(problems, p), h
			continue
		}
		j.systems = append(j.systems, one)
	}
	if problems != nil {
		return explained(j.folder.ConfigError(problems, hint))
	}
	for _, in := range j.Live {
		one, err := flagSystem(in)
		if err != nil {
			return &Error{Err: fmt.Errorf("--%s %s: %w", in.Kind, in.Arg, err), Usage: true, Hint: live.Fix(err)}
		}
		for n := 2; j.system(one.name) != nil; n++ {
			one.name = one.kind.Name + "-" + strconv.Itoa(n)
		}
		j.systems = append(j.systems, one)
	}
	return nil
}

// system is the live system of a name; nil if there is none.
func (j *job) system(name string) *system {
	for i := range j.systems {
		if j.systems[i].name == name {
			return &j.systems[i]
		}
	}
	return nil
}

// newSystem reads one of sources: in incident.yaml. Its kind is that of kind:, or the key that is a kind's name and holds where the system is, or
// its name.
func newSystem(s incident.Source) (system, error) {
	one := system{name: s.Name, settings: maps.Clone(live.Settings(s.Settings)), places: s.Places}
	if one.settings == nil {
		one.settings = live.Settings{}
	}
	kinds := collect.Kinds()
	names := each(kinds, func(k live.Kind) string { return k.Name })
	name, told := one.settings["kind"].(string)
	delete(one.settings, "kind")
	for _, key := range slices.Sorted(maps.Keys(one.settings)) {
		if !slices.Contains(names, key) || told {
			continue
		}
		more, err := shorthand(kinds[slices.Index(names, key)], one.settings[key])
		if err != nil {
			return one, &live.SettingError{Key: key, Text: err.Error(), Hint: live.Fix(err)}
		}
		delete(one.settings, key)
		maps.Copy(more, one.settings)
		one.settings, name, told = more, key, true
	}
	if !told && slices.Contains(names, s.Name) {
		name, told = s.Name, true
	}
	i := slices.Index(names, name)
	switch {
	case !told:
		return one, &live.SettingError{Text: "it is not said what kind of system this is", Hint: "prometheus: https://prom.example.com, or kind: and url:; \"pes sources\" lists the kinds"}
	case i < 0:
		return one, &live.SettingError{Key: "kind", Text: fmt.Sprintf("%q is not known%s", name, mistake.DidYouMean(name, names)), Hint: "\"pes sources\" lists the kinds"}
	}
	one.kind = kinds[i]
	if one.name == "" {
		one.name = name
	}
	return one, nil
}

// shorthand is the settings behind a key that is a kind's name: what the kind's flag would say, or a mapping.
func shorthand(k live.Kind, value any) (live.Settings, error) {
	switch v := value.(type) {
	case nil:
		return live.Settings{}, nil
	case map[string]any:
		return maps.Clone(v), nil
	case string:
		return flagSettings(k, v)
	}
	return nil, &live.SettingError{Text: "must be where the system is, or a mapping (key: value)"}
}

func flagSettings(k live.Kind, arg string) (live.Settings, error) {
	if k.Flag != nil {
		return k.Flag(arg)
	}
	return live.Settings{"url": arg}, nil
}

func flagSystem(in LiveInput) (system, error) {
	for _, k := range collect.Kinds() {
		if k.Name == in.Kind {
			settings, err := flagSettings(k, in.Arg)
			return system{name: k.Name, kind: k, settings: settings, arg: in.Arg}, err
		}
	}
	return system{}, fmt.Errorf("no kind %q of live systems", in.Kind)
}

// openSystem makes the source of a system. The error says where the settings are wrong.
func (j *job) openSystem(s *system) (live.Source, error) {
	settings := maps.Clone(s.settings)
	s.skew = new(atomic.Int64)
	src, err := s.kind.Open(s.name, settings, live.Env{
		Getenv: j.Getenv, Now: j.Now, Secrets: j.credentials, Zone: j.zone,
		Skewed:   func(d time.Duration) { s.skew.Store(int64(d)) },
		Progress: func(done, total int64, what string) { j.progress(s.name, done, total, what) },
	})
	if err == nil {
		return src, nil
	}
	if s.places == nil {
		return nil, &Error{Err: fmt.Errorf("--%s %s: %w", s.kind.Name, s.arg, err), Usage: true, Hint: live.Fix(err)}
	}
	p, hint := misplaced(s.places, err)
	return nil, explained(j.folder.ConfigError([]incident.Problem{p}, cmp.Or(hint, fmt.Sprintf("\"pes sources %s\" shows its settings", s.kind.Name))))
}

// progress tells how far asking a system is.
func (j *job) progress(name string, done, total int64, what string) {
	if j.Asking != nil {
		j.Asking(Asking{name, done, total, what})
	}
}

// misplaced is a wrong setting as a problem of incident.yaml, and the hint.
func misplaced(places map[string]incident.Problem, err error) (incident.Problem, string) {
	e, ok := errors.AsType[*live.SettingError](err)
	if !ok {
		p := places[""]
		p.Text = err.Error()
		return p, live.Fix(err)
	}
	p, known := places[e.Key]
	if !known {
		p = places[""]
	}
	p.Text = e.Error()
	return p, e.Hint
}

// access are the settings that decide how a system is reached, and not what it is asked.
var access = []string{"token_env", "token_file", "token_command", "user", "headers", "hosts", "ca_file", "timeout", "profile", "kubeconfig"}

// key tells questions apart: a hash of the kind and of the settings that decide what is asked.
func (s *system) key() string {
	asks := maps.Clone(s.settings)
	for _, k := range access {
		delete(asks, k)
	}
	text, err := json.Marshal([]any{s.kind.Name, asks})
	if err != nil {
		return "" // settings are texts, lists and mappings
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// limit is how long asking the system may take.
func (s *system) limit() time.Duration {
	if text, ok := s.settings["timeout"].(string); ok {
		if d, err := time.ParseDuration(text); err == nil && d > 0 {
			return d
		}
	}
	if s.kind.Limit > 0 {
		return s.kind.Limit
	}
	return limit
}
