package term

import (
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

const (
	// tornWithin is how far apart the pieces of one key may arrive.
	tornWithin = 500 * time.Millisecond
	// longest is the number of bytes above which it is no key and no answer.
	longest = 64
)

// Torn puts keys together that a bad link delivered in pieces. The terminal library
// waits 50 ms for the rest of an escape sequence; when its bytes come 120 ms apart,
// the Down key is Esc, "[" and "B" to it, and the answer to [Query] types "?62;4c".
// Torn reads the pieces as what they were. It belongs to the event loop: not safe
// for concurrent use. The zero Torn is ready.
type Torn struct {
	// Hold is how long an Esc is kept back to see whether it is the beginning of
	// a torn key, up to 500 ms. 0 passes it on at once, and the key itself follows:
	// right for a good link, where waiting would be felt, and where Esc does no harm.
	Hold time.Duration

	held []tea.Msg // not passed on yet
	seq  []byte    // the sequence so far, from its Esc
	last time.Time // when its last piece came
}

// Feed takes a message of the terminal library and returns what to act on, in
// order. Messages that are no keys come back as they are. If wait is above 0, call
// [Torn.Flush] when it has passed.
func (t *Torn) Feed(msg tea.Msg, now time.Time) (out []tea.Msg, wait time.Duration) {
	piece := bytesOf(msg)
	if piece == "" {
		if _, key := msg.(tea.KeyPressMsg); key { // nothing comes in the middle of a torn key
			out = t.held
			t.clear()
		}
		return append(out, msg), 0
	}
	out = t.Flush(now)
	grown := append(t.seq[:len(t.seq):len(t.seq)], piece...)
	switch judge(grown) {
	case begun:
		t.seq, t.last = grown, now
		if string(grown) == "\x1b" && t.Hold == 0 {
			return append(out, msg), 0
		}
		t.held = append(t.held, msg)
		return out, t.wait(now)
	case whole:
		t.clear()
		return append(out, decode(grown)...), 0
	}
	if len(t.seq) > 0 { // it was no beginning after all, but this may be one
		out = append(out, t.held...)
		t.clear()
		more, wait := t.Feed(msg, now)
		return append(out, more...), wait
	}
	return append(out, msg), 0
}

// Flush returns what was kept back, if its time has passed.
func (t *Torn) Flush(now time.Time) []tea.Msg {
	if t.wait(now) > 0 {
		return nil
	}
	out := t.held
	t.held = nil
	if now.Sub(t.last) >= tornWithin {
		t.seq = nil
	}
	return out
}

// wait is the time until what is kept back is due.
func (t *Torn) wait(now time.Time) time.Duration {
	if len(t.held) == 0 {
		return 0
	}
	limit := tornWithin
	if len(t.seq) == 1 {
		limit = t.Hold
	}
	return max(0, limit-now.Sub(t.last))
}

func (t *Torn) clear() { t.held, t.seq = nil, nil }

// bytesOf is what the terminal sent for a message, as far as a piece of a sequence
// can look like it: "" for everything else.
func bytesOf(msg tea.Msg) string {
	switch msg := msg.(type) {
	case uv.UnknownEvent: // a sequence that breaks off: "\x1b[1"
		return string(msg)
	case tea.KeyPressMsg:
		switch {
		case msg.Code == tea.KeyEscape && msg.Mod == 0:
			return "\x1b"
		case msg.Code == '[' && msg.Mod == tea.ModAlt:
			return "\x1b["
		case msg.Code == ']' && msg.Mod == tea.ModAlt:
			return "\x1b]"
		case msg.Code == '\\' && msg.Mod == tea.ModAlt:
			return "\x1b\\"
		case msg.Code == 'g' && msg.Mod == tea.ModCtrl:
			return "\x07"
		case msg.Code == 'o' && msg.Mod == tea.ModAlt|tea.ModShift, msg.Code == 'O' && msg.Mod == tea.ModAlt:
			return "\x1bO"
		case len(msg.Text) == 1 && msg.Mod&^tea.ModShift == 0:
			return msg.Text
		}
	}
	return ""
}

// verdict is what bytes are as an escape sequence.
type verdict int

const (
	none  verdict = iota // no sequence, nor the beginning of one
	begun                // more must follow
	whole
)

// judge follows ECMA-48, 5.4: CSI, parameters and intermediates, a final byte; SS3
// with one byte, as keypads send it; and OSC with a text up to BEL or ST, as answers
// about colours come.
func judge(b []byte) verdict {
	switch {
	case len(b) > longest || len(b) == 0 || b[0] != 0x1b:
		return none
	case len(b) == 1:
		return begun
	case b[1] == 'O':
		if len(b) == 2 {
			return begun
		}
		if len(b) == 3 && b[2] >= 0x40 && b[2] < 0x7f {
			return whole
		}
		return none
	case b[1] == ']':
		return judgeText(b[2:])
	case b[1] != '[':
		return none
	}
	for i, c := range b[2:] {
		switch {
		case c >= 0x20 && c < 0x40:
		case c >= 0x40 && c < 0x7f && i == len(b)-3:
			return whole
		default:
			return none
		}
	}
	return begun
}

// judgeText is the verdict on what follows an OSC.
func judgeText(b []byte) verdict {
	for i, c := range b {
		switch rest := b[i:]; {
		case c == '\a' && len(rest) == 1, string(rest) == "\x1b\\":
			return whole
		case string(rest) == "\x1b":
			return begun
		case c < 0x20 || c >= 0x7f:
			return none
		}
	}
	return begun
}

// decode reads a whole sequence: a key or the terminal's answer. Anything else, such
// as the movement of a mouse, is not worth acting on so late.
func decode(seq []byte) []tea.Msg {
	var decoder uv.EventDecoder
	_, event := decoder.Decode(seq)
	switch event := event.(type) {
	case uv.KeyPressEvent:
		return []tea.Msg{tea.KeyPressMsg(event)}
	case uv.PrimaryDeviceAttributesEvent:
		return []tea.Msg{event}
	case uv.BackgroundColorEvent:
		return []tea.Msg{tea.BackgroundColorMsg(event)}
	}
	return nil
}
