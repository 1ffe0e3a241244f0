package main

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.keys
var files embed.FS

// script is what is done for one picture. Its file holds one step a line:
//
//	size 120 36         cells of the terminal; the first line
//	press j j enter     keys, by the names that the README has
//	type  total > 900   a text
//	see   212 hits      wait until the screen shows this
//	still               wait until the screen changes no more
//
// Empty lines and lines that begin with # say nothing.
type script struct {
	name  string
	w, h  int
	steps []step
}

type step struct {
	line       int
	verb, rest string
}

// scripts reads all scripts, by name.
func scripts() ([]script, error) {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var all []script
	for _, e := range entries {
		text, err := files.ReadFile(e.Name())
		if err != nil {
			return nil, err
		}
		s, err := parse(strings.TrimSuffix(e.Name(), ".keys"), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// parse reads one script.
func parse(name, text string) (script, error) {
	s := script{name: name}
	for i, line := range strings.Split(text, "\n") {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if verb == "" || strings.HasPrefix(verb, "#") {
			continue
		}
		st := step{i + 1, verb, strings.TrimSpace(rest)}
		if s.w > 0 {
			s.steps = append(s.steps, st)
		} else if _, err := fmt.Sscanf(line, "size %d %d", &s.w, &s.h); err != nil {
			return script{}, st.fault(name, "the size of the terminal comes first")
		}
	}
	return s, nil
}

func (st step) fault(script, why string) error {
	return fmt.Errorf("%s.keys:%d: %s: %s", script, st.line, st.verb, why)
}

// play does all steps, and waits until the screen stands still.
func (s script) play(on *stage) error {
	for _, st := range s.steps {
		var err error
		switch st.verb {
		case "press":
			err = on.press(strings.Fields(st.rest)...)
		case "type":
			err = on.send(st.rest)
		case "see":
			err = on.see(st.rest)
		case "still":
			err = on.still()
		default:
			err = fmt.Errorf("there is no such step")
		}
		if err != nil {
			return st.fault(s.name, err.Error())
		}
	}
	return on.still()
}

// sequences are what a terminal sends for keys that are no letters.
var sequences = map[string]string{
	"enter": "\r", "tab": "\t", "space": " ", "backspace": "\x7f",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
}

// sequence is what a terminal sends for a key. A number before a key repeats it:
// 12*j.
func sequence(name string) (string, error) {
	if n, key, ok := strings.Cut(name, "*"); ok && n != "" {
		times, err := strconv.Atoi(n)
		one, err2 := sequence(key)
		if err != nil || err2 != nil {
			return "", fmt.Errorf("no key is called %q", name)
		}
		return strings.Repeat(one, times), nil
	}
	if s, ok := sequences[name]; ok {
		return s, nil
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok && len(letter) == 1 {
		return string(letter[0] & 0x1f), nil
	}
	if len([]rune(name)) != 1 {
		return "", fmt.Errorf("no key is called %q", name)
	}
	return name, nil
}
