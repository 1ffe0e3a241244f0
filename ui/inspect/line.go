package inspect

import (
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// line is one line of the screen being drawn, from left to right, never wider
// than it may be.
type line struct {
	buf  []byte
	left int // cells
	th   *theme.Theme
}

// put draws text of our own or cleaned text in the look of k.
func (l *line) put(k theme.Token, t safe.Text) {
	if l.left <= 0 {
		return
	}
	if w := safe.Width(t); w > l.left {
		t = safe.Pad(t, l.left)
		l.left = 0
	} else {
		l.left -= w
	}
	on := l.th.On(k)
	l.buf = append(append(l.buf, on...), t...)
	if on != "" {
		l.buf = append(l.buf, l.th.Off()...)
	}
}

// bytes draws at most w cells of b; cut tells whether something had no room.
func (l *line) bytes(k theme.Token, b []byte, w int) (cut bool) {
	w = min(w, l.left)
	l.buf = append(l.buf, l.th.On(k)...)
	out, cells, read := safe.Take(l.buf, b, w, l.th.On(theme.Escape), l.th.Off()+l.th.On(k))
	l.buf, l.left = out, l.left-cells
	if l.th.On(k) != "" {
		l.buf = append(l.buf, l.th.Off()...)
	}
	return read < len(b)
}

// json draws as much of a JSON value as fits, with … where it goes on.
func (l *line) json(b []byte) {
	if l.left <= 0 {
		return
	}
	look := safe.Look{
		Key: l.th.On(theme.Key), String: l.th.On(theme.String), Number: l.th.On(theme.Number),
		Word: l.th.On(theme.Word), Escape: l.th.On(theme.Escape), Off: l.th.Off(),
	}
	long := len(b) > l.left
	room := l.left
	if long {
		room--
	}
	out, cells := safe.JSON(l.buf, b, room, look)
	l.buf, l.left = out, l.left-cells
	if long {
		l.put(theme.Dim, "…")
	}
}

// right draws t at the right edge if there is room for it and a space.
func (l *line) right(k theme.Token, t safe.Text) {
	if w := safe.Width(t); w > 0 && w < l.left {
		l.space(l.left - w)
		l.put(k, t)
	}
}

// space moves n cells on.
func (l *line) space(n int) {
	for n = min(n, l.left); n > 0; n-- {
		l.buf = append(l.buf, ' ')
		l.left--
	}
}

// String fills the line up.
func (l *line) String() string {
	l.space(l.left)
	return string(l.buf)
}
