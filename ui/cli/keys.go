package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"riffle/keymap"
)

// keys prints the table of keys that is in force.
func (a App) keys() *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "Print the table of keys",
		Args:  nothing,
		Run:   func(*cobra.Command, []string) { fmt.Fprint(a.Out, keymap.Default().Text()) },
	}
}
