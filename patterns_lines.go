package pes

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pes-dev/pes/collect/logs"
)

// PatternLines writes every line of logs behind the id of its pattern and a blank, in order: one line for each line, empty ones and those
// without a stamp included. A line is as clean as a sample is: without secrets, and without anything that moves a terminal or breaks a line.
func PatternLines(ctx context.Context, r PatternsRequest, w io.Writer) (Sources, error) {
	var o PatternsOptions
	if err := o.check(r); err != nil {
		return Sources{}, err
	}
	if r.From != "" || r.To != "" || r.Service != "" || r.Against != "" {
		err := errors.New("--lines prints every line: --from, --to, --service and --against have no place beside it")
		return Sources{}, &Error{Err: err, Usage: true}
	}
	l, err := openLogs(ctx, r, true)
	if err != nil {
		return Sources{}, err
	}
	defer l.close()
	cleaner := lineCleaner{job: l.job}
	out := bufio.NewWriterSize(w, 256<<10)
	reports, err := logs.EachLine(ctx, l.sets[0], l.options(), func(id string, line []byte) error {
		_, _ = out.WriteString(id) // a Writer keeps its first error
		_ = out.WriteByte(' ')
		_, _ = out.WriteString(cleaner.line(string(bytes.TrimSuffix(line, []byte("\r")))))
		return out.WriteByte('\n')
	})
	if err == nil {
		err = out.Flush()
	}
	if ctx.Err() != nil {
		return Sources{}, ctx.Err()
	}
	if err != nil {
		return Sources{}, fmt.Errorf("writing to standard output: %w", err)
	}
	return l.sources(reports), nil
}
