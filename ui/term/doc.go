// Package term stands between riffle and a terminal that may be far away, slow,
// blocked or gone.
//
// The terminal library writes to standard output inside its event loop, so a link
// that takes nothing for three seconds stops every key for three seconds, and quitting
// hangs. Measured on a 20 kB/s link, a flood of rows queued 18 MB in front of the
// answer to a key. Hence:
//
//   - [Output] takes what is written and never blocks; to the library it is a terminal.
//   - [Pacer] sends the next frame of data when the terminal has answered for the last
//     one, which keeps 16 kB in flight instead of 18 MB. Frames that answer a key are
//     never held back.
//   - [Session] gives the terminal back: at the end, after a signal, a closed
//     terminal, a panic in any goroutine, and after two seconds of anything that hangs.
//   - [Loan] gives it to another program for a while: a pager, an editor, the shell.
//   - [Torn] puts keys together that arrive in pieces.
//
// A program is run like this:
//
//	s, err := term.Open(ctx, os.Stdin, os.Stdout, source.Go)
//	if err != nil {
//		return err
//	}
//	p := tea.NewProgram(model, tea.WithContext(s.Context()), tea.WithInput(os.Stdin),
//		tea.WithOutput(s.Output()), tea.WithoutSignalHandler(), tea.WithFPS(60))
//	_, err = p.Run()
//	return cmp.Or(s.Close(), err)
package term
