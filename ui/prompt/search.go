package prompt

import (
	"strings"
	"unicode/utf8"
)

// search is looking for an earlier text by a part of it, as Ctrl-r does in a shell.
type search struct {
	needle string
	back   int    // entries gone back; 0: none was found yet
	none   bool   // no entry holds the needle
	draft  string // what stood in the line before
}

// seek begins a search: for what is typed from now on.
func (p *Prompt) seek() Event {
	if len(p.history) == 0 {
		return Ignored
	}
	p.search = &search{draft: p.Text()}
	return Moved
}

// searchKey is what keys do during a search; ok is false for those that end it and
// go on with what was found.
func (p *Prompt) searchKey(name, text string) (e Event, ok bool) {
	s := p.search
	switch name {
	case "ctrl+r", "up", "ctrl+p":
		return p.older(s.back + 1), true
	case "down", "ctrl+n":
		return p.newer(), true
	case "backspace", "ctrl+h":
		if s.needle == "" {
			return p.unfind(), true
		}
		_, n := utf8.DecodeLastRuneInString(s.needle)
		s.needle = s.needle[:len(s.needle)-n]
		return p.older(1), true
	case "esc", "ctrl+g":
		p.closed = nil
		return p.unfind(), true
	}
	if text = oneLineKeepingSpace(text); text != "" {
		s.needle += text
		return p.older(max(s.back, 1)), true
	}
	p.search, p.back = nil, s.back
	if p.back > 0 {
		p.draft = s.draft
	}
	if name == "enter" && s.none { // nobody asked for what stands there
		return Moved, true
	}
	return Ignored, false
}

// unfind ends a search and puts back what stood in the line.
func (p *Prompt) unfind() Event {
	draft := p.search.draft
	p.search = nil
	p.set(draft)
	return Changed
}

// older finds the first entry that holds the needle, from so many back on.
func (p *Prompt) older(from int) Event {
	s := p.search
	for back := from; back <= len(p.history); back++ {
		if p.holds(back) {
			s.back, s.none = back, false
			p.set(p.history[len(p.history)-back])
			return Changed
		}
	}
	s.none = s.back == 0 || !p.holds(s.back)
	return Moved
}

// newer goes back towards the newest.
func (p *Prompt) newer() Event {
	s := p.search
	for back := s.back - 1; back > 0; back-- {
		if p.holds(back) {
			s.back = back
			p.set(p.history[len(p.history)-back])
			return Changed
		}
	}
	return Moved
}

// holds tells whether an entry holds the needle, in any case of letters.
func (p *Prompt) holds(back int) bool {
	return strings.Contains(strings.ToLower(p.history[len(p.history)-back]), strings.ToLower(p.search.needle))
}

// heading is the label of the line: what is asked for, and in a search what is
// looked for.
func (p *Prompt) heading() string {
	switch s := p.search; {
	case s == nil:
		return p.label
	case s.needle == "":
		return "earlier " + p.label
	case s.none:
		return "no earlier " + p.label + ` with "` + s.needle + `"`
	default:
		return "earlier " + p.label + ` with "` + s.needle + `"`
	}
}
