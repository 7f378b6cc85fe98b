package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/pes-dev/pes/internal/httpx"
	"github.com/pes-dev/pes/internal/plain"
)

// maxOutput is how much of what git prints is read at once: twenty thousand commits with messages of three kilobytes.
const maxOutput = 64 << 20

// command is git with arguments, run so that nothing of the repository's own is.
func (s *source) command(ctx context.Context, args ...string) *exec.Cmd {
	fixed := []string{
		"-C", s.config.Path, "--no-pager", "--no-optional-locks",
		"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat", "-c", "protocol.allow=never",
		"-c", "log.showSignature=false",
	}
	cmd := exec.CommandContext(ctx, "git", append(fixed, args...)...) //nolint:gosec // arguments, not a shell's words
	cmd.WaitDelay = time.Second
	cmd.Env = environment(cmd.Environ())
	return cmd
}

// kept are the variables of git that say where it is installed and which of the user's and the machine's settings count. Others, such as GIT_DIR within
// a hook, would lead to another repository or run programs.
var kept = []string{"GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES"}

// environment is that of the process with what makes git quiet, English and offline.
func environment(of []string) []string {
	of = slices.DeleteFunc(slices.Clone(of), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "GIT_") && !slices.Contains(kept, name)
	})
	return append(of, "LC_ALL=C", "LANGUAGE=", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none")
}

// run is what git prints.
func (s *source) run(ctx context.Context, args ...string) ([]byte, error) {
	return s.feed(ctx, nil, args...)
}

// feed is what git prints when it reads input.
func (s *source) feed(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	var out bytes.Buffer
	err := s.stream(ctx, input, func(r io.Reader) error {
		n, err := io.Copy(&out, io.LimitReader(r, maxOutput+1))
		if n > maxOutput {
			return fmt.Errorf("more than %d MiB", maxOutput>>20)
		}
		return err
	}, args...)
	return out.Bytes(), err
}

// stream has what git prints read as it comes. An error of read ends git.
func (s *source) stream(ctx context.Context, input []byte, read func(io.Reader) error, args ...string) error {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := s.command(running, args...)
	var said bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &tail{b: &said}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return s.explain(args, "", err)
	}
	readErr := read(out)
	if readErr != nil {
		cancel()
	}
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case readErr != nil:
		return s.explain(args, "", readErr)
	case err != nil:
		return s.explain(args, said.String(), err)
	}
	return nil
}

// tail keeps the beginning of what is said.
type tail struct{ b *bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	const most = 8 << 10
	t.b.Write(p[:min(len(p), max(most-t.b.Len(), 0))])
	return len(p), nil
}

// explain tells why git failed, and what to do.
func (s *source) explain(args []string, said string, err error) error {
	e := &httpx.Error{Request: "git " + args[0] + " in " + plain.Line(s.config.Path, 200), Err: err, Cause: plain.Line(err.Error(), 200)}
	if text := strings.TrimPrefix(plain.Line(said, 300), "fatal: "); text != "" {
		e.Cause = text
	}
	switch {
	case errors.Is(err, exec.ErrNotFound):
		e.Cause, e.Fix = "the program git is not there", "install git"
	case strings.Contains(said, "dubious ownership"):
		e.Cause = "the repository belongs to another user, and git does not trust it"
		e.Fix = "if you do: git config --global --add safe.directory " + plain.Line(s.config.Path, 200)
	case strings.Contains(said, "not a git repository"), strings.Contains(said, "cannot change to"):
		e.Cause, e.Fix = "there is no git repository", "see whether path: is right"
	case strings.Contains(said, "Needed a single revision"), strings.Contains(said, "unknown revision"), strings.Contains(said, "bad revision"):
		e.Cause, e.Fix = "it has no "+plain.Line(s.config.Ref, 100), "see whether ref: is right: git branch -a"
	case strings.Contains(e.Cause, "MiB"):
		e.Fix = "ask for a shorter window, or name paths:"
	case strings.Contains(said, "lazy fetching disabled"), strings.Contains(said, "could not fetch"), strings.Contains(said, "not allowed"):
		e.Fix = "it is a partial clone that lacks objects, which pes does not fetch: git fetch --refetch --no-filter"
	}
	return e
}
