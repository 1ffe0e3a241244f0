package safe

import (
	"strings"
	"unicode/utf8"
)

// ASCII writes a drawn text, looks included, in ASCII only, cell for cell, for a
// terminal whose character set is not UTF-8: its signs become plain ones, pictures
// of control characters "^", and any other character "?" in each cell that it
// takes. What was there is still to be seen as bytes, in hex.
func ASCII(drawn string) string {
	i := strings.IndexFunc(drawn, func(r rune) bool { return r >= utf8.RuneSelf })
	if i < 0 {
		return drawn
	}
	var b strings.Builder
	b.Grow(len(drawn))
	b.WriteString(drawn[:i])
	for _, r := range drawn[i:] {
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
			continue
		}
		for range runeWidth(r) {
			b.WriteByte(plain(r))
		}
	}
	return b.String()
}

// plain is the ASCII character for a sign.
func plain(r rune) byte {
	switch {
	case r >= '\u2400' && r <= '\u2426': // pictures of control characters
		return '^'
	case r >= '▁' && r <= '█':
		return ".:-=+*#@"[r-'▁']
	}
	switch r {
	case '…':
		return '.'
	case '·', '–', '—', '─':
		return '-'
	case '│', '▌', '▏', '▎', '▍', '▐':
		return '|'
	case '→', '›':
		return '>'
	case '▸': // folded: not the sign of the cursor
		return '+'
	case '▾': // unfolded
		return '-'
	case '↓', '▼':
		return 'v'
	case '↑', '▲':
		return '^'
	case '←', '‹':
		return '<'
	case '×':
		return 'x'
	case '≈', '∅':
		return '~'
	case '±', '∓':
		return '+'
	case '⇄':
		return '='
	case '⋯':
		return ':'
	case '“', '”':
		return '"'
	case '‘', '’':
		return '\''
	case 'µ', 'μ':
		return 'u'
	}
	return '?'
}
