package source

import "testing"

// TestInteger: numbers as Java writes them are told from text of the same length,
// and in keys and values from what a registry frames.
func TestInteger(t *testing.T) {
	type reading struct {
		n    int64
		bits int
		ok   bool
	}
	none := reading{}
	for name, c := range map[string]struct {
		in          string
		key, header reading
	}{
		"a partition":            {"\x00\x00\x00\x03", reading{3, 32, true}, reading{3, 32, true}},
		"an offset":              {"\x00\x00\x00\x00\x00\x00\x10\x79", reading{4217, 64, true}, reading{4217, 64, true}},
		"below zero":             {"\xff\xff\xff\xff", reading{-1, 32, true}, reading{-1, 32, true}},
		"a time in milliseconds": {"\x00\x00\x01\x9a\xc0\x00\x00\x00", none, reading{1764157816832, 64, true}},
		"text of four":           {"four", none, none},
		"text of eight":          {"o-771212", none, none},
		"a word with an accent":  {"été!", none, none}, // six bytes
		"text with a tab":        {"a\tb\n", none, none},
		"1.5 as a double":        {"\x3f\xf8\x00\x00\x00\x00\x00\x00", none, none},
		"1.5 as a float":         {"\x3f\xc0\x00\x00", none, none},
		"text with an escape":    {"a\x1b[31mb\x9b", none, none},
		"three bytes":            {"\x00\x00\x03", none, none},
		"nothing":                {"", none, none},
	} {
		var key, header reading
		key.n, key.bits, key.ok = Integer([]byte(c.in))
		header.n, header.bits, header.ok = HeaderInteger([]byte(c.in))
		if key != c.key || header != c.header {
			t.Errorf("%s: %v as a key, %v as a header", name, key, header)
		}
	}
}
