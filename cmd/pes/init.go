package main

import (
	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func initCommand(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a commented incident.yaml into a folder",
		Long: `init writes a commented incident.yaml into DIR (default: the folder you are in), and makes the folder if it is not there.
Every key of it is optional. One that is there already is left as it is.`,
		Example:           `  pes init incidents/2025-10-20`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			name, err := pes.Init(dir)
			if err != nil {
				return err
			}
			s.say("wrote %s; put the evidence beside it and run: pes generate %s", name, dir)
			return nil
		},
	}
}
