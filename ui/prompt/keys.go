package prompt

import (
	"strings"
	"unicode"
)

// Help says what keys do in a prompt. They are those of a shell, whatever the table
// of keys says: hands know them.
func Help() [][2]string {
	return [][2]string{
		{"Tab  Shift-Tab", "complete what was seen: paths, values, operators; then the next, the one before"},
		{"Up  Down", "what was typed before; in a list, the next one"},
		{"Ctrl-r", "look for what was typed before, by a part of it; again: older"},
		{"Ctrl-a  Ctrl-e", "to the beginning, to the end"},
		{"Ctrl-Left  Ctrl-Right", "a word back, a word on"},
		{"Ctrl-w  Ctrl-u  Ctrl-k", "delete a word, all before, all behind the cursor"},
		{"Ctrl-y", "put back what was deleted last"},
		{"Ctrl-x Ctrl-e", "edit it in $EDITOR"},
		{"Enter  Esc", "take it; close the list, then the prompt"},
	}
}

// Key takes a key by its name, such as "ctrl+a", and the text that it types, ""
// for none.
func (p *Prompt) Key(name, text string) Event {
	chord := p.chord
	p.chord, p.closed = "", nil
	if p.menu != nil {
		if e, ok := p.menuKey(name); ok {
			return e
		}
	}
	if p.search != nil {
		if e, ok := p.searchKey(name, text); ok {
			return e
		}
	}
	was := p.Text()
	e := p.edit(chord, name, text)
	switch {
	case p.Text() != was:
		p.offer()
	case e != Ignored && name != "tab":
		p.menu = nil // it was about another place
	}
	return e
}

// edit is what a key does where nothing is listed and nothing looked for. chord is
// the key before, where it waits for a second one.
func (p *Prompt) edit(chord, name, text string) Event {
	if chord == "ctrl+x" && name == "ctrl+e" {
		return Edit
	}
	switch name {
	case "ctrl+x":
		p.chord = name
		return Ignored
	case "tab":
		return p.complete()
	case "enter":
		return Accepted
	case "esc":
		return Cancelled
	case "up", "ctrl+p":
		return p.earlier()
	case "down", "ctrl+n":
		return p.later()
	case "ctrl+r":
		return p.seek()
	}
	if e, ok := p.move(name); ok {
		return e
	}
	if e, ok := p.remove(name); ok {
		return e
	}
	if p.spacedBy(text) {
		return Moved
	}
	if text = oneLineKeepingSpace(text); text != "" {
		return p.insert(text)
	}
	return Ignored
}

// oneLineKeepingSpace cleans typed text, of which a space is all there may be.
func oneLineKeepingSpace(text string) string {
	if strings.TrimLeft(text, " ") == "" {
		return text
	}
	return oneLine(text)
}

func (p *Prompt) move(name string) (Event, bool) {
	to := p.at
	switch name {
	case "left", "ctrl+b":
		to--
	case "right", "ctrl+f":
		to++
	case "home", "ctrl+a":
		to = 0
	case "end", "ctrl+e":
		to = len(p.text)
	case "alt+b", "alt+left", "ctrl+left":
		to = p.wordLeft(inWord)
	case "alt+f", "alt+right", "ctrl+right":
		to = p.wordRight()
	default:
		return Ignored, false
	}
	p.at = min(max(to, 0), len(p.text))
	return Moved, true
}

func (p *Prompt) remove(name string) (Event, bool) {
	switch name {
	case "backspace", "ctrl+h":
		return p.cut(p.at-1, p.at, false), true
	case "delete", "ctrl+d":
		return p.cut(p.at, p.at+1, false), true
	case "ctrl+w":
		return p.cut(p.wordLeft(notSpace), p.at, true), true
	case "alt+backspace":
		return p.cut(p.wordLeft(inWord), p.at, true), true
	case "alt+d":
		return p.cut(p.at, p.wordRight(), true), true
	case "ctrl+u":
		return p.cut(0, p.at, true), true
	case "ctrl+k":
		return p.cut(p.at, len(p.text), true), true
	case "ctrl+y":
		return p.insert(string(p.killed)), true
	}
	return Ignored, false
}

// cut takes [from, to) out; kept for ctrl+y where keep says so.
func (p *Prompt) cut(from, to int, keep bool) Event {
	from, to = max(from, 0), min(to, len(p.text))
	if from >= to {
		return Ignored
	}
	if keep {
		p.killed = append([]rune(nil), p.text[from:to]...)
	}
	p.text = append(p.text[:from:from], p.text[to:]...)
	p.at = from
	return Changed
}

func inWord(r rune) bool   { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// wordLeft is where the word before the cursor begins.
func (p *Prompt) wordLeft(in func(rune) bool) int {
	i := p.at
	for i > 0 && !in(p.text[i-1]) {
		i--
	}
	for i > 0 && in(p.text[i-1]) {
		i--
	}
	return i
}

// wordRight is where the word at or after the cursor ends.
func (p *Prompt) wordRight() int {
	i := p.at
	for i < len(p.text) && !inWord(p.text[i]) {
		i++
	}
	for i < len(p.text) && inWord(p.text[i]) {
		i++
	}
	return i
}

// earlier goes one entry back in the history.
func (p *Prompt) earlier() Event {
	if p.back >= len(p.history) {
		return Up
	}
	if p.back == 0 {
		p.draft = p.Text()
	}
	p.back++
	p.set(p.history[len(p.history)-p.back])
	return Changed
}

// later goes one entry on, at last to what was being typed.
func (p *Prompt) later() Event {
	if p.back == 0 {
		return Down
	}
	p.back--
	if p.back == 0 {
		p.set(p.draft)
	} else {
		p.set(p.history[len(p.history)-p.back])
	}
	return Changed
}
