package records

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"riffle/query"
	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/theme"
)

// only opens a pane on a topic of one partition with these records.
func only(t *testing.T, records ...source.Record) *desk {
	t.Helper()
	log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
	log.Append(source.Ref{Topic: "orders"}, records...)
	return sit(t, log, func(c *Config) { c.Refs = refs("orders", 1) }).settle()
}

func TestWhatStandsInARow(t *testing.T) {
	for name, c := range map[string]struct {
		record source.Record
		want   string
	}{
		"json":              {source.Record{Key: []byte("k"), Value: []byte(`{"a": 1}`)}, `0  k    {"a": 1}`},
		"json over lines":   {source.Record{Value: []byte("{\n\t\"a\": 1,\n\t\"b\": 2\n}")}, `{ "a": 1, "b": 2 }`},
		"text":              {source.Record{Value: []byte("hello")}, "hello"},
		"tombstone":         {source.Record{Key: []byte("k")}, "k    ∅"},
		"null key":          {source.Record{Value: []byte("v")}, "∅    v"},
		"empty":             {source.Record{Key: []byte{}, Value: []byte{}}, `""   ""`},
		"escape":            {source.Record{Value: []byte("a\x1b[31mb\x9b")}, `a␛[31mb\x9b`},
		"schema":            {source.Record{Value: append([]byte{0, 0, 0, 0, 42}, "\x02abc"...)}, "schema id 42, not decoded yet  ␂abc"},
		"schema of zeros":   {source.Record{Value: make([]byte, 6)}, "␀␀␀␀␀␀"},
		"not looked into":   {source.Record{Value: []byte("v"), Err: &query.LimitError{Size: 1 << 30}}, "not filtered, too large or deep  v"},
		"long key":          {source.Record{Key: []byte(strings.Repeat("k", 50)), Value: []byte("v")}, strings.Repeat("k", 14) + "…  v"},
		"aborted":           {source.Record{Value: []byte("v"), Txn: source.Aborted, Producer: 6}, "aborted v"},
		"open":              {source.Record{Value: []byte("v"), Txn: source.Open, Producer: 6}, "open txn v"},
		"end of a txn":      {source.Record{Kind: source.Marker, Txn: source.AbortMarker, Producer: 6}, "── txn 6 aborted ──"},
		"begin of a txn":    {source.Record{Kind: source.Marker, Txn: source.CommitMarker, Producer: 6}, "── txn 6 committed ──"},
		"corrupt":           {source.Record{Kind: source.Corrupt, Err: errors.New("bad CRC")}, "── 1 offset cannot be read: bad CRC ──"},
		"corrupt, and why":  {source.Record{Kind: source.Corrupt, Err: fmt.Errorf("read offset 0 of orders p0: %w: %w", source.ErrCorrupt, errors.New("bad CRC"))}, "cannot be read: bad CRC ──"},
		"without a time":    {source.Record{Value: []byte("v"), TimeKind: source.NoTime}, "     no time   0"},
		"wide characters":   {source.Record{Key: []byte("名前"), Value: []byte("注文サービス")}, "名前  注文サービス"},
		"larger than a row": {source.Record{Value: []byte(strings.Repeat("x", 200))}, strings.Repeat("x", 40)},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := c.record
				if name != "without a time" {
					r.Time, r.TimeKind = time.Now().Add(-time.Second), source.CreateTime
				}
				only(t, r).sees(c.want)
			})
		})
	}
}

func TestRowsOfOtherDaysCarryTheDate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now()
		d := only(t,
			source.Record{Time: now.Add(-24 * time.Hour), TimeKind: source.CreateTime, Value: []byte("yesterday")},
			source.Record{Time: now.Add(-time.Hour), TimeKind: source.CreateTime, Value: []byte("today")},
		)
		d.sees("1999-12-31 12:00:00.000", "            11:00:00.000", "TIME                      P")
		d.pane.SetZone(time.FixedZone("", 2*3600))
		d.sees("1999-12-31 14:00:00.000", "            13:00:00.000")
	})
}

func TestAHoleHasARow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		now := time.Now().Add(-time.Minute)
		d := only(t,
			source.Record{Time: now, TimeKind: source.CreateTime, Value: []byte("before")},
			source.Record{Time: now, TimeKind: source.CreateTime, Value: []byte("behind"), Offset: source.OffsetOf(1205)},
		)
		d.sees("       1  ⋯ 1,204 offsets compacted")
	})
}

func TestNarrowPanesCutInOrder(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100))
		d.settle().filter("Shipped").settle()
		for _, c := range []struct {
			w, h         int
			sees, misses string
		}{
			{60, 22, "OFFSET", "nothing"}, {50, 22, "P  KEY", "OFFSET"}, {40, 22, "KEY", " P "}, {36, 22, "KEY", ".000"}, {30, 22, "VALUE", "KEY"},
			{80, 5, "hits in", "VALUE"}, {40, 2, "c-0090", "hits in"}, {14, 10, "Shipped", "of"},
		} {
			d.w, d.h = c.w, c.h
			d.pane.Resize(c.w, c.h)
			d.sees(c.sees).lacks(c.misses)
		}
	})
}

func TestMergedTopicsAreTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(10)
		log.Create(memory.Topic{Name: "payments", Partitions: 1})
		log.Append(source.Ref{Topic: "payments"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Value: []byte("paid")})
		d := sit(t, log, func(c *Config) { c.Refs = append(c.Refs, refs("payments", 1)...) })
		d.settle().sees("▌orders + payments", "TOPIC", "  payments   0")
	})
}

func TestATerminalWithoutUTF8(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Glyphs = theme.Signs("C") })
		d.settle().filter("Shipped").settle()
		for _, r := range d.text() {
			if r > 0x7e {
				t.Fatalf("%q is on the screen:\n%s", r, d.text())
			}
		}
	})
}

// A record can be larger than all the memory of a window.
func TestALargeValueIsHeldInPartAndReadWhole(t *testing.T) {
	bubble(t, func(t *testing.T) {
		large := strings.Repeat("x", 5<<20)
		rec := source.Record{Time: time.Now(), TimeKind: source.CreateTime, Value: []byte(large), Size: len(large)}
		d := only(t, rec, rec, rec)
		if n := d.pane.cur.win.Bytes(); d.pane.cur.win.Len() != 3 || n < len(large) {
			t.Fatalf("the window counts %d bytes", n)
		}
		row, _ := d.pane.cur.win.Row(d.pane.cur.win.First())
		if len(row.Record.Value) != clipBytes || !row.Record.Clipped() {
			t.Fatalf("the window holds %d bytes of a value", len(row.Record.Value))
		}
		if r, _ := d.pane.Record(); string(r.Value) != large || r.Clipped() {
			t.Fatalf("the record under the cursor has %d bytes", len(r.Value))
		}
	})
}

func TestColoursEndWithTheirCell(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Theme = theme.New(theme.Dark, false) })
		d.settle()
		for _, l := range d.pane.View(true) {
			if i := strings.LastIndex(l, "\x1b["); i >= 0 && !strings.HasPrefix(l[i:], theme.New(theme.Dark, false).Off()) {
				t.Fatalf("a colour runs over the end of the line: %q", l)
			}
		}
		if d.text() == ansi.Strip("") {
			t.Fatal("nothing is drawn")
		}
	})
}
