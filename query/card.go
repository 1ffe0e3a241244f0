package query

// Card is the language on a few lines, for where there is no room for
// [Reference]: what can be said, and filters that say it, in at most 50 characters.
func Card() [][2]string {
	return [][2]string{
		{"text anywhere", "o-77121   'two words'   /re/i"},
		{"field op value", "status >= 500   type in (Buy, Paid)   tags != vip"},
		{"the record", "$key = 17   $ts in 14:20..14:35   $partition = 3"},
		{"there or not", "trace_id exists   note is missing   a is string"},
		{"same element", "items.#(sku = B2 and qty > 5)   a = 1 or not b = 2"},
	}
}
