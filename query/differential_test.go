package query_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"riffle/query"
)

// damage breaks one document in five somewhere.
func damage(r *rand.Rand, doc []byte) []byte {
	if r.IntN(5) > 0 || len(doc) == 0 {
		return doc
	}
	i := r.IntN(len(doc))
	switch r.IntN(3) {
	case 0:
		return doc[:i]
	case 1:
		return slices.Delete(slices.Clone(doc), i, i+1)
	}
	return slices.Insert(slices.Clone(doc), i, pickOf(r, []byte(`{}[]",:\0-e. x`)))
}

// compare tests one filter on one document in both ways. It also holds the
// prefilter to its promise.
func compare(t *testing.T, s slow, doc []byte) (hit, skipped bool) {
	p, err := query.Compile(s.text(), settings())
	if err != nil {
		t.Fatalf("%s: %v", s.text(), err)
	}
	want := s.holds(treeOf(doc))
	if got := p.Match(rec(string(doc))); got != want {
		t.Fatalf("%s\non %s\nis %v, should be %v", s.text(), doc, got, want)
	}
	for _, text := range p.Contains() {
		if !bytes.Contains(doc, text) && bytes.IndexByte(doc, '\\') < 0 {
			skipped = true
		}
	}
	if skipped && want {
		t.Fatalf("%s\non %s\nwould be left out: %q", s.text(), doc, p.Contains())
	}
	return want, skipped
}

// TestAgainstReference compares the evaluator with the slow one on random
// documents and filters.
func TestAgainstReference(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	hits, skips, broken := 0, 0, 0
	for range 800 {
		s := condition(r, 0)
		for range 8 {
			doc := damage(r, []byte(document(r, 0)))
			hit, skipped := compare(t, s, doc)
			if _, ok := treeOf(doc); !ok {
				broken++
			}
			if hit {
				hits++
			}
			if skipped {
				skips++
			}
		}
	}
	if hits < 1000 || skips < 200 || broken < 500 {
		t.Errorf("too tame: %d hits, %d left out by the prefilter, %d broken documents", hits, skips, broken)
	}
}

// TestPathsAgainstGJSON: what a path leads to is what gjson finds, on documents in
// which no name stands twice.
func TestPathsAgainstGJSON(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	found := 0
	for range 12_000 {
		doc := []byte(document(r, 0))
		if tree, _ := treeOf(doc); odd(tree) {
			continue
		}
		var path string
		for i := range 1 + r.IntN(4) {
			if i > 0 {
				path += pickOf(r, []string{".", ".", ".", "|"})
			}
			path += pickOf(r, []string{"a", "a", "b", "b", "c", "0", "1", `a\.b`, "né", "#", "@reverse", "@values", "@this", "*", "a*", "?"})
		}
		c, err := query.CompileColumn(path)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		raw, _, ok := c.Value(rec(string(doc)))
		want := gjson.GetBytes(doc, path)
		if strings.ContainsAny(path, "*?") && strings.ContainsAny(path, "|@") {
			continue // gjson takes the first name that fits; here it is the first from which the path goes on
		}
		if !ok && strings.Contains(path, "@") {
			continue // gjson goes on with modifiers where there is nothing: a.@values is [] without an a
		}
		if ok != want.Exists() || ok && string(bytes.TrimSpace(raw)) != string(bytes.TrimSpace([]byte(want.Raw))) {
			t.Fatalf("%s\non %s\nis %s, gjson says %s", path, doc, raw, want.Raw)
		}
		if ok {
			found++
		}
	}
	if found < 200 {
		t.Errorf("only %d paths led anywhere", found)
	}
}

// odd tells whether a name stands twice in one object of t, or is #, which gjson
// takes for a key in objects.
func odd(t tree) bool {
	seen := map[string]bool{}
	for _, k := range t.keys {
		if seen[k] || k == "#" {
			return true
		}
		seen[k] = true
	}
	return slices.ContainsFunc(t.kids, odd)
}

// What is one JSON value here is one to the standard library, and the other way round.
func TestIsJSONAgainstTheStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	docs := []string{"", " ", "{}", " [1] ", "1 2", "01", "-", "1.", "1e", `"`, `"\x"`, `"\u12"`, "nul", "nulll", "[1,]", `{"a"}`, `{"a":1,}`, "\x00", "\"\x1f\"", "[", "]"}
	for range 5000 {
		docs = append(docs, string(damage(r, []byte(document(r, 0)))))
	}
	for _, doc := range docs {
		if got, want := query.IsJSON([]byte(doc)), json.Valid([]byte(doc)); got != want {
			t.Errorf("%q: %v, want %v", doc, got, want)
		}
	}
}
