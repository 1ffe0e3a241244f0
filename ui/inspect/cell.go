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
		return c, true
	}
	if r.node == nil || r.node.up == nil {
		return p.own("$value")
	}
	path, ok := r.node.path()
	raw := p.body.b[r.node.at:r.node.end]
	return query.Cell{Record: &p.rec, Path: path, Any: r.node.any(p.body.b), Raw: raw, Kind: query.KindOf(raw), There: true}, ok
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

// any is n's path as a filter means it: any element of an array. b is the document.
func (n *node) any(b []byte) string {
	path := ""
	for k := n; k.up != nil; k = k.up {
		part := k.part()
		switch {
		case k.name != nil:
		case b[k.at] == '{':
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
