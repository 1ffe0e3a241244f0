package inspect

import (
	"encoding/base64"
	"strings"
	"testing"

	"riffle/keymap"
)

func TestWhatIsInsideAStringUnfolds(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte("what the nursery sounded like"))
	doc := base64.RawURLEncoding.EncodeToString([]byte(`{"deep":[1,{"x":"y"}]}`))
	v := `{"payload":"{\"id\":12345678901234567890,\"items\":[{\"sku\":\"B2\"}]}","text":"` + text + `","doc":"` + doc + `","id":"4bf92f3577b34da6a3ce929d0e0e4736","word":"{no json}"}`
	x := read(t, 80, 30, value(v))
	x.sees("▸ payload", "▸ text", "▸ doc", "  id ", "  word").lacks("@fromstr")
	x.do(keymap.First, keymap.Down, keymap.Down, keymap.Down, keymap.Open).sees("▾ payload  json in a string, 58 bytes", "▾ @fromstr  {")
	x.do(keymap.Down, keymap.Down).sees("payload.@fromstr.id   number, 20 bytes", "12345678901234567890")
	c, ok := x.p.Cell()
	if filter, err := c.Same(); !ok || err != nil || filter != "payload.@fromstr.id = 12345678901234567890" {
		t.Errorf("%s, %v", filter, err)
	}
	x.do(keymap.Down, keymap.Unfold, keymap.Down, keymap.Unfold, keymap.Down).sees("payload.@fromstr.items.0.sku")
	c, _ = x.p.Cell()
	if filter, err := c.Same(); err != nil || filter != "payload.@fromstr.items.#.sku = B2" {
		t.Errorf("%s, %v", filter, err)
	}
	// The next record with the same field: the same place, inside of the string.
	x.show(value(strings.Replace(v, `\"B2\"`, `\"C3\"`, 1))).sees("payload.@fromstr.items.0.sku   text, 4 bytes", "C3")
	// Base64 says its text, but no filter leads there.
	x.do(keymap.First)
	for !strings.Contains(x.text(), "\n text   ") {
		x.do(keymap.Down)
	}
	x.do(keymap.Open).sees("base64, 40 bytes", "@base64  what the nursery sounded like").do(keymap.Down).sees("text, 29 bytes, from base64")
	if c, _ := x.p.Cell(); string(c.Text()) != "what the nursery sounded like" {
		t.Errorf("%s", c.Text())
	} else if _, err := c.Same(); err == nil {
		t.Error("a filter leads into base64")
	}
	x.do(keymap.Hex).sees("bytes of text.@base64", "77 68 61 74").do(keymap.Hex)
}

func TestAValueThatIsAStringUnfolds(t *testing.T) {
	x := read(t, 80, 20, value(`"{\"a\":[1,2]}"`)).do(keymap.First, keymap.Down, keymap.Down, keymap.Unfold, keymap.Down, keymap.Down)
	x.sees("@fromstr.a   array").do(keymap.Fold, keymap.Fold, keymap.Fold)
	x.sees("▌▾")
}
