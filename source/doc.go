// Package source says what a stream is, and holds all that is true of every
// stream: records, offsets, positions, one order over many partitions, reading
// in both directions, following the live end.
//
// A stream system is seen as a [Source]: a driver that answers small questions
// about single partitions (read one page here, which offset has this time, where
// are the ends). It never changes the system it reads. Everything that can be
// written once for all systems stands above that interface: a [Stream] reads the
// partitions of one or more topics as one, forward or backward, through
// [Cursor]s that hand out batches.
//
// # One order
//
// Records of different partitions have no order of their own, so riffle gives
// them one, the same on the screen and on the command line: by [Key], the
// running maximum of record time within the partition, then topic, partition and
// offset. Offset order inside a partition always wins. Sorting by the raw time
// would not do: times run backwards inside real partitions, and then reading
// forward and reading backward disagree about the order.
//
// The running maximum passes an instant t exactly at the first record with a
// time of t or later, and that is what [Source].OffsetsAt answers. So the offsets
// of one instant, taken over all partitions, cut the order exactly: everything
// before the cut comes before everything after it. Reading backward, which
// brokers do not offer, is reading forward between two such cuts.
//
// # Example
//
//	s := source.NewStream(src, refs, source.Options{})
//	at, err := source.ParseAt("-15m", time.Now())
//	...
//	pos, err := s.Resolve(ctx, at, source.Ref{})
//	...
//	c := s.Forward(pos, nil)
//	defer c.Close()
//	for {
//		b, err := c.Next(ctx, 500)
//		...             // io.EOF: the end that the stream had when it was opened
//	}
package source
