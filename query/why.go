package query

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"riffle/source"
)

// WhyNone tells why a filter may have let no record pass, in sentences, the surest
// first; none where nothing is known. sample are some records that it looked at,
// before any was left out: [source.Stream.Glimpse] reads them where nobody kept
// any, since a search skips what cannot match unread. A value that is proposed is in
// the sample; a path is the one that is nearest by its name.
//
//	status is text in 412 of 412 records sampled: try status = '500'
//	status is a number in 412 of 412 records sampled, 200 to 503
//	order.idd is in none of 412 records sampled: try order.id = o-77121
//	type is Shipped in 120 of 412 records sampled: try type = Shipped
//
// It costs about as much as filtering the sample a few times over: not for the
// goroutine that draws.
func (p *Program) WhyNone(sample []source.Record) []string {
	return p.why(sample, false)
}

// WhyAll is WhyNone where every record passed: a condition behind not or != holds
// for all that are of another type, and the name of a field stands in all that have
// it. Where it is neither, what every record has is told:
//
//	status is a number in 412 of 412 records sampled, 200 to 503
func (p *Program) WhyAll(sample []source.Record) []string {
	return p.why(sample, true)
}

func (p *Program) why(sample []source.Record, all bool) (list []string) {
	w := p.witness(sample)
	if p.root == nil || len(w.records) == 0 {
		return nil
	}
	if !all && w.seen.Documents() == 0 && byPath(p.root) {
		return []string{fmt.Sprintf("no value of %d records sampled is JSON: paths find nothing in them, text does", len(w.records))}
	}
	for _, b := range w.blamed(p.root, all, false) {
		s := w.explain(b)
		if all {
			s = w.denied(b.node, s)
		}
		if s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	if all {
		list = append(list, w.misread()...)
		if len(list) == 0 && w.matches(p.root) == len(w.records) { // the sample may be of more than what passed
			list = w.held(p.root)
		}
		return list
	}
	if len(list) == 0 && p.root.kind == andNode {
		if s := cmp.Or(w.onlyOne(), w.never()); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// byPath tells whether a condition looks into values.
func byPath(n *node) bool {
	if n.kind == condNode {
		return n.cond.field.own == ownNone && n.cond.field.root == inValue
	}
	return slices.ContainsFunc(n.kids, byPath)
}

const (
	// triesMost bounds how many filters are tried on the sample, and blamedMost how
	// many conditions are explained: a list of thousands of ids is a filter, too.
	triesMost  = 400
	blamedMost = 8
)

// witness has the records that a filter is explained with.
type witness struct {
	program *Program
	records []*source.Record
	seen    Seen
	zone    *time.Location
	tries   int              // filters that were tried
	looked  map[string]found // by path
}

// witness looks at a sample.
func (p *Program) witness(sample []source.Record) *witness {
	w := &witness{program: p, zone: p.now.Location(), looked: map[string]found{}}
	for i := range sample {
		if r := &sample[i]; r.Kind == source.Data {
			w.records = append(w.records, r)
			w.seen.Add(r)
		}
	}
	return w
}

// blame is a part of a filter that lets no record pass, or, where all passed, lets
// every one pass.
type blame struct {
	node   *node
	always bool // without its not it holds for every record that has the field
}

// blamed returns the conditions that hold for no record, or, where all passed, the
// denied ones that hold for every record.
func (w *witness) blamed(n *node, all, denied bool) (list []blame) {
	switch n.kind {
	case notNode:
		return w.blamed(n.kids[0], all, !denied)
	case andNode, orNode:
		for _, kid := range n.kids {
			if len(list) < blamedMost {
				list = append(list, w.blamed(kid, all, denied)...)
			}
		}
		if len(list) == 0 && n.kind == orNode && denied && !all && w.matches(n) == len(w.records) {
			return []blame{{n, true}}
		}
		return list[:min(len(list), blamedMost)]
	case condNode:
		if n.cond.field.own.place() {
			return nil
		}
	}
	neg := n.kind == condNode && n.cond.neg
	switch {
	case all && denied != neg && w.matches(plainly(n)) == 0:
		return []blame{{n, false}}
	case !all && !denied && w.matches(n) == 0:
		return []blame{{n, neg && !w.missing(n.cond)}}
	case !all && denied && w.matches(n) == len(w.records):
		return []blame{{n, true}}
	}
	return nil
}

// missing tells whether a field is in no record.
func (w *witness) missing(c *cond) bool { return w.look(c.field.String()).there == 0 }

// denied is an explanation where every record passed: what is wrong stands behind a
// not, and so does what is right. Of the same field, what would let every record pass
// as well is not proposed.
func (w *witness) denied(n *node, text string) string {
	says, try, ok := strings.Cut(text, ": try ")
	same := n.kind == condNode && strings.HasPrefix(try, n.cond.field.String()+" ")
	if try = "not " + try; !ok || same && w.count(try) == len(w.records) {
		return says
	}
	return says + ": try " + try
}

// plainly is a condition without its own not.
func plainly(n *node) *node {
	if n.kind != condNode || !n.cond.neg {
		return n
	}
	c := *n.cond
	c.neg = false
	return condNodeOf(&c)
}

// matches counts the records for which a node holds.
func (w *witness) matches(n *node) int { return w.count(n.String()) }

// count counts the records that a filter lets pass; -1 where it cannot be read, or too
// many were tried.
func (w *witness) count(filter string) (hits int) {
	if w.tries++; w.tries > triesMost {
		return -1
	}
	p, err := Compile(filter, Settings{Now: time.Now().In(w.zone)})
	if err != nil {
		return -1
	}
	for _, r := range w.records {
		if ok, err := p.Test(r); ok && err == nil {
			hits++
		}
	}
	return hits
}

// of writes a number of the records: "412 of 412 records sampled".
func (w *witness) of(n int) string {
	return fmt.Sprintf("%d of %d records sampled", n, len(w.records))
}

// explain tells why a condition lets no record pass; empty where nothing is known.
func (w *witness) explain(b blame) string {
	if b.node.kind != condNode {
		return w.explainText(b)
	}
	c := b.node.cond
	name := c.field.String()
	f := w.look(name)
	missing := c.op == opIs && c.typ == isMissing
	switch {
	case f.there < 0:
		return fmt.Sprintf("none of %d records sampled has a header", len(w.records))
	case f.there == 0 && !(missing && b.always):
		return cmp.Or(w.explainElements(c), w.explainMissing(c, name))
	case c.op == opExists && !b.always: // where the key or the value is null
		return w.says(c, name, f)
	case missing || c.op == opExists:
		return name + " is in " + w.of(f.there)
	case c.field.queries() || c.op == opFound:
		return ""
	case b.always || c.op == opIs:
		return w.says(c, name, f)
	}
	return cmp.Or(w.explainWild(c, name), w.explainType(c, name, f), w.explainValue(c, name), w.says(c, name, f))
}

// String is the condition as a filter reads it.
func (c *cond) String() string { return condNodeOf(c).String() }

// instead is the condition on another field.
func (c *cond) instead(name, field string) string {
	return field + strings.TrimPrefix(c.String(), name)
}

// explainText is for text and expressions that may stand anywhere.
func (w *witness) explainText(b blame) string {
	n := b.node
	if n.kind == orNode {
		return fmt.Sprintf("%s holds for each of %d records sampled", n, len(w.records))
	}
	if b.always {
		return fmt.Sprintf("%s stands in each of %d records sampled", n, len(w.records))
	}
	if n.kind == patternNode {
		if n.pattern.fold {
			return ""
		}
		return w.otherCase(foldedPattern(n.pattern.source), "the record")
	}
	text := string(n.text)
	for _, m := range w.program.Misread(&w.seen) {
		if m.Word == text {
			return w.asField(m)
		}
	}
	return cmp.Or(w.colon(text), w.starredText(text), w.spaced(text), w.otherCase(textPattern("", text, ""), "the record"))
}

// starredText tells that * and | are letters in text, where what they may stand for is
// there.
func (w *witness) starredText(text string) string {
	inner := strings.Trim(text, "*%")
	try := quoteText(inner)
	switch {
	case strings.Contains(text, "|"):
		try = (&pattern{source: text}).String()
	case strings.ContainsAny(inner, "*"):
		try = (&pattern{source: strings.ReplaceAll(regexp.QuoteMeta(inner), `\*`, ".*")}).String()
	case inner == text || inner == "":
		return ""
	}
	n := w.count(try)
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("%s is text, each letter as it stands, and in %s is what it may mean: try %s", text, w.of(n), try)
}

// spaced tells that the text is there without the spaces around it.
func (w *witness) spaced(text string) string {
	inner := strings.TrimSpace(text)
	if inner == text || inner == "" {
		return ""
	}
	n := w.count(quoteText(inner))
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf("without the spaces around it, it is in %s: try %s", w.of(n), quoteText(inner))
}

// onlyOne tells that two values are asked of one field at once; empty where none are.
func (w *witness) onlyOne() string {
	conds := condsOf(w.program.root)
	for i, a := range conds {
		if p := w.seen.find(a.field.String()); p == nil || p.types[isArray] > 0 || a.field.projects() {
			continue // any element may be it
		}
		for _, b := range conds[i+1:] {
			if a.op != opEq || b.op != opEq || a.neg || b.neg || a.field.String() != b.field.String() {
				continue
			}
			both := *a
			both.op, both.lits = opIn, append(slices.Clone(a.lits), b.lits...)
			return fmt.Sprintf("%s is never two values at once: try %s", a.field.String(), &both)
		}
	}
	return ""
}

// never tells that each condition holds for some records, but never all of them.
func (w *witness) never() string {
	var parts []string
	for _, n := range w.program.root.kids {
		if !onlyPlace(n) && testsContent(n) {
			hits := w.matches(n)
			if hits <= 0 {
				return ""
			}
			parts = append(parts, fmt.Sprintf("%s in %d", n, hits))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return fmt.Sprintf("each condition holds for some of %d records sampled, never all of them: %s", len(w.records), strings.Join(parts, ", "))
}
