// Package kafkatest runs a real Apache Kafka for tests.
//
// A fake answers as its author understood the protocol. What riffle shows must
// be what Kafka holds, so the tests that count run against Kafka itself: KRaft,
// no ZooKeeper, one process for each node, on loopback ports, in a directory
// that is thrown away. Maven fetches the jars once into the user's cache. A
// class-data archive made at the same time halves what the JVM needs to start:
// one node is ready in about a second, three in about three (two cores).
//
// Java 17 or newer and, for the first run only, Maven are needed. Where they are
// missing the tests are skipped and say so; with RIFFLE_REQUIRE_KAFKA=1 in the
// environment they fail instead.
//
// # Clusters
//
// [Shared] is one node for all tests of a package, [Start] a cluster of a test's
// own: for several nodes, for users and certificates, or to be killed.
//
//	func TestMain(m *testing.M) { kafkatest.Main(m) }
//
//	func TestRead(t *testing.T) {
//		c := kafkatest.Shared(t)
//		topic := kafkatest.Transactions(t, c, "payments")
//		got := readAll(t, c.Bootstrap(), topic.Name)
//		want := c.Console(t, topic.Name, kafkatest.Committed)
//		if err := kafkatest.Same(got, want); err != nil {
//			t.Error(err)
//		}
//	}
//
// Topics come from recipes: each makes a topic, fills it with one kind of awkward
// log and returns what it wrote. [Cluster.Console] reads a topic with Kafka's own
// console consumer, byte for byte, as the judge of what is right. [Cluster.Proxy]
// stands between a client and the brokers: it records, delays and cuts.
//
// Everything is written with franz-go, a client that riffle does not read with.
package kafkatest
