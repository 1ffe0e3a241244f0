package source

import "testing"

func TestSchemaID(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		id   uint32
		data string
		ok   bool
	}{
		"Avro":                 {"\x00\x00\x00\x00\x2a\x02abc", 42, "\x02abc", true},
		"nothing but an id":    {"\x00\x00\x00\x00\x01", 1, "", true},
		"the largest id":       {"\x00\x7f\xff\xff\xff!", 1<<31 - 1, "!", true},
		"too short":            {"\x00\x00\x00\x01", 0, "", false},
		"text":                 {"hello", 0, "", false},
		"a small number":       {"\x00\x00\x00\x00\x00\x00\x00\x2a", 0, "", false},
		"more than an int":     {"\x00\xff\x00\xff\x00", 0, "", false},
		"nothing but zeros":    {"\x00\x00\x00\x00\x00\x00", 0, "", false},
		"another first byte":   {"\x01\x00\x00\x00\x2a\x02", 0, "", false},
		"nothing is no schema": {"", 0, "", false},
	} {
		id, data, ok := SchemaID([]byte(c.in))
		if id != c.id || string(data) != c.data || ok != c.ok {
			t.Errorf("%s: %d, %q, %v", name, id, data, ok)
		}
	}
}
