package main

import (
	"os"
	"syscall"
)

// peak is the most memory that a process held at a time. Linux counts it in KiB (getrusage(2)).
func peak(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss * 1024
}
