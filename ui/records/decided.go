package records

import "riffle/source"

// decide gives the rows of transactions that have ended the state that they ended
// with. A tail reads records before anybody knows what becomes of them, and rows that
// say "open" above the marker that committed them are wrong.
func (r *reading) decide(ended []source.Ending) {
	if ended == nil {
		return
	}
	for i := r.win.First(); i <= r.win.Last(); i++ {
		row, _ := r.win.Row(i)
		rec := row.Record
		if rec == nil || rec.Txn != source.Open {
			continue
		}
		for _, e := range ended {
			if rec.Ref == e.Marker.Ref && rec.Producer == e.Producer && rec.Offset.Less(e.Marker.Offset) {
				rec.Txn = e.Txn
				break
			}
		}
	}
}
