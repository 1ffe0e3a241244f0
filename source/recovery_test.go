package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"riffle/source"
	"riffle/source/memory"
)

// elected is a source whose partitions have just got new leaders: reads give less
// than what was there before, and the end is not told.
type elected struct {
	source.Source
	gives  source.Offset
	silent int // how many questions for the end go unanswered
	short  int // how many reads are short
}

func (e *elected) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	page, err := e.Source.Read(ctx, ref, at, dir, want)
	if err != nil || e.short == 0 || !e.gives.Less(page.To) {
		return page, err
	}
	for n := len(page.Records); n > 0 && !page.Records[n-1].Offset.Less(e.gives); n-- {
		page.Records = page.Records[:n-1]
	}
	page.To, page.Edge = e.gives, true
	if at == e.gives {
		e.short--
	}
	return page, nil
}

func (e *elected) OffsetsAt(ctx context.Context, wanted []source.Lookup) ([]source.Found, error) {
	if e.silent > 0 {
		e.silent--
		return nil, &source.TransientError{Err: fmt.Errorf("looking up offsets: %w", source.ErrUnreachable)}
	}
	return e.Source.OffsetsAt(ctx, wanted)
}

// A merge took the low watermark of a leader elected a moment ago for the end it
// had set out for, and left out the newest records without a word.
func TestNewLeaderThatGivesLessLosesNothing(t *testing.T) {
	const n, known = 100, 93
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	ref := source.Ref{Topic: "orders"}
	for range n {
		log.Append(ref, source.Record{Time: noon, TimeKind: source.CreateTime})
	}
	low, end := source.Position{{Ref: ref}}, source.Position{{Ref: ref, Offset: source.OffsetOf(n)}}
	for _, backward := range []bool{false, true} {
		src := &elected{Source: log.Open(), gives: source.OffsetOf(known), silent: 1, short: 2}
		stream := source.NewStream(src, []source.Ref{ref}, source.Options{})
		c := stream.Forward(low, end)
		if backward {
			c = stream.Backward(end, nil)
		}
		told, got := 0, 0
		for {
			b, err := c.Next(t.Context(), 1000)
			if err == io.EOF {
				break
			}
			if errors.As(err, new(*source.TransientError)) {
				told++
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			got += len(b.Records)
		}
		c.Close()
		if got != n || told != 2 {
			t.Errorf("backward %v: %d records, %d interruptions; want %d and 2", backward, got, told, n)
		}
	}
}

// A topic that was made anew while it was read does end before the old end.
func TestTopicMadeAnewEndsWhereItEnds(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	ref := source.Ref{Topic: "orders"}
	for range 10 {
		log.Append(ref, source.Record{Time: noon, TimeKind: source.CreateTime})
	}
	stream := source.NewStream(log.Open(), []source.Ref{ref}, source.Options{})
	c := stream.Forward(source.Position{{Ref: ref}}, source.Position{{Ref: ref, Offset: source.OffsetOf(500)}})
	if got := len(drain(t, c, 1000)[0]); got != 10 {
		t.Errorf("%d records, want 10", got)
	}
}
