package memory_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"riffle/source"
	"riffle/source/memory"
)

func TestFaultsMeetTheNextCalls(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
	busy := &source.TransientError{Err: source.ErrUnreachable}
	log.Inject(
		memory.Fault{Method: memory.Read, Calls: 2, Err: busy},
		memory.Fault{Method: memory.Read, Refs: []source.Ref{second}, Err: source.ErrDenied},
	)
	read := func(ref source.Ref) error {
		_, err := log.Read(t.Context(), ref, source.Offset{}, source.Forward, source.Want{})
		return err
	}
	for i, want := range []error{busy, busy, nil, nil} {
		if err := read(orders); !errors.Is(err, want) {
			t.Errorf("read %d: %v, want %v", i, err, want)
		}
	}
	for range 3 {
		if err := read(second); !errors.Is(err, source.ErrDenied) {
			t.Errorf("read p1: %v, want that it is denied until healed", err)
		}
	}
	if _, err := log.Topics(t.Context()); err != nil {
		t.Errorf("a fault of reads met the list of topics: %v", err)
	}
	log.Heal()
	if err := read(second); err != nil {
		t.Errorf("read p1 after it was healed: %v", err)
	}
}

func TestFaultsOfSinglePartitions(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
	log.Inject(memory.Fault{Refs: []source.Ref{second}, Err: source.ErrUnreachable})
	stats, err := log.Describe(t.Context(), "orders")
	if err != nil || stats[0].Err != nil || !errors.Is(stats[1].Err, source.ErrUnreachable) {
		t.Errorf("describe: %v, %v", stats, err)
	}
	found, err := log.OffsetsAt(t.Context(), []source.Lookup{{Ref: orders, Time: noon}, {Ref: second, Time: noon}})
	if err != nil || found[0].Err != nil || !errors.Is(found[1].Err, source.ErrUnreachable) {
		t.Errorf("look up: %v, %v", found, err)
	}
	if _, err := log.Tail(t.Context(), source.Position{{Ref: orders}, {Ref: second}}); !errors.Is(err, source.ErrUnreachable) {
		t.Errorf("tail: %v", err)
	}
}

func TestOutageEndsAndTailGoesOn(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	log.Append(orders, numbers(0, 4)...)
	c, err := log.Tail(t.Context(), source.Position{{Ref: orders}})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := c.Next(t.Context(), 2); err != nil || values(b.Records) != "0 1" {
		t.Fatalf("before: %q, %v", values(b.Records), err)
	}
	log.Down()
	var again *source.TransientError
	if _, err := c.Next(t.Context(), 2); !errors.As(err, &again) || again.After <= 0 {
		t.Errorf("tail: %v, want one that passes", err)
	}
	if _, err := log.Describe(t.Context(), "orders"); !errors.As(err, &again) {
		t.Errorf("describe: %v, want one that passes", err)
	}
	log.Up()
	if b, err := c.Next(t.Context(), 9); err != nil || values(b.Records) != "2 3" {
		t.Errorf("after: %q, %v", values(b.Records), err)
	}
}

// TestFlights reads in a row and at once: what was under way together is one flight.
func TestFlights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
		log.Append(orders, numbers(0, 10)...)
		log.Inject(memory.Fault{Delay: 100 * time.Millisecond})
		began := time.Now()
		for range 2 {
			if _, err := log.Describe(t.Context(), "orders"); err != nil {
				t.Fatal(err)
			}
		}
		var reads sync.WaitGroup
		for range 5 {
			reads.Go(func() {
				p, err := log.Read(t.Context(), orders, source.Offset{}, source.Forward, source.Want{Records: 4})
				if err != nil || len(p.Records) != 4 {
					t.Errorf("%d records, %v", len(p.Records), err)
				}
			})
		}
		reads.Wait()
		if took := time.Since(began); took != 300*time.Millisecond {
			t.Errorf("took %v, want 300ms", took)
		}
		c := log.Cost()
		if c.Flights != 3 || c.Calls[memory.Describe] != 2 || c.Calls[memory.Read] != 5 || c.Records != 20 || c.Bytes != 20 {
			t.Errorf("cost %+v", c)
		}
		log.ResetCost()
		if c := log.Cost(); c.Flights != 0 || len(c.Calls) != 0 {
			t.Errorf("cost after it was reset %+v", c)
		}
	})
}

func TestLateCallIsCancelledAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
		log.Inject(memory.Fault{Delay: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := log.Read(ctx, orders, source.Offset{}, source.Forward, source.Want{})
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("%v after %v, want the deadline after 1s", err, took)
		}
	})
}
