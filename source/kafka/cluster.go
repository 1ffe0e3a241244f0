package kafka

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/metadata"

	"riffle/source"
)

// cluster knows the brokers and who leads what. It is safe for concurrent use.
type cluster struct {
	dialer
	life context.Context // ended by Close
	end  context.CancelFunc

	mu       sync.Mutex
	now      *snapshot
	brokers  map[int32]*broker
	learning *learning
}

// learning is one look at the cluster that several callers wait for.
type learning struct {
	done chan struct{}
	seen *snapshot
	err  error
}

func newCluster(c Config, d *decoder) *cluster {
	life, end := context.WithCancel(context.Background())
	return &cluster{dialer: dialer{c, d, &steps{}}, life: life, end: end, now: &snapshot{}, brokers: map[int32]*broker{}}
}

// current returns the newest snapshot.
func (c *cluster) current() *snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// refresh returns a snapshot newer than old. Callers that come at the same time
// share one request, which goes on when one of them gives up.
func (c *cluster) refresh(ctx context.Context, old *snapshot) (*snapshot, error) {
	c.mu.Lock()
	if c.now != old {
		defer c.mu.Unlock()
		return c.now, nil
	}
	l := c.learning
	if l == nil {
		l = &learning{done: make(chan struct{})}
		c.learning = l
		source.Go(func() {
			seen, err := c.learn()
			c.learned(l, seen, err)
		}, func(err error) { c.learned(l, nil, err) })
	}
	c.mu.Unlock()
	select {
	case <-l.done:
		return l.seen, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *cluster) learned(l *learning, seen *snapshot, err error) {
	if err == nil {
		c.adopt(seen)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	l.seen, l.err, c.learning = seen, err, nil
	close(l.done)
}

// learn asks over the connections there are, then over new ones.
func (c *cluster) learn() (*snapshot, error) {
	const perBroker = 2 * time.Second
	for _, b := range c.known() {
		have := b.lines[source.Interactive].have()
		if have == nil {
			continue
		}
		ctx, cancel := context.WithTimeout(c.life, perBroker)
		res, err := have.do(ctx, &metadata.Request{})
		cancel()
		if err == nil {
			return newSnapshot(res.(*metadata.Response)), nil
		}
		if errors.Is(err, context.DeadlineExceeded) {
			have.close() // it owes an answer for too long: whoever waits behind it waits in vain
		}
	}
	return c.bootstrap(c.life)
}

// known returns the brokers in the order of their ids.
func (c *cluster) known() []*broker {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.SortedFunc(maps.Values(c.brokers), func(a, b *broker) int { return int(a.id) - int(b.id) })
}

// bootstrap connects to the first broker that answers. They are tried side by
// side, one after the other by a moment, so that one dead address costs nothing.
func (c *cluster) bootstrap(ctx context.Context) (*snapshot, error) {
	const stagger = 250 * time.Millisecond
	type attempt struct {
		conn *conn
		seen *snapshot
		err  error
	}
	addrs := slices.Clone(c.config.Brokers)
	for _, b := range c.known() {
		if !slices.Contains(addrs, b.addr) {
			addrs = append(addrs, b.addr)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	tried := make(chan attempt, len(addrs))
	for i, addr := range addrs {
		source.Go(func() {
			if source.Wait(ctx, time.Duration(i)*stagger) != nil {
				tried <- attempt{err: ctx.Err()}
				return
			}
			conn, seen, err := c.meet(ctx, addr)
			tried <- attempt{conn, seen, err}
		}, func(err error) { tried <- attempt{err: err} })
	}
	var first error
	for left := len(addrs); left > 0; left-- {
		a := <-tried
		if a.err == nil {
			c.welcome(a.conn, a.seen)
			cancel()
			source.Go(func() { // another may have connected in the same moment
				for range left - 1 {
					if late := <-tried; late.conn != nil {
						late.conn.close()
					}
				}
			}, func(error) {})
			return a.seen, nil
		}
		if first == nil || errors.Is(first, context.Canceled) {
			first = a.err
		}
		if errors.Is(a.err, source.ErrAuth) { // asking on would only lock the user out
			return nil, a.err
		}
	}
	if len(addrs) > 1 {
		first = fmt.Errorf("none of %d brokers answers: %w", len(addrs), first)
	}
	return nil, first
}

// meet connects to addr and asks for the cluster in the same flight. A broker too
// old for that hangs up: then it is asked step by step.
func (c *cluster) meet(ctx context.Context, addr string) (*conn, *snapshot, error) {
	conn, learned, err := c.dial(ctx, addr, true, nil)
	if err != nil {
		return nil, nil, err
	}
	at := c.steps.begin("asking " + addr + " for the cluster's brokers and topics")
	defer at.done()
	res, err := learned.answer(ctx)
	if err != nil && ctx.Err() == nil {
		ours, _ := readOnly(learned.req.ApiKey())
		if theirs := conn.versions[learned.req.ApiKey()]; theirs.max < hopefulMetadata && theirs.max >= ours.min {
			conn.close()
			if conn, _, err = c.dial(ctx, addr, false, conn.versions); err != nil {
				return nil, nil, err
			}
			res, err = conn.do(ctx, &metadata.Request{})
		}
	}
	if err != nil {
		conn.close()
		return nil, nil, c.explain(addr, err, true)
	}
	return conn, newSnapshot(res.(*metadata.Response)), nil
}

// welcome takes over a snapshot and the connection it came on: as the interactive
// connection of the broker that has its address, if there is one.
func (c *cluster) welcome(met *conn, seen *snapshot) {
	c.adopt(seen)
	for _, b := range c.known() {
		if b.addr == met.addr || b.addr == met.nc.RemoteAddr().String() {
			if b.lines[source.Interactive].offer(met) {
				return
			}
		}
	}
	met.close()
}

// adopt makes seen the current snapshot. A broker whose address changed is a new one.
func (c *cluster) adopt(seen *snapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = seen
	for id, addr := range seen.brokers {
		if b := c.brokers[id]; b == nil || b.addr != addr {
			if b != nil {
				b.close()
			}
			c.brokers[id] = newBroker(c, id, addr)
		}
	}
	for id, b := range c.brokers {
		if _, ok := seen.brokers[id]; !ok {
			b.close()
			delete(c.brokers, id)
		}
	}
}

// leader returns the broker that leads a partition.
func (c *cluster) leader(s *snapshot, ref source.Ref) (*broker, error) {
	id, err := s.leader(ref)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if b := c.brokers[id]; b != nil {
		return b, nil
	}
	return nil, &missingError{ref} // the snapshot is an old one
}

// missing says why a topic or partition is not in the list. A topic that this user
// may not see is not in it either; asked by name, the broker says so. The function
// that writes requests refuses where an old broker would create the topic.
func (c *cluster) missing(ctx context.Context, e *missingError) error {
	if _, ok := c.current().topics[e.Topic]; ok {
		return e
	}
	res, err := c.ask(ctx, &metadata.Request{TopicNames: []string{e.Topic}})
	if err == nil {
		for _, t := range res.(*metadata.Response).Topics {
			if t.ErrorCode == codeTopicDenied {
				return denied("looking up "+e.Topic, "DESCRIBE", e.Topic)
			}
		}
	}
	return fmt.Errorf("looking up topic %q: %w", e.Topic, source.ErrNotFound)
}

// ask asks any broker something that all of them know.
func (c *cluster) ask(ctx context.Context, req protocol.Message) (any, error) {
	var failed error = &lostError{c.config.Brokers[0], errors.New("no broker is known")}
	for _, b := range c.known() {
		conn, err := b.lines[source.Interactive].get(ctx)
		if err == nil {
			var res any
			if res, err = conn.do(ctx, req); err == nil {
				return res, nil
			}
		}
		if failed = err; !passing(err) {
			break
		}
	}
	return nil, failed
}

// close ends all connections.
func (c *cluster) close() {
	c.end()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.brokers {
		b.close()
	}
}
