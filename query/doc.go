// Package query is the filter language: text becomes a [Program], which tests
// records, wraps cursors, and says what of a stream need not be read at all. The
// same paths name what is taken out of records ([Column]) and counted ([Tally]).
//
// A filter reads as path, operator, value. Paths are those of gjson; comparisons,
// and the conditions inside #( ), are riffle's own, because gjson compares numbers
// as float64, in which two order ids above 2^53 are equal.
//
// Documents are read by riffle too, in one pass that checks the JSON and finds all
// plain paths of the filter: gjson does not notice that a document is broken, and
// reads it once for each path. gjson itself carries out modifiers (@reverse) and
// puts several paths together ({id,total}); before it does, size and nesting are
// checked, since it recurses and cannot be interrupted.
//
//	p, err := query.Compile(`type = Shipped and order.total > 900`, query.Settings{Now: time.Now()})
//	if err != nil {
//		fmt.Println(err.(*query.Error).Caret())
//		return
//	}
//	fmt.Println(p.Reads())     // type is text "Shipped" · order.total > number 900
//	cursor = p.Filter(cursor)
//
// The language is described once, in [Examples], [Card] and [Reference]; help, the
// sheet of keys and the README are made from them, and the tests try every example.
package query

import (
	"fmt"
	"strings"
)

// Example is one or more filters that show the same thing.
type Example struct {
	Filters []string
	Means   string
}

// Examples returns the examples of the language, from what people type first to
// what they need seldom.
func Examples() []Example {
	return []Example{
		{[]string{`o-77121`}, "text anywhere: key, headers, value, also in JSON-escaped spelling"},
		{[]string{`"payment failed"`, `/timeout after \d+ms/i`}, "quoted text; regular expression (RE2)"},
		{[]string{`type = Shipped`}, "whole words need no quotes; keywords in any case"},
		{[]string{`type = Shipped and status >= 500`}, "numbers compare exactly, at any size"},
		{[]string{`status in (500, 502, 503)`, `status in 500..599`}, "lists and ranges, both ends in"},
		{[]string{`id = 9007199254740993`, `amount < 0`}, "exact beyond 2^53"},
		{[]string{`trace_id exists`, `note is missing`, `coupon is null`, `amount is string`}, "what is there, and of which type"},
		{[]string{`amount is not number`}, "there, and of another type: not where amount is missing"},
		{[]string{`not refund = true`}, "also where refund is missing"},
		{[]string{`refund != true`}, "only where refund is there"},
		{[]string{`tags != vip`}, "an array: no element equals"},
		{[]string{`tags = vip`, `items.#.sku = B2`}, "an array: any element, of arrays inside it too"},
		{[]string{`items.#(sku = B2 and qty > 5)`}, "one element that satisfies both"},
		{[]string{`items.#(qty > 5).sku = B2`, `items.#(qty > 5)#.sku = B2`}, "of the first such element; of any such element"},
		{[]string{`customer.email contains "@example"`, `customer.email ~ /^ann@/i`}, "contains looks at no case; a regular expression does, without i"},
		{[]string{`total contains 00`, `status ~ /^5/`}, "the text of a number, as it stands there: the first finds 500 and 0.001"},
		{[]string{`ip = 10.0.3.17`, `url = https://a/b?x=1`, `uuid = 4bf92f35-77b3-4da6-a3ce-929d0e0e4736`, `path startswith /var`}, "a value ends at a space, a comma or a bracket"},
		{[]string{`$key = o-17`, `$key = 17`, `$headers.retry >= 3`}, "keys and headers are text; < > as numbers when both are"},
		{[]string{`$partition = 3 and $offset >= 1_200`, `$size > 10KB`, `$topic in (orders, payments)`}, "the record's own fields"},
		{[]string{`$ts > -15m`, `$ts >= 14:20 and $ts < 14:35`, `$ts in 14:20..14:35`}, "bounds of the read, not a filter over everything"},
		{[]string{`order.created_at > 2026-11-23T14:00+01:00`}, "RFC 3339 text, what logs print (14:20Z, 2026-11-23 14:20:00,123), or epoch s/ms/µs/ns"},
		{[]string{`"first name" = Ann`, `payload.@fromstr.id = 7`}, "a quoted segment is a literal key; JSON inside a string"},
		{[]string{`$value is null`, `$json = false`, `$txn = aborted`}, "tombstones; values that are not JSON; transaction state"},
		{[]string{`(type = Buy or type = Shipped) and not status = 200`}, "brackets; not binds tighter than and, and tighter than or"},
		{[]string{`@errors and type = Buy`}, `a filter saved under a name (\@x: a path that begins with @)`},
	}
}

// Reference returns the language's description as plain text of at most 100
// columns, examples first.
func Reference() string {
	var b strings.Builder
	b.WriteString("A filter reads as path, operator, value, joined by and, or, not. A word without an operator is text.\n\nEXAMPLES\n")
	for _, e := range Examples() {
		for _, f := range e.Filters {
			fmt.Fprintf(&b, "  %s\n", f)
		}
		fmt.Fprintf(&b, "      %s\n", e.Means)
	}
	b.WriteString(rules)
	return b.String()
}

const rules = `
OPERATORS
  = == != < <= > >=          type-strict: 500 is not "500"; text is compared byte by byte
  ~ !~                       regular expression, RE2: ~ /^ann@/i or ~ "^ann"
  contains                   without case          startswith endswith    with case
                             these and ~ look into the text of numbers, true and false, too
  in (a, b)   in a..b        list; range, both ends in
  exists   is TYPE           missing null string number bool object array; is not TYPE
  and or not ( )             also && and ||; not may stand before an operator: not in (1, 2)

PATHS
  order.id   items.0.sku     members and elements     items.#      how many elements
  items.#.sku                of every element         a*.b?c       the first key that fits
  items.#(f)   items.#(f)#   the first, all elements for which the filter f holds
  "first name"   a\.b        keys with spaces, dots … @fromstr @keys @values @flatten @reverse …

THE RECORD'S OWN FIELDS
  $key $value $headers.NAME  text; $key.id looks into a key that is JSON; all after $headers. is the name
                             < > and a number hold only where the text is a number, too
                             4 or 8 bytes that are no text: the number that they are, as Java writes it
  $topic $partition $offset  where it lies             $ts       its time
  $size                      bytes of key, value and headers
  $json                      whether the value is JSON $schema   its id in the schema registry
  $txn                       plain committed aborted open       \$id   a key that begins with $

VALUES
  500  -12.5  1_200  10KB  4KiB      numbers, with units of bytes    true false null
  14:20  14:20:31.250  14:20Z        the most recent such time; as an upper bound the first after the lower
  2026-11-23T14:20+01:00  -15m  now  without a zone: the zone on the screen
  anything else, or in quotes        text; "…" knows \n \" \\ \u00e9, '…' knows no escapes

MEANING
  missing   every comparison with a missing field is false, != and is not, too; not a = 1 includes it
  arrays    a comparison holds if any element satisfies it, of arrays inside it too, != if none equals;
            items.sku is not items.#.sku; an empty list is not missing, items.#.sku of one is
  numbers   exact at any size; 01234 is text
  times     = holds for the same text or the same instant; numbers are epoch s, ms, µs or ns by their size
  not JSON  paths are missing, text is still found; how many there were is always told
  limits    a value above 16 MiB, or deeper than 10,000, is shown as not looked into, unless it cannot match
`
