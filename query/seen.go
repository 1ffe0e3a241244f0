package query

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"riffle/source"
)

// Limits of what is remembered of a topic. Documents come from anywhere: one whose
// keys are ids, or one that is nested without end, must not fill the memory.
const (
	seenPaths    = 5000     // altogether
	seenDepth    = 8        // segments of a path
	seenMembers  = 256      // of one object: more are ids, not names
	seenElements = 16       // of one array in one record
	seenHeaders  = 64       // of one record
	seenValues   = 64       // of one path
	seenAll      = 20_000   // values altogether
	seenLong     = 64       // bytes of a value or a name that is kept
	seenBytes    = 64 << 10 // of one key or value that are looked at
	seenBatch    = 64       // records of one batch that are looked at …
	seenEnough   = 2000     // … until so many were seen, and then
	seenSeldom   = 4        // only these
)

// Seen remembers what the records of a topic looked like: which paths their
// documents have, of which types, with which values, how often. It is what
// completion, hints for mistyped paths and proposed columns are made from.
//
// Its memory is bounded (some MB, whatever the records are), and so is what a
// batch may cost: it looks at a sample. It is used by one goroutine at a time.
//
//	var seen query.Seen
//	seen.Sample(batch.Records)
//	for _, f := range seen.Paths("ord", 10) {
//		fmt.Println(f.Path, f.Type(), f.Share())     // order.total number 0.98
//	}
type Seen struct {
	records int // looked at
	places  int
	values  int
	roots   [seenRoots]place
	order   []*place // in the order in which they were seen first
	nest    nest
	scratch []byte
}

// What a path begins in.
const (
	seenValue = iota
	seenKey   // the key, as text and, where it is JSON, what is in it
	seenHeader
	seenTopic
	seenPartition
	seenTxn
	seenRoots
)

var seenNames = [seenRoots]string{seenKey: "$key", seenHeader: "$headers", seenTopic: "$topic", seenPartition: "$partition", seenTxn: "$txn"}

// place is one path: a member of an object, the elements of an array, a header, a
// field of the record's own.
type place struct {
	path     string // as a filter reads it
	root     uint8
	depth    int // segments of the path
	up       *place
	kids     map[string]*place
	elements *place
	element  bool // it is what stands in an array, not a member
	full     bool // it takes no more members
	gone     bool

	records int // in which it is there
	last    int // the record that it was counted in last
	types   [isArray + 1]int
	values  []seenText
	lost    int  // values that were not kept: too long, or too many
	partly  bool // elements of an array: there were more than were looked at
	longest int  // bytes of a value
	letters int  // bytes of all values
}

// seenText is a value and how often it was met.
type seenText struct {
	text  string // what it says, without quotes or escapes
	typ   jsonType
	count int
}

// Records is how many records were looked at.
func (s *Seen) Records() int { return s.records }

// Sample looks at some of the records, spread over all of them. What it costs does
// not grow with their number.
func (s *Seen) Sample(records []source.Record) {
	most := seenBatch
	if s.records >= seenEnough {
		most = seenSeldom
	}
	n := min(most, len(records))
	for i := range n {
		s.Add(&records[i*len(records)/n])
	}
}

// Add looks at one record.
func (s *Seen) Add(r *source.Record) {
	if r.Kind != source.Data {
		return
	}
	s.records++
	s.begin()
	s.note(&s.roots[seenTopic], isString, []byte(r.Topic))
	s.scratch = strconv.AppendInt(s.scratch[:0], int64(r.Partition), 10)
	s.note(&s.roots[seenPartition], isNumberType, s.scratch)
	s.note(&s.roots[seenTxn], isString, []byte(r.Txn.String()))
	n, _, ok := source.Integer(r.Key)
	s.text(&s.roots[seenKey], r.Key, n, ok)
	if k := bytes.TrimLeft(r.Key, " \t\r\n"); len(k) > 0 && k[0] == '{' {
		s.document(&s.roots[seenKey], r.Key, r.Clipped())
	}
	s.document(&s.roots[seenValue], r.Value, r.Clipped())
	left := seenHeaders
	for h := range r.Headers.All() {
		if left--; left < 0 {
			break
		}
		if p := s.member(&s.roots[seenHeader], []byte(h.Name)); p != nil {
			n, _, ok := source.HeaderInteger(h.Value)
			s.text(p, h.Value, n, ok)
		}
	}
}

// begin gives the roots their names.
func (s *Seen) begin() {
	if s.records > 1 {
		return
	}
	for root, name := range seenNames {
		s.roots[root].root, s.roots[root].path = uint8(root), name
	}
}

// text notes plain bytes, or the number that they are.
func (s *Seen) text(p *place, b []byte, n int64, number bool) {
	switch {
	case number:
		s.scratch = strconv.AppendInt(s.scratch[:0], n, 10)
		s.note(p, isNumberType, s.scratch)
	case b == nil:
		s.note(p, isNull, nil)
	default:
		s.note(p, isString, b)
	}
}

// document notes all that is in a value that is JSON. Of one that is only the
// beginning of a longer one, it notes what is there.
func (s *Seen) document(p *place, raw []byte, clipped bool) {
	if len(raw) > seenBytes {
		raw, clipped = raw[:seenBytes], true
	}
	from := skipSpace(raw, 0)
	if from == len(raw) {
		return
	}
	if clipped {
		if c := raw[from]; c != '{' && c != '[' {
			return
		}
	} else if end := s.nest.skip(raw, from, 0, maxDepth); end < 0 || skipSpace(raw, end) != len(raw) {
		return
	}
	s.walk(p, raw, from, 0)
}

// walk notes the value at i and what is inside it, and returns the index behind
// it. It goes down to a fixed depth; what lies below is passed over without
// recursion.
func (s *Seen) walk(p *place, raw []byte, i, depth int) int {
	i = skipSpace(raw, i)
	if i >= len(raw) {
		return notJSON
	}
	typ := typeOf(raw[i:])
	if typ != isObject && typ != isArray {
		end := skipScalar(raw, i)
		if end < 0 {
			return end
		}
		text := raw[i:end]
		if typ == isString {
			if text = text[1 : len(text)-1]; len(text) <= 6*seenLong && bytes.IndexByte(text, '\\') >= 0 {
				s.scratch = unescape(s.scratch[:0], text)
				text = s.scratch
			}
		}
		s.note(p, typ, text)
		return end
	}
	s.note(p, typ, nil)
	if depth >= seenDepth {
		return s.nest.skip(raw, i, 0, maxDepth)
	}
	if typ == isArray {
		return s.array(p, raw, i+1, depth)
	}
	return s.object(p, raw, i+1, depth)
}

func (s *Seen) object(p *place, raw []byte, i, depth int) int {
	if i = skipSpace(raw, i); i < len(raw) && raw[i] == '}' {
		return i + 1
	}
	for {
		var name []byte
		if name, _, i = skipKey(raw, i); i < 0 {
			return i
		}
		if bytes.IndexByte(name, '\\') >= 0 {
			name = unescape(nil, name)
		}
		if kid := s.member(p, name); kid != nil {
			i = s.walk(kid, raw, i, depth+1)
		} else {
			i = s.nest.skip(raw, i, 0, maxDepth)
		}
		if i = closed(raw, i); i <= 0 || raw[i-1] == '}' {
			return i
		}
	}
}

func (s *Seen) array(p *place, raw []byte, i, depth int) int {
	if i = skipSpace(raw, i); i < len(raw) && raw[i] == ']' {
		return i + 1
	}
	if p.elements == nil && s.places < seenPaths {
		p.elements = s.place(p, "#")
		p.elements.element = true
	}
	for n := 0; ; n++ {
		if p.elements != nil && n < seenElements {
			i = s.walk(p.elements, raw, i, depth+1)
		} else {
			if p.elements != nil {
				p.elements.partly = true
			}
			i = s.nest.skip(raw, i, 0, maxDepth)
		}
		if i = closed(raw, i); i < 0 && p.elements != nil {
			p.elements.partly = true
		}
		if i <= 0 || raw[i-1] == ']' {
			return i
		}
	}
}

// closed reads what comes behind a member or an element: a comma or the end.
func closed(raw []byte, i int) int {
	if i < 0 {
		return i
	}
	if i = skipSpace(raw, i); i >= len(raw) || raw[i] != ',' && raw[i] != '}' && raw[i] != ']' {
		return notJSON
	}
	return i + 1
}

// member returns the place of a member, nil where there is no room for another.
func (s *Seen) member(p *place, name []byte) *place {
	if kid := p.kids[string(name)]; kid != nil {
		return kid
	}
	if len(name) > seenLong {
		return nil
	}
	if len(p.kids) >= seenMembers {
		s.forget(p)
	}
	if s.places >= seenPaths || len(p.kids) >= seenMembers {
		return nil
	}
	if p.kids == nil {
		p.kids = make(map[string]*place)
	}
	segment := quoteKey(string(name))
	if p.root == seenHeader {
		segment = headerName(string(name))
	}
	kid := s.place(p, segment)
	p.kids[string(name)] = kid
	return kid
}

// forget makes room among the members of p: a name comes in many records, an id in
// one. Where that gives little room, p keeps what it has.
func (s *Seen) forget(p *place) {
	if p.full {
		return
	}
	kept := len(p.kids)
	for name, kid := range p.kids {
		if kid.records == 1 {
			kid.gone = true
			delete(p.kids, name)
		}
	}
	p.full = len(p.kids) > kept/2
	s.order = slices.DeleteFunc(s.order, func(q *place) bool {
		if q.gone = q.gone || q.up.gone; q.gone {
			s.places--
			s.values -= len(q.values)
		}
		return q.gone
	})
}

// place makes the place of a segment below another.
func (s *Seen) place(up *place, segment string) *place {
	p := &place{path: segment, up: up, root: up.root, depth: up.depth + 1}
	if up.path != "" {
		p.path = up.path + "." + segment
	}
	s.places++
	s.order = append(s.order, p)
	return p
}

// note counts a value at a place. The text is copied where it is kept.
func (s *Seen) note(p *place, typ jsonType, text []byte) {
	if p.last != s.records {
		p.last = s.records
		p.records++
	}
	p.types[typ]++
	if typ == isNull || typ == isObject || typ == isArray {
		return
	}
	p.longest = max(p.longest, len(text))
	p.letters += len(text)
	for i := range p.values {
		if v := &p.values[i]; v.typ == typ && v.text == string(text) {
			v.count++
			return
		}
	}
	switch {
	case len(text) > seenLong:
		p.lost++
	case len(p.values) < seenValues && s.values < seenAll:
		s.values++
		p.values = append(p.values, seenText{string(text), typ, 1})
	default:
		p.lost++
		// The newest takes the place of one that was met once: what comes often stays.
		if last := len(p.values) - 1; last >= 0 && p.values[last].count == 1 && len(p.values) == seenValues {
			p.values[last] = seenText{string(text), typ, 1}
		}
	}
}

// headerName writes a header's name so that it is read as that name.
func headerName(name string) string {
	x := &parser{lexer: lexer{text: name}}
	for !x.end() && !x.stops() && x.peek() != '\\' {
		x.pos++
	}
	if name == "" || !x.end() || strings.ContainsAny(name[:1], `"'`) || invalidUTF8(name) >= 0 {
		return quoteKey(name)
	}
	return name
}
