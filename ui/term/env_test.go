package term

import "testing"

func TestEnv(t *testing.T) {
	for _, c := range []struct {
		name               string
		vars               map[string]string
		remote, tmux, mono bool
		locale             string
	}{
		{"plain", map[string]string{"LANG": "en_GB.UTF-8", "TERM": "xterm"}, false, false, false, "en_GB.UTF-8"},
		{"ssh in tmux", map[string]string{"LANG": "C", "SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22", "TMUX": "/tmp/x"}, true, true, false, "C"},
		{"the more special locale wins", map[string]string{"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, false, false, false, "de_DE.UTF-8"},
		{"LC_ALL wins over all", map[string]string{"LC_ALL": "C", "LC_CTYPE": "de_DE.UTF-8"}, false, false, false, "C"},
		{"no colour", map[string]string{"NO_COLOR": "1", "LANG": "C"}, false, false, true, "C"},
		{"dumb", map[string]string{"TERM": "dumb", "LANG": "C"}, false, false, true, "C"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := Env(func(name string) string { return c.vars[name] })
			if env.Remote() != c.remote || env.Tmux() != c.tmux || env.Mono() != c.mono || env.Locale() != c.locale {
				t.Errorf("remote %v, tmux %v, mono %v, locale %q", env.Remote(), env.Tmux(), env.Mono(), env.Locale())
			}
		})
	}
}
