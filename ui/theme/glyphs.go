package theme

import "strings"

// Glyphs are the signs that the screen is drawn with. Each is one cell wide.
type Glyphs struct {
	Focus  string // before the title in focus and the row under the cursor: ▌
	Linked string // before the row at the instant of a linked pane: ·
	Line   string // between columns of panes: │
	Dash   string // rules across a pane: ─
	Null   string // a value that is null: ∅
	More   string // something was cut: …
	Link   string // panes that go together in time: ⇄
	Open   string // an unfolded value: ▾
	Folded string // a folded value: ▸
	Hole   string // offsets without records: ⋯
	Down   string // rows below: ↓
	Up     string // rows above: ↑
	Here   string // the cursor on an axis: ▲
	Match  string // before a row that matches what is looked for: ›
	Dot    string // between two facts of a title: ·
	Bar    string // a bar to the right, from thin to a full cell: ▏▎▍▌▋▊▉█
	Scale  string // from least to most, for counts over time: ▁▂▃▄▅▆▇█, one cell per step
}

// Signs returns the glyphs for a locale as LC_ALL, LC_CTYPE or LANG spell it
// ("de_DE.UTF-8"): ASCII ones where its character set is not UTF-8. A locale that
// is empty or names no character set ("C", "POSIX", "en_GB") is not UTF-8.
func Signs(locale string) Glyphs {
	if UTF8(locale) {
		return Glyphs{
			Focus: "▌", Linked: "·", Line: "│", Dash: "─", Null: "∅", More: "…", Link: "⇄",
			Open: "▾", Folded: "▸", Hole: "⋯", Down: "↓", Up: "↑", Here: "▲", Match: "›", Dot: "·",
			Bar: "▏▎▍▌▋▊▉█", Scale: "▁▂▃▄▅▆▇█",
		}
	}
	return Glyphs{
		Focus: ">", Linked: "-", Line: "|", Dash: "-", Null: "~", More: ".", Link: "=",
		Open: "-", Folded: "+", Hole: ":", Down: "v", Up: "^", Here: "^", Match: "*", Dot: "-",
		Bar: "#", Scale: ".:-=+*#@",
	}
}

// UTF8 reports whether a locale's character set is UTF-8.
func UTF8(locale string) bool {
	_, set, _ := strings.Cut(locale, ".")
	set, _, _ = strings.Cut(set, "@") // de_DE.UTF-8@euro
	return strings.EqualFold(set, "UTF-8") || strings.EqualFold(set, "utf8")
}

// Fill draws a bar that fills a share of w cells, from 0 to 1. Where there is
// something at all, something is seen.
func (g Glyphs) Fill(share float64, w int) string {
	steps := []rune(g.Bar)
	n := int(min(max(share, 0), 1)*float64(w*len(steps)) + .5)
	if share > 0 && w > 0 {
		n = max(n, 1)
	}
	full := n / len(steps)
	bar := strings.Repeat(string(steps[len(steps)-1]), full)
	if rest := n % len(steps); rest > 0 {
		bar += string(steps[rest-1])
		full++
	}
	return bar + strings.Repeat(" ", max(w-full, 0))
}
