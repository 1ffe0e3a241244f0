// Package kafka reads Apache Kafka, and does nothing else to it.
//
// kafka-go brings the wire codec (its protocol packages) and the login mechanisms
// (sasl), franz-go what error codes mean (kerr). Neither's client is linked: the
// readers of kafka-go panic on compacted topics, deliver aborted records as if they
// were committed, need 11 to 18 round trips to a first page, and create topics that
// were only looked at. So connections, batching and record batches are riffle's own:
//
//   - wire.go holds the one function that writes requests, and the list of those
//     that may be written at all. Nothing on it changes a cluster.
//   - conn.go pipelines: any number of requests travel on one connection, and
//     Kafka answers them in order.
//   - broker.go keeps a connection per broker and role, because a broker works on
//     one request of a connection at a time: a key must not wait behind a scan.
//   - flight.go joins the reads that wait for the same broker into one Fetch.
//   - read.go and backward.go turn fetches, which only go forward and may be
//     starved, cut or empty, into pages in both directions.
//   - prefilter.go leaves out records that cannot hold what a search looks for,
//     before a record is made of them.
//   - tail.go follows the live end, on connections of its own.
//
// Records are read with the abort list below the last stable offset and without
// it above, so that every record can be labelled with what became of its
// transaction.
//
// A failure that time may mend (a leader moved, a broker restarts) is retried once
// at once with fresh metadata and then handed out as a [source.TransientError].
//
// # Example
//
//	c, err := kafka.Configure([]string{"localhost:9092"}, []string{"security.protocol=PLAINTEXT"})
//	...
//	k, err := kafka.Open(ctx, c)
//	...
//	defer k.Close()
//	topics, err := k.Topics(ctx)
package kafka
