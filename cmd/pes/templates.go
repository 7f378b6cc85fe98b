package main

import (
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

func templatesCommand(s *streams) *cobra.Command {
	var o pes.TemplatesOptions
	cmd := &cobra.Command{
		Use:   "templates [DIR]",
		Short: "List the genres of documents, and show their templates",
		Long: `templates lists the genres that "pes generate -t GENRE" writes: the built-in ones, your own, and those of an incident folder (default: the
folder you are in). Every template is checked.

A genre of your own is a file NAME.md.tmpl, in the folder that incident.yaml names (templates: FOLDER), or for all incidents in
pes/templates in your configuration folder ($XDG_CONFIG_HOME, else ~/.config). It takes the place of another of the same name: the folder's of
yours, and yours of a built-in one. To begin with, save one that there is under another name:

  pes templates show executive > FOLDER/weekly.md.tmpl

Its first comment says what it is for, and what it leaves out of every document: {{/* for: the weekly review; nameless; public */}}`,
		Example: `  pes templates
  pes templates samples/checkout-payments -f json
  pes templates show pes
  pes templates fields`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(_ *cobra.Command, args []string) error {
			width, _ := terminal(s.out)
			o.Width, o.Colour = width, s.colours(s.out)
			res, err := pes.Templates(s.folder(args), o)
			if err != nil {
				return err
			}
			return s.result(res.Text)
		},
	}
	cmd.Flags().StringVarP(&o.Format, "format", "f", pes.TemplatesFormats()[0], "`FORMAT`: "+strings.Join(pes.TemplatesFormats(), ", "))
	complete(cmd, "format", pes.TemplatesFormats())
	cmd.AddCommand(templateShowCommand(s), templateFieldsCommand(s))
	return cmd
}

func templateShowCommand(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:   "show GENRE [DIR]",
		Short: "Print the template of a genre, to start from",
		Long: `show prints the template of a genre. Saved as NAME.md.tmpl in a folder of templates, it writes what the genre writes, and can be changed
from there: it is Markdown with actions of Go's text/template in it, of which {{template "impact" .}} is a piece that the genres share.
"pes templates fields" has all that an action can name.`,
		Example: `  pes templates show executive`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no genre was named: there are %s", strings.Join(pes.Genres(), ", "))
			}
			return oneFolder(nil, args[1:])
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, toComplete string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return folders(cmd, args, toComplete)
			}
			return pes.GenreNames(s.folder(nil)), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			res, err := pes.ShowTemplate(s.folder(args[1:]), args[0])
			if err != nil {
				return err
			}
			return s.result(res.Text)
		},
	}
}

func templateFieldsCommand(s *streams) *cobra.Command {
	return &cobra.Command{
		Use:     "fields",
		Short:   "Print all that a template can name: fields, functions and shared pieces",
		Example: `  pes templates fields`,
		Args:    nothing,
		RunE:    func(*cobra.Command, []string) error { return s.result(pes.TemplateFields().Text) },
	}
}

// folder is a request about a folder, the one you are in if none is named.
func (s *streams) folder(args []string) pes.Request {
	r := pes.Request{Dir: ".", UserTemplates: s.userTemplates()}
	if len(args) > 0 {
		r.Dir = args[0]
	}
	return r
}

// userTemplates is the folder of the user's own templates, in their configuration folder as os.UserConfigDir has it; "" if nothing says
// where that is.
func (s *streams) userTemplates() string {
	dir := configFolder(s.env, runtime.GOOS)
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "pes", "templates")
}

func configFolder(env func(string) string, system string) string {
	switch system {
	case "windows":
		return env("AppData")
	case "darwin", "ios":
		if home := env("HOME"); home != "" {
			return filepath.Join(home, "Library", "Application Support")
		}
		return ""
	}
	if dir := env("XDG_CONFIG_HOME"); filepath.IsAbs(dir) { // the XDG Base Directory Specification has others ignored
		return dir
	}
	if home := env("HOME"); home != "" {
		return filepath.Join(home, ".config")
	}
	return ""
}
