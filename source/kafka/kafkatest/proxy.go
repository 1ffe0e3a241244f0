package kafkatest

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"riffle/source"
)

// Proxy stands between clients and the brokers, on loopback. Every broker has a
// listener that advertises the proxy's port for it, so a client that starts at
// [Proxy.Bootstrap] stays behind the proxy, and no byte has to be rewritten.
//
// It is safe for concurrent use.
type Proxy struct {
	links []*link

	mu       sync.Mutex
	delay    time.Duration
	open     chan struct{} // closed while bytes may move
	frozen   bool
	conns    map[*conn]bool
	dialled  int
	requests []Request
	trips    trips
	failure  error
	done     sync.WaitGroup
}

// link is the way to one node.
type link struct {
	node     int
	addr     string // of the proxy
	upstream string // of the node
	listener net.Listener
}

// proxyTurn lets one test at a time have the cluster's proxy.
type proxyTurn struct {
	taken  chan struct{} // holds an element while a test has it
	mu     sync.Mutex
	holder testing.TB
}

func newProxyTurn() *proxyTurn { return &proxyTurn{taken: make(chan struct{}, 1)} }

// take waits for the proxy to be free.
func (p *proxyTurn) take(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	held := p.holder == t
	p.mu.Unlock()
	if held {
		t.Fatal("kafkatest: this test has the cluster's proxy already")
	}
	select {
	case p.taken <- struct{}{}:
	case <-t.Context().Done():
		t.Fatal("kafkatest: the test ended while another had the cluster's proxy")
	}
	p.mu.Lock()
	p.holder = t
	p.mu.Unlock()
}

func (p *proxyTurn) giveBack() {
	p.mu.Lock()
	p.holder = nil
	p.mu.Unlock()
	<-p.taken
}

// Proxy opens the cluster's proxy for a test and closes it when the test ends.
// There is one for each cluster: while a test has it, others wait.
func (c *Cluster) Proxy(t testing.TB) *Proxy {
	t.Helper()
	c.proxy.take(t)
	p := &Proxy{conns: map[*conn]bool{}, open: make(chan struct{})}
	close(p.open)
	for _, n := range c.nodes {
		p.links = append(p.links, &link{node: n.id, upstream: n.addr(proxied), addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(n.proxy))})
	}
	t.Cleanup(func() {
		p.close()
		c.proxy.giveBack()
		if err := p.failed(); err != nil {
			t.Errorf("kafkatest: proxy: %v", err)
		}
	})
	if err := p.listen(); err != nil {
		t.Fatalf("kafkatest: proxy: %v", err)
	}
	return p
}

// Bootstrap returns the addresses of the proxy, with commas between them: one
// for each node.
func (p *Proxy) Bootstrap() string {
	var addrs []string
	for _, l := range p.links {
		addrs = append(addrs, l.addr)
	}
	return strings.Join(addrs, ",")
}

// Addr returns the proxy's address for a node.
func (p *Proxy) Addr(node int) string { return p.links[node-1].addr }

// Delay makes every byte take d longer, in each direction: the round trip grows
// by 2d. A new connection costs one such round trip too, as its handshake would.
// It holds for bytes that arrive from now on.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Drop breaks all connections. New ones are accepted.
func (p *Proxy) Drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.close()
	}
}

// Cut breaks all connections and refuses new ones, until [Proxy.Restore].
func (p *Proxy) Cut() {
	p.unlisten()
	p.Drop()
}

// Freeze stops all bytes, until [Proxy.Restore]. Connections stay open, new ones
// are accepted, nothing answers.
func (p *Proxy) Freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.frozen {
		p.frozen, p.open = true, make(chan struct{})
	}
}

// Restore undoes [Proxy.Cut] and [Proxy.Freeze].
func (p *Proxy) Restore(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	if p.frozen {
		p.frozen = false
		close(p.open)
	}
	p.mu.Unlock()
	if err := p.listen(); err != nil {
		t.Fatalf("kafkatest: proxy: %v", err)
	}
}

// Requests returns what clients have sent since the last [Proxy.Reset], in the
// order of arrival.
func (p *Proxy) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Request(nil), p.requests...)
}

// Sent returns those of [Proxy.Requests] that have a name, such as ListOffsets.
func (p *Proxy) Sent(name string) []Request {
	return slices.DeleteFunc(p.Requests(), func(r Request) bool { return r.Name() != name })
}

// Dialled returns how many connections clients have opened since the last
// [Proxy.Reset].
func (p *Proxy) Dialled() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dialled
}

// RoundTrips returns for how many round trips in a row a client has waited since
// the last [Proxy.Reset], over all connections together.
//
// It is the length of the longest chain of requests each of which was sent after
// the answer to the one before had been delivered; opening a connection counts as
// a request that is answered at once. Requests sent side by side, on one
// connection or on several, count once. It is an estimate from above: a request
// that was sent after an answer need not have waited for it. So it says something
// about one thing that a client does (open a topic, turn a page), not about a
// client that also does other things meanwhile, such as a tail. Bytes that are no
// Kafka requests count by change of direction.
func (p *Proxy) RoundTrips() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trips.longest
}

// Reset forgets the requests and begins counting anew.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests, p.dialled, p.trips = nil, 0, trips{}
	for c := range p.conns {
		c.trips.reset()
	}
}

// listen opens the ports that are not open. A port may be busy for a moment.
func (p *Proxy) listen() error {
	for _, l := range p.links {
		p.mu.Lock()
		open := l.listener != nil
		p.mu.Unlock()
		if open {
			continue
		}
		ln, err := listenSoon(l.addr)
		if err != nil {
			return err
		}
		p.mu.Lock()
		l.listener = ln
		p.done.Add(1)
		p.mu.Unlock()
		source.Go(func() { defer p.done.Done(); p.accept(l, ln) }, p.fail)
	}
	return nil
}

func listenSoon(addr string) (net.Listener, error) {
	end := time.Now().Add(5 * time.Second)
	for {
		ln, err := net.Listen("tcp", addr)
		if err == nil || time.Now().After(end) {
			return ln, err
		}
		<-time.After(20 * time.Millisecond)
	}
}

func (p *Proxy) unlisten() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, l := range p.links {
		if l.listener != nil {
			_ = l.listener.Close()
			l.listener = nil
		}
	}
}

// accept relays the connections of one link until its listener is closed.
func (p *Proxy) accept(l *link, ln net.Listener) {
	for {
		client, err := ln.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				p.fail(fmt.Errorf("accept: %w", err))
			}
			return
		}
		p.relay(l, ln, client)
	}
}

// close ends everything and waits for it.
func (p *Proxy) close() {
	p.unlisten()
	p.Drop()
	p.done.Wait()
}

func (p *Proxy) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failure = errors.Join(p.failure, err)
}

func (p *Proxy) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failure
}
