package term

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ClipboardMost is how many bytes are sent to a terminal's clipboard: 100,000 bytes
// of sequence, which is what older terminals take.
const ClipboardMost = 74_994

// Sequence is what a terminal is sent to copy a text (OSC 52). The text is in
// base64, so nothing in it can end the sequence. No terminal answers: whether it
// was taken nobody knows. Clipboards are never read.
func Sequence(text []byte) string {
	return "\x1b]52;c;" + base64.StdEncoding.EncodeToString(text) + "\a"
}

// Copied is where a copied text went.
type Copied int

// The places. The terminal's clipboard is reached by writing [Sequence].
const (
	ToTerminal Copied = iota
	ToTmux            // its buffer, and from there the terminal
	ToFile
)

// Clipboard is where copied texts go. The zero value sends them to the terminal,
// and has no place for those that are too long.
type Clipboard struct {
	// Dir is the folder for texts that are too long for a terminal; it is made when it
	// is needed, for its owner only.
	Dir string
	// Tmux tells that the terminal is a pane of tmux. By default tmux drops the
	// sequence (set-clipboard external) and lets none through (allow-passthrough off),
	// but its own command takes a text, and hands it on to the terminal.
	Tmux bool
}

// Copy says where a text goes, and brings it there unless that is the terminal.
func (c Clipboard) Copy(ctx context.Context, text []byte) (to Copied, path string, err error) {
	if len(text) > ClipboardMost {
		path, err = c.Keep(text)
		return ToFile, path, err
	}
	if c.Tmux && loadTmux(ctx, text) == nil {
		return ToTmux, "", nil
	}
	return ToTerminal, "", nil
}

// tmuxPatience is how long tmux may take to take a text.
const tmuxPatience = 2 * time.Second

func loadTmux(ctx context.Context, text []byte) error {
	ctx, cancel := context.WithTimeout(ctx, tmuxPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	cmd.Stdin = bytes.NewReader(text)
	return cmd.Run()
}

// Keep writes a text into a file that only its owner can read, in place of the one
// that was kept before.
func (c Clipboard) Keep(text []byte) (path string, err error) {
	if c.Dir == "" {
		return "", errors.New("keep the copied text: there is no folder for it, neither XDG_STATE_HOME nor HOME is set")
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return "", fmt.Errorf("keep the copied text: %w", err)
	}
	f, err := os.CreateTemp(c.Dir, "copied-*") // readable by its owner only
	if err != nil {
		return "", fmt.Errorf("keep the copied text: %w", err)
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	path = filepath.Join(c.Dir, "copied")
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", fmt.Errorf("keep the copied text: %w", err)
	}
	return path, nil
}
