package screenshots

import (
	"embed"
	"fmt"
	"strings"
	"time"
)

//go:embed *.keys
var files embed.FS

// script is what is done for one picture. Its file holds one step a line:
//
//	size 120 36         cells of the terminal; the first line
//	press 2*j ctrl+w c  keys, by the names that the README has
//	type  total > 900   a text
//	see   212 hits      which the screen has to show
//	pass  3s            time, in which the story goes on
//
// These make a film of it:
//
//	say   Who is it?    words below the screen
//	show  1.5s          so long; nothing is seen before the first of these
//
// Empty lines and lines that begin with # say nothing.
type script struct {
	name  string
	w, h  int
	steps []step
	film  bool
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
		s.film = s.film || verb == "show"
		if s.w > 0 {
			s.steps = append(s.steps, st)
		} else if _, err := fmt.Sscanf(line, "size %d %d", &s.w, &s.h); err != nil {
			return script{}, st.fault(name, "the size of the terminal comes first")
		}
	}
	return s, nil
}

// file is the name of the picture.
func (s script) file() string {
	if s.film {
		return s.name + ".gif"
	}
	return s.name + ".png"
}

func (st step) fault(script, why string) error {
	return fmt.Errorf("%s.keys:%d: %s: %s", script, st.line, st.verb, why)
}

// play does all steps. The film takes what is seen on the way.
func (s script) play(on *stage, f *film) error {
	for _, st := range s.steps {
		if err := st.do(on, f); err != nil {
			return st.fault(s.name, err.Error())
		}
	}
	return nil
}

func (st step) do(on *stage, f *film) error {
	switch st.verb {
	case "press":
		return press(strings.Fields(st.rest), on, f)
	case "type":
		for _, letter := range st.rest {
			on.send(string(letter), perLetter)
			f.typed(on.screen())
		}
		time.Sleep(settling)
	case "see":
		return on.see(st.rest)
	case "pass", "show":
		d, err := time.ParseDuration(st.rest)
		if err != nil {
			return err
		}
		if st.verb == "show" {
			f.show(on.screen(), d)
			return nil
		}
		on.pass(d, func() { f.goOn(on.screen(), beat) })
	case "say":
		f.words = st.rest
	default:
		return fmt.Errorf("there is no such step")
	}
	return nil
}

// press presses keys, one after the other.
func press(words []string, on *stage, f *film) error {
	for _, word := range words {
		times, name, err := repeated(word)
		if err != nil {
			return err
		}
		keys, err := sequence(name)
		if err != nil {
			return err
		}
		for range times {
			on.send(keys, settling)
			f.pressed(on.screen(), name)
		}
	}
	return nil
}
