package kafkatest

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// properties is the text of the node's server.properties. Limits and delays are
// those of a cluster that only tests use: everything fits, nothing expires, and
// what Kafka does in the background it does at once.
func (n *node) properties(s settings, all []*node, certs string) string {
	var voters, listen, advertise, protocols []string
	for _, m := range all {
		voters = append(voters, fmt.Sprintf("%d@127.0.0.1:%d", m.id, m.controller))
	}
	for _, l := range n.listeners() {
		listen = append(listen, fmt.Sprintf("%s://127.0.0.1:%d", l, n.ports[l]))
		advertise = append(advertise, fmt.Sprintf("%s://127.0.0.1:%d", l, n.advertised(l)))
		protocol := l.protocol()
		if l == proxied {
			protocol = s.behind.protocol()
		}
		protocols = append(protocols, string(l)+":"+protocol)
	}
	listen = append(listen, fmt.Sprintf("%s://127.0.0.1:%d", controller, n.controller))
	protocols = append(protocols, string(controller)+":PLAINTEXT")

	lines := []string{
		"process.roles=broker,controller",
		fmt.Sprintf("node.id=%d", n.id),
		"controller.quorum.voters=" + strings.Join(voters, ","),
		"listeners=" + strings.Join(listen, ","),
		"advertised.listeners=" + strings.Join(advertise, ","),
		"listener.security.protocol.map=" + strings.Join(protocols, ","),
		"controller.listener.names=" + string(controller),
		"inter.broker.listener.name=" + string(Plaintext),
		"log.dirs=" + filepath.ToSlash(n.logs()),

		"auto.create.topics.enable=true",
		"num.partitions=6",
		"default.replication.factor=" + s.replicas(),
		"offsets.topic.replication.factor=" + s.replicas(),
		"offsets.topic.num.partitions=4",
		"transaction.state.log.replication.factor=" + s.replicas(),
		"transaction.state.log.min.isr=1",
		"transaction.state.log.num.partitions=2",
		"share.coordinator.state.topic.replication.factor=" + s.replicas(),
		"share.coordinator.state.topic.min.isr=1",

		"message.max.bytes=67108864",
		"log.retention.ms=-1",
		"log.retention.bytes=-1",
		fmt.Sprintf("log.message.timestamp.after.max.ms=%d", int64(math.MaxInt64)),
		"transaction.max.timeout.ms=86400000",

		"group.initial.rebalance.delay.ms=0",
		"log.cleaner.backoff.ms=100",
		"log.cleaner.dedupe.buffer.size=4194304",
		"log.index.size.max.bytes=1048576",
		"num.network.threads=2",
		"num.io.threads=4",
		"background.threads=2",
		"broker.heartbeat.interval.ms=500",
		"broker.session.timeout.ms=3000",
		"controller.quorum.election.backoff.max.ms=200",
	}
	lines = append(lines, s.security(n.listeners(), certs)...)
	return strings.Join(append(lines, s.config...), "\n") + "\n"
}

// security is the part about users, permissions and certificates.
func (s settings) security(ls []Listener, certs string) []string {
	var lines []string
	if s.authorizer {
		lines = append(lines,
			"authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
			"allow.everyone.if.no.acl.found=false",
			"super.users=User:ANONYMOUS")
	}
	var plain strings.Builder
	plain.WriteString("org.apache.kafka.common.security.plain.PlainLoginModule required")
	for _, u := range s.users {
		fmt.Fprintf(&plain, " user_%s=%s", u.Name, strings.ReplaceAll(strconv.Quote(u.Password), `\`, `\\`)) // escapes of JAAS inside a properties file
	}
	plain.WriteString(";")
	const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
	for _, l := range ls {
		prefix := "listener.name." + strings.ToLower(string(l)) + "."
		if l == proxied {
			l = s.behind
		}
		if l == SASL || l == SASLTLS {
			lines = append(lines,
				prefix+"sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
				prefix+"plain.sasl.jaas.config="+plain.String(),
				prefix+"scram-sha-256.sasl.jaas.config="+scram,
				prefix+"scram-sha-512.sasl.jaas.config="+scram)
		}
		if l == TLS || l == MTLS || l == SASLTLS {
			lines = append(lines,
				prefix+"ssl.keystore.type=PEM",
				prefix+"ssl.keystore.location="+filepath.Join(certs, brokerPEM),
				prefix+"ssl.truststore.type=PEM",
				prefix+"ssl.truststore.location="+filepath.Join(certs, caPEM))
		}
		if l == MTLS {
			lines = append(lines, prefix+"ssl.client.auth=required")
		}
	}
	return lines
}

// metaProperties is the file by which Kafka knows a formatted directory again.
func (n *node) metaProperties(cluster string) string {
	return fmt.Sprintf("version=1\ncluster.id=%s\nnode.id=%d\ndirectory.id=%s\n", cluster, n.id, newID())
}

// newID makes a random id in the form of Kafka's Uuid: 16 bytes as base64. One
// that begins with a dash would be taken for an option by Kafka's tools.
func newID() string {
	for {
		b := make([]byte, 16)
		_, _ = rand.Read(b)
		if id := base64.RawURLEncoding.EncodeToString(b); id[0] != '-' {
			return id
		}
	}
}

// listeners are the node's listeners in a fixed order, its controller's aside.
func (n *node) listeners() []Listener {
	var ls []Listener
	for l := range n.ports {
		ls = append(ls, l)
	}
	slices.Sort(ls)
	return ls
}
