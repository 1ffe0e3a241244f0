package ui_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui"
	"riffle/ui/cli"
)

// armed is the file whose presence in the working directory makes [broken] go wrong.
const armed = "armed"

// broken is riffle on a small log and with a mistake in it: once armed, it panics
// in one place, the next time it comes there.
func broken(where string) int {
	mistake := func(here string) {
		if _, err := os.Stat(armed); err == nil && here == where {
			panic("a mistake on purpose")
		}
	}
	return cli.Run(context.Background(), cli.App{
		Explore: func(ctx context.Context, _ cli.Connection, _ cli.View) error {
			return ui.Run(ctx, ui.Config{
				Source: trap{handful(), mistake}, Cluster: "prod-eu", Keys: keymap.Default(),
				Now: func() time.Time { mistake("update"); return time.Now() },
			})
		},
		Out: os.Stdout, Err: os.Stderr, Now: time.Now,
	}, nil)
}

// handful is a log of some orders.
func handful() *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
	for i := range 100 {
		log.Append(source.Ref{Topic: "orders", Partition: int32(i % 2)}, source.Record{
			Time: time.Now().Add(time.Duration(i-100) * time.Second), TimeKind: source.CreateTime, Producer: -1,
			Value: fmt.Appendf(nil, `{"order":"o-%02d"}`, i),
		})
	}
	return log
}

// trap is a source whose methods have the mistake: called by the drawing of the
// status line, by a command of the list of topics, and by a tail in a goroutine
// of its own, as the connections of a driver are.
type trap struct {
	source.Source
	mistake func(where string)
}

func (t trap) Info() source.Info { t.mistake("view"); return t.Source.Info() }

func (t trap) Topics(ctx context.Context) ([]source.Topic, error) {
	t.mistake("command")
	return t.Source.Topics(ctx)
}

func (t trap) Tail(ctx context.Context, _ source.Position) (source.Cursor, error) {
	failed := make(chan error, 1)
	source.Go(func() { t.mistake("goroutine"); failed <- errors.New("there is no mistake") }, func(err error) { failed <- err })
	return nil, <-failed
}
