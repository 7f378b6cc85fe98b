package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func generateCommand(s *streams) *cobra.Command {
	var evidence evidenceFlags
	var live liveFlags
	var o pes.GenerateOptions
	var rows rowsFlag
	cmd := &cobra.Command{
		Use:   "generate [DIR]",
		Short: "Write the Post-Event Summary",
		Long: `generate reads the evidence of an incident folder (default: the folder you are in) and writes the Post-Event Summary to PES.md there, and
what it read, without secrets, to evidence.jsonl. In a PES.md that people edited, their words stay: what they changed is kept, the rest is
replaced, and where the facts behind a changed section are new, the new version stands under it as a suggestion. What was kept, replaced and
suggested is told on standard error. With -o - or --diff nothing is written into the folder; -o - prints the document as it is made, unmerged.`,
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
			live.into(&r, s, pes.AskNobody)
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
			for _, line := range res.Merged {
				s.say("  %s", line)
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
	live.addRefresh(cmd)
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
	case w.Beside != "":
		s.say("%s is no document of pes, or a link, and is left as it is; the new document is in %s", w.Beside, w.Path)
	case w.Same:
		s.say("%s is up to date", w.Path)
	case w.Path != "":
		s.say("wrote %s to %s", what, w.Path)
	}
	return nil
}
