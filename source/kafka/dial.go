package kafka

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
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

// stageError is a step of connecting that failed: what was done, what happened,
// and what to do.
type stageError struct {
	doing, addr, why, next string
	kind, err              error
}

func (e *stageError) Error() string {
	return fmt.Sprintf("%s %s: %s; %s", e.doing, e.addr, e.why, e.next)
}

func (e *stageError) Unwrap() []error { return []error{e.kind, e.err} }

// Advised implements [source.Advised].
func (e *stageError) Advised() {}

// dialer makes connections that are ready to use.
type dialer struct {
	config  Config
	decoder *decoder
	steps   *steps
}

// dial connects, starts TLS and logs in. If hope is set it returns with a Metadata
// request on its way, in the same flight as the question for versions. versions,
// if known from an earlier connection, save that question.
func (d *dialer) dial(ctx context.Context, addr string, hope bool, versions map[protocol.ApiKey]span) (*conn, *call, error) {
	began := time.Now()
	at := d.steps.begin(seeking(addr))
	defer at.done()
	nc, err := d.connect(ctx, addr, at)
	if err != nil {
		d.config.Log.Warn("connecting failed", "broker", addr, "took", time.Since(began), "why", err)
		return nil, nil, err
	}
	d.config.Log.Info("connected", "broker", addr, "tls", d.config.TLS != nil, "took", time.Since(began))
	c := newConn(nc, addr, d.config.ClientID, d.decoder, d.config.Log)
	c.versions = versions
	learned, err := d.greet(ctx, c, hope, at)
	if err == nil {
		return c, learned, nil
	}
	c.close()
	d.config.Log.Warn("greeting failed", "broker", addr, "took", time.Since(began), "why", err)
	if versions == nil && c.versions[protocol.SaslAuthenticate].max < hopefulAuth && c.versions != nil && ctx.Err() == nil {
		return d.dial(ctx, addr, hope, c.versions) // too old for how it was greeted
	}
	return nil, nil, d.explain(addr, err, false)
}

func (d *dialer) connect(ctx context.Context, addr string, at *step) (net.Conn, error) {
	nc, err := d.config.dial(ctx, addr, at)
	if err != nil {
		return nil, &stageError{"connecting to", addr, cause(err), reach(err), source.ErrUnreachable, err}
	}
	if d.config.TLS == nil {
		return nc, nil
	}
	conf := d.config.TLS.Clone()
	if host, _, err := net.SplitHostPort(addr); err == nil && conf.ServerName == "" {
		conf.ServerName = host
	}
	at.now("agreeing on TLS with " + addr)
	secured := tls.Client(nc, conf)
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = nc.Close()
		return nil, explainTLS(addr, err)
	}
	return secured, nil
}

// reach says what to do where no connection came about.
func reach(err error) string {
	switch {
	case errors.As(err, new(*net.DNSError)):
		return "check its spelling, and whether a VPN is needed to find it"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "check host and port, and that the broker runs"
	}
	return "check the address, and whether a firewall or a VPN stands between"
}

// greet asks for versions and logs in, as much of it in one flight as can be.
func (d *dialer) greet(ctx context.Context, c *conn, hope bool, at *step) (learned *call, err error) {
	var versions *call
	at.now("asking " + c.addr + " which requests it knows")
	if c.versions == nil {
		versions = c.startAs(ctx, &apiversions.Request{}, 0, 0)
	}
	var refused error
	if d.config.SASL != nil {
		at.now("logging in with " + d.config.SASL.Name() + " at " + c.addr)
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
		return authError(c.addr, mech, err.Error(), checkLogin, err)
	}
	shake := c.hope(ctx, &saslhandshake.Request{Mechanism: mech.Name()}, hopefulHandshake)
	next := c.hope(ctx, &saslauthenticate.Request{AuthBytes: token}, hopefulAuth)
	res, err := shake.answer(ctx)
	if err != nil {
		return err
	}
	h := res.(*saslhandshake.Response)
	if h.ErrorCode != 0 && len(h.Mechanisms) == 0 {
		return authError(c.addr, mech, "the broker wants no login on this port", "set security.protocol=PLAINTEXT, or SSL with TLS", nil)
	}
	if h.ErrorCode != 0 {
		why := fmt.Sprintf("the broker does not know %s, only %s", mech.Name(), strings.Join(h.Mechanisms, ", "))
		return authError(c.addr, mech, why, "set sasl.mechanism to one of these", nil)
	}
	for {
		res, err := next.answer(ctx)
		if hungUp(err) { // some brokers do not say that a password is wrong
			return authError(c.addr, mech, "the broker hung up", checkLogin, nil)
		}
		if err != nil {
			return err
		}
		a := res.(*saslauthenticate.Response)
		if a.ErrorCode != 0 {
			return authError(c.addr, mech, rejection(a.ErrorMessage), checkLogin, nil)
		}
		if ms := a.SessionLifetimeMs; ms > 0 {
			c.expires = time.Now().Add(time.Duration(ms) * time.Millisecond * 85 / 100)
		}
		done, token, err := session.Next(ctx, a.AuthBytes)
		if err != nil {
			return authError(c.addr, mech, err.Error(), checkLogin, err)
		}
		if done {
			return nil
		}
		next = c.hope(ctx, &saslauthenticate.Request{AuthBytes: token}, hopefulAuth)
	}
}

const checkLogin = "check sasl.username and sasl.password, and that the user may use this mechanism"

func authError(addr string, mech sasl.Mechanism, why, next string, err error) error {
	return &stageError{"logging in with " + mech.Name() + " at", addr, why, next, source.ErrAuth, err}
}

// rejection is what the broker says of a login it refuses; some say nothing.
func rejection(said string) string {
	if said == "" {
		return "the broker refused the login"
	}
	return "the broker says: " + said
}

// explain says what a connection that ended before it was ready may mean. answered
// tells whether the broker had given its versions by then, as it does to anybody.
func (d *dialer) explain(addr string, err error, answered bool) error {
	var stage *stageError
	var lost *lostError
	late := errors.Is(err, context.DeadlineExceeded)
	if errors.As(err, &stage) || !errors.As(err, &lost) && !late {
		return err
	}
	fail := &stageError{"talking to", addr, cause(err), "check that a Kafka broker listens there, with or without TLS as configured", source.ErrUnreachable, err}
	switch {
	case isAlert(err): // TLS 1.3 tells after the handshake what it did not like
		return explainTLS(addr, err)
	case late:
	case errors.Is(err, errWantsTLS):
		fail.why, fail.next = "this port wants TLS", "set security.protocol=SSL, or SASL_SSL with a login"
	case errors.Is(err, errNotKafka):
		fail.why, fail.next = "what answers there does not speak Kafka", "check the port"
	case !hungUp(err) || d.config.SASL != nil:
	case answered && d.config.TLS == nil:
		fail.why, fail.next = "the broker hung up where a login is due", "set security.protocol=SASL_PLAINTEXT, sasl.mechanism, sasl.username and sasl.password"
	case d.config.TLS == nil:
		fail.why, fail.next = "the broker hung up", "the port may want TLS (security.protocol=SSL) or a login (security.protocol=SASL_PLAINTEXT)"
	default:
		fail.why, fail.next = "the broker hung up", "the port may want a login (security.protocol=SASL_SSL) or a client certificate"
	}
	return fail
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
	fail := &stageError{"starting TLS with", addr, cause(err), "check the ssl settings", source.ErrUnreachable, err}
	switch {
	case errors.As(err, &cert):
		fail.why, fail.next = strings.TrimPrefix(cert.Err.Error(), "x509: "), distrust(cert.Err)
	case isAlert(err):
		fail.why = "the broker ended it: " + strings.TrimPrefix(cause(err), "tls: ")
		fail.next = "it may want a client certificate (ssl.certificate.location, ssl.key.location)"
		fail.kind = source.ErrAuth
	case errors.As(err, &record), hungUp(err), errors.Is(err, context.DeadlineExceeded):
		fail.why, fail.next = "the port does not answer in TLS", "set security.protocol=PLAINTEXT, or SASL_PLAINTEXT with a login"
	}
	return fail
}

// distrust says what to do about a certificate that was not accepted.
func distrust(err error) string {
	switch {
	case errors.As(err, new(x509.HostnameError)):
		return "connect by a name that the certificate has, or set ssl.endpoint.identification.algorithm=none"
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return "name the file with its authority: ssl.ca.location"
	}
	return "the broker needs another certificate"
}
