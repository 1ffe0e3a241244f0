package kafka

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/segmentio/kafka-go/sasl"

	"riffle/source"
)

// Config says how to connect. [Configure] makes one from the words that users know.
type Config struct {
	Brokers  []string       // host:port; those after the first are for when it does not answer
	ClientID string         // what brokers log; "riffle" if empty
	TLS      *tls.Config    // nil: plain text. ServerName is filled in for each broker if empty
	SASL     sasl.Mechanism // nil: no login
	// Log is told of connections, requests with their timing, and errors, never of what
	// is in a record or a login; nil: nobody is.
	Log *slog.Logger
	// Dial connects to an address as a broker advertises it; nil is the network as it is.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// dial connects, and keeps asking the other side whether it is still there: a
// laptop that slept or a forgetful firewall shows within half a minute.
func (c *Config) dial(ctx context.Context, addr string, at *step) (net.Conn, error) {
	if c.Dial != nil {
		at.now("connecting to " + addr)
		return c.Dial(ctx, "tcp", addr)
	}
	d := net.Dialer{ControlContext: at.reaching(addr), KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3,
	}}
	return d.DialContext(ctx, "tcp", addr)
}

// Kafka is a [source.Source] and a [source.Keeper]. It is safe for concurrent use.
type Kafka struct {
	cluster *cluster
	decoder *decoder
	backoff backoff // of questions that are about no partition

	mu         sync.Mutex
	partitions map[source.Ref]*seen
	tails      map[*tail]bool
}

var (
	_ source.Source = (*Kafka)(nil)
	_ source.Keeper = (*Kafka)(nil)
)

// New returns a source that connects when it is first asked something, which saves
// the round trip that [Open] spends on finding out whether the cluster is there.
func New(c Config) *Kafka {
	if c.ClientID == "" {
		c.ClientID = "riffle"
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	d := newDecoder()
	return &Kafka{
		cluster: newCluster(c, d), decoder: d,
		partitions: map[source.Ref]*seen{}, tails: map[*tail]bool{},
	}
}

// Open connects to the first broker that answers and learns the cluster, within
// 5 s. The error wraps ErrUnreachable, ErrAuth or ErrUnsupported and says what was
// attempted, where, and what may be wrong.
func Open(ctx context.Context, c Config) (*Kafka, error) {
	if len(c.Brokers) == 0 {
		return nil, errors.New("connecting: no broker is named; give host:port")
	}
	k := New(c)
	if _, err := k.cluster.bootstrap(ctx); err != nil {
		k.cluster.close()
		return nil, err
	}
	return k, nil
}

// Info implements [source.Source].
func (k *Kafka) Info() source.Info {
	s := k.cluster.current()
	return source.Info{
		Scheme: "kafka", Endpoint: k.cluster.config.Brokers[0], Version: k.cluster.release(), Brokers: len(s.brokers), Dense: true,
		Step: k.cluster.steps.latest(),
	}
}

// Topics implements [source.Source]. It asks for all topics and never names one,
// so that no broker creates what was only looked for.
func (k *Kafka) Topics(ctx context.Context) ([]source.Topic, error) {
	s, err := k.cluster.refresh(ctx, k.cluster.current())
	if err != nil {
		return nil, k.fault(ctx, &k.backoff, err)
	}
	k.backoff.reset()
	return s.list(), nil
}

// refs returns the partitions of some topics, in order.
func (k *Kafka) refs(ctx context.Context, topics []string) ([]source.Ref, error) {
	var refs []source.Ref
	err := k.retry(ctx, func(s *snapshot) error {
		refs = refs[:0]
		for _, name := range topics {
			t, ok := s.topics[name]
			if !ok {
				return &missingError{source.Ref{Topic: name}}
			}
			if t.code == codeTopicDenied {
				return denied("looking up "+name, "DESCRIBE", name)
			}
			for _, p := range t.partitions {
				refs = append(refs, source.Ref{Topic: name, Partition: p.id})
			}
		}
		return nil
	})
	if err != nil {
		return nil, k.fault(ctx, &k.backoff, err)
	}
	slices.SortFunc(refs, source.Ref.Compare)
	return slices.Compact(refs), nil
}

// retry runs f with the newest snapshot and, if that fails in a way that a newer
// one may mend, once more at once.
func (k *Kafka) retry(ctx context.Context, f func(*snapshot) error) error {
	s := k.cluster.current()
	err := f(s)
	if err == nil || !passing(err) || ctx.Err() != nil {
		return err
	}
	if s, err = k.cluster.refresh(ctx, s); err != nil {
		return err
	}
	return f(s)
}

// failure turns what went wrong with a partition into what the contract promises.
func (k *Kafka) failure(ctx context.Context, ref source.Ref, err error) error {
	return k.fault(ctx, &k.seen(ref).backoff, err)
}

func (k *Kafka) fault(ctx context.Context, b *backoff, err error) error {
	var missing *missingError
	switch {
	case err == nil:
		return nil
	case k.cluster.life.Err() != nil:
		return source.ErrClosed
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &missing):
		return k.cluster.missing(ctx, missing)
	}
	return b.transient(err)
}

// seen returns what is known of a partition.
func (k *Kafka) seen(ref source.Ref) *seen {
	k.mu.Lock()
	defer k.mu.Unlock()
	s := k.partitions[ref]
	if s == nil {
		s = newSeen()
		k.partitions[ref] = s
	}
	return s
}

// Format implements [source.Source].
func (k *Kafka) Format(_ source.Ref, o source.Offset) string {
	return strconv.FormatUint(o.Lo, 10)
}

// Close implements [source.Source].
func (k *Kafka) Close() error {
	k.cluster.close()
	k.mu.Lock()
	tails := k.tails
	k.tails = map[*tail]bool{}
	k.mu.Unlock()
	for t := range tails {
		t.stop()
	}
	return nil
}
