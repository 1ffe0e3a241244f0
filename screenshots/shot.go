// Command screenshots makes the pictures of riffle that the README shows.
//
//	go generate ./screenshots
//
// Each file NAME.keys is a script for one picture: keys to press, and words to wait
// for. They are played to the real screen in a real terminal program, on a terminal
// in memory (stage.go), against the demo's story at a moment at which time stands
// still. The cells of that terminal are then drawn with a font that lies beside
// (picture.go). So a picture shows what riffle shows, nobody has to make it by
// hand, and every run writes the same bytes: a change on the screen is seen as a
// changed picture.
package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

//go:generate go run .

// patience is how long one picture may take, on a machine that is busy.
const patience = 3 * time.Minute

func main() {
	all, err := scripts()
	if err == nil {
		for _, s := range all {
			err = write(s)
			if err != nil {
				break
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// write makes one picture, in the working directory.
func write(s script) error {
	picture, err := shoot(s)
	if err != nil {
		return err
	}
	return os.WriteFile(s.name+".png", picture, 0o644)
}

// shoot plays a script and returns what the screen then shows, as a PNG.
func shoot(s script) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	st, err := open(ctx, s.w, s.h)
	if err != nil {
		return nil, err
	}
	defer st.close()
	if err := s.play(st); err != nil {
		return nil, err
	}
	f, err := loadFonts()
	if err != nil {
		return nil, err
	}
	return encode(picture(st.screen(), f))
}
