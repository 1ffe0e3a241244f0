package ui

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"riffle/source"
	"riffle/source/memory"
	"riffle/ui/recall"
	"riffle/ui/term"
)

func TestFromAValueInARowToTheRowsThatHaveIt(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24).settle().press("enter")
		// The cursor stands on the key: + means this key.
		s.press("+").sees("orders  $key = c-0999", "1 hit ").press("backspace").sees("orders  all")
		s.press("l").sees("VALUE  type").press("+").sees("orders  type = Buy")
		s.press("backspace").press("-").sees("orders  not type = Buy", "Shipped").lacks(`"Buy"`)
		s.press("l").sees("VALUE  order.id").press("+").sees("not type = Buy and order.id = n-990", "row 1 of 1 hit")
		s.press("+").sees("the filter says so already: order.id = n-990")
		s.press("backspace", "backspace").sees("orders  all", "n-999")
		// Far to the right it scrolls there; the path stays while one moves down.
		s.press("l", "l").sees("VALUE  order.items.0.sku").press("k").sees("VALUE  order.items.0.sku").press("l", "+").sees("order.items.#.sku = C3")
		s.press("h", "h", "h", "h", "h").lacks("VALUE  type").press("+").sees("$key = c-0998")
		s.press("h", "+").sees("and $offset = 332").press("h", "-").sees("and not $partiti…", " records of 2/3 parts of orders at the offsets")
	})
}

func TestNothingIsFilteredWhereThereIsNoValue(t *testing.T) {
	story(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
		s := sit(t, log, 80, 24).settle().press("enter").press("+").sees("there is no value under the cursor")
		s.press("y", "y").sees("there is no value under the cursor")
	})
}

func TestOnlyAndWithoutInARecord(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 120, 40).settle().press("enter", "enter").sees("▌record")
		s.press("j", "+").sees("orders  type = Buy", "▌record")
		s.press("j", "j", "-").sees("and not order.id = n-999", `"n-998"`)
		s.press("g", "j", "+").sees("$key = c-0998")
		s.press("j", "+").sees("there is no value under the cursor")
		s.press("j", "+").sees("$key =…  row 1 of 1 hit").press("j", "j", "+").sees("order is no single value: choose one inside it")
	})
}

func TestCopying(t *testing.T) {
	dir := t.TempDir()
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 80, 24, func(c *Config) { c.Clipboard = term.Clipboard{Dir: dir} }).settle().press("enter")
		for _, c := range []struct{ keys, want, says string }{
			{"y y", "c-0999", "copied 6 B: $key"},
			{"y c", "orders p0@333", "copied 13 B: orders p0@333 · sent to the terminal (OSC 52)"},
			{"y h", "traceparent: 00-4bf92f\n", "the headers"},
			{"l y y", "Buy", "copied 3 B: type"},
			{"y p", "type", "the path type"},
			{"y k", "c-0999", "the key"},
			{"y v", `{"type":"Buy","order":{"id":"n-999","total":912.40,"items":[{"sku":"B2"},{"sku":"C3"}]},"note":null}`, "the whole value"},
			{"l y y", "n-999", "order.id"},
		} {
			if s.press(strings.Fields(c.keys)...).sees(c.says); s.clip != c.want {
				t.Errorf("%s copied %q, want %q", c.keys, s.clip, c.want)
			}
		}
		s.press("y", "w").sees("100 B of the whole value written to " + dir[:20])
		if b, err := os.ReadFile(dir + "/copied"); err != nil || !strings.Contains(string(b), `{"type":"Buy","order":{"id":"n-999"`) { // it was the cell's

			t.Errorf("%q, %v", b, err)
		}
		s.press("enter", "j", "j", "j", "y", "y")
		if s.clip != "n-999" {
			t.Errorf("in the record %q was copied\n%s", s.clip, s.text())
		}
	})
}

func TestFindingInTheRecordAndWhatOthersHaveThere(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(1000), 100, 40).settle().press("enter").press("enter")
		s.press("/").sees("find in this record").types("c3").press("enter").sees("order.items.1.sku", "text · there in")
		s.press("/").types("n-999").press("enter").sees("order.id   text · there in", "seen")
		s.press("N", "n").sees("order.id   text").press("k", "j", "j").sees("order.total   number")
		s.press("/").types("absent").press("enter").sees("“absent” is not in this record")
		// The stream has its own.
		s.press("tab").press("/").sees("find:").press("esc")
	})
}

func TestColumnsOfATopicAreRemembered(t *testing.T) {
	dir := t.TempDir()
	remember := func(c *Config) { c.Recall = recall.In(dir) }
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24, remember).settle().press("enter").press("c").types("order.id").press("enter", "enter").sees("OFFSET  order.id  VALUE")
		s.press("q").press("enter").sees("OFFSET  order.id  VALUE") // the same run
	})
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24, remember).settle().press("enter").sees("OFFSET  order.id  VALUE")
		s.press("q", "j").press("enter").sees("payments  all", "KEY").press("q", "k").press("enter")
		s.press("c", "space").press("enter").sees("KEY")
	})
	story(t, func(t *testing.T) {
		sit(t, shop(100), 80, 24, remember).settle().press("enter").sees("KEY     VALUE")
	})
}

// In the list of topics y did nothing.
func TestTheNameOfATopicIsCopied(t *testing.T) {
	story(t, func(t *testing.T) {
		s := sit(t, shop(10), 80, 24).settle().press("y").sees("copied 6 B: the name")
		if s.clip != "orders" {
			t.Errorf("%q", s.clip)
		}
	})
}

func TestSelectingRowsAndCopyingThem(t *testing.T) {
	story(t, func(t *testing.T) {
		log := shop(1000)
		big := strings.Repeat("x", 100_000)
		log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"big":"` + big + `"}`)})
		s := sit(t, log, 80, 24, func(c *Config) { c.Clipboard = term.Clipboard{Dir: t.TempDir()} }).settle().press("enter")
		s.press("k", "V").sees("1 row selected").press("k", "k").sees("3 rows selected")
		s.press("y").sees("3 rows as JSON lines").lacks("selected")
		lines := strings.Split(s.clip, "\n")
		if len(lines) != 4 || !strings.Contains(lines[0], `"n-997"`) || !strings.Contains(lines[2], `"n-999"`) || !json.Valid([]byte(lines[1])) {
			t.Fatalf("%s", s.clip)
		}
		s.press("V").sees("1 row selected").press("esc").lacks("selected").press("y", "y").sees("$key")
		s.press("V").press("f").types("Shipped").press("enter").lacks("selected").press("backspace")
		// A record of which only the beginning is held is copied whole: into a file, it is long.
		s.press("G").press("V", "k").press("y").sees("written to /")
	})
	story(t, func(t *testing.T) { // why it went into a file was never said
		log := shop(10)
		log.Append(source.Ref{Topic: "orders"}, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"big":"` + strings.Repeat("x", 100_000) + `"}`)})
		s := sit(t, log, 200, 60, func(c *Config) { c.Clipboard = term.Clipboard{Dir: t.TempDir()} }).settle().press("enter")
		s.press("G").press("V", "k").press("y").sees("are more than a terminal takes (75 kB) · 2 rows as JSON lines")
	})
	story(t, func(t *testing.T) {
		s := sit(t, shop(100), 80, 24).settle().press("enter").press("F").sees("following").press("V").sees("1 row selected").lacks("following")
		s.press("esc").press("esc").goesOn()
	})
}

// Whatever records hold, and names are made of, what is shown of it has its width
// and does nothing, and what is copied is what was there.
func TestHostileValues(t *testing.T) {
	story(t, func(t *testing.T) {
		log := memory.New(memory.Topic{Name: "orders", Partitions: 1})
		for i, trick := range tricks {
			quoted, _ := json.Marshal(trick[:min(len(trick), 300)])
			log.Append(source.Ref{Topic: "orders"}, source.Record{
				Time: time.Now().Add(time.Duration(i-100) * time.Second), TimeKind: source.CreateTime, Producer: -1,
				Key: []byte(trick[:min(len(trick), 300)]), Value: []byte(`{` + string(quoted) + `:` + string(quoted) + `,"n":` + fmt.Sprint(i) + `}`),
			})
		}
		s := sit(t, log, 80, 24).settle().press("enter")
		for range tricks {
			c, _ := s.m.current().stream.Cell()
			if s.press("y", "y"); len(c.Raw) > 0 && s.clip != string(c.Text()) {
				t.Fatalf("%q was copied of %q", s.clip, c.Raw)
			}
			s.press("%").sees("SHARES").press("esc").press("c").sees("COLUMNS").press("tab").sees("COLUMNS").press("esc")
			s.press("l").text()
			s.press("+").text()
			s.press("backspace").press("h")
			s.press("enter").press("j", "j", "j", "c").text()
			s.press("/").types("n").press("enter").press("q").press("k").text()
		}
	})
}
