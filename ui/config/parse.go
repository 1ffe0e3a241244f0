package config

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// setting is one value of the file and the names that lead to it: tables, dotted
// names and tables in braces come to the same.
type setting struct {
	path []Text
	Pos  // of the value
	kind unstable.Kind
	text string // of a value that is one
	list []Text // of an array
	odd  bool   // an array that holds something else than texts
}

// name is the path from the n-th name on.
func (s setting) name(n int) Text {
	whole := s.path[n]
	for _, p := range s.path[n+1:] {
		whole.Value += "." + p.Value
		if p.Line == whole.Line && p.Col >= whole.Col {
			whole.Len = p.Col + p.Len - whole.Col
		} else {
			whole.Pos = p.Pos
		}
	}
	return whole
}

// document is a file that is being read.
type document struct {
	file    *File
	parser  unstable.Parser
	starts  []int          // of the lines, in bytes
	tables  map[string]int // the line in which each began
	strange []string       // tables of which it was said that there are none such
	rows    []binding      // of [keys]
	wrong   Errors
}

// parse reads the text of the file at path.
func parse(path string, text []byte) (*File, Errors) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as some editors begin a file
	f := Defaults()
	f.Path = path
	d := &document{file: f, tables: map[string]int{}}
	start := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		f.lines = append(f.lines, strings.TrimSuffix(line, "\r"))
		d.starts = append(d.starts, start)
		start += len(line) + 1
	}
	d.parser.Reset(text)
	var table []Text
	for d.parser.NextExpression() {
		switch node := d.parser.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = d.names(node.Key())
			d.table(table, node.Kind == unstable.ArrayTable)
		case unstable.KeyValue:
			d.keyValue(table, node)
		}
	}
	if err := d.parser.Error(); err != nil {
		d.syntax(err)
	}
	d.bind()
	slices.SortStableFunc(d.wrong, func(a, b *Error) int { return a.Line - b.Line })
	return f, d.wrong
}

// at is where a range of the file stands; of several lines, its part of the first.
func (d *document) at(r unstable.Range) Pos {
	offset := int(r.Offset)
	line, found := slices.BinarySearch(d.starts, offset)
	if !found {
		line--
	}
	col := offset - d.starts[line]
	return Pos{Line: line + 1, Col: col, Len: min(int(r.Length), max(len(d.file.lines[line])-col, 0))}
}

// say notes that something is wrong.
func (d *document) say(at Pos, msg, hint string) {
	d.wrong = append(d.wrong, d.file.Wrong(at, msg, hint))
}

// doubt notes that something is wrong with a saved filter.
func (d *document) doubt(at Pos, msg, hint string) {
	d.file.Doubtful = append(d.file.Doubtful, d.file.Wrong(at, msg, hint))
}

// judge is what notes that something is wrong in a section.
func (d *document) judge(section Text) func(at Pos, msg, hint string) {
	if section.Value == "filters" {
		return d.doubt
	}
	return d.say
}

// syntax says what is no TOML.
func (d *document) syntax(err error) {
	var bad *unstable.ParserError
	at := Pos{Line: len(d.file.lines)}
	if errors.As(err, &bad) && cap(bad.Highlight) > 0 {
		at = d.at(d.parser.Range(bad.Highlight))
	}
	hint := ""
	if strings.Contains(err.Error(), "value") {
		hint = "texts stand in quotes: name = \"value\""
	}
	d.say(at, "this is not TOML: "+err.Error(), hint)
}

func (d *document) names(key unstable.Iterator) []Text {
	var names []Text
	for key.Next() {
		n := key.Node()
		names = append(names, Text{string(n.Data), d.at(n.Raw)})
	}
	return names
}

// keyValue reads one setting, or those in braces.
func (d *document) keyValue(table []Text, node *unstable.Node) {
	path := append(slices.Clone(table), d.names(node.Key())...)
	value := node.Value()
	if value.Kind == unstable.InlineTable {
		d.table(path, false)
		for inside := value.Children(); inside.Next(); {
			d.keyValue(path, inside.Node())
		}
		return
	}
	s := setting{path: path, kind: value.Kind, text: string(value.Data), Pos: path[len(path)-1].Pos}
	if value.Raw.Length > 0 {
		s.Pos = d.at(value.Raw)
	}
	if value.Kind == unstable.Array {
		for items := value.Children(); items.Next(); {
			item := items.Node()
			if item.Kind != unstable.String {
				s.odd = true
				continue
			}
			s.list = append(s.list, Text{string(item.Data), d.at(item.Raw)})
		}
	}
	d.set(s)
}
