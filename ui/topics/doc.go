// Package topics is the list of topics: where a session begins, and what a new
// pane asks with.
//
// A cluster may have ten thousand topics, and the answer to "how many records"
// costs the brokers something for each partition. So the list is there as soon as
// the names are, and the facts come in afterwards, one request at a time: counts
// of the rows on the screen first, then what else those rows show, then the
// counts of the others. A list that is hidden asks for nothing.
//
//	p := topics.New(topics.Config{ID: 1, Source: src, Theme: th, Glyphs: glyphs, Zone: time.Local, Now: time.Now})
//	cmd := p.Init()
//	p.Narrow("ord")       // at every key of the prompt
//	for _, t := range p.Selected() { … }
package topics
