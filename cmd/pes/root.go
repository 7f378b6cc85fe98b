package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func rootCommand(s *streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "pes",
		Short: "Turn what an outage left behind into a Post-Event Summary",
		Long: `pes reads logs, alerts, chat, status posts, notes and changes from a folder and writes a Post-Event Summary:
what happened, to whom, from onset to recovery, why as far as known, and what will be done about it.
What need not be exported it asks live systems for (collect), and looks first whether they can be asked (doctor).
Every claim names its evidence, and what the evidence does not tell is said to be unknown.`,
		Example: `  pes generate samples/checkout-payments -o -
  pes timeline samples/checkout-payments`,
		Args:          nothing,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err: err} })
	root.AddCommand(
		collectCommand(s),
		doctorCommand(s),
		generateCommand(s),
		initCommand(s),
		patternsCommand(s),
		sourcesCommand(s),
		templatesCommand(s),
		timelineCommand(s),
		versionCommand(s),
	)
	root.SetUsageTemplate(root.UsageTemplate() + exitHelp)
	checkCompletion(root)
	checkHelp(root)
	return root
}

// checkCompletion makes cobra's own completion command as strict as ours: an unknown shell is an error, not a page of help.
func checkCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd("completion") // an argument, because cobra makes it only for command lines that have one
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args = nothing
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
}

// checkHelp does the same for its help command, which takes any word.
func checkHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() != "help" {
			continue
		}
		c.Args = func(_ *cobra.Command, args []string) error {
			if found, rest, err := root.Find(args); err != nil || found == nil || len(rest) > 0 {
				return usagef("no help on %q", strings.Join(args, " "))
			}
			return nil
		}
	}
}

// folders completes the name of an incident folder.
func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
