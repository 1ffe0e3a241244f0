package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"riffle/source"
)

// WhyMissing tells what was probably meant by a column that no record has, from some
// of the records; none where one has it.
//
//	stauts is in none of 412 records sampled: try status
func (c *Column) WhyMissing(sample []source.Record) (list []string) {
	w := c.program.witness(sample)
	if len(w.records) == 0 || c.many != "" {
		return nil
	}
	if s := w.explainMissing(&cond{field: c.field, op: opFound}, c.field.String()); s != "" {
		list = append(list, s)
	}
	return list
}

// ownNamed are the fields of the record's own that people look for in documents.
var ownNamed = map[string]string{"key": "$key", "value": "$value", "headers": "$headers", "header": "$headers", "offset": "$offset",
	"partition": "$partition", "timestamp": "$ts", "time": "$ts", "ts": "$ts", "topic": "$topic", "size": "$size"}

// ownSpelled are other words for the fields of the record's own, behind a $.
var ownSpelled = map[string]string{"date": "$ts", "at": "$ts", "when": "$ts", "epoch": "$ts", "payload": "$value", "body": "$value", "message": "$value", "msg": "$value",
	"record": "$value", "k": "$key", "v": "$value", "h": "$headers", "p": "$partition", "o": "$offset", "t": "$ts", "part": "$partition", "off": "$offset", "length": "$size", "bytes": "$size",
	"transaction": "$txn", "tx": "$txn"}

// explainMissing proposes the path that was probably meant.
func (w *witness) explainMissing(c *cond, name string) string {
	if w.look(name).there != 0 {
		return ""
	}
	says := fmt.Sprintf("%s is in none of %d records sampled", name, len(w.records))
	if own := ownNamed[strings.ToLower(name)]; own != "" && c.field.own == ownNone {
		if try := c.instead(name, own); c.op == opFound || w.count(try) >= 0 {
			return says + ", the record's own is " + own + ": try " + try
		}
		return says + ": the record's own is " + own
	}
	if c.field.own != ownNone && c.field.header == "" {
		return says
	}
	if first, _, _ := strings.Cut(name, "."); c.field.own == ownNone && ownNamed[strings.ToLower(first)] != "" {
		if try := c.instead(name, ownNamed[strings.ToLower(first)]+name[len(first):]); w.count(try) > 0 {
			return says + ", the record's own begins with $: try " + try
		}
	}
	if near := w.nearest(name); near != "" {
		try := c.instead(name, near)
		if (c.op == opIs || c.op == opExists) && w.count(try) <= 0 {
			try = near + " exists"
		}
		return says + ": try " + try
	}
	if try, of := w.elsewhere(c, name); try != "" {
		return fmt.Sprintf("%s, but %s: try %s", says, of, try)
	}
	if c.field.own == ownNone {
		if s := w.within(name); s != "" {
			return says + ": " + s
		}
		if within, list := w.members(name); len(list) > 0 {
			return says + ": " + within + " has " + strings.Join(list, ", ")
		}
	}
	return says
}

// within tells what the part of a path is that leads to a value with nothing in it.
func (w *witness) within(name string) string {
	for i := len(name) - 1; i > 0; i-- {
		if name[i] != '.' || name[i-1] == '#' {
			continue
		}
		if f := w.look(name[:i]); f.there > 0 {
			if t := f.most(); t == isObject || t == isArray {
				return ""
			}
			return w.says(nil, name[:i], f)
		}
	}
	return ""
}

// lengthNames are the names under which other languages know how many elements there are.
var lengthNames = map[string]bool{"length": true, "len": true, "size": true, "count": true, "length()": true, "size()": true}

// nearest is the path that was probably meant by one that no record has.
func (w *witness) nearest(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 && lengthNames[strings.ToLower(strings.Trim(name[i+1:], `"`))] {
		if p := w.seen.find(name[:i]); p != nil && p.types[isArray] > 0 {
			return p.path + ".#"
		}
	}
	if near := w.seen.Nearest(name); near != "" {
		return near
	}
	if plain := strings.ReplaceAll(name, `"`, ""); plain != name && w.look(plain).there > 0 {
		return plain
	}
	return ""
}

// members names what stands where the path stops leading anywhere: of its longest part
// that is an object, else of the whole value.
func (w *witness) members(name string) (within string, list []string) {
	for i := len(name); i >= 0; i-- {
		if i > 0 && (i == len(name) || name[i] != '.') {
			continue
		}
		kids := w.seen.below(name[:i])
		for _, p := range kids {
			list = append(list, strings.TrimPrefix(p.path, name[:i]+"."))
		}
		if list != nil {
			within = name[:i]
			break
		}
	}
	return cmp.Or(within, "the value"), enough(list)
}

// below returns what stands in the object at a path, the most common first; "" is the
// whole value.
func (s *Seen) below(path string) (kids []*place) {
	up := &s.roots[seenValue]
	if path != "" {
		if up = s.find(path); up == nil {
			i := slices.IndexFunc(s.order, func(p *place) bool { return p.path == path })
			if i < 0 {
				return nil
			}
			up = s.order[i] // the elements of an array
		}
	}
	for _, p := range s.order {
		if p.up == up && !p.element {
			kids = append(kids, p)
		}
	}
	slices.SortStableFunc(kids, func(a, b *place) int { return cmp.Compare(b.records, a.records) })
	return kids
}

// enough leaves as many names as a sentence has room for.
func enough(list []string) []string {
	const most = 8
	if len(list) <= most {
		return list
	}
	return append(slices.Clone(list[:most]), fmt.Sprintf("… (%d more)", len(list)-most))
}

// elsewhere finds the field that has the value which another one was asked for. of
// tells what it is there; short values stand anywhere by chance.
func (w *witness) elsewhere(c *cond, name string) (try, of string) {
	const short = 3
	if c.op != opEq || c.neg || len(c.lits) == 0 || len(c.lits[0].text) < short || c.lits[0].class() > litNumber || c.field.own != ownNone && !c.field.own.bytes() {
		return "", ""
	}
	for _, p := range append(slices.Clone(w.seen.order), &w.seen.roots[seenKey]) {
		if p.element || p.records == 0 {
			continue
		}
		for _, v := range w.seen.sighting(p).Values {
			if v.Text != string(c.lits[0].text) || p.path == name {
				continue
			}
			try := p.path + " = " + v.Literal()
			if n := w.count(try); n > 0 {
				return try, fmt.Sprintf("%s is %s in %s", p.path, v.Literal(), w.of(n))
			}
		}
	}
	return "", ""
}

// explainElements tells why no element satisfies what stands in #( ): of each of its
// conditions, as if it stood alone, or that they never hold for one element together.
func (w *witness) explainElements(c *cond) string {
	at := slices.IndexFunc(c.field.path, func(s step) bool { return s.inner != nil })
	if at < 0 || c.field.own != ownNone || c.field.root != inValue {
		return ""
	}
	before := field{path: c.field.path[:at]}
	array := before.String()
	inner := []*node{c.field.path[at].inner}
	if inner[0].kind == andNode {
		inner = inner[0].kids
	}
	var parts []string
	for _, n := range inner {
		hits := w.count(fmt.Sprintf("%s.#(%s)", array, n))
		if hits == 0 && n.kind == condNode && !n.cond.neg {
			if p, err := Compile(array+".#."+n.String(), Settings{Now: w.program.now}); err == nil && p.root.kind == condNode {
				return w.explain(blame{node: p.root})
			}
		}
		if hits <= 0 {
			return ""
		}
		parts = append(parts, fmt.Sprintf("%s in %d", n, hits))
	}
	if len(parts) < 2 {
		return ""
	}
	return fmt.Sprintf("no element of %s satisfies all, some do each, of %d records sampled: %s", array, len(w.records), strings.Join(parts, ", "))
}
