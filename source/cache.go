package source

import (
	"container/list"
	"context"
	"errors"
	"slices"
	"sort"
	"sync"
	"time"
)

// Cached puts a cache in front of a source: the river does not change, so a page
// that has been read once need not be read again, whichever way the reader turns.
// It keeps at most bytes of pages, the most recently used ones.
//
// It never keeps what a scan reads, pages that records were left out of, or
// offsets at or above the last stable offset, whose records may still change
// their state. A topic whose low or high end moved back was created anew: its
// pages are dropped.
func Cached(src Source, bytes int64) Source {
	c := &cache{Source: src, budget: bytes, of: map[Ref]*kept{}, recent: list.New()}
	if k, ok := src.(Keeper); ok {
		return struct {
			*cache
			Keeper
		}{c, k}
	}
	return c
}

type cache struct {
	Source
	budget int64

	mu     sync.Mutex
	of     map[Ref]*kept
	recent *list.List // of *leaf, the last used first
	held   int64
}

// kept is what is known of one partition.
type kept struct {
	leaves   []*leaf // by From; they do not overlap
	low, end Offset
}

// leaf is a page that is kept.
type leaf struct {
	ref    Ref
	page   Page
	weight int64
	place  *list.Element
	first  bool // nothing is before it
}

func (c *cache) Read(ctx context.Context, ref Ref, at Offset, dir Dir, want Want) (Page, error) {
	if want.Role == Scan || len(want.Contains) > 0 {
		return c.Source.Read(ctx, ref, at, dir, want)
	}
	if page, ok := c.find(ref, at, dir); ok {
		return page, nil
	}
	page, err := c.Source.Read(ctx, ref, at, dir, want)
	if trimmed := (*TrimmedError)(nil); errors.As(err, &trimmed) {
		c.trim(ref, trimmed.Low)
	}
	if err != nil {
		return page, err
	}
	return c.keep(ref, dir, page), nil
}

// Describe passes on, and learns which pages are still true.
func (c *cache) Describe(ctx context.Context, topics ...string) ([]Stats, error) {
	stats, err := c.Source.Describe(ctx, topics...)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range stats {
		k := c.of[s.Ref]
		if k == nil || s.Err != nil {
			continue
		}
		if s.Low.Less(k.low) || s.End.Less(k.end) {
			c.drop(k, func(*leaf) bool { return true })
		}
		k.low, k.end = s.Low, s.End
		c.drop(k, func(l *leaf) bool { return l.page.From.Less(s.Low) })
	}
	return stats, err
}

// find returns the kept page that a read at at would give.
func (c *cache) find(ref Ref, at Offset, dir Dir) (Page, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.of[ref]
	if k == nil {
		return Page{}, false
	}
	i := sort.Search(len(k.leaves), func(i int) bool {
		if dir == Forward {
			return at.Less(k.leaves[i].page.To)
		}
		return !k.leaves[i].page.To.Less(at)
	})
	if i == len(k.leaves) {
		return Page{}, false
	}
	l := k.leaves[i]
	if dir == Forward && at.Less(l.page.From) || dir == Backward && !l.page.From.Less(at) {
		return Page{}, false
	}
	c.recent.MoveToFront(l.place)
	page := l.page
	page.Edge = dir == Backward && l.first
	page.Kept, page.Looked.Wire = page.Looked.Wire, 0
	return page, true
}

// keep remembers what is stable and new of a page, and returns the page, whose
// bytes then belong to the cache and the garbage collector.
func (c *cache) keep(ref Ref, dir Dir, page Page) Page {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.of[ref]
	if k == nil {
		k = &kept{}
		c.of[ref] = k
	}
	i := sort.Search(len(k.leaves), func(i int) bool { return page.From.Less(k.leaves[i].page.To) })
	from, to := page.From, page.To
	if page.Stable.Less(to) {
		to = page.Stable
	}
	if i < len(k.leaves) && !from.Less(k.leaves[i].page.From) {
		from = k.leaves[i].page.To
		i++
	}
	if i < len(k.leaves) && k.leaves[i].page.From.Less(to) {
		to = k.leaves[i].page.From
	}
	if !from.Less(to) {
		return page
	}
	page.Free = nil
	l := &leaf{ref: ref, page: page.between(from, to), first: dir == Backward && page.Edge && from == page.From}
	for j := range l.page.Records {
		l.weight += int64(l.page.Records[j].Size) + recordOverhead
	}
	if k.end.Less(to) {
		k.end = to
	}
	k.leaves = slices.Insert(k.leaves, i, l)
	l.place = c.recent.PushFront(l)
	c.held += l.weight
	for c.held > c.budget && c.recent.Len() > 0 {
		oldest := c.recent.Back().Value.(*leaf)
		c.drop(c.of[oldest.ref], func(o *leaf) bool { return o == oldest })
	}
	return page
}

// between returns the part of the page that covers [from, to).
func (p Page) between(from, to Offset) Page {
	if from == p.From && to == p.To {
		return p
	}
	lo := sort.Search(len(p.Records), func(i int) bool { return !p.Records[i].Offset.Less(from) })
	hi := sort.Search(len(p.Records), func(i int) bool { return !p.Records[i].Offset.Less(to) })
	if whole := p.To.Minus(p.From); whole > 0 {
		p.Looked = p.Looked.Scale(float64(to.Minus(from)) / float64(whole))
	}
	p.From, p.To, p.Records = from, to, p.Records[lo:hi:hi]
	p.Looked.Records = int64(len(p.Records))
	p.Max = time.Time{}
	for i := range p.Records {
		p.Max = later(p.Max, p.Records[i].Time)
	}
	return p
}

// trim drops the pages that begin below low.
func (c *cache) trim(ref Ref, low Offset) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.of[ref]; k != nil {
		c.drop(k, func(l *leaf) bool { return l.page.From.Less(low) })
	}
}

// drop forgets the pages of a partition that match.
func (c *cache) drop(k *kept, match func(*leaf) bool) {
	k.leaves = slices.DeleteFunc(k.leaves, func(l *leaf) bool {
		if match(l) {
			c.recent.Remove(l.place)
			c.held -= l.weight
			return true
		}
		return false
	})
}
