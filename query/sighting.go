package query

import (
	"cmp"
	"slices"
	"strings"

	"riffle/source"
)

// Sighting is what was seen at one path.
type Sighting struct {
	Path    string // as a filter reads it: items.#.sku, $headers.retry
	Records int    // in how many records it is there
	Of      int    // among how many: those whose value, or key, is JSON, or all
	Types   []TypeCount
	Values  []ValueCount // the most common first; of an array, its elements
	Lost    bool         // there are more values than these, or may be: an array was looked at in part
}

// TypeCount is a type as "is" names it, and how many values have it.
type TypeCount struct {
	Type  string
	Count int
}

// ValueCount is a value and how often it was met.
type ValueCount struct {
	Text  string // what it says, without quotes
	Type  string // string, number or bool
	Count int
}

// Literal writes the value as a filter reads it.
func (v ValueCount) Literal() string {
	if v.Type == typeNames[isString] {
		return quoteText(v.Text)
	}
	return v.Text
}

// Type is the most common type.
func (f Sighting) Type() string { return f.Types[0].Type }

// Share is in which part of the records the path is there, from 0 to 1.
func (f Sighting) Share() float64 { return float64(f.Records) / float64(max(f.Of, 1)) }

// Look tells what was seen at a path, in any spelling that means it.
func (s *Seen) Look(path string) (f Sighting, ok bool) {
	p := s.find(path)
	if p == nil {
		return f, false
	}
	return s.sighting(p), true
}

// find returns the place of a path; nil if nothing was seen there.
func (s *Seen) find(path string) *place {
	x := &parser{lexer: lexer{text: strings.TrimSpace(path)}, parts: new(int)}
	if f, err := x.field(); err == nil && x.end() {
		path = f.String()
		if f.own == ownHeaders && f.header != "" {
			path = seenNames[seenHeader] + "." + headerName(f.header)
		}
	}
	for i := range s.roots {
		if p := &s.roots[i]; p.path == path && p.records > 0 && i != seenHeader {
			return p
		}
	}
	for _, p := range s.order {
		if p.path == path && !p.element {
			return p
		}
	}
	return nil
}

// inside returns the first path below the top that ends in a name; nil if there is
// none.
func (s *Seen) inside(name string) *place {
	for _, p := range s.order {
		if !p.element && p.records > 0 && strings.HasSuffix(p.path, "."+name) {
			return p
		}
	}
	return nil
}

// sighting counts a place up.
func (s *Seen) sighting(p *place) Sighting {
	f := Sighting{Path: p.path, Records: p.records, Of: s.records}
	if p.root == seenValue || p.root == seenKey && p.depth > 0 {
		f.Of = s.documents(p.root)
	}
	for t, n := range p.types {
		if n > 0 {
			f.Types = append(f.Types, TypeCount{typeNames[t], n})
		}
	}
	slices.SortStableFunc(f.Types, func(a, b TypeCount) int { return cmp.Compare(b.Count, a.Count) })
	from := p
	if p.elements != nil && len(p.values) == 0 {
		from = p.elements
	}
	for _, v := range from.values {
		f.Values = append(f.Values, ValueCount{v.text, typeNames[v.typ], v.count})
	}
	f.Lost = from.lost > 0 || from.within()
	slices.SortStableFunc(f.Values, func(a, b ValueCount) int { return cmp.Compare(b.Count, a.Count) })
	return f
}

// within tells whether the place lies in an array that was only looked at in part.
func (p *place) within() bool {
	for ; p != nil; p = p.up {
		if p.partly {
			return true
		}
	}
	return false
}

// Documents is how many of the records have a value that is JSON: shares of its paths
// are of these.
func (s *Seen) Documents() int { return s.documents(seenValue) }

// documents is how many records have JSON there.
func (s *Seen) documents(root uint8) int {
	p := &s.roots[root]
	if root == seenKey {
		return p.types[isObject]
	}
	return p.records
}

// rankInside is the rank of what holds what was typed somewhere.
const rankInside = 3

// rank tells how well a path fits what was typed, less is better; negative: not.
func rank(path, typed string) int {
	path, typed = strings.ToLower(path), strings.ToLower(typed)
	bare := strings.ReplaceAll(path, `"`, "")
	last := bare[strings.LastIndexByte(bare, '.')+1:]
	switch typed = strings.ReplaceAll(typed, `"`, ""); {
	case strings.HasPrefix(bare, typed):
		return 0
	case strings.HasPrefix(last, typed):
		return 1
	case strings.Contains(bare, "."+typed), strings.Contains(bare, "_"+typed), strings.Contains(bare, "-"+typed):
		return 2
	case strings.Contains(bare, typed):
		return rankInside
	}
	at := 0
	for i := 0; i < len(bare) && at < len(typed); i++ {
		if bare[i] == typed[at] {
			at++
		}
	}
	if at < len(typed) {
		return -1
	}
	return 4
}

// Paths returns at most n paths that fit what was typed of one: those that begin
// with it first, then those that hold it, then those that hold its letters in
// their order; the most common first.
func (s *Seen) Paths(typed string, n int) []Sighting {
	type found struct {
		place *place
		rank  int
	}
	var list []found
	add := func(p *place) {
		if r := rank(p.path, typed); r >= 0 && p.records > 0 {
			list = append(list, found{p, r})
		}
	}
	for _, p := range s.order {
		if !p.element {
			add(p)
		}
	}
	for _, root := range []int{seenKey, seenTopic, seenPartition, seenTxn} {
		add(&s.roots[root])
	}
	slices.SortStableFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.place.aside(), b.place.aside()),
			cmp.Compare(b.place.records, a.place.records), cmp.Compare(a.place.depth, b.place.depth))
	})
	list = list[:min(n, len(list))]
	out := make([]Sighting, len(list))
	for i, f := range list {
		out[i] = s.sighting(f.place)
	}
	return out
}

// aside tells whether others come first: what is compared are values, not what
// holds them, and those of the document more often than those around it.
func (p *place) aside() int {
	switch {
	case p.root != seenValue:
		return 1
	case p.types[isObject] > p.records/2 || p.elements != nil && len(p.elements.kids) > 0:
		return 2
	}
	return 0
}

// Values returns at most n values of a path that begin with what was typed of one,
// in any case of letters, then those that hold it; the most common first.
func (s *Seen) Values(path, typed string, n int) []ValueCount {
	f, _ := s.Look(path)
	typed = strings.ToLower(strings.Trim(typed, `"'`))
	var begin, hold []ValueCount
	for _, v := range f.Values {
		switch text := strings.ToLower(v.Text); {
		case strings.HasPrefix(text, typed):
			begin = append(begin, v)
		case strings.Contains(text, typed):
			hold = append(hold, v)
		}
	}
	all := append(begin, hold...)
	return all[:min(n, len(all))]
}

// Nearest returns the path that was probably meant by one that was not seen:
// items.#.sku for items.sku, order.id for order.Id or ordr.id, customer.email for
// email. It returns "" where none is near.
func (s *Seen) Nearest(path string) string {
	best, least := "", nearBy(path)+1
	for _, p := range s.order {
		if p.element || strings.HasPrefix(path, seenNames[seenHeader]+".") != (p.root == seenHeader) {
			continue
		}
		near := least
		switch plain := strings.ReplaceAll(p.path, "#.", ""); {
		case plain == path || strings.EqualFold(p.path, path):
			near = 0
		case strings.HasSuffix(plain, "."+path) || strings.HasSuffix(path, "."+plain):
			near = min(1, least-1)
		case strings.Count(plain, ".") != strings.Count(path, "."):
		case len(p.path)-len(path) < least && len(path)-len(p.path) < least:
			near = source.Distance(strings.ToLower(p.path), strings.ToLower(path))
			if at := strings.LastIndexByte(path, '.') + 1; at > 0 && strings.HasPrefix(p.path, path[:at]) && near > nearBy(path[at:]) {
				near = least // zip is not city, however long the path before them
			}
		}
		if near < least {
			best, least = p.path, near
		}
	}
	return best
}

// nearBy is how many letters of a path may be wrong: none of one that has only a few.
func nearBy(path string) int {
	switch n := len(strings.ReplaceAll(path, `"`, "")); {
	case n < 3:
		return 0
	case n < 4:
		return 1
	default:
		return max(2, n/4)
	}
}
