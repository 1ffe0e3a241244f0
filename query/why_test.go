package query_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
)

// typed is a sample of a shop's records: the status is text, as somebody's encoder
// wanted it.
func typed() (list []source.Record) {
	for i := range 40 {
		r := *rec(fmt.Sprintf(`{"type":%q,"status":"%d","code":%d,"paid":%t,"order":{"id":"o-%d"},"items":[{"sku":"B2"}],"note":null,"customer":{"email":"Ann%d@Example.org"},"ok":"true"}`,
			[]string{"Shipped", "Created"}[i%2], 200+i%2*300, i, i%2 == 0, i, i))
		r.Key = []byte("c-17")
		list = append(list, r)
	}
	return list
}

// Where no value is JSON, it is not the path that is wrong.
func TestPathsIntoTextAreExplained(t *testing.T) {
	for filter, want := range map[string]string{
		"code = 3":           "no value of 2 records sampled is JSON: paths find nothing in them, text does",
		"code = 3 or Shippd": "no value of 2 records sampled is JSON: paths find nothing in them, text does",
		"warn":               "in other letters' case the record has it in 2 of 2 records sampled: try /warn/i",
	} {
		sample := []source.Record{*rec("WARN code=3"), *rec("WARN code=4")}
		if got := strings.Join(compile(t, filter).WhyNone(sample), "; "); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
}

// Zero hits explain themselves.
func TestNoneIsExplained(t *testing.T) {
	for filter, want := range map[string]string{
		`status = 500`:                       `status is text in 40 of 40 records sampled: try status = '500'`,
		`status >= 500`:                      `status is text in 40 of 40 records sampled: try status >= '500'`,
		`type = Shipped and status = 500`:    `status is text in 40 of 40 records sampled: try status = '500'`,
		`code = "7"`:                         `code is a number in 40 of 40 records sampled: try code = 7`,
		`ok = true`:                          `ok is text in 40 of 40 records sampled: try ok = 'true'`,
		`paid = "true"`:                      `paid is true or false in 40 of 40 records sampled: try paid = true`,
		`note = x`:                           `note is null in 40 of 40 records sampled: try note is null`,
		`order = o-7`:                        `order is an object in 40 of 40 records sampled: name what is in it, as in order.id`,
		`order.idd = o-7`:                    `order.idd is in none of 40 records sampled: try order.id = o-7`,
		`items.sku = B2`:                     `items.sku is in none of 40 records sampled: try items.#.sku = B2`,
		`email = x`:                          `email is in none of 40 records sampled: try customer.email = x`,
		`nothing.like.it = 1`:                `nothing.like.it is in none of 40 records sampled: the value has type, status, code, paid, order, items, note, customer, … (1 more)`,
		`type = shipped`:                     `type is Shipped in 20 of 40 records sampled: try type = Shipped`,
		`type = Shippd`:                      `type is Shipped in 20 of 40 records sampled: try type = Shipped`,
		`customer.email startswith ann`:      `in other letters' case customer.email has it in 40 of 40 records sampled: try customer.email startswith Ann`,
		`/SHIPPED/`:                          `in other letters' case the record has it in 20 of 40 records sampled: try /SHIPPED/i`,
		`shipped`:                            `in other letters' case the record has it in 20 of 40 records sampled: try /shipped/i`,
		`status`:                             ``, // text that is there
		`type = Shipped and code = 7`:        `each condition holds for some of 40 records sampled, never all of them: type = Shipped in 20, code = 7 in 1`,
		`type = Nowhere`:                     `type is text in 40 of 40 records sampled, Shipped or Created`,
		`type = Shaped`:                      `type is text in 40 of 40 records sampled, Shipped or Created`, // another word, no typing error
		`customer.email = ann2@example.com`:  `customer.email is text in 40 of 40 records sampled, such as Ann2@Example.org or Ann20@Example.org`,
		`key = o-7`:                          `key is in none of 40 records sampled, the record's own is $key: try $key = o-7`,
		`timestamp > 2026-11-23`:             `timestamp is in none of 40 records sampled, the record's own is $ts: try $ts > 2026-11-23T00:00:00+01:00`,
		`not type = Shipped and type = Ship`: `type has it inside a longer text in 20 of 40 records sampled: try type contains Ship`,
		`$partition = 7 and type = shipped`:  `type is Shipped in 20 of 40 records sampled: try type = Shipped`,
		`typ exists`:                         `typ is in none of 40 records sampled: try type exists`,
		`state != Paid`:                      `state is in none of 40 records sampled: try status != Paid`,
		`nowhere != Paid`:                    `nowhere is in none of 40 records sampled: the value has type, status, code, paid, order, items, note, customer, … (1 more)`,
		`order.ID != o-7`:                    `order.ID is in none of 40 records sampled: try order.id != o-7`,
		`type not in (Shipped, Created)`:     `type is text in 40 of 40 records sampled, Shipped or Created`,
		`type in (shipped, sent)`:            `in other letters' case type has it in 20 of 40 records sampled: try type ~ /^(shipped|sent)$/i`,
		`type ~ /^ship/`:                     `in other letters' case type has it in 20 of 40 records sampled: try type ~ /^ship/i`,
		`type ~ /^ship/i and code = 99`:      `code is a number in 40 of 40 records sampled, 0 to 39`,
		// What was seen there, where nothing better is known.
		`code > 1000`:                            `code is a number in 40 of 40 records sampled, 0 to 39`,
		`code = 7.5`:                             `code is a number in 40 of 40 records sampled, 0 to 39, next to 7.5 are 7 and 8`,
		`code in (501, 502)`:                     `code is a number in 40 of 40 records sampled, 0 to 39`,
		`code in 501..502`:                       `code is a number in 40 of 40 records sampled, 0 to 39`,
		`note is not null`:                       `note is null in 40 of 40 records sampled`,
		`note != null`:                           `note is null in 40 of 40 records sampled`,
		`coupon is not null`:                     `coupon is in none of 40 records sampled: the value has type, status, code, paid, order, items, note, customer, … (1 more)`,
		`code is string`:                         `code is a number in 40 of 40 records sampled, 0 to 39`,
		`type is missing`:                        `type is in 40 of 40 records sampled`,
		`not type exists`:                        `type is in 40 of 40 records sampled`,
		`ok != "true"`:                           `ok is text in 40 of 40 records sampled, "true" in each`,
		`not ok = "true"`:                        `ok is text in 40 of 40 records sampled, "true" in each`,
		`not Shipped and not Created`:            `each condition holds for some of 40 records sampled, never all of them: not "Shipped" in 20, not "Created" in 20`,
		`not Example`:                            `"Example" stands in each of 40 records sampled`,
		`order.id = 77121`:                       `order.id is text in 40 of 40 records sampled, such as o-0 or o-1`,
		`order.id = o-99`:                        `order.id is text in 40 of 40 records sampled, such as o-9 or o-0`,
		`order.id = 39`:                          `order.id is text in 40 of 40 records sampled: try order.id contains "39"`,
		`order.* = o-99`:                         `order.* is text in 40 of 40 records sampled, such as o-9 or o-0`,
		`orders.* = o-7`:                         `orders.* is in none of 40 records sampled, but order.id is o-7 in 1 of 40 records sampled: try order.id = o-7`,
		`customer.* contains shipped`:            `customer.* is text in 40 of 40 records sampled, such as Ann0@Example.org or Ann1@Example.org`,
		`* = Shipped and code = 99`:              `code is a number in 40 of 40 records sampled, 0 to 39`,
		`* = o-7`:                                `* is only the first key that fits: there are type, status, code, paid, order, items, note, customer, … (1 more)`,
		`o* = "true"`:                            `o* is only the first key that fits, ok has it in 40 of 40 records sampled: try ok = "true"`,
		`c* = Shipped`:                           `c* is only the first key that fits: there are code, customer`,
		`order.nr = o-7`:                         `order.nr is in none of 40 records sampled, but order.id is o-7 in 1 of 40 records sampled: try order.id = o-7`,
		`customer.id = o-7`:                      `customer.id is in none of 40 records sampled, but order.id is o-7 in 1 of 40 records sampled: try order.id = o-7`,
		`order.name = x`:                         `order.name is in none of 40 records sampled: order has id`,
		`status = Shipped`:                       `type is Shipped in 20 of 40 records sampled: try type = Shipped`,
		`items.length > 1`:                       `items.length is in none of 40 records sampled: try items.# > 1`,
		`"order.id" = o-7`:                       `"order.id" is in none of 40 records sampled: try order.id = o-7`,
		`type = Ship*`:                           `type is compared letter by letter, in 20 of 40 records sampled what * or % stand for: try type startswith Ship`,
		`type = %ippe%`:                          `type is compared letter by letter, in 20 of 40 records sampled what * or % stand for: try type contains ippe`,
		`type startswith shi`:                    `in other letters' case type has it in 20 of 40 records sampled: try type startswith Shi`,
		`type startswith hipp`:                   `type has it inside a longer text in 20 of 40 records sampled: try type contains hipp`,
		`$key startswith 17`:                     `$key has it inside a longer text in 40 of 40 records sampled: try $key contains "17"`,
		`paid = false and code = 0`:              `each condition holds for some of 40 records sampled, never all of them: paid = false in 20, code = 0 in 1`,
		`$size > 10KB`:                           `$size is a number in 40 of 40 records sampled, 165, 166, 168 or 169`,
		`paid = 1 and code = 1`:                  `paid is true or false in 40 of 40 records sampled: try paid = true`,
		`paid = off and code = 0`:                `paid is true or false in 40 of 40 records sampled: try paid = false`,
		`code = c-17`:                            `$key is c-17 in 40 of 40 records sampled: try $key = c-17`,
		`key.x = 1 or value.code = 7`:            `key.x is in none of 40 records sampled: the value has type, status, code, paid, order, items, note, customer, … (1 more); value.code is in none of 40 records sampled, the record's own begins with $: try $value.code = 7`,
		`order.ix = 3`:                           `order.ix is in none of 40 records sampled: order has id`,
		`items.#(sku = b2)`:                      `items.#.sku is B2 in 40 of 40 records sampled: try items.#.sku = B2`,
		`items.#(sku = B2 and qty > 1)`:          `items.#.qty is in none of 40 records sampled: items.# has sku`,
		`Shipped*`:                               `Shipped* is text, each letter as it stands, and in 20 of 40 records sampled is what it may mean: try Shipped`,
		`Shipped|Paid`:                           `Shipped|Paid is text, each letter as it stands, and in 20 of 40 records sampled is what it may mean: try /Shipped|Paid/`,
		`type:Shipped`:                           `type:Shipped is text here, and type a field in 40 of 40 records sampled: try type = Shipped`,
		`typ:Ship*`:                              `typ:Ship* is text here, and type a field in 40 of 40 records sampled: try type startswith Ship`,
		`_exists_:order.id`:                      `_exists_:order.id is text here, and order.id a field in 40 of 40 records sampled: try order.id exists`,
		`status:200`:                             `status:200 is text here, and status a field in 40 of 40 records sampled: try status = "200"`,
		`14:20`:                                  ``,
		`http://nowhere/x`:                       ``,
		`not (type = Shipped or type = Created)`: `type = Shipped or type = Created holds for each of 40 records sampled`,
		`type = Shipped and type = Created`:      `type is never two values at once: try type in (Shipped, Created)`,
		`code in ('7', '8')`:                     `code is a number in 40 of 40 records sampled: try code in (7, 8)`,
		`status in (200, 404)`:                   `status is text in 40 of 40 records sampled: try status in ('200', '404')`,
		`paid = "True"`:                          `paid is true or false in 40 of 40 records sampled: try paid = true`,
		`$json = false`:                          `$json is true or false in 40 of 40 records sampled, true in each`,
		`" Shipped "`:                            `without the spaces around it, it is in 20 of 40 records sampled: try Shipped`,
		`$headers exists`:                        `none of 40 records sampled has a header`,
		`code.x = 1`:                             `code.x is in none of 40 records sampled: code is a number in 40 of 40 records sampled, 0 to 39`,
		`$key > 5`:                               `$key is text in 40 of 40 records sampled, c-17 in each`,
		`$headers.retry > 3`:                     `$headers.retry is in none of 40 records sampled`,
		`items.#.sku = b2`:                       `items.#.sku is B2 in 40 of 40 records sampled: try items.#.sku = B2`,

		`$key = C-17`: `$key is c-17 in 40 of 40 records sampled: try $key = c-17`,
	} {
		got := strings.Join(compile(t, filter).WhyNone(typed()), "; ")
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
		if _, try, ok := strings.Cut(got, ": try "); ok {
			compile(t, try)
		}
	}
}

// Refunded was said to be Refused, only because no record of the sample had it.
func TestOnlyATypingErrorIsCorrected(t *testing.T) {
	for _, c := range []struct {
		word, seen string
		corrected  bool
	}{
		{"Refunded", "Refused", false},
		{"Refund", "Refused", false},
		{"Refusd", "Refused", true},
		{"REFUSED", "Refused", true},
		{"Dispached", "Dispatched", true},
		{"Dispacthed", "Dispatched", true},
		{"Paid", "Said", true},
		{"Paid", "Sail", false},
		{"DE", "DK", false},
	} {
		sample := []source.Record{*rec(fmt.Sprintf(`{"type":%q,"amount":20}`, c.seen)), *rec(`{"type":"other","amount":7}`)}
		why := strings.Join(compile(t, "type = "+c.word+" and amount > 10").WhyNone(sample), "; ")
		if got := strings.Contains(why, "try type = "+c.seen); got != c.corrected {
			t.Errorf("%s where %s was seen: %s", c.word, c.seen, why)
		}
	}
}

// So do all hits: what is denied may be of another type.
func TestAllIsExplained(t *testing.T) {
	for filter, want := range map[string]string{
		`not status = 500`:   `status is text in 40 of 40 records sampled: try not status = '500'`,
		`type != 5`:          `type is text in 40 of 40 records sampled, Shipped or Created`, // not type = '5' lets all pass, too
		`status != 500`:      `status is text in 40 of 40 records sampled: try not status = '500'`,
		`not stat = 200`:     `stat is in none of 40 records sampled: try not status = 200`,
		`type exists`:        ``,
		`paid`:               `paid is text here, and a field in 40 of 40 records sampled: try paid = true`,
		`not type = shipped`: `type is Shipped in 20 of 40 records sampled: try not type = Shipped`,

		// Nothing was said where no type was wrong.
		`code > 20`:                       ``, // what passed were others
		`code < 1000`:                     `code is a number in 40 of 40 records sampled, 0 to 39`,
		`code < 1000 and $partition >= 0`: `code is a number in 40 of 40 records sampled, 0 to 39`,
		`code < 1000 and status startswith 5 or code >= 0`: `code is a number in 40 of 40 records sampled, 0 to 39`,
		`code < 1000 and ok = "true"`:                      `code is a number in 40 of 40 records sampled, 0 to 39`,
		`not code > 1000`:                                  `code is a number in 40 of 40 records sampled, 0 to 39`,
		`type = Shipped or type = Created`:                 `each of 40 records sampled satisfies one of them: type = Shipped in 20, type = Created in 20`,
		`type in (Shipped, Created)`:                       `type is text in 40 of 40 records sampled, Shipped or Created`,
		`$key = c-17`:                                      ``,
		`items.#.sku = B2`:                                 ``,
		`customer.email ~ /org$/`:                          `customer.email is text in 40 of 40 records sampled, such as Ann0@Example.org or Ann1@Example.org`,
		`stom`:                                             `"stom" stands in the name of customer, a field in 40 of 40 records sampled`,
		`"@Example."`:                                      `"@Example." stands in customer.email in 40 of 40 records sampled`,
		`/exa(m|n)ple/i`:                                   `/exa(m|n)ple/i stands in customer.email in 40 of 40 records sampled`,
		`$partition >= 0 and $ts > -24h`:                   ``,
		`code is number`:                                   ``,
		`items.#(sku = B2)`:                                ``,
	} {
		if got := strings.Join(compile(t, filter).WhyAll(typed()), "; "); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
}

// An array may well have two values at once, only here it never has.
func TestAnArrayMayBeTwoValuesAtOnce(t *testing.T) {
	sample := []source.Record{*rec(`{"tags":["a","b"]}`), *rec(`{"tags":["a","c"]}`)}
	want := "each condition holds for some of 2 records sampled, never all of them: tags = b in 1, tags = c in 1"
	if got := strings.Join(compile(t, "tags = b and tags = c").WhyNone(sample), "; "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Thousands of conditions, each with its sentence, took 22 s and filled the screen.
func TestALongFilterIsExplainedInAFewSentences(t *testing.T) {
	var conds []string
	for i := range 2000 {
		conds = append(conds, fmt.Sprintf("field%d = x", i))
	}
	if got := compile(t, strings.Join(conds, " or ")).WhyNone(typed()); len(got) == 0 || len(got) > 8 {
		t.Errorf("%d sentences", len(got))
	}
}

// Where some pass and some do not, a word may still have been meant otherwise.
func TestAWordThatIsAnotherValueIsTold(t *testing.T) {
	for filter, want := range map[string]string{
		`code = 7 or 8`:             `8 is text here, anywhere in the record: try code in (7, 8)`,
		`type = Shipped or Created`: `Created is text here, anywhere in the record: try type in (Shipped, Created)`,
		`type = Shipped or "8"`:     ``,
		`type = Shipped or 8`:       ``,
		`type = Shipped or paid`:    `paid is text here, and a field in 40 of 40 records sampled: try paid = true`,
		`code > 7 or 8`:             ``,
	} {
		got := strings.Join(compile(t, filter).WhySome(typed()), "; ")
		if first, _, _ := strings.Cut(got, "; "); first != want && got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
}

// A column that no record has is nearly one that they have.
func TestAColumnThatNobodyHasIsExplained(t *testing.T) {
	for path, want := range map[string]string{
		"stauts": "stauts is in none of 40 records sampled: try status", "items.sku": "items.sku is in none of 40 records sampled: try items.#.sku",
		"order.name": "order.name is in none of 40 records sampled: order has id", "type": "", "key": "key is in none of 40 records sampled, the record's own is $key: try $key",
	} {
		c, err := query.CompileColumn(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.WhyMissing(typed()), "; "); got != want {
			t.Errorf("%s\n got %s\nwant %s", path, got, want)
		}
	}
}

// What is proposed finds something.
func TestProposalsFindSomething(t *testing.T) {
	for _, filter := range []string{`status = 500`, `code = "7"`, `order.idd = o-7`, `items.sku = B2`, `type = Shippd`, `shipped`} {
		_, try, ok := strings.Cut(compile(t, filter).WhyNone(typed())[0], ": try ")
		if !ok {
			t.Errorf("%s: nothing is proposed", filter)
			continue
		}
		p, hits := compile(t, try), 0
		for _, r := range typed() {
			if p.Match(&r) {
				hits++
			}
		}
		if hits == 0 {
			t.Errorf("%s: %s finds nothing either", filter, try)
		}
	}
}

// "Nothing in the range, 12 earlier, 12 later."
func TestWhatComesEarlierAndLater(t *testing.T) {
	log, refs := day(10_000, 3, within([]stretch{{2_000, 2_012}, {6_000, 6_012}}))
	s := source.NewStream(log, refs, source.Options{})
	at := func(n int) source.Position {
		pos, err := s.Resolve(t.Context(), source.AtTime(second(n)), refs[0])
		if err != nil {
			t.Fatal(err)
		}
		return pos
	}
	stamp := func(n int) string { return second(n).Format(time.RFC3339) }
	none := query.Outside{}
	before, behind := query.Outside{Matches: 12, Nearest: second(2_011), Whole: true}, query.Outside{Matches: 12, Nearest: second(6_000), Whole: true}
	for _, c := range []struct {
		filter         string
		from, to       source.Position
		earlier, later query.Outside
	}{
		{"status = 500", at(3_000), at(5_000), before, behind},
		{"status = 500", nil, at(5_000), none, query.Outside{Matches: 12, Nearest: second(6_000), Whole: true}},
		{"status = 500", at(8_000), nil, query.Outside{Matches: 24, Nearest: second(6_011), Whole: true}, none},
		{"status = 500 and $ts > " + stamp(3_000) + " and $ts < " + stamp(5_000), at(3_000), at(5_300), before, behind},
		// What is late is looked for beyond the filter's end, which hid what came soon after it.
		{"status = 500 and $ts < " + stamp(5_990), nil, at(6_290), none, behind},
		{"status = 404", at(3_000), at(5_000), query.Outside{Whole: true}, query.Outside{Whole: true}},
	} {
		got, err := compile(t, c.filter).Around(t.Context(), log, c.from, c.to, 1)
		for name, side := range map[string][2]query.Outside{"earlier": {got.Earlier, c.earlier}, "later": {got.Later, c.later}} {
			got, want := side[0], side[1]
			if err != nil || got.Matches != want.Matches || !got.Nearest.Equal(want.Nearest) || got.Whole != want.Whole {
				t.Errorf("%s: %s %+v, %v; want %+v", c.filter, name, got, err, want)
			}
		}
	}
}

// The end of a transaction, and a record that nobody can look into, were told as what
// comes later.
func TestWhatIsNoMatchDoesNotComeLater(t *testing.T) {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	ref := source.Ref{Topic: "orders"}
	log.Append(ref, source.Record{Time: second(1), Value: []byte(`{"a":0}`), Txn: source.Open, Producer: 7})
	log.EndTxn(ref, 7, source.CommitMarker, second(2))
	to := source.Position{{Ref: ref, Offset: source.OffsetOf(1)}}
	for _, filter := range []string{"", "a = 1"} {
		got, err := compile(t, filter).Around(t.Context(), log, nil, to, 1)
		if err != nil || got.Later.Matches != 0 || !got.Later.Whole {
			t.Errorf("%q: %+v, %v", filter, got.Later, err)
		}
		log.Append(ref, source.Record{Time: second(3), Value: []byte(`{"a":` + strings.Repeat("[", 20_000))})
	}
}

// A look at a range takes little, from all over it, and what has just begun is among it.
func TestGlimpseIsSmallAndSpread(t *testing.T) {
	log, refs := day(20_000, 3, func(int) bool { return false })
	s := source.NewStream(log, refs, source.Options{})
	low, end, err := s.Ends(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	some, err := s.Glimpse(t.Context(), low, end, 200)
	if err != nil || len(some) < 150 || len(some) > 200 {
		t.Fatalf("%d records, %v", len(some), err)
	}
	first, last := some[0].Time, some[0].Time
	for _, r := range some {
		if r.Time.Before(first) {
			first = r.Time
		}
		if r.Time.After(last) {
			last = r.Time
		}
	}
	if last.Sub(first) < 12_000*time.Second {
		t.Errorf("they are from %v to %v", first, last)
	}
	if want := second(19_999); !last.Equal(want) {
		t.Errorf("the newest of them is from %v, the last of all from %v", last, want)
	}
	if few, err := s.Glimpse(t.Context(), back(t, s, end, 5), end, 200); err != nil || len(few) != 5 {
		t.Errorf("of the last 5 records it shows %d, %v", len(few), err)
	}
	if none, err := s.Glimpse(t.Context(), end, end, 200); err != nil || len(none) > 0 {
		t.Errorf("%d records of nothing, %v", len(none), err)
	}
}

// back is the position n records before another one.
func back(t *testing.T, s *source.Stream, from source.Position, n int64) source.Position {
	t.Helper()
	pos, err := s.Before(from, nil, n, func(c source.Cursor, most int) (source.Batch, error) { return c.Next(t.Context(), most) })
	if err != nil {
		t.Fatal(err)
	}
	return pos
}
