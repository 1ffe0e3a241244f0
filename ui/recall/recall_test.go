package recall

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func load(t *testing.T, f *File) *Memory {
	t.Helper()
	m, err := f.Load()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func keep(t *testing.T, f *File, e ...Entry) {
	t.Helper()
	for _, e := range e {
		if err := f.Append(e); err != nil {
			t.Fatal(err)
		}
	}
}

// What was typed last night is there in the morning.
func TestHistoryIsKeptBetweenRuns(t *testing.T) {
	f := In(filepath.Join(t.TempDir(), "deep", "riffle"))
	if m := load(t, f); len(m.History(Filter)) != 0 {
		t.Fatal("a history from nowhere")
	}
	keep(t, f, Typed(Filter, "type = Shipped"), Typed(Seek, "-15m"), Typed(Filter, "note = \"a\nb\u2028\""), Typed(Filter, "type = Shipped"),
		Chosen("prod", "orders", []string{"type", "order.id"}), Chosen("test", "orders", nil), Chosen("prod", "orders", []string{"type"}))
	m := load(t, f)
	if got, want := m.History(Filter), []string{"note = \"a\nb\u2028\"", "type = Shipped"}; !slices.Equal(got, want) {
		t.Errorf("filters %q, want %q", got, want)
	}
	if got := m.History(Seek); !slices.Equal(got, []string{"-15m"}) {
		t.Errorf("places %q", got)
	}
	if got, ok := m.Columns("prod", "orders"); !ok || !slices.Equal(got, []string{"type"}) {
		t.Errorf("columns %q, %v", got, ok)
	}
	if got, ok := m.Columns("test", "orders"); !ok || len(got) != 0 {
		t.Errorf("no columns were chosen, which is remembered too: %q, %v", got, ok)
	}
	if _, ok := m.Columns("test", "payments"); ok {
		t.Error("columns that nobody chose")
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, path := range []string{f.path, filepath.Dir(f.path)} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// A run's own memory is newer than what the file gives it late.
func TestWhatIsTypedBeforeTheFileIsReadIsNewer(t *testing.T) {
	var now, earlier Memory
	now.Add(Filter, "b")
	now.Add(Filter, "c")
	earlier.Add(Filter, "a")
	earlier.Add(Filter, "c")
	earlier.SetColumns("x", "t", []string{"old"})
	now.SetColumns("x", "t", []string{"new"})
	now.Behind(&earlier)
	if got := now.History(Filter); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%q", got)
	}
	if got, _ := now.Columns("x", "t"); !slices.Equal(got, []string{"new"}) {
		t.Errorf("%q", got)
	}
}

// Two riffles side by side, at once, lose nothing of each other.
func TestTwoRifflesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	for who := range 2 {
		wait.Go(func() {
			f := In(dir)
			for i := range 100 {
				keep(t, f, Typed(Filter, fmt.Sprintf("riffle%d = %d", who, i)))
				if i%40 == 0 {
					load(t, f)
				}
			}
		})
	}
	wait.Wait()
	if got := load(t, In(dir)).History(Filter); len(got) != 200 {
		t.Errorf("%d of 200 filters", len(got))
	}
}

// Regression: what one riffle appended while another wrote the file anew could be lost.
func TestNothingIsLostWhileTheFileIsWrittenAnew(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	for who := range 2 {
		wait.Go(func() {
			f := In(dir)
			for i := range 100 {
				keep(t, f, Typed(Filter, fmt.Sprintf("riffle%d = %d", who, i)))
			}
		})
		wait.Go(func() {
			f := In(dir)
			for range 50 {
				if err := f.append([]byte("\ntorn\n")); err != nil { // so that loading writes it anew
					t.Error(err)
				}
				_, _ = f.Load()
			}
		})
	}
	wait.Wait()
	m, _ := In(dir).Load()
	if got := m.History(Filter); len(got) != 200 {
		t.Errorf("%d of 200 filters", len(got))
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("%q are left", left)
	}
}

// A lock that a killed riffle left does not keep others from writing.
func TestALockThatWasLeftBehind(t *testing.T) {
	f := In(t.TempDir())
	if err := os.WriteFile(f.path+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(f.path+".lock", old, old); err != nil {
		t.Fatal(err)
	}
	keep(t, f, Typed(Filter, "a = 1"))
	if got := load(t, f).History(Filter); len(got) != 1 {
		t.Errorf("%q", got)
	}
	if _, err := os.Stat(f.path + ".lock"); err == nil {
		t.Error("the lock is still there")
	}
}

// A damaged file costs what is damaged, and says so once.
func TestADamagedFile(t *testing.T) {
	for name, damaged := range map[string]string{
		"torn line":  `{"kind":"filter","text":"a = 1"}` + "\n" + `{"kind":"filter","te`,
		"binary":     "\x00\xff\x1b[31m\n\x00",
		"other JSON": `[1,2,3]`,
		"other type": `{"kind":"filter","text":7}`,
	} {
		f := In(t.TempDir())
		if err := os.WriteFile(f.path, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		keep(t, f, Typed(Filter, "z = 9"))
		m, err := f.Load()
		if err == nil || !strings.Contains(err.Error(), f.path) {
			t.Errorf("%s: %v", name, err)
		}
		if got := m.History(Filter); len(got) == 0 || got[len(got)-1] != "z = 9" {
			t.Errorf("%s: %q", name, got)
		}
		if m = load(t, f); len(m.History(Filter)) == 0 {
			t.Errorf("%s: nothing was left", name)
		}
	}
}

func TestWhatCannotBeAFileIsAnErrorAndNoMore(t *testing.T) {
	dir := t.TempDir()
	f := In(dir)
	if err := os.Mkdir(f.path, 0o700); err != nil {
		t.Fatal(err)
	}
	if m, err := f.Load(); err == nil || m == nil {
		t.Errorf("a directory was read: %v", err)
	}
	if err := f.Append(Typed(Filter, "x")); err == nil {
		t.Error("a directory was written")
	}
	var none *File
	if err := none.Append(Typed(Filter, "x")); err != nil {
		t.Error(err)
	}
	if m := load(t, none); len(m.History(Filter)) != 0 {
		t.Error("nothing has a history")
	}
}

// The file stays small however long one works.
func TestALongFileIsWrittenAnew(t *testing.T) {
	f := In(t.TempDir())
	var all []byte
	for i := range 9000 {
		all = append(all, line(Typed(Filter, fmt.Sprintf("order.number = %d and something.long exists", i)))...)
		all = append(all, line(Chosen("prod", fmt.Sprint("topic-", i%3000), []string{"type"}))...)
	}
	if err := os.WriteFile(f.path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	keep(t, f, Typed(Filter, strings.Repeat("x", maxText+1)))
	m := load(t, f)
	if n := len(m.History(Filter)); n != maxEntries {
		t.Errorf("%d entries", n)
	}
	info, err := os.Stat(f.path)
	if err != nil || info.Size() > maxFile {
		t.Errorf("%d bytes are left, %v", info.Size(), err)
	}
	again := load(t, f)
	if !slices.Equal(again.History(Filter), m.History(Filter)) || len(again.latest) != maxTopics {
		t.Errorf("%d entries and %d topics after it was written anew", len(again.History(Filter)), len(again.latest))
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(f.path), "*.tmp")); len(left) > 0 {
		t.Errorf("%q were left behind", left)
	}
}

func TestWhereItIsKept(t *testing.T) {
	for _, x := range []struct{ system, env, want string }{
		{"linux", "HOME=/home/ann", "/home/ann/.local/state/riffle"},
		{"linux", "HOME=/home/ann XDG_STATE_HOME=/var/ann", "/var/ann/riffle"},
		{"linux", "HOME=/home/ann XDG_STATE_HOME=relative", "/home/ann/.local/state/riffle"},
		{"darwin", "HOME=/Users/ann", "/Users/ann/Library/Application Support/riffle"},
		{"windows", "LocalAppData=/local", "/local/riffle"},
		{"linux", "", ""},
	} {
		getenv := func(name string) string {
			for _, e := range strings.Fields(x.env) {
				if k, v, _ := strings.Cut(e, "="); k == name {
					return v
				}
			}
			return ""
		}
		if got := filepath.ToSlash(Dir(getenv, x.system)); got != x.want {
			t.Errorf("%s, %s: %q, want %q", x.system, x.env, got, x.want)
		}
	}
	if In("") != nil {
		t.Error("a file in no directory")
	}
}
