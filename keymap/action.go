package keymap

import "slices"

// Action names what a key does. The names are what users write in their config
// and behind ":".
type Action string

// Everywhere.
const (
	Help     Action = "help"
	Command  Action = "command"
	Leave    Action = "leave"
	Cancel   Action = "cancel"
	Stop     Action = "stop"
	Quit     Action = "quit"
	Back     Action = "back"
	Swap     Action = "swap"
	Redraw   Action = "redraw"
	Refresh  Action = "refresh"
	Zone     Action = "zone"
	NextPane Action = "next-pane"
	PrevPane Action = "previous-pane"

	FocusLeft  Action = "focus-left"
	FocusDown  Action = "focus-down"
	FocusUp    Action = "focus-up"
	FocusRight Action = "focus-right"
	Wider      Action = "wider"
	Slimmer    Action = "slimmer"
	Taller     Action = "taller"
	Shorter    Action = "shorter"
	Equal      Action = "equal"
	ClosePane  Action = "close-pane"
	Zoom       Action = "zoom"
	PickTopic  Action = "topic"
	Suspend    Action = "suspend"
)

// Wherever something scrolls.
const (
	Down     Action = "down"
	Up       Action = "up"
	PageDown Action = "page-down"
	PageUp   Action = "page-up"
	HalfDown Action = "half-page-down"
	HalfUp   Action = "half-page-up"
	First    Action = "first"
	Last     Action = "last"
	Percent  Action = "percent"
	Left     Action = "left"
	Right    Action = "right"
)

// Topics, streams and records.
const (
	Open        Action = "open"
	SplitBeside Action = "split-beside"
	SplitBelow  Action = "split-below"
	Narrow      Action = "narrow"
	Mark        Action = "mark"
	Sort        Action = "sort"
	Internal    Action = "internal"

	Filter     Action = "filter"
	AllHits    Action = "all-hits"
	Find       Action = "find"
	FindNewer  Action = "find-newer"
	FindOlder  Action = "find-older"
	Bisect     Action = "bisect"
	NextEdge   Action = "next-edge"
	PrevEdge   Action = "previous-edge"
	Report     Action = "report"
	Seek       Action = "seek"
	MinuteBack Action = "minute-back"
	MinuteOn   Action = "minute-on"
	HourBack   Action = "hour-back"
	HourOn     Action = "hour-on"
	Follow     Action = "follow"
	Sync       Action = "sync"
	Wrap       Action = "wrap"

	Only        Action = "only"
	Without     Action = "without"
	NextSame    Action = "next-same"
	Shares      Action = "shares"
	Columns     Action = "columns"
	Select      Action = "select"
	CopyRows    Action = "copy-rows"
	CopyName    Action = "copy-name"
	CopyValue   Action = "copy-value"
	CopyKey     Action = "copy-key"
	CopyPath    Action = "copy-path"
	CopyHeaders Action = "copy-headers"
	CopyPlace   Action = "copy-place"
	CopyRecord  Action = "copy-record"
	CopyFile    Action = "copy-file"

	Timeline    Action = "timeline"
	ZoomIn      Action = "zoom-in"
	ZoomOut     Action = "zoom-out"
	Window      Action = "window"
	Compare     Action = "compare"
	CompareBy   Action = "compare-by"
	Parts       Action = "partitions"
	TopicConfig Action = "topic-config"

	Fold       Action = "fold"
	Unfold     Action = "unfold"
	FoldAll    Action = "fold-all"
	NextRecord Action = "next-record"
	PrevRecord Action = "previous-record"
	NextOfKey  Action = "next-of-key"
	PrevOfKey  Action = "previous-of-key"
	Hex        Action = "hex"
	Raw        Action = "raw"
	Pager      Action = "pager"
)

// explained is every action and its words, in the order in which they are listed. Never written to.
var explained = [...]struct {
	action Action
	help   string
}{
	{Help, "keys that hold here"},
	{Command, "any action, :14:20, :@88123"},
	{Leave, "one level up"},
	{Cancel, "close a prompt or overlay"},
	{Stop, "stop what runs; twice: quit"},
	{Quit, "quit riffle"},
	{Back, "back: place, filter before"},
	{Swap, "swap with the previous place"},
	{Redraw, "draw the screen again"},
	{Refresh, "ask the cluster again"},
	{Zone, "zone: UTC or local"},
	{NextPane, "next pane"},
	{PrevPane, "previous pane"},
	{FocusLeft, "pane to the left"},
	{FocusDown, "pane below"},
	{FocusUp, "pane above"},
	{FocusRight, "pane to the right"},
	{Wider, "make the pane wider"},
	{Slimmer, "make the pane slimmer"},
	{Taller, "make the pane taller"},
	{Shorter, "make the pane shorter"},
	{Equal, "same size for all panes"},
	{ClosePane, "close the pane"},
	{Zoom, "zoom the pane, and back"},
	{PickTopic, "another topic in this pane"},
	{Suspend, "back to the shell; fg: on"},

	{Down, "down"},
	{Up, "up"},
	{PageDown, "page down"},
	{PageUp, "page up"},
	{HalfDown, "half a page down"},
	{HalfUp, "half a page up"},
	{First, "first row; 12g: row, offset"},
	{Last, "last row; at the end: follow"},
	{Percent, "50%: share of the way"},
	{Left, "cell to the left"},
	{Right, "cell to the right"},

	{Open, "open"},
	{SplitBeside, "split, beside"},
	{SplitBelow, "split, below"},
	{Narrow, "narrow the list"},
	{Mark, "mark, to open several as one"},
	{Sort, "sort by the next column"},
	{Internal, "show or hide internal topics"},

	{Filter, "filter; empty shows all"},
	{AllHits, "all rows, or hits only"},
	{Find, "find, without hiding rows"},
	{FindNewer, "next newer match"},
	{FindOlder, "next older match"},
	{Report, "what was read, by partition"},
	{Bisect, "where hits begin and end"},
	{NextEdge, "on to where hits begin, end"},
	{PrevEdge, "back to where hits begin"},
	{Seek, "go to 14:20 -15m @88123 50%"},
	{MinuteBack, "1 minute back"},
	{MinuteOn, "1 minute on"},
	{HourBack, "1 hour back"},
	{HourOn, "1 hour on"},
	{Follow, "follow the end, or pause"},
	{Sync, "link the panes by time"},
	{Wrap, "wrap long values"},

	{Only, "only rows with this value"},
	{Without, "without this value"},
	{NextSame, "next row with this value"},
	{Shares, "shares of the values here"},
	{Columns, "choose columns"},
	{Select, "select rows, or end it"},
	{CopyRows, "copy the rows as JSON lines"},
	{CopyName, "copy the topic's name"},
	{CopyValue, "copy the value"},
	{CopyKey, "copy the key"},
	{CopyPath, "copy the path"},
	{CopyHeaders, "copy the headers"},
	{CopyPlace, "copy the place"},
	{CopyRecord, "copy the whole"},
	{CopyFile, "copy the whole to file"},

	{Timeline, "the records over time"},
	{ZoomIn, "closer: shorter bars"},
	{ZoomOut, "further: longer bars"},
	{Window, "mark a window, or end it"},
	{Compare, "compare two windows"},
	{CompareBy, "compare them by another path"},
	{Parts, "the partitions"},
	{TopicConfig, "configuration and replicas"},

	{Fold, "fold, or go to the parent"},
	{Unfold, "unfold"},
	{FoldAll, "fold or unfold everything"},
	{NextRecord, "next record, same field"},
	{PrevRecord, "previous record, same field"},
	{NextOfKey, "next record of this key"},
	{PrevOfKey, "previous record of this key"},
	{Hex, "bytes in hex"},
	{Raw, "the value as it came"},
	{Pager, "the value in your PAGER"},
}

// Actions lists every action, those without a key too.
func Actions() []Action {
	all := make([]Action, 0, len(explained))
	for _, e := range explained {
		all = append(all, e.action)
	}
	return all
}

// Help says what the action does, in at most 28 characters; "" if there is no such action.
func (a Action) Help() string {
	i := slices.IndexFunc(explained[:], func(e struct {
		action Action
		help   string
	}) bool {
		return e.action == a
	})
	if i < 0 {
		return ""
	}
	return explained[i].help
}
