package query_test

import (
	"strings"
	"testing"

	"riffle/query"
)

// A word alone that is the name of a field is told apart from one that is not, and
// from one in quotes, which is meant as text.
func TestWordsThatAreFieldsAreTold(t *testing.T) {
	for filter, want := range map[string]string{
		`type = Shipped and paid`:     `paid is text here, and a field in 40 of 40 records sampled: try paid = true`,
		`not note`:                    `note is text here, and a field in 40 of 40 records sampled: try note exists`,
		`email or status`:             `email is text here, and customer.email a field in 40 of 40 records sampled: try customer.email exists; status is text here, and a field in 40 of 40 records sampled: try status exists`,
		`order.id`:                    `order.id is text here, and a field in 40 of 40 records sampled: try order.id exists`,
		`"paid" and type = Shipped`:   ``,
		`'paid'`:                      ``,
		`/paid/`:                      ``,
		`paid = true and paid exists`: ``,
		`o-7 and Shipped and c-17`:    ``,
		`paid and paid and type = x`:  `paid is text here, and a field in 40 of 40 records sampled: try paid = true`,
		`items.#(sku = B2 and paid)`:  ``,
		``:                            ``,
		`@mine and type = Shipped`:    `paid is text here, and a field in 40 of 40 records sampled: try paid = true`,
	} {
		p, err := query.Compile(filter, query.Settings{Saved: map[string]string{"mine": "paid"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.WhySome(typed()), "; "); got != want {
			t.Errorf("%s\n got %s\nwant %s", filter, got, want)
		}
	}
}
