package kafkatest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// node is one broker and controller.
type node struct {
	id         int
	dir        string
	ports      map[Listener]int
	proxy      int // where the proxy listens for this node
	controller int
	proc       *process
	client     *kgo.Client // that knows this node as its first
}

func (n *node) logs() string { return filepath.Join(n.dir, "log") }
func (n *node) log() string  { return filepath.Join(n.dir, "kafka.out") }

// advertised is the port that clients of a listener are told.
func (n *node) advertised(l Listener) int {
	if l == proxied {
		return n.proxy
	}
	return n.ports[l]
}

func (n *node) addr(l Listener) string {
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.ports[l]))
}

// write makes the node's directory, as formatting it would.
func (n *node) write(in *installation, s settings, all []*node, cluster, certs string) error {
	if err := os.MkdirAll(n.logs(), 0o755); err != nil {
		return err
	}
	checkpoint, err := os.ReadFile(in.checkpoint())
	if err != nil {
		return err
	}
	for path, text := range map[string][]byte{
		filepath.Join(n.logs(), "meta.properties"):      []byte(n.metaProperties(cluster)),
		filepath.Join(n.logs(), "bootstrap.checkpoint"): checkpoint,
		filepath.Join(n.dir, "server.properties"):       []byte(n.properties(s, all, certs)),
	} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// run starts the node's process and does not wait for it to be ready.
func (n *node) run(in *installation, s settings) error {
	out, err := os.OpenFile(n.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	flags := s.jvm
	if flags == nil {
		flags = in.useArchive("broker")
	}
	flags = append([]string{"-Xms128m",
		"-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
		"-Dorg.slf4j.simpleLogger.showDateTime=true",
		"-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"}, flags...)
	args := append(in.jvm(s.heap, flags...), brokerClass, filepath.Join(n.dir, "server.properties"))
	n.proc, err = spawn(out, in.java, args...)
	return err
}

// awaitPort waits until the node's Plaintext listener accepts connections.
func (n *node) awaitPort(deadline time.Time) error {
	for {
		c, err := net.DialTimeout("tcp", n.addr(Plaintext), time.Second)
		if err == nil {
			return c.Close()
		}
		switch {
		case !n.proc.running():
			return fmt.Errorf("node %d ended while starting:\n%s", n.id, n.logTail())
		case time.Now().After(deadline):
			return fmt.Errorf("node %d does not listen:\n%s", n.id, n.logTail())
		}
		select {
		case <-n.proc.done:
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// describe asks the node itself, and no other, what it knows of the cluster and of
// some topics.
func (n *node) describe(ctx context.Context, topics ...string) (*kmsg.MetadataResponse, error) {
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{}
	for _, name := range topics {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = kmsg.StringPtr(name)
		req.Topics = append(req.Topics, t)
	}
	return req.RequestWith(ctx, n.client.SeedBrokers()[0])
}

// taken tells whether the node could not start because a port was not free.
func (n *node) taken() bool {
	b, err := os.ReadFile(n.log())
	return err == nil && bytes.Contains(b, []byte("Address already in use"))
}

// logTail is the end of what the node wrote, for a failed start.
func (n *node) logTail() string {
	const lines = 60
	b, err := os.ReadFile(n.log())
	if err != nil {
		return err.Error()
	}
	at := len(b)
	for i := 0; i < lines && at > 0; i++ {
		at = max(bytes.LastIndexByte(b[:at-1], '\n'), 0)
	}
	return string(b[at:])
}

// freePorts finds n ports that nobody listens on. They lie below the range that
// systems take the ports of outgoing connections from: a broker that is down for
// a while must find its ports free when it comes back.
func freePorts(n int) ([]int, error) {
	const low, high = 20000, 32000
	var ports []int
	held := map[int]bool{}
	for range 1000 {
		p := low + rand.IntN(high-low)
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		if err != nil || held[p] {
			continue
		}
		_ = l.Close()
		held[p] = true
		if ports = append(ports, p); len(ports) == n {
			return ports, nil
		}
	}
	return nil, errors.New("no free ports on the loopback address")
}
