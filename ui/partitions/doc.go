// Package partitions shows how the records of a topic are spread over its
// partitions: how many each has and how fast it grows, who answers for it, and at a
// glance whether one of them is loaded more than the others or gets nothing.
//
// The counts are there after one request; rates, the day, the newest records and
// where the partitions are kept come in afterwards, each when it is known. Nothing
// is read: all of it follows from offsets.
//
//	p := partitions.New(partitions.Config{ID: 1, Source: src, Refs: topic.Refs(), Theme: th, Glyphs: g, Zone: time.Local, Now: time.Now})
//	cmd := p.Init()
//	ref, ok := p.Selected() // what Enter opens
package partitions
