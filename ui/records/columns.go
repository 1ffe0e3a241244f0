package records

import (
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/theme"
	"riffle/ui/window"
)

const (
	margin    = 2  // cells before each row: the cursor
	gutter    = 2  // between two columns
	keyMost   = 24 // cells of a key
	valueRoom = 16 // cells that the value gets before other columns do
)

// columns says how rows are laid out. Rows drawn with equal columns look alike, so
// a row is drawn again only when this changes. A width of 0 leaves a column out.
type columns struct {
	width  int // of a row, without the margin
	time   int
	topic  int
	part   int
	offset int
	value  int
	set    *fields
	fields [fieldsMost]fieldWidth
	from   int // the first of the fields that is seen
	shown  int // how many are
	lines  int // that a value may take
	shift  int // cells of the value that scrolled out on the left
	dated  int // how much of the date the widest time needs
	millis bool
	today  [3]int // the day on which times need no date
	zone   *time.Location
	theme  *theme.Theme
	sought *query.Program // what matches are set off by
}

// widest is what the rows on the screen needed so far. It grows only, so that
// columns do not jump about.
type widest struct {
	topic, part, offset, dated int
	fields                     [fieldsMost]breadth
}

// measure fits the columns to the rows that are on the screen.
func (p *Pane) measure() {
	w := p.cur.win
	today := p.now().In(p.zone)
	y, m, d := today.Date()
	need := &p.rows.need
	if p.rows.of != p.cur {
		// What other rows needed is kept: columns that stay where they are read best.
		p.rows.of, need.dated = p.cur, 0
	}
	below := w.Top() + p.rowLines()
	for i := w.Top(); i < below; i++ {
		if row, ok := w.Row(i); ok {
			p.widen(need, row, today)
		}
	}
	if r, ok := p.current(); ok {
		p.reveal(r)
	}
	c := columns{
		width: max(0, p.w-margin), dated: need.dated, millis: true, today: [3]int{y, int(m), d}, zone: p.zone,
		theme: p.theme, lines: p.lineMost(), shift: p.shift, sought: p.looksFor().program, set: p.fields,
	}
	c.fit(need, p.rows.columns.from, p.fieldAt())
	if c != p.rows.columns {
		p.rows.reset(c)
		p.lay()
	}
}

// expect makes room for what is known of the partitions before any row is seen.
func (p *Pane) expect() {
	need := &p.rows.need
	for i, r := range p.refs {
		need.part = max(need.part, digits(uint64(r.Partition)))
		if p.manyTopics() && (i == 0 || r.Topic != p.refs[i-1].Topic) {
			need.topic = max(need.topic, min(safe.Width(safe.Clean(r.Topic, keyMost)), keyMost))
		}
	}
}

// expectOffsets makes room for offsets up to the live end.
func (p *Pane) expectOffsets(end source.Position) {
	var last source.Place
	for _, e := range end {
		if last.Offset.Less(e.Offset) {
			last = e
		}
	}
	if last.Topic != "" {
		p.rows.need.offset = max(p.rows.need.offset, len(p.src.Format(last.Ref, last.Offset)))
	}
}

// widen notes what a row needs.
func (p *Pane) widen(need *widest, row window.Row, today time.Time) {
	var ref source.Ref
	var at source.Offset
	switch {
	case row.Record != nil:
		r := row.Record
		ref, at = r.Ref, r.Offset
		if r.TimeKind != source.NoTime {
			need.dated = max(need.dated, dated(r.Time.In(p.zone), today))
		}
		p.meet(r)
	case row.Hole != nil:
		ref, at = row.Hole.Ref, row.Hole.From
	default:
		return
	}
	need.offset = max(need.offset, len(p.src.Format(ref, at)))
}

func (p *Pane) manyTopics() bool { return p.refs[0].Topic != p.refs[len(p.refs)-1].Topic }

// fit gives the columns their widths, leaving out what there is no room for:
// first the offset, then the partition, the milliseconds, columns of values. from
// is the first of these that was seen before, cursor the one with the cell cursor.
func (c *columns) fit(need *widest, from, cursor int) {
	c.part, c.offset, c.topic = max(need.part, 2), max(need.offset, len("OFFSET")), 0
	if need.topic > 0 {
		c.topic = max(need.topic, len("TOPIC"))
	}
	c.time = len(dates[c.dated]) + len(".000")
	c.shown = len(c.set.list)
	for i, f := range c.set.list {
		w := need.fields[i]
		c.fields[i] = fieldWidth{max(w.cells, min(safe.Width(f.title), f.most())), w.right()}
	}
	for _, cut := range []func(){
		func() { c.squeeze(max(8, min(fieldFair, c.width/5))) },
		func() { c.offset = 0 },
		func() { c.part = 0 },
		func() { c.millis, c.time = false, c.time-len(".000") },
		func() { c.squeeze(min(fieldLeast, max(8, c.width/5))) },
		func() { c.drop(cursor, from) },
		func() {
			if !c.set.chosen {
				c.shown = 0
			}
		},
		func() { c.topic = 0 },
	} {
		if c.enough() {
			break
		}
		cut()
	}
	if c.value = max(0, c.rest()); c.set.chosen && !c.set.value && (c.value < sideRoom || c.shown < len(c.set.list)) {
		c.value = 0
	}
}

// rest is what the columns leave for the value.
func (c *columns) rest() int {
	n := c.width
	for _, w := range []int{c.time, c.topic, c.part, c.offset} {
		if w > 0 {
			n -= w + gutter
		}
	}
	for _, f := range c.fields[c.from : c.from+c.shown] {
		n -= f.cells + gutter
	}
	return n
}

// digits is the length of n written in decimal.
func digits(n uint64) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}
