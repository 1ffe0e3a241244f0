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

// Like returns up to three names that may be meant by one that is none of them: those
// that hold it, and those that a few letters tell from it, the nearest first.
func Like(name string, names []string) []string {
	type near struct {
		name string
		cost int
	}
	var all []near
	for _, n := range names {
		cost := Distance(strings.ToLower(name), strings.ToLower(n))
		if strings.Contains(strings.ToLower(n), strings.ToLower(name)) {
			cost = 1
		}
		if cost <= max(2, len(name)/3) {
			all = append(all, near{n, cost})
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

// Names returns the names of topics.
func Names(topics []Topic) []string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.Name
	}
	return names
}
