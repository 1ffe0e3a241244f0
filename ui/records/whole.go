package records

import (
	tea "charm.land/bubbletea/v2"

	"riffle/source"
	"riffle/ui/layout"
)

// wholeMsg brings a record of which the window holds only the beginning.
type wholeMsg struct {
	id     layout.ID
	ref    source.Ref
	offset source.Offset
	record *source.Record // nil if it could not be read
}

// To is the pane that the message is for.
func (m wholeMsg) To() layout.ID { return m.id }

// fetchWhole reads the record under the cursor if only its beginning is held. One
// such record is kept at a time.
func (p *Pane) fetchWhole() tea.Cmd {
	row, ok := p.cur.win.Current()
	if !ok || row.Record == nil || p.hidden || p.cur.follow || !row.Record.Clipped() {
		return nil
	}
	r := row.Record
	if w := p.whole; w != nil && w.Ref == r.Ref && w.Offset == r.Offset {
		return nil
	}
	p.whole = &source.Record{Ref: r.Ref, Offset: r.Offset} // asked for
	m, ctx, part := wholeMsg{id: p.id, ref: r.Ref, offset: r.Offset}, p.ctx, r
	return func() tea.Msg {
		m.record, _ = p.Whole(ctx, part) // the beginning stays, and says that it is one
		return m
	}
}

// keep takes the record if the cursor is still on it.
func (p *Pane) keep(m wholeMsg) {
	if w := p.whole; w != nil && w.Ref == m.ref && w.Offset == m.offset && m.record != nil {
		p.whole = m.record
	}
}

// Record returns the record under the cursor. Of one larger than 64 KB the
// window holds the beginning ([source.Record.Clipped]); the whole follows within
// moments, so ask again after messages. It must not be changed.
func (p *Pane) Record() (*source.Record, bool) {
	row, ok := p.cur.win.Current()
	if !ok || row.Record == nil {
		return nil, false
	}
	if w := p.whole; w != nil && w.Ref == row.Record.Ref && w.Offset == row.Record.Offset && w.Size > 0 {
		return w, true
	}
	return row.Record, true
}
