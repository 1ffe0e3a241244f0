package term

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNothingBreaksOutOfTheSequence(t *testing.T) {
	hostile := []byte("\x1b]0;title\a\x1b\\\x9c;c;?\x07\xff\u009c")
	s := Sequence(hostile)
	inside, ok := strings.CutPrefix(s, "\x1b]52;c;")
	inside, closed := strings.CutSuffix(inside, "\a")
	back, err := base64.StdEncoding.DecodeString(inside)
	if !ok || !closed || err != nil || !bytes.Equal(back, hostile) || strings.ContainsAny(inside, "\x1b\a;?") {
		t.Fatalf("%q", s)
	}
	if n := len(Sequence(make([]byte, ClipboardMost))); n > 100_000+len("\x1b]52;c;\a") {
		t.Errorf("%d bytes for the longest text", n)
	}
}

func TestLongTextsGoIntoAFileOfTheirOwner(t *testing.T) {
	c := Clipboard{Dir: filepath.Join(t.TempDir(), "state", "riffle")}
	if to, _, err := c.Copy(t.Context(), make([]byte, ClipboardMost)); to != ToTerminal || err != nil {
		t.Errorf("%v, %v", to, err)
	}
	for _, text := range [][]byte{bytes.Repeat([]byte("x"), ClipboardMost+1), bytes.Repeat([]byte("y"), ClipboardMost+2)} {
		to, path, err := c.Copy(t.Context(), text)
		if to != ToFile || err != nil {
			t.Fatalf("%v, %v", to, err)
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	if left, _ := os.ReadDir(c.Dir); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	if _, _, err := (Clipboard{}).Copy(t.Context(), make([]byte, ClipboardMost+1)); err == nil {
		t.Error("a text that went nowhere was copied")
	}
}
