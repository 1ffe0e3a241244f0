package term

import "runtime"

// Env looks up an environment variable, "" where it is not set. It is os.Getenv.
type Env func(name string) string

// Remote reports whether the terminal is at the other end of an SSH connection.
func (env Env) Remote() bool { return env("SSH_CONNECTION") != "" || env("SSH_TTY") != "" }

// Tmux reports whether the terminal is a pane of tmux, which needs the mouse for itself.
func (env Env) Tmux() bool { return env("TMUX") != "" }

// Mono reports whether colours are not wanted (no-color.org) or not there.
func (env Env) Mono() bool { return env("NO_COLOR") != "" || env("TERM") == "dumb" }

// Locale is the locale in force for characters ("de_DE.UTF-8"), by the rules of
// POSIX: LC_ALL, else LC_CTYPE, else LANG. Windows sets none of them and draws
// UTF-8.
func (env Env) Locale() string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := env(name); v != "" {
			return v
		}
	}
	if runtime.GOOS == "windows" {
		return "C.UTF-8"
	}
	return ""
}
