package kafkatest

import (
	"strings"
	"testing"
)

func TestConsoleFormatIsReadBack(t *testing.T) {
	f := consoleFormat{null: "null-x"}
	lines := []string{
		"CreateTime:17\x1fPartition:3\x1fOffset:42\x1fNO_HEADERS\x1fnull-x\x1fplain",
		"LogAppendTime:-1\x1fPartition:0\x1fOffset:0\x1fa:1\x1da:null-x\x1db:\x1fk\\x00\\x5C\x1f",
		"NO_TIMESTAMP\x1fPartition:0\x1fOffset:1\x1fNO_HEADERS\x1f\x1fnull-x",
	}
	got, err := f.parse([]byte(strings.Join(lines, lineEnd) + lineEnd))
	want := []Record{
		{Partition: 3, Offset: 42, Time: 17, TimeType: CreateTime, Value: []byte("plain")},
		{Time: -1, TimeType: LogAppendTime, Key: []byte("k\x00\\"), Value: []byte{}, Headers: []Header{{"a", []byte("1")}, {"a", nil}, {"b", []byte{}}}},
		{Offset: 1, Time: -1, Key: []byte{}},
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := Same(got, want); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"no end", "too few\x1fparts" + lineEnd, strings.Replace(lines[0], "plain", `\q41`, 1) + lineEnd, strings.Replace(lines[0], "42", "x", 1) + lineEnd} {
		if got, err := f.parse([]byte(bad)); err == nil {
			t.Errorf("%q was read as %v", bad, got)
		}
	}
}

func TestSameFindsTheDifference(t *testing.T) {
	base := []Record{{Value: []byte("v")}, {Offset: 1, Value: []byte("w"), Headers: []Header{{"h", nil}}}}
	for name, other := range map[string][]Record{
		"null and empty":  {{Value: []byte("v"), Key: []byte{}}, base[1]},
		"header value":    {base[0], {Offset: 1, Value: []byte("w"), Headers: []Header{{"h", []byte{}}}}},
		"missing":         base[:1],
		"one too many":    append(base[:2:2], Record{Offset: 2}),
		"time":            {{Value: []byte("v"), Time: 1}, base[1]},
		"long value, end": {{Value: []byte("v" + strings.Repeat("x", 100))}, base[1]},
	} {
		if Same(other, base) == nil {
			t.Errorf("%s: no difference found", name)
		}
	}
	if err := Same(base, base); err != nil {
		t.Errorf("a difference where there is none: %v", err)
	}
}
