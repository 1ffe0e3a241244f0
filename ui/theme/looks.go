package theme

import (
	"fmt"
	"strings"
)

// Name says which looks a theme has.
type Name string

// The themes.
const (
	Dark  Name = "dark"  // for a terminal whose ground is dark
	Light Name = "light" // for one whose ground is light
	Mono  Name = "mono"  // bold, reverse and underline only
)

// New is a theme in the terminal's own 16 colours or, with truecolor, in colours of
// its own, which can be read on any ground that is as dark or light as it should
// be. Mono has no colours either way.
func New(n Name, truecolor bool) *Theme {
	switch {
	case n == Light && truecolor:
		return &Theme{on: lightColours}
	case n == Light:
		return &Theme{on: light}
	case n == Dark && truecolor:
		return &Theme{on: darkColours}
	case n == Dark:
		return &Theme{on: dark}
	}
	return &Theme{on: mono}
}

// The looks. Never written to.
var (
	mono = [tokens]string{
		Strong: "\x1b[1m",
		Accent: "\x1b[1m",
		Warn:   "\x1b[1m",
		Bad:    "\x1b[1;4m",
		Escape: "\x1b[7m",
		Cursor: "\x1b[7m",
		Bar:    "\x1b[7m",
		Hit:    "\x1b[4m",
	}
	dark = [tokens]string{
		Dim:    "\x1b[2m", // not bright black: some palettes make that the background
		Strong: "\x1b[1m",
		Accent: "\x1b[1;35m",
		Time:   "\x1b[36m",
		Place:  "\x1b[2m",
		Key:    "\x1b[94m", // not blue, which is hard to read on black
		String: "\x1b[32m",
		Number: "\x1b[33m",
		Word:   "\x1b[35m",
		Good:   "\x1b[32m",
		Warn:   "\x1b[33m",
		Bad:    "\x1b[1;31m",
		Escape: "\x1b[7;35m",
		Cursor: "\x1b[7m",
		Bar:    "\x1b[97;100m",
		Hit:    "\x1b[1;4m",
	}
	// On white, green, yellow and cyan are hard to read in nearly every palette: blue,
	// magenta and red are not.
	light = [tokens]string{
		Dim:    "\x1b[2m",
		Strong: "\x1b[1m",
		Accent: "\x1b[1;35m",
		Time:   "\x1b[34m",
		Place:  "\x1b[2m",
		Key:    "\x1b[34m",
		String: "\x1b[39m",
		Number: "\x1b[35m",
		Word:   "\x1b[35m",
		Good:   "\x1b[34m",
		Warn:   "\x1b[1;35m",
		Bad:    "\x1b[1;31m",
		Escape: "\x1b[7;35m",
		Cursor: "\x1b[7m",
		Bar:    "\x1b[30;47m",
		Hit:    "\x1b[1;4m",
	}
	darkColours = colours(map[Token]string{
		Dim: "969cb4", Strong: "1;", Accent: "1;d6a6ff", Time: "7fd4d0", Place: "969cb4", Key: "93b9fa", String: "a6dca2",
		Number: "efcb8c", Word: "d6a6ff", Good: "a6dca2", Warn: "efcb8c", Bad: "1;ff8fa3", Escape: "7;d6a6ff", Cursor: "7;",
		Bar: "e6e9f5/343a52", Hit: "1;4;",
	})
	lightColours = colours(map[Token]string{
		Dim: "5c6070", Strong: "1;", Accent: "1;7a2fb5", Time: "00606b", Place: "5c6070", Key: "1f4fb0", String: "1d6630",
		Number: "8a4b00", Word: "7a2fb5", Good: "1d6630", Warn: "8a4b00", Bad: "1;b00020", Escape: "7;7a2fb5", Cursor: "7;",
		Bar: "20232e/d5d9e6", Hit: "1;4;",
	})
)

// colours writes looks as sequences: attributes, ink, "/" and ground, each of which
// may be missing: "1;d6a6ff", "e6e9f5/343a52".
func colours(of map[Token]string) [tokens]string {
	var on [tokens]string
	for k, look := range of {
		var parts []string
		for {
			attribute, rest, found := strings.Cut(look, ";")
			if !found {
				break
			}
			parts, look = append(parts, attribute), rest
		}
		ink, ground, _ := strings.Cut(look, "/")
		for _, part := range [][2]string{{"38", ink}, {"48", ground}} {
			var r, g, b int
			if n, _ := fmt.Sscanf(part[1], "%02x%02x%02x", &r, &g, &b); n == 3 {
				parts = append(parts, fmt.Sprintf("%s;2;%d;%d;%d", part[0], r, g, b))
			}
		}
		on[k] = "\x1b[" + strings.Join(parts, ";") + "m"
	}
	return on
}
