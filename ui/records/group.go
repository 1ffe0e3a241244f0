package records

import (
	"context"
	"fmt"

	"riffle/source"
	"riffle/ui/figures"
	"riffle/ui/safe"
)

// standing is where a consumer group stands that a reading set out from.
type standing struct {
	source.Standing
	first source.Key // as of [source.Standing.Earliest]; of no topic where there is none
}

// standingOf finds the earliest record that a consumer group has not read yet. In other
// partitions it may stand further on: rows keep their one order, and it is said how much
// there is to read.
func standingOf(ctx context.Context, s stream, group string) (source.Position, *standing, error) {
	st, err := s.Standing(ctx, group)
	if err != nil {
		return nil, nil, err
	}
	_, end, err := s.Ends(ctx)
	if err != nil {
		return nil, nil, err
	}
	first, ok := st.Earliest(end)
	if !ok {
		return end, &standing{Standing: st}, nil
	}
	at, err := s.PositionOf(ctx, first)
	return at, &standing{st, first}, err
}

// sayStanding says where the consumer group stands:
//
//	billing has 1,204 offsets to read in 6 partitions, the earliest is p3 @ 88123
func (p *Pane) sayStanding(st *standing) {
	p.hint = safe.Clean(st.Group, 40)
	switch parts := safe.Text(figures.Things(len(st.At), "partition")); {
	case st.Behind == 0:
		p.hint += " has read all there is in " + parts
	case st.first.Topic == "":
		p.hint += " has read all there is where it has committed"
	default:
		p.hint += " has " + safe.Text(figures.Things(st.Behind, "offset")) + " to read in " + parts +
			safe.Text(fmt.Sprintf(", the earliest is p%d @ ", st.first.Partition)) + safe.Clean(p.src.Format(st.first.Ref, st.first.Offset), 40)
	}
	if n := len(st.None); n > 0 {
		p.hint += safe.Text(fmt.Sprintf(" · nothing is committed in %s, as p%d: all of it counts", figures.Things(n, "partition"), st.None[0].Partition))
	}
	if n := len(st.Beyond); n > 0 {
		p.hint += safe.Text(fmt.Sprintf(" · it stands beyond the end of %s, as p%d @ %d", figures.Things(n, "partition"), st.Beyond[0].Partition, st.Beyond[0].Offset.Lo))
	}
}
