//go:build !unix

package live

import "os/exec"

// together does nothing where there are no groups of processes: the program is killed, and what it started is let go of after WaitDelay.
func together(*exec.Cmd) {}
