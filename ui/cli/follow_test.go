package cli_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"riffle/source"
	"riffle/ui/cli"
)

// once calls something at the first line that is written.
type once struct {
	bytes.Buffer
	first sync.Once
	then  func()
}

func (w *once) Write(p []byte) (int, error) {
	defer w.first.Do(w.then)
	return w.Buffer.Write(p)
}

// What came after the last matches was not among what was looked at, though it was
// among the matches.
func TestFollowingTheLastMatchesTellsAllThatWasLookedAt(t *testing.T) {
	log := shop()
	out, said := &once{}, &bytes.Buffer{}
	out.then = func() {
		for _, v := range []string{`{"type":"Buy"}`, `{"type":"Shipped","new":true}`} {
			log.Append(source.Ref{Topic: "orders"}, source.Record{Time: noon.Add(time.Hour), Value: []byte(v)})
		}
	}
	app := cli.App{
		Connect: func(context.Context, cli.Connection) (source.Source, error) { return log.Open(), nil },
		Out:     out, Err: said, Now: func() time.Time { return noon.Add(time.Hour) },
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args := "--utc cat orders -o raw --last 1 --follow -n 2 --stats json --where type=Shipped"
	if code := cli.Run(ctx, app, strings.Fields(args)); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 2 || !strings.Contains(out.String(), "new") {
		t.Errorf("it prints\n%s", out)
	}
	for _, want := range []string{`{"records":12,`, `"matched":2,`, `{"topic":"orders","partition":0,"from":0,"looked_from":5,"looked_to":7}`} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it says %s, without %s", said, want)
		}
	}
}
