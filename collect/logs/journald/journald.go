// Package journald asks the journal of this machine, by the journalctl program. No shell reads its arguments, and what it prints goes through a
// temporary file, since lines are read several times and a journal is larger than memory.
package journald

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pes-dev/pes/collect/file"
	"github.com/pes-dev/pes/collect/live"
	"github.com/pes-dev/pes/collect/logs"
	"github.com/pes-dev/pes/event"
)

// Config is a source's settings.
type Config struct {
	// Units are the systemd units whose lines count, patterns among them: checkout.service, "shop-*". All if not given.
	Units []string `yaml:"units"`
	// Match are further matches, of which a line must fit all that are of different fields, and one of those of a field: _HOSTNAME=web1.
	Match []string `yaml:"match"`
	// Priority is the least grave level that counts, a name or a number of syslog: warning, 4. All if not given.
	Priority string `yaml:"priority"`
	// Boot is the boot whose lines count: 0 is this one, -1 the one before, or an id. All if not given.
	Boot string `yaml:"boot"`
	// Directory is the folder of the journal's files. If not given, the machine's own.
	Directory string `yaml:"directory"`
	// Files are the journal's files, patterns among them, such as those of another machine.
	Files []string `yaml:"files"`
	// Timeout is how long all of it may take: 10m. Five minutes if not given.
	Timeout time.Duration `yaml:"timeout"`
}

// Kind is the journal as a kind of live system.
func Kind() live.Kind {
	return live.Of(live.Kind{
		Name: "journald", Event: event.Log, Short: "logs of this machine's systemd journal", Arg: "UNIT",
		Flag: func(arg string) (live.Settings, error) { return live.Settings{"units": arg}, nil },
		Example: `units: [checkout.service, "shop-*"]
priority: info`,
		Met: "systemd 252",
	}, open)
}

type source struct {
	name   string
	config Config
	env    live.Env
}

var (
	match    = regexp.MustCompile(`^_{0,2}[A-Z0-9][A-Z0-9_]*=`)
	priority = regexp.MustCompile(`^([0-7]|emerg|alert|crit|err|warning|notice|info|debug)$`)
	boot     = regexp.MustCompile(`^([0-9a-f]{32}|[-+]?[0-9]{1,6})$`)
)

func open(name string, c Config, e live.Env) (live.Source, error) {
	for _, u := range c.Units {
		if u == "" || strings.HasPrefix(u, "-") || strings.ContainsAny(u, "\x00\n") {
			return nil, &live.SettingError{Key: "units", Text: fmt.Sprintf("%q is no unit", u), Hint: "units: [checkout.service]"}
		}
	}
	for _, m := range c.Match {
		if !match.MatchString(m) || strings.ContainsAny(m, "\x00") {
			return nil, &live.SettingError{Key: "match", Text: fmt.Sprintf("%q matches no field", m), Hint: "match: [_HOSTNAME=web1]"}
		}
	}
	if c.Priority != "" && !priority.MatchString(c.Priority) {
		return nil, &live.SettingError{Key: "priority", Text: fmt.Sprintf("%q is no level of syslog", c.Priority), Hint: "emerg, alert, crit, err, warning, notice, info, debug, or 0 to 7"}
	}
	if c.Boot != "" && !boot.MatchString(c.Boot) {
		return nil, &live.SettingError{Key: "boot", Text: fmt.Sprintf("%q is no boot", c.Boot), Hint: "0 is this one, -1 the one before; journalctl --list-boots lists them"}
	}
	if c.Directory != "" && len(c.Files) > 0 {
		return nil, &live.SettingError{Key: "files", Text: "a directory is given, too", Hint: "name one of directory: and files:"}
	}
	return &source{name, c, e}, nil
}

// args is what journalctl is told, but for the window.
func (c Config) args() []string {
	args := []string{"--no-pager", "--quiet"}
	if c.Directory != "" {
		args = append(args, "--directory="+c.Directory)
	}
	for _, f := range c.Files {
		args = append(args, "--file="+f)
	}
	for _, u := range c.Units {
		args = append(args, "--unit="+u)
	}
	if c.Priority != "" {
		args = append(args, "--priority="+c.Priority)
	}
	if c.Boot != "" {
		args = append(args, "--boot="+c.Boot)
	}
	return args
}

// command is journalctl for a window. Its --until is inclusive and both are in local time unless they are seconds since 1970, of which whole
// ones are asked for: what lies outside of the window is left out when it is read.
func (s *source) command(w event.Window, args ...string) live.Program {
	all := append(s.config.args(), args...)
	if !w.From.IsZero() {
		all = append(all, "--since=@"+strconv.FormatInt(w.From.Unix(), 10))
	}
	if !w.To.IsZero() {
		all = append(all, "--until=@"+strconv.FormatInt(w.To.Add(time.Second-1).Unix(), 10))
	}
	return live.Program{
		Name: "journalctl", Args: append(all, s.config.Match...), Time: cmp.Or(s.config.Timeout, 5*time.Minute), Most: 64 << 30, // it goes to a file
	}
}

// fields are the ones that lines are read by; without the others a line is a tenth as long.
const fields = "--output-fields=__REALTIME_TIMESTAMP,MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_SYSTEMD_UNIT"

// output is the format of an export, with messages of any length.
var output = []string{"--output=json", "--utc", "--all"}

// Collect reads the window and the time before it, as if it were an export.
func (s *source) Collect(ctx context.Context, w event.Window) (event.Batch, error) {
	span := logs.Span(w)
	p := s.command(span, append(slices.Clone(output), fields)...)
	f, done, err := logs.Spool(func(to io.Writer) error { return p.Stream(ctx, &told{to: to, env: s.env}) })
	var files []*file.File
	if f != nil {
		defer done()
		if f.Size > 0 {
			files = append(files, f)
		}
	}
	b, read := live.Read(context.WithoutCancel(ctx), logs.Family(), files, w, file.Options{Near: w}, s.name, "journald", nil)
	return live.Finish(b, live.Result{Name: s.name, Kind: Kind(), Window: w, Queries: s.queries(span), Err: cmp.Or(err, read)})
}

// queries is what is asked, to be pasted into a shell.
func (s *source) queries(span event.Window) []string {
	words := append([]string{"journalctl"}, s.command(span, output...).Args...)
	for i, word := range words {
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:@,+") != "" {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return []string{strings.Join(words, " ")}
}

// told tells of progress while it passes on what is written.
type told struct {
	to    io.Writer
	env   live.Env
	bytes int64
}

func (t *told) Write(p []byte) (int, error) {
	n, err := t.to.Write(p)
	t.bytes += int64(n)
	t.env.Tell(t.bytes, 0, "bytes")
	return n, err
}

// Check reads the oldest line that it may see.
func (s *source) Check(ctx context.Context, w event.Window) live.Health {
	h := live.Health{Asks: s.queries(logs.Span(w))}
	version, err := live.Program{Name: "journalctl", Args: []string{"--version"}}.Run(ctx)
	if err != nil {
		h.Err = err
		return h
	}
	h.Reachable = true
	first, _, _ := strings.Cut(string(version), "\n")
	h.Version = strings.TrimPrefix(first, "systemd ")
	if s.config.Directory != "" {
		h.Notes = append(h.Notes, "of the folder "+filepath.Base(s.config.Directory))
	}
	line, err := s.oldest(ctx)
	if err != nil {
		h.Err = err
		return h
	}
	h.Authorized = true
	var at struct {
		Micros string `json:"__REALTIME_TIMESTAMP"`
	}
	if json.Unmarshal(line, &at) == nil {
		if n, err := strconv.ParseInt(at.Micros, 10, 64); err == nil {
			h.Since = time.UnixMicro(n).UTC()
		}
	}
	if h.Since.IsZero() {
		h.Notes = append(h.Notes, "it shows no line: the user must be of the group systemd-journal or adm, or the units have none")
	}
	return h
}

// oldest is the first line of all. The program is stopped behind it.
func (s *source) oldest(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	one := &firstLine{}
	err := s.command(event.Window{}, append(slices.Clone(output), "--output-fields=__REALTIME_TIMESTAMP")...).Stream(ctx, one)
	if one.whole {
		return one.line, nil
	}
	return one.line, err
}

// firstLine keeps the first line that is written, and wants no more.
type firstLine struct {
	line  []byte
	whole bool
}

func (f *firstLine) Write(p []byte) (int, error) {
	const most = 64 << 10
	before, _, found := strings.Cut(string(p), "\n")
	f.line = append(f.line, before...)
	if found || len(f.line) > most {
		f.whole = true
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}
