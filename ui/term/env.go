package term

import (
	"os/exec"
	"runtime"
	"strings"
)

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

// Editor is the command line of the user's editor: VISUAL, else EDITOR, else the first
// of the usual ones that is there. A file's path goes behind it.
func (env Env) Editor() []string {
	return env.program([]string{"VISUAL", "EDITOR"}, []string{"vi", "nano", "notepad"})
}

// Pager is the command line of the user's pager, and what its environment is to hold
// besides: with less, no command can be run from there, what fits on one screen is shown
// all the same, and nothing of it is kept.
func (env Env) Pager() (argv, vars []string) {
	argv = env.program([]string{"PAGER"}, []string{"less", "more"})
	return argv, []string{"LESSSECURE=1", "LESSHISTFILE=-", "LESS=" + env("LESS") + " -+F -+R -+r"}
}

// program is what the first of the variables that is set says, else the first of the
// programs that is there.
func (env Env) program(variables, programs []string) []string {
	for _, name := range variables {
		if line := env(name); strings.TrimSpace(line) != "" {
			return shell(line)
		}
	}
	for _, name := range programs {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}
		}
	}
	return programs[:1] // which is then said not to be there
}

// shell makes a command line of a variable. Where it holds more than words, such as
// quotes, a shell reads it, as for every other program. Windows has none that could.
func shell(line string) []string {
	words := strings.Fields(line)
	if len(words) > 0 && !strings.ContainsAny(line, "|&;<>()$`\\\"'*?[#~=%") || runtime.GOOS == "windows" {
		return words
	}
	return []string{"sh", "-c", line + ` "$@"`, line}
}
