// Package ui is riffle on the whole screen: panes in a split tree, the keys that
// lead to them, and what stands around them.
//
// One [Model] owns the tree, the focus, the overlay on top and the size. Panes own
// what they show. Whatever happens arrives as a message in one place (update.go);
// keys become actions by the table in package keymap (keys.go), actions go to the
// pane in focus or, where it does not know them, to the root, and else to the panes
// beside it (actions.go). Panes are told and asked, they never call up, and no
// message is ever waited for: so what happens after a key can be read from top to
// bottom.
//
// Nothing here waits for a source. What reads is a command, of a pane or of what
// lies over it; it brings a message addressed to whoever gave it.
//
// The screen is painted for two reasons. A key is answered in the next frame,
// always. New data is painted only when the terminal has taken in the last data
// frame (paint.go), so that over a bad link keys are not queued behind records.
// When neither happens, nothing is written.
//
//	err := ui.Run(ctx, ui.Config{Source: src, Cluster: "prod-eu", Keys: keymap.Default()})
package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/layout"
	"riffle/ui/recall"
	"riffle/ui/safe"
	"riffle/ui/term"
	"riffle/ui/theme"
	"riffle/ui/topics"
)

// Config is what a session begins with.
type Config struct {
	Source    source.Source
	Cluster   string // its name in the status line; "" for the address
	Address   string // what is being connected to
	Open      []Opening
	Beside    bool // several openings stand beside each other, else below
	Keys      keymap.Map
	Theme     *theme.Theme      // nil: the 16 colours of the terminal, for the ground that it says it has
	Truecolor bool              // where Theme is nil: in colours of their own
	ASCII     bool              // nothing else is written: the locale is not UTF-8
	Glyphs    theme.Glyphs      // zero: those of UTF-8
	Zone      *time.Location    // nil: local. The zone key goes between it and UTC
	UTC       bool              // begin in UTC
	Mouse     bool              // the mouse is for riffle, not for the terminal's own selecting
	Now       func() time.Time  // nil: the clock
	Remote    bool              // the terminal is at the other end of an SSH connection
	Filters   map[string]string // those that stand under a name: @name
	Recall    *recall.File      // keeps what was typed for the next run; nil: nothing is kept

	Clipboard term.Clipboard // zero: the terminal's

	asks bool // the terminal for its ground
}

// Opening is a stream that a session begins with.
type Opening struct {
	Topics     []string  // merged, where there are several
	Partitions []int32   // none: all
	At         source.At // zero: the end
	Filter     string
	Follow     bool
	Columns    string // as [query.ParseColumns] reads it; "": as they were last
}

// Model is the whole screen.
type Model struct {
	c       Config
	w, h    int
	zone    *time.Location
	tree    layout.Tree
	slots   map[layout.ID]*slot // by their ids in the tree
	focus   layout.ID           // of a slot
	zoomed  bool
	last    layout.ID // the last id given out
	record  *record   // nil: none is open
	over    overlay   // nil: none
	borders borders   // between streams and record
	dragged drag
	linked  bool
	led     time.Time // the instant that linked panes were sent to
	leader  layout.ID // the slot that sends them
	held    held      // where they were sent last

	openings []Opening // to be opened when the topics are known
	keys     typed
	ahead    [][2]string // names and texts of keys for a pane that is not there yet
	stops    stops
	memory   recall.Memory
	forgets  bool // what is remembered could not be written
	plan     plan // of the filter in the prompt
	notice   notice
	torn     term.Torn
	escaped  escaped
	paint    paint
	terminal *term.Session // nil in tests: there is none to lend
	crashes  crashes
}

// notice is a sentence that stands in the footer until the next key.
type notice struct {
	text safe.Text
	look theme.Token
}

// New returns a screen that shows the topics, or what c opens.
func New(c Config) *Model {
	c = c.fitting(func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] })
	if c.Zone == nil {
		c.Zone = time.Local
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	m := &Model{c: c, zone: c.Zone, slots: map[layout.ID]*slot{}, openings: c.Open}
	if c.UTC {
		m.zone = time.UTC
	}
	s := m.newSlot()
	m.tree, m.focus = layout.New(s.id), s.id
	s.list = m.newList("", nil)
	return m
}

// Init begins with the list of topics.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(synchronised(), m.recollect(), m.slots[m.focus].list.Init())
}

// newID is an id that no pane had before.
func (m *Model) newID() layout.ID {
	m.last++
	return m.last
}

func (m *Model) newList(current string, known []source.Topic) *list {
	id := m.newID()
	return &list{id: id, Pane: topics.New(topics.Config{
		ID: id, Source: m.c.Source, Address: m.c.Address, Current: current, Known: known,
		Theme: m.c.Theme, Glyphs: m.c.Glyphs, Zone: m.zone, Now: m.c.Now, Keys: m.c.Keys,
	})}
}

// say shows a sentence until the next key.
func (m *Model) say(look theme.Token, text string) {
	m.notice = notice{text: safe.Clean(text, maxNotice), look: look}
}

// maxNotice bounds what a notice may say, in cells.
const maxNotice = 400
