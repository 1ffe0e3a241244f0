package recall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// columns is the kind of an entry that holds columns.
const columns Kind = "columns"

// Entry is one line of the journal.
type Entry struct {
	Kind    Kind     `json:"kind"`
	Text    string   `json:"text,omitempty"`
	Cluster string   `json:"cluster,omitempty"`
	Topic   string   `json:"topic,omitempty"`
	Columns []string `json:"columns,omitempty"`
}

// Typed is the entry of a text.
func Typed(k Kind, text string) Entry { return Entry{Kind: k, Text: text} }

// Chosen is the entry of a topic's columns.
func Chosen(cluster, topic string, list []string) Entry {
	return Entry{Kind: columns, Cluster: cluster, Topic: topic, Columns: list}
}

// Dir is the directory for what a program remembers: riffle below
// $XDG_STATE_HOME, or where the system has such things. It is "" where no home
// directory is known. getenv is os.Getenv, system is runtime.GOOS.
func Dir(getenv func(string) string, system string) string {
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) { // others are to be ignored
		return filepath.Join(state, "riffle")
	}
	if system == "windows" {
		if local := getenv("LocalAppData"); local != "" {
			return filepath.Join(local, "riffle")
		}
		return ""
	}
	home := getenv("HOME")
	switch {
	case home == "":
		return ""
	case system == "darwin":
		return filepath.Join(home, "Library", "Application Support", "riffle")
	}
	return filepath.Join(home, ".local", "state", "riffle")
}

// File keeps a memory between two runs. Its methods may be called by several
// goroutines and processes at once. A nil File keeps nothing.
type File struct{ path string }

// In is the file in a directory, which need not be there yet. An empty dir gives nil.
func In(dir string) *File {
	if dir == "" {
		return nil
	}
	return &File{filepath.Join(dir, "history.jsonl")}
}

// Append adds an entry. One that is too long to be worth keeping is left out.
func (f *File) Append(e Entry) error {
	if f == nil || len(e.Text) > maxText {
		return nil
	}
	if err := f.append(line(e)); err != nil {
		return fmt.Errorf("keeping the history: %w", err)
	}
	return nil
}

func (f *File) append(lines []byte) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	return f.alone(func() error {
		to, err := os.OpenFile(f.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
		if err != nil {
			return err
		}
		_, err = to.Write(lines)
		return errors.Join(err, to.Close())
	})
}

const (
	lockPause = 5 * time.Millisecond
	lockTries = 400 // then a riffle that hangs is not waited for any longer
	lockStale = 10 * time.Second
)

// alone runs do while no other riffle writes the file. The lock of one that was
// killed counts for some seconds. Where none can be had, do runs all the same: at
// worst a line is lost.
func (f *File) alone(do func() error) error {
	path := f.path + ".lock"
	for range lockTries {
		lock, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			_ = lock.Close()
			return errors.Join(do(), os.Remove(path))
		}
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > lockStale {
			_ = os.Remove(path)
		}
		time.Sleep(lockPause)
	}
	return do()
}

// line is an entry as it stands in the file. It begins a line of its own even
// behind one that was torn.
func line(e Entry) []byte {
	text, err := json.Marshal(e)
	if err != nil {
		return nil // there is nothing in an entry that JSON could refuse
	}
	return append(append([]byte{'\n'}, text...), '\n')
}

// Load reads what was remembered. The memory is usable in any case; the error says
// what could not be read, and was left out. A file that has grown long is written
// anew, with what is worth keeping.
func (f *File) Load() (*Memory, error) {
	if f == nil {
		return &Memory{}, nil
	}
	m, bad, size, err := f.recall()
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("reading the history: %w", err)
	}
	if bad > 0 {
		err = fmt.Errorf("reading the history: %d damaged lines of %s were left out", bad, f.path)
	}
	if bad > 0 || size > maxFile {
		err = errors.Join(err, f.alone(f.rewrite))
	}
	return m, err
}

// recall is what the file remembers, how many of its lines are damaged, and how long
// it is.
func (f *File) recall() (m *Memory, bad int, size int64, err error) {
	m = &Memory{}
	raw, size, err := f.read()
	for text := range bytes.Lines(raw) {
		if text = bytes.TrimSpace(text); len(text) == 0 {
			continue
		}
		var e Entry
		if json.Unmarshal(text, &e) != nil {
			bad++
			continue
		}
		m.take(e)
	}
	return m, bad, size, err
}

// read returns the end of the file, and how long the whole is.
func (f *File) read() (raw []byte, size int64, err error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return nil, 0, errors.New(f.path + " is not a file")
	}
	from, err := os.Open(f.path)
	if err != nil {
		return nil, 0, err
	}
	defer from.Close()
	if info, err = from.Stat(); err != nil {
		return nil, 0, err
	}
	size = info.Size()
	at := max(0, size-maxRead)
	if raw, err = io.ReadAll(io.NewSectionReader(from, at, size-at)); err != nil {
		return nil, 0, err
	}
	if at > 0 { // in the middle of a line
		_, raw, _ = bytes.Cut(raw, []byte{'\n'})
	}
	return raw, size, nil
}

// rewrite puts a file with what is worth keeping in the place of the one that is
// there now: since it was read first, other riffles may have written to it.
func (f *File) rewrite() error {
	m, _, _, err := f.recall()
	if err != nil {
		return fmt.Errorf("shortening the history: %w", err)
	}
	var all []byte
	for _, e := range m.entries() {
		all = append(all, line(e)...)
	}
	temp, err := os.CreateTemp(filepath.Dir(f.path), "history-*.tmp") // for its owner alone
	if err != nil {
		return fmt.Errorf("shortening the history: %w", err)
	}
	_, err = temp.Write(all)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("shortening the history: %w", errors.Join(err, os.Remove(temp.Name())))
	}
	return nil
}
