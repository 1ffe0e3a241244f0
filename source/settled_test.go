package source_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

// A follower that wants only what was committed dropped the records of a
// transaction that was open when they arrived, though it was committed later.
func TestFollowingWhatIsCommitted(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
	a, b := source.Ref{Topic: "orders"}, source.Ref{Topic: "orders", Partition: 1}
	say := func(ref source.Ref, value string, txn source.Txn) {
		log.Append(ref, source.Record{Time: time.UnixMilli(1), Value: []byte(value), Txn: txn, Producer: 7})
	}
	say(a, "open", source.Open)
	s := source.NewStream(log.Open(), []source.Ref{a, b}, source.Options{Committed: true})
	from, _, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tail, err := s.Tail(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer tail.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	await := func(want string) {
		t.Helper()
		var got []string
		for len(got) <= strings.Count(want, " ") {
			batch, err := tail.Next(ctx, 10)
			if err != nil {
				t.Fatalf("%v after %q, want %q", err, got, want)
			}
			for _, r := range batch.Records {
				if r.Kind == source.Data {
					got = append(got, string(r.Value))
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	say(b, "elsewhere", source.Plain)
	await("elsewhere")
	say(a, "behind", source.Plain)
	log.EndTxn(a, 7, source.CommitMarker, time.UnixMilli(2))
	await("open behind")
	say(a, "never", source.Open)
	log.EndTxn(a, 7, source.AbortMarker, time.UnixMilli(3))
	say(a, "last", source.Plain)
	await("last")
}
