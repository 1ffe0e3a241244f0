package inspect

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"riffle/keymap"
	"riffle/source"
	"riffle/ui/panetest"
	"riffle/ui/theme"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// reader is a pane and somebody who reads in it. Commands are run on the spot.
type reader struct {
	t testing.TB
	p *Pane
}

func read(t testing.TB, w, h int, r source.Record) *reader {
	t.Helper()
	p := New(Config{ID: 1, Theme: theme.New(theme.Mono, false), Glyphs: theme.Signs("C.UTF-8"), Zone: time.UTC, Now: func() time.Time { return noon }})
	p.Resize(w, h)
	x := &reader{t, p}
	return x.show(r)
}

func (x *reader) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if msg := cmd(); msg != nil {
		x.run(x.p.Update(msg))
	}
}

func (x *reader) show(r source.Record) *reader {
	if r.Time.IsZero() {
		r.Time, r.TimeKind = noon, source.CreateTime
	}
	r.Size = len(r.Key) + len(r.Value)
	x.run(x.p.Show(&r))
	return x
}

func (x *reader) do(list ...keymap.Action) *reader {
	for _, a := range list {
		cmd, done := x.p.Do(a, 0)
		if !done {
			x.t.Fatalf("%s is not for this pane", a)
		}
		x.run(cmd)
	}
	return x
}

func (x *reader) text() string {
	x.t.Helper()
	return panetest.Text(x.t, x.p.View(true), x.p.w, x.p.h)
}

func (x *reader) sees(words ...string) *reader {
	x.t.Helper()
	panetest.Sees(x.t, x.text(), words...)
	return x
}

func (x *reader) lacks(words ...string) *reader {
	x.t.Helper()
	panetest.Lacks(x.t, x.text(), words...)
	return x
}

func value(v string) source.Record { return source.Record{Value: []byte(v)} }

func TestEvidenceIsShownAsItIs(t *testing.T) {
	read(t, 80, 24, value(`{"z":12345678901234567890.10,"a":1e400,"z":"\u00e9","n":null,"e":"","o":{},"l":[]}`)).sees(
		"12345678901234567890.10", "1e400", `"\u00e9"`, "∅ null", `""`, "{", "[ 0 ]", "json, 7 fields")
	x := read(t, 80, 24, value(`{"z":1,"a":2,"z":3}`))
	if text := x.text(); strings.Count(text, "      z  ") != 2 || strings.Index(text, "a  2") < strings.Index(text, "z  1") {
		t.Fatalf("order or duplicates are lost:\n%s", text)
	}
}

func TestEveryKindOfValue(t *testing.T) {
	for _, x := range []struct {
		name string
		r    source.Record
		says []string
	}{
		{"tombstone", source.Record{Key: []byte("k")}, []string{"∅ null: a tombstone"}},
		{"empty", source.Record{Value: []byte{}}, []string{`""  empty`}},
		{"text", value("hello\nworld\r\n"), []string{"text, 13 bytes", "  hello", "  world␍"}},
		{"number", value("42"), []string{"json, 2 bytes", "42"}},
		{"null as JSON", value("null"), []string{"▌  null", "json, 4 bytes"}},
		{"binary", value("\xff\x01\x02"), []string{"binary, 3 bytes", "ff 01 02"}},
		{"binary number", source.Record{Key: []byte("\x00\x00\x00\x00\x00\x00\x00\x2a"), Value: []byte("\x00\x00\x00\x00\x00\x00\x00\x2a")}, []string{"$key      42 ", "int64, 8 bytes", "42 as int64, 8 bytes", "00 00 00 2a"}},
		{"Confluent", value("\x00\x00\x00\x00\x2a\x02hi"), []string{"schema id 42, not decoded yet", "00 00 00 00 2a 02 68 69", "....*.hi"}},
		{"no JSON", value(`{"a":1,}`), []string{"text, 8 bytes · not JSON at byte 7: a name in quotes is missing", `{"a":1,}`}},
		{"marker", source.Record{Kind: source.Marker, Txn: source.AbortMarker, Producer: 6}, []string{"the transaction of producer 6 was aborted here"}},
		{"corrupt", source.Record{Kind: source.Corrupt, Err: source.ErrCorrupt}, []string{"cannot be read: corrupt data"}},
		{"aborted", source.Record{Txn: source.Aborted, Value: []byte("{}")}, []string{"aborted"}},
		{"no key", value("1"), []string{"$key      ∅ null"}},
	} {
		t.Run(x.name, func(t *testing.T) { read(t, 80, 24, x.r).sees(x.says...) })
	}
}

// The whole may be on its way, or gone: half a document is not a text.
func TestTheBeginningOfARecordSaysSo(t *testing.T) {
	x := read(t, 80, 24, value("1"))
	r := value(`{"a":"xxxx`)
	r.Size = 52_400_000
	x.run(x.p.Show(&r))
	x.sees("$value    only the beginning is here: 10 bytes of 52 MB").lacks("not JSON")
}

// The cause stands at the end of what a driver says: cut off, nobody learns it.
func TestWhyARecordCannotBeReadIsSaidInFull(t *testing.T) {
	why := fmt.Errorf("read offset 1 of a-topic-with-a-rather-long-name p0: %w: %w", source.ErrCorrupt, errors.New("it inflates to more than 32 MiB"))
	x := read(t, 50, 12, source.Record{Kind: source.Corrupt, Err: why}).lacks("$key", "∅")
	text := strings.Join(strings.Fields(x.text()), "")
	if !strings.Contains(text, "itinflatestomorethan32MiB") {
		t.Fatalf("the cause is cut off:\n%s", x.text())
	}
}

// Only where there is a key, something is deleted.
func TestNullWithoutAKeyIsNoTombstone(t *testing.T) {
	read(t, 80, 24, source.Record{}).sees("$value    ∅ null").lacks("tombstone")
}

func TestHeadersUnfoldInOrder(t *testing.T) {
	r := value("1")
	r.Headers = source.MakeHeaders(source.Header{Name: "a", Value: []byte("1")}, source.Header{Name: "b"}, source.Header{Name: "a", Value: []byte("\xff")})
	x := read(t, 80, 24, r).sees("$headers  3", "▸").do(keymap.Up, keymap.Unfold)
	x.sees("∅ null", `\xff`, "binary, 1 byte").do(keymap.Down, keymap.Down).sees("$headers.b   null").do(keymap.Fold).lacks("binary")
}

// A value was cut above empty lines, and had to be asked for.
func TestLongValuesTakeTheLinesThatAreFree(t *testing.T) {
	r := value(`{"s":"` + strings.Repeat("y", 100) + `!","more":{"s":"` + strings.Repeat("z", 100) + `?"}}`)
	x := read(t, 80, 13, r).sees("yyy!", "zzz?")
	x.p.Resize(80, 11) // too few for both
	x.lacks("yyy!", "zzz?")
	x.do(keymap.Last, keymap.Up, keymap.Up, keymap.Fold, keymap.Fold).sees("yyy!") // folded, there is room again
	x.do(keymap.Wrap).lacks("yyy!")
	x.p.Resize(80, 24)
	x.lacks("yyy!") // as somebody said
}

func TestEnterShowsAValueThatIsCutInFull(t *testing.T) {
	r := value(`{"s":"` + strings.Repeat("y", 100) + `!","n":1}`)
	r.Headers = source.MakeHeaders(source.Header{Name: "why", Value: []byte(strings.Repeat("x", 100) + " (order.total)")}, source.Header{Name: "near", Value: []byte(strings.Repeat("z", 60) + ".")})
	x := read(t, 80, 10, r).do(keymap.Up, keymap.Unfold, keymap.Down).lacks("(order.total)").sees("zzz.").lacks("61 bytes")
	if !x.p.Cut() {
		t.Fatal("the value is cut and does not say so")
	}
	x.do(keymap.Open).sees("(order.total)", "yyy!").do(keymap.Open).lacks("(order.total)")
	x.do(keymap.Down, keymap.Open).lacks("(order.total)") // what is whole stays as it is
	x.do(keymap.Down, keymap.Down, keymap.Open).sees("yyy!").do(keymap.Down, keymap.Open).lacks("yyy!")
}

func TestWhatWasOpenedStaysOpenInTheNextRecord(t *testing.T) {
	deep := `{"a":{"b":{"c":{"d":1}}},"x":"%"}`
	x := read(t, 80, 10, value(strings.Replace(deep, "%", "one", 1)))
	x.do(keymap.FoldAll).do(keymap.Down, keymap.Unfold, keymap.Down, keymap.Unfold, keymap.Down).sees("a.b.c   object")
	x.show(value(strings.Replace(deep, "%", "two", 1))).sees("a.b.c   object")
	x.show(value(`{"other":1}`)).sees("other  1").show(value(deep)).sees("▌▾ {")
}

func TestTextAndBytesOfWhatTheCursorIsOn(t *testing.T) {
	r := value(`{"a":"` + strings.Repeat("x", 300) + `","b":2}`)
	r.Key = []byte("the key")
	x := read(t, 80, 12, r).do(keymap.Hex).sees("bytes of $value", "00000000  7b 22 61 22").do(keymap.Last).sees("22 62 22 3a  32 7d").lacks("00000000")
	x.do(keymap.First).sees("00000000").do(keymap.Hex).lacks("00000000")
	x.do(keymap.Raw).sees("text of $value", `{"a":"xxx`).do(keymap.Raw).do(keymap.First, keymap.Hex).sees("bytes of $key", "the key")
	x.do(keymap.Hex, keymap.Down, keymap.Down, keymap.Down).sees(`xxx"`).do(keymap.Wrap).lacks(`xxx"`)
}

// heap is what the heap holds, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestHugeValuesAreBoundedAndQuick(t *testing.T) {
	huge := map[string][]byte{
		"deep":     []byte(strings.Repeat(`[`, 1_000_000) + strings.Repeat(`]`, 1_000_000)),
		"deep too": []byte(strings.Repeat(`{"a":`, 1_000_000) + "1" + strings.Repeat(`}`, 1_000_000)),
		"wide":     []byte("[" + strings.Repeat("1234567,", 6_000_000) + "1]"),
		"text":     []byte(strings.Repeat("no newline here ", 3_000_000)),
		"binary":   []byte(strings.Repeat("\xff\x00", 25_000_000)),
		"string":   []byte(`{"a":"` + strings.Repeat("x", 50_000_000) + `","b":[1,2]}`),
	}
	everything := []keymap.Action{
		keymap.Down, keymap.PageDown, keymap.Unfold, keymap.Unfold, keymap.Down, keymap.Last, keymap.First, keymap.Fold, keymap.FoldAll,
		keymap.FoldAll, keymap.Last, keymap.Up, keymap.Wrap, keymap.PageUp, keymap.Wrap, keymap.Raw, keymap.PageDown, keymap.Last,
		keymap.PageUp, keymap.PageUp, keymap.First, keymap.Wrap, keymap.Down, keymap.Raw, keymap.Hex, keymap.Last, keymap.PageUp, keymap.Percent,
	}
	for name, b := range huge {
		t.Run(name, func(t *testing.T) {
			before := heap()
			x := read(t, 80, 24, source.Record{Value: b})
			for _, a := range everything {
				began := time.Now()
				x.do(a).text()
				if took := time.Since(began); took > time.Second {
					t.Errorf("%s took %v", a, took)
				}
			}
			if grown := int64(heap()) - int64(before); grown > 40<<20 {
				t.Errorf("%d MB are held", grown>>20)
			}
			runtime.KeepAlive(x)
		})
	}
}

// Until all of a large value was looked through, there was nothing to see of it.
func TestALargeValueIsSeenAtOnce(t *testing.T) {
	x := read(t, 80, 24, value(`{"a":1}`))
	large := value(`{"b":"` + strings.Repeat("wörter ", 400_000) + `"}`)
	large.Time = noon
	cmd := x.p.Show(&large)
	x.sees("3.2 MB: being looked through", `{"b":"wörter wörter`).lacks("json").do(keymap.PageDown, keymap.Last)
	x.run(cmd)
	x.sees("json, 1 field", `b   "wörter`).lacks("looked through")
}

func TestMembersComeAsOneScrolls(t *testing.T) {
	x := read(t, 80, 24, value("["+strings.Repeat("7,", 9_999)+"8]")).do(keymap.Down)
	for range 30 {
		x.do(keymap.Last)
	}
	x.sees("9999  8").lacks("⋯")
}

// Headers that Spring writes in binary are numbers, and all values stand below each
// other.
func TestHeadersInBinaryAreNumbers(t *testing.T) {
	r := source.Record{Key: []byte{0, 0, 0, 0, 0, 0, 16, 121}, Value: []byte("{}"), Headers: source.MakeHeaders(
		source.Header{Name: "kafka_dlt-original-topic", Value: []byte("orders")},
		source.Header{Name: "kafka_dlt-original-partition", Value: []byte{0, 0, 0, 3}},
		source.Header{Name: "kafka_dlt-original-offset", Value: []byte{0, 0, 0, 0, 0, 0, 16, 122}},
		source.Header{Name: "kafka_dlt-original-timestamp", Value: []byte{0, 0, 1, 0x9a, 0xc0, 0, 0, 0}},
		source.Header{Name: "four", Value: []byte("four")},
	)}
	x := read(t, 80, 24, r).sees("$key      4217", "int64, 8 bytes", "$headers  5")
	x.do(keymap.First, keymap.Down, keymap.Open).sees(
		"    kafka_dlt-original-topic      orders", "    kafka_dlt-original-partition  3 ", "int32, 4 bytes",
		"    kafka_dlt-original-offset     4218", "    kafka_dlt-original-timestamp  1764157816832", "int64, 26 Nov 11:50:16.832",
		"    four                          four", "text, 4 bytes")
	x.do(keymap.Down, keymap.Down).sees("$headers.kafka_dlt-original-partition   int32, 4 bytes")
	if c, ok := x.p.Cell(); !ok || string(c.Text()) != "3" {
		t.Errorf("copied is %q", c.Text())
	}
	if filter, err := func() (string, error) { c, _ := x.p.Cell(); return c.Same() }(); err != nil || filter != "$headers.kafka_dlt-original-partition = 3" {
		t.Errorf("only these: %s, %v", filter, err)
	}
	x.run(x.p.Find("4218"))
	x.sees("$headers.kafka_dlt-original-offset   int64")
	x.do(keymap.Hex).sees("00 00 00 00 00 00 10 7a")
	read(t, 80, 24, source.Record{Value: []byte{0, 0, 0, 0, 0, 0, 0, 42}}).sees("42 as int64, 8 bytes")
	read(t, 40, 20, r).do(keymap.First, keymap.Down, keymap.Down, keymap.Open).sees("kafka_dlt…nal-offset")
}
