package safe

import (
	"sort"

	"github.com/mattn/go-runewidth"
)

// cells has the widths that the renderer's WcWidth uses, whatever the locale of
// the process: a row is as wide here as there. Never written to.
var cells = &runewidth.Condition{StrictEmojiNeutral: true}

// runeWidth is the number of cells of a character: 0, 1 or 2.
func runeWidth(r rune) int {
	if r >= 0x20 && r < 0x7f {
		return 1
	}
	return cells.RuneWidth(r)
}

// hidden reports whether r must be spelt out: it is invisible, changes the
// direction or the width of its neighbours, means something else in every font,
// or is no character.
func hidden(r rune) bool {
	if r < spelt[0][0] {
		return false
	}
	i := sort.Search(len(spelt), func(i int) bool { return r <= spelt[i][1] })
	return i < len(spelt) && r >= spelt[i][0]
}

// spelt are the ranges of [hidden], both ends included, ascending. C0, DEL and C1
// are not among them: they have pictures of their own. Never written to.
var spelt = [...][2]rune{
	{0x00AD, 0x00AD},    // soft hyphen
	{0x034F, 0x034F},    // combining grapheme joiner
	{0x0600, 0x0605},    // Arabic number signs: two widths in two libraries
	{0x061C, 0x061C},    // Arabic letter mark: turns the direction
	{0x06DD, 0x06DD},    // Arabic end of ayah
	{0x070F, 0x070F},    // Syriac abbreviation mark
	{0x0890, 0x0891},    // Arabic pound and piastre marks
	{0x08E2, 0x08E2},    // Arabic disputed end of ayah
	{0x115F, 0x1160},    // Hangul fillers
	{0x17B4, 0x17B5},    // Khmer inherent vowels
	{0x180B, 0x180F},    // Mongolian variation selectors and vowel separator
	{0x200B, 0x200F},    // zero width space and joiners, direction marks
	{0x2028, 0x202E},    // line and paragraph separators, direction overrides
	{0x2060, 0x206F},    // word joiner, invisible operators, direction isolates
	{0x2800, 0x2800},    // Braille blank: looks like a space
	{0x302E, 0x302F},    // Hangul tone marks: two cells or none
	{0x3164, 0x3164},    // Hangul filler
	{0xD800, 0xF8FF},    // surrogates, private use
	{0xFDD0, 0xFDEF},    // no characters
	{0xFE00, 0xFE0F},    // variation selectors: change the width
	{0xFEFF, 0xFEFF},    // byte order mark
	{0xFFA0, 0xFFA0},    // halfwidth Hangul filler
	{0xFFF0, 0xFFFB},    // interlinear annotation
	{0xFFFE, 0xFFFF},    // no characters
	{0x110BD, 0x110BD},  // Kaithi number sign
	{0x110CD, 0x110CD},  // Kaithi number sign above
	{0x1171E, 0x1171E},  // Ahom medial ra: two widths in two libraries
	{0x13430, 0x1345F},  // Egyptian format controls
	{0x16FF0, 0x16FF1},  // Vietnamese reading marks: two cells or none
	{0x1BCA0, 0x1BCA3},  // shorthand format controls
	{0x1D173, 0x1D17A},  // musical format controls
	{0x1F1E6, 0x1F1FF},  // halves of flags: a lone one takes one cell or two
	{0x1F3FB, 0x1F3FF},  // skin tones: two cells, or none behind a face
	{0x1FFFE, 0x1FFFF},  // no characters
	{0xE0000, 0x10FFFF}, // tags, variation selectors, private use
}
