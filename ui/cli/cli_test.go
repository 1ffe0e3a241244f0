package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/cli"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// shop is a small cluster: orders in two partitions, a transaction that was
// aborted, a compacted table, and a topic that may not be read.
func shop() *memory.Log {
	log := memory.New(
		memory.Topic{Name: "orders", Partitions: 2},
		memory.Topic{Name: "payments", Partitions: 1},
		memory.Topic{Name: "customers", Partitions: 1},
		memory.Topic{Name: "audit", Partitions: 1, Denied: true},
		memory.Topic{Name: "__offsets", Partitions: 1, Internal: true},
	)
	orders := func(p int32) source.Ref { return source.Ref{Topic: "orders", Partition: p} }
	for i := range 10 {
		log.Append(orders(int32(i%2)), source.Record{Time: noon.Add(time.Duration(i) * time.Minute), Key: fmt.Appendf(nil, "c-%d", i%3),
			Value: fmt.Appendf(nil, `{"type":%q,"order":{"id":"o-%d","total":%d.50}}`, []string{"Buy", "Shipped"}[i%2], i/2, 100*i)})
	}
	payments := source.Ref{Topic: "payments"}
	log.Append(payments, source.Record{Time: noon, Value: []byte("first")})
	log.Append(payments, source.Record{Time: noon, Value: []byte("never was"), Txn: source.Open, Producer: 7})
	log.EndTxn(payments, 7, source.AbortMarker, noon.Add(time.Second))
	log.Append(payments, source.Record{Time: noon.Add(2 * time.Second), Value: []byte("last")})
	customers := source.Ref{Topic: "customers"}
	log.Append(customers, source.Record{Time: noon, Key: []byte("a"), Value: nil, Headers: source.MakeHeaders(source.Header{Name: "h", Value: []byte("1")}, source.Header{Name: "h", Value: nil})})
	log.Append(customers, source.Record{Time: noon, Key: []byte("b"), Value: []byte{}})
	log.Append(customers, source.Record{Time: noon, Key: []byte("c"), Value: []byte("null")})
	log.Append(customers, source.Record{Time: noon, Key: nil, Value: []byte("\xff\x00\x1b[2J")})
	log.Append(customers, source.Record{Time: noon, Key: []byte{}, Value: []byte("esc \x1b[2J c1 \u009b31m \"quoted\"\n")})
	log.Append(customers, source.Record{Time: noon, Key: []byte("d"), Value: []byte("{\"big\": 12345678901234567890123,\n \"a\":1, \"a\":2}")})
	return log
}

// run carries out a command line against the shop.
func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	log := shop()
	app := cli.App{
		Connect: func(context.Context, cli.Connection) (source.Source, error) { return log.Open("audit"), nil },
		Version: "1.2.3", Out: &out, Err: &err,
		Now: func() time.Time { return noon.Add(time.Hour) },
	}
	code = cli.Run(t.Context(), app, append([]string{"--utc"}, args...))
	return out.String(), err.String(), code
}

func TestCat(t *testing.T) {
	for _, tt := range []struct {
		args  string
		code  int
		lines []string // what each line of output holds
		says  string   // what stderr holds
	}{
		{"cat orders -o raw", 0, []string{"o-0", "o-0", "o-1", "o-1", "o-2", "o-2", "o-3", "o-3", "o-4", "o-4"}, "looked at 10 records in 2 partitions"},
		{"cat orders -o raw --partitions 1", 0, []string{"Shipped", "Shipped", "Shipped", "Shipped", "Shipped"}, "in 1 partition,"},
		{"cat orders -o raw --last 2", 0, []string{`"Buy","order":{"id":"o-4"`, `"Shipped","order":{"id":"o-4"`}, "complete to the end"},
		{"cat orders -o raw -n 3", 0, []string{"o-0", "o-0", "o-1"}, "stopped after 3 records"},
		{"cat orders -o raw --from 12:03 --to 12:05", 0, []string{"o-1", "o-2"}, "complete to 12:05"},
		{"cat orders -o raw --from p1@2 --to p1@3", 0, []string{"o-2", "o-3"}, ""},
		{"cat orders -o raw --where type=Shipped", 0, []string{"o-0", "o-1", "o-2", "o-3", "o-4"}, "5 matched"},
		{"cat orders -o raw --where order.total>700", 0, []string{"700.50", "800.50", "900.50"}, "3 matched; complete to the end"},
		{"cat orders -o raw --where type=Sold", 1, nil, "0 matched; complete to the end"},
		{"cat orders -o raw --where type=", 2, nil, "filter"},
		{"cat orders --from yesterday", 2, nil, `"yesterday"`},
		{"cat order", 2, nil, "did you mean orders"},
		{"cat orders --partitions 7", 2, nil, "no partition 7"},
		{"cat orders --partitions x", 2, nil, "0,3-5"},
		{"cat orders -o xml", 2, nil, "json, raw, table or csv"},
		{"cat orders --isolation some", 2, nil, "all or committed"},
		{"cat audit", 2, nil, "audit"},
		{"cat", 2, nil, "riffle: cat needs the name of a topic; riffle topics lists them"},
		{"cat orders --nonsense", 2, nil, "--help"},
		{"cat payments -o raw", 0, []string{"first", "never was", "last"}, ""},
		{"cat payments -o raw --isolation committed", 0, []string{"first", "last"}, ""},
		{"cat payments --markers", 0, []string{`"plain"`, `"aborted"`, `"txn":"abort"`, `"plain"`}, ""},
		{"cat orders payments -o table -n 3", 0, []string{"2026-11-23 12:00:00.000   0          0  c-0", "first", "never was"}, ""},
	} {
		t.Run(tt.args, func(t *testing.T) {
			out, err, code := run(t, strings.Fields(tt.args)...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d\n%s", code, tt.code, err)
			}
			lines := strings.FieldsFunc(out, func(r rune) bool { return r == '\n' })
			if len(lines) != len(tt.lines) {
				t.Fatalf("%d lines, want %d:\n%s", len(lines), len(tt.lines), out)
			}
			for i, want := range tt.lines {
				if !strings.Contains(lines[i], want) {
					t.Errorf("line %d is %s, want %s", i+1, lines[i], want)
				}
			}
			if !strings.Contains(err, tt.says) {
				t.Errorf("it says %q, not %q", err, tt.says)
			}
		})
	}
}

// A tombstone, an empty text, the text null and bytes are different things, and
// every line is JSON whatever the record holds.
func TestJSONLines(t *testing.T) {
	out, _, code := run(t, "cat", "customers")
	if code != 0 {
		t.Fatal(code)
	}
	type line struct {
		Key       any    `json:"key"`
		KeyType   string `json:"key_type"`
		Value     any
		ValueType string `json:"value_type"`
		Time      string
		TimeType  string `json:"time_type"`
		Headers   []struct {
			Name, Type string
			Value      any
		}
	}
	want := []struct{ keyType, valueType, value string }{
		{"text", "null", "<nil>"}, {"text", "text", ""}, {"text", "json", "<nil>"}, {"null", "base64", "/wAbWzJK"},
		{"text", "text", "esc \x1b[2J c1 \u009b31m \"quoted\"\n"}, {"text", "json", ""},
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	for i, w := range want {
		var l line
		if err := json.Unmarshal([]byte(lines[i]), &l); err != nil {
			t.Fatalf("%v in %s", err, lines[i])
		}
		if l.KeyType != w.keyType || l.ValueType != w.valueType || w.value != "" && fmt.Sprint(l.Value) != w.value {
			t.Errorf("line %d: %+v, want %+v", i+1, l, w)
		}
		if l.Time != "2026-11-23T12:00:00.000Z" || l.TimeType != "create" {
			t.Errorf("line %d: time %s %s", i+1, l.Time, l.TimeType)
		}
	}
	if !strings.Contains(lines[0], `"headers":[{"name":"h","value":1,"type":"json"},{"name":"h","value":null,"type":"null"}]`) {
		t.Error(lines[0])
	}
	if !strings.Contains(lines[5], "12345678901234567890123") || !strings.Contains(lines[5], `"a":1, "a":2`) {
		t.Error("the document is not the same to the letter:", lines[5])
	}
	for _, b := range []string{"\x1b", "\u009b"} {
		if strings.Contains(out, b) {
			t.Errorf("%q reached the output", b)
		}
	}
}

func TestTopics(t *testing.T) {
	out, _, code := run(t, "topics")
	for _, want := range []string{"orders", "payments", "customers", "audit"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is missing:\n%s", want, out)
		}
	}
	if code != 0 || strings.Contains(out, "__offsets") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if out, _, _ = run(t, "topics", "--internal", "*sets"); !strings.Contains(out, "__offsets") || strings.Contains(out, "orders") {
		t.Error(out)
	}
	if out, _, _ = run(t, "topics", "ord", "-o", "json"); out != `{"topic":"orders","partitions":2,"internal":false,"records":10}`+"\n" {
		t.Error(out)
	}
	if _, _, code = run(t, "topics", "nothing-like-it"); code != 1 {
		t.Errorf("exit code %d where no topic fits", code)
	}
}

func TestVersionAndKeys(t *testing.T) {
	if out, _, code := run(t, "version"); code != 0 || out != "riffle 1.2.3\n" {
		t.Errorf("%d %q", code, out)
	}
	if out, _, code := run(t, "keys"); code != 0 || !strings.Contains(out, "filter") {
		t.Errorf("%d %q", code, out)
	}
	if out, _, code := run(t, "completion", "bash"); code != 0 || !strings.Contains(out, "riffle") {
		t.Errorf("%d %.60q", code, out)
	}
}
