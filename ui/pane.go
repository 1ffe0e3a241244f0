package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/ui/layout"
	"riffle/ui/theme"
)

// Pane is one rectangle of the screen. Panes are told actions, never keys, and
// never call up: the root asks.
type Pane interface {
	// Init begins its work.
	Init() tea.Cmd
	// Scopes are the places whose keys hold here, the most special first.
	Scopes() []keymap.Scope
	// Do carries out an action. n is the number typed before it, 0 for none. done is
	// false if it is not the pane's.
	Do(a keymap.Action, n int) (cmd tea.Cmd, done bool)
	// Update takes an asynchronous message that is addressed to it. Stale generations
	// are dropped.
	Update(msg tea.Msg) tea.Cmd
	// Resize gives it its room, the title line included.
	Resize(w, h int)
	// View draws exactly h lines of exactly w cells, styled. focus: keys go to it.
	View(focus bool) []string
	// SetZone changes the zone of the times it shows.
	SetZone(z *time.Location)
	// SetTheme changes how it looks.
	SetTheme(t *theme.Theme)
	// Close ends what it reads.
	Close()
}

// addressed is a message for one pane.
type addressed interface{ To() layout.ID }

// rooted is a message for the root itself: it says what it changes.
type rooted interface{ apply(m *Model) tea.Cmd }
