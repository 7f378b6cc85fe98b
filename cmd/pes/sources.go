package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func sourcesCommand(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:   "sources [KIND]",
		Short: "List the kinds of live systems that can be asked, or show the settings of one",
		Long: `sources lists the kinds of live systems that "pes collect" can ask. With a kind it shows its settings, where it looks for its credential, and an
example; with "all" the whole reference, in Markdown: credentials, patience and limits, and every kind.`,
		Example: `  pes sources
  pes sources prometheus`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("one kind at a time: there are %d arguments, %s …", len(args), strings.Join(args[:2], ", "))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, k := range pes.LiveKinds() {
				names = append(names, k.Name)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return s.result([]byte(kindsTable()))
			}
			kind := args[0]
			if kind == "all" {
				kind = ""
			}
			page, err := pes.SourcesPage(kind)
			if err != nil {
				return err
			}
			return s.result(page)
		},
	}
}

// kindsTable is a line a kind.
func kindsTable() string {
	var b strings.Builder
	for _, k := range pes.LiveKinds() {
		fmt.Fprintf(&b, "%-16s %s\n", k.Name, k.Short)
	}
	b.WriteString("\n\"pes sources KIND\" shows the settings of one, \"pes sources all\" the whole reference.\n")
	return b.String()
}
