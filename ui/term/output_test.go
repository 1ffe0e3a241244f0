package term

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// start is source.Go in small.
func start(f func(), failed func(error)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				failed(fmt.Errorf("panic: %v", v))
			}
		}()
		f()
	}()
}

// terminal is an Output and the far end of it.
func terminal(t *testing.T) (*Output, *os.File, chan error) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	lost := make(chan error, 1)
	o := newOutput(w, start, func(err error) { lost <- err })
	t.Cleanup(func() { o.Close(); r.Close(); w.Close() })
	return o, r, lost
}

// Regression: after a resize while following, a closed pane stayed on the screen and
// the rest was scrolled out of it.
func TestDrawingTheWholeScreenTakesMarginsAway(t *testing.T) {
	o, r, _ := terminal(t)
	const old = "\x1b[28;47r\n\x1b[1;50r"
	_, _ = o.Write([]byte(old + "\x1b[m\x1b[H\x1b[2Jall of it"))
	want := old + "\x1b[m\x1b[r\x1b[H\x1b[2Jall of it"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(r, got); err != nil || string(got) != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

func TestOutputKeepsTheOrder(t *testing.T) {
	o, r, _ := terminal(t)
	var want bytes.Buffer
	for i := range 20_000 {
		line := fmt.Sprintf("row %d\n", i)
		want.WriteString(line)
		if n, err := o.Write([]byte(line)); n != len(line) || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
	}
	got := make([]byte, want.Len())
	if _, err := io.ReadFull(r, got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("what came out is not what went in")
	}
	if !o.Drain(10*time.Second) || o.Backlog() != 0 {
		t.Errorf("%d bytes are left", o.Backlog())
	}
}

// Regression: a blocked terminal stopped the event loop for as long as it blocked.
func TestOutputNeverWaits(t *testing.T) {
	o, r, _ := terminal(t)
	const size = 4 << 20 // no pipe holds that
	begin := time.Now()
	o.Write(make([]byte, size))
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("writing took %v", took)
	}
	if o.Drain(10*time.Millisecond) || o.Backlog() == 0 {
		t.Error("a pipe that nobody reads took everything")
	}
	if n, err := io.CopyN(io.Discard, r, size); err != nil {
		t.Fatalf("%d bytes came: %v", n, err)
	}
	if !o.Drain(10 * time.Second) {
		t.Errorf("%d bytes are left", o.Backlog())
	}
}

func TestResetOnlyWhereItIsNeeded(t *testing.T) {
	for _, c := range []struct {
		name, before string
		reset        bool
	}{
		{"nothing was drawn", "", false},
		{"the library was here and left", enterScreen + "text" + leaveScreen, false},
		{"still on", enterScreen + "text", true},
		{"on again", enterScreen + leaveScreen + enterScreen, true},
		{"switched on across two chunks", strings.Repeat("x", chunk-3) + enterScreen, true},
		{"switched off across two chunks", enterScreen + strings.Repeat("x", chunk-len(enterScreen)-3) + leaveScreen, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, r, _ := terminal(t)
			o.Write([]byte(c.before))
			if !o.Drain(10 * time.Second) {
				t.Fatal("not drained")
			}
			o.reset()
			if !o.Drain(10 * time.Second) {
				t.Fatal("not drained")
			}
			o.file.Close()
			got, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			want := c.before
			if c.reset {
				want += resetModes
			}
			if string(got) != want {
				t.Errorf("the terminal got %q", got)
			}
		})
	}
}

func TestResetComesBeforeWhatIsStillWaiting(t *testing.T) {
	o, r, _ := terminal(t)
	o.Write(make([]byte, 4<<20))
	o.Drain(10 * time.Millisecond)
	o.reset()
	if n := o.Backlog(); n > chunk+len(resetModes) {
		t.Errorf("%d bytes stand before the reset", n)
	}
	go func() {
		o.Drain(10 * time.Second)
		o.file.Close()
	}()
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(got, []byte(resetModes)) {
		t.Errorf("it ends with %q", got[max(0, len(got)-20):])
	}
}

func TestATerminalThatIsGoneIsReportedOnce(t *testing.T) {
	o, r, lost := terminal(t)
	r.Close()
	o.Write([]byte("hello"))
	select {
	case err := <-lost:
		if err == nil {
			t.Error("no reason")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was told")
	}
	if n, err := o.Write([]byte("more")); n != 4 || err != nil {
		t.Errorf("a later write gave %d, %v", n, err)
	}
	if o.Backlog() != 0 || !o.Drain(10*time.Second) {
		t.Errorf("%d bytes wait for a terminal that is gone", o.Backlog())
	}
}
