package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"riffle/source"
)

// flights is how many reads of a search are under way at once.
const flights = 16

// job is one read: a page of a partition at a place.
type job struct {
	spot  *spot
	part  int
	end   source.Offset
	bytes int

	looked source.Count
	upto   source.Offset
	max    time.Time
	hits   []time.Time
	err    error
}

// probe looks at places, each once: into some of its partitions.
func (s *sampling) probe(ctx context.Context, places []*spot) error {
	var jobs []*job
	for _, p := range places {
		jobs = append(jobs, s.jobs(p)...)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	todo, done := make(chan *job, len(jobs)), make(chan *job)
	for _, j := range jobs {
		todo <- j
	}
	close(todo)
	for range min(flights, len(jobs)) {
		source.Go(func() {
			for j := range todo {
				j.err = s.read(ctx, j)
				done <- j
			}
		}, func(err error) {
			done <- &job{err: err}
			for range todo { // each is waited for, also where nobody is left to read it
				done <- &job{err: err}
			}
		})
	}
	var errs []error
	for range jobs {
		j := <-done
		if j.err != nil {
			errs = append(errs, j.err)
			cancel()
			continue
		}
		s.note(j)
	}
	return firstError(errs)
}

// jobs chooses the partitions of a place whose turn it is.
func (s *sampling) jobs(p *spot) (list []*job) {
	i := 0
	for s.places[i] != p {
		i++
	}
	end := s.end(i)
	if p.ask == 0 {
		s.probes++
	}
	p.ask = min(max(2*p.ask, probeBytes), deepBytes)
	n := len(p.parts)
	for tried := 0; tried < n && len(list) < probeParts; tried++ {
		k := p.turn % n
		p.turn++
		if p.parts[k].upto.Less(end[k].Offset) {
			list = append(list, &job{spot: p, part: k, end: end[k].Offset, bytes: p.ask, upto: p.parts[k].upto, max: p.parts[k].max})
		}
	}
	return list
}

// read reads one page and tests its records.
func (s *sampling) read(ctx context.Context, j *job) error {
	at := source.Place{Ref: j.spot.at[j.part].Ref, Offset: j.upto}
	var page source.Page
	err := source.Persist(ctx, patience, func() (err error) {
		page, err = s.Source.Read(ctx, at.Ref, at.Offset, source.Forward,
			source.Want{Bytes: j.bytes, Role: source.Scan, Contains: s.Program.Contains()})
		if err == nil && page.Edge && !at.Offset.Less(page.To) {
			page.Release()
			err = source.EndsHere(ctx, s.Source, at)
		}
		return err
	}, nil)
	var trimmed *source.TrimmedError
	if errors.As(err, &trimmed) && at.Offset.Less(trimmed.Low) {
		j.upto = trimmed.Low
		return nil
	}
	if err != nil {
		return &source.PlaceError{Place: at, Err: err}
	}
	defer page.Release()
	end := page.To
	if j.end.Less(end) || page.Edge && !at.Offset.Less(end) { // there is no more
		end = j.end
	}
	j.looked = page.Looked
	if whole := page.To.Minus(page.From); whole > 0 {
		share := float64(end.Minus(at.Offset)) / float64(whole)
		wire := page.Looked.Wire
		j.looked = page.Looked.Scale(min(1, share))
		j.looked.Wire = wire // it came whole
	}
	if !at.Offset.Less(end) {
		return &source.PlaceError{Place: at, Err: fmt.Errorf("reading %s p%d at %d: %w", at.Topic, at.Partition, at.Offset.Lo, io.ErrNoProgress)}
	}
	j.upto = end
	s.test(&page, at.Offset, j)
	return nil
}

// test notes the matches of a page in its job, and what its records were.
func (s *sampling) test(page *source.Page, from source.Offset, j *job) {
	m := s.Program.pool.Get().(*matcher)
	defer s.Program.pool.Put(m)
	run, seen := j.max, 0
	for i := range page.Records {
		r := &page.Records[i]
		if !r.Offset.Less(j.upto) {
			break
		}
		run = latest(run, r.Time, r.Max)
		if r.Offset.Less(from) {
			continue
		}
		v := m.look(r, seen, &j.looked)
		seen++
		if v != yes { // of some nobody can know
			continue
		}
		j.hits = append(j.hits, run)
	}
	if j.upto == page.To {
		run = latest(run, page.Max)
	}
	j.max = run
}

func latest(t time.Time, more ...time.Time) time.Time {
	for _, x := range more {
		if x.After(t) {
			t = x
		}
	}
	return t
}

// note adds what a read brought to its place.
func (s *sampling) note(j *job) {
	p, x := j.spot, &j.spot.parts[j.part]
	looked := source.Share{Ref: p.at[j.part].Ref, From: x.upto, To: j.upto, Low: x.upto, High: j.upto}
	x.upto, x.max = j.upto, j.max
	p.looked += j.looked.Records
	p.matches += int64(len(j.hits))
	if len(j.hits) > 0 {
		first, last := firstAndLast(j.hits)
		if p.first.IsZero() || first.Before(p.first) {
			p.first = first
		}
		p.last = latest(p.last, last)
	}
	c := &s.coverage
	c.Looked.Add(j.looked)
	c.Matched += int64(len(j.hits))
	c.Wire.Add(j.looked.Wire, time.Now())
	c.Pace.Add(j.looked.Records, time.Now())
	if s.Observe != nil {
		s.Observe(Step{Hits: j.hits, Looked: looked, Probes: s.probes, Found: *c})
	}
}
