package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func patternsCommand(s *streams) *cobra.Command {
	var r pes.PatternsRequest
	var o pes.PatternsOptions
	var lines bool
	cmd := &cobra.Command{
		Use:   "patterns FILE…",
		Short: "Show what is in logs: how often each message was written, and what changed",
		Long: `patterns reads logs of any format, packed or not, and prints the patterns of their lines: what the messages of one statement have in
common, with <*> for what varies. Of a folder it reads what is recognised as a log; a file that is named is read whatever it is, and - is
standard input. It needs no settings and writes nothing.

With --against it prints what changed since another log, or since an instant: patterns that are new, gone, grown or shrunk, against the clock and
against the traffic as a whole, and by more than chance.

With --lines it prints every line behind the id of its pattern. An id is the same wherever the same pattern is found, so that
"pes patterns app.log --lines | grep ^P-1a2b3c4d" shows the lines of one.

The JSON forms are contracts: "schema": "pes/patterns/v1" and "pes/patterns-against/v1".`,
		Example: `  pes patterns samples/checkout-payments/payments.jsonl
  pes patterns samples/aws-us-east-1-2025-10-20/logs --level error
  pes patterns samples/checkout-payments/payments.jsonl --against 2026-02-17T14:04:00Z
  pes patterns samples/checkout-payments/payments.jsonl --lines`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no logs were named")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Files, r.Stdin, r.Progress = args, cmd.InOrStdin(), s.progress()
			if lines {
				if f := changed(cmd, "format", "sort", "limit", "level", "service", "from", "to", "against"); f != "" {
					return usagef("--lines prints every line as it is: --%s has no place beside it", f)
				}
				sources, err := pes.PatternLines(cmd.Context(), r, resultWriter{s})
				if err != nil {
					return err
				}
				return tell(s, sources)
			}
			width, height, _ := screen(s.out)
			o.Width, o.Colour = width, s.colours(s.out)
			if o.Height = height; cmd.Flags().Changed("limit") {
				o.Height = 0
			}
			res, err := pes.Patterns(cmd.Context(), r, o)
			if err != nil {
				return err
			}
			if err := s.result(res.Text); err != nil {
				return err
			}
			return tell(s, res.Sources)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.Format, "format", "f", pes.PatternsFormats()[0], "`FORMAT`: "+strings.Join(pes.PatternsFormats(), ", "))
	flags.StringVar(&o.Sort, "sort", pes.PatternsSorts()[0], "`ORDER` of the patterns: "+strings.Join(pes.PatternsSorts(), ", "))
	flags.IntVar(&o.Limit, "limit", 0, "show `N` patterns; 0 is all of them (default a screenful in a terminal, else all)")
	flags.StringVar(&o.Level, "level", "", "only patterns of `LEVEL` or worse: "+strings.Join(pes.Levels(), ", "))
	flags.StringVar(&r.Service, "service", "", "only lines of the service `NAME`")
	flags.StringVar(&r.Against, "against", "", "show what changed since `FILE|TIME`: another log, or an instant in these")
	flags.BoolVar(&lines, "lines", false, "print every line behind the id of its pattern, in order")
	flags.StringVar(&r.From, "from", "", "look only at lines from `TIME` on, such as \"2025-10-20 02:00\" or 2025-10-20T06:00:00Z")
	flags.StringVar(&r.To, "to", "", "… and before `TIME`")
	flags.StringVar(&r.Zone, "timezone", "", "the `ZONE`, such as America/New_York: for stamps that have none, and to show times in")
	flags.SortFlags = false
	complete(cmd, "format", pes.PatternsFormats())
	complete(cmd, "sort", pes.PatternsSorts())
	complete(cmd, "level", pes.Levels())
	return cmd
}

// changed is the first of some flags that was given; "" if none was.
func changed(cmd *cobra.Command, names ...string) string {
	for _, n := range names {
		if cmd.Flags().Changed(n) {
			return n
		}
	}
	return ""
}
