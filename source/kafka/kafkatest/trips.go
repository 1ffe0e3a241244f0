package kafkatest

import "time"

// trips counts round trips: see [Proxy.RoundTrips]. The depth of a request is its
// place in the longest chain that it ends.
type trips struct {
	answered int // the largest depth of an answer that has been delivered
	longest  int
}

// connTrips is what one connection adds: the depth of its opening, and those of
// its requests that wait for an answer. Kafka answers in the order of asking.
type connTrips struct {
	opened  int
	waiting []int
}

// open counts the opening of a connection.
func (t *trips) open(c *connTrips) {
	c.opened = t.answered + 1
	t.longest = max(t.longest, c.opened)
}

// ask counts a request.
func (t *trips) ask(c *connTrips) {
	depth := max(c.opened, t.answered) + 1
	c.waiting = append(c.waiting, depth)
	t.longest = max(t.longest, depth)
}

// answer counts the delivery of an answer.
func (t *trips) answer(c *connTrips) {
	if len(c.waiting) == 0 {
		return
	}
	t.answered = max(t.answered, c.waiting[0])
	c.waiting = c.waiting[1:]
}

// reset makes an open connection start at nothing; its answers that are still to
// come belong to the time before.
func (c *connTrips) reset() {
	c.opened = 0
	clear(c.waiting)
}

// sent records the requests in bytes that a client has sent.
func (c *conn) sent(s *splitter, b []byte) {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	note := func(r Request) {
		r.Node, r.Conn, r.At = c.node, c.number, time.Now()
		c.p.requests = append(c.p.requests, r)
		c.p.trips.ask(&c.trips)
	}
	s.feed(b,
		func(frame []byte, size int) { note(parseRequest(frame, size)) },
		func(n int) { note(Request{Key: Opaque, Size: n}) })
}

// delivered counts the answers in bytes that are handed to a client.
func (c *conn) delivered(s *splitter, b []byte) {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	s.feed(b,
		func([]byte, int) { c.p.trips.answer(&c.trips) },
		func(int) {
			for len(c.trips.waiting) > 0 {
				c.p.trips.answer(&c.trips)
			}
		})
}
