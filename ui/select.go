package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/jsonl"
	"riffle/ui/theme"
)

// copyRows copies the rows that are selected as lines of JSON, as riffle cat prints
// them, and ends the selection.
func (m *Model) copyRows() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	list, left := st.Selected()
	st.Unselect()
	switch {
	case left > 0:
		m.say(theme.Warn, figures.Things(left, "row")+" of the selection left the memory: nothing was copied · riffle cat prints any number of them")
		return nil
	case len(list) == 0:
		m.say(theme.Dim, "no record is among the rows selected")
		return nil
	}
	board, what := m.c.Clipboard, figures.Things(len(list), "row")+" as JSON lines"
	return func() tea.Msg {
		text, err := linesOf(context.Background(), st, list)
		if err != nil {
			return copied{err: fmt.Errorf("copying %s: %w", what, err)}
		}
		to, path, err := board.Copy(context.Background(), text)
		return copied{what, text, to, path, false, err}
	}
}

// linesOf writes records as lines of JSON, each of them whole.
func linesOf(ctx context.Context, st *stream, list []*source.Record) (text []byte, err error) {
	for _, r := range list {
		if r, err = st.Whole(ctx, r); err != nil {
			return nil, err
		}
		text = jsonl.Append(text, r)
	}
	return text, nil
}
