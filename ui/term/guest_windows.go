package term

import (
	"os"
	"os/exec"
)

// guest is a program that has the console.
type guest struct{ *os.Process }

// launch starts a program on the console.
func (s *Session) launch(argv, env []string) (*guest, error) {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return nil, err
	}
	p, err := os.StartProcess(path, argv, &os.ProcAttr{
		Env: environ(env), Files: []*os.File{s.in, s.out.file, s.out.file},
	})
	if err != nil {
		return nil, err
	}
	return &guest{p}, nil
}

// wait waits for the end of the program. It returns nil where all went well.
func (g *guest) wait() *ExitError {
	state, err := g.Wait()
	switch {
	case err != nil:
		return &ExitError{Code: -1, How: err.Error()}
	case !state.Success():
		return &ExitError{Code: state.ExitCode(), How: state.String()}
	}
	return nil
}

// end ends the program: a console knows no kinder way.
func (g *guest) end(error) { g.kill() }

// kill ends the program.
func (g *guest) kill() { _ = g.Kill() }

// reclaim does nothing: a console has no foreground.
func (g *guest) reclaim() {}
