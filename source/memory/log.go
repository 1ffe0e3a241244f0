package memory

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"riffle/source"
)

// Topic says what a topic is and how its records are handed out.
type Topic struct {
	Name       string
	Partitions int
	Internal   bool
	Replicas   int
	Denied     bool // listed, but nobody may read it
	Retention  source.Retention

	Batch  int   // records stored together; pages hold whole batches. 0 means 1
	Page   int   // most records of a page, whatever was wanted; 0: no limit
	Window int64 // most offsets a page covers, so that holes give empty pages; 0: no limit
}

// Log is one user's connection to a log in RAM. All methods are safe for
// concurrent use. Methods that change the log act on it for all connections, and
// panic where a topic or partition is not there: that is a mistake in the test.
type Log struct {
	server *server
	denied map[string]bool
	close  sync.Once
	done   chan struct{} // closed by Close
}

// server is what all connections share.
type server struct {
	mu      sync.Mutex
	topics  map[string]*topic
	groups  map[string]map[source.Ref]source.Offset // where consumer groups stand
	arrived int64                                   // records that were ever appended: their order of arrival
	changed chan struct{}                           // closed and replaced by every change

	down   bool
	faults []Fault
	wounds int // faults that were ever injected
	cost   Cost
	landed int // the longest chain of calls that are answered
}

// topic is one topic with its partitions.
type topic struct {
	Topic
	parts []*partition
}

// New makes a log with these topics.
func New(topics ...Topic) *Log {
	s := &server{topics: map[string]*topic{}, groups: map[string]map[source.Ref]source.Offset{}, changed: make(chan struct{}), cost: newCost()}
	l := &Log{server: s, done: make(chan struct{})}
	for _, t := range topics {
		l.Create(t)
	}
	return l
}

// Open makes another connection to the same log, with a Close of its own. Its
// user may not read the topics in denied.
func (l *Log) Open(denied ...string) *Log {
	o := &Log{server: l.server, denied: map[string]bool{}, done: make(chan struct{})}
	for _, name := range denied {
		o.denied[name] = true
	}
	return o
}

// change runs f with the log locked, then wakes everyone who waits for a change.
func (l *Log) change(f func(s *server)) {
	s := l.server
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
	close(s.changed)
	s.changed = make(chan struct{})
}

// Create adds a topic. Its offsets begin at 0, also where a topic of that name
// was deleted before.
func (l *Log) Create(t Topic) {
	l.change(func(s *server) {
		if s.topics[t.Name] != nil {
			panic(fmt.Sprintf("memory: topic %s is there already", t.Name))
		}
		made := &topic{Topic: t}
		s.topics[t.Name] = made
		made.grow(t.Partitions)
	})
}

// grow adds partitions until there are n.
func (t *topic) grow(n int) {
	for i := len(t.parts); i < n; i++ {
		t.parts = append(t.parts, &partition{topic: t, ref: source.Ref{Topic: t.Name, Partition: int32(i)}})
	}
}

// Grow adds partitions to a topic until it has n.
func (l *Log) Grow(name string, n int) {
	l.change(func(s *server) { s.topic(name).grow(n) })
}

// Delete removes a topic. Tails that follow it fail with ErrNotFound.
func (l *Log) Delete(name string) {
	l.change(func(s *server) {
		s.topic(name)
		delete(s.topics, name)
	})
}

// Append adds records at the end of a partition, and keeps their bytes: they must
// not be changed afterwards. Of each record it sets the ref, Next, Max and Size;
// the offset is the end of the partition, or what the record says if that is
// larger. A Next that leaves room is kept, for corrupt stretches. A record with a
// time and no kind of time has CreateTime; one outside transactions has producer -1.
func (l *Log) Append(ref source.Ref, records ...source.Record) {
	l.change(func(s *server) {
		p := s.partition(ref)
		for _, r := range records {
			s.arrived++
			p.append(r, s.arrived)
		}
	})
}

// Trim removes all records below low, as retention does.
func (l *Log) Trim(ref source.Ref, low source.Offset) {
	l.change(func(s *server) { s.partition(ref).trim(low) })
}

// Compact removes the records for which gone is true and leaves holes.
func (l *Log) Compact(ref source.Ref, gone func(*source.Record) bool) {
	l.change(func(s *server) { s.partition(ref).compact(gone) })
}

// SetEnd moves the end of a partition on: the offsets before it hold no record.
func (l *Log) SetEnd(ref source.Ref, end source.Offset) {
	l.change(func(s *server) {
		p := s.partition(ref)
		if end.Less(p.end) {
			panic(fmt.Sprintf("memory: the end of %s p%d cannot move back", ref.Topic, ref.Partition))
		}
		p.end = end
	})
}

// EndTxn ends the open transaction of a producer in one partition: its Open
// records become Committed or Aborted, and the marker ([source.CommitMarker] or
// [source.AbortMarker]) is appended with time t.
func (l *Log) EndTxn(ref source.Ref, producer int64, marker source.Txn, t time.Time) {
	l.change(func(s *server) {
		p := s.partition(ref)
		p.settle(producer, marker)
		s.arrived++
		p.append(source.Record{Kind: source.Marker, Txn: marker, Producer: producer, Time: t}, s.arrived)
	})
}

// topic returns the topic with that name, for the methods that change the log.
func (s *server) topic(name string) *topic {
	t := s.topics[name]
	if t == nil {
		panic(fmt.Sprintf("memory: no topic %s", name))
	}
	return t
}

// partition returns the partition that ref names, for the same methods.
func (s *server) partition(ref source.Ref) *partition {
	t := s.topic(ref.Topic)
	if ref.Partition < 0 || int(ref.Partition) >= len(t.parts) {
		panic(fmt.Sprintf("memory: no partition %d in %s", ref.Partition, ref.Topic))
	}
	return t.parts[ref.Partition]
}

// names returns the names of all topics, sorted.
func (s *server) names() []string { return slices.Sorted(maps.Keys(s.topics)) }
