package jsonl

import (
	"encoding/json"
	"strings"
	"testing"

	"riffle/source"
)

// Four things that look alike stay four things, and a line stays one line of JSON.
func TestNothingIsMistakenForSomethingElse(t *testing.T) {
	for value, want := range map[string]string{
		"nil": `"value":null,"value_type":"null"`, "": `"value":"","value_type":"text"`, "null": `"value":null,"value_type":"json"`, "NULL": `"value":"NULL","value_type":"text"`,
		"12345678901234567890.10": `"value":12345678901234567890.10,"value_type":"json"`, "{\"a\":\n1}": `"value":{"a": 1},"value_type":"json"`,
		"\xff": `"value":"/w==","value_type":"base64"`, "a\"\n\u009b": `"value":"a\"\n\u009b","value_type":"text"`,
	} {
		r := source.Record{Ref: source.Ref{Topic: "orders\x1b", Partition: 3}, Offset: source.Offset{Lo: 17}, Value: []byte(value)}
		if value == "nil" {
			r.Value = nil
		}
		line := string(Append(nil, &r))
		if !strings.Contains(line, want) || !json.Valid([]byte(line)) || strings.Count(line, "\n") != 1 || strings.ContainsAny(line, "\x1b\u009b") {
			t.Errorf("%q: %s, want %s", value, line, want)
		}
	}
}
