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
// values; of no array where there is none of the record's own.
func (c *Column) list() (f field, ok bool) {
	if f = c.field; !c.listed() {
		return f, false
	}
	f.path = append(slices.Clone(upToEach(f.path)), step{kind: stepCount})
	return f, true
}

// listed tells whether the column's values may be elements of an array of the record's
// own: no field beside the document is one, and a path may put arrays together.
func (c *Column) listed() bool {
	return c.field.own == ownNone && c.many == "" && !slices.ContainsFunc(c.field.path, func(s step) bool { return s.kind == stepGather || s.kind == stepCount })
}

// upToEach is the part of a path before it goes into each element of an array.
func upToEach(path []step) []step {
	if i := slices.IndexFunc(path, step.opens); i >= 0 {
		return path[:i]
	}
	return path
}

// opens tells whether what follows is looked for in each element.
func (s step) opens() bool { return s.kind == stepEach || s.kind == stepAll }

// emptyList tells, of a record in which the column is an array without elements, or one
// that its path makes, whether it is one of the record's own that has none.
func (c *Column) emptyList(r *source.Record) bool {
	if !c.listed() {
		return false
	}
	up := upToEach(c.field.rest)
	if len(up) == len(c.field.rest) {
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
	raw, ok := m.resolve(new(probe), up, raw)
	return ok && raw[0] == '[' && bare(raw)
}

// bare tells whether an array has no elements.
func bare(array []byte) bool {
	it := elements(array)
	return !it.next()
}
