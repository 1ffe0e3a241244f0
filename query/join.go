package query

// And writes a filter that holds where both do. filter is kept as it was written:
// relative times stay relative. An empty filter holds everywhere; a condition that
// stands in the filter already is not said twice.
//
//	And("type = Buy or type = Paid", "refund = true")   // (type = Buy or type = Paid) and refund = true
func And(filter, condition string, s Settings) string {
	p, err := Compile(filter, s)
	if err != nil || p.root == nil {
		return condition
	}
	more, err := Compile(condition, s)
	if err != nil || more.root == nil {
		return filter
	}
	parts := []*node{p.root}
	if p.root.kind == andNode {
		parts = p.root.kids
	}
	for _, n := range parts {
		if n.String() == more.root.String() {
			return filter
		}
	}
	if p.root.kind == orNode {
		filter = "(" + filter + ")"
	}
	if more.root.kind == orNode {
		condition = "(" + condition + ")"
	}
	return filter + " and " + condition
}
