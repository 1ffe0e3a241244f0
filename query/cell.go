package query

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"riffle/source"
)

// Cell is one value of one record with the path that leads to it: what the keys
// for "only", "without", "next same" mean, in a row of a list or in a document.
type Cell struct {
	Record *source.Record
	Path   string // as a column reads it: order.id, items.0.sku, $key
	Any    string // the same as a filter means it, where an array lies on the path: items.#.sku; "": Path
	Raw    []byte // JSON as it stands there, or plain bytes; nil where it is missing or null
	Kind   Kind
	There  bool // false: the record has no such value
}

// CellOf returns what stands in a column of a record.
func CellOf(r *source.Record, c *Column) Cell {
	raw, kind, ok := c.Value(r)
	return Cell{Record: r, Path: c.String(), Raw: raw, Kind: kind, There: ok}
}

// maxSame bounds the text that a filter is made of, in bytes: what nobody can
// read in a prompt is not looked for by its value.
const maxSame = 500

// intoBase64 is in the paths of what people are shown inside base64.
const intoBase64 = ".@base64"

// Same returns the condition that holds for records with exactly this value in
// this place, and for no others. Of an element of an array it is: any element. The
// error says, for people, why no condition can say that.
func (c Cell) Same() (string, error) {
	path := cmp.Or(c.Any, c.Path)
	var filter string
	switch {
	case !c.There:
		filter = orNothing(path + " is missing")
	case c.Kind == Object || c.Kind == Array:
		return "", fmt.Errorf("%s is no single value: choose one inside it", c.Path)
	case len(c.Raw) > maxSame:
		return "", errors.New("this value is too long to be compared with")
	case c.Kind == Null:
		filter = Pick(path, nil)
	case c.Kind == Number:
		filter = Pick(path, json.Number(c.Raw))
	case c.Kind == Bool:
		filter = Pick(path, string(c.Raw) == "true")
	case c.Kind == Instant:
		filter = Pick(path, c.Record.Time)
	default:
		filter = Pick(path, c.Text())
	}
	if strings.Contains(path, intoBase64) {
		return "", errors.New("no filter looks into base64")
	}
	if filter == "" {
		return "", fmt.Errorf("no filter can say this value of %s", c.Path)
	}
	if c.Record != nil && !holds(filter, c.Record) {
		return "", errors.New("a filter sees another value: the name stands there twice, or it is cut")
	}
	return filter, nil
}

// holds tells whether a record satisfies a condition.
func holds(filter string, r *source.Record) bool {
	p, err := Compile(filter, Settings{Now: time.Unix(0, 0).UTC()})
	return err == nil && p.Match(r)
}

// Text is the value as people copy it: a JSON string without its quotes and
// escapes, everything else as it stands there.
func (c Cell) Text() []byte {
	if c.Kind == String && len(c.Raw) >= 2 {
		return unescape(nil, c.Raw[1:len(c.Raw)-1])
	}
	return c.Raw
}
