package source

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// GroupError says that a consumer group is not there, or stands nowhere in what is read.
type GroupError struct {
	Group  string
	Topics []string // in which it has committed nothing; nil: there is no group of that name
	In     []string // the topics in which it has
	Known  []string // of a group that is not there: all groups that this user may see, sorted
}

func (e *GroupError) Error() string {
	if e.Topics != nil {
		return fmt.Sprintf("consumer group %q has committed nothing in %s", e.Group, strings.Join(e.Topics, ", "))
	}
	return fmt.Sprintf("there is no consumer group %q", e.Group)
}

// Unwrap makes it an ErrNotFound.
func (e *GroupError) Unwrap() error { return ErrNotFound }

// knownSaid is how many groups are named to somebody who named none of them.
const knownSaid = 6

// advice is what the user may have meant.
func (e *GroupError) advice() string {
	near := Like(e.Group, e.Known)
	switch {
	case e.Topics != nil && len(e.In) == 0:
		return "it has committed nothing at all, or this user may not see where"
	case e.Topics != nil:
		return "it stands in " + strings.Join(e.In, ", ")
	case len(near) > 0:
		return "did you mean " + strings.Join(near, " or ") + "?"
	case len(e.Known) == 0:
		return "the cluster has no group that this user may see (ACL DESCRIBE on the group)"
	}
	text := "those that this user may see are " + strings.Join(e.Known[:min(len(e.Known), knownSaid)], ", ")
	if more := len(e.Known) - knownSaid; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// Standing is where a consumer group stands in a stream.
type Standing struct {
	Group string
	// At is the place of the next record that the group reads, in each partition for
	// itself: no cut of the merged order. Where it has committed nothing, that is the
	// oldest record; where what it committed is gone, the place is below the low end.
	At     Position
	None   []Ref    // nothing is committed
	Beyond Position // committed places that lie beyond the end; there, At is the end
	Behind int64    // offsets between At and the ends that are left
}

// Standing finds where a consumer group stands. A group that is not there, or has
// committed nothing in the stream, is a [GroupError].
func (s *Stream) Standing(ctx context.Context, group string) (Standing, error) {
	st := Standing{Group: group}
	committed, err := s.src.Committed(ctx, group, s.refs)
	if err != nil {
		return st, err
	}
	if len(committed) == 0 {
		return st, s.elsewhere(ctx, group)
	}
	low, end, err := s.Ends(ctx)
	if err != nil {
		return st, err
	}
	st.At = low
	for i := range st.At {
		at, oldest := &st.At[i], st.At[i]
		o, ok := committed[at.Ref]
		switch {
		case !ok:
			st.None = append(st.None, at.Ref)
		case end[i].Offset.Less(o):
			st.Beyond = append(st.Beyond, Place{Ref: at.Ref, Offset: o})
			*at = end[i]
		default:
			at.Offset = o
		}
		st.Behind += end[i].Offset.Minus(Furthest(Forward, Position{oldest}, Position{*at})[0].Offset)
	}
	err = each(len(st.At), func(i int) (err error) {
		st.At[i], err = s.exact(ctx, st.At[i], end[i].Offset)
		return err
	})
	return st, err
}

// elsewhere says that a group has committed nothing in the stream, and where it has.
func (s *Stream) elsewhere(ctx context.Context, group string) error {
	e := &GroupError{Group: group, Topics: Topics(s.refs)}
	all, err := s.src.Committed(ctx, group, nil)
	if err != nil {
		return err
	}
	for ref := range all {
		if !slices.Contains(e.In, ref.Topic) {
			e.In = append(e.In, ref.Topic)
		}
	}
	slices.Sort(e.In)
	return e
}

// Earliest is the key of the first record in the merged order that the group reads next in
// one of the partitions where it has committed something; ok is false where it has read all
// of those.
func (st Standing) Earliest(end Position) (first Key, ok bool) {
	for i, at := range st.At {
		k := Key{Max: at.Max, Ref: at.Ref, Offset: at.Offset}
		switch {
		case !at.Offset.Less(end[i].Offset), slices.Contains(st.None, at.Ref):
		case !ok, first.Max.IsZero() && !k.Max.IsZero(), !k.Max.IsZero() && k.Compare(first) < 0:
			first, ok = k, true
		}
	}
	return first, ok
}
