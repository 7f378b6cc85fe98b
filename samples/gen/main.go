// Gen writes the machine-made evidence of the samples: logs, alerts, Slack exports and a picture. What people wrote (status posts, notes,
// commits, incident.yaml, the READMEs) is kept by hand beside it.
//
// It has no clock and fixed seeds, so a second run changes nothing, and a test compares what is checked in with what it makes. Run it from
// the top of the repository:
//
//	go run ./samples/gen
//
// The error rates follow what is publicly known of the day (see facts.go); the customer who measured them, its people and its words are
// invented.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "samples", "the folder that holds the samples")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// write makes every generated file below dir.
func write(dir string) error {
	files, err := generate()
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("making the folder of %s: %w", f.path, err)
		}
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", f.path, err)
		}
	}
	return nil
}

// generate makes every generated file in memory, its path relative to the folder of the samples.
func generate() ([]file, error) {
	var files []file
	for _, sample := range []func() ([]file, error){awsFiles, checkoutFiles} {
		made, err := sample()
		if err != nil {
			return nil, err
		}
		files = append(files, made...)
	}
	return files, nil
}
