package sourcetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"riffle/source"
)

// read reads one page and checks all that is true of every page.
func read(ctx context.Context, src source.Source, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	p, err := src.Read(ctx, ref, at, dir, want)
	if err != nil {
		return p, err
	}
	if err := checkPage(p, ref, at, dir); err != nil {
		return p, fmt.Errorf("page of %s p%d from %d, direction %+d, [%d, %d): %w", ref.Topic, ref.Partition, at.Lo, dir, p.From.Lo, p.To.Lo, err)
	}
	return p, nil
}

// checkPage checks what Source.Read promises of a page read at an offset within the log.
func checkPage(p source.Page, ref source.Ref, at source.Offset, dir source.Dir) error {
	switch {
	case p.To.Less(p.From):
		return fmt.Errorf("ends before it begins")
	case p.To.Less(at) || at.Less(p.From):
		return fmt.Errorf("does not touch the offset that was asked for")
	case dir == source.Forward && p.To == at && !p.Edge:
		return fmt.Errorf("neither progress nor edge")
	case dir == source.Backward && p.From == at && !p.Edge:
		return fmt.Errorf("neither progress nor edge")
	case p.Looked.Records < int64(len(p.Records)):
		return fmt.Errorf("%d records, but only %d looked at", len(p.Records), p.Looked.Records)
	}
	next, run := p.From, time.Time{}
	for i := range p.Records {
		r := &p.Records[i]
		switch {
		case r.Ref != ref:
			return fmt.Errorf("holds a record of %s p%d", r.Topic, r.Partition)
		case r.Offset.Less(next) || p.To.Less(r.Next):
			return fmt.Errorf("record %d is out of order or beyond the page", r.Offset.Lo)
		case r.Time.After(r.Max) || r.Max.Before(run) || r.Max.After(p.Max):
			return fmt.Errorf("record %d: time %v, running maximum %v after %v, the page's %v", r.Offset.Lo, r.Time, r.Max, run, p.Max)
		case r.Txn == source.Open && r.Offset.Less(p.Stable):
			return fmt.Errorf("record %d is of an open transaction, but below the stable offset %d", r.Offset.Lo, p.Stable.Lo)
		}
		if err := checkRecord(r); err != nil {
			return fmt.Errorf("record %d: %w", r.Offset.Lo, err)
		}
		next, run = r.Next, r.Max
	}
	return nil
}

// checkRecord checks what is true of every record.
func checkRecord(r *source.Record) error {
	switch {
	case !r.Offset.Less(r.Next):
		return fmt.Errorf("the boundary after it is %d", r.Next.Lo)
	case (r.Kind == source.Corrupt) != (r.Err != nil):
		return fmt.Errorf("kind %d: %w", r.Kind, unlike(r.Err, "one where it is corrupt and none elsewhere"))
	case (r.TimeKind == source.NoTime) != r.Time.IsZero():
		return fmt.Errorf("time %v of kind %v", r.Time, r.TimeKind)
	case r.Kind == source.Data && r.Size < len(r.Key)+len(r.Value):
		return fmt.Errorf("%d bytes of key and value, but size %d", len(r.Key)+len(r.Value), r.Size)
	case r.Txn == source.Plain && r.Kind == source.Data && r.Producer != -1:
		return fmt.Errorf("outside transactions, but of producer %d", r.Producer)
	}
	return nil
}

// cut returns copies of the records of a page within [from, to).
func cut(p source.Page, from, to source.Offset) []source.Record {
	var kept []source.Record
	for i := range p.Records {
		if r := &p.Records[i]; !r.Offset.Less(from) && r.Offset.Less(to) {
			kept = append(kept, r.Clone())
		}
	}
	return kept
}

// ends returns the boundaries of one partition.
func ends(ctx context.Context, src source.Source, ref source.Ref) (low, end source.Offset, err error) {
	list, err := src.Describe(ctx, ref.Topic)
	if err != nil {
		return low, end, err
	}
	for _, s := range list {
		if s.Ref == ref {
			return s.Low, s.End, s.Err
		}
	}
	return low, end, fmt.Errorf("describe %s: partition %d is not in the answer", ref.Topic, ref.Partition)
}

// walk reads a whole partition, from its low end or from its end, in ascending
// order. It returns the boundary that it came to.
func walk(ctx context.Context, src source.Source, ref source.Ref, dir source.Dir, want source.Want) ([]source.Record, source.Offset, error) {
	low, end, err := ends(ctx, src, ref)
	if err != nil {
		return nil, low, err
	}
	if dir == source.Forward {
		return walkFrom(ctx, src, ref, low, dir, want)
	}
	return walkFrom(ctx, src, ref, end, dir, want)
}

// walkFrom reads from at to the edge.
func walkFrom(ctx context.Context, src source.Source, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) ([]source.Record, source.Offset, error) {
	var pages [][]source.Record
	for {
		p, err := read(ctx, src, ref, at, dir, want)
		if err != nil {
			return nil, at, err
		}
		if dir == source.Forward {
			pages = append(pages, cut(p, at, p.To))
			at = p.To
		} else {
			pages = append(pages, cut(p, p.From, at))
			at = p.From
		}
		edge := p.Edge
		p.Release()
		if edge {
			break
		}
	}
	if dir == source.Backward {
		slices.Reverse(pages)
	}
	return slices.Concat(pages...), at, nil
}

// data returns the records that somebody wrote.
func data(records []source.Record) []source.Record {
	return slices.DeleteFunc(slices.Clone(records), func(r source.Record) bool { return r.Kind != source.Data })
}

// compare compares what was read with what was written.
func compare(got, want []source.Record) error {
	for i := range min(len(got), len(want)) {
		if err := compareOne(&got[i], &want[i]); err != nil {
			return fmt.Errorf("record %d of %d, at offset %d: %w", i, len(want), got[i].Offset.Lo, err)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d records, want %d", len(got), len(want))
	}
	return nil
}

func compareOne(got, want *source.Record) error {
	switch {
	case !same(got.Key, want.Key):
		return fmt.Errorf("key %s, want %s", short(got.Key), short(want.Key))
	case !same(got.Value, want.Value):
		return fmt.Errorf("value %s, want %s", short(got.Value), short(want.Value))
	case !got.Time.Equal(want.Time):
		return fmt.Errorf("time %v, want %v", got.Time, want.Time)
	case got.Headers.N != want.Headers.N || !bytes.Equal(got.Headers.Raw, want.Headers.Raw):
		return fmt.Errorf("%d headers %q, want %d %q", got.Headers.N, got.Headers.Raw, want.Headers.N, want.Headers.Raw)
	}
	return nil
}

// same tells whether two fields are equal; null is not empty.
func same(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

// short writes a field for an error.
func short(b []byte) string {
	if b == nil {
		return "null"
	}
	return fmt.Sprintf("%.60q", b)
}
