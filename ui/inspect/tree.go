package inspect

import (
	"strconv"
	"strings"

	"riffle/query"
	"riffle/ui/safe"
)

const (
	// chunk is how many members of a container are looked up at a time.
	chunk = 500
	// maxNodes is how many members a tree may hold, about 20 MB: whoever has
	// scrolled through so many wants the raw bytes.
	maxNodes = 200_000
	// maxPath is how many levels of a path are told.
	maxPath = 64
	// maxName is the room in cells that names are lined up in.
	maxName = 20
	// countable is the size up to which members are counted for a folded row.
	countable = 4 << 10
)

// node is one value of a JSON document: a part of its bytes, never a copy.
// Members are looked up only when somebody opens it.
type node struct {
	up       *node
	depth    int
	index    int // place among its siblings
	name     []byte
	doc      []byte // what it is a part of
	from     int    // where its name begins, or the value where it has none
	at, end  int
	via      via  // how it is inside of up
	plain    bool // text or bytes, not JSON
	probed   bool // within is known
	within   via  // what is inside of it, where it is a string
	kids     []*node
	next     int // where the next member begins; 0: nothing looked up yet, -1: all there
	nameRoom int // cells that the names of kids are lined up in
	open     bool
	loading  bool
}

// tree is a document as rows that fold.
type tree struct {
	root  *node
	nodes int
	large extents
}

// plant makes a tree of b, which is JSON, with only its root.
func plant(b []byte, large extents) *tree {
	at := space(b, 0)
	return &tree{root: &node{doc: b, at: at, end: large.skip(b, at)}, nodes: 1, large: large}
}

// size is the number of bytes of n.
func (n *node) size() int { return n.end - n.at }

// bytes is n as it stands there.
func (n *node) bytes() []byte { return n.doc[n.at:n.end] }

// holds tells whether n is an object or an array.
func (n *node) holds() bool { return !n.plain && (n.doc[n.at] == '{' || n.doc[n.at] == '[') }

// folds tells whether n can be opened: there is something inside.
func (t *tree) folds(n *node) bool { return n.holds() || n.inside() != direct }

// all tells whether every member of n was looked up.
func (n *node) all() bool { return n.next < 0 }

// members looks up to chunk further members of n. It changes nothing, so it may
// run beside the screen.
func (t *tree) members(n *node) (kids []*node, next int) {
	if !n.holds() {
		return []*node{n.unwrapped()}, -1
	}
	b, i, large := n.doc, n.next, t.large
	if n.home() != nil {
		large = nil
	}
	if i == 0 {
		i = n.at + 1
	}
	for len(kids) < chunk {
		i = space(b, i)
		if i >= n.end-1 {
			return kids, -1
		}
		k := &node{up: n, doc: b, depth: n.depth + 1, index: len(n.kids) + len(kids), from: i}
		if b[n.at] == '{' {
			end := skipString(b, i)
			k.name = b[i:end]
			i = space(b, space(b, end)+1)
		}
		k.at, k.end = i, large.skip(b, i)
		kids = append(kids, k)
		if i = space(b, k.end); b[i] == ',' {
			i++
		}
	}
	if space(b, i) >= n.end-1 {
		return kids, -1
	}
	return kids, i
}

// adopt adds what members found.
func (t *tree) adopt(n *node, kids []*node, next int) {
	n.kids, n.next, n.loading = append(n.kids, kids...), next, false
	t.nodes += len(kids)
	for _, k := range kids {
		n.nameRoom = max(n.nameRoom, safe.Width(k.label(maxName)))
	}
}

// full tells whether no more members are looked up.
func (t *tree) full() bool { return t.nodes >= maxNodes }

// label is what a row calls n: its name without quotes, or its index.
func (n *node) label(w int) safe.Text {
	switch {
	case n.up == nil:
		return ""
	case n.via != direct:
		return safe.Text(n.via.String())
	case n.name == nil:
		return safe.Text(strconv.Itoa(n.index))
	}
	return safe.Clean(string(n.name[1:min(len(n.name)-1, 4*w+1)]), w)
}

// path tells how to get to n from the root: "order.items.0". ok is false where it
// is too deep to be told.
func (n *node) path() (path string, ok bool) {
	if n.depth > maxPath {
		return "", false
	}
	parts := make([]string, n.depth)
	for k := n; k.up != nil; k = k.up {
		parts[k.depth-1] = k.part()
	}
	return strings.Join(parts, "."), true
}

// part is n's own piece of a path. A name that holds what has a meaning in paths
// is quoted, as the filter language reads it.
func (n *node) part() string {
	if n.via != direct {
		return n.via.String()
	}
	if n.name == nil {
		return strconv.Itoa(n.index)
	}
	return query.KeyOf(n.name[1 : len(n.name)-1])
}

// reach follows a path as far as it goes, opening what lies on it, unless that
// would take long.
func (t *tree) reach(path string) *node {
	n := t.root
	for path != "" && t.folds(n) && n.size() <= quick {
		if n.next == 0 {
			kids, next := t.members(n)
			t.adopt(n, kids, next)
		}
		k := n.child(path)
		if k == nil {
			break
		}
		n.open = true
		n, path = k, strings.TrimPrefix(strings.TrimPrefix(path, k.part()), ".")
	}
	return n
}

// child is the member of n that path begins with.
func (n *node) child(path string) *node {
	for _, k := range n.kids {
		if rest, ok := strings.CutPrefix(path, k.part()); ok && (rest == "" || rest[0] == '.') {
			return k
		}
	}
	return nil
}

// unfold opens values from the outside in until the rows fill h lines or the
// scanning would take longer than a frame: budget bytes. wanted overrules it for
// the paths that the user opened or closed.
func (t *tree) unfold(h, budget int, wanted map[string]bool) {
	rows := 1
	for queue := []*node{t.root}; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		want, asked := false, false
		if len(wanted) > 0 {
			if path, ok := n.path(); ok {
				want, asked = wanted[path]
			}
		}
		if !n.holds() && (!want || n.inside() == direct) { // strings are opened by hand
			continue
		}
		if asked && !want || budget < n.size() && n != t.root {
			continue
		}
		if n.next == 0 {
			budget -= n.size()
			kids, next := t.members(n)
			t.adopt(n, kids, next)
		}
		grown := rows + len(n.kids) + 1
		if !want && grown > h && n != t.root {
			continue
		}
		n.open, rows = true, grown
		queue = append(queue, n.kids...)
	}
}

// foldAll closes everything below the root.
func (t *tree) foldAll() {
	for stack := []*node{t.root}; len(stack) > 0; {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		stack = append(stack, n.kids...)
		n.open = n == t.root
	}
}

// count is the number of members of n; ok is false where counting would take long.
func (t *tree) count(n *node) (members int, ok bool) {
	switch {
	case n.all():
		return len(n.kids), true
	case n.size() > countable:
		return 0, false
	}
	i := n.at + 1
	for i = space(n.doc, i); i < n.end-1; members++ {
		if n.doc[n.at] == '{' {
			i = space(n.doc, space(n.doc, skipString(n.doc, i))+1)
		}
		if i = space(n.doc, extents(nil).skip(n.doc, i)); n.doc[i] == ',' {
			i = space(n.doc, i+1)
		}
	}
	return members, true
}
