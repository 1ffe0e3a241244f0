package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// keys prints the table of keys that is in force.
func (a App) keys(c *common) *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "Print the table of keys that is in force",
		Args:  nothing,
		Run:   func(*cobra.Command, []string) { fmt.Fprint(a.Out, c.file.Keys.Text()) },
	}
}
