package inspect

import (
	"riffle/query"
)

// Cell is the value under the cursor. ok is false where there is none that a path
// leads to: the headers as a whole, a place too deep.
func (p *Pane) Cell() (c query.Cell, ok bool) {
	if !p.shown {
		return c, false
	}
	r := p.at()
	if r.kind == contRow && r.node == nil {
		r.kind = headerRow
		if r.header < 0 {
			r.kind = keyRow
		}
	}
	switch r.kind {
	case timeRow:
		return p.own("$ts")
	case keyRow:
		return p.own("$key")
	case headersRow:
		return c, false
	case headerRow:
		h := p.headers[r.header]
		c = query.Cell{Record: &p.rec, Path: headerPath(h.Name), Raw: h.Value, Kind: query.Text, There: true}
		if h.Value == nil {
			c.Kind = query.Null
		}
		if digits := p.header(r.header).digits; digits != "" {
			c.Raw, c.Kind = []byte(digits), query.Number
		}
		return c, true
	}
	if r.node == nil || r.node.up == nil {
		return p.own("$value")
	}
	path, ok := r.node.path()
	raw := r.node.bytes()
	c = query.Cell{Record: &p.rec, Path: path, Any: r.node.any(), Raw: raw, Kind: query.Text, There: true}
	if !r.node.plain {
		c.Kind = query.KindOf(raw)
	}
	return c, ok
}

// own is a field of the record's own.
func (p *Pane) own(path string) (query.Cell, bool) {
	column, err := query.CompileColumn(path)
	if err != nil {
		return query.Cell{}, false
	}
	return query.CellOf(&p.rec, column), true
}

// headerPath names a header as the filter language does.
func headerPath(name string) string { return "$headers." + query.Key(name) }

// any is n's path as a filter means it: any element of an array.
func (n *node) any() string {
	path := ""
	for k := n; k.up != nil; k = k.up {
		part := k.part()
		switch {
		case k.name != nil, k.via != direct:
		case k.doc[k.at] == '{':
			part = "#"
		default:
			continue
		}
		if path != "" {
			part += "." + path
		}
		path = part
	}
	return path
}
