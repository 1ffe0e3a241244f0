package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/cli"
)

// stumbling counts reads, and fails once with what passes.
type stumbling struct {
	source.Source
	reads atomic.Int64
	at    int64
}

func (s *stumbling) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	if s.reads.Add(1) == s.at {
		return source.Page{}, &source.TransientError{Err: source.ErrUnreachable}
	}
	return s.Source.Read(ctx, ref, at, dir, want)
}

// An interruption of the search for the last matches began it anew: behind rare ones
// that was the whole of it.
func TestAnInterruptionDoesNotBeginTheSearchForTheLastAnew(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1, Page: 100})
	for i := range 20_000 {
		log.Append(source.Ref{Topic: "orders"}, source.Record{Time: noon.Add(time.Duration(i) * time.Second), Value: fmt.Appendf(nil, `{"n":%d}`, i)})
	}
	reads := func(failing int64) int64 {
		src := &stumbling{Source: log.Open(), at: failing}
		out, said := &bytes.Buffer{}, &bytes.Buffer{}
		app := cli.App{
			Connect: func(context.Context, cli.Connection) (source.Source, error) { return src, nil },
			Out:     out, Err: said, Now: func() time.Time { return noon },
		}
		code := cli.Run(t.Context(), app, strings.Fields("cat orders -o raw --last 2 --where n<2"))
		if code != 0 || out.String() != "{\"n\":0}\n{\"n\":1}\n" {
			t.Errorf("exit code %d:\n%s%s", code, out, said)
		}
		return src.reads.Load()
	}
	all := reads(0)
	if n := reads(all / 2); n > all+all/10 {
		t.Errorf("interrupted it took %d reads, otherwise %d", n, all)
	}
}
