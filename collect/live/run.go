package live

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/plain"
)

// Program is a program of this machine that a source asks: git, kubectl, journalctl, a password manager. No shell reads its arguments.
type Program struct {
	Name string
	Args []string
	Dir  string // where it runs; "" is here

	Time time.Duration // how long it may take; 0 is programTime
	Most int64         // bytes that it may print; 0 is programMost

	// Needs are the variables of the environment that hold credentials and that it is given all the same: names, or the beginnings of names that
	// end with "*". Those that hold none it has as they are.
	Needs []string
	// Asks says that it may ask the person at the terminal: it is given the whole environment, and stays where Ctrl-C reaches it.
	Asks bool
}

// What a program may take: git log of a large repository and kubectl over a slow line take some seconds, and print megabytes.
const (
	programTime = 2 * time.Minute
	programMost = 256 << 20
	maxTalk     = 16 << 10 // of what it says on standard error
	maxSaid     = 300      // of that, what an error quotes
)

// ProgramError is a program that did not do what it was asked.
type ProgramError struct {
	Text, Hint string
	Err        error // what it comes from: an *exec.ExitError, exec.ErrNotFound, or the context's
}

func (e *ProgramError) Error() string { return e.Text }

// Unwrap is what it comes from.
func (e *ProgramError) Unwrap() error { return e.Err }

// Run runs it and returns what it printed, which is as much as came if there is an error, too. It and its children are ended when ctx is done, when
// it takes too long, and when it prints too much. The error is a *ProgramError that quotes what it said on standard error, never what it printed.
func (p Program) Run(ctx context.Context) ([]byte, error) {
	var b bytes.Buffer
	err := p.Stream(ctx, &b)
	return b.Bytes(), err
}

// Stream is Run for output that is written as it comes. An error of the writer ends the program, and is returned.
func (p Program) Stream(ctx context.Context, to io.Writer) error {
	limit, most := cmp.Or(p.Time, programTime), cmp.Or(p.Most, int64(programMost))
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Name, p.Args...) //nolint:gosec // the person configured it
	cmd.Dir, cmd.WaitDelay = p.Dir, time.Second
	if !p.Asks {
		cmd.Env = withheld(cmd.Environ(), p.Needs)
		together(cmd)
	}
	var said bytes.Buffer
	out, talk := &bounded{to: to, left: most, full: cancel}, &bounded{to: &said, left: maxTalk}
	cmd.Stdout, cmd.Stderr = out, talk
	err := cmd.Run()
	switch {
	case out.err != nil:
		return out.err
	case err == nil && !out.over:
		return nil
	case out.over:
		return &ProgramError{Text: fmt.Sprintf("%s printed more than %d bytes", p.name(), most), Hint: "ask for a shorter window, or for less in it"}
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case limited.Err() != nil:
		return &ProgramError{Text: fmt.Sprintf("%s took longer than %s", p.name(), limit), Hint: "run it by hand, and see what it waits for", Err: context.DeadlineExceeded}
	}
	return p.failed(err, said.String())
}

// name is the program without its folder, which is nobody's business.
func (p Program) name() string { return plain.Line(filepath.Base(p.Name), 80) }

func (p Program) failed(err error, talk string) error {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return &ProgramError{Text: p.name() + " is not installed, or not in PATH", Hint: "install it, or let PATH name its folder", Err: err}
	}
	text := p.name() + ": " + err.Error()
	if said := plain.Line(strings.TrimSpace(talk), maxSaid); said != "" {
		text += ": " + said
	}
	return &ProgramError{Text: text, Hint: "run it by hand, and see what it says", Err: err}
}

// credentialVariable fits variables of the environment that hold credentials, by their names.
var credentialVariable = regexp.MustCompile(`(?i)(token|secret|password|passwd|passphrase|api_?key|access_?key|private_?key|credentials?|_key)$`)

// withheld is an environment without the credentials of others: a plug-in or a hook that a program runs has no business with them.
func withheld(env, needs []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return credentialVariable.MatchString(name) && !slices.ContainsFunc(needs, func(need string) bool {
			beginning, wild := strings.CutSuffix(need, "*")
			return name == need || wild && strings.HasPrefix(name, beginning)
		})
	})
}

// bounded passes on the first bytes that are written, and tells when there are more, or when they cannot be passed on.
type bounded struct {
	to   io.Writer
	left int64
	over bool
	err  error
	full func() // called then; nil is to say nothing
}

func (w *bounded) Write(p []byte) (int, error) {
	n := min(int64(len(p)), w.left)
	w.left -= n
	over := n < int64(len(p))
	if w.err == nil && n > 0 {
		_, w.err = w.to.Write(p[:n])
	}
	if (over && !w.over || w.err != nil) && w.full != nil {
		w.full()
	}
	w.over = w.over || over
	return len(p), nil
}
