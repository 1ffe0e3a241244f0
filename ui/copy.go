package ui

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/term"
	"riffle/ui/theme"
)

// copyPart copies a part of what is under the cursor.
func (m *Model) copyPart(a keymap.Action) tea.Cmd {
	c, _, ok := m.cell()
	if !ok {
		return nil
	}
	r := c.Record
	switch a {
	case keymap.CopyKey:
		if n, _, ok := source.Integer(r.Key); ok {
			return m.copyText("the key", strconv.AppendInt(nil, n, 10))
		}
		return m.copyText("the key", r.Key)
	case keymap.CopyRecord:
		return m.copyText("the whole value", r.Value)
	case keymap.CopyHeaders:
		return m.copyText("the headers", headerLines(r))
	case keymap.CopyPath:
		return m.copyText("the path "+c.Path, []byte(c.Path))
	case keymap.CopyPlace:
		text := m.coordinates(r)
		return m.copyText(text, []byte(text))
	case keymap.CopyFile:
		return m.keepText("the whole value", r.Value)
	}
	return m.copyText(c.Path, c.Text())
}

// copyName copies the names of the marked topics, one a line, or else of the one
// under the cursor.
func (m *Model) copyName() tea.Cmd {
	s := m.current()
	if !s.listed() {
		return nil
	}
	var names []string
	for _, t := range s.list.Selected() {
		names = append(names, t.Name)
	}
	what := "the name"
	if len(names) > 1 {
		what = figures.Things(len(names), "name")
	}
	return m.copyText(what, []byte(strings.Join(names, "\n")))
}

// coordinates say where a record lies, as a place in its topic is typed.
func (m *Model) coordinates(r *source.Record) string {
	return r.Topic + " " + source.AtRecord(r.Partition, r.Offset).String()
}

// headerLines are the headers of a record, one a line, as they came; numbers in
// binary as their digits.
func headerLines(r *source.Record) []byte {
	var b strings.Builder
	for h := range r.Headers.All() {
		if n, _, ok := source.HeaderInteger(h.Value); ok {
			fmt.Fprintf(&b, "%s: %d\n", h.Name, n)
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	return []byte(b.String())
}

// copyText brings a text to the clipboard. what names it for people.
func (m *Model) copyText(what string, text []byte) tea.Cmd {
	if len(text) == 0 {
		m.say(theme.Dim, "nothing to copy: "+what+" is empty")
		return nil
	}
	board := m.c.Clipboard
	return func() tea.Msg {
		to, path, err := board.Copy(context.Background(), text)
		return copied{what, text, to, path, false, err}
	}
}

// keepText writes a text into a file.
func (m *Model) keepText(what string, text []byte) tea.Cmd {
	board := m.c.Clipboard
	return func() tea.Msg {
		path, err := board.Keep(text)
		return copied{what, text, term.ToFile, path, true, err}
	}
}

// copied says where a text went.
type copied struct {
	what string
	text []byte
	to   term.Copied
	path string
	// asked tells that a file was asked for; else it takes what a terminal does not.
	asked bool
	err   error
}

func (c copied) apply(m *Model) tea.Cmd {
	m.paint.now()
	size := figures.Bytes(int64(len(c.text)))
	switch {
	case c.err != nil:
		m.say(theme.Bad, c.err.Error())
	case c.to == term.ToFile && !c.asked:
		m.say(theme.Good, "written to "+c.path+": "+size+" are more than a terminal takes ("+figures.Bytes(term.ClipboardMost)+") · "+c.what)
	case c.to == term.ToFile:
		m.say(theme.Good, size+" of "+c.what+" written to "+c.path)
	case c.to == term.ToTmux:
		m.say(theme.Good, "copied "+size+": "+c.what+" · into tmux and its terminal")
	default:
		m.say(theme.Good, "copied "+size+": "+c.what+" · sent to the terminal (OSC 52); "+m.keyOf(keymap.CopyFile)+" writes a file")
		return tea.Raw(term.Sequence(c.text))
	}
	return nil
}
