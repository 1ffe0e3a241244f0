package records

import (
	"riffle/query"
	"riffle/source"
)

// hitsTeach is up to how many records a pane learns from those that a filter let
// pass. They are not what the topic is like, but better than nothing.
const hitsTeach = 200

// learn notes what the records of the topics look like.
func (p *Pane) learn(r *reading, batch []source.Record) {
	if r.filter.program == nil || p.seen.Records() < hitsTeach {
		p.seen.Sample(batch)
	}
}

// Seen is what the records of the pane's topics looked like so far: for completion,
// for hints, and for columns that tell something. It changes as more is read.
func (p *Pane) Seen() *query.Seen { return &p.seen }
