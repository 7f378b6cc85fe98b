// Generate writes a log of any size with one incident in it, for measuring speed: a day of sixteen services, in order of time.
//
//	go run ./bench/generate -format json -bytes 1073741824 -seed 1 -truth truth.json > app.log
//
// The seed chooses when the incident begins, how long it lasts (20 to 60 minutes), what share of lines fails (a quarter to a half) and which two
// services it hits; -truth writes that down, -quiet leaves it out. The same flags give the same bytes.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	format := flag.String("format", "text", strings.Join(formatNames(), ", "))
	size := flag.Int64("bytes", 1<<30, "how much to write; the last line is written to its end")
	seed := flag.Uint64("seed", 1, "another seed is another log")
	truth := flag.String("truth", "", "where to write what the incident is, as JSON")
	quiet := flag.Bool("quiet", false, "no incident")
	flag.Parse()
	if err := run(*format, *size, *seed, *quiet, *truth, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(format string, size int64, seed uint64, quiet bool, truth string, out io.Writer) error {
	write, ok := formats[format]
	if !ok {
		return fmt.Errorf("unknown format %q: there are %s", format, strings.Join(formatNames(), ", "))
	}
	l := newLog(seed, size/write.perLine+1, quiet)
	if truth != "" {
		b, err := json.Marshal(l.incident)
		if err != nil {
			return err
		}
		if err := os.WriteFile(truth, append(b, '\n'), 0o644); err != nil {
			return err
		}
	}
	w := bufio.NewWriterSize(out, 1<<20)
	var line []byte
	for written := int64(0); written < size; written += int64(len(line)) {
		line = append(write.line(line[:0], l.next()), '\n')
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return w.Flush()
}
