//go:build unix

package live

import (
	"os/exec"
	"syscall"
)

// together has a program and its children end together: they are a group of their own, which is killed as one.
func together(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
