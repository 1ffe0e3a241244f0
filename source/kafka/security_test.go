package kafka_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kversion"

	"riffle/source"
	"riffle/source/kafka"
	"riffle/source/kafka/kafkatest"
)

func TestWaysToConnect(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "readable", 1, 10)
	c.Allow(t, "reader", "readable")
	ca, cert, key := "ssl.ca.location="+c.CAFile(), "ssl.certificate.location="+c.CertFile(), "ssl.key.location="+c.KeyFile()
	jaas := `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="reader" password="reader-secret";`
	for _, way := range []struct {
		name     string
		listener kafkatest.Listener
		settings []string
	}{
		{"plain text", kafkatest.Plaintext, nil},
		{"PLAIN", kafkatest.SASL, login("SASL_PLAINTEXT", "PLAIN", "reader", "reader-secret")},
		{"PLAIN by JAAS", kafkatest.SASL, []string{"security.protocol=SASL_PLAINTEXT", jaas}},
		{"SCRAM-SHA-256", kafkatest.SASL, login("SASL_PLAINTEXT", "SCRAM-SHA-256", "reader", "reader-secret")},
		{"SCRAM-SHA-512 in TLS", kafkatest.SASLTLS, append(login("SASL_SSL", "SCRAM-SHA-512", "reader", "reader-secret"), ca)},
		{"PLAIN in TLS", kafkatest.SASLTLS, append(login("SASL_SSL", "PLAIN", "reader", "reader-secret"), ca)},
	} {
		t.Run(way.name, func(t *testing.T) {
			k, err := openReal(t.Context(), c.Addr(way.listener, 1), way.settings...)
			if err != nil {
				t.Fatal(err)
			}
			defer k.Close()
			got := readAll(t, k, "readable", source.Forward, source.Want{Role: source.Scan})
			if len(got) != 10 {
				t.Errorf("%d records, want 10", len(got))
			}
		})
	}
	for name, settings := range map[string][]string{
		"TLS":          {"security.protocol=ssl", ca},
		"unverified":   {"security.protocol=SSL", "enable.ssl.certificate.verification=false"},
		"any name":     {"security.protocol=SSL", ca, "ssl.endpoint.identification.algorithm="},
		"certificates": {"security.protocol=SSL", ca, cert, key},
	} {
		listener := kafkatest.TLS
		if name == "certificates" {
			listener = kafkatest.MTLS
		}
		k, err := openReal(t.Context(), c.Addr(listener, 1), settings...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_ = k.Close()
	}
}

// What goes wrong when connecting names the cause and the setting to change, soon.
func TestConnectingFails(t *testing.T) {
	c := kafkatest.Shared(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	closed := "127.0.0.1:1"
	ca := "ssl.ca.location=" + c.CAFile()
	for _, f := range []struct {
		name, addr string
		settings   []string
		kind       error
		words      []string
	}{
		{"closed port", closed, nil, source.ErrUnreachable, []string{closed, "connection refused", "that the broker runs"}},
		{"unknown host", "no.such.host.invalid:9092", nil, source.ErrUnreachable, []string{"no.such.host.invalid", "unknown"}},
		{"silence", silent.Addr().String(), nil, source.ErrUnreachable, []string{silent.Addr().String(), "no answer in time"}},
		{"plain text to TLS", c.Addr(kafkatest.TLS, 1), nil, source.ErrUnreachable, []string{"TLS", "security.protocol=SSL"}},
		{"TLS to plain text", c.Addr(kafkatest.Plaintext, 1), []string{"security.protocol=SSL"}, source.ErrUnreachable, []string{"TLS", "security.protocol=PLAINTEXT"}},
		{"no login", c.Addr(kafkatest.SASL, 1), nil, source.ErrUnreachable, []string{"a login is due", "SASL_PLAINTEXT"}},
		{"login not wanted", c.Addr(kafkatest.Plaintext, 1), login("SASL_PLAINTEXT", "PLAIN", "reader", "x"), source.ErrAuth, []string{"PLAIN"}},
		{"wrong password", c.Addr(kafkatest.SASL, 1), login("SASL_PLAINTEXT", "PLAIN", "reader", "guess"), source.ErrAuth, []string{"logging in with PLAIN", "Invalid username or password"}},
		{"wrong SCRAM password", c.Addr(kafkatest.SASL, 1), login("SASL_PLAINTEXT", "SCRAM-SHA-512", "reader", "guess"), source.ErrAuth, []string{"logging in with SCRAM-SHA-512"}},
		{"unknown authority", c.Addr(kafkatest.TLS, 1), []string{"security.protocol=SSL"}, source.ErrUnreachable, []string{"certificate", "ssl.ca.location"}},
		{"no client certificate", c.Addr(kafkatest.MTLS, 1), []string{"security.protocol=SSL", ca}, source.ErrAuth, []string{"certificate", "ssl.certificate.location"}},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			k, err := openReal(t.Context(), f.addr, f.settings...)
			if err == nil {
				_ = k.Close()
				t.Fatal("it connected")
			}
			t.Log(err)
			if !errors.Is(err, f.kind) {
				t.Errorf("not of the kind %q", f.kind)
			}
			for _, w := range f.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("it does not say %q", w)
				}
			}
			if d := time.Since(began); d > 5*time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
}

func TestMissingPermissionIsNamed(t *testing.T) {
	c := kafkatest.Shared(t)
	kafkatest.Plain(t, c, "secret", 1, 10)
	k, err := openReal(t.Context(), c.Addr(kafkatest.SASL, 1), login("SASL_PLAINTEXT", "PLAIN", "nobody", "nobody-secret")...)
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	for name, ask := range map[string]func() error{
		"describe": func() error { _, err := k.Describe(t.Context(), "secret"); return err },
		"read": func() error {
			_, err := k.Read(t.Context(), source.Ref{Topic: "secret"}, source.Offset{}, source.Forward, source.Want{})
			return err
		},
		"tail": func() error {
			_, err := k.Tail(t.Context(), source.Position{{Ref: source.Ref{Topic: "secret"}}})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, source.ErrDenied) || !strings.Contains(err.Error(), "DESCRIBE on topic secret") {
			t.Errorf("%s: %v; want ErrDenied that names the ACL", name, err)
		}
	}
}

// Brokers of 1.0 know an older login than the one that is tried first.
func TestLoginToOldBroker(t *testing.T) {
	f := newSecureFake(t, kfake.NumBrokers(1), kfake.MaxVersions(kversion.V1_0_0()))
	if _, err := f.open(t).Topics(t.Context()); err != nil {
		t.Error(err)
	}
}

// A broker that ends logins after two seconds (KIP-368) interrupts nobody: readers
// and tails have logged in anew before.
func TestLoginsThatEnd(t *testing.T) {
	c := kafkatest.Start(t, kafkatest.Listen(kafkatest.SASL), kafkatest.Users(kafkatest.User{Name: "reader", Password: "reader-secret"}),
		kafkatest.Config("connections.max.reauth.ms", "2000"))
	config, err := kafka.Configure([]string{c.Addr(kafkatest.SASL, 1)}, login("SASL_PLAINTEXT", "SCRAM-SHA-256", "reader", "reader-secret"))
	if err != nil {
		t.Fatal(err)
	}
	var dials atomic.Int64
	config.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials.Add(1)
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	k, err := kafka.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
	w := keepWriting(t, c, "relogin", 3)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	all := []*reader{keepReading(ctx, w, k, 0), keepReading(ctx, w, k, source.Forward)}
	eventually(t, func() bool { return dials.Load() >= 10 }, func() string { return fmt.Sprintf("%d connections", dials.Load()) })
	goOn(t, w, all, "ten logins")
	w.stop(t)
	eventually(t, func() bool { return all[0].read() >= w.count() }, func() string { return "the tail does not go on" })
	stop()
	for _, r := range all {
		<-r.done
		r.verify(t)
		if n := r.interruptions(); n > 0 {
			t.Errorf("%s: %d interruptions", r.passes[0].name, n)
		}
	}
}
