// Package inspect is the pane that shows one record whole: where it stands, its
// key and headers, and its value as a tree that folds, as text, or as bytes.
//
// A record is evidence, so nothing is changed on the way to the screen: numbers
// keep their digits, members their order, names that stand twice stand twice,
// strings the escapes they were written with. What is not JSON is shown as what
// it is. What cannot be decoded yet says so, beside its bytes.
//
// A value may have 50 MB or be nested a million deep, and the pane still answers
// at once: a tree looks up members only where it is open, some hundred at a
// time, and never calls itself; text and bytes are drawn from an offset, so what
// is not on the screen costs nothing. Whatever takes longer than a frame runs as
// a command beside the screen.
//
//	p := inspect.New(inspect.Config{ID: 2, Theme: th, Glyphs: glyphs, Zone: time.Local, Now: time.Now})
//	cmd := p.Show(record) // and again for another record: the same field stays under the cursor
package inspect
