package sourcetest

import (
	"context"
	"time"

	"riffle/source"
)

// Fixture is what the suite needs from a system in order to test its driver. The
// first five must be there. All are called from several goroutines.
type Fixture struct {
	// Create makes a topic that keeps every record for ever and takes every
	// record time, also of 1970 and of 9999, as the producer says it.
	Create func(ctx context.Context, topic string, partitions int) error
	// Append writes records in order: their time, key, value and headers, null
	// and empty told apart. It returns when they can be read.
	Append func(ctx context.Context, ref source.Ref, records []source.Record) error
	// Open opens the driver anew. The suite closes what it gets.
	Open func(ctx context.Context) (source.Source, error)
	// Trim removes all records below low.
	Trim func(ctx context.Context, ref source.Ref, low source.Offset) error
	// Delete removes a topic. It returns when one of that name can be made.
	Delete func(ctx context.Context, topic string) error

	// Grow adds partitions to a topic until it has n.
	Grow func(ctx context.Context, topic string, n int) error
	// Hole leaves a stretch of offsets without records at the end of a
	// partition, or in the middle of what it appended for that: longer than any
	// window that the driver reads in. It returns the records it had to append,
	// those that are left.
	Hole func(ctx context.Context, ref source.Ref) ([]source.Record, error)
	// Corrupt appends something that cannot be read.
	Corrupt func(ctx context.Context, ref source.Ref) error
	// Transact writes records in a transaction of their own that ends as end
	// says: Committed, Aborted, or Open for one that has not ended.
	Transact func(ctx context.Context, ref source.Ref, end source.Txn, records []source.Record) error
	// Commit says where a consumer group stands in some partitions.
	Commit func(ctx context.Context, group string, at source.Position) error
	// Outage takes the system away until restore is called, which returns when
	// it can be written to again. No record is lost.
	Outage func(ctx context.Context) (restore func(ctx context.Context) error, err error)
	// Late makes each answer late by d; 0 ends it.
	Late func(ctx context.Context, d time.Duration) error
	// OpenLimited opens the driver as a user who may describe and read that one
	// topic and nothing else.
	OpenLimited func(ctx context.Context, topic string) (source.Source, error)
	// OpenStranger opens the driver with a wrong password. The error may come
	// here or from the first call.
	OpenStranger func(ctx context.Context) (source.Source, error)
	// State describes everything that a reader could change by mistake: topics,
	// consumer groups, configuration.
	State func(ctx context.Context) (string, error)

	// Without names functions above for which the system has no counterpart: a
	// log in RAM knows no passwords. Their cases are not run at all.
	Without []string

	Prefix   string        // of topic names
	Deadline time.Duration // of each case; 0 means 20 s
	Require  bool          // a case that would be skipped fails
}

// lacks tells whether the optional function with that name is missing.
func (f *Fixture) lacks(hook string) bool {
	there, ok := map[string]bool{
		"":             true,
		"Grow":         f.Grow != nil,
		"Hole":         f.Hole != nil,
		"Corrupt":      f.Corrupt != nil,
		"Transact":     f.Transact != nil,
		"Commit":       f.Commit != nil,
		"Outage":       f.Outage != nil,
		"Late":         f.Late != nil,
		"OpenLimited":  f.OpenLimited != nil,
		"OpenStranger": f.OpenStranger != nil,
		"State":        f.State != nil,
	}[hook]
	if !ok {
		panic("sourcetest: no function " + hook + " in a fixture")
	}
	return !there
}
