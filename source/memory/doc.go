// Package memory is a stream system in RAM: a [source.Source] for the tests of
// everything that stands above drivers.
//
// It keeps the contract to the letter, also where real brokers seldom go: pages
// that begin earlier and end later than was asked, pages without a record, open
// transactions, holes, heads that vanish. What can go wrong is data ([Fault]), so
// that a test says which call fails, how often, and how late. What calls cost is
// counted ([Cost]), so that a test can say how few of them there must be.
//
// Nothing here waits but in channels and timers, and nothing starts a goroutine:
// a log made inside a testing/synctest bubble runs on the bubble's clock.
//
// The bytes of a page are its own, and giving them back overwrites them: whoever
// keeps a record without cloning it is found out at once.
//
// # Example
//
//	log := memory.New(memory.Topic{Name: "orders", Partitions: 2})
//	ref := source.Ref{Topic: "orders"}
//	log.Append(ref, source.Record{Time: t, Key: []byte("7"), Value: []byte("{}")})
//	log.Inject(memory.Fault{Method: memory.Read, Calls: 1, Err: &source.TransientError{Err: source.ErrUnreachable}})
//	...             // the first read fails, the second gives the record
//
// A new record stands at the end of its partition. One with a larger offset
// leaves a hole before it:
//
//	log.Append(ref, source.Record{Offset: source.OffsetOf(1000), Value: []byte("{}")})
package memory
