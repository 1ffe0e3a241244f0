// Package programs knows which programs of the user's riffle starts: the editor and
// the pager.
//
// The screen lends them the terminal and "riffle config edit" runs one with no screen at
// all. Both must find the same one, by the rules that git and man go by, so that somebody
// whose EDITOR works there has it work here too.
//
//	argv := programs.Editor(os.Getenv) // EDITOR="code -w": "code", "-w"
//	cmd := exec.Command(argv[0], append(argv[1:], path)...)
package programs

import (
	"os/exec"
	"runtime"
	"strings"
)

// Editor is the command line of the user's editor, never empty: VISUAL, else EDITOR,
// else the first of the usual ones that is there. env looks up a variable, "" where it
// is not set. A file's path goes behind it.
func Editor(env func(name string) string) []string {
	return find(env, []string{"VISUAL", "EDITOR"}, []string{"vi", "nano", "notepad"})
}

// Pager is the command line of the user's pager, found as [Editor] is, and what its
// environment is to hold besides: with less, no command can be run from there, what fits
// on one screen is shown all the same, and nothing of it is kept.
func Pager(env func(name string) string) (argv, vars []string) {
	argv = find(env, []string{"PAGER"}, []string{"less", "more"})
	return argv, []string{"LESSSECURE=1", "LESSHISTFILE=-", "LESS=" + env("LESS") + " -+F -+R -+r"}
}

// find returns what the first of the variables that is set says, else the first of the
// names that is there.
func find(env func(name string) string, variables, names []string) []string {
	for _, name := range variables {
		if line := env(name); strings.TrimSpace(line) != "" {
			return shell(line)
		}
	}
	for _, name := range names {
		if _, err := exec.LookPath(name); err == nil {
			return []string{name}
		}
	}
	return names[:1] // which is then said not to be there
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
