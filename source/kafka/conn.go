package kafka

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/segmentio/kafka-go/protocol"

	"riffle/source"
)

// patience is how long a broker may stay silent while it owes an answer. It counts
// from the last byte that came, so neither a queue of requests nor a slow link
// with a large answer runs into it.
const patience = 10 * time.Second

// conn is one pipelined connection to a broker: any number of requests are on
// their way, and Kafka answers them in order. It is safe for concurrent use. The
// first error ends it and all that is waiting; there is no way back.
type conn struct {
	addr     string
	client   string
	nc       net.Conn
	in       *bufio.Reader
	out      *bufio.Writer
	decoder  *decoder
	log      *slog.Logger
	wake     chan struct{} // something is unsent
	dead     chan struct{} // closed with err set
	versions map[protocol.ApiKey]span
	expires  time.Time // when the login ends; zero: never

	mu     sync.Mutex
	id     int32
	unsent []*call
	sent   []*call
	err    error
}

// call is one request and, once done is closed, its answer.
type call struct {
	ctx     context.Context // ended: nobody wants the answer, but it is still awaited
	req     protocol.Message
	version int16
	wait    time.Duration // how long the broker may hold the request back on purpose
	id      int32
	sent    time.Time
	done    chan struct{}
	res     any
	err     error
}

// newConn runs the protocol on nc, which it owns from now on.
func newConn(nc net.Conn, addr, client string, d *decoder, log *slog.Logger) *conn {
	c := &conn{
		addr: addr, client: client, nc: nc, decoder: d, log: log, out: bufio.NewWriter(nc),
		wake: make(chan struct{}, 1), dead: make(chan struct{}),
	}
	c.in = bufio.NewReaderSize(patientReader{c}, 64<<10)
	source.Go(c.write, c.fail)
	source.Go(c.read, c.fail)
	return c
}

// do sends a request in the newest version both sides know and waits for the answer.
func (c *conn) do(ctx context.Context, req protocol.Message) (any, error) {
	k, err := c.start(ctx, req, 0)
	if err != nil {
		return nil, err
	}
	return k.answer(ctx)
}

// start queues a request and returns at once. wait is how long the broker was told
// to wait for records before it answers.
func (c *conn) start(ctx context.Context, req protocol.Message, wait time.Duration) (*call, error) {
	v, err := c.version(req.ApiKey())
	if err != nil {
		return nil, err
	}
	return c.startAs(ctx, req, v, wait), nil
}

// startAs is start in a version that the broker was not asked about.
func (c *conn) startAs(ctx context.Context, req protocol.Message, version int16, wait time.Duration) *call {
	k := &call{ctx: ctx, req: req, version: version, wait: wait, done: make(chan struct{})}
	c.mu.Lock()
	if c.err != nil {
		k.err = c.err
		close(k.done)
	} else {
		c.unsent = append(c.unsent, k)
	}
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return k
}

// answer waits for the answer or the end of ctx, which leaves the connection and
// the other callers alone.
func (k *call) answer(ctx context.Context) (any, error) {
	select {
	case <-k.done:
		return k.res, k.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// version returns the newest version of a request that both sides know.
func (c *conn) version(key protocol.ApiKey) (int16, error) {
	ours, _ := readOnly(key)
	theirs, ok := c.versions[key]
	v := min(ours.max, theirs.max)
	if !ok || v < max(ours.min, theirs.min) {
		return 0, fmt.Errorf("asking broker %s: it does not know %s in a version that riffle knows (%d to %d): %w",
			c.addr, key, ours.min, ours.max, source.ErrUnsupported)
	}
	return v, nil
}

// alive tells whether the connection may still be used.
func (c *conn) alive() bool {
	select {
	case <-c.dead:
		return false
	default:
		return c.expires.IsZero() || time.Now().Before(c.expires)
	}
}

func (c *conn) close() { c.fail(net.ErrClosed) }

// fail ends the connection. All callers get a *lostError.
func (c *conn) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	c.err = &lostError{c.addr, err}
	_ = c.nc.Close()
	close(c.dead)
	c.log.Info("connection ended", "broker", c.addr, "unanswered", len(c.sent), "why", err)
	for _, k := range append(c.sent, c.unsent...) {
		k.err = c.err
		close(k.done)
	}
	c.sent, c.unsent = nil, nil
}

// write sends what is queued; requests that came together leave in one packet.
func (c *conn) write() {
	for {
		select {
		case <-c.wake:
		case <-c.dead:
			return
		}
		for k := c.next(); k != nil; k = c.next() {
			err := writeRequest(c.out, k.version, k.id, c.client, k.req)
			if errors.Is(err, source.ErrUnsupported) { // refused: nothing was written
				c.refuse(k, err)
			} else if err != nil {
				c.fail(err)
				return
			}
		}
		if err := c.out.Flush(); err != nil {
			c.fail(err)
			return
		}
	}
}

// next moves the next request from unsent to sent: before it is written, since its
// answer may come before the write returns. A request that nobody waits for any
// more is never written.
func (c *conn) next() *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.unsent) > 0 && c.err == nil {
		k := c.unsent[0]
		c.unsent = c.unsent[1:]
		if err := k.ctx.Err(); err != nil {
			k.err = err
			close(k.done)
			continue
		}
		c.id++
		k.id = c.id
		c.sent, k.sent = append(c.sent, k), time.Now()
		if len(c.sent) == 1 {
			c.expect()
		}
		_ = c.nc.SetWriteDeadline(time.Now().Add(patience))
		return k
	}
	return nil
}

// refuse takes back the request that was moved to sent last.
func (c *conn) refuse(k *call, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.sent = c.sent[:len(c.sent)-1]
		c.expect()
		k.err = err
		close(k.done)
	}
}

// expect sets the time by which the next bytes must come: none if no answer is
// owed. The caller holds mu.
func (c *conn) expect() {
	var until time.Time
	if len(c.sent) > 0 {
		until = time.Now().Add(patience + c.sent[0].wait)
	}
	_ = c.nc.SetReadDeadline(until)
}

// read hands out answers until the connection ends. It also reads while no answer
// is owed, and so notices a broker that hangs up.
func (c *conn) read() {
	for {
		head, err := c.in.Peek(8)
		c.mu.Lock()
		var k *call
		if len(c.sent) > 0 {
			k = c.sent[0]
		}
		c.mu.Unlock()
		switch {
		case looksLikeTLS(head):
			err = errWantsTLS
		case err == nil && k == nil:
			err = errNotKafka
		}
		var res any
		if err == nil {
			res, err = readAnswer(c.in, k, c.decoder)
		}
		if err != nil {
			c.fail(err)
			return
		}
		c.finish(k, res)
	}
}

func (c *conn) finish(k *call, res any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return // fail has told the caller
	}
	c.sent = c.sent[1:]
	c.expect()
	k.res = res
	close(k.done)
	c.log.Info("request", "broker", c.addr, "api", k.req.ApiKey().String(), "version", k.version, "took", time.Since(k.sent))
}

// patientReader reads from the connection and gives the broker more time whenever
// something came.
type patientReader struct{ c *conn }

func (r patientReader) Read(p []byte) (int, error) {
	n, err := r.c.nc.Read(p)
	if n > 0 {
		r.c.mu.Lock()
		r.c.expect()
		r.c.mu.Unlock()
	}
	return n, err
}
