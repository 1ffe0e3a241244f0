package query

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// held tells what makes a part of a filter hold for every record: of a condition what
// its field says there, of text where it stands. It says nothing of what can only have
// been meant: where a record lies, that a field exists, of which type it is, that it is
// the one value that was asked for.
//
//	status is a number in 400 of 400 records sampled, 200 to 503
//	each of 400 records sampled satisfies one of them: type = Buy in 180, type = Shipped in 220
func (w *witness) held(n *node) (list []string) {
	switch n.kind {
	case andNode:
		for _, kid := range n.kids {
			for _, s := range w.held(kid) {
				if len(list) < blamedMost && !slices.Contains(list, s) {
					list = append(list, s)
				}
			}
		}
		return list
	case orNode:
		return w.heldByOne(n)
	case textNode, patternNode:
		return sentences(w.whereHeld(n))
	case condNode:
		return sentences(w.heldBy(n.cond))
	}
	return nil
}

// sentences is a list of one, of none where there is nothing to say.
func sentences(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// heldBy tells what the field of a condition says.
func (w *witness) heldBy(c *cond) string {
	if c.neg || c.op >= opExists || c.field.own.place() || c.field.queries() {
		return ""
	}
	name := c.field.String()
	f := w.look(name)
	switch {
	case f.there <= 0 || slices.Max(f.types[:]) == 0:
		return ""
	case c.op == opEq && len(f.values) <= 1:
		return "" // that it says so in each is what "=" says
	}
	return w.says(c, name, f)
}

// heldByOne is for conditions of which one is enough: that which holds for all, or how
// many each holds for.
func (w *witness) heldByOne(n *node) []string {
	var parts []string
	for _, kid := range n.kids[:min(len(n.kids), blamedMost)] {
		hits := w.matches(kid)
		if hits == len(w.records) {
			return w.held(kid)
		}
		if hits > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", kid, hits))
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return sentences(fmt.Sprintf("each of %d records sampled satisfies one of them: %s", len(w.records), strings.Join(parts, ", ")))
}

// placesMost bounds in how many fields a text is looked for.
const placesMost = 40

// whereHeld names the field that has a text, or what fits an expression, in every
// record: its name does, or what it says.
func (w *witness) whereHeld(n *node) string {
	p := n.pattern
	if n.kind == textNode {
		p = &pattern{source: regexp.QuoteMeta(string(n.text))}
	}
	for _, path := range w.seen.Paths("", placesMost) {
		if path.Records < len(w.records) {
			continue
		}
		name := path.Path[strings.LastIndexByte(path.Path, '.')+1:]
		if n.kind == textNode && name[0] != '$' && strings.Contains(name, string(n.text)) {
			return fmt.Sprintf("%s stands in the name of %s, a field in %s", n, path.Path, w.of(path.Records))
		}
		if hits := w.count(path.Path + " ~ " + p.String()); hits == len(w.records) {
			return fmt.Sprintf("%s stands in %s in %s", n, path.Path, w.of(hits))
		}
	}
	return ""
}
