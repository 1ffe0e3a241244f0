package ui

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"riffle/ui/term"
	"riffle/ui/theme"
)

func TestTheThemeFollowsTheGroundThatTheTerminalSays(t *testing.T) {
	for name, c := range map[string]struct {
		ground color.Color
		config Config
		asked  int
		want   *theme.Theme
	}{
		"white":            {color.White, Config{}, 1, theme.New(theme.Light, false)},
		"black":            {color.Black, Config{}, 1, theme.New(theme.Dark, false)},
		"says nothing":     {nil, Config{}, 1, theme.New(theme.Dark, false)},
		"true colours":     {color.White, Config{Truecolor: true}, 1, theme.New(theme.Light, true)},
		"a theme is named": {color.White, Config{Theme: theme.New(theme.Dark, false)}, 0, theme.New(theme.Dark, false)},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T) {
				s := sit(t, shop(1000), 80, 24, func(to *Config) { to.Theme, to.Truecolor = c.config.Theme, c.config.Truecolor })
				s.ground = c.ground
				s.sees("riffle  prod-eu") // before anything is answered
				s.settle().press("enter", "enter", "q", "q").pass(time.Minute)
				if s.asked != c.asked {
					t.Errorf("asked %d times", s.asked)
				}
				frame, _ := s.m.frame()
				if bar := c.want.On(theme.Bar); !strings.Contains(frame, bar) || *s.m.c.Theme != *c.want {
					t.Errorf("it is another theme: %q", frame)
				}
				if s.press("enter"); !strings.Contains(strings.Join(s.m.front().View(true), ""), c.want.On(theme.Time)) {
					t.Error("the panes have another theme")
				}
			})
		})
	}
}

func TestTheEnvironmentChoosesTheTheme(t *testing.T) {
	for env, want := range map[string]*theme.Theme{
		"LANG=C.UTF-8":                           theme.New(theme.Dark, false),
		"LANG=C.UTF-8 COLORFGBG=0;15":            theme.New(theme.Light, false),
		"LANG=C.UTF-8 COLORFGBG=15;default;0":    theme.New(theme.Dark, false),
		"LANG=C.UTF-8 COLORFGBG=0;15 NO_COLOR=1": theme.New(theme.Mono, false),
		"LANG=C.UTF-8 TERM=dumb":                 theme.New(theme.Mono, false),
	} {
		c := Config{}.fitting(func(name string) string { return variable(env, name) })
		if *c.Theme != *want || c.ASCII {
			t.Errorf("%s: another theme", env)
		}
	}
}

// variable is one of the variables of an environment written in a line.
func variable(env, name string) string {
	for _, kv := range strings.Fields(env) {
		if k, v, _ := strings.Cut(kv, "="); k == name {
			return v
		}
	}
	return ""
}

// Regression: pictures of control characters and the mark of a cut were UTF-8 in
// every locale. There is no byte above 0x7e now, whatever a record holds.
func TestWithoutUTF8EverythingIsASCII(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(100)
		s := sit(t, log, 80, 24, func(c *Config) {
			*c = c.fitting(term.Env(func(name string) string { return variable("LANG=C", name) }))
		})
		for _, keys := range []string{"", "enter", "?", "esc", ":", "esc", "v", "enter", "enter", "H", "f", "esc", "q", "s"} {
			s.settle().press(strings.Fields(keys)...)
			frame, _ := s.m.frame()
			if i := strings.IndexFunc(frame, func(r rune) bool { return r > 0x7e }); i >= 0 {
				t.Fatalf("after %s there is %q", keys, frame[i:min(i+20, len(frame))])
			}
			if len(s.screen()) != 24 {
				t.Fatal("the screen has another height")
			}
		}
		s.sees(">")
	})
}
