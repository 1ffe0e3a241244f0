package query_test

import (
	"errors"
	"strings"
	"testing"

	"riffle/query"
)

// Somebody who writes SQL, jq, JSONPath, Lucene or shell all day writes some of it here,
// at 02:40. Each is an error that names the right spelling, which can be read, with the
// carets under what is wrong.
func TestHabitsOfOtherLanguagesAreNamed(t *testing.T) {
	for _, c := range []struct{ text, caret, msg, try string }{
		{`a => 1`, `  ^^`, "there is no operator =>", "a >= 1"},
		{`a =< 1`, `  ^^`, "there is no operator =<", "a <= 1"},
		{`a === 1`, `  ^^^`, "there is no operator ===", "a = 1"},
		{`a !== 1`, `  ^^^`, "there is no operator !==", "a != 1"},
		{`a <> 1`, `  ^^`, "there is no operator <>", "a != 1"},
		{`a=~x`, ` ^^`, "there is no operator =~", "a ~ x"},
		{`a ~= /x y/i`, `  ^^`, "there is no operator ~=", "a ~ /x y/i"},
		{`a ~* 'x'`, `  ^^`, "there is no operator ~*", "a ~ /x/i"},
		{`a := 1`, `  ^^`, "there is no operator :=", "a = 1"},
		{`a ^= x`, `  ^^`, "there is no operator ^=", "a startswith x"},
		{`a : 1`, `  ^`, "there is no operator :", "a = 1"},
		{`"a": 1`, `   ^`, "there is no operator :", `"a" = 1`},
		{`a: 1`, ` ^`, "does not end with a colon", "a = 1"},
		{`a:>=1`, ` ^`, "does not end with a colon", "a >=1"},
		{`a eq 1`, `  ^^`, "there is no operator eq", "a = 1"},
		{`a -ne 1`, `  ^^^`, "there is no operator -ne", "a != 1"},
		{`a gte 1`, `  ^^^`, "there is no operator gte", "a >= 1"},
		{`a greater than 1`, `  ^^^^^^^^^^^^`, "there is no operator greater than", "a > 1"},
		{`a LIKE '%x%'`, `  ^^^^`, "there is no operator like", "a contains x"},
		{`a like 'x%'`, `  ^^^^`, "there is no operator like", "a startswith x"},
		{`a not like '%x'`, `      ^^^^`, "there is no operator like", "a not endswith x"},
		{`a ilike 'x%y'`, `  ^^^^^`, "there is no operator ilike", "a ~ /^x.*y$/"},
		{`a like x`, `  ^^^^`, "there is no operator like", "a = x"},
		{`a not like x`, `      ^^^^`, "there is no operator like", "a != x"},
		{`a matches /x/`, `  ^^^^^^^`, "there is no operator matches", "a ~ /x/"},
		{`a between 1 and 2`, `  ^^^^^^^`, "there is no operator between", "a in 1..2"},
		{`$ts BETWEEN 09:00 AND 10:00`, `    ^^^^^^^`, "there is no operator between", "$ts in 09:00..10:00"},
		{`a not between 1 and 2`, `      ^^^^^^^`, "there is no operator between", "a not in 1..2"},
		{`a has x`, `  ^^^`, "there is no operator has", "a contains x"},
		{`a starts with x`, `  ^^^^^^^^^^^`, "there is no operator starts with", "a startswith x"},
		{`a !contains x`, `  ^^^^^^^^^`, "there is no operator !contains", "a not contains x"},
		{`a !in (1, 2)`, `  ^^^`, "there is no operator !in", "a not in (1, 2)"},
		{`a not null`, `  ^^^^^^^^`, "there is no operator not null", "a is not null"},
		{`a isnull`, `  ^^^^^^`, "there is no operator isnull", "a is null"},
		{`a is true`, `     ^^^^`, "is takes a type", "a = true"},
		{`a is not 5`, `         ^`, "is takes a type", "a != 5"},
		{`a is empty`, `     ^^^^^`, "is takes a type", "a = ''"},
		{`!a = 1`, `^`, "! stands only in", "not a = 1"},
		{`b = 1 and !(a = 1)`, `          ^`, "! stands only in", "not (a = 1)"},
		{`!a and b = 1`, `^`, "! stands only in", "not a"},
		{`$.a = 1`, `^`, "does not begin with $", "a"},
		{`$.a.b[0].c = 1`, `^`, "does not begin with $", "a.b.0.c"},
		{`$['a']['b c'] = 1`, `^`, "does not begin with $", `a."b c"`},
		{`a[0].b = 1`, ` ^^^`, "dots, no brackets", "a.0.b"},
		{`x = 1 and a.b[*].c = 1`, `             ^^^`, "dots, no brackets", "a.b.#.c"},
		{`a['b.c'] = 1`, ` ^^^^^^^`, "dots, no brackets", `a."b.c"`},
		{`a[].b = 1`, ` ^^`, "dots, no brackets", "a.#.b"},
		{`$value.a[0] = 1`, `        ^^^`, "dots, no brackets", "$value.a.0"},
		{`$headers[x] = 1`, `        ^^^`, "behind a dot", "$headers.x"},
		{`$headers['x-y'] = 1`, `        ^^^^^^^`, "behind a dot", "$headers.x-y"},
		{`$timestamp > 09:00`, `^^^^^^^^^^`, "unknown record field", "$ts"},
		{`$ts > 20 Nov`, `         ^^^`, "an operator is missing here", "2026-11-20"},
		{`a = 1 and $ts > 20 Nov 09:15 and b = 2`, `                   ^^^`, "an operator is missing here", "2026-11-20T09:15:00"},
		{`$ts > "20 Nov 09:15:30.25"`, `      ^^^^^^^^^^^^^^^^^^^^`, "$ts is a time", "2026-11-20T09:15:30.25"},
		{`$payload contains x`, `^^^^^^^^`, "unknown record field", "$value"},
		{`exists(a)`, `^^^^^^`, "there is no function exists", "a exists"},
		{`has(.a.b)`, `^^^`, "there is no function has", "a.b exists"},
		{`a.contains("x")`, `^^^^^^^^^^`, "there is no function contains", `a contains "x"`},
		{`contains(a, "x")`, `^^^^^^^^`, "there is no function contains", `a contains "x"`},
		{`exists a`, `       ^`, "an operator is missing here", "a exists"},
		{`a = “x”`, `    ^^^`, "“ is no quote here", `"x"`},
		{"a = `x`", `    ^^^`, "` is no quote here", `'x'`},
		{`“x y”`, `^^^^^`, "“ is no quote here", `"x y"`},
		{`a = 1 & b = 2`, `      ^`, "& joins nothing", "and"},
		{`a = 1 | b = 2`, `      ^`, "| joins nothing", "or"},
		{`a = (1 or 2)`, `    ^`, "a list stands behind in", "in (1, 2)"},
		{`a in [1, 2]`, `     ^^^^^^`, "round brackets", "in (1, 2)"},
		{`a in 1, 2`, `     ^`, "round brackets", "in (1, 2)"},
		{`a in 500-599`, `     ^^^^^^^`, "two dots", "in 500..599"},
		{`a in 1 to 2`, `     ^`, "two dots", "in 1..2"},
		{`$ts > 15m`, `      ^^^`, "$ts is a time", "-15m"},
		{`$ts > 1h ago`, `      ^^`, "$ts is a time", "-1h"},
		{`$ts > today`, `      ^^^^^`, "$ts is a time", "2026-11-23"},
		{`$offset > 10k`, `          ^^^`, "a whole number", "10_000"},
	} {
		p, err := query.Compile(c.text, settings())
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: no error, but %v", c.text, p)
			continue
		}
		lines := strings.Split(e.Caret(), "\n")
		if !strings.Contains(e.Msg, c.msg) || lines[2] != "  "+c.caret || !strings.HasPrefix(e.Hint, "did you mean "+c.try+"?") {
			t.Errorf("%s\nwant %q: %s", e.Caret(), c.caret, c.try)
		}
		fragment := strings.HasPrefix(c.try, "in ") || !strings.ContainsAny(c.try, " ") || c.try[0] == '"' && strings.HasPrefix(e.Msg, "“")
		if strings.Contains(e.Msg, "begin with $") || strings.Contains(e.Msg, "no brackets") {
			_, err = query.CompileColumn(c.try)
		} else {
			_, err = query.Compile(c.try, settings())
		}
		if err != nil && !fragment {
			t.Errorf("%s: what is proposed is wrong, too: %v", c.text, err)
		}
	}
	for text, hint := range map[string]string{
		`where a = 1`:       "leave where out",
		`select(.a == 1)`:   "leave select( ) out",
		`len(a) > 1`:        "the number of elements is a.#",
		`lower(a) = x`:      "look at no case",
		`$size > 10 KB`:     "without a space: 10KB",
		`$size > 10 kb`:     "without a space: 10KB",
		`$ts > -1 h`:        "without a space: -1h",
		`latency > 10 ms`:   "leave ms out",
		`total > 5000 EUR`:  "leave EUR out",
		`a is like x`:       "leave is out",
		`a = 1, b = 2`:      "conditions are joined by and, or",
		`.a[0].b = 1`:       "leave the dot out: a.0.b; ",
		`a = “x`:            `texts stand in "…" or '…'`,
		`a = 1; b = 2`:      "conditions are joined",
		`status: 500 or b`:  "did you mean status = 500?",
		`payment failed`:    `text: "payment failed"`,
		`contains("x")`:     "such as type contains Shipped",
		`total > 1,000`:     "one number: 1000",
		`total = 630,06`:    "one number: 630.06",
		`status = 500,501`:  "a list: in (500, 501)",
		`e ~ *@example.com`: `did you mean e endswith "@example.com"?`,
		`+a:1 -b:x*`:        "did you mean a = 1 and not b startswith x?",
		`a:(x OR y)`:        "did you mean a in (x, y)?",
		`$ts > 2026/11/22`:  "did you mean 2026-11-22?",
		`$ts > 22.11.2026`:  "did you mean 2026-11-22?",
	} {
		_, err := query.Compile(text, settings())
		var e *query.Error
		if !errors.As(err, &e) || !strings.Contains(e.Hint, hint) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What looks like another language but is right stays so.
func TestWhatIsNoHabit(t *testing.T) {
	for _, text := range []string{`like`, `between`, `has and eq`, `a = like`, `a = "=>"`, `path ~ /=>/`, `"a[0]" = 1`, `a\[0\] = 1`, `"!a" = 1`, `\!a = 1`, `"$.a"`, `"“x”"`,
		`type = in`, `[ERROR]`, `foo[0]`, `{"a":1}`, `a.has = 1`, `eq = 1`, `like = 1`, `like contains x`, `between exists`, `not like`, `a != -1`, `a =-1`,
		`url = http://x/y`, `ns:a = 1`, `a:b`, `status:500`, `14:20`, `items.#(sku = x)`, `a*.b = 1`, `a.b? = 1`, `x in 1..2`, `$headers.content-type = a/b`} {
		if _, err := query.Compile(text, settings()); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
