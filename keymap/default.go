package keymap

// Default is the one table. Nothing else in the program knows a key.
//
// Keys that are never bound, because they never arrive or mean something else
// already: Ctrl-b and Ctrl-a (prefixes of tmux and screen), Ctrl-s and Ctrl-q (flow
// control), Ctrl-z and Ctrl-\ (signals), Ctrl-h (Backspace on many terminals),
// Ctrl-t (browsers), Alt and function keys, digits (counts), and "[" and "O": over
// a slow link the Down key can arrive as Esc, "[", "B", one by one.
func Default() Map {
	return newMap([]Binding{
		{Scope: Topics, Action: Open, Keys: []string{"enter"}, Footer: 1},
		{Scope: Topics, Action: Mark, Keys: []string{"space"}, Footer: 2, Short: "mark"},
		{Scope: Topics, Action: SplitBeside, Keys: []string{"v"}, Help: "open beside", Footer: 3, Short: "beside/below"},
		{Scope: Topics, Action: SplitBelow, Keys: []string{"s"}, Help: "open below", Footer: 3},
		{Scope: Topics, Action: Narrow, Keys: []string{"/"}, Footer: 4, Short: "narrow"},
		{Scope: Topics, Action: Sort, Keys: []string{"S"}, Footer: 5, Short: "sort"},
		{Scope: Topics, Action: Internal, Keys: []string{"i"}},

		{Scope: Stream, Action: Filter, Keys: []string{"f", "&"}, Footer: 1, Short: "filter"},
		{Scope: Stream, Action: AllHits, Keys: []string{"a", `\`}, Footer: 2, Short: "all/hits"},
		{Scope: Stream, Action: Seek, Keys: []string{"t"}, Footer: 3, Short: "time"},
		{Scope: Stream, Action: MinuteBack, Keys: []string{","}, Footer: 4, Short: "min"},
		{Scope: Stream, Action: MinuteOn, Keys: []string{"."}, Footer: 4},
		{Scope: Stream, Action: HourBack, Keys: []string{"<"}},
		{Scope: Stream, Action: HourOn, Keys: []string{">"}},
		{Scope: Stream, Action: Follow, Keys: []string{"F"}, Footer: 5, Short: "follow"},
		{Scope: Stream, Action: Open, Keys: []string{"enter"}, Help: "open the record", Footer: 6, Short: "record"},
		{Scope: Stream, Action: SplitBeside, Keys: []string{"v"}, Footer: 7, Short: "split"},
		{Scope: Stream, Action: SplitBelow, Keys: []string{"s"}, Footer: 7},
		{Scope: Stream, Action: Sync, Keys: []string{"S"}, Footer: 8, Short: "link"},
		{Scope: Stream, Action: Wrap, Keys: []string{"w"}},

		{Scope: Record, Action: Open, Keys: []string{"enter"}, Help: "unfold what is inside"},
		{Scope: Record, Action: NextRecord, Keys: []string{"J"}, Footer: 1, Short: "other record"},
		{Scope: Record, Action: PrevRecord, Keys: []string{"K"}, Footer: 1},
		{Scope: Record, Action: Fold, Keys: []string{"h", "left"}, Footer: 2, Short: "fold"},
		{Scope: Record, Action: Unfold, Keys: []string{"l", "right"}, Footer: 2},
		{Scope: Record, Action: FoldAll, Keys: []string{"z"}, Footer: 3, Short: "all"},
		{Scope: Record, Action: Hex, Keys: []string{"H"}, Footer: 4, Short: "hex"},
		{Scope: Record, Action: Raw, Keys: []string{"r"}, Footer: 5, Short: "raw"},
		{Scope: Record, Action: Wrap, Keys: []string{"w"}, Footer: 6, Short: "wrap"},

		{Scope: Move, Action: Down, Keys: []string{"j", "down"}},
		{Scope: Move, Action: Up, Keys: []string{"k", "up"}},
		{Scope: Move, Action: PageDown, Keys: []string{"space", "ctrl+f", "pgdown"}},
		{Scope: Move, Action: PageUp, Keys: []string{"b", "pgup"}},
		{Scope: Move, Action: HalfDown, Keys: []string{"d", "ctrl+d"}},
		{Scope: Move, Action: HalfUp, Keys: []string{"u", "ctrl+u"}},
		{Scope: Move, Action: First, Keys: []string{"g", "home"}},
		{Scope: Move, Action: Last, Keys: []string{"G", "end"}},
		{Scope: Move, Action: Percent, Keys: []string{"%"}},
		{Scope: Move, Action: Left, Keys: []string{"h", "left"}},
		{Scope: Move, Action: Right, Keys: []string{"l", "right"}},

		{Scope: Everywhere, Action: NextPane, Keys: []string{"tab"}, Footer: 20, Short: "pane"},
		{Scope: Everywhere, Action: PrevPane, Keys: []string{"shift+tab"}},
		{Scope: Everywhere, Action: Zoom, Keys: []string{"Z"}, Footer: 21, Short: "zoom"},
		{Scope: Everywhere, Action: Leave, Keys: []string{"q"}, Footer: 22, Short: "back"},
		{Scope: Everywhere, Action: Help, Keys: []string{"?"}, Footer: 23, Short: "keys"},
		{Scope: Everywhere, Action: Command, Keys: []string{":"}},
		{Scope: Everywhere, Action: Cancel, Keys: []string{"esc"}},
		{Scope: Everywhere, Action: Stop, Keys: []string{"ctrl+c"}},
		{Scope: Everywhere, Action: Back, Keys: []string{"backspace"}},
		{Scope: Everywhere, Action: Swap, Keys: []string{"' '"}},
		{Scope: Everywhere, Action: PickTopic, Keys: []string{"o"}},
		{Scope: Everywhere, Action: Zone, Keys: []string{"U"}},
		{Scope: Everywhere, Action: Refresh, Keys: []string{"ctrl+r"}},
		{Scope: Everywhere, Action: Redraw, Keys: []string{"ctrl+l"}},
		{Scope: Everywhere, Action: FocusLeft, Keys: []string{"ctrl+w h", "ctrl+w left"}},
		{Scope: Everywhere, Action: FocusDown, Keys: []string{"ctrl+w j", "ctrl+w down"}},
		{Scope: Everywhere, Action: FocusUp, Keys: []string{"ctrl+w k", "ctrl+w up"}},
		{Scope: Everywhere, Action: FocusRight, Keys: []string{"ctrl+w l", "ctrl+w right"}},
		{Scope: Everywhere, Action: Wider, Keys: []string{"ctrl+w >"}},
		{Scope: Everywhere, Action: Slimmer, Keys: []string{"ctrl+w <"}},
		{Scope: Everywhere, Action: Taller, Keys: []string{"ctrl+w +"}},
		{Scope: Everywhere, Action: Shorter, Keys: []string{"ctrl+w -"}},
		{Scope: Everywhere, Action: Equal, Keys: []string{"ctrl+w ="}},
		{Scope: Everywhere, Action: ClosePane, Keys: []string{"ctrl+w c"}},
	})
}
