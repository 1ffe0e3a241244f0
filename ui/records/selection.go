package records

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
	"riffle/ui/theme"
)

// selection are the rows from the one where it began to the cursor. It belongs to
// one reading: another place, or another filter, ends it.
type selection struct {
	of   *reading
	from int
}

// selecting tells whether rows are being selected, and from which to which.
func (p *Pane) selecting() (first, last int, ok bool) {
	if p.chosen == nil || p.chosen.of != p.cur {
		return 0, 0, false
	}
	w := p.cur.win
	return min(p.chosen.from, w.Cursor()), max(p.chosen.from, w.Cursor()), true
}

// toggleSelect begins to select at the cursor, or ends it. What is selected must
// not move away: the pane pauses.
func (p *Pane) toggleSelect() tea.Cmd {
	if _, _, on := p.selecting(); on {
		p.Unselect()
		return nil
	}
	pause := p.Pause()
	if _, ok := p.cur.win.Current(); !ok {
		p.hint = "there is no row to select"
		return pause
	}
	p.chosen = &selection{p.cur, p.cur.win.Cursor()}
	return pause
}

// Unselect ends selecting. It tells whether there was anything to end.
func (p *Pane) Unselect() bool {
	_, _, on := p.selecting()
	p.chosen = nil
	return on
}

// Selected are the records of the rows that are selected, those of which the window
// holds only the beginning among them ([Pane.Whole]). left is how many rows of the
// selection are not held any more.
func (p *Pane) Selected() (list []*source.Record, left int) {
	first, last, ok := p.selecting()
	if !ok {
		return nil, 0
	}
	w := p.cur.win
	for i := max(first, w.First()); i <= min(last, w.Last()); i++ {
		if row, _ := w.Row(i); row.Record != nil && row.Record.Kind == source.Data {
			list = append(list, row.Record)
		}
	}
	return list, max(w.First()-first, 0) + max(last-w.Last(), 0)
}

// Whole reads a record of which the window holds only the beginning. Others it
// returns as they are. It may be called in any goroutine.
func (p *Pane) Whole(ctx context.Context, r *source.Record) (*source.Record, error) {
	if !r.Clipped() {
		return r, nil
	}
	ask, cancel := context.WithTimeout(ctx, wholePatience)
	defer cancel()
	page, err := p.src.Read(ask, r.Ref, r.Offset, source.Forward, source.Want{Records: 1})
	if err != nil {
		return nil, err
	}
	defer page.Release()
	for i := range page.Records {
		if page.Records[i].Offset == r.Offset {
			c := page.Records[i].Clone()
			c.Max = r.Max
			return &c, nil
		}
	}
	return nil, fmt.Errorf("reading %s p%d @ %s again: %w", r.Topic, r.Partition, p.src.Format(r.Ref, r.Offset), source.ErrNotFound)
}

// wholePatience is how long one record may take.
const wholePatience = 30 * time.Second

// chosenRow sets a row off that is selected.
func (p *Pane) chosenRow(i int, line string) string {
	if first, last, ok := p.selecting(); !ok || i < first || i > last {
		return line
	}
	c := &p.rows.columns
	return p.theme.Band(theme.Cursor, line, margin, margin+max(c.time, 1))
}

// chosenWords say how many rows are selected.
func (p *Pane) chosenWords() safe.Text {
	first, last, _ := p.selecting()
	return safe.Text(figures.Things(last-first+1, "row") + " selected")
}
