package kafkatest

import (
	"net"
	"sync"
	"time"

	"riffle/source"
)

// inFlight is how many chunks of up to 64 KiB may be on their way in one
// direction of one connection.
const inFlight = 512

// conn is one connection of a client and the one to the broker that it leads to.
type conn struct {
	p                *Proxy
	node, number     int
	client, upstream net.Conn
	ready            time.Time // when it would be open on the network that is acted
	once             sync.Once
	gone             chan struct{}
	trips            connTrips // guarded by p.mu
}

// chunk is some bytes on their way.
type chunk struct {
	b   []byte
	due time.Time
}

// relay begins to move bytes between a client and a node. A node that does not
// answer breaks the connection, as it would without the proxy.
func (p *Proxy) relay(l *link, ln net.Listener, client net.Conn) {
	upstream, err := net.DialTimeout("tcp", l.upstream, 5*time.Second)
	if err != nil {
		reset(client)
		return
	}
	c := &conn{p: p, node: l.node, client: client, upstream: upstream, gone: make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.listener != ln {
		// Cut came between the accepting and this line, and did not see the connection.
		c.close()
		return
	}
	p.dialled++
	c.number, c.ready = p.dialled, time.Now().Add(2*p.delay)
	p.trips.open(&c.trips)
	p.conns[c] = true
	up, down := make(chan chunk, inFlight), make(chan chunk, inFlight)
	asked, answered := newSplitter(), newSplitter()
	p.done.Add(4)
	c.do(func() { c.read(client, up, func(b []byte) { c.sent(asked, b) }); p.forget(c) })
	c.do(func() { c.write(upstream, up, func([]byte) {}) })
	c.do(func() { c.read(upstream, down, func([]byte) {}) })
	c.do(func() { c.write(client, down, func(b []byte) { c.delivered(answered, b) }) })
}

// do runs one of a connection's four parts.
func (c *conn) do(f func()) {
	source.Go(func() { defer c.p.done.Done(); f() }, func(err error) { c.p.fail(err); c.close() })
}

func (p *Proxy) forget(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.conns, c)
}

// close breaks the connection; what is still on its way is lost.
func (c *conn) close() {
	c.once.Do(func() {
		close(c.gone)
		reset(c.client)
		_ = c.upstream.Close()
	})
}

// finish closes the connection after one side has and all its bytes are
// delivered. Neither Kafka nor its clients go on with half a connection.
func (c *conn) finish() {
	c.once.Do(func() {
		close(c.gone)
		_ = c.client.Close()
		_ = c.upstream.Close()
	})
}

// reset closes a connection so that its other end learns of it at once.
func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// read takes bytes from one side and gives them the time when they are due on
// the other.
func (c *conn) read(from net.Conn, to chan<- chunk, look func([]byte)) {
	defer close(to)
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			look(buf[:n])
			select {
			case to <- chunk{append([]byte(nil), buf[:n]...), c.due()}:
			case <-c.gone:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// due is when bytes that arrive now come out on the other side. What a client
// sends while its connection would still be opening is sent when it is open.
func (c *conn) due() time.Time {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	from := time.Now()
	if c.ready.After(from) {
		from = c.ready
	}
	return from.Add(c.p.delay)
}

// write delivers bytes when they are due, and not while the proxy is frozen.
func (c *conn) write(to net.Conn, from <-chan chunk, look func([]byte)) {
	for ch := range from {
		if !c.until(ch.due) || !c.thawed() {
			return
		}
		look(ch.b)
		if _, err := to.Write(ch.b); err != nil {
			c.close()
			return
		}
	}
	c.finish()
}

// until waits for a moment. It is false if the connection ended first.
func (c *conn) until(t time.Time) bool {
	wait := time.Until(t)
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.gone:
		return false
	}
}

// thawed waits until bytes may move. It is false if the connection ended first.
func (c *conn) thawed() bool {
	c.p.mu.Lock()
	open := c.p.open
	c.p.mu.Unlock()
	select {
	case <-open:
		return true
	case <-c.gone:
		return false
	}
}
