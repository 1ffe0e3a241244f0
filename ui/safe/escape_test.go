package safe

import (
	"encoding/json"
	"testing"
)

func TestEscapedJSONIsHarmlessAndTheSame(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                     `plain`,
		"注文 é":                      `注文 é`,
		"abc\u202edef":              `abc\u202edef`,
		"a\u200bb\u2028c":           `a\u200bb\u2028c`,
		"\u009b31m\x7f":             `\u009b31m\u007f`,
		"\U000e0041":                `\udb40\udc41`,
		"Z\u0301\u0301\u0301\u0301": "Z\u0301\u0301" + `\u0301\u0301`,
		"\ufffd":                    "\ufffd",
		"family 👩\u200d👧":           `family 👩\u200d👧`,
	} {
		got := Escape(nil, []byte(`"`+in+`"`))
		if string(got) != `"`+want+`"` {
			t.Errorf("%q: %s, want %q", in, got, want)
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil || back != in {
			t.Errorf("%q became %q, %v", in, back, err)
		}
	}
}
