package pes_test

import (
	"os"
	"syscall"
)

// peakMB is the most memory that a process held at a time, in MB; 0 if that is not known. Linux counts it in KiB (getrusage(2)).
func peakMB(s *os.ProcessState) float64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return float64(usage.Maxrss) * 1024 / 1e6
}
