//go:build unix

package kafkatest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestHelperProcess is not a test: other tests run it in a process of its own.
func TestHelperProcess(t *testing.T) {
	switch os.Getenv("KAFKATEST_HELPER") {
	case "start":
		c := Shared(t)
		fmt.Printf("pid %d dir %s\n", c.nodes[0].proc.pid(), c.dir)
		os.Exit(3) // without any cleaning up, as a panic would
	case "shared":
		Shared(t)
	}
}

// helper runs TestHelperProcess.
func helper(what string, env ...string) (string, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestHelperProcess$", "-test.v")
	cmd.Env = append(append(os.Environ(), "KAFKATEST_HELPER="+what), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func TestMissingJavaSkipsLoudly(t *testing.T) {
	nothing := []string{"PATH=" + t.TempDir(), "JAVA_HOME="}
	out, err := helper("shared", append(nothing, RequireEnv+"=")...)
	if err != nil || !strings.Contains(out, "--- SKIP") || !strings.Contains(out, "NOT TESTED ON A REAL KAFKA: Java is not here: install") {
		t.Errorf("without Java: %v\n%s", err, out)
	}
	out, err = helper("shared", append(nothing, RequireEnv+"=1")...)
	if err == nil || !strings.Contains(out, "--- FAIL") || !strings.Contains(out, "A REAL KAFKA IS REQUIRED") {
		t.Errorf("without Java, required: %v\n%s", err, out)
	}
}

func TestMissingMavenSkipsLoudly(t *testing.T) {
	java, _, err := findJava()
	if err != nil {
		fail(t, err)
	}
	bin := t.TempDir()
	if err := os.Symlink(java, filepath.Join(bin, "java")); err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	out, err := helper("shared", "PATH="+bin, "JAVA_HOME=", "XDG_CACHE_HOME="+cache, "HOME="+cache, RequireEnv+"=")
	if err != nil || !strings.Contains(out, "--- SKIP") || !strings.Contains(out, "Maven is not here to fetch Kafka's jars: install") {
		t.Errorf("without Maven: %v\n%s", err, out)
	}
	left, err := filepath.Glob(filepath.Join(cache, "riffle", "partial-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Two test processes at once share the cache and run a cluster each; both end
// without cleaning up, and nothing of them is left.
func TestClusterDiesWithItsProcess(t *testing.T) {
	Shared(t)
	type result struct {
		out string
		err error
	}
	results := make(chan result)
	for range 2 {
		go func() {
			out, err := helper("start")
			results <- result{out, err}
		}()
	}
	for range 2 {
		r := <-results
		var exit *exec.ExitError
		var pid int
		var dir string
		if !errors.As(r.err, &exit) || exit.ExitCode() != 3 {
			t.Fatalf("%v\n%s", r.err, r.out)
		}
		_, line, _ := strings.Cut(r.out, "pid ")
		if _, err := fmt.Sscanf("pid "+line, "pid %d dir %s", &pid, &dir); err != nil {
			t.Fatalf("%v\n%s", err, r.out)
		}
		await(t, "the broker to die", func() bool { return !alive(pid) })
		await(t, "its directory to go", func() bool { _, err := os.Stat(dir); return os.IsNotExist(err) })
	}
}

// alive tells whether a process runs; one that has ended and waits to be
// collected does not.
func alive(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=", "-p", fmt.Sprint(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}

func TestLockLetsOneWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	try := func() error { return syscall.Flock(int(other.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
	if err := try(); !errors.Is(err, syscall.EWOULDBLOCK) {
		t.Errorf("a second lock: %v", err)
	}
	unlock()
	if err := try(); err != nil {
		t.Errorf("a lock after the first has ended: %v", err)
	}
}
