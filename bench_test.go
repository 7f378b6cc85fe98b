package pes_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/pes-dev/pes"
)

const awsSample = "samples/aws-us-east-1-2025-10-20"

// BenchmarkGenerateAWSSample is the main job on the largest sample, end to end within one process: what it costs once Go's runtime is up.
func BenchmarkGenerateAWSSample(b *testing.B) {
	b.SetBytes(packed(b, awsSample))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pes.Generate(b.Context(), pes.Request{Dir: awsSample}, pes.GenerateOptions{File: pes.Stdout}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommandAWSSample is the same as a person runs it: the built program as a process of its own, with its CPU time on all cores and the
// peak of its memory, as the kernel counted them.
func BenchmarkCommandAWSSample(b *testing.B) {
	program := filepath.Join(b.TempDir(), "pes")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, "./cmd/pes").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var cpu, peak float64
	n := 0
	for b.Loop() {
		cmd := exec.CommandContext(b.Context(), program, "generate", awsSample, "-o", "-")
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		s := cmd.ProcessState
		cpu += float64((s.UserTime() + s.SystemTime()).Microseconds()) / 1000
		peak = max(peak, peakMB(s))
		n++
	}
	b.ReportMetric(cpu/float64(n), "cpu-ms/op")
	if peak > 0 {
		b.ReportMetric(peak, "peak-MB")
	}
}

// packed is the size of a folder's files.
func packed(b *testing.B, dir string) int64 {
	b.Helper()
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
