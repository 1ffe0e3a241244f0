package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/records"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// shares shows the values of a path with how often each is there: of the rows that
// are loaded at once, of the whole range when it is asked for.
type shares struct {
	st     *stream
	path   string
	column *query.Column
	loaded int64 // rows
	sum    query.Sum
	cursor int
	from   int // the first value that is seen

	census *records.Census // nil: only the loaded rows were counted
	tally  *query.Tally
	cancel context.CancelFunc
	over   source.Coverage // of the census, as it was last told
	going  bool
	asks   string // what the range would take to read: somebody has to agree
}

// valuesMost is how many values are listed.
const valuesMost = 500

// shares opens the values of the path under the cursor.
func (m *Model) shares() tea.Cmd {
	c, st, ok := m.cell()
	if !ok {
		return nil
	}
	path := cmp.Or(c.Any, c.Path)
	column, err := query.CompileColumn(path)
	if err != nil {
		m.say(theme.Bad, err.Error())
		return nil
	}
	k := &shares{st: st, path: path, column: column}
	m.over = k
	list := st.Loaded()
	return func() tea.Msg {
		t := query.NewTally(column, query.TallyMemory)
		for _, r := range list {
			t.Add([]source.Record{*r})
		}
		return sampled{k, t.Sum(valuesMost)}
	}
}

// sampled brings what the loaded rows have.
type sampled struct {
	k   *shares
	sum query.Sum
}

func (s sampled) apply(m *Model) tea.Cmd {
	if m.over == s.k && s.k.census == nil {
		s.k.sum, s.k.loaded = s.sum, s.sum.Records
		m.paint.now()
	}
	return nil
}

const (
	// censusStep is how long the range is read before the screen is told.
	censusStep = 150 * time.Millisecond
)

// count counts the whole range.
func (k *shares) count(m *Model) tea.Cmd {
	if k.going {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	k.tally = query.NewTally(k.column, query.TallyMemory)
	k.census, k.cancel, k.going = k.st.Census(k.tally.Add, k.asks != ""), cancel, true
	return k.step(ctx)
}

// step reads on for a moment.
func (k *shares) step(ctx context.Context) tea.Cmd {
	census, tally := k.census, k.tally
	return func() tea.Msg {
		more := census.Step(ctx, censusStep)
		return counted{k, ctx, tally.Sum(valuesMost), census.Coverage.Clone(), more}
	}
}

// counted brings what the range has so far.
type counted struct {
	k    *shares
	ctx  context.Context
	sum  query.Sum
	over source.Coverage
	more bool
}

func (c counted) apply(m *Model) tea.Cmd {
	k := c.k
	k.going = c.more
	if plan, much := k.census.Asks(); !c.more && much { // nothing was read: the loaded rows stay
		k.cancel()
		k.census, k.asks = nil, plan.Short()
		m.paint.now()
		return nil
	}
	k.sum, k.over, k.asks = c.sum, c.over, ""
	k.cursor = min(k.cursor, k.last())
	switch {
	case !c.more:
		k.cancel()
	case m.over != k:
		k.cancel() // closed: the next step says so, and closes
		return k.step(c.ctx)
	default:
		return tea.Batch(k.step(c.ctx), m.data())
	}
	if m.over == k {
		m.paint.now()
	}
	return nil
}

// lack is a row of records that have no value.
type lack struct {
	label  safe.Text
	count  int64
	filter string // that finds them
}

// lacks are the rows below the values.
func (k *shares) lacks() (list []lack) {
	if n := k.sum.Missing; n > 0 {
		label := safe.Text("(missing)")
		if of := k.sum.NotJSON; of > 0 {
			label = safe.Text("(missing, " + figures.Count(of) + " not JSON)")
		}
		list = append(list, lack{label, n, k.column.Missing()})
	}
	if n := k.sum.Empty; n > 0 {
		list = append(list, lack{"(empty list)", n, k.column.Empty()})
	}
	return list
}

// last is the last row that the cursor can be on: below the values, and those of the
// records that have none, the range can be counted.
func (k *shares) last() int {
	n := len(k.sum.Top) + len(k.lacks()) - 1
	if k.census == nil {
		n++
	}
	return max(n, 0)
}

func (k *shares) press(m *Model, name, _ string) tea.Cmd {
	page := max(k.height(m)-1, 1)
	a, _ := m.c.Keys.Lookup(name, keymap.Value, keymap.Move)
	switch {
	case name == "enter" && k.onCount(), a == keymap.Shares && !k.going:
		return k.count(m)
	case name == "enter", a == keymap.Only:
		return k.choose(m, false)
	case a == keymap.Without:
		return k.choose(m, true)
	case name == "esc", name == "q":
		if k.going { // what was counted so far stays
			k.cancel()
			return nil
		}
		m.over = nil
	}
	by := map[keymap.Action]int{keymap.Down: 1, keymap.Up: -1, keymap.PageDown: page, keymap.PageUp: -page,
		keymap.HalfDown: page / 2, keymap.HalfUp: -page / 2, keymap.First: -valuesMost, keymap.Last: valuesMost}[a]
	k.cursor = max(min(k.cursor+by, k.last()), 0)
	return nil
}

func (k *shares) onCount() bool { return k.census == nil && k.cursor == k.last() }

// choose leaves only the records with the value under the cursor, or takes them out.
func (k *shares) choose(m *Model, without bool) tea.Cmd {
	var condition string
	n, lacks := len(k.sum.Top), k.lacks()
	switch {
	case k.cursor < n:
		condition = conditionOf(k.path, k.sum.Top[k.cursor])
	case k.cursor < n+len(lacks):
		condition = lacks[k.cursor-n].filter
	default:
		return nil
	}
	if condition == "" {
		m.say(theme.Warn, "no filter can say this value")
		return nil
	}
	m.over = nil
	if k.going {
		k.cancel()
	}
	return m.add(k.st, condition, without)
}

// conditionOf is the filter that finds a value, "" if none can.
func conditionOf(path string, v query.Value) string {
	switch {
	case v.Cut, v.Kind == query.Object, v.Kind == query.Array:
		return ""
	case v.Kind == query.Null:
		return query.Pick(path, nil)
	case v.Kind == query.Number:
		return query.Pick(path, json.Number(v.Text))
	case v.Kind == query.Bool:
		return query.Pick(path, v.Text == "true")
	}
	return query.Pick(path, v.Text)
}

func (k *shares) paste(*Model, string) tea.Cmd { return nil }
func (k *shares) again(*Model) tea.Cmd         { return nil }

// height is the number of lines for values.
func (k *shares) height(m *Model) int { return max(min(k.last()+1, m.area().H-4, 24), 3) }

// lines says where the list stands: below line top of the screen.
func (k *shares) lines(m *Model) (top, rows int) {
	rows = k.height(m)
	return max(m.h-2-rows, 0), rows
}

// point puts the cursor on a value; on the one under it, it does what Enter does.
func (k *shares) point(m *Model, _, y int) tea.Cmd {
	top, rows := k.lines(m)
	i := k.from + y - top - 1
	switch {
	case y <= top || y > top+rows || i > k.last():
		return nil
	case i == k.cursor:
		return k.press(m, "enter", "")
	}
	k.cursor = i
	return nil
}

// draw covers the lower part of the screen.
func (k *shares) draw(m *Model, frame []string) *tea.Cursor {
	top, rows := k.lines(m)
	k.from = scrolled(k.from, k.cursor, rows, k.last()+1)
	frame[top] = m.bar(" SHARES  "+safe.Clean(k.path, m.w/2)+"  ", k.basis(m)+" ")
	name := len("(missing)")
	for _, x := range k.lacks() {
		name = max(name, safe.Width(x.label))
	}
	for i := k.from; i < min(k.from+rows, len(k.sum.Top)); i++ {
		name = max(name, min(safe.Width(k.label(i)), m.w*2/5))
	}
	for y := range rows {
		line := strings.Repeat(" ", m.w)
		if i := k.from + y; i <= k.last() {
			line = k.row(m, i, name)
		}
		if at := top + 1 + y; at < len(frame)-1 {
			frame[at] = line
		}
	}
	keys := safe.Text(" Enter " + m.keyOf(keymap.Only) + " only  " + m.keyOf(keymap.Without) + " without  ")
	switch count := safe.Text(m.keyOf(keymap.Shares)); {
	case k.going:
		keys += "Esc stops counting"
	case k.asks != "":
		keys = safe.Text(" the whole range: "+k.asks) + "  " + count + " again counts it  Esc close"
	case k.census != nil:
		keys += count + " count again  Esc close"
	default:
		keys += count + " count the whole range  Esc close"
	}
	more := safe.Text("")
	if n := k.last() + 1 - k.from - rows; n > 0 {
		more = safe.Text(figures.Count(int64(n)) + " more ")
	}
	frame[len(frame)-1] = m.bar(keys, more)
	return nil
}

// basis says what was counted: nobody may take a sample for the whole.
func (k *shares) basis(m *Model) safe.Text {
	n := figures.Short(k.sum.Records)
	if k.sum.Unknown > 0 {
		n += " (" + figures.Count(k.sum.Unknown) + " too large to look into)"
	}
	values := figures.Things(k.sum.Distinct, "value")
	if !k.sum.Exact {
		values = "more than " + values
	}
	switch share, ok := k.over.Done(); {
	case k.census == nil:
		return safe.Text(fmt.Sprintf("%s in the %s loaded", values, figures.Things(k.loaded, "row")))
	case k.going && ok:
		return safe.Text(fmt.Sprintf("%s in %s · %.0f %% of the range", values, n, 100*share))
	case k.going:
		return safe.Text(values + " in " + n)
	case k.over.Stop == source.Failed:
		return safe.Clean(fmt.Sprintf("%s in %s, then: %v", values, n, k.over.Err), m.w/2)
	case k.over.Stop != source.Reached:
		return safe.Text(fmt.Sprintf("%s in %s · stopped at %.0f %%", values, n, 100*share))
	}
	return safe.Text(fmt.Sprintf("%s in %s · the whole range", values, n))
}

// label is what a row calls its value.
func (k *shares) label(i int) safe.Text {
	v := k.sum.Top[i]
	switch {
	case v.Kind == query.Null:
		return "null"
	case v.Text == "":
		return `""`
	}
	text := safe.Clean(v.Text, 200)
	if v.Kind == query.String && looksOther(v.Text) {
		text = `"` + text + `"` // "17" is not 17
	}
	return text
}

// looksOther tells whether a text would be read as something else without quotes.
func looksOther(text string) bool {
	return json.Valid([]byte(text))
}

// row draws a value with its bar.
func (k *shares) row(m *Model, i, name int) string {
	th := m.c.Theme
	lead := " "
	if i == k.cursor {
		lead = th.Paint(theme.Accent, m.c.Glyphs.Focus)
	}
	var label safe.Text
	var count, over int64
	look := theme.Plain
	n, lacks := len(k.sum.Top), k.lacks()
	switch {
	case i < n:
		label, count, over = k.label(i), k.sum.Top[i].Count, k.sum.Top[i].Over
	case i < n+len(lacks):
		label, count, look = lacks[i-n].label, lacks[i-n].count, theme.Dim
	default:
		return lead + th.Paint(theme.Dim, string(safe.Pad(" count the whole range", m.w-1)))
	}
	figure := figures.Count(count)
	if over > 0 {
		figure = "≤ " + figure
	}
	share := float64(count) / float64(max(k.sum.Records, 1))
	numbers := safe.Text(fmt.Sprintf("  %12s  %5.1f %% ", figure, 100*share))
	bar := max(m.w-2-name-2-safe.Width(numbers), 0)
	return lead + th.Paint(look, string(" "+safe.Pad(label, name)+"  ")) +
		th.Paint(theme.Accent, m.c.Glyphs.Fill(share, bar)) + string(numbers)
}
