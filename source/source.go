package source

import (
	"context"
	"math"
	"time"
)

// Source is a driver: a stream system seen by a reader. It is safe for
// concurrent use; every call answers within about 100 ms of its context's end; no
// call changes anything on the server.
//
// Every error wraps one of the Err values of this package, or is a [TrimmedError]
// or a [TransientError]. After a TransientError the same call may be made again.
type Source interface {
	// Info tells what the driver reads and what it can do. It asks nobody.
	Info() Info

	// Topics lists all topics, internal ones and those that may not be read
	// included, sorted by name.
	Topics(ctx context.Context) ([]Topic, error)

	// Describe tells where the partitions of some topics begin and end now, sorted
	// by ref: one request for each broker, not for each topic. A topic that is not
	// there is ErrNotFound; a partition that cannot be told has its own Err.
	Describe(ctx context.Context, topics ...string) ([]Stats, error)

	// OffsetsAt answers each lookup, in order; all travel in one flight.
	OffsetsAt(ctx context.Context, lookups []Lookup) ([]Found, error)

	// Read gives one page of one partition, never waiting for new records. Reading
	// forward, the page holds at (From ≤ at ≤ To) and goes beyond it unless Edge;
	// backward, it lies before at (From < at ≤ To) unless Edge. A page may begin
	// earlier or end later than was asked, as it was stored, but never before the low
	// end: callers cut it. An offset below the low end is a TrimmedError; one beyond the end is an empty
	// page with Edge.
	Read(ctx context.Context, ref Ref, at Offset, dir Dir, want Want) (Page, error)

	// Committed tells where a consumer group stands: the offset of the next record that
	// it reads, in those of the partitions in which it has committed one; nil refs are all
	// of the cluster. A group that is not there is a GroupError, and ErrUnsupported says
	// that the system has no groups. It joins no group.
	Committed(ctx context.Context, group string, refs []Ref) (map[Ref]Offset, error)

	// Tail follows the live end from a position on: the only call that waits, one
	// for many partitions, in the order of arrival. Its batches own their bytes.
	// It never skips a record. After a TransientError, Next goes on where it was.
	Tail(ctx context.Context, from Position) (Cursor, error)

	// Format writes an offset as the system's users know it: "42".
	Format(ref Ref, o Offset) string

	// Close ends all reads and tails; later calls fail with ErrClosed.
	Close() error
}

// Info describes a driver and its system.
type Info struct {
	Scheme   string // "kafka"
	Endpoint string // the address that was connected to
	Version  string // the server's release as far as it can be told ("≥ 4.0"), or ""
	Brokers  int    // servers in the cluster; 0 before the first answer
	Step     string // what a connection that is being made waits for: "resolving kafka-1"; "" where none is
	Dense    bool   // offsets are counted: arithmetic on them has a meaning
}

// Topic is one topic of the list.
type Topic struct {
	Name       string
	Partitions []int32
	Internal   bool  // the system's own, hidden until asked for
	Replicas   int   // copies of each partition; 0 where unknown
	Err        error // why it cannot be read, such as ErrDenied
}

// Refs returns the topic's partitions.
func (t Topic) Refs() []Ref {
	refs := make([]Ref, len(t.Partitions))
	for i, p := range t.Partitions {
		refs[i] = Ref{t.Name, p}
	}
	return refs
}

// Stats is one partition at one moment: its records lie in [Low, End).
type Stats struct {
	Ref
	Low, End Offset
	Err      error
}

// Records is an upper bound of the number of records: compaction and transaction
// markers leave holes in the offsets.
func (s Stats) Records() int64 { return s.End.Minus(s.Low) }

// Lookup asks for the first record of a partition, in offset order, whose time is
// Time or later. The zero Time asks for the record with the largest time instead.
//
// End, unless zero, is a boundary that the caller does not look beyond: where no
// record is late enough the answer may be End, and the driver need not find out
// where the partition ends. Role keeps lookups that nobody waits for out of the way
// of those that somebody does.
type Lookup struct {
	Ref
	Time time.Time
	End  Offset
	Role Role
}

// Found answers a lookup. OK is false where no record below the end is late
// enough; Offset is then the end, or the lookup's own.
type Found struct {
	Offset Offset
	Time   time.Time // the time of the record at Offset
	OK     bool
	Err    error
}

// Retention is how a topic keeps its records.
type Retention struct {
	Time    time.Duration // negative: without limit
	Bytes   int64         // for each partition; negative: without limit
	Compact bool          // the newest record of each key is kept
	Clock   TimeKind      // whose clock gives new records their times
}

// Keeper is a Source that can also tell how topics are kept.
type Keeper interface {
	// Retention answers for those of the topics whose configuration may be read.
	Retention(ctx context.Context, topics ...string) (map[string]Retention, error)

	// Detail answers for one topic. Where its configuration may not be read, Denied
	// says why and the rest is there.
	Detail(ctx context.Context, topic string) (Detail, error)
}

// Dir is the direction of reading.
type Dir int8

// The two directions.
const (
	Forward  Dir = 1
	Backward Dir = -1
)

// Role tells a driver what a read is for, so that a scan never makes a key wait.
type Role uint8

// The roles of reads.
const (
	Interactive Role = iota
	Scan
)

// Want says how much to read. A page holds about Records records and about Bytes
// bytes, but always at least one record if there is one. Zero means the driver's
// own choice.
//
// Contains lists literals that every wanted record must hold: a driver may leave
// out a record that lacks one of them, in bytes, and holds no backslash (JSON may
// spell a literal in other ways). It need not: callers filter all the same.
//
// Until, unless zero, is a boundary that a forward read does not look beyond. Batches
// are stored whole, so the page may: [Page].Outside then tells how much.
type Want struct {
	Records, Bytes int
	Role           Role
	Contains       [][]byte
	Until          Offset
}

// Page is what a read gave: it covers [From, To) whole, in ascending order
// whatever the direction. Pages with no record but with progress are legal:
// compaction and markers leave holes.
type Page struct {
	From, To Offset
	Records  []Record
	Max      time.Time // the largest record time in the page, of records that were left out too
	Edge     bool      // To is the end (forward), or From is the low end (backward), at this moment
	Stable   Offset    // nothing below it changes any more: open transactions lie at or after it
	Looked   Count
	Outside  int64  // forward: how many of Looked.Records lie before at, or at Want.Until and beyond
	Free     func() // gives the page's bytes back, after which records must not be used; until then they are the reader's to change. Nil: they may be in other hands
	Kept     int64  // bytes from the server that it took before, where a cache gave it: Looked counts none
}

// Release gives the page's bytes back to the driver. Whoever keeps a record
// clones it first.
func (p *Page) Release() {
	if p.Free != nil {
		p.Free()
		p.Free = nil
	}
	p.Records = nil
}

// Count is what was looked at to produce a result.
type Count struct {
	Records int64 // records looked at, those left out included
	Bytes   int64 // their bytes, inflated
	Wire    int64 // bytes that came from the server for them
	Parsed  int64 // values that a filter parsed as JSON
	NotJSON int64 // values among them that are not JSON

	Undecodable int64 // records whose bytes could not be read: [Corrupt]
	OverLimit   int64 // records too large, or nested too deep, for a filter to look into
}

// Add adds d to c.
func (c *Count) Add(d Count) {
	c.Records += d.Records
	c.Bytes += d.Bytes
	c.Wire += d.Wire
	c.Parsed += d.Parsed
	c.NotJSON += d.NotJSON
	c.Undecodable += d.Undecodable
	c.OverLimit += d.OverLimit
}

// Scale returns a share of c, 0 to 1.
func (c Count) Scale(share float64) Count {
	for _, n := range []*int64{&c.Records, &c.Bytes, &c.Wire, &c.Parsed, &c.NotJSON, &c.Undecodable, &c.OverLimit} {
		*n = int64(math.Round(share * float64(*n)))
	}
	return c
}

// Batch is what a cursor gives: records in ascending order whatever the
// direction. Batches, never single records, cross every border: what a border
// costs is then paid once for some hundred records.
type Batch struct {
	Records []Record
	At      Position // where the cursor stands now: a new one opened there goes on without a seam
	Upto    Key      // forward: everything later has a key of Upto or more, also when no record is in the batch
	Looked  Count
	Holes   []Hole
	Ended   []Ending // of a tail: transactions that ended, also where a filter leaves their markers out
	Live    bool     // a tail has caught up with the end
}

// Ending is the end of a transaction in a partition: of records of the producer before
// the marker, which a tail gave as [Open].
type Ending struct {
	Marker   Place
	Producer int64
	Txn      Txn // Committed or Aborted
}

// Hole is a stretch of a partition in which no record stands any more, or from
// which none could be read.
type Hole struct {
	Ref
	From, To Offset
	Why      HoleKind
}

// HoleKind tells why a stretch of offsets is empty.
type HoleKind uint8

// The kinds of holes.
const (
	Compacted HoleKind = iota // records were removed for newer ones of their key, or offsets never given out
	Trimmed                   // retention or an administrator removed the oldest records, before they were asked for or while they were being read
)

// Cursor reads one way. Its batches are valid until the next call, unless it says
// that they own their bytes. Next gives at most about max records; a batch with no
// records is progress, not the end. At the end of its direction Next returns
// io.EOF: going backward the oldest record, going forward the end that it set out
// for; a tail never ends by itself. After a TransientError, Next goes on where it
// was. One goroutine at a time.
type Cursor interface {
	Next(ctx context.Context, max int) (Batch, error)
	Close() error
}
