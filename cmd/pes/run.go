package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

// The exit statuses. They are part of the contract, and stand in the help.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitIncomplete  = 3
	exitFindings    = 4
	exitInterrupted = 130 // as a shell has it for SIGINT
)

const exitHelp = `
Exit status:
  0  done
  1  failed
  2  wrong usage or configuration
  3  written, but incomplete: a source failed or a file is damaged
  4  something was found that is to be mended (doctor)
  130  interrupted
`

// errIncomplete ends a command that has written its result, but not from all the evidence. The reasons were told already.
var errIncomplete = errors.New("incomplete")

// process is what the program has of the process that it runs in. args are what follows its name.
type process struct {
	env            func(string) string
	now            func() time.Time
	stdin          io.Reader
	stdout, stderr io.Writer
	args           []string
}

// run is the program; the result is the exit status.
func run(ctx context.Context, p process) int {
	s := &streams{out: p.stdout, err: p.stderr, env: p.env, now: p.now}
	root := rootCommand(s)
	root.SetArgs(p.args)
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	s.progressDone()
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errIncomplete):
		return exitIncomplete
	case errors.Is(err, pes.ErrFindings):
		return exitFindings
	case ctx.Err() != nil:
		fmt.Fprintln(p.stderr, "pes: interrupted")
		if _, hint := pes.Explain(err); hint != "" {
			fmt.Fprintf(p.stderr, "%s %s\n", s.paint(bold, "hint:"), hint)
		}
		return exitInterrupted
	case errors.Is(err, syscall.EPIPE):
		return exitFailed // whoever read the result has seen enough; there is nobody to tell
	}
	return fail(s, cmd, err)
}

// fail tells what is wrong, then, apart from it, what to do about it.
func fail(s *streams, cmd *cobra.Command, err error) int {
	status := exitFailed
	text, hint := pes.Explain(err)
	for i, line := range text {
		if i == 0 {
			line = s.paint(red, "error:") + " " + line
		}
		fmt.Fprintln(s.err, line)
	}
	if e, ok := errors.AsType[*usageError](err); ok {
		status = exitUsage
		hint = e.hint(cmd)
	}
	if e, ok := errors.AsType[*pes.Error](err); ok && e.Usage {
		status = exitUsage
	}
	if hint != "" {
		fmt.Fprintf(s.err, "%s %s\n", s.paint(bold, "hint:"), hint)
	}
	return status
}

// usageError is a command line that makes no sense.
type usageError struct {
	err  error
	next string // the next step; "" is the command's help
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func (e *usageError) hint(cmd *cobra.Command) string {
	if e.next != "" {
		return e.next
	}
	return fmt.Sprintf("run %q", cmd.CommandPath()+" --help")
}

func usagef(format string, args ...any) error { return &usageError{err: fmt.Errorf(format, args...)} }

// oneFolder checks the arguments of a command that works on a folder.
func oneFolder(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("one folder at a time: there are %d arguments, %s …", len(args), strings.Join(args[:2], ", "))
	}
	return nil
}

// nothing checks the arguments of a command that takes none; what stands there may have been meant for a command's name.
func nothing(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	e := &usageError{err: fmt.Errorf("%s: unknown argument %q", cmd.CommandPath(), args[0])}
	if cmd.HasSubCommands() {
		e.err = fmt.Errorf("unknown command %q", args[0])
		cmd.SuggestionsMinimumDistance = 3 // letters wrong: two of a transposition, and one more
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			e.next = fmt.Sprintf("did you mean %q?", near[0])
		}
	}
	return e
}
