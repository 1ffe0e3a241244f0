package kafka

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/segmentio/kafka-go/protocol"

	"riffle/source"
)

// broker is one server, with a connection for each role: a broker works on one
// request of a connection at a time, so a key would wait behind a scan's fetch.
type broker struct {
	id       int32
	addr     string
	cluster  *cluster
	lines    [2]line // by source.Role
	fetchers [2]fetcher
}

func newBroker(c *cluster, id int32, addr string) *broker {
	b := &broker{id: id, addr: addr, cluster: c}
	for role := range b.lines {
		b.lines[role].broker = b
		b.fetchers[role].line = &b.lines[role]
		b.fetchers[role].costly = source.Role(role) == source.Scan
	}
	return b
}

// dial makes a new connection, without asking for the versions again if another
// connection has them.
func (b *broker) dial(ctx context.Context) (*conn, error) {
	var versions map[protocol.ApiKey]span
	for i := range b.lines {
		if have := b.lines[i].have(); have != nil {
			versions = have.versions
		}
	}
	c, _, err := b.cluster.dial(ctx, b.addr, false, versions)
	var stage *stageError
	if errors.As(err, &stage) && stage.kind == source.ErrUnreachable && !slices.Contains(b.cluster.config.Brokers, b.addr) {
		stage.next = "the cluster itself names this address (advertised.listeners): make it one that this machine can reach"
	}
	return c, err
}

func (b *broker) close() {
	for i := range b.lines {
		b.lines[i].close()
	}
}

// line is the connection of one role, made when it is first needed and again when
// it was lost.
type line struct {
	broker  *broker
	mu      sync.Mutex
	conn    *conn
	dialing *dialing
	closed  bool
}

// dialing is one attempt to connect that several callers wait for.
type dialing struct {
	done chan struct{}
	conn *conn
	err  error
}

// have returns the connection if there is a living one.
func (l *line) have() *conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conn != nil && l.conn.alive() {
		return l.conn
	}
	return nil
}

// offer gives the line a connection that was made elsewhere.
func (l *line) offer(c *conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.conn != nil && l.conn.alive() {
		return false
	}
	l.conn = c
	return true
}

// get returns the connection, dialing if need be. A caller that gives up leaves
// the attempt to the others.
func (l *line) get(ctx context.Context) (*conn, error) {
	if c := l.have(); c != nil {
		return c, nil
	}
	l.mu.Lock()
	d := l.dialing
	if d == nil {
		d = &dialing{done: make(chan struct{})}
		l.dialing = d
		source.Go(func() {
			ctx, cancel := context.WithTimeout(l.broker.cluster.life, dialTimeout)
			defer cancel()
			c, err := l.broker.dial(ctx)
			l.dialed(d, c, err)
		}, func(err error) { l.dialed(d, nil, err) })
	}
	l.mu.Unlock()
	select {
	case <-d.done:
		return d.conn, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *line) dialed(d *dialing, c *conn, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		if l.closed {
			c.close()
		}
		l.conn = c
	}
	d.conn, d.err, l.dialing = c, err, nil
	close(d.done)
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.conn != nil {
		l.conn.close()
	}
}
