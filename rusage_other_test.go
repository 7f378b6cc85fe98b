//go:build !linux

package pes_test

import "os"

// peakMB is 0: other systems count in other units, or not at all.
func peakMB(*os.ProcessState) float64 { return 0 }
