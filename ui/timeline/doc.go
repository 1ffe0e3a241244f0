// Package timeline shows the records of a stream over time, large: to look for where
// something changed, to go there, and to compare two stretches.
//
// The bars follow from offsets alone. They are there coarsely after one round trip
// and become finer; moving on gives up what nobody looks at any more. Only comparing
// reads records: a sample of each window, whose size is said.
//
//	p := timeline.New(timeline.Config{ID: 1, Source: src, Refs: refs, Path: "type", At: t, Theme: th, Glyphs: g, Zone: time.Local, Now: time.Now})
//	cmd := p.Init()
//	at := p.At() // what Enter goes to
package timeline
