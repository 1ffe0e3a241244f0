package kafkatest

import (
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Transactions makes a topic of two partitions in which records without a
// transaction stand among transactions that were committed, aborted, and two that
// wrote in turns and ended differently; an aborted one over many batches; in
// partition 0 one that is left open, and a record after it. The open one stays
// open for a day.
func Transactions(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 2)
	w := &txnWriter{t: t, c: c, topic: topic, plain: c.Client(t)}

	w.outside(0, 1)
	w.ended(WasCommitted, func(cl *kgo.Client) []Record { return append(w.some(cl, 0, 3), w.some(cl, 1, 2)...) })
	w.outside(1, 0)
	w.ended(WasAborted, func(cl *kgo.Client) []Record { return append(w.some(cl, 0, 3), w.some(cl, 1, 3)...) })
	w.interleaved()
	w.ended(WasAborted, func(cl *kgo.Client) (rs []Record) {
		for range 10 {
			rs = append(rs, w.some(cl, 1, 20)...)
		}
		return rs
	})
	w.ended(WasCommitted, func(cl *kgo.Client) []Record { return w.some(cl, 1, 1) })
	w.outside(0, 1)
	w.all = append(w.all, withFate(LeftOpen, w.some(w.begin(), 0, 2))...)
	w.outside(0)
	return newTopic(topic, 2, w.all...)
}

// txnWriter collects what the transactions of one topic write.
type txnWriter struct {
	t     testing.TB
	c     *Cluster
	topic string
	plain *kgo.Client
	n     int // records so far
	txns  int
	all   []Written
}

// some writes n records as one batch.
func (w *txnWriter) some(cl *kgo.Client, partition int32, n int) []Record {
	w.t.Helper()
	var rs []*kgo.Record
	for range n {
		rs = append(rs, sample(w.topic, partition, w.n))
		w.n++
	}
	return write(w.t, cl, rs...)
}

// outside writes one record without a transaction to each of the partitions.
func (w *txnWriter) outside(partitions ...int32) {
	w.t.Helper()
	for _, p := range partitions {
		w.all = append(w.all, withFate(NoTransaction, w.some(w.plain, p, 1))...)
	}
}

// begin opens a transaction of a producer of its own.
func (w *txnWriter) begin() *kgo.Client {
	w.t.Helper()
	w.txns++
	cl := w.c.Client(w.t, kgo.TransactionalID(fmt.Sprintf("%s-%d", w.topic, w.txns)), kgo.TransactionTimeout(24*time.Hour))
	if err := cl.BeginTransaction(); err != nil {
		w.t.Fatalf("kafkatest: begin a transaction: %v", err)
	}
	return cl
}

// end commits or aborts.
func (w *txnWriter) end(cl *kgo.Client, fate Fate) {
	w.t.Helper()
	ctx, cancel := deadline(w.t)
	defer cancel()
	if err := cl.EndTransaction(ctx, kgo.TransactionEndTry(fate == WasCommitted)); err != nil {
		w.t.Fatalf("kafkatest: end a transaction: %v", err)
	}
}

// ended runs one whole transaction.
func (w *txnWriter) ended(fate Fate, f func(*kgo.Client) []Record) {
	w.t.Helper()
	cl := w.begin()
	rs := f(cl)
	w.end(cl, fate)
	w.all = append(w.all, withFate(fate, rs)...)
}

// interleaved lets two transactions write in turns; the first to begin is aborted
// last.
func (w *txnWriter) interleaved() {
	w.t.Helper()
	a, b := w.begin(), w.begin()
	for range 3 {
		w.all = append(w.all, withFate(WasAborted, w.some(a, 0, 2))...)
		w.all = append(w.all, withFate(WasCommitted, w.some(b, 0, 2))...)
	}
	w.end(b, WasCommitted)
	w.outside(0)
	w.end(a, WasAborted)
}

// ConsumerOffsets makes a group commit positions in a topic, some of them twice,
// and returns the internal topic that they are kept in.
func ConsumerOffsets(t testing.TB, c *Cluster, group string, topic Topic) Topic {
	t.Helper()
	for round := range int64(3) {
		c.Commit(t, group, topic.Name, topic.Partitions, round)
	}
	return c.internal(t, "__consumer_offsets")
}

// TransactionState runs a transaction and returns the internal topic that the
// state of transactions is kept in.
func TransactionState(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1)
	w := &txnWriter{t: t, c: c, topic: topic}
	w.ended(WasCommitted, func(cl *kgo.Client) []Record { return w.some(cl, 0, 1) })
	return c.internal(t, "__transaction_state")
}
