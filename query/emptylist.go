package query

import (
	"slices"

	"riffle/source"
)

// Missing returns the filter for the records that a tally of the column counts as
// missing. A path through arrays that are empty is missing to a filter, too; a tally
// tells the two apart.
func (c *Column) Missing() string {
	f, ok := c.list()
	if ok && c.field.projects() {
		return orNothing("(" + c.text + " is missing and not " + f.String() + " = 0)")
	}
	return orNothing(c.text + " is missing")
}

// Empty returns the filter for the records of which a tally of the column says that
// their list is empty: items.# = 0 for items, and for items.#.sku.
func (c *Column) Empty() string {
	f, ok := c.list()
	if !ok {
		return ""
	}
	return orNothing(f.String() + " = 0")
}

// list is the path to the number of elements of the array that has the column's
// values; of no array where the path puts several together.
func (c *Column) list() (f field, ok bool) {
	f = c.field
	at := slices.IndexFunc(f.path, step.opens)
	switch {
	case f.own != ownNone || c.many != "":
		return f, false
	case at < 0:
		at = len(f.path)
	case slices.ContainsFunc(f.path, func(s step) bool { return s.kind == stepGather || s.kind == stepCount }):
		return f, false
	}
	f.path = append(slices.Clone(f.path[:at]), step{kind: stepCount})
	return f, true
}

// opens tells whether what follows is looked for in each element.
func (s step) opens() bool { return s.kind == stepEach || s.kind == stepAll }

// emptyList tells, of a record in which the column is an array without a value, or one
// that its path makes, whether it is one of the record's own that has no elements.
func (c *Column) emptyList(r *source.Record, array []byte) bool {
	if _, ok := c.list(); !ok {
		return false
	}
	at := slices.IndexFunc(c.field.rest, step.opens)
	if inner := elements(array); at < 0 || inner.next() {
		return true
	}
	m := c.pool.Get().(*matcher)
	defer c.pool.Put(m)
	m.reset(r)
	d := &m.docs[c.field.root]
	if d.read() != valid {
		return false
	}
	raw := d.at(c.field.slot)
	if raw == nil {
		return false
	}
	raw, ok := m.resolve(new(probe), c.field.rest[:at], raw)
	if !ok || raw[0] != '[' {
		return false
	}
	it := elements(raw)
	return !it.next()
}
