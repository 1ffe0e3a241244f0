package kafkatest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

// A client that allows it makes a topic by naming it. riffle's tests prove that
// riffle does not; this proves that the cluster would have let it.
func TestTypoWouldCreateTopic(t *testing.T) {
	c := Shared(t)
	cl := c.Client(t, kgo.AllowAutoTopicCreation())
	write(t, cl, &kgo.Record{Topic: "typo", Value: []byte("v")})
	if !slices.Contains(c.Topics(t), "typo") {
		t.Error("the topic was not made")
	}
}

func TestRestartKeepsAddressesAndRecords(t *testing.T) {
	began := time.Now()
	c := Start(t)
	t.Logf("one node: %v", time.Since(began))
	addr := c.Broker(1)
	topic := Plain(t, c, "kept", 2, 100)

	for _, end := range []struct {
		how string
		do  func(testing.TB, int)
	}{{"killed", c.Kill}, {"terminated", c.Terminate}} {
		end.do(t, 1)
		if conn, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			_ = conn.Close()
			t.Errorf("%s: %s still answers", end.how, addr)
		}
		began = time.Now()
		c.Restart(t, 1)
		t.Logf("restart after being %s: %v", end.how, time.Since(began))
		if c.Broker(1) != addr {
			t.Errorf("%s: the address was %s and is %s", end.how, addr, c.Broker(1))
		}
		await(t, "the records", func() bool { return recordsIn(c.Batches(t, topic.Name, 0)) == 50 })
	}

	c.Freeze(t, 1)
	if answers(t, addr, 500*time.Millisecond) {
		t.Error("a frozen node answers")
	}
	c.Thaw(t, 1)
	if !answers(t, addr, callTime) {
		t.Error("a thawed node does not answer")
	}
}

// answers asks for the versions of the API and waits a while for the answer.
func answers(t *testing.T, addr string, wait time.Duration) bool {
	t.Helper()
	conn, err := net.DialTimeout("tcp", addr, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(wait))
	if _, err := conn.Write([]byte{0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff}); err != nil {
		return false
	}
	n, err := conn.Read(make([]byte, 4))
	return err == nil && n > 0
}

func TestThreeNodes(t *testing.T) {
	began := time.Now()
	c := Start(t, Nodes(3))
	t.Logf("three nodes: %v", time.Since(began))
	t.Run("proxy", func(t *testing.T) { testProxyBeforeAllNodes(t, c) })
	t.Run("leader", func(t *testing.T) { testLeaderMovesAndFails(t, c) })
}

func testLeaderMovesAndFails(t *testing.T, c *Cluster) {
	t.Helper()
	topic := Plain(t, c, "led", 1, 50)

	for node := 1; node <= 3; node++ {
		c.MoveLeader(t, topic.Name, 0, node)
		if got := c.Leader(t, topic.Name, 0); got != node {
			t.Errorf("the leader is %d, want %d", got, node)
		}
	}
	began := time.Now()
	c.Kill(t, 3)
	await(t, "another leader", func() bool { l := c.Leader(t, topic.Name, 0); return l == 1 || l == 2 })
	t.Logf("another leader after a kill: %v", time.Since(began))
	await(t, "all records", func() bool { return recordsIn(c.Batches(t, topic.Name, 0)) == 50 })
	began = time.Now()
	c.Restart(t, 3)
	t.Logf("restart of one of three: %v", time.Since(began))
	c.MoveLeader(t, topic.Name, 0, 3)
}

func TestSecurity(t *testing.T) {
	alice, bob := User{"alice", "alice-secret"}, User{"bob", `b"o\b`}
	c := Start(t, Listen(SASL, TLS, MTLS, SASLTLS), Users(alice, bob), Authorizer(), Behind(SASL))
	Plain(t, c, "open-to-bob", 1, 10)
	Plain(t, c, "closed", 1, 10)
	c.Allow(t, bob.Name, "open-to-bob")
	trust := kgo.DialTLSConfig(trusting(t, c, false))

	for _, tt := range []struct {
		name     string
		listener Listener
		opts     []kgo.Opt
		want     error // nil: may read open-to-bob and nothing else
	}{
		{"plain", SASL, []kgo.Opt{kgo.SASL(plainOf(bob))}, nil},
		{"scram 256", SASL, []kgo.Opt{kgo.SASL(scramOf(bob).AsSha256Mechanism())}, nil},
		{"scram 512", SASLTLS, []kgo.Opt{kgo.SASL(scramOf(bob).AsSha512Mechanism()), trust}, nil},
		{"without a grant", SASL, []kgo.Opt{kgo.SASL(plainOf(alice))}, kerr.TopicAuthorizationFailed},
		{"wrong password", SASL, []kgo.Opt{kgo.SASL(plainOf(User{"bob", "guess"}))}, kerr.SaslAuthenticationFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := append([]kgo.Opt{kgo.SeedBrokers(c.Addr(tt.listener, 1)), kgo.RequestRetries(0)}, tt.opts...)
			for topic, want := range map[string]error{"open-to-bob": tt.want, "closed": errOr(tt.want, kerr.TopicAuthorizationFailed)} {
				if n, err := readOnce(t, c.Client(t, append(opts, kgo.ConsumeTopics(topic))...), topic); !errors.Is(err, want) || want == nil && n != 10 {
					t.Errorf("%s: %d records, error %v, want %v", topic, n, err, want)
				}
			}
		})
	}
	for l, withCert := range map[Listener]bool{TLS: false, MTLS: true} {
		conn, err := tls.Dial("tcp", c.Addr(l, 1), trusting(t, c, withCert))
		if err != nil {
			t.Errorf("%s: %v", l, err)
			continue
		}
		_ = conn.Close()
	}

	p := c.Proxy(t)
	cl := c.Client(t, kgo.SeedBrokers(p.Bootstrap()), kgo.SASL(plainOf(bob)))
	if err := cl.Ping(t.Context()); err != nil {
		t.Errorf("through the proxy: %v", err)
	}
	if !slices.ContainsFunc(p.Requests(), func(r Request) bool { return r.Name() == "SASLAuthenticate" }) {
		t.Errorf("the proxy saw no authentication: %v", names(p.Requests()))
	}
}

// readOnce asks where a topic ends and, if that is told, reads some of it.
func readOnce(t *testing.T, cl *kgo.Client, topic string) (int, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), callTime)
	defer cancel()
	ends, err := kadm.NewClient(cl).ListEndOffsets(ctx, topic)
	if err == nil {
		err = ends.Error()
	}
	if err != nil {
		return 0, err
	}
	fs := cl.PollFetches(ctx)
	return fs.NumRecords(), fs.Err()
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

func plainOf(u User) sasl.Mechanism { return plain.Auth{User: u.Name, Pass: u.Password}.AsMechanism() }
func scramOf(u User) scram.Auth     { return scram.Auth{User: u.Name, Pass: u.Password} }

func trusting(t *testing.T, c *Cluster, withCert bool) *tls.Config {
	t.Helper()
	text, err := os.ReadFile(c.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatal("the authority's certificate is not readable")
	}
	conf := &tls.Config{RootCAs: pool, ServerName: "localhost"}
	if withCert {
		pair, err := tls.LoadX509KeyPair(c.CertFile(), c.KeyFile())
		if err != nil {
			t.Fatal(err)
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	return conf
}

func names(rs []Request) string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Name())
	}
	return strings.Join(out, " ")
}
