package records

import "riffle/source"

// decide gives the rows of transactions that a batch ends the state that they ended
// with. A tail reads records before anybody knows what becomes of them, and rows that
// say "open" above the marker that committed them are wrong.
func (r *reading) decide(batch []source.Record) {
	var markers []*source.Record
	for i := range batch {
		if batch[i].Kind == source.Marker {
			markers = append(markers, &batch[i])
		}
	}
	if markers == nil {
		return
	}
	for i := r.win.First(); i <= r.win.Last(); i++ {
		row, _ := r.win.Row(i)
		rec := row.Record
		if rec == nil || rec.Txn != source.Open {
			continue
		}
		for _, m := range markers {
			if rec.Ref != m.Ref || rec.Producer != m.Producer || !rec.Offset.Less(m.Offset) {
				continue
			}
			if rec.Txn = source.Committed; m.Txn == source.AbortMarker {
				rec.Txn = source.Aborted
			}
			break
		}
	}
}
