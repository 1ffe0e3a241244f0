package source_test

import (
	"context"
	"errors"
	"testing"

	"riffle/source"
	"riffle/source/memory"
)

// The brokers' clocks count where they give the times of every topic; what may not
// be known is taken for the producers'. What passes is told, to be asked again.
func TestWhoseClockGivesTheTimes(t *testing.T) {
	brokers := source.Retention{Clock: source.AppendTime}
	log := memory.New(
		memory.Topic{Name: "orders", Partitions: 2, Retention: source.Retention{Clock: source.CreateTime}},
		memory.Topic{Name: "paid", Partitions: 2, Retention: brokers},
		memory.Topic{Name: "secret", Partitions: 1, Retention: brokers, Denied: true},
		memory.Topic{Name: "shipped", Partitions: 1, Retention: brokers},
	)
	clock := func(src source.Source, topics ...string) (source.TimeKind, error) {
		var refs []source.Ref
		for _, name := range topics {
			refs = append(refs, source.Ref{Topic: name})
		}
		return source.NewStream(src, refs, source.Options{}).Clock(t.Context())
	}
	for _, c := range []struct {
		topics []string
		want   source.TimeKind
	}{
		{[]string{"paid"}, source.AppendTime},
		{[]string{"paid", "shipped"}, source.AppendTime},
		{[]string{"orders"}, source.CreateTime},
		{[]string{"orders", "paid"}, source.CreateTime},
		{[]string{"paid", "secret"}, source.CreateTime},
	} {
		if got, err := clock(log.Open("secret"), c.topics...); got != c.want || err != nil {
			t.Errorf("%v: %v, %v", c.topics, got, err)
		}
	}
	if got, err := clock(struct{ source.Source }{log}, "paid"); got != source.CreateTime || err != nil {
		t.Errorf("a driver that cannot tell: %v, %v", got, err)
	}
	var passing *source.TransientError
	log.Inject(memory.Fault{Method: memory.Retention, Err: &source.TransientError{Err: errors.New("no leader")}, Calls: 1})
	if _, err := clock(log, "paid"); !errors.As(err, &passing) {
		t.Errorf("what passes is %v", err)
	}
	log.Inject(memory.Fault{Method: memory.Retention, Err: source.ErrDenied})
	if got, err := clock(log, "paid"); got != source.CreateTime || err != nil {
		t.Errorf("may not be known: %v, %v", got, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := source.NewStream(log, []source.Ref{{Topic: "paid"}}, source.Options{}).Clock(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits: %v", err)
	}
}
