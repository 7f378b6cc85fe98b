package main

import (
	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func collectCommand(s *streams) *cobra.Command {
	var evidence evidenceFlags
	var live liveFlags
	var file string
	var refresh bool
	var forget []string
	cmd := &cobra.Command{
		Use:   "collect [DIR]",
		Short: "Read the evidence and write it to evidence.jsonl",
		Long: `collect reads all evidence of an incident folder (default: the folder you are in), removes secrets, and writes evidence.jsonl:
one record a line. What came from files is replaced by a fresh reading.

It asks the live systems that sources: in incident.yaml or a flag names, side by side, for the window of the incident (window: or --from and --to)
and what is around it. What they said is kept until they are asked again: a later run asks for what is missing, and again for what may have been
edited or deleted since. An interrupted run keeps what came. Credentials come from the environment, a file or a command, never from a flag:
"pes sources" says which. "pes doctor" looks whether all can be asked.`,
		Example: `  pes collect samples/checkout-payments -o -
  pes collect --logs 'samples/checkout-payments/pay*.jsonl' -o evidence.jsonl
  pes collect --alertmanager https://alerts.example.com --from 2025-10-20T06:00:00Z --to 2025-10-20T23:00:00Z`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := evidence.request(s, args)
			if err != nil {
				return err
			}
			live.into(&r, s, pes.AskMissing)
			if refresh {
				r.Ask = pes.AskAll
			}
			r.Forget = forget
			res, err := pes.Collect(cmd.Context(), r, pes.CollectOptions{File: file})
			if err != nil {
				return err
			}
			if err := s.written(res, "evidence.jsonl"); err != nil {
				return err
			}
			return tell(s, res.Sources)
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to `FILE` instead; - is standard output")
	evidence.add(cmd)
	live.add(cmd)
	cmd.Flags().BoolVar(&refresh, "refresh", false, "ask for the whole window again, not for what is missing")
	cmd.Flags().StringSliceVar(&forget, "forget", nil, "keep nothing of what the live systems of these `NAMES` said before")
	return cmd
}
