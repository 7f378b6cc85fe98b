package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func timelineCommand(s *streams) *cobra.Command {
	var evidence evidenceFlags
	var live liveFlags
	var format, explain string
	var rows rowsFlag
	cmd := &cobra.Command{
		Use:   "timeline [DIR]",
		Short: "Show what happened when, and how each milestone is known",
		Long: `timeline reads the evidence of an incident folder (default: the folder you are in) and prints the timeline. It writes nothing into the
folder. The JSON form is a contract: "schema": "pes/timeline/v1".`,
		Example: `  pes timeline samples/checkout-payments
  pes timeline samples/checkout-payments -f json
  pes timeline samples/checkout-payments --explain onset
  pes timeline --explain rules
  pes timeline --logs 'samples/checkout-payments/pay*.jsonl' --notes samples/checkout-payments/notes.md -f csv`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := evidence.request(s, args)
			if err != nil {
				return err
			}
			live.into(&r, s, pes.AskNobody)
			if r.Rows, err = rows.rows(); err != nil {
				return err
			}
			width, _ := terminal(s.out)
			res, err := pes.Timeline(cmd.Context(), r, pes.TimelineOptions{Format: format, Explain: explain, Width: width, Colour: s.colours(s.out)})
			if err != nil {
				return err
			}
			if err := s.result(res.Text); err != nil {
				return err
			}
			return tell(s, res.Sources)
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", pes.TimelineFormats()[0], "`FORMAT`: "+strings.Join(pes.TimelineFormats(), ", "))
	cmd.Flags().StringVar(&explain, "explain", "", "show how `MILESTONE` was decided: its candidates, their scores, rules and evidence; \"rules\" shows what each rule looks for, \"acts\" what a message can do")
	rows.add(cmd)
	evidence.add(cmd)
	live.addRefresh(cmd)
	complete(cmd, "format", pes.TimelineFormats())
	complete(cmd, "explain", pes.Explanations())
	return cmd
}

// complete has a shell complete a flag's values.
func complete(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag is not there, or has one already
	}
}
