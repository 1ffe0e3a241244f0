package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how many bytes a prompt holds: far more than anybody types, far
// less than a clipboard can.
const maxText = 64 << 10

// Event says what a key did.
type Event int

// What a key can do.
const (
	Ignored   Event = iota // it has no meaning here
	Moved                  // the cursor moved, the text is as it was
	Changed                // the text changed
	Accepted               // Enter
	Cancelled              // Esc
	Up                     // the line before, where there is no history to go through
	Down                   // the line after, likewise
	Edit                   // the text is to be edited elsewhere: Ctrl-x Ctrl-e
)

// Prompt is a line being edited, with what is said about it.
type Prompt struct {
	label   string
	text    []rune
	at      int // where the cursor stands, in runes
	killed  []rune
	history []string // oldest first
	back    int      // entries gone back; 0 is the draft
	draft   string   // what was typed before going back
	note    string   // how the text is understood
	facts   []string // what else is to be said of it
	err     *fault

	completer Completer // nil: there is nothing to offer
	menu      *menu     // nil: closed
	closed    *menu     // closed by the key before
	spaced    string    // what stood before the cursor when an offer was taken with a space behind it
	search    *search   // nil: none is under way
	chord     string    // the first of two keys
}

// fault is an error with the bytes of the text that it is about.
type fault struct {
	col, width int
	text       string
}

// New asks for a line. text stands there already; history is what Up goes
// through, oldest first, and is not changed.
func New(label, text string, history []string) *Prompt {
	p := &Prompt{label: label, history: history}
	p.set(text)
	return p
}

// Text is what stands in the line.
func (p *Prompt) Text() string { return string(p.text) }

// Say sets what stands below the line: how the text is understood, and facts, each
// of which is seen whole. It takes away a fault.
func (p *Prompt) Say(note string, facts ...string) { p.note, p.facts, p.err = note, facts, nil }

// Fault sets the second line to an error about width bytes of the text from byte
// col on.
func (p *Prompt) Fault(col, width int, text string) {
	p.err = &fault{col: col, width: max(width, 1), text: text}
}

// Paste types s: as one line, without control characters.
func (p *Prompt) Paste(s string) Event {
	s = oneLine(s)
	if s == "" {
		return Ignored
	}
	p.menu, p.search = nil, nil
	return p.insert(s)
}

// Set replaces the text and puts the cursor behind it.
func (p *Prompt) Set(text string) { p.set(oneLine(text)) }

// Reopen shows the list again that the key before has closed.
func (p *Prompt) Reopen() {
	if p.closed != nil {
		p.menu, p.closed = p.closed, nil
	}
}

func (p *Prompt) set(text string) {
	p.text = []rune(text)
	p.at = len(p.text)
}

func (p *Prompt) insert(s string) Event {
	if len(string(p.text))+len(s) > maxText {
		return Ignored
	}
	add := []rune(s)
	rest := append(add, p.text[p.at:]...)
	p.text = append(p.text[:p.at:p.at], rest...)
	p.at += len(add)
	return Changed
}

// oneLine makes text safe to type: white space becomes spaces, other control
// characters and what is no UTF-8 go.
func oneLine(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.TrimRight(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, s), " ")
}
