package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func generateCommand(s *streams) *cobra.Command {
	var evidence evidenceFlags
	var o pes.GenerateOptions
	var rows rowsFlag
	cmd := &cobra.Command{
		Use:   "generate [DIR]",
		Short: "Write the Post-Event Summary",
		Long: `generate reads the evidence of an incident folder (default: the folder you are in) and writes the Post-Event Summary to PES.md there, and
what it read, without secrets, to evidence.jsonl. A PES.md that was edited by hand is left alone: the new document goes to PES.new.md.
With -o - or --diff nothing is written into the folder.`,
		Example: `  pes generate samples/checkout-payments -o -
  pes generate samples/checkout-payments -o summary.md
  pes generate samples/checkout-payments --diff`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := evidence.request(s, args)
			if err != nil {
				return err
			}
			if r.Rows, err = rows.rows(); err != nil {
				return err
			}
			if o.Diff && o.File == "-" {
				return usagef("--diff and -o - exclude each other: both print to standard output")
			}
			if o.Diff && r.Dir == "" && o.File == "" {
				return usagef("--diff needs a document to compare with: a folder, or -o FILE")
			}
			res, err := pes.Generate(cmd.Context(), r, o)
			if err != nil {
				return err
			}
			if err := s.written(res, "the document"); err != nil {
				return err
			}
			return tell(s, res.Sources)
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.Genre, "genre", "t", pes.Genres()[0], "`GENRE` of the document: "+strings.Join(pes.Genres(), ", "))
	flags.StringVarP(&o.File, "output", "o", "", "write to `FILE` instead; - is standard output")
	flags.BoolVar(&o.Diff, "diff", false, "print what would change in the document, and write nothing")
	rows.add(cmd)
	evidence.add(cmd)
	completeGenres(cmd, s)
	return cmd
}

// completeGenres has a shell complete the genres of the folder that the command line names.
func completeGenres(cmd *cobra.Command, s *streams) {
	err := cmd.RegisterFlagCompletionFunc("genre", func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		return pes.GenreNames(s.folder(args)), cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not there, or has one already
	}
}

// written prints a result that is for standard output, or else says where it is.
func (s *streams) written(res *pes.Result, what string) error {
	if res.Text != nil {
		return s.result(res.Text)
	}
	switch w := res.Written; {
	case w.Edited != "":
		s.say("%s was edited by hand and is left as it is; the new document is in %s", w.Edited, w.Path)
	case w.Same:
		s.say("%s is up to date", w.Path)
	case w.Path != "":
		s.say("wrote %s to %s", what, w.Path)
	}
	return nil
}
