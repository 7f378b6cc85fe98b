package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	limit, most := p.Time, p.Most
	if limit == 0 {
		limit = programTime
	}
	if most == 0 {
		most = programMost
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(limited, p.Name, p.Args...) //nolint:gosec // the person configured it
	cmd.Dir, cmd.WaitDelay = p.Dir, time.Second
	if !p.Asks {
		cmd.Env = withheld(cmd.Environ(), p.Needs)
		together(cmd)
	}
	out, talk := &bounded{left: most, full: cancel}, &bounded{left: maxTalk}
	cmd.Stdout, cmd.Stderr = out, talk
	err := cmd.Run()
	switch {
	case err == nil && !out.over:
		return out.b.Bytes(), nil
	case out.over:
		err = &ProgramError{Text: fmt.Sprintf("%s printed more than %d bytes", p.name(), most), Hint: "ask for a shorter window, or for less in it"}
	case ctx.Err() != nil:
		return out.b.Bytes(), context.Cause(ctx)
	case limited.Err() != nil:
		err = &ProgramError{Text: fmt.Sprintf("%s took longer than %s", p.name(), limit), Hint: "run it by hand, and see what it waits for", Err: context.DeadlineExceeded}
	default:
		err = p.failed(err, talk.b.String())
	}
	return out.b.Bytes(), err
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

// bounded keeps the first bytes that are written, and tells when there are more.
type bounded struct {
	b    bytes.Buffer
	left int64
	over bool
	full func() // called once there are more; nil is to say nothing
}

func (w *bounded) Write(p []byte) (int, error) {
	n := min(int64(len(p)), w.left)
	w.left -= n
	w.b.Write(p[:n])
	if n < int64(len(p)) && !w.over {
		w.over = true
		if w.full != nil {
			w.full()
		}
	}
	return len(p), nil
}
