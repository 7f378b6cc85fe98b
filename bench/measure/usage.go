package main

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// usage is what one run of a command took.
type usage struct {
	cpu, wall time.Duration
	peak      int64 // bytes; not below what this program itself held when it started the command, and 0 where it is not known
}

// measure runs a command of bash and throws its output away, which it takes through a pipe: grep looks no further than the first match if it
// sees that it writes to /dev/null.
func measure(command string) (usage, error) {
	cmd := exec.Command("bash", "-c", command)
	var complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &complaint
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		return usage{}, fmt.Errorf("%w: %.200s", err, complaint.Bytes())
	}
	s := cmd.ProcessState
	return usage{cpu: s.UserTime() + s.SystemTime(), wall: wall, peak: peak(s)}, nil
}
