package query

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"riffle/source"
)

// Kind tells how the bytes of a column are to be read.
type Kind uint8

// The kinds of values.
const (
	Text    Kind = iota // plain bytes: a key, a header, a topic
	String              // a JSON string, with its quotes
	Number              // a JSON number, or one of the record's own
	Bool                // true or false
	Null                // JSON's null, or a null key, value or header
	Object              // JSON
	Array               // JSON
	Instant             // RFC 3339, UTC, milliseconds
)

// Column takes one value out of each record: for the columns of a list, for the
// command line's --select and --by. It may be used by several goroutines at once.
type Column struct {
	text    string
	field   field
	many    string // gjson's text of a path that puts several together, or ""
	program *Program
	pool    sync.Pool
}

// CompileColumn reads a path or a field of the record's own: order.id, items.#,
// $ts, $headers.retry. Several paths in one, {id,total}, are left to gjson. The
// error is an *Error.
func CompileColumn(path string) (*Column, error) {
	text := strings.TrimSpace(path)
	now := time.Now()
	c := &Column{text: text, program: &Program{now: now}}
	c.pool.New = func() any { return newMatcher(c.program) }
	if text == "" {
		return nil, &Error{Text: path, Msg: "a path is missing", Hint: "such as order.id or $ts"}
	}
	if strings.ContainsAny(text[:1], "{[") {
		c.many = text
		c.program.plans[inValue].add(nil)
		return c, nil
	}
	p := &parser{lexer: lexer{text: text}, now: now, parts: new(int)}
	f, err := p.field()
	if err == nil && !p.end() {
		err = p.fail(p.pos, 1, "a column is one path", "an operator has no place here")
	}
	if err == nil && f.own == ownHeaders && f.header == "" {
		err = p.fail(0, len(text), "which header?", "such as $headers.retry")
	}
	if err != nil {
		return nil, err
	}
	c.field = f
	n := condNodeOf(&cond{field: f, op: opExists})
	settle(n, now)
	c.program.bind(n)
	c.field = n.cond.field
	return c, nil
}

// ParseColumns reads columns with commas between them: $ts,order.id,items.#. The
// error is an *Error that points into text.
func ParseColumns(text string) ([]*Column, error) {
	var list []*Column
	for at := 0; at <= len(text); {
		end := at + columnEnd(text[at:])
		c, err := CompileColumn(text[at:end])
		var bad *Error
		if errors.As(err, &bad) {
			begin := at + len(text[at:end]) - len(strings.TrimLeft(text[at:end], " \t"))
			return nil, &Error{Text: text, Col: min(begin+bad.Col, len(text)), Len: min(bad.Len, len(text)-min(begin+bad.Col, len(text))), Msg: bad.Msg, Hint: bad.Hint}
		}
		if err != nil {
			return nil, err
		}
		list = append(list, c)
		at = end + 1
	}
	return list, nil
}

// columnEnd is where the first column of text ends: at a comma that stands in no
// quotes and no brackets.
func columnEnd(text string) int {
	depth, quote := 0, byte(0)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte("({[", c) >= 0:
			depth++
		case strings.IndexByte(")}]", c) >= 0:
			depth--
		case c == ',' && depth <= 0:
			return i
		}
	}
	return len(text)
}

// String is the path as it was written.
func (c *Column) String() string { return c.text }

// Value returns the column's value in a record: JSON as it stands there, plain
// bytes of a key or a header, or the text of a number or a time. What
// [source.Integer] reads is a number. ok is false where
// the record has none, or it is too large to be looked into. The bytes may be the
// record's: they must not be changed.
func (c *Column) Value(r *source.Record) (raw []byte, kind Kind, ok bool) {
	raw, kind, there, _ := c.value(r)
	return raw, kind, there == yes
}

// value is Value that tells whether there is no value, or nobody can know; and what
// was found out about the document, for a path into it.
func (c *Column) value(r *source.Record) (raw []byte, kind Kind, there verdict, of docState) {
	if c.field.own != ownNone {
		raw, kind, ok := c.ownValue(r)
		return raw, kind, verdictOf(ok), unread
	}
	if r.Kind != source.Data {
		return nil, Null, no, unread
	}
	m := c.pool.Get().(*matcher)
	defer c.pool.Put(m)
	m.reset(r)
	d := &m.docs[c.field.root]
	of = d.read()
	switch of {
	case overLimit:
		return nil, Null, unknown, of
	case valid:
		raw = d.at(c.field.slot)
	}
	if raw == nil {
		return nil, Null, no, of
	}
	if c.many != "" {
		if len(raw) > maxModifierValue || m.nest.skip(raw, 0, 0, maxModifierDepth) == tooDeep {
			return nil, Null, unknown, of
		}
		raw = []byte(gjson.GetBytes(raw, c.many).Raw)
	} else {
		var p probe
		var ok bool
		if raw, ok = m.resolve(&p, c.field.rest, raw); p.unknown {
			return nil, Null, unknown, of
		} else if !ok {
			return nil, Null, no, of
		}
	}
	if len(raw) == 0 {
		return nil, Null, no, of
	}
	if len(m.arena) > 0 {
		raw = append([]byte(nil), raw...)
	}
	return raw, KindOf(raw), yes, of
}

func (c *Column) ownValue(r *source.Record) (raw []byte, kind Kind, ok bool) {
	bytesOf := func(b []byte, there bool) ([]byte, Kind, bool) {
		if b == nil {
			return nil, Null, there
		}
		return b, Text, true
	}
	number := func(v uint64) ([]byte, Kind, bool) { return strconv.AppendUint(nil, v, 10), Number, true }
	spelled := func(b []byte, integer func([]byte) (int64, int, bool)) ([]byte, Kind, bool) {
		if n, _, ok := integer(b); ok {
			return strconv.AppendInt(nil, n, 10), Number, true
		}
		return bytesOf(b, true)
	}
	switch c.field.own {
	case ownKey:
		return spelled(r.Key, source.Integer)
	case ownValue:
		return spelled(r.Value, source.Integer)
	case ownHeaders:
		b, there := r.Headers.Get(c.field.header)
		if !there {
			return nil, Null, false
		}
		return spelled(b, source.HeaderInteger)
	case ownTopic:
		return []byte(r.Topic), Text, true
	case ownTxn:
		return []byte(r.Txn.String()), Text, true
	case ownPartition:
		return number(uint64(r.Partition))
	case ownOffset:
		return number(r.Offset.Lo)
	case ownSize:
		return number(uint64(r.Size))
	case ownSchema:
		if id, _, ok := source.SchemaID(r.Value); ok {
			return number(uint64(id))
		}
	case ownTS:
		if r.TimeKind != source.NoTime {
			return r.Time.UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), Instant, true
		}
	case ownJSON:
		return c.isJSON(r)
	}
	return nil, Null, false
}

func (c *Column) isJSON(r *source.Record) (raw []byte, kind Kind, ok bool) {
	if r.Value == nil {
		return nil, Null, false
	}
	m := c.pool.Get().(*matcher)
	defer c.pool.Put(m)
	m.reset(r)
	state := m.docs[inValue].read()
	if state == overLimit {
		return nil, Null, false
	}
	return strconv.AppendBool(nil, state == valid), Bool, true
}
