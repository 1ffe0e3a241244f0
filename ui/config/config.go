package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"riffle/keymap"
)

// File is what config.toml says, and what holds where it says nothing.
type File struct {
	Path      string // where it was read; "" for none
	Theme     string // one of [Themes]
	Truecolor bool   // the themes' own 24-bit colours, not the 16 of the terminal
	Mouse     Switch
	UTC       bool // begin in UTC
	History   bool // what was typed is kept over runs
	// MaxRate is how much may be read per second, as --max-rate takes it; no Value for no limit.
	MaxRate Text
	// Cluster is the one to connect to where no flag names one; no Value for none.
	Cluster  Text
	Keys     keymap.Map // the table in force
	Filters  []Filter   // in the order of the file
	Doubtful Errors     // what is wrong with saved filters: it stops nobody who does not use them
	Clusters []Cluster  // likewise

	lines   []string
	changed []binding      // the rows of [keys]
	loose   bool           // others than its owner may read it
	set     map[string]int // the line of each option that is set
}

// Filter is a filter with a name.
type Filter struct{ Name, Text Text }

// Cluster is a cluster with a name.
type Cluster struct {
	Name       Text
	Brokers    []string   // host:port
	Properties []Property // as -X takes them
}

// Property is a property of a cluster: its name as librdkafka or Java spells it,
// and what it is set to.
type Property struct{ Name, Value Text }

// Text is a text of the file and where it stands there.
type Text struct {
	Value string
	Pos
}

// Pos is a part of a line.
type Pos struct {
	Line     int // from 1
	Col, Len int // in bytes
}

// Switch is on, off, or as it fits.
type Switch string

// What a switch can be.
const (
	Auto Switch = ""
	On   Switch = "on"
	Off  Switch = "off"
)

// Holds tells whether a switch is on, where auto means fits.
func (s Switch) Holds(fits bool) bool { return s == On || s == Auto && fits }

// Themes lists what theme can be set to; auto is what holds when it is not.
func Themes() []string { return []string{"auto", "dark", "light", "mono"} }

// Defaults is what holds without a file.
func Defaults() *File {
	return &File{Theme: "auto", History: true, Keys: keymap.Default(), set: map[string]int{}}
}

// maxSize bounds what is read, in bytes.
const maxSize = 1 << 20

// Load reads the file at path. "" is none, and a file that is not there sets
// nothing, unless path was named by hand. Where something is wrong with what it
// says, the error is of type [Errors], and the File holds all the same whatever
// could be understood. It is never nil.
func Load(path string, named bool) (*File, error) {
	if path == "" {
		return Defaults(), nil
	}
	text, loose, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return Defaults(), nil
	case errors.Is(err, fs.ErrNotExist):
		return Defaults(), fmt.Errorf("reading $RIFFLE_CONFIG: %w; riffle config edit makes it", err)
	case err != nil:
		return Defaults(), fmt.Errorf("reading the configuration: %w", err)
	}
	f, wrong := parse(path, text)
	f.loose = loose
	if len(wrong) > 0 {
		return f, wrong
	}
	return f, nil
}

func read(path string) (text []byte, loose bool, err error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, false, err
	}
	text, err = io.ReadAll(io.LimitReader(in, maxSize+1))
	if err == nil && len(text) > maxSize {
		err = fmt.Errorf("%s is larger than %d KB: it cannot be a configuration", path, maxSize>>10)
	}
	return text, readableByOthers(info), err
}

// Warnings say what is not right with the file but keeps nobody from going on.
func (f *File) Warnings() (list []string) {
	if len(f.Doubtful) > 0 {
		list = append(list, f.Doubtful.Error()+"; riffle goes on without it: see riffle config check")
	}
	return append(list, f.exposed()...)
}

// exposed tells that others can read a password.
func (f *File) exposed() []string {
	if !f.loose {
		return nil
	}
	for _, c := range f.Clusters {
		for _, p := range c.Properties {
			if Secret(p.Name.Value) {
				return []string{fmt.Sprintf("%s holds a password and others can read it: chmod 600 %s", f.Path, f.Path)}
			}
		}
	}
	return nil
}

// Named finds a cluster by its name.
func (f *File) Named(name string) (Cluster, bool) {
	for _, c := range f.Clusters {
		if c.Name.Value == name {
			return c, true
		}
	}
	return Cluster{}, false
}

// Settings are the properties as -X takes them: "name=value".
func (c Cluster) Settings() []string {
	out := make([]string, len(c.Properties))
	for i, p := range c.Properties {
		out[i] = p.Name.Value + "=" + p.Value.Value
	}
	return out
}

// Part is where bytes [col, col+length) of the text stand, as far as it stands in
// the file as it is; else where the whole of it does.
func (t Text) Part(col, length int) Pos {
	if t.Len != len(t.Value)+len(`""`) {
		return t.Pos
	}
	return Pos{Line: t.Line, Col: t.Col + 1 + min(col, len(t.Value)), Len: length}
}

// Saved holds the filters by their names, as a filter that says @name needs them.
func (f *File) Saved() map[string]string {
	saved := make(map[string]string, len(f.Filters))
	for _, x := range f.Filters {
		saved[x.Name.Value] = x.Text.Value
	}
	return saved
}

// Rebound is how many rows of [keys] there are.
func (f *File) Rebound() int { return len(f.changed) }
