//go:build unix

package kafkatest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"riffle/source"
)

// process is one running program in a process group of its own, so that a
// Ctrl-C meant for the tests does not reach it.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed once the program has ended
}

// spawn starts a program whose output goes to out, and returns at once.
func spawn(out io.Writer, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	source.Go(func() { _ = p.cmd.Wait(); close(p.done) }, func(error) { close(p.done) })
	return p, nil
}

func (p *process) running() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// signal sends sig, unless the program has ended: its id may be another's by then.
func (p *process) signal(sig syscall.Signal) error {
	if !p.running() {
		return nil
	}
	if err := p.cmd.Process.Signal(sig); err != nil && p.running() {
		return fmt.Errorf("send %v to process %d: %w", sig, p.pid(), err)
	}
	return nil
}

func (p *process) kill() error      { return p.signal(syscall.SIGKILL) }
func (p *process) terminate() error { return p.signal(syscall.SIGTERM) }
func (p *process) freeze() error    { return p.signal(syscall.SIGSTOP) }
func (p *process) thaw() error      { return p.signal(syscall.SIGCONT) }

// keeper is a shell that outlives the test process by a moment. It reads lines
// of process ids from a pipe; when the pipe ends, however the test process came
// to its end, it kills the ids of the last line and removes the directory.
type keeper struct {
	mu   sync.Mutex
	in   io.WriteCloser
	proc *exec.Cmd
}

const keeperScript = `while read -r line; do pids=$line; done
for p in $pids; do kill -9 "$p"; done 2>/dev/null
for i in 1 2 3 4 5; do rm -rf "$1" && exit; sleep 0.2; done`

func newKeeper(dir string) (*keeper, error) {
	cmd := exec.Command("/bin/sh", "-c", keeperScript, "keeper", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start keeper: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start keeper: %w", err)
	}
	return &keeper{in: in, proc: cmd}, nil
}

// watch replaces the list of processes that must not outlive the tests.
func (k *keeper) watch(procs []*process) error {
	var pids []string
	for _, p := range procs {
		if p != nil && p.running() {
			pids = append(pids, strconv.Itoa(p.pid()))
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := io.WriteString(k.in, strings.Join(pids, " ")+"\n"); err != nil {
		return fmt.Errorf("tell keeper the process ids: %w", err)
	}
	return nil
}

// close lets the keeper do its work now, and waits for it.
func (k *keeper) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.in.Close()
	if err := k.proc.Wait(); err != nil {
		return fmt.Errorf("remove the cluster's directory: %w", err)
	}
	return nil
}

// lock takes an exclusive lock on a file that other test processes take too. It
// waits for them; the lock ends with the process, so a crash leaves none behind.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = f.Close() }, nil
}
