//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"riffle/source/kafka/kafkatest"
)

// build makes the program as it ships.
func build(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "riffle")
	if out, err := exec.Command("go", "build", "-o", file, "riffle").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return file
}

// code is the exit code as a shell gives it.
func code(err error) int {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}

// The program as it is built, without a terminal: what it prints, where, and how
// it ends.
func TestBuiltProgram(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "built-orders", 3, 3000)
	program := build(t)
	env := append(os.Environ(), "RIFFLE_BROKERS="+c.Bootstrap())
	for _, tt := range []struct {
		args  string
		code  int
		lines int // of stdout; -1: some
		says  string
	}{
		{"cat built-orders", 0, 3000, "looked at 3,000 records in 3 partitions"},
		{"cat built-orders --where n=1234", 0, 1, "1 matched; complete to the end"},
		{"cat built-orders --where n=-1", 1, 0, "0 matched; complete to the end"},
		{"cat built-ordres", 2, 0, "did you mean built-orders?"},
		{"cat built-orders --from yesterday", 2, 0, "riffle help seek"},
		{"cat built-orders --where x=", 2, 0, "a value is missing"},
		{"topics built-", 0, 2, ""},
		{"topics -b 127.0.0.1:1", 2, 0, "connection refused"},
		{"topics no-topic-is-like-it", 1, 1, "fits"},
		{"", 2, 0, "riffle cat prints without one"},
		{"open built-orders", 2, 0, "riffle cat prints without one"},
		{"open built-orders --to never", 2, 0, "--to"},
		{"--version", 0, 1, ""},
		{"version", 0, 1, ""},
		{"help", 0, -1, ""},
		{"help filter", 0, -1, ""},
		{"completion bash", 0, -1, ""},
	} {
		t.Run(tt.args, func(t *testing.T) {
			var out, report bytes.Buffer
			cmd := exec.CommandContext(t.Context(), program, strings.Fields(tt.args)...)
			cmd.Env, cmd.Stdout, cmd.Stderr = env, &out, &report
			began := time.Now()
			got := code(cmd.Run())
			if got != tt.code || time.Since(began) > told {
				t.Errorf("exit code %d after %v, want %d\n%s", got, time.Since(began), tt.code, report.String())
			}
			if n := bytes.Count(out.Bytes(), []byte("\n")); n != tt.lines && (tt.lines >= 0 || n == 0) {
				t.Errorf("%d lines, want %d:\n%.500s", n, tt.lines, out.String())
			}
			if !strings.Contains(report.String(), tt.says) || bytes.Contains(report.Bytes(), []byte{0x1b}) {
				t.Errorf("it says %q, not %q", report.String(), tt.says)
			}
		})
	}
	t.Run("nothing answers", func(t *testing.T) { nothingAnswers(t, program) })
	t.Run("closed pipe", func(t *testing.T) { closedPipe(t, program, env) })
	t.Run("log", func(t *testing.T) { logs(t, program, env) })
	t.Run("Ctrl-c", func(t *testing.T) { interrupted(t, program, env) })
}

// nothingAnswers is a first try on a machine without Kafka: it says how to connect.
func nothingAnswers(t *testing.T, program string) {
	if nc, err := net.Dial("tcp", "localhost:9092"); err == nil {
		_ = nc.Close()
		t.Log("something listens on localhost:9092: this machine cannot show it")
		return
	}
	for _, args := range []string{"", "topics", "cat orders"} {
		cmd := exec.CommandContext(t.Context(), program, strings.Fields(args)...)
		cmd.Env = append(os.Environ(), "RIFFLE_BROKERS=")
		out, err := cmd.CombinedOutput()
		if code(err) != 2 {
			t.Errorf("riffle %s: exit code %d", args, code(err))
		}
		for _, w := range []string{"localhost:9092", "-b HOST:9092", "riffle demo"} {
			if strings.Count(string(out), w) != 1 {
				t.Errorf("riffle %s does not say %q once:\n%s", args, w, out)
			}
		}
	}
}

// closedPipe is riffle cat | head -1: it ends without a word, also where a parent
// ignores SIGPIPE, as service managers and cron do.
func closedPipe(t *testing.T, program string, env []string) {
	for shell, want := range map[string]int{
		`"$0" cat built-orders --follow`:                        141,
		`"$0" cat built-orders -o raw`:                          141,
		`trap "" PIPE; exec "$0" cat built-orders -o raw`:       141,
		`trap "" PIPE; exec "$0" cat built-orders -o table -n2`: 141,
	} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", shell, program)
		var report bytes.Buffer
		cmd.Env, cmd.Stderr = env, &report
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		cmd.Stdout = w
		err = cmd.Run()
		_ = w.Close()
		if got := code(err); got != want || report.Len() > 0 {
			t.Errorf("%s: exit code %d, want %d; it says %q", shell, got, want, report.String())
		}
	}
}

// interrupted follows a topic until Ctrl-c: what was printed is whole, and the
// coverage is told.
func interrupted(t *testing.T, program string, env []string) {
	cmd := exec.CommandContext(t.Context(), program, "cat", "built-orders", "--follow")
	var report bytes.Buffer
	cmd.Env, cmd.Stderr = env, &report
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	records := 0
	for s := bufio.NewScanner(out); records < 3000 && s.Scan(); records++ {
		if _, err := readLine(s.Text()); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	rest, _ := io.ReadAll(out)
	if got := code(cmd.Wait()); got != 130 || len(rest) > 0 || time.Since(began) > told {
		t.Errorf("exit code %d after %v, want 130; then it prints %q", got, time.Since(began), rest)
	}
	if !strings.Contains(report.String(), "looked at 3,000 records in 3 partitions") || !strings.Contains(report.String(), "stopped") {
		t.Errorf("it says %q", report.String())
	}
}

// logs shows that --log has what was asked and how long it took, for its owner
// alone, and nothing that a record or a password holds.
func logs(t *testing.T, program string, env []string) {
	file := filepath.Join(t.TempDir(), "riffle.log")
	cmd := exec.CommandContext(t.Context(), program, "cat", "built-orders", "--where", "n = 1234", "--log", file, "-o", "raw")
	cmd.Env = env
	value, err := cmd.Output()
	if err != nil || len(value) < 5 {
		t.Fatalf("%q, %v", value, err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"connected", "api=Metadata", "api=Fetch", "took="} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the log has no %s:\n%s", want, text)
		}
	}
	if bytes.Contains(text, bytes.TrimSpace(value)) || bytes.Contains(text, []byte("n = 1234")) {
		t.Errorf("the log holds what a record does:\n%s", text)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
