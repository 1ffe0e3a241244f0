package source

import (
	"context"
	"io"
	"slices"
)

// settled follows the live end as a read_committed consumer does: the records of a
// transaction come when it has been committed, and what stands behind its first
// record waits with them. A tail hands records out before that is decided, so here
// it only rings: what was written is then read up to the first open transaction.
// The bytes travel twice, and memory stays bounded however long a transaction takes.
type settled struct {
	stream *Stream
	bell   Cursor
	at     Position // up to here all has been handed out
	read   Cursor   // nil: waiting for the bell
}

func (c *settled) Next(ctx context.Context, max int) (Batch, error) {
	for c.read == nil {
		b, err := c.bell.Next(ctx, max)
		if err != nil {
			return Batch{}, err
		}
		if len(b.Records) > 0 || len(b.Holes) > 0 {
			c.read = c.stream.Forward(c.at, nil)
		} else if b.Live {
			return Batch{At: slices.Clone(c.at), Live: true}, nil
		}
	}
	b, err := c.read.Next(ctx, max)
	if err == io.EOF {
		err = c.read.Close()
		c.read = nil
		return Batch{At: slices.Clone(c.at), Live: true}, err
	}
	if err == nil {
		c.at = b.At
	}
	return b, err
}

func (c *settled) Close() error {
	if c.read != nil {
		_ = c.read.Close()
	}
	return c.bell.Close()
}
