package keymap

import (
	"cmp"
	"slices"
	"strings"
)

// Search lists the actions that a text may mean, the best first: every word of it is
// in the name or in the words of the action. In a name it is enough that its
// letters come in their order: "spb" is split-beside and split-below. An empty
// text means all of them.
func Search(text string) []Action {
	words := strings.Fields(strings.ToLower(text))
	type found struct {
		action Action
		score  int
	}
	var all []found
	for _, a := range Actions() {
		total := 1
		for _, w := range words {
			s := likeness(w, a)
			if s == 0 {
				total = 0
				break
			}
			total += s
		}
		if total > 0 {
			all = append(all, found{a, total})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	out := make([]Action, len(all))
	for i, f := range all {
		out[i] = f.action
	}
	return out
}

// likeness is how much a word is like an action, 0 for not at all.
func likeness(word string, a Action) int {
	name, help := string(a), strings.ToLower(a.Help())
	switch {
	case name == word:
		return 1000
	case strings.HasPrefix(name, word+"-"): // one of a family: in the order of the table
		return 895
	case strings.HasPrefix(name, word):
		return 900 - len(name)
	case strings.Contains(name, "-"+word):
		return 800 - len(name)
	case strings.HasPrefix(help, word), strings.Contains(help, " "+word):
		return 700 - len(help)
	case strings.Contains(name, word):
		return 600 - len(name)
	}
	if n := scattered(word, name); n > 0 {
		return n
	}
	if len(word) > 2 && strings.Contains(help, word) {
		return 100 - len(help)
	}
	return 0
}

// scattered is how well the letters of a word are spread over a name, 0 where they
// are not there: letters that begin a word of the name or follow one another count
// more, and the first must begin one.
func scattered(word, name string) int {
	score, from := 200, 0
	for i := range len(word) {
		at := -1
		for j := from; j < len(name); j++ {
			if name[j] != word[i] {
				continue
			}
			begins := j == 0 || name[j-1] == '-'
			if at < 0 && (i > 0 || begins) {
				at = j
			}
			if begins {
				at = j // a letter that begins a word goes before one in the middle
				break
			}
		}
		if at < 0 {
			return 0
		}
		if begins := at == 0 || name[at-1] == '-'; !begins && at != from {
			score -= 20 + at - from
		}
		from = at + 1
	}
	return max(score-len(name), 0)
}
