package source_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// stood is a topic of four partitions with 30 records each, a second apart, and a
// group that is in the middle of one, in another at what is gone, in the third beyond
// the end, and has committed nothing in the last.
func stood() (*memory.Log, []source.Ref) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 4}, memory.Topic{Name: "other", Partitions: 1})
	var refs []source.Ref
	for p := range int32(4) {
		refs = append(refs, source.Ref{Topic: "orders", Partition: p})
	}
	for i := range 120 {
		log.Append(refs[i%4], source.Record{Time: time.Unix(int64(i), 0)})
	}
	log.Trim(refs[1], source.OffsetOf(20))
	log.Commit("billing", refs[0], source.OffsetOf(12))
	log.Commit("billing", refs[1], source.OffsetOf(5))
	log.Commit("billing", refs[2], source.OffsetOf(900))
	log.Commit("elsewhere", source.Ref{Topic: "other"}, source.OffsetOf(0))
	return log, refs
}

// A group's place is told in each partition for itself, with what is odd about it.
func TestWhereAGroupStands(t *testing.T) {
	log, refs := stood()
	s := source.NewStream(log, refs, source.Options{})
	st, err := s.Standing(t.Context(), "billing")
	if err != nil {
		t.Fatal(err)
	}
	var at []string
	for _, x := range st.At {
		at = append(at, fmt.Sprintf("%d:%d", x.Offset.Lo, x.Max.Unix()))
	}
	if want := []string{"12:48", "5:81", "30:-62135596800", "0:3"}; !slices.Equal(at, want) {
		t.Errorf("at %v, want %v", at, want)
	}
	if !slices.Equal(st.None, refs[3:]) || len(st.Beyond) != 1 || st.Beyond[0].Ref != refs[2] || st.Beyond[0].Offset.Lo != 900 || st.Behind != 18+10+0+30 {
		t.Errorf("%+v", st)
	}
	_, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first, ok := st.Earliest(end); !ok || first.Ref != refs[0] || first.Offset.Lo != 12 {
		t.Errorf("the earliest is %v", first)
	}
	at1, _ := source.ParseAt("group:billing", time.Now())
	if pos, err := s.Resolve(t.Context(), at1, refs[0]); err != nil || !slices.Equal(pos, st.At) {
		t.Errorf("resolved to %v: %v", pos, err)
	}
}

func TestAGroupThatStandsNowhere(t *testing.T) {
	log, refs := stood()
	for _, tt := range []struct{ group, says, advice string }{
		{"biling", `there is no consumer group "biling"`, "did you mean billing?"},
		{"nothing-like-it", `there is no consumer group "nothing-like-it"`, "those that this user may see are billing, elsewhere"},
		{"elsewhere", `consumer group "elsewhere" has committed nothing in orders`, "it stands in other"},
	} {
		_, err := source.NewStream(log, refs, source.Options{}).Standing(t.Context(), tt.group)
		if !errors.Is(err, source.ErrNotFound) || !strings.HasSuffix(err.Error(), tt.says) || source.Advice(err) != tt.advice {
			t.Errorf("%s: %v; %s", tt.group, err, source.Advice(err))
		}
	}
	empty := memory.New(memory.Topic{Name: "orders", Partitions: 4})
	_, err := source.NewStream(empty, refs, source.Options{}).Standing(t.Context(), "billing")
	if want := "the cluster has no group that this user may see (ACL DESCRIBE on the group)"; source.Advice(err) != want {
		t.Errorf("%v; %s", err, source.Advice(err))
	}
}
