package records

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
	"riffle/source/memory"
)

// wide is a log of n records whose values are longer than a row: each begins with
// its number, holds its number in cell 60 and ends with "end". Every fourth is short.
func wide(n int) *memory.Log {
	log := memory.New(memory.Topic{Name: "orders", Partitions: 3})
	for i := range n {
		v := fmt.Sprintf("n-%d ", i)
		if i%4 != 0 {
			v += strings.Repeat(".", 60-len(v)) + fmt.Sprintf("at-%d ", i) + strings.Repeat("-", 100) + "end"
		}
		log.Append(source.Ref{Topic: "orders", Partition: int32(i % 3)}, source.Record{
			Time: time.Now().Add(time.Duration(i-n) * time.Second), TimeKind: source.CreateTime, Producer: -1, Value: []byte(v),
		})
	}
	return log
}

func TestValuesScrollSidewaysAsFarAsTheyGo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, wide(100))
		d.settle().sees("n-99 .").lacks("from cell", "at-99")
		cursor := d.pane.Place()
		d.press(keymap.Right).press(keymap.Right).press(keymap.Right).sees("VALUE  from cell", "at-99").lacks("n-99 .")
		d.sees("c", "  …") // a short value has nothing there, and says so
		if d.pane.Place() != cursor {
			t.Fatal("the cursor moved")
		}
		d.press(keymap.Right, 20).sees("---end", "from cell")
		d.press(keymap.Right).sees("no value here goes on to the right")
		d.press(keymap.Up).sees("---end").lacks("no value here")
		d.press(keymap.Left, 50).sees("n-99 .").lacks("from cell", "end")
		d.filter("n-96").settle().press(keymap.Right, 9).sees("nothing is cut")
	})
}

func TestWrappedValuesStandOverSeveralLines(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, wide(400))
		d.settle().press(keymap.Wrap).settle()
		d.sees("n-399 .", "at-399", "---end", "n-396").press(keymap.Up)
		rows := d.rows()
		for i, l := range rows {
			if strings.Contains(l, "at-399") && (!strings.Contains(rows[i-1], "n-399") || strings.TrimSpace(l[:16]) != "") {
				t.Fatalf("the value goes on under the times:\n%s", d.text())
			}
		}
		// The cursor is on records, and always seen; pages leave no record out.
		seen := map[int]bool{}
		for range 400 {
			at := d.line("▌")
			if at < 0 {
				t.Fatalf("no cursor:\n%s", d.text())
			}
			for _, n := range numbersIn(d.rows()) {
				seen[n] = true
			}
			d.press(keymap.PageUp).settle()
		}
		d.sees("the oldest record is below", "n-0")
		for i := range 400 {
			if !seen[i] {
				t.Fatalf("paging up never showed n-%d", i)
			}
		}
		r, _ := d.pane.Record()
		d.press(keymap.Wrap).sees("n-17 ", "▌")
		if after, _ := d.pane.Record(); after.Offset != r.Offset {
			t.Fatal("the cursor moved when values were no longer wrapped")
		}
	})
}

// numbersIn lists the numbers that values on the screen begin with.
func numbersIn(rows []string) (list []int) {
	for _, l := range rows {
		if _, v, ok := strings.Cut(l, " n-"); ok {
			n := 0
			fmt.Sscanf(v, "%d", &n)
			list = append(list, n)
		}
	}
	return list
}

func TestAValueTakesAThirdOfTheRowsAtMost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(3)
		log.Append(source.Ref{Topic: "orders"}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1, Value: []byte(`{"a":"` + strings.Repeat("x", 1<<16) + `"}`),
		})
		d := sit(t, log)
		d.settle().press(keymap.Wrap).settle().sees("n-0", "n-1", "n-2", "x…")
		n := 0
		for _, l := range d.rows() {
			if strings.Contains(l, "xxxxx") {
				n++
			}
		}
		if n != 6 {
			t.Fatalf("it takes %d lines:\n%s", n, d.text())
		}
		d.w, d.h = 40, 8
		d.pane.Resize(d.w, d.h)
		d.settle().sees("xxx")
	})
}

func TestFollowingWithWrappedValues(t *testing.T) {
	bubble(t, func(t *testing.T) {
		d := sit(t, shop(100), func(c *Config) { c.Follow = true })
		d.settle().press(keymap.Wrap).settle()
		d.produce(100, 200)
		d.settle().sees("n-299", "following")
		d.press(keymap.Up).settle().sees("paused", "▌ 12:0").once(300)
	})
}
