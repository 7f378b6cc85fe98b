package main

import (
	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func collectCommand(s *streams) *cobra.Command {
	var evidence evidenceFlags
	var file string
	cmd := &cobra.Command{
		Use:   "collect [DIR]",
		Short: "Read the evidence and write it to evidence.jsonl",
		Long: `collect reads all evidence of an incident folder (default: the folder you are in), removes secrets, and writes evidence.jsonl:
one record a line. What came from files is replaced by a fresh reading.`,
		Example: `  pes collect samples/checkout-payments -o -
  pes collect --logs 'samples/checkout-payments/pay*.jsonl' -o evidence.jsonl`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := evidence.request(s, args)
			if err != nil {
				return err
			}
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
	return cmd
}
