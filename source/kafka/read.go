package kafka

import (
	"context"
	"fmt"
	"math"
	"time"

	"riffle/source"
)

// defaultBytes is the size of a page when none was wished for.
const defaultBytes = 1 << 20

// Read implements [source.Source].
func (k *Kafka) Read(ctx context.Context, ref source.Ref, at source.Offset, dir source.Dir, want source.Want) (source.Page, error) {
	from := int64(min(at.Lo, math.MaxInt64))
	r := &reader{k: k, ref: ref, seen: k.seen(ref), want: want}
	var page source.Page
	var err error
	if dir == source.Backward {
		page, err = r.backward(ctx, from)
	} else {
		page, err = r.forward(ctx, from)
	}
	if err != nil {
		return source.Page{}, k.failure(ctx, ref, err)
	}
	r.seen.backoff.reset()
	return page, nil
}

// reader reads one page of one partition.
type reader struct {
	k    *Kafka
	ref  source.Ref
	seen *seen
	want source.Want
}

// emptyPage is a page that says: nothing here, and nothing further on.
func emptyPage(at, stable int64) source.Page {
	o := source.OffsetOf(at)
	return source.Page{From: o, To: o, Edge: true, Stable: source.OffsetOf(stable)}
}

func (r *reader) forward(ctx context.Context, at int64) (source.Page, error) {
	bytes := r.want.Bytes
	if bytes == 0 && r.want.Records == 0 {
		bytes = defaultBytes
	}
	var offsets int64
	if r.want.Records > 0 {
		offsets = r.seen.window(r.want.Records, 0)
	}
	limit := r.seen.limit(offsets, bytes)
	for {
		a, err := r.fetch(ctx, at, limit)
		switch {
		case err != nil:
			return source.Page{}, err
		case at >= a.end:
			return emptyPage(at, a.stable), nil
		case a.code == codeOutOfRange:
			return source.Page{}, r.trimmed(at, a.low)
		case len(a.raw) == 0:
			return r.hole(a), nil
		}
		page, need, err := r.decode(a, r.want)
		if err != nil || need == 0 {
			return page, err
		}
		limit = need
	}
}

// hole is a page over the rest of a partition in which no record stands any more:
// compaction can empty everything but the segment that is being written.
func (r *reader) hole(a fetched) source.Page {
	to := a.end
	if a.settled() {
		to = a.stable
	}
	return source.Page{
		From: source.OffsetOf(a.at), To: source.OffsetOf(to), Edge: to == a.end, Stable: source.OffsetOf(a.stable),
	}
}

func (r *reader) trimmed(at, low int64) error {
	return &source.TrimmedError{Ref: r.ref, At: source.OffsetOf(at), Low: source.OffsetOf(low)}
}

// settled tells whether the answer ends at the last stable offset.
func (f *fetched) settled() bool { return f.stable >= 0 && f.at < f.stable && f.stable < f.end }

// fetch gets record sets from an offset on. They begin with a whole batch; if there
// are none, then there are none left below the end, or the offset is out of range.
//
// Below the last stable offset it reads as read_committed does, since only then the
// broker lists the aborted transactions; above it there is no list to be had. An
// answer with nothing in it is not the end: the partition may only have been
// starved by those that stood before it in the request.
func (r *reader) fetch(ctx context.Context, at int64, limit int) (fetched, error) {
	q := ask{ref: r.ref, at: at, limit: limit, committed: !r.seen.unsettled(at)}
	for {
		var a fetched
		err := r.k.retry(ctx, func(s *snapshot) error {
			b, err := r.k.cluster.leader(s, r.ref)
			if err != nil {
				return err
			}
			a, err = b.fetchers[r.want.Role].fetch(ctx, q)
			return err
		})
		if err != nil {
			return a, err
		}
		r.seen.bounds(a.low, a.end, a.stable)
		if at < a.low {
			a.code = codeOutOfRange
		}
		switch {
		case at >= a.end || a.code == codeOutOfRange && at < a.low:
			return a, nil
		case a.code == codeOutOfRange: // the leader has not caught up with what it says
			if q.tries++; q.tries > 2 {
				return a, refused("reading", "READ", r.ref, codeNotAvailable)
			}
			continue
		}
		if a.stable < 0 { // no transactions on this broker
			a.stable = a.end
		}
		if open := at >= a.stable; open == q.committed {
			q.committed = !open
			continue
		}
		s := look(a.raw, math.MaxInt64)
		r.seen.batch(s.largest)
		broken := len(a.raw) >= headerSize && s.need == 0
		if s.whole || broken || len(a.raw) == 0 && a.first && q.tries > 0 {
			return a, nil
		}
		q.tries++
		q.limit = min(max(2*q.limit, s.need), math.MaxInt32/2)
	}
}

// decode turns an answer into a page, and learns from it.
func (r *reader) decode(a fetched, want source.Want) (source.Page, int, error) {
	page, need, err := r.k.decoder.decode(a.answer, want)
	if err != nil || need > 0 {
		return page, need, err
	}
	if !a.answerCovers(page) {
		return page, 0, fmt.Errorf("reading %s p%d at %d: no progress: %w", r.ref.Topic, r.ref.Partition, a.at, source.ErrCorrupt)
	}
	behead(&page, a.low)
	raise(&page, time.Time{})
	newest := int64(-1)
	if !page.Max.IsZero() {
		newest = page.Max.UnixMilli()
	}
	r.seen.page(a.at, int64(page.To.Lo), int(page.Looked.Records), len(a.raw), newest)
	return page, 0, nil
}

// behead takes off what lies below the low end: brokers keep the batch that it
// falls into whole.
func behead(p *source.Page, low int64) {
	first := source.OffsetOf(low)
	if !p.From.Less(first) {
		return
	}
	p.From = first
	for len(p.Records) > 0 && p.Records[0].Offset.Less(first) {
		if r := &p.Records[0]; r.Kind == source.Corrupt && first.Less(r.Next) {
			r.Offset = first
			break
		}
		p.Records = p.Records[1:]
	}
}

// raise makes the running maxima of a page begin at floor, as those of a page that
// follows another one do.
func raise(p *source.Page, floor time.Time) {
	run := floor
	for i := range p.Records {
		x := &p.Records[i]
		for _, t := range []time.Time{x.Time, x.Max} {
			if t.After(run) {
				run = t
			}
		}
		x.Max = run
	}
	if run.After(p.Max) {
		p.Max = run
	}
}

// answerCovers tells whether a page goes beyond the offset that was asked for.
func (f *fetched) answerCovers(p source.Page) bool { return int64(p.To.Lo) > f.at }
