package records

import (
	"testing"
	"time"

	"riffle/keymap"
	"riffle/source"
)

// Rows that were read while their transaction was open said so for ever.
func TestRowsSayWhatBecameOfTheirTransaction(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(100)
		d := sit(t, log, func(c *Config) { c.Follow = true })
		d.settle()
		p0, p1 := source.Ref{Topic: "orders"}, source.Ref{Topic: "orders", Partition: 1}
		write := func(ref source.Ref, producer int64, value string) {
			log.Append(ref, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Txn: source.Open, Producer: producer, Value: []byte(value)})
		}
		write(p0, 7, "paid back")
		write(p1, 7, "elsewhere")
		write(p0, 8, "another's")
		d.settle().sees("open txn paid back", "open txn elsewhere", "open txn another's")
		log.EndTxn(p0, 7, source.AbortMarker, time.Now())
		d.settle().sees("aborted paid back", "open txn elsewhere", "open txn another's")
		log.EndTxn(p1, 7, source.CommitMarker, time.Now())
		d.settle().sees("aborted paid back", "open txn another's").lacks("open txn elsewhere")
		log.EndTxn(p0, 8, source.CommitMarker, time.Now())
		d.press(keymap.Up).settle().lacks("open txn")
	})
}

// Under a filter they did, too: it leaves out the markers that tell.
func TestHitsSayWhatBecameOfTheirTransaction(t *testing.T) {
	bubble(t, func(t *testing.T) {
		log := shop(100)
		d := sit(t, log, func(c *Config) { c.Follow = true })
		d.settle().filter("paid").settle()
		p0 := source.Ref{Topic: "orders"}
		for producer, value := range map[int64]string{7: "paid back", 8: "paid twice", 9: "paid late"} {
			log.Append(p0, source.Record{Time: time.Now(), TimeKind: source.CreateTime, Txn: source.Open, Producer: producer, Value: []byte(value)})
		}
		d.settle().sees("open txn paid back", "open txn paid twice", "open txn paid late")
		log.EndTxn(p0, 7, source.AbortMarker, time.Now())
		log.EndTxn(p0, 8, source.CommitMarker, time.Now())
		d.settle().sees("aborted paid back", "paid twice", "open txn paid late").lacks("open txn paid twice", "commit")
	})
}
