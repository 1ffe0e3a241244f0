package kafkatest

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// AppendTime makes a topic whose records carry the broker's time. Their producer
// said 2001.
func AppendTime(t testing.TB, c *Cluster, topic string, n int) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1, "message.timestamp.type", "LogAppendTime")
	cl := c.Client(t)
	var all []Record
	for i := 0; i < n; i += perBatch {
		var rs []*kgo.Record
		for j := i; j < min(n, i+perBatch); j++ {
			r := sample(topic, 0, j)
			r.Timestamp = time.Date(2001, 1, 1, 0, 0, j, 0, time.UTC)
			rs = append(rs, r)
		}
		all = append(all, write(t, cl, rs...)...)
	}
	batches := c.Batches(t, topic, 0)
	for i := range all {
		all[i].TimeType, all[i].Time = LogAppendTime, timeIn(batches, all[i].Offset)
	}
	return newTopic(topic, 1, withFate(NoTransaction, all)...)
}

// timeIn is the largest time in the batch that holds an offset: with the broker's
// time, that of all its records.
func timeIn(bs []Batch, offset int64) int64 {
	for _, b := range bs {
		if b.First <= offset && offset <= b.Last {
			return b.MaxTime
		}
	}
	return -1
}

// OddTimes returns the times, in milliseconds since 1970, that [OddlyTimed]
// writes: none, the first and last that can be written, some out of order.
func OddTimes() []int64 {
	day := Epoch().UnixMilli()
	return []int64{
		day, -1, 0, 1, day - 1, day,
		time.Date(1969, 7, 20, 20, 17, 40, 0, time.UTC).UnixMilli(),
		time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC).UnixMilli(),
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli(),
		1 << 62, -1 << 62, day + 1, day + 1, day,
	}
}

// OddlyTimed makes a topic with one record at each of [OddTimes].
func OddlyTimed(t testing.TB, c *Cluster, topic string) Topic {
	t.Helper()
	c.CreateTopic(t, topic, 1)
	var all []Record
	for i, ms := range OddTimes() {
		value := strconv.AppendInt(nil, ms, 10)
		first := c.WriteBatch(t, topic, 0, 1, 0, ms, appendRecord(nil, int64(len(value)), value))
		if first != int64(i) {
			t.Fatalf("kafkatest: %s: record %d has offset %d", topic, i, first)
		}
		all = append(all, Record{Offset: first, Time: ms, TimeType: CreateTime, Value: value})
	}
	return newTopic(topic, 1, withFate(NoTransaction, all)...)
}

// Shaken makes a topic whose times do what they do in real ones, n records over
// some partitions, always the same for a seed: they jitter by up to two seconds,
// a tenth of the way in one partition receives an hour's old records all at once,
// and halfway one producer's clock is a day ahead for a moment. Where the times
// of a partition run backwards, offset order and time order disagree.
func Shaken(t testing.TB, c *Cluster, topic string, partitions int32, n int, seed uint64) Topic {
	t.Helper()
	c.CreateTopic(t, topic, partitions)
	rnd := rand.New(rand.NewPCG(seed, seed))
	cl := c.Client(t)
	var all []Record
	var pending []*kgo.Record
	for i := range n {
		p := rnd.Int32N(partitions)
		at := Epoch().Add(time.Duration(i)*100*time.Millisecond + time.Duration(rnd.IntN(4000)-2000)*time.Millisecond)
		switch {
		case i >= n/10 && i < n/10+n/50:
			p = 0
			at = Epoch().Add(-time.Hour + time.Duration(i)*time.Second)
		case i >= n/2 && i < n/2+3:
			p = partitions - 1
			at = at.Add(24 * time.Hour)
		}
		r := sample(topic, p, i)
		r.Timestamp = at
		if pending = append(pending, r); len(pending) == perBatch*int(partitions) || i == n-1 {
			all = append(all, write(t, cl, pending...)...)
			pending = nil
		}
	}
	return newTopic(topic, partitions, withFate(NoTransaction, all)...)
}
