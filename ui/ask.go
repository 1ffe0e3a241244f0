package ui

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/ui/prompt"
)

// hesitation is the pause after which an error is shown: whoever is typing knows
// that the text is not complete.
const hesitation = 400 * time.Millisecond

// question is a prompt with what its text is for.
type question struct {
	*prompt.Prompt
	// read says how the text is understood, or why not. It may do more, such as
	// narrowing a list.
	read func(*Model, *question) tea.Cmd
	// accept does what the text says. It returns false where it cannot, after having
	// said why.
	accept func(*Model, *question) (tea.Cmd, bool)
	// offers are what Tab completes, or nil.
	offers prompt.Completer
	// cancel undoes what read did, or is nil.
	cancel func(*Model) tea.Cmd
	// done is called when the prompt closes, or is nil.
	done func()
	// arrows move something else than the history, or is nil.
	arrows func(*Model, keymap.Action) tea.Cmd

	keys int    // counts them; a pause that was interrupted by a key is none
	why  *fault // what is wrong with the text, to be shown after a pause
}

// fault is a part of the text and what is wrong with it.
type fault struct {
	col, width int
	text       string
}

// ask opens a prompt.
func (m *Model) ask(q *question) tea.Cmd {
	m.over = q
	q.Completes(q.offers)
	return q.changed(m)
}

// changed is called at every key that changes the text.
func (q *question) changed(m *Model) tea.Cmd {
	q.keys++
	q.why = nil
	cmd := q.read(m, q)
	if q.why == nil {
		return cmd
	}
	pause := hesitated{q, q.keys}
	return tea.Batch(cmd, tea.Tick(hesitation, func(time.Time) tea.Msg { return pause }))
}

// wrong keeps an error until there is a pause. Meanwhile the line below says nothing.
func (q *question) wrong(col, width int, text string) {
	q.why = &fault{col, width, text}
	q.Say("")
}

// refuse keeps what is wrong with a filter, and what may help.
func (q *question) refuse(err error) {
	var bad *query.Error
	switch {
	case !errors.As(err, &bad):
		q.wrong(0, 1, err.Error())
	case bad.Hint == "":
		q.wrong(bad.Col, bad.Len, bad.Msg)
	default:
		q.wrong(bad.Col, bad.Len, bad.Msg+" · "+bad.Hint)
	}
}

// complain shows the error now.
func (q *question) complain() {
	if q.why != nil {
		q.Fault(q.why.col, q.why.width, q.why.text)
	}
}

// hesitated says that no key came for a while.
type hesitated struct {
	q    *question
	keys int
}

func (h hesitated) apply(m *Model) tea.Cmd {
	if m.asking(h.q) && h.q.keys == h.keys && !h.q.Listing() {
		h.q.complain()
		m.paint.now()
	}
	return nil
}

// asked is the question of an overlay that asks one.
func (q *question) asked() *question { return q }

func (q *question) press(m *Model, name, text string) tea.Cmd {
	if q.arrows != nil && !q.Listing() {
		if a := arrow(name); a != "" {
			return q.arrows(m, a)
		}
	}
	listed := q.Listing()
	switch q.Key(name, text) {
	case prompt.Moved:
		switch {
		case listed && !q.Listing():
			q.complain()
		case q.why != nil && q.Listing(): // what is being chosen is not complete
			q.Say("")
		}
	case prompt.Changed:
		return q.changed(m)
	case prompt.Edit:
		return q.edit(m)
	case prompt.Cancelled:
		q.close(m)
		if q.cancel != nil {
			return q.cancel(m)
		}
	case prompt.Accepted:
		cmd, ok := q.accept(m, q)
		if !ok {
			q.complain()
			return nil
		}
		q.close(m)
		return cmd
	}
	return nil
}

// edit gives the text to the user's editor, and takes back what was saved: as one
// line, since that is what a prompt holds.
func (q *question) edit(m *Model) tea.Cmd {
	return m.edit("riffle.txt", q.Text()+"\n", func(text string) tea.Cmd {
		q.Set(text)
		return q.changed(m)
	})
}

// close takes the prompt away.
func (q *question) close(m *Model) {
	if q.done != nil {
		q.done()
	}
	if m.asking(q) {
		m.over = nil
	}
}

// asking tells whether the overlay asks that question.
func (m *Model) asking(q *question) bool {
	over, ok := m.over.(interface{ asked() *question })
	return ok && over.asked() == q
}

// arrow is the action of an arrow key, "" for other keys.
func arrow(name string) keymap.Action {
	switch name {
	case "up", "ctrl+p":
		return keymap.Up
	case "down", "ctrl+n":
		return keymap.Down
	case "pgup":
		return keymap.PageUp
	case "pgdown":
		return keymap.PageDown
	}
	return ""
}

func (q *question) paste(m *Model, text string) tea.Cmd {
	if q.Paste(text) == prompt.Changed {
		return q.changed(m)
	}
	return nil
}

func (q *question) again(m *Model) tea.Cmd {
	q.Reopen()
	return q.changed(m)
}

// menuBelow is how many lines at the top a list of offers leaves free: the status
// line, and the title of the pane.
const menuBelow = 2

// draw puts the prompt over the last lines.
func (q *question) draw(m *Model, frame []string) *tea.Cursor {
	lines, x := q.View(m.w, m.c.Theme)
	if m.notice.text != "" { // it goes with the next key
		lines[len(lines)-1] = m.notice.draw(m.w, m.c.Theme)
	}
	at := max(len(frame)-len(lines), 0)
	copy(frame[at:], lines)
	list := q.Menu(m.w, at-menuBelow, m.c.Theme, m.c.Glyphs)
	copy(frame[at-len(list):], list)
	return tea.NewCursor(x, at)
}
