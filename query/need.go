package query

import (
	"bytes"
	"slices"
)

// Contains returns texts that every matching record holds, in its bytes, unless it
// holds a backslash: what [source.Want] asks for. Callers pass it on only where
// the values are JSON or text, not where they are decoded later. It is nil where
// nothing can be said.
//
// Only texts that must occur are taken: of =, startswith, endswith and of plain
// text, of all sides of an and. Numbers never (1e3 is 1000, and a key may be one in
// binary), nor anything under or, not, != and contains.
func (p *Program) Contains() [][]byte {
	if p.root == nil {
		return nil
	}
	all := needs(p.root)
	slices.SortStableFunc(all, func(a, b []byte) int { return len(b) - len(a) })
	var list [][]byte
	for _, text := range all {
		if !slices.ContainsFunc(list, func(longer []byte) bool { return bytes.Contains(longer, text) }) {
			list = append(list, bytes.Clone(text))
		}
	}
	return list
}

// needs returns the texts that a record must hold where n is true.
func needs(n *node) (list [][]byte) {
	switch n.kind {
	case andNode:
		for _, kid := range n.kids {
			list = append(list, needs(kid)...)
		}
	case textNode:
		return piece(n.text)
	case condNode:
		return condNeeds(n.cond)
	}
	return list
}

// name returns the longest of the keys that a path begins with, in its quotes: JSON
// writes it so, or with a backslash. It is nil where there is none.
func (f *field) name() (name []byte) {
	if f.own != ownNone {
		return nil
	}
	for _, s := range f.path {
		if s.kind != stepKey {
			break
		}
		if s.index < 0 && len(s.key)+2 > len(name) && len(piece([]byte(s.key))) == 1 && len(piece([]byte(s.key))[0]) == len(s.key) {
			name = []byte(`"` + s.key + `"`)
		}
	}
	return name
}

func condNeeds(c *cond) (list [][]byte) {
	if c.neg || c.op == opIs && c.typ == isMissing || c.field.own != ownNone && c.field.own != ownKey && c.field.own != ownValue && c.field.own != ownHeaders {
		return nil
	}
	gathered := false // an empty array may satisfy the condition
	for _, s := range c.field.path {
		gathered = gathered || s.gather > 0
		switch s.kind {
		case stepFromStr, stepModify, stepCount, stepWild:
			return list // what follows is not written in the record as it is, or not so plainly
		case stepFirst, stepAll:
			if !gathered {
				list = append(list, needs(s.inner)...)
			}
		}
	}
	switch {
	case len(c.lits) != 1 || c.lits[0].kind == litNull || c.op != opEq && c.op != opStarts && c.op != opEnds:
		return list
	case c.field.own == ownNone && c.op == opEq && c.lits[0].kind != litText:
		return list
	case c.lits[0].kind == litTime || c.lits[0].kind == litSize:
		if c.op == opEq {
			return list
		}
	}
	if c.field.own != ownNone && maybeDigits(c.lits[0].text) {
		return list
	}
	return append(list, piece(c.lits[0].text)...)
}

// piece returns the longest part of text that JSON writes as it is, or with a
// backslash.
func piece(text []byte) [][]byte {
	part := longest(bytes.FieldsFunc(text, func(r rune) bool {
		return r < ' ' || r == '"' || r == '\\' || r == '/' || r == 0x7f
	}))
	if part == nil {
		return nil
	}
	return [][]byte{part}
}

// longest returns the first of the longest texts, nil if there is none.
func longest(list [][]byte) (best []byte) {
	for _, text := range list {
		if len(text) > len(best) {
			best = text
		}
	}
	return best
}
