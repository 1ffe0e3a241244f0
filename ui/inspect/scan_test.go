package inspect

import (
	"encoding/json"
	"strings"
	"testing"
)

// texts are JSON, and what is nearly JSON. Never written to.
var texts = []string{
	`{}`, `[]`, `1`, `-0.5e+10`, `"x"`, `true`, `false`, `null`, ` {"a":[1,2,{"b":null}],"a":"\u00e9\n\\\""} `,
	`{"a":1,}`, `[1,]`, `[1 2]`, `{"a"}`, `{a:1}`, `{"a":1`, `[`, `]`, ``, ` `, `01`, `1.`, `.5`, `+1`, `1e`, `-`, `tru`, `nulll`,
	`"\x"`, `"\u12g4"`, `"\u12"`, `"open`, "\"a\nb\"", `{}{}`, `1 2`, `[1}`, `{"a":1]`, `{"a" 1}`, `{"a":}`, `[[[[]]]]`, `"\"`, `"\\"`,
	`{"":{"":{}}}`, `[{},[],{"x":[]}]`, "\ufeff{}", `NaN`, `[1,,2]`, `{,}`, `[,]`, `"` + "\x7f" + `"`,
}

// The scanner agrees with encoding/json about what is JSON, and about where each
// member of it ends.
func TestCheckAgreesWithTheStandardLibrary(t *testing.T) {
	for _, s := range texts {
		if got, want := check([]byte(s)) == nil, json.Valid([]byte(s)); got != want {
			t.Errorf("%q: %v, want %v (%v)", s, got, want, check([]byte(s)))
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range texts {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := check(b) == nil, json.Valid(b); got != want && strings.Count(string(b), "[")+strings.Count(string(b), "{") < 9000 {
			t.Fatalf("%q: %v, want %v", b, got, want)
		}
		v := open(b, 1000, nil)
		if v.tree == nil {
			return
		}
		for _, r := range v.tree.list(nil) {
			if r.kind == nodeRow && !json.Valid(b[r.node.at:r.node.end]) {
				t.Fatalf("%q holds no value %q", b, b[r.node.at:r.node.end])
			}
		}
	})
}

func TestPathsFindWhatTheyName(t *testing.T) {
	b := []byte(`{"a":{"b c":[1,{"d.e":2}],"":3},"a":4,"é":{"x":5}}`)
	v := open(b, 100, nil)
	for _, r := range v.tree.list(nil) {
		if r.kind != nodeRow {
			continue
		}
		path, ok := r.node.path()
		if got := v.tree.reach(path); !ok || got != r.node && string(b[got.at:got.end]) != `{"b c":[1,{"d.e":2}],"":3}` {
			t.Errorf("%s: %s, want %s", path, b[got.at:got.end], b[r.node.at:r.node.end])
		}
	}
}
