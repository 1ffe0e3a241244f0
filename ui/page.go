package ui

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/programs"
	"riffle/ui/safe"
	"riffle/ui/term"
	"riffle/ui/theme"
)

// page gives text to the user's pager. It must be harmless on a terminal, as package
// safe makes it.
func (m *Model) page(name string, text []byte) tea.Cmd {
	if m.terminal == nil {
		return nil
	}
	argv, vars := programs.Pager(os.Getenv)
	loan := m.terminal.LendFile(argv, vars, term.File{Name: name, Text: text}, nil)
	return m.lend(loan, func(err error) tea.Cmd {
		var exit *term.ExitError
		if err != nil && !errors.As(err, &exit) { // pagers end with all sorts of codes
			m.sayFailed("PAGER names another", err)
		}
		return nil
	})
}

// pageRecord shows the value under the cursor in the user's pager.
func (m *Model) pageRecord() tea.Cmd {
	st := m.streamInFocus()
	if st == nil {
		return nil
	}
	r, ok := st.Record()
	if !ok {
		m.say(theme.Dim, "there is no record under the cursor")
		return nil
	}
	value, name := r.Value, fileName(r, m.c.Source.Format(r.Ref, r.Offset))
	return func() tea.Msg { // a value may be large
		text, ending := legible(value)
		return legibly{name + ending, text}
	}
}

// legibly is a value that is ready for the pager.
type legibly struct {
	name string
	text []byte
}

func (l legibly) apply(m *Model) tea.Cmd { return m.page(l.name, l.text) }

// fileName names a file for a record, of characters that mean nothing to a program.
func fileName(r *source.Record, offset string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c == '_' {
			return c
		}
		return '-'
	}, fmt.Sprintf("%.80s-p%d-%.40s", r.Topic, r.Partition, offset))
}

// legible makes text of a value, harmless on a terminal: JSON is indented, what is no
// text is spelled in hexadecimal digits.
func legible(value []byte) (text []byte, ending string) {
	var indented bytes.Buffer
	switch {
	case len(value) == 0:
		return []byte("(empty)\n"), ".txt"
	case json.Valid(value) && json.Indent(&indented, value, "", "  ") == nil:
		return append(safe.Escape(nil, indented.Bytes()), '\n'), ".json"
	case utf8.Valid(value):
		return append(safe.Escape(nil, value), '\n'), ".txt"
	}
	return []byte(hex.Dump(value)), ".hex"
}
