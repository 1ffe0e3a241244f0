package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"riffle/ui/term"
	"riffle/ui/theme"
)

// fitting fills in what the environment of a terminal says.
func (c Config) fitting(env term.Env) Config {
	if c.Theme == nil {
		c.Theme = theme.New(theme.Dark, c.Truecolor)
		switch {
		case env.Mono():
			c.Theme = theme.New(theme.Mono, false)
		case lightByName(env("COLORFGBG")):
			c.Theme = theme.New(theme.Light, c.Truecolor)
		}
		c.asks = !env.Mono() && env("TERM") != "linux"
	}
	c.ASCII = c.ASCII || !theme.UTF8(env.Locale())
	if c.Glyphs == (theme.Glyphs{}) {
		c.Glyphs = theme.Signs(env.Locale())
	}
	return c
}

// lightByName reads what some terminals set: the number of the ink and that of the
// ground, "0;15". Of the 16 colours, 7 and those from 9 on are light.
func lightByName(colours string) bool {
	at := strings.LastIndexByte(colours, ';')
	switch colours[at+1:] {
	case "7", "9", "10", "11", "12", "13", "14", "15":
		return at >= 0
	}
	return false
}

// query is what is asked of the terminal behind a frame of data. The first time
// that is also its ground (OSC 11), if the theme is to follow it. The answers come in
// turn, so when the last one is there, none is left for the shell to read; and no
// frame waits for it: a terminal that says nothing stays as it is.
func (m *Model) query() tea.Cmd {
	if !m.c.asks {
		return tea.Raw(term.Query)
	}
	m.c.asks = false
	return tea.Raw(ansi.RequestBackgroundColor + term.Query)
}

// stands changes to the theme for the ground that the terminal said it has.
func (m *Model) stands(on tea.BackgroundColorMsg) tea.Cmd {
	name := theme.Light
	if on.IsDark() {
		name = theme.Dark
	}
	if t := theme.New(name, m.c.Truecolor); *t != *m.c.Theme {
		m.c.Theme = t
		for _, p := range m.panes {
			p.SetTheme(t)
		}
		m.paint.now()
	}
	return nil
}
