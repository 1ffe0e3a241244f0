package kafkatest

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

func TestProxyRecordsWhatClientsAsk(t *testing.T) {
	c := Shared(t)
	topic := Plain(t, c, "proxied", 3, 60)
	p := c.Proxy(t)

	cl := c.Client(t, kgo.SeedBrokers(p.Bootstrap()), kgo.ConsumeTopics(topic.Name), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	for n := 0; n < 60; {
		fs := cl.PollFetches(t.Context())
		if err := fs.Err(); err != nil {
			t.Fatal(err)
		}
		n += fs.NumRecords()
	}
	cl.Close()

	var keys []string
	most := 0
	for _, r := range p.Requests() {
		keys = append(keys, r.Name())
		if r.Body == nil || r.Client == "" || r.Node != 1 || r.Conn < 1 {
			t.Errorf("not understood: %+v", r)
		}
		if r.AutoCreates() {
			t.Errorf("%s would make a topic", r.Name())
		}
		if r.Name() == "ListOffsets" {
			most = max(most, r.Partitions())
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	if want := []string{"ApiVersions", "Fetch", "ListOffsets", "Metadata"}; !slices.Equal(keys, want) {
		t.Errorf("the client sent %v, want %v", keys, want)
	}
	if most != 3 {
		t.Errorf("a ListOffsets of %d partitions, want 3", most)
	}
}

func TestProxySeesTopicsBeingMade(t *testing.T) {
	c := Shared(t)
	p := c.Proxy(t)
	cl := c.Client(t, kgo.SeedBrokers(p.Bootstrap()), kgo.AllowAutoTopicCreation())
	write(t, cl, &kgo.Record{Topic: "made-through-proxy", Value: []byte("v")})
	if !slices.ContainsFunc(p.Requests(), Request.AutoCreates) {
		t.Error("nothing that was recorded would make a topic")
	}
}

func TestProxyCountsRoundTrips(t *testing.T) {
	p := Shared(t).Proxy(t)
	const half = 30 * time.Millisecond
	p.Delay(half)

	began := time.Now()
	a := dial(t, p)
	a.ask()
	a.answer()
	cold := time.Since(began)
	if got := p.RoundTrips(); got != 2 {
		t.Errorf("a connection and a request: %d round trips, want 2", got)
	}
	if cold < 4*half || cold > 4*half+time.Second {
		t.Errorf("a connection and a request took %v, want two round trips of %v", cold, 2*half)
	}

	p.Reset()
	b := dial(t, p)
	for _, c := range []*asker{a, a, b} {
		c.ask()
	}
	for _, c := range []*asker{a, a, b} {
		c.answer()
	}
	if got := p.RoundTrips(); got != 2 {
		t.Errorf("side by side, a new connection among them: %d round trips, want 2", got)
	}

	p.Reset()
	for range 3 {
		a.ask()
		b.ask()
		a.answer()
		b.answer()
	}
	if got, n := p.RoundTrips(), len(p.Requests()); got != 3 || n != 6 {
		t.Errorf("three in a row on two connections: %d round trips, %d requests, want 3 and 6", got, n)
	}
	if p.Dialled() != 0 {
		t.Errorf("%d connections were opened since the reset", p.Dialled())
	}
}

func TestProxyCutsAndRestores(t *testing.T) {
	p := Shared(t).Proxy(t)
	dead := func(c *asker) bool {
		_ = c.conn.SetReadDeadline(time.Now().Add(callTime))
		_, err := c.conn.Read(make([]byte, 1))
		return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET)
	}

	a := dial(t, p)
	a.ask()
	a.answer() // now the proxy knows of it
	p.Drop()
	if !dead(a) {
		t.Error("drop: the connection lives")
	}
	b := dial(t, p)
	b.ask()
	b.answer()

	p.Cut()
	if !dead(b) {
		t.Error("cut: the connection lives")
	}
	if _, err := net.Dial("tcp", p.Addr(1)); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("cut: dialling gives %v", err)
	}
	p.Restore(t)
	c := dial(t, p)
	c.ask()
	c.answer()

	p.Freeze()
	c.ask()
	_ = c.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if _, err := c.conn.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("frozen: reading gives %v", err)
	}
	p.Restore(t)
	c.answer()
}

func TestProxyOfBytesThatAreNotKafka(t *testing.T) {
	p := Shared(t).Proxy(t)
	conn, err := net.Dial("tcp", p.Addr(1))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	await(t, "a record of it", func() bool {
		return slices.ContainsFunc(p.Requests(), func(r Request) bool { return r.Key == Opaque })
	})
}

// A client behind the proxy stays behind it, whichever node leads.
func testProxyBeforeAllNodes(t *testing.T, c *Cluster) {
	t.Helper()
	topic := Plain(t, c, "spread", 6, 60)
	p := c.Proxy(t)
	cl := c.Client(t, kgo.SeedBrokers(p.Addr(1)), kgo.ConsumeTopics(topic.Name))
	ctx, cancel := context.WithTimeout(t.Context(), callTime)
	defer cancel()
	for n := 0; n < 60; {
		fs := cl.PollFetches(ctx)
		if err := fs.Err(); err != nil {
			t.Fatal(err)
		}
		n += fs.NumRecords()
	}
	nodes := map[int]bool{}
	for _, r := range p.Sent("Fetch") {
		nodes[r.Node] = true
	}
	if !nodes[1] || !nodes[2] || !nodes[3] {
		t.Errorf("fetches went to %v", nodes)
	}
}

// Requests are decoded whatever pieces they arrive in.
func TestSplitterTakesAnyPieces(t *testing.T) {
	var stream []byte
	for i := range 5 {
		req := kmsg.NewPtrMetadataRequest()
		req.Version = 12
		req.AllowAutoTopicCreation = i%2 == 0
		f := kmsg.NewRequestFormatter(kmsg.FormatterClientID("tester"))
		stream = append(stream, f.AppendRequest(nil, req, int32(i))...)
	}
	for size := 1; size <= len(stream); size++ {
		s := newSplitter()
		var got []Request
		for piece := range slices.Chunk(stream, size) {
			s.feed(piece, func(b []byte, n int) { got = append(got, parseRequest(b, n)) }, func(int) { t.Fatal("not taken for Kafka's") })
		}
		if len(got) != 5 {
			t.Fatalf("pieces of %d bytes: %d requests", size, len(got))
		}
		for i, r := range got {
			if r.Name() != "Metadata" || r.Version != 12 || r.Correlation != int32(i) || r.Client != "tester" || r.AutoCreates() != (i%2 == 0) {
				t.Errorf("pieces of %d bytes: request %d is %+v", size, i, r)
			}
		}
	}
}

// asker sends the smallest request there is and waits for its answer.
type asker struct {
	t    *testing.T
	conn net.Conn
}

func dial(t *testing.T, p *Proxy) *asker {
	t.Helper()
	conn, err := net.Dial("tcp", p.Addr(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &asker{t, conn}
}

func (a *asker) ask() {
	a.t.Helper()
	if _, err := a.conn.Write([]byte{0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff}); err != nil {
		a.t.Fatal(err)
	}
}

func (a *asker) answer() {
	a.t.Helper()
	_ = a.conn.SetReadDeadline(time.Now().Add(callTime))
	var size [4]byte
	if _, err := io.ReadFull(a.conn, size[:]); err != nil {
		a.t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, a.conn, int64(binary.BigEndian.Uint32(size[:]))); err != nil {
		a.t.Fatal(err)
	}
}
