package source

import (
	"container/heap"
	"context"
	"io"
	"slices"
	"time"
)

const (
	// scanAhead is the budget of all read-ahead of one merge that scans: enough to
	// keep a connection busy, and small beside the cache.
	scanAhead = 16 << 20
	// peopleAhead is that of one that a person reads: some thousand rows. It is held
	// for as long as the person stays.
	peopleAhead = 4 << 20
	// scanFirst is what a scan asks of a partition first. Each page asks for twice as
	// much as the one before: where matches are common, little is read for nothing.
	scanFirst = 64 << 10
	// aheadLeast keeps wide topics from reading in crumbs.
	aheadLeast = 32 << 10
	// openWave is how many partitions are opened together when a merge reaches the
	// first unopened one: few round trips on wide topics, few needless reads.
	openWave = 64
	// progress is how long Next waits for a first record before it reports what it
	// has looked at so far.
	progress = 100 * time.Millisecond
)

// arm is one partition of a merge: what is known of its next record.
type arm struct {
	at      Place // the place of the next record, or where reading stands
	batch   []Record
	lent    lent // what batch lies in
	more    []parcel
	reader  *ahead
	started bool
	ended   bool
}

// key bounds the arm's next record from below.
func (a *arm) key() Key {
	if len(a.batch) > 0 {
		return a.batch[0].Order()
	}
	return Key{Max: a.at.Max, Ref: a.at.Ref, Offset: a.at.Offset}
}

// merge is the cursor over many partitions, oldest record first. Each arm is the
// filtered read-ahead of one partition; the next record is that of the arm with
// the smallest key, as soon as no other arm can still have a smaller one.
type merge struct {
	ctx    context.Context
	cancel context.CancelFunc
	arms   []*arm // by ref, as the position that Next returns
	queue  queue
	news   chan struct{}
	wave   int // partitions opened together
	holes  []Hole
	looked Count
	failed error // what the next call of Next returns

	shelf *shelf   // nil: batches own their bytes
	spent []lent   // what was handed out with the last batch
	out   []Record // of the last batch, where they do not
}

// newMerge reads from from up to to, or to the live end of each partition where
// to is nil, as long as life lasts.
func (s *Stream) newMerge(life context.Context, from, to Position) *merge {
	ctx, cancel := context.WithCancel(life)
	m := &merge{ctx: ctx, cancel: cancel, news: make(chan struct{}, 1), wave: openWave}
	budget := peopleAhead
	if s.opt.Want.Role == Scan {
		budget = scanAhead
	}
	budget = max(budget/max(len(from), 1), aheadLeast)
	for i, p := range from {
		a := &arm{at: p}
		m.arms = append(m.arms, a)
		part := &partition{src: s.src, at: p, want: s.opt.Want, committed: s.opt.Committed}
		if part.want.Bytes == 0 {
			part.want.Bytes = min(budget, 1<<20)
		}
		if to != nil {
			part.to = &to[i]
		}
		if to != nil && !p.Offset.Less(to[i].Offset) {
			a.ended = true
			continue
		}
		cursor := Cursor(part)
		if s.opt.Wrap != nil {
			cursor = s.opt.Wrap(part)
		}
		a.reader = &ahead{part: part, cursor: cursor, budget: budget, clip: s.opt.Clip, news: m.news, room: make(chan struct{}, 1)}
		m.queue = append(m.queue, a)
	}
	heap.Init(&m.queue)
	return m
}

// startSmall makes the first pages of a scan small.
func (m *merge) startSmall() {
	for _, a := range m.queue {
		a.reader.part.first = scanFirst
	}
}

// lend makes batches valid until the next call only.
func (m *merge) lend() {
	m.shelf = new(shelf)
	for _, a := range m.queue {
		a.reader.shelf = m.shelf
	}
}

func (m *merge) Next(ctx context.Context, max int) (Batch, error) {
	m.shelf.put(m.spent)
	m.spent = m.spent[:0]
	out := m.out[:0]
	var late <-chan time.Time
	for len(out) < max {
		m.open(max)
		if m.failed == nil {
			m.failed = m.collect()
		}
		if len(out) == 0 && m.failed != nil {
			err := m.failed
			m.failed = nil
			return Batch{}, err
		}
		if len(m.queue) == 0 || m.failed != nil {
			break
		}
		if a := m.queue[0]; len(a.batch) > 0 {
			out = append(out, a.batch[0])
			a.batch = a.batch[1:]
			heap.Fix(&m.queue, 0)
			continue
		}
		if len(out) > 0 {
			break
		}
		if late == nil {
			timer := time.NewTimer(progress)
			defer timer.Stop()
			late = timer.C
		}
		select {
		case <-m.news:
		case <-late:
			m.failed = m.survey()
			return m.batch(nil), nil
		case <-ctx.Done():
			return Batch{}, ctx.Err()
		}
	}
	if m.shelf != nil {
		m.out = out
	}
	b := m.batch(out)
	if len(out) == 0 && len(b.Holes) == 0 && b.Looked == (Count{}) {
		return b, io.EOF
	}
	return b, nil
}

// open starts the readers that the first record may come from: where the first
// arm has not been opened, it and the arms that follow it soon.
func (m *merge) open(max int) {
	if len(m.queue) == 0 || m.queue[0].started {
		return
	}
	opened := 0
	// The heap's beginning holds the smallest keys, near enough in order.
	for _, a := range m.queue {
		if !a.started && opened < m.wave {
			opened++
			a.started = true
			a.reader.max = max
			a.reader.start(m.ctx)
		}
	}
}

// collect takes what the readers of arms without records have read.
func (m *merge) collect() error {
	for len(m.queue) > 0 {
		a := m.queue[0]
		if len(a.batch) > 0 || !a.started {
			return nil
		}
		before := a.at
		err := m.take(a)
		if err != nil {
			return err
		}
		if a.ended {
			heap.Remove(&m.queue, 0)
			continue
		}
		heap.Fix(&m.queue, 0)
		if len(a.batch) == 0 && a.at == before {
			return nil
		}
	}
	return nil
}

// take moves an arm to its next batch with records, as far as it has been read.
func (m *merge) take(a *arm) error {
	var err error
	if len(a.more) == 0 {
		a.more, err = a.reader.take()
	}
	for len(a.more) > 0 && len(a.batch) == 0 {
		b := a.more[0]
		a.more = a.more[1:]
		m.looked.Add(b.Looked)
		m.holes = append(m.holes, b.Holes...)
		if m.shelf != nil {
			m.spent = append(m.spent, a.lent)
		}
		a.batch, a.lent, a.at = b.Records, b.lent, b.At[0]
	}
	switch {
	case err == io.EOF && len(a.batch) == 0 && len(a.more) == 0:
		a.ended = true
	case err == io.EOF: // found again by the next take
	case err != nil:
		return &PlaceError{Place: a.at, Err: err}
	default:
		a.reader.start(m.ctx)
	}
	return nil
}

// survey takes what all readers have looked at without a record to show for it,
// so that progress tells of all partitions and not only of the slowest.
func (m *merge) survey() error {
	var failed error
	for _, a := range m.queue {
		if a.started && len(a.batch) == 0 && failed == nil {
			failed = m.take(a)
		}
	}
	m.queue = slices.DeleteFunc(m.queue, func(a *arm) bool { return a.ended })
	heap.Init(&m.queue)
	return failed
}

// batch wraps records up with the place that the merge has reached.
func (m *merge) batch(records []Record) Batch {
	b := Batch{Records: records, Looked: m.looked, Holes: m.holes, At: make(Position, len(m.arms))}
	m.looked, m.holes = Count{}, nil
	for i, a := range m.arms {
		b.At[i] = a.at
		if len(a.batch) > 0 {
			b.At[i] = Place{Ref: a.at.Ref, Offset: a.batch[0].Offset, Max: a.batch[0].Max}
		}
	}
	if len(m.queue) > 0 {
		b.Upto = m.queue[0].key()
	}
	return b
}

func (m *merge) Close() error {
	m.cancel()
	return nil
}

// queue is a heap of arms, the one with the smallest key first.
type queue []*arm

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].key().Compare(q[j].key()) < 0 }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*arm)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
