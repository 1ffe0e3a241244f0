package ui

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"riffle/source"
)

// crashes are the panics that cost a pane what it asked for, or the session its life.
// Where they happened is of use to whoever mends it, and would be in the way on the
// screen: it is written into a file when the session has ended.
type crashes struct{ all []*source.PanicError }

// mostCrashes is how many are kept: a mistake that happens again tells nothing new.
const mostCrashes = 5

// bringsError is a message that may bring an error.
type bringsError interface{ Err() error }

// note keeps the panic that a message brings, or that an error is.
func (c *crashes) note(msg any) {
	err, ok := msg.(error)
	if f, brings := msg.(bringsError); brings {
		err, ok = f.Err(), true
	}
	var p *source.PanicError
	if ok && errors.As(err, &p) && len(c.all) < mostCrashes {
		c.all = append(c.all, p)
	}
}

// report writes where the panics happened into a file, and its name to w. It says
// nothing where there were none.
func (c *crashes) report(w io.Writer) {
	if len(c.all) == 0 {
		return
	}
	f, err := os.CreateTemp("", "riffle-mistake-*.txt")
	if err == nil {
		defer f.Close()
		for _, p := range c.all {
			fmt.Fprintf(f, "%s  %v\n\n%s\n", time.Now().UTC().Format(time.RFC3339), p, p.Stack)
		}
		err = f.Sync()
	}
	if err != nil {
		fmt.Fprintf(w, "riffle: write where a mistake happened: %v\n%s", err, c.all[0].Stack)
		return
	}
	fmt.Fprintf(w, "riffle: %v: a mistake in riffle; where it happened stands in %s, please report it with that\n", c.all[0], f.Name())
}
