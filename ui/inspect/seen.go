package inspect

import (
	"fmt"
	"strconv"

	"riffle/query"
	"riffle/ui/figures"
	"riffle/ui/safe"
)

// others says what the records seen so far have at the path under the cursor: in
// how many it is there, and between which numbers, or with how many values.
func (p *Pane) others() safe.Text {
	if p.seen == nil {
		return ""
	}
	r := p.at()
	path := ""
	switch r.kind {
	case nodeRow:
		path = r.node.any()
	case headerRow:
		path = headerPath(p.headers[r.header].Name)
	}
	s, ok := query.Sighting{}, false
	if path != "" {
		s, ok = p.seen(path)
	}
	if !ok || s.Of < 2 {
		return ""
	}
	said := fmt.Sprintf(" · there in %s of %s seen", figures.Count(s.Records), figures.Count(s.Of))
	least, most, numbers := span(s.Values)
	switch {
	case s.Lost || len(s.Values) < 2:
	case numbers:
		said += " · " + least + " … " + most
	default:
		said += " · " + figures.Things(len(s.Values), "value")
	}
	return safe.Clean(said, p.w)
}

// span finds the least and the greatest of some values; ok is false where they are
// not all numbers.
func span(values []query.ValueCount) (least, most string, ok bool) {
	var low, high float64
	for i, v := range values {
		x, err := strconv.ParseFloat(v.Text, 64)
		if v.Type != "number" || err != nil {
			return "", "", false
		}
		if i == 0 || x < low {
			low, least = x, v.Text
		}
		if i == 0 || x > high {
			high, most = x, v.Text
		}
	}
	return least, most, len(values) > 0
}
