package records

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"riffle/keymap"
	"riffle/query"
	"riffle/source"
)

// BenchmarkPreview is a key in the filter prompt, with its frame, on 200×60: 200 rows
// are tested, and those on the screen marked or dimmed. It has 5 ms.
func BenchmarkPreview(b *testing.B) {
	d := large(b)
	program := compiled(b, "type = Buy and id contains N- and not total > 900")
	for b.Loop() {
		if hits, of := d.pane.Preview(program); of != previewMost || hits == 0 {
			b.Fatalf("%d of %d", hits, of)
		}
		d.pane.View(true)
	}
}

func compiled(t testing.TB, filter string) *query.Program {
	t.Helper()
	p, err := query.Compile(filter, query.Settings{Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The rows say which of them would stay; nothing is read, nothing moves, and it ends
// as it began.
func TestAPreviewMarksAndDims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, shop(300)).settle()
		before := strings.Join(d.pane.View(true), "\n")
		hits, of := d.pane.Preview(compiled(t, "$offset in 90..95"))
		if of == 0 || hits == 0 {
			t.Fatalf("%d of %d", hits, of)
		}
		marked := 0
		for _, l := range d.pane.View(true) {
			if strings.Contains(l, "›") {
				marked++
			}
		}
		if marked == 0 || marked > hits {
			t.Errorf("%d rows are marked, %d match", marked, hits)
		}
		if d.pane.Preview(nil); strings.Join(d.pane.View(true), "\n") != before {
			t.Error("something stays marked")
		}
	})
}

// A record that nobody could look into was counted as a hit while the condition was
// typed, and as none after Enter.
func TestAPreviewCountsNoneThatNobodyCouldLookInto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := shop(10)
		log.Append(source.Ref{Topic: "orders"}, source.Record{
			Time: time.Now(), TimeKind: source.CreateTime, Producer: -1,
			Value: []byte(`{"deep":` + strings.Repeat("[", 11_000) + strings.Repeat("]", 11_000) + `,"type":"Shipped"}`),
		})
		d := sit(t, log).settle()
		if hits, of := d.pane.Preview(compiled(t, "type = Shipped")); hits != 1 || of != 11 {
			t.Errorf("%d of %d", hits, of)
		}
	})
}

// A text that was looked for, and then typed as a filter too, was set off twice: its row
// came apart.
func TestWhatIsSetOffAlreadyIsPreviewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, shop(300)).settle().filter("Shipped").settle().press(keymap.AllHits).settle()
		if hits, _ := d.pane.Preview(compiled(t, "Shipped")); hits == 0 {
			t.Fatal("nothing is previewed")
		}
		d.sees(" ›1999", "\"Shipped\"")
	})
}
