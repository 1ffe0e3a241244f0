package query

import (
	"strconv"

	"riffle/source"
)

// Leaf is a value inside a document that holds no other: text, a number, a word,
// an empty object or array.
type Leaf struct {
	Name     int // where its name begins among the bytes; of an element, its value
	From, To int
	Path     string // as a column reads it
	Any      string // as a filter means it: with # for a place in an array
}

const (
	maxLeaves    = 2000 // of one document
	maxLeafDepth = 64   // below it nothing is gone into
)

// Leaves lists the values of a document in their order, as far as somebody would
// walk over them one by one. It goes as far as doc is JSON: of a document that is
// cut off it lists the beginning. Where doc is no object or array there are none.
func Leaves(doc []byte) []Leaf {
	w := leafWalk{b: doc}
	i := skipSpace(doc, 0)
	if i < len(doc) && (doc[i] == '{' || doc[i] == '[') {
		w.value(i, i, "", "", 0)
	}
	return w.list
}

type leafWalk struct {
	b    []byte
	nest nest
	list []Leaf
}

// value lists what is in the value at i, and returns where it ends, or less than 0
// where nothing more can be listed.
func (w *leafWalk) value(name, i int, path, any string, depth int) int {
	if i = skipSpace(w.b, i); i >= len(w.b) || len(w.list) >= maxLeaves {
		return notJSON
	}
	next := skipSpace(w.b, i+1)
	open := w.b[i] == '{' || w.b[i] == '['
	empty := next < len(w.b) && (w.b[next] == '}' || w.b[next] == ']')
	if open && !empty && depth < maxLeafDepth {
		return w.members(i, path, any, depth)
	}
	end := w.nest.skip(w.b, i, 0, maxDepth)
	if end > 0 {
		w.list = append(w.list, Leaf{Name: name, From: i, To: end, Path: path, Any: any})
	}
	return end
}

// members goes through the object or array at i.
func (w *leafWalk) members(i int, path, any string, depth int) int {
	object := w.b[i] == '{'
	i++
	for n := 0; ; n++ {
		i = skipSpace(w.b, i)
		at, kid, kidAny := i, join(path, strconv.Itoa(n)), any
		if object {
			var name []byte
			if name, _, i = skipKey(w.b, i); i < 0 {
				return i
			}
			key := KeyOf(name)
			kid, kidAny = join(path, key), join(any, key)
		} else if i < len(w.b) && w.b[i] == '{' {
			kidAny = join(any, "#")
		}
		if i = w.value(at, i, kid, kidAny, depth+1); i < 0 {
			return i
		}
		if i = skipSpace(w.b, i); i >= len(w.b) || w.b[i] != ',' {
			break
		}
		i++
	}
	if i >= len(w.b) || w.b[i] != '}' && w.b[i] != ']' {
		return notJSON
	}
	return i + 1
}

// KeyOf returns the segment of a path that names a member; name is as JSON writes
// it, without its quotes.
func KeyOf(name []byte) string { return quoteKey(string(unescape(nil, name))) }

// join puts a segment behind a path, which may be empty.
func join(path, segment string) string {
	if path == "" {
		return segment
	}
	return path + "." + segment
}

// Cell is what stands at a leaf of a record's value.
func (l Leaf) Cell(r *source.Record) Cell {
	raw := r.Value[l.From:l.To]
	return Cell{Record: r, Path: l.Path, Any: l.Any, Raw: raw, Kind: KindOf(raw), There: true}
}

// KindOf tells what a JSON value is by its first byte.
func KindOf(raw []byte) Kind {
	return [...]Kind{isNull: Null, isString: String, isNumberType: Number, isBool: Bool, isObject: Object, isArray: Array}[typeOf(raw)]
}

// SkipString returns the index behind the JSON string that begins at b[i], a quote,
// checked as strictly as everything else here; less than 0 where it is none.
func SkipString(b []byte, i int) int { return skipString(b, i+1) }

// IsJSON tells whether bytes are one JSON value, by the rules of encoding/json and
// several times as fast. What is nested deeper than 10,000 is none.
func IsJSON(raw []byte) bool {
	var n nest
	i := n.skip(raw, 0, 0, maxDepth)
	return i >= 0 && skipSpace(raw, i) == len(raw)
}
