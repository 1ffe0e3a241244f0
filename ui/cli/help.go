package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"riffle/query"
	"riffle/source"
)

// help explains commands, and the two small languages that they take.
func help() *cobra.Command {
	return &cobra.Command{
		Use:         "help [COMMAND | filter | seek]",
		Annotations: map[string]string{unconfigured: "yes"},
		Short:       "Explain a command, the filters (filter), or the places (seek)",
		ValidArgs:   []string{"filter", "seek"},
		Args:        atMostOne,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return cmd.Root().Help()
			case args[0] == "filter":
				fmt.Fprint(cmd.OutOrStdout(), query.Reference())
				return nil
			case args[0] == "seek":
				fmt.Fprint(cmd.OutOrStdout(), places())
				return nil
			}
			for _, c := range cmd.Root().Commands() {
				if c.Name() == args[0] {
					c.InitDefaultHelpFlag()
					return c.Help()
				}
			}
			return noCommand(cmd.Root(), args)
		},
	}
}

// places lists what can be written where a place is asked for.
func places() string {
	var b strings.Builder
	b.WriteString("A place (AT) is where reading begins (--from) or ends (--to, exclusive):\n\n")
	for _, l := range source.AtHelp() {
		fmt.Fprintf(&b, "  %-22s %s\n", l[0], l[1])
	}
	b.WriteString("\nTimes are local, with --utc in UTC. On the command line @88123 needs to know the one\n" +
		"partition that is read: --partitions 3 --from @88123, or p3@88123.\n\n" +
		"A consumer group stands at the next record that it reads, in each partition for itself; where it\n" +
		"has committed nothing, at the oldest. --from group:NAME is what it has still to read, --to\n" +
		"group:NAME what it has read. The explorer opens at the earliest of these places. Offsets that\n" +
		"are gone, since retention removed them, are told.\n")
	return b.String()
}

// shells are those that completion knows.
func shells() []string { return []string{"bash", "fish", "powershell", "zsh"} }

// completion prints a script that completes commands, flags and names of topics.
func (a App) completion() *cobra.Command {
	return &cobra.Command{
		Use:         "completion SHELL",
		Annotations: map[string]string{unconfigured: "yes"},
		Short:       "Print the script that completes commands and topics: bash, fish, powershell or zsh",
		Example: "  source <(riffle completion bash)                                  now\n" +
			"  riffle completion bash > /etc/bash_completion.d/riffle            always\n" +
			"  riffle completion zsh > \"${fpath[1]}/_riffle\"\n" +
			"  riffle completion fish > ~/.config/fish/completions/riffle.fish\n" +
			"  riffle completion powershell | Out-String | Invoke-Expression",
		ValidArgs: shells(),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells(), args[0]) {
				return fmt.Errorf("completion %s: name one shell: %s", strings.Join(args, " "), strings.Join(shells(), ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.Out, true)
			case "fish":
				return root.GenFishCompletion(a.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.Out)
			}
			return root.GenZshCompletion(a.Out)
		},
	}
}

// flagError says what is wrong with a flag, without the words of the parser.
func flagError(cmd *cobra.Command, err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) {
		return fmt.Errorf("%w; %s --help lists the flags", err, cmd.CommandPath())
	}
	want := "it cannot be read"
	switch bad.GetFlag().Value.Type() {
	case "int", "int64":
		want = "it must be a whole number"
	case "bool":
		want = "it must be true or false"
	}
	return fmt.Errorf("--%s %q: %s", bad.GetFlag().Name, bad.GetValue(), want)
}

// noCommand is for words that are no command. Many a first try is a topic's name.
func noCommand(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("there is no command %q; riffle --help lists them, and riffle open %s opens a topic of that name", args[0], args[0])
}

func someTopic(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s needs the name of a topic; riffle topics lists them", cmd.Name())
	}
	return nil
}

func atMostOne(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one word, not %d: %s", cmd.Name(), len(args), strings.Join(args, " "))
	}
	return nil
}

func nothing(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no %q; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
	}
	return nil
}

// place reads the place that a flag names.
func place(flag, text string, now time.Time) (source.At, error) {
	at, err := source.ParseAt(text, now)
	var bad *source.AtError
	if errors.As(err, &bad) {
		return at, fmt.Errorf("--%s %q: %s; riffle help seek lists all", flag, text, bad.Msg)
	}
	return at, err
}
