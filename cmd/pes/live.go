package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/pes-dev/pes"
)

// liveFlags name live systems, and which of them are asked.
type liveFlags struct {
	args    map[string]*[]string
	only    []string
	refresh bool
}

// add adds a flag for each kind of live system.
func (l *liveFlags) add(cmd *cobra.Command) {
	l.args = map[string]*[]string{}
	for _, k := range pes.LiveKinds() {
		l.args[k.Name] = cmd.Flags().StringArray(k.Name, nil, "ask `"+k.Arg+"` for "+k.Short+" (repeatable)")
	}
	cmd.Flags().StringSliceVar(&l.only, "only", nil, "ask only the live systems of these `NAMES`, divided by commas")
}

// addRefresh adds the flag of commands that ask nobody by themselves.
func (l *liveFlags) addRefresh(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&l.refresh, "refresh", false, "ask the live systems of incident.yaml again, for the whole window")
}

// into puts the flags into a request. ask is whom the command asks without --refresh.
func (l *liveFlags) into(r *pes.Request, s *streams, ask pes.Ask) {
	for _, k := range pes.LiveKinds() {
		if args := l.args[k.Name]; args != nil {
			for _, a := range *args {
				r.Live = append(r.Live, pes.LiveInput{Kind: k.Name, Arg: a})
			}
		}
	}
	r.Only, r.Ask = l.only, ask
	if l.refresh {
		r.Ask = pes.AskAll
	}
	r.Asking = s.asking()
}

func doctorCommand(s *streams) *cobra.Command {
	var live liveFlags
	var from, to, zone string
	var o pes.DoctorOptions
	cmd := &cobra.Command{
		Use:   "doctor [DIR]",
		Short: "Look whether live systems can be asked, and what they would be asked",
		Long: `doctor looks at each live system that incident.yaml of the folder (default: the folder you are in) or a flag names: whether it is reachable,
accepts the credentials, has the right time, and how far back it sees; and it says what "pes collect" would ask. It collects nothing and writes nothing.

The JSON form is a contract: "schema": "pes/doctor/v1". What is to be mended makes the exit status 4.`,
		Example:           `  pes doctor --alertmanager https://alerts.example.com --from 2025-10-20T06:00:00Z`,
		Args:              oneFolder,
		ValidArgsFunction: folders,
		RunE: func(cmd *cobra.Command, args []string) error {
			r := s.request()
			r.Dir, r.From, r.To, r.Zone = ".", from, to, zone
			if len(args) > 0 {
				r.Dir = args[0]
			}
			live.into(&r, s, pes.AskMissing)
			o.Width, _ = terminal(s.out)
			o.Colour = s.colours(s.out)
			res, err := pes.Doctor(cmd.Context(), r, o)
			if res == nil {
				return err
			}
			if failed := s.result(res.Text); failed != nil {
				return failed
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.Format, "format", "f", pes.DoctorFormats()[0], "`FORMAT`: "+strings.Join(pes.DoctorFormats(), ", "))
	flags.StringVar(&from, "from", "", "the `TIME` at which the window begins that would be asked for, such as \"2025-10-20 02:00\" or 2025-10-20T06:00:00Z")
	flags.StringVar(&to, "to", "", "… and the `TIME` at which it ends")
	flags.StringVar(&zone, "timezone", "", "the incident's `ZONE`, such as America/New_York")
	flags.SortFlags = false
	live.add(cmd)
	complete(cmd, "format", pes.DoctorFormats())
	return cmd
}
