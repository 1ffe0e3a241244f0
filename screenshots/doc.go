// Package screenshots makes the pictures of riffle that the README shows.
//
//	go generate ./screenshots
//
// Each file NAME.keys is a script: keys to press, and what has to be seen after
// them. It is played to the real screen in a real terminal program, on a terminal
// in memory (stage.go), against the demo's cluster; the cells of that terminal are
// drawn with a font that lies beside (picture.go). A script that shows some moments
// on its way becomes a GIF (film.go), any other one a PNG.
//
// So a picture shows what riffle shows, nobody has to make it by hand, and every run
// makes the same bytes: a change on the screen is seen as a changed picture. For that
// all of it, the cluster and its network too, runs in a bubble of [testing/synctest],
// where time passes only while nothing is going on. Whatever a key leads to is
// therefore over a second later, on however busy a machine, and that second takes no
// time. This is why the pictures are made by tests, which also find that the kept
// ones are what the scripts make:
//
//	RIFFLE_UPDATE=1 go test ./screenshots     writes them, as go generate does
package screenshots

//go:generate env RIFFLE_UPDATE=1 go test -count=1 .
