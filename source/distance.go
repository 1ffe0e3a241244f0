package source

import (
	"cmp"
	"slices"
	"strings"
)

// Distance counts the bytes to change, insert or remove to make b of a: what tells
// a mistyped name from another one (Levenshtein).
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Like returns the names of up to three topics that may be meant by one that is
// none of them: those that hold it, and those that a few letters tell from it.
func Like(name string, topics []Topic) []string {
	type near struct {
		name string
		cost int
	}
	var all []near
	for _, t := range topics {
		cost := Distance(strings.ToLower(name), strings.ToLower(t.Name))
		if strings.Contains(strings.ToLower(t.Name), strings.ToLower(name)) {
			cost = 1
		}
		if cost <= max(2, len(name)/3) {
			all = append(all, near{t.Name, cost})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(a.cost, b.cost) })
	var out []string
	for _, n := range all[:min(len(all), 3)] {
		if n.cost <= all[0].cost+1 {
			out = append(out, n.name)
		}
	}
	return out
}
