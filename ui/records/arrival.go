package records

import (
	"fmt"
	"slices"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/safe"
	"riffle/ui/window"
)

// arrive looks, once, whether the record is there that was asked for by its offset,
// and says so where it is not: another one stands under the cursor then, which
// somebody in a hurry would take for it. Where it set out from a consumer group it says
// how far that is.
func (p *Pane) arrive() {
	r := p.cur
	if r.landed || !r.opened {
		return
	}
	if r.stands != nil {
		r.landed = true
		p.sayStanding(r.stands)
		return
	}
	if _, ok := r.target.at.Instant(); ok && r.filter.program == nil {
		p.arriveAhead()
		return
	}
	ref, o, ok := r.target.record(r.refs)
	if !ok || r.filter.program != nil {
		return
	}
	row, there := r.win.Row(0)
	if !there && r.win.Edge(window.Bottom).State == window.More {
		return
	}
	r.landed = true
	if x := row.Record; x != nil && x.Ref == ref && x.Offset == o {
		return
	}
	_, end, _ := p.ends()
	name := safe.Text(fmt.Sprintf("p%d @ ", ref.Partition)) + safe.Clean(p.src.Format(ref, o), 40)
	i := slices.IndexFunc(end, func(x source.Place) bool { return x.Ref == ref })
	switch {
	case row.Hole != nil && row.Hole.Why == source.Trimmed:
		p.hint = name + " is gone: retention removed it · the oldest there is p" + safe.Text(fmt.Sprint(ref.Partition)) + " @ " + safe.Clean(p.src.Format(ref, row.Hole.To), 40)
	case !there || i >= 0 && !o.Less(end[i].Offset):
		p.hint = name + " is not written yet, this is the live end · " + p.key(keymap.Follow) + " follows"
	default:
		p.hint = name + " is not there: it was removed, or no record had that offset · this is the next one"
	}
}

const (
	// farAhead is how far the record at a time that was asked for may be dated ahead of
	// the records behind it, aheadRows how many of these are looked at.
	farAhead  = time.Minute
	aheadRows = 50
)

// arriveAhead tells of a record that is first with the time that was asked for by a
// clock that was ahead: the time is rather that of what follows.
func (p *Pane) arriveAhead() {
	r := p.cur
	first, there := r.win.Row(0)
	if !there && r.win.Edge(window.Bottom).State == window.More {
		return
	}
	r.landed = true
	for i := range aheadRows {
		next, ok := r.win.Row(i + 1)
		if !ok || first.Record == nil {
			return
		}
		if x := next.Record; x != nil && x.Ref == first.Record.Ref && x.Time.Before(first.Record.Time.Add(-farAhead)) {
			p.hint = safe.Text(fmt.Sprintf("p%d @ ", x.Partition)) + safe.Clean(p.src.Format(x.Ref, first.Record.Offset), 40) +
				" is dated " + safe.Text(p.clock(first.Record.Time, "")) + ", ahead of what follows it"
			return
		}
	}
}

// record is the offset that a target names, in one of some partitions.
func (t target) record(refs []source.Ref) (ref source.Ref, o source.Offset, ok bool) {
	partition, o, ok := t.at.Record()
	if !ok || t.key.Topic != "" || t.pos != nil {
		return ref, o, false
	}
	if partition < 0 {
		return t.here, o, true
	}
	ref, ok = source.Numbered(refs, partition, t.here)
	return ref, o, ok
}
