package query

import "bytes"

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
type document struct {
	plan  *plan
	raw   []byte
	state docState
	spans []span
	seen  []bool // of trie nodes: of keys that stand twice the first counts
	nest  *nest
	key   []byte // work buffer
}

type docState uint8

const (
	unread docState = iota
	absent          // null: there is no document
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

// read finds all paths of the plan, once.
func (d *document) read() docState {
	if d.state != unread {
		return d.state
	}
	if len(d.raw) > maxValue {
		d.state = overLimit
		return d.state
	}
	clear(d.spans)
	clear(d.seen)
	end := d.value(0, &d.plan.root, 0)
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
	from := i
	switch {
	case i < len(d.raw) && d.raw[i] == '{' && len(n.kids) > 0:
		i = d.object(i+1, n, depth+1)
	case i < len(d.raw) && d.raw[i] == '[' && n.indexed:
		i = d.array(i+1, n, depth+1)
	default:
		i = d.nest.skip(d.raw, i, depth, maxDepth)
	}
	if n.slot >= 0 && i > 0 {
		d.spans[n.slot] = span{from, i}
	}
	return i
}

func (d *document) object(i int, n *trie, depth int) int {
	if i = skipSpace(d.raw, i); i < len(d.raw) && d.raw[i] == '}' {
		return i + 1
	}
	for {
		var name []byte
		if name, i = skipKey(d.raw, i); i < 0 {
			return i
		}
		if kid := d.find(n, name); kid != nil {
			i = d.value(i, kid, depth)
		} else {
			i = d.nest.skip(d.raw, i, depth, maxDepth)
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
func (d *document) find(n *trie, name []byte) *trie {
	if bytes.IndexByte(name, '\\') >= 0 {
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
			i = d.nest.skip(d.raw, i, depth, maxDepth)
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
