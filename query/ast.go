package query

import (
	"regexp"

	"riffle/source"
)

// node is one part of a filter: and, or and not over other nodes, or a condition.
type node struct {
	kind    nodeKind
	kids    []*node // of and, or, not
	text    []byte  // of a text condition
	bare    bool    // it stood without quotes
	pattern *pattern
	cond    *cond
}

type nodeKind uint8

const (
	andNode nodeKind = iota
	orNode
	notNode
	textNode    // text anywhere in the record
	patternNode // a regular expression anywhere in the record
	condNode
)

// pattern is a regular expression and how it was written.
type pattern struct {
	re     *regexp.Regexp
	source string
	fold   bool
}

// cond is one comparison. With neg it holds where the field is there and the
// comparison without neg does not hold.
type cond struct {
	field   field
	op      op
	neg     bool
	lits    []literal // one; the two ends of a range; all of a list
	pattern *pattern  // of opMatch
	typ     jsonType  // of opIs

	projects bool    // the field's path makes an array of its own
	need     []byte  // a text that the value must hold, or a backslash, where the condition holds
	name     []byte  // a key of the path, in its quotes: without it, or a backslash, the path is missing
	absent   verdict // what the condition says where the path is missing
}

type op uint8

const (
	opEq op = iota
	opLt
	opLe
	opGt
	opGe
	opMatch
	opContains
	opStarts
	opEnds
	opIn
	opRange
	opExists
	opIs
	opFound // a bare path with #( ): something satisfies it
)

var opText = [...]string{opEq: "=", opLt: "<", opLe: "<=", opGt: ">", opGe: ">=", opMatch: "~",
	opContains: "contains", opStarts: "startswith", opEnds: "endswith", opIn: "in", opRange: "in", opExists: "exists", opIs: "is"}

// ordering tells whether o asks which of two values comes first.
func (o op) ordering() bool { return o >= opLt && o <= opGe || o == opRange }

// textual tells whether o looks at the letters of a value.
func (o op) textual() bool { return o >= opMatch && o <= opEnds }

// jsonType is what a value is.
type jsonType uint8

const (
	isMissing jsonType = iota
	isNull
	isString
	isNumberType
	isBool
	isObject
	isArray
)

var typeNames = []string{"missing", "null", "string", "number", "bool", "object", "array"}

// typeOf tells what valid JSON is, from its first byte.
func typeOf(raw []byte) jsonType {
	switch raw[0] {
	case '"':
		return isString
	case '{':
		return isObject
	case '[':
		return isArray
	case 't', 'f':
		return isBool
	case 'n':
		return isNull
	}
	return isNumberType
}

// own names one of the record's own fields.
type own uint8

const (
	ownNone own = iota // the field is a path into JSON
	ownKey
	ownValue
	ownHeaders
	ownOffset
	ownPartition
	ownTS
	ownSize
	ownTopic
	ownSchema
	ownJSON
	ownTxn
)

var ownNames = []string{ownNone: "", ownKey: "$key", ownValue: "$value", ownHeaders: "$headers", ownOffset: "$offset", ownPartition: "$partition",
	ownTS: "$ts", ownSize: "$size", ownTopic: "$topic", ownSchema: "$schema", ownJSON: "$json", ownTxn: "$txn"}

// place tells whether the field can be a bound of the read: it says where a
// record lies, not what is in it.
func (o own) place() bool {
	return o == ownPartition || o == ownOffset || o == ownTS || o == ownTopic || o == ownTxn
}

// bytes tells whether the field is plain bytes, read as text.
func (o own) bytes() bool {
	return o == ownKey || o == ownValue || o == ownHeaders || o == ownTopic || o == ownTxn
}

// txnStates are the words of $txn.
var txnStates = []string{source.Plain.String(), source.Committed.String(), source.Aborted.String(), source.Open.String()}

// root tells which JSON a path starts in.
type root uint8

const (
	inValue root = iota
	inKey
	inElement // of the array that an enclosing #( ) goes through
)

// field is what a condition looks at: a field of the record's own, or a path.
type field struct {
	own      own
	header   string // the name after $headers.
	root     root
	path     []step
	col, len int

	// Set when the program is put together: the document's one pass finds the part
	// of the path that is plain keys, in slot; rest is the part that remains.
	slot int
	rest []step
}

// step is one segment of a path.
type step struct {
	kind   stepKind
	key    string // stepKey: the name; stepWild: the pattern; stepModify: gjson's text
	index  int    // stepKey: the same name as a place in an array, or -1
	inner  *node  // stepFirst, stepAll
	gather int    // stepEach, stepAll: how many steps on the results are gathered into one array; 0: they are not
	pipe   bool   // written behind a |
}

type stepKind uint8

const (
	stepKey stepKind = iota
	stepWild
	stepEach    // #. : the rest of the path in each element
	stepCount   // # at the end: how many elements
	stepFirst   // #( ) : the first element that satisfies inner
	stepAll     // #( )# : all of them
	stepGather  // the end of what an earlier stepEach or stepAll gathers
	stepFromStr // @fromstr : the JSON inside a string
	stepModify  // another modifier, which gjson carries out
)

// projects tells whether the path's result is an array that it makes itself.
func (f *field) projects() bool {
	open := false
	for _, s := range f.path {
		switch s.kind {
		case stepEach, stepAll:
			open = true
		case stepGather, stepCount:
			open = false
		}
	}
	return open
}

// counts tells whether the path ends with the number of elements.
func (f *field) counts() bool {
	return len(f.path) > 0 && f.path[len(f.path)-1].kind == stepCount
}

// queries tells whether the path has a #( ).
func (f *field) queries() bool {
	for _, s := range f.path {
		if s.inner != nil {
			return true
		}
	}
	return false
}
