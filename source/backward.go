package source

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sort"
	"sync"
	"time"
)

const (
	// sliceBytes bounds what one slice may hold in memory.
	sliceBytes = 24 << 20
	// sliceWire is how much of the log one slice may cover where few records
	// survive the filter: enough to keep all cores busy, little enough to show
	// progress and to stop at once.
	sliceWire = 64 << 20
	// hungryRows is how many rows of a slice are enough for a reader who does not
	// pause: what a cut costs is little for each of them.
	hungryRows = 1000
	// searchRows is the least that is looked through for matches at a time: less
	// takes as many bytes, since batches come whole, and more round trips.
	searchRows = 500
	// sliceTime is how long one slice may take where bytes come slowly: only whole ones
	// are told of, and one that is stopped is lost.
	sliceTime = time.Second
	// foretells is how many matches tell how far it is to more of them.
	foretells = 8
)

// backward reads towards the oldest record by slices: it plans an exact cut below
// the position it has reached, reads forward from there, and hands the slice out,
// a large one in parts. The next slice is read while the reader looks at this one,
// and is larger where the reader had to wait: what a cut costs is then shared by
// more rows.
type backward struct {
	s      *Stream
	ctx    context.Context
	cancel context.CancelFunc
	to     Position // reads no further; nil: down to the oldest record
	pos    Position // where the last slice that was read begins
	plan   *planner
	target int64 // offsets in the next slice
	looked int64 // offsets gone through since as many matches came as were wanted
	found  int64 // matches in them
	row    int64 // bytes of a row, as seen
	wire   int64 // bytes that the search for the newest records took, not told yet
	hungry bool  // the reader waited for the last slice
	next   chan slice
	load   *loading // the slice that is being read; nil between slices
	rest   Batch    // what is left of the slice that is handed out
	end    Position // where rest ends
}

// loading is a slice that is being read, forward from from. It outlives an
// interruption: what has been read is not read again.
type loading struct {
	from  Position
	plan  planner // as it was before the slice, but for the cuts: to plan it again if it is too large
	merge *merge
	batch Batch
	held  int // bytes of batch
	began time.Time
}

type slice struct {
	batch Batch
	err   error
}

// errTooMuch says that a slice has to be cut smaller.
var errTooMuch = errors.New("slice holds more than memory allows")

func (s *Stream) newBackward(from, to Position) *backward {
	ctx, cancel := context.WithCancel(context.Background())
	if to != nil {
		to = Furthest(Backward, to, from)
	}
	return &backward{s: s, ctx: ctx, cancel: cancel, to: to, pos: from, end: from}
}

func (c *backward) Next(ctx context.Context, max int) (Batch, error) {
	if len(c.rest.Records) > 0 {
		return c.part(max), nil
	}
	hungry := c.next != nil && len(c.next) == 0
	if c.next == nil {
		c.prepare(max)
	}
	select {
	case r := <-c.next:
		c.next = nil
		if r.err != nil {
			return r.batch, r.err
		}
		c.hungry = hungry
		switch n := len(r.batch.Records); {
		case c.s.opt.Wrap == nil:
			c.prepare(max)
		case n < max: // a search that has found enough may end here
			c.prepare(max - n)
		}
		c.rest = r.batch
		return c.part(max), nil
	case <-ctx.Done():
		return Batch{}, ctx.Err()
	}
}

// part hands out the newest records of what is left, or all where that is little.
func (c *backward) part(max int) Batch {
	b := c.rest
	i := len(b.Records) - max
	if i <= max {
		c.rest, c.end = Batch{}, b.At
		return b
	}
	at := placeOf(b, c.end, i)
	part := Batch{Records: slices.Clip(b.Records[i:]), At: at, Looked: b.Looked}
	c.rest = Batch{Records: b.Records[:i:i], At: b.At}
	c.end = at
	c.rest.Holes, part.Holes = parted(b.Holes, at)
	return part
}

// prepare begins to read the next slice.
func (c *backward) prepare(max int) {
	next := make(chan slice, 1)
	c.next = next
	Go(func() {
		b, err := c.read(c.ctx, max)
		next <- slice{b, err}
	}, func(err error) { next <- slice{err: err} })
}

func (c *backward) Close() error {
	c.cancel()
	return nil
}

func (c *backward) read(ctx context.Context, most int) (Batch, error) {
	if c.plan == nil {
		if err := c.begin(ctx, most); err != nil {
			return Batch{}, err
		}
	}
	for {
		if c.load == nil {
			if c.pos.Minus(c.plan.low) == 0 {
				return c.gone()
			}
			if err := c.planSlice(ctx); err != nil {
				return Batch{}, err
			}
		}
		err := c.load.read(ctx, int(c.target), c.target > 1)
		if err == errTooMuch {
			*c.plan = c.load.plan
			c.target, c.load = max(c.target/4, 1), nil
			continue
		}
		if err != nil {
			return Batch{}, err
		}
		b := c.load.batch
		b.Looked.Wire, c.wire = b.Looked.Wire+c.wire, 0
		rows, took := c.pos.Minus(c.load.from), time.Since(c.load.began)
		b.At, c.pos, c.load = c.load.from, c.load.from, nil
		c.plan.forget()
		c.learn(b, rows, took, most)
		return b, nil
	}
}

// gone ends the read. What was asked for below the oldest records is told before.
func (c *backward) gone() (Batch, error) {
	b := Batch{At: slices.Clone(c.pos)}
	for i, to := range c.to {
		end := Furthest(Backward, c.plan.low[i:i+1], c.pos[i:i+1])[0].Offset
		if to.Offset.Less(end) {
			b.Holes = append(b.Holes, Hole{Ref: to.Ref, From: to.Offset, To: end, Why: Trimmed})
			b.At[i].Offset = to.Offset
		}
	}
	if b.Holes == nil {
		return Batch{}, io.EOF
	}
	c.pos = b.At
	return b, nil
}

// planSlice chooses where the next slice begins.
func (c *backward) planSlice(ctx context.Context) error {
	saved := *c.plan
	from, err := c.plan.plan(ctx, c.pos, c.target)
	saved.cuts = c.plan.cuts
	if err != nil {
		return err
	}
	m := c.s.newMerge(c.ctx, from, c.pos)
	m.wave = len(from)
	c.load = &loading{from: from, plan: saved, merge: m, began: time.Now()}
	return nil
}

// read reads on until the slice is whole. One that can be cut smaller fails with
// errTooMuch when it holds too many bytes.
func (l *loading) read(ctx context.Context, max int, divisible bool) error {
	for {
		b, err := l.merge.Next(ctx, max)
		if err == io.EOF {
			l.merge.Close()
			return nil
		}
		if err != nil {
			return err
		}
		l.held += weigh(b)
		if divisible && l.held > sliceBytes && len(l.batch.Records) > 0 {
			l.merge.Close()
			return errTooMuch
		}
		l.batch.Records = append(l.batch.Records, b.Records...)
		l.batch.Holes = append(l.batch.Holes, b.Holes...)
		l.batch.Looked.Add(b.Looked)
	}
}

// learn sizes the next slice: larger where few records survive the filter, and
// where the reader is faster than slices come, but no larger than bytes come.
func (c *backward) learn(b Batch, rows int64, took time.Duration, most int) {
	if b.Looked.Records > 0 {
		c.row = max(b.Looked.Bytes/b.Looked.Records, 1) + recordOverhead
	}
	n := len(b.Records)
	c.looked, c.found = c.looked+rows, c.found+int64(n)
	if n >= most {
		c.looked, c.found = 0, 0
	}
	switch {
	case c.s.opt.Wrap != nil && n < most && c.found >= foretells:
		foretold := float64(most-n) * float64(c.looked) / float64(c.found)
		c.target = max(int64(foretold*3/2), c.looked/4, searchRows) // half too much costs less than another slice
	case c.s.opt.Wrap != nil && n < most:
		c.target *= 3 // so what was read is at most about three times what had to be
	case n < most/4:
		c.target *= 4
	case c.hungry && n < hungryRows && weigh(b) < peopleAhead/2:
		c.target *= 2
	case !c.hungry && n > 2*most:
		c.target /= 2
	}
	if took > sliceTime {
		c.target = min(c.target, int64(float64(rows)*float64(sliceTime)/float64(took)))
	}
	c.target = max(min(c.target, sliceWire/c.row), 1)
}

// begin finds out where the log begins, and where the newest records stand in
// time.
func (c *backward) begin(ctx context.Context, most int) error {
	low, err := c.s.low(ctx)
	if err != nil {
		return err
	}
	low = Furthest(Forward, low, c.to)
	plan := &planner{src: c.s.src, low: low}
	known := true
	for i, p := range c.pos {
		if low[i].Offset.Less(p.Offset) {
			known = known && !p.Max.IsZero()
			plan.top = max(plan.top, p.Max.UnixMilli()+1)
		}
	}
	if !known && c.pos.Minus(low) > 2*int64(most) {
		if err := c.tails(ctx, plan, most); err != nil {
			return err
		}
	}
	if plan.top <= 0 {
		plan.top = time.Now().UnixMilli()
	}
	c.plan, c.target, c.row = plan, int64(most), 1024
	if c.s.opt.Wrap != nil {
		c.target = max(c.target, searchRows)
	}
	return nil
}

// tails reads the newest page of each partition. Their times tell where the slice
// of the newest records begins, in one flight, and their records need not be read
// again.
func (c *backward) tails(ctx context.Context, plan *planner, most int) error {
	want := c.s.opt.Want
	want.Records, want.Contains = 2*most/len(c.pos)+8, nil
	times, wire := make([][]int64, len(c.pos)), make([]int64, len(c.pos))
	err := each(len(c.pos), func(i int) error {
		if !plan.low[i].Offset.Less(c.pos[i].Offset) {
			return nil
		}
		page, err := c.s.src.Read(ctx, c.pos[i].Ref, c.pos[i].Offset, Backward, want)
		if err != nil {
			return nil // only a hint is lost: reading the slice says what is wrong
		}
		wire[i] = page.Looked.Wire
		for j := range page.Records {
			if r := &page.Records[j]; r.TimeKind != NoTime && r.Offset.Less(c.pos[i].Offset) {
				times[i] = append(times[i], r.Time.UnixMilli())
			}
		}
		page.Release()
		return nil
	})
	if err != nil {
		return err
	}
	for _, n := range wire {
		c.wire += n
	}
	var covered int64 // from here on the pages hold all there is
	for _, t := range times {
		if len(t) > 0 {
			covered = max(covered, t[0])
		}
	}
	all := slices.Concat(times...)
	if len(all) == 0 {
		return nil
	}
	sort.Slice(all, func(i, j int) bool { return all[i] > all[j] })
	plan.top = all[0] + 1
	plan.hints = []int64{all[min(len(all), most)-1], covered}
	return nil
}

// each calls f for 0 to n-1, all at once, and returns when all have returned: the
// error is the first one's in this order, since others are likely to say the same.
func each(n int, f func(i int) error) error {
	var all sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		all.Add(1)
		Go(func() { errs[i] = f(i); all.Done() }, func(err error) { errs[i] = err; all.Done() })
	}
	all.Wait()
	return cmp.Or(errs...)
}
