// Package theme says what meanings look like.
//
// Panes name a meaning, never a colour: [Time], [Bad], [Hit]. A theme maps each to
// an SGR sequence. The default one uses the 16 colours of the terminal, so that it
// fits whatever palette its user has chosen, and costs half the bytes of 24-bit
// colours, which counts over SSH. A look never carries meaning alone: a sign or a
// word always says the same, so the screen can be read without any colour.
//
//	th := theme.New(theme.Dark, false)
//	row := th.Paint(theme.Time, "14:01:52.201") + "  " + th.Paint(theme.Key, "c-0647")
package theme

import (
	"strings"

	"riffle/ui/safe"
)

// Token is a meaning that has a look.
type Token int

// The meanings.
const (
	Plain  Token = iota
	Dim          // what is there but rarely read: markers, holes, units
	Strong       // titles, the name of the pane in focus
	Accent       // ▌, the focused title, links between panes
	Time         // times in rows
	Place        // partition and offset in rows
	Key          // a record's key; names in JSON
	String       // JSON strings
	Number       // JSON numbers
	Word         // true, false, null
	Good         // committed, live
	Warn         // paused with news, slack, binary
	Bad          // errors, aborted
	Escape       // the picture of a control byte
	Cursor       // the row or cell under the cursor: reverse
	Bar          // status line and footer
	Hit          // the part of a row that a search matched
)

// tokens is how many there are.
const tokens = int(Hit) + 1

// Theme turns tokens into SGR sequences. It is immutable.
type Theme struct{ on [tokens]string }

// off ends every look.
const off = "\x1b[m"

// On is the sequence that begins a token's look, "" for [Plain].
func (t *Theme) On(k Token) string { return t.on[k] }

// Off is the sequence that ends any look.
func (t *Theme) Off() string { return off }

// Paint wraps s in the look of k. A look inside s ends with its own end: where s
// is painted already, use [Theme.Over].
func (t *Theme) Paint(k Token, s string) string {
	if t.on[k] == "" || s == "" {
		return s
	}
	return t.on[k] + s + off
}

// Over wraps s, parts of which are painted already, in the look of k: each part
// keeps its own look and k comes back behind it. It is for a row under the cursor
// and for the bars.
func (t *Theme) Over(k Token, s string) string {
	on := t.on[k]
	if on == "" || s == "" {
		return s
	}
	return on + strings.ReplaceAll(s, off, off+on) + off
}

// Values is what [safe.JSON] paints with.
func (t *Theme) Values() safe.Look {
	return safe.Look{
		Key:    t.on[Key],
		String: t.on[String],
		Number: t.on[Number],
		Word:   t.on[Word],
		Escape: t.on[Escape],
		Off:    off,
	}
}
