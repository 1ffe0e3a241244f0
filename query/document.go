package query

// trie holds the beginnings of all paths of a program, as far as they are plain
// keys. One pass over a document checks that it is JSON and finds them all, so
// that a second path costs next to nothing, and whether a record counts as JSON
// never depends on which paths were asked for.
type trie struct {
	id      int
	slot    int // where the value's place is noted, or -1
	kids    []*trie
	key     string // the name that leads here from the parent
	index   int    // the same as a place in an array, or -1
	indexed bool   // one of kids has an index
}

// plan is a trie with its counts.
type plan struct {
	root  trie
	nodes int
	slots int
}

// add puts the plain beginning of path into the plan. It returns the slot and what
// remains of the path.
func (p *plan) add(path []step) (slot int, rest []step) {
	if p.nodes == 0 {
		p.nodes, p.root.slot = 1, -1
	}
	n := &p.root
	for len(path) > 0 && path[0].kind == stepKey {
		n = p.kid(n, path[0])
		path = path[1:]
	}
	if n.slot < 0 {
		n.slot = p.slots
		p.slots++
	}
	return n.slot, path
}

func (p *plan) kid(n *trie, s step) *trie {
	for _, k := range n.kids {
		if k.key == s.key {
			return k
		}
	}
	k := &trie{id: p.nodes, slot: -1, key: s.key, index: s.index}
	p.nodes++
	n.kids = append(n.kids, k)
	n.indexed = n.indexed || s.index >= 0
	return k
}

// span is a value's place in a document; to is 0 where it was not found.
type span struct{ from, to int }

// document is the value or the key of the record that is being tested.
//
// Whether it is JSON to its very end is often of no interest: a path that stands in
// it with the wrong value fails a condition, and so does one in a document that is
// broken, where all paths are missing. So it is first only located where the paths
// lie, which ends with the last of them and hops over everything else; it is read
// whole where the answer depends on it.
type document struct {
	plan  *plan
	raw   []byte
	state docState
	spans []span
	seen  []bool // of trie nodes: of keys that stand twice the first counts
	nest  *nest
	key   []byte // work buffer
	hop   bool   // what no path leads to is hopped over, not read
	open  int    // slots that are not found yet

	missed []uint8 // by slot: how many documents in a row did not have it
}

// seldom is after how many documents without a path its name is looked for before
// the next one is gone through: most paths are in all documents or in few.
const seldom = 4

// learn counts the documents in a row that do not have a slot.
func (d *document) learn(slot int) {
	if d.spans[slot].to > 0 {
		d.missed[slot] = 0
	} else if d.missed[slot] < seldom {
		d.missed[slot]++
	}
}

type docState uint8

const (
	unread  docState = iota
	absent           // null: there is no document
	located          // all paths were found that there are, if this is JSON
	invalid
	valid
	overLimit
)

// reset makes raw the document, without reading it.
func (d *document) reset(raw []byte) {
	d.raw, d.state = raw, unread
	if raw == nil {
		d.state = absent
	}
}

// read finds all paths of the plan and checks that the document is JSON, once.
func (d *document) read() docState {
	if d.state != unread && d.state != located {
		return d.state
	}
	if len(d.raw) > maxValue {
		d.state = overLimit
		return d.state
	}
	d.hop = false
	end := d.pass()
	switch {
	case end == tooDeep:
		d.state = overLimit
	case end < 0 || skipSpace(d.raw, end) != len(d.raw):
		d.state = invalid
	default:
		d.state = valid
	}
	return d.state
}

// locate finds all paths of the plan, taking for granted that the document is JSON.
// What is not even an object or an array is read at once: that costs nothing.
func (d *document) locate() docState {
	i := skipSpace(d.raw, 0)
	if d.state != unread || d.plan.root.slot >= 0 || len(d.raw) > maxValue || i == len(d.raw) || d.raw[i] != '{' && d.raw[i] != '[' {
		return d.read()
	}
	d.hop = true
	switch d.pass() {
	case tooDeep:
		d.state = overLimit
	case notJSON:
		d.state = invalid
	default:
		d.state = located
	}
	return d.state
}

// pass goes through the document once.
func (d *document) pass() int {
	clear(d.spans)
	clear(d.seen)
	d.open = d.plan.slots
	return d.value(0, &d.plan.root, 0)
}

// at returns the value in a slot, nil if it was not found.
func (d *document) at(slot int) []byte {
	if s := d.spans[slot]; s.to > 0 {
		return d.raw[s.from:s.to]
	}
	return nil
}

// value reads one value and follows the trie into it.
func (d *document) value(i int, n *trie, depth int) int {
	i = skipSpace(d.raw, i)
	from, hop := i, d.hop
	d.hop = hop && n.slot < 0 // what stands at a path's end is looked at
	switch {
	case i < len(d.raw) && d.raw[i] == '{' && len(n.kids) > 0:
		i = d.object(i+1, n, depth+1)
	case i < len(d.raw) && d.raw[i] == '[' && n.indexed:
		i = d.array(i+1, n, depth+1)
	default:
		i = d.skip(i, depth)
	}
	d.hop = hop
	if n.slot >= 0 && i > 0 {
		d.spans[n.slot] = span{from, i}
		if d.open--; d.open == 0 && hop {
			return allFound
		}
	}
	return i
}

// skip goes past a value that no path leads to.
func (d *document) skip(i, depth int) int {
	if i = skipSpace(d.raw, i); i < len(d.raw) && d.raw[i] == '"' {
		return skipString(d.raw, i+1)
	}
	if d.hop {
		return hopValue(d.raw, i, depth)
	}
	return d.nest.skip(d.raw, i, depth, maxDepth)
}

func (d *document) object(i int, n *trie, depth int) int {
	if i = skipSpace(d.raw, i); i < len(d.raw) && d.raw[i] == '}' {
		return i + 1
	}
	for {
		name, plain, next := skipKey(d.raw, i)
		if i = next; i < 0 {
			return i
		}
		if kid := d.find(n, name, plain); kid != nil {
			i = d.value(i, kid, depth)
		} else {
			i = d.skip(i, depth)
		}
		if i < 0 {
			return i
		}
		if i = skipSpace(d.raw, i); i >= len(d.raw) || d.raw[i] != ',' && d.raw[i] != '}' {
			return notJSON
		}
		i++
		if d.raw[i-1] == '}' {
			return i
		}
	}
}

// find returns the node that name leads to, if it was not there before.
func (d *document) find(n *trie, name []byte, plain bool) *trie {
	if !plain {
		d.key = unescape(d.key[:0], name)
		name = d.key
	}
	for _, k := range n.kids {
		if string(name) == k.key {
			if d.seen[k.id] {
				return nil
			}
			d.seen[k.id] = true
			return k
		}
	}
	return nil
}

func (d *document) array(i int, n *trie, depth int) int {
	if i = skipSpace(d.raw, i); i < len(d.raw) && d.raw[i] == ']' {
		return i + 1
	}
	for index := 0; ; index++ {
		if kid := n.element(index); kid != nil {
			i = d.value(i, kid, depth)
		} else {
			i = d.skip(i, depth)
		}
		if i < 0 {
			return i
		}
		if i = skipSpace(d.raw, i); i >= len(d.raw) || d.raw[i] != ',' && d.raw[i] != ']' {
			return notJSON
		}
		i++
		if d.raw[i-1] == ']' {
			return i
		}
	}
}

// element returns the node of a place in an array. Two spellings (1 and 01) are
// two nodes; the second reads as missing.
func (n *trie) element(index int) *trie {
	for _, k := range n.kids {
		if k.index == index {
			return k
		}
	}
	return nil
}
