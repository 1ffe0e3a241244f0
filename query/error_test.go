package query_test

import (
	"errors"
	"strings"
	"testing"

	"riffle/query"
)

// TestErrors shows the place of each mistake as the prompt draws it: the filter,
// the carets, then the message and the hint.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, caret, msg, hint string }{
		{`$ofset > 3`, `^^^^^^`, "unknown record field $ofset", "did you mean $offset?"},
		{`$id = 3`, `^^^`, "unknown record field $id", `a field of the value has no $: id; a key that begins with $ is written \$id`},
		{`a = 1 and $nothing = 3`, `          ^^^^^^^^`, "unknown record field $nothing", `a key that begins with $ is written \$nothing`},
		{`x ~ /(?=a)/`, `     ^^^`, "no look-around in RE2", ""},
		{`x ~ "(a"`, `    ^^^^`, "bad regular expression: missing closing )", ""},
		{`status >`, `        ^`, "a value is missing after >", ""},
		{`status 500`, `       ^^^`, "an operator is missing here", `field: status = 500`},
		{`payment failed`, `        ^^^^^^`, "an operator is missing here", `text: "payment failed"`},
		{`type = "Ship`, `       ^^^^^`, "this quote is not closed", ""},
		{`type = "a\qb"`, `       ^^^^^^`, "a backslash that begins no escape", "single quotes"},
		{`(a = 1 or b = 2`, `^`, "this bracket is not closed", ""},
		{`a = 1)`, `     ^`, "this bracket closes nothing", "quotes"},
		{`a = 1 b = 2`, `      ^`, "and, or, or an operator is missing here", "conditions are joined: … and b …"},
		{`type=Buy order.total>5`, `         ^^^^^^^^^^^^^`, "and, or, or an operator is missing here", "… and order.total>5 …"},
		{`type = Buy id exists`, `           ^^`, "and, or, or an operator is missing here", "… and id …"},
		{`a !=`, `    ^`, "a value is missing after !=", ""},
		{`a not contains`, `              ^`, "a value is missing after not contains", ""},
		{` = o-17`, ` ^`, "an operator with nothing before it", "the shell took it"},
		{`.type = Shipped`, `^`, "a path does not begin with a dot", "leave the dot out: type; if you wrote $headers or the like, the shell took it: put the filter in single quotes"},
		{`status = and`, `         ^^^`, "a value is missing after =", `quotes: "and"`},
		{`and a = 1`, `^^^`, "a condition is missing before and", ""},
		{`a = 1 and`, `         ^`, "a condition is missing", "type = Shipped"},
		{`not`, `   ^`, "a condition is missing", ""},
		{`()`, ` ^`, "a condition is missing", ""},
		{`items.#(qty>5 = 3`, `              ^`, "an operator with nothing before it", ""},
		{`items.#(qty>5`, `      ^^`, "this bracket is not closed", ""},
		{`items.#[qty>5] = 3`, `      ^^`, "round brackets", "items.#(qty > 5)"},
		{`items.#($key = 3)`, `        ^^^^`, "$key is a field of the record", "outside"},
		{`items.#(@errors)`, `        ^^^^^^^`, "a saved filter is about the record", "outside"},
		{`{a,b} = 3`, `^`, "several paths in one", "one path"},
		{`$ts > 2026-13-45`, `      ^^^^^^^^^^`, "$ts is a time", "14:20"},
		{`$ts < yesterday`, `      ^^^^^^^^^`, "$ts is a time", "did you mean 2026-11-22?"},
		{`$ts < tomorrow`, `      ^^^^^^^^`, "$ts is a time", "-15m"},
		{`$ts ~ /14/`, `    ^^^^^^`, "$ts is no text", ""},
		{`$ts in 2026-11-23..2026-11-22`, `^^^`, "ends before it begins", ""},
		{`$offset = abc`, `          ^^^`, "$offset is a whole number", ""},
		{`$partition > 1.5`, `             ^^^`, "$partition is a whole number", ""},
		{`$size > big`, `        ^^^`, "$size is a number of bytes", "10KB"},
		{`$json = maybe`, `        ^^^^^`, "$json is true or false", ""},
		{`$json > true`, `      ^^^^^^`, "$json has no order", ""},
		{`$txn = abort`, `       ^^^^^`, "$txn is a transaction's state", "did you mean aborted?"},
		{`$txn > open`, `     ^^^^^^`, "$txn has no order", ""},
		{`$topic`, `^^^^^^`, "an operator is missing after $topic", "exists"},
		{`$offset.x = 1`, `       ^`, "$offset has nothing inside it", ""},
		{`$headers = 3`, `^^^^^^^^`, "which header?", "$headers.retry"},
		{`$headers. = 3`, `         ^`, "a header's name is missing", ""},
		{`a > true`, `    ^^^^`, "true or false has no order", ""},
		{`a <= null`, `     ^^^^`, "null has no order", ""},
		{`tags.# != vip`, `          ^^^`, "tags.# is the number of elements: this is text", "without .#"},
		{`tags.# contains 3`, `       ^^^^^^^^^^`, "tags.# is no text", ""},
		{`span = 7e774010`, `       ^^^^^^^^`, "the exponent is too large", `"7e774010"`},
		{`a in 5`, `     ^`, "in takes a list or a range", ""},
		{`a in (1, 2`, `     ^`, "this list is not closed", ""},
		{`a in (1 2)`, `        ^`, "commas between its values", ""},
		{`a in 5..1`, `     ^^^^`, "this range is empty", ""},
		{`a in 5..x`, `     ^^^^`, "one kind", ""},
		{`a in 14:20..5`, `     ^^^^^^^^`, "one kind", ""},
		{`a is text`, `     ^^^^`, "is takes a type", "did you mean string?"},
		{`a is Shipped`, `     ^^^^^^^`, "is takes a type", "missing null string number"},
		{`a is nul`, `     ^^^`, "is takes a type", "did you mean null?"},
		{`a.b. = 3`, `   ^`, "the path ends with a dot", ""},
		{`/abc`, `^^^^`, "not closed with /", "quotes"},
		{`/var/log`, `^^^^^^^^`, "text goes on after the regular expression", `"/var/log"`},
		{`""`, `^^`, "empty text", ""},
		{`a, b`, ` ^`, "a comma outside of a list", "quotes"},
		{`@erors`, `^^^^^^`, "no filter is saved as @erors", "did you mean @errors?"},
		{`@loop`, `^^^^^`, "contains itself", ""},
		{`a = 1 or @broken`, `         ^^^^^^^`, "in the saved filter @broken: a value is missing after =", ""},
		{`é = 1 and status >`, `                  ^`, "a value is missing after >", ""},
		{"a = \xff", `    ^`, "not UTF-8", `\x`},
		{strings.Repeat("(", 500), "", "nested too deep", ""},
		{strings.Repeat("not ", 500) + "a", "", "nested too deep", ""},
		{strings.Repeat("a.#(", 500), "", "nested too deep", ""},
		{strings.Repeat("a.", 500) + "b = 1", "", "too long", ""},
		{"a" + strings.Repeat(".@tostr", 9) + " = 1", "", "too many modifiers", ""},
		{"a in (" + strings.Repeat("1,", 9000) + "1)", "", "too many conditions", ""},
		{`@many`, "", "too many conditions", ""},
		{strings.Repeat("x", 70_000), "", "too long", ""},
	} {
		s := settings()
		s.Saved = map[string]string{"errors": "a", "loop": "b or @loop2", "loop2": "@loop", "broken": "x =",
			"many": "@m1 @", "m0": "a or b or c or d or e or f or g or h"}
		s.Saved["many"] = strings.Repeat("@m1 or ", 30) + "a"
		s.Saved["m1"] = strings.Repeat("@m0 or ", 30) + "a"
		p, err := query.Compile(c.text, s)
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("%.60s: no error, but %v", c.text, p)
			continue
		}
		if !strings.Contains(e.Msg, c.msg) || !strings.Contains(e.Hint, c.hint) {
			t.Errorf("%.60s: %q, hint %q", c.text, e.Msg, e.Hint)
		}
		lines := strings.Split(e.Caret(), "\n")
		if c.caret != "" && lines[2] != "  "+c.caret {
			t.Errorf("%s\nwant %q", e.Caret(), c.caret)
		}
		if strings.Contains(e.Error(), "\n") || !strings.HasPrefix(e.Error(), "reading the filter at column ") {
			t.Errorf("not one line: %s", e.Error())
		}
	}
}

// TestCaret is the picture as a whole.
func TestCaret(t *testing.T) {
	_, err := query.Compile("a = 1 and\t$ofset > 3", settings())
	var e *query.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := "unknown record field $ofset\n  a = 1 and $ofset > 3\n            ^^^^^^\n  did you mean $offset?"
	if e.Caret() != want {
		t.Errorf("\n%s\nwant\n%s", e.Caret(), want)
	}
	if want := "reading the filter at column 11: unknown record field $ofset: did you mean $offset?"; e.Error() != want {
		t.Errorf("%s\nwant %s", e.Error(), want)
	}
}
