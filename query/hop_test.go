package query

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// randomJSON is a value with all that could be taken for a bracket or a quote.
func randomJSON(r *rand.Rand, depth int) any {
	text := func() string {
		var b strings.Builder
		for range r.IntN(40) {
			b.WriteString([]string{`"`, `\`, `\\`, "{", "}", "[", "]", ",", "y", "_", "é", "\n", "word "}[r.IntN(13)])
		}
		return b.String()
	}
	switch n := r.IntN(8); {
	case n < 2 && depth < 8:
		m := map[string]any{}
		for range r.IntN(8) {
			m[text()] = randomJSON(r, depth+1)
		}
		return m
	case n < 4 && depth < 8:
		list := make([]any, r.IntN(8))
		for i := range list {
			list[i] = randomJSON(r, depth+1)
		}
		return list
	case n < 6:
		return text()
	}
	return []any{true, false, nil, 1.5e300, -12, 0}[r.IntN(6)]
}

// TestHoppingEndsWhereReadingEnds: what is taken for granted to be JSON, and is,
// ends at the same place whichever way it is gone past.
func TestHoppingEndsWhereReadingEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	long := 0
	for range 20_000 {
		doc, err := json.MarshalIndent(randomJSON(r, 0), "", strings.Repeat(" ", r.IntN(3)))
		if err != nil {
			t.Fatal(err)
		}
		raw := append([]byte(strings.Repeat(" ", r.IntN(70))), doc...)
		raw = append(raw, ` , "more": "}]`...)
		if got, want := hopValue(raw, 0, 0), new(nest).skip(raw, 0, 0, maxDepth); got != want {
			t.Fatalf("%s\nends at %d, hopping at %d", raw, want, got)
		}
		if len(doc) > 500 {
			long++
		}
		if cut := doc[:r.IntN(len(doc))]; len(cut) > 0 && (doc[0] == '{' || doc[0] == '[') && hopValue(cut, 0, 0) >= 0 {
			t.Fatalf("%s\nis cut off and has an end", cut)
		}
	}
	if long < 1000 {
		t.Errorf("only %d documents are long", long)
	}
	// The deepest place lay within one block, and was not seen there.
	for levels := maxDepth - 70; levels < maxDepth+70; levels++ {
		raw := []byte(strings.Repeat("[", levels) + strings.Repeat("]", levels))
		if got, want := hopValue(raw, 0, 0), new(nest).skip(raw, 0, 0, maxDepth); got != want {
			t.Fatalf("%d levels end at %d, hopping at %d", levels, want, got)
		}
	}
	if got := hopValue([]byte(strings.Repeat(`{"a":[`, 20_000)), 0, 0); got != tooDeep {
		t.Errorf("40,000 levels: %d", got)
	}
}
