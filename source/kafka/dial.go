package kafka

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/segmentio/kafka-go/protocol"
	"github.com/segmentio/kafka-go/protocol/apiversions"
	"github.com/segmentio/kafka-go/protocol/metadata"
	"github.com/segmentio/kafka-go/protocol/saslauthenticate"
	"github.com/segmentio/kafka-go/protocol/saslhandshake"
	"github.com/segmentio/kafka-go/sasl"

	"riffle/source"
)

// dialTimeout bounds connecting, TLS and login together, so that a wrong address
// is an error within 5 s.
const dialTimeout = 4 * time.Second

// Versions that are sent before the broker has told which it knows. Every broker
// since 2.2 knows them, and an older one hangs up, which costs one more connection.
const (
	hopefulMetadata  = 7
	hopefulHandshake = 1
	hopefulAuth      = 1
)

var errWantsTLS = errors.New("it answered with a TLS alert")

// looksLikeTLS tells whether an answer begins as a TLS alert does (RFC 8446, 5.1).
func looksLikeTLS(head []byte) bool {
	const alert = 21
	return len(head) >= 5 && head[0] == alert && head[1] == 3 && head[2] <= 4 && head[3] == 0 && head[4] <= 2
}

// stageError is a step of connecting that failed.
type stageError struct {
	doing, addr, why string
	kind, err        error
}

func (e *stageError) Error() string {
	return fmt.Sprintf("%s %s: %s: %s", e.doing, e.addr, e.why, e.kind)
}

func (e *stageError) Unwrap() []error { return []error{e.kind, e.err} }

// dialer makes connections that are ready to use.
type dialer struct {
	config  Config
	decoder *decoder
}

// dial connects, starts TLS and logs in. If hope is set it returns with a Metadata
// request on its way, in the same flight as the question for versions. versions,
// if known from an earlier connection, save that question.
func (d *dialer) dial(ctx context.Context, addr string, hope bool, versions map[protocol.ApiKey]span) (*conn, *call, error) {
	nc, err := d.connect(ctx, addr)
	if err != nil {
		return nil, nil, err
	}
	c := newConn(nc, addr, d.config.ClientID, d.decoder)
	c.versions = versions
	learned, err := d.greet(ctx, c, hope)
	if err == nil {
		return c, learned, nil
	}
	c.close()
	if versions == nil && c.versions[protocol.SaslAuthenticate].max < hopefulAuth && c.versions != nil && ctx.Err() == nil {
		return d.dial(ctx, addr, hope, c.versions) // too old for how it was greeted
	}
	return nil, nil, d.explain(addr, err)
}

func (d *dialer) connect(ctx context.Context, addr string) (net.Conn, error) {
	nc, err := d.config.dial(ctx, addr)
	if err != nil {
		why := cause(err) + "; is the address right, and does a broker run there?"
		return nil, &stageError{"connecting to", addr, why, source.ErrUnreachable, err}
	}
	if d.config.TLS == nil {
		return nc, nil
	}
	conf := d.config.TLS.Clone()
	if host, _, err := net.SplitHostPort(addr); err == nil && conf.ServerName == "" {
		conf.ServerName = host
	}
	secured := tls.Client(nc, conf)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = nc.Close()
		return nil, explainTLS(addr, err)
	}
	return secured, nil
}

// greet asks for versions and logs in, as much of it in one flight as can be.
func (d *dialer) greet(ctx context.Context, c *conn, hope bool) (learned *call, err error) {
	var versions *call
	if c.versions == nil {
		versions = c.startAs(ctx, &apiversions.Request{}, 0, 0)
	}
	var refused error
	if d.config.SASL != nil {
		refused = d.login(ctx, c)
	}
	if hope && refused == nil {
		learned = c.hope(ctx, &metadata.Request{}, hopefulMetadata)
	}
	if versions != nil {
		c.versions, err = readVersions(ctx, versions)
	}
	if refused != nil {
		return nil, refused
	}
	return learned, err
}

// hope starts a request in the right version, or in the hopeful one while the
// right one is not known.
func (c *conn) hope(ctx context.Context, req protocol.Message, hopeful int16) *call {
	if v, err := c.version(req.ApiKey()); err == nil {
		hopeful = v
	}
	return c.startAs(ctx, req, hopeful, 0)
}

func readVersions(ctx context.Context, k *call) (map[protocol.ApiKey]span, error) {
	res, err := k.answer(ctx)
	if err != nil {
		return nil, err
	}
	a := res.(*apiversions.Response)
	if a.ErrorCode != 0 {
		return nil, &codeError{"asking for versions", a.ErrorCode}
	}
	versions := make(map[protocol.ApiKey]span, len(a.ApiKeys))
	for _, v := range a.ApiKeys {
		versions[protocol.ApiKey(v.ApiKey)] = span{v.MinVersion, v.MaxVersion}
	}
	return versions, nil
}

// login runs the SASL exchange (KIP-43, KIP-152). The first token travels with
// the handshake: if the broker does not know the mechanism it never looks at it.
func (d *dialer) login(ctx context.Context, c *conn) error {
	mech := d.config.SASL
	host, port, _ := net.SplitHostPort(c.addr)
	number, _ := strconv.Atoi(port)
	session, token, err := mech.Start(sasl.WithMetadata(ctx, &sasl.Metadata{Host: host, Port: number}))
	if err != nil {
		return authError(c.addr, mech, err)
	}
	shake := c.hope(ctx, &saslhandshake.Request{Mechanism: mech.Name()}, hopefulHandshake)
	next := c.hope(ctx, &saslauthenticate.Request{AuthBytes: token}, hopefulAuth)
	res, err := shake.answer(ctx)
	if err != nil {
		return err
	}
	h := res.(*saslhandshake.Response)
	if h.ErrorCode != 0 && len(h.Mechanisms) == 0 {
		return authError(c.addr, mech, errors.New("the broker wants no login here; set security.protocol=PLAINTEXT or SSL"))
	}
	if h.ErrorCode != 0 {
		return authError(c.addr, mech, fmt.Errorf("the broker offers %v, not %s; set sasl.mechanism", h.Mechanisms, mech.Name()))
	}
	for {
		res, err := next.answer(ctx)
		if hungUp(err) { // some brokers do not say that a password is wrong
			return authError(c.addr, mech, errors.New("the broker hung up; are user and password right?"))
		}
		if err != nil {
			return err
		}
		a := res.(*saslauthenticate.Response)
		if a.ErrorCode != 0 {
			return authError(c.addr, mech, errors.New(a.ErrorMessage))
		}
		if ms := a.SessionLifetimeMs; ms > 0 {
			c.expires = time.Now().Add(time.Duration(ms) * time.Millisecond * 85 / 100)
		}
		done, token, err := session.Next(ctx, a.AuthBytes)
		if err != nil {
			return authError(c.addr, mech, err)
		}
		if done {
			return nil
		}
		next = c.hope(ctx, &saslauthenticate.Request{AuthBytes: token}, hopefulAuth)
	}
}

func authError(addr string, mech sasl.Mechanism, err error) error {
	return &stageError{"logging in with " + mech.Name() + " at", addr, err.Error(), source.ErrAuth, err}
}

// explain says what a connection that ended before it was ready may mean.
func (d *dialer) explain(addr string, err error) error {
	var stage *stageError
	var lost *lostError
	late := errors.Is(err, context.DeadlineExceeded)
	if errors.As(err, &stage) || !errors.As(err, &lost) && !late {
		return err
	}
	why := cause(err)
	switch {
	case isAlert(err): // TLS 1.3 tells after the handshake what it did not like
		return explainTLS(addr, err)
	case late:
		why += "; does a Kafka broker listen there, with or without TLS as configured?"
	case errors.Is(err, errWantsTLS):
		why = "this port wants TLS; set security.protocol=SSL or SASL_SSL"
	case errors.Is(err, errNotKafka):
		why = "what answers there does not speak Kafka; is the port right?"
	case !hungUp(err):
	case d.config.TLS == nil:
		why = "the broker hung up; the port may want TLS (security.protocol=SSL) or a login (security.protocol=SASL_PLAINTEXT)"
	case d.config.SASL == nil:
		why = "the broker hung up; the port may want a login (security.protocol=SASL_SSL) or a client certificate"
	}
	return &stageError{"greeting", addr, why, source.ErrUnreachable, err}
}

// isAlert tells whether the other side refused TLS as it was offered.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// explainTLS says what a failed handshake may mean.
func explainTLS(addr string, err error) error {
	var record tls.RecordHeaderError
	var cert *tls.CertificateVerificationError
	fail := &stageError{"starting TLS with", addr, cause(err), source.ErrUnreachable, err}
	switch {
	case errors.As(err, &cert):
		fail.why = cert.Err.Error() + "; name the authority with ssl.ca.location"
	case isAlert(err):
		fail.why += "; the broker may want a client certificate (ssl.certificate.location, ssl.key.location)"
		fail.kind = source.ErrAuth
	case errors.As(err, &record), hungUp(err), errors.Is(err, context.DeadlineExceeded):
		fail.why = cause(err) + "; the port does not seem to speak TLS; set security.protocol=PLAINTEXT or SASL_PLAINTEXT"
	}
	return fail
}
